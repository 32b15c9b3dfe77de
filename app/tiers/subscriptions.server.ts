/** What Shopify tells of subscriptions, brought to the memberships and levels of those whom it is about. */
import type { Sql } from '../db.server.ts';
import { learnBill, learnContract } from '../memberships/contracts.server.ts';
import { livePrograms } from '../publishing/live-programs.server.ts';
import type { BillFact, ContractFact } from '../shopify/payloads/subscription.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { reconsiderTiers } from './reconsider.server.ts';

export type SubscriptionMeaning =
  | { kind: 'subscription_contract'; contract: ContractFact; toldAt: string }
  | { kind: 'subscription_bill'; bill: BillFact; toldAt: string };

/** Must run inside a transaction. The same word again, or an older one that comes late, changes nothing. */
export async function applySubscriptionMeaning(
  sql: Sql,
  shop: ShopFacts,
  shops: ReadonlyMap<number, ShopFacts>,
  meaning: SubscriptionMeaning,
  now: Date,
): Promise<void> {
  const toldAt = new Date(meaning.toldAt);
  const members =
    meaning.kind === 'subscription_contract'
      ? await learnContract(sql, shop, meaning.contract, toldAt)
      : await learnBill(sql, shop, meaning.bill, toldAt);
  if (members.length === 0) return;
  await reconsiderTiers(sql, { members, shops, programs: await livePrograms(sql, [shop.id]), now });
}
