/** A member subscribes to the shop's newsletter, as Shopify tells. It counts once: leaving and coming again earns nothing more. */
import type { Sql } from '../db.server.ts';
import { customerKey, findMembers } from '../members/membership.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { recordActivity } from './record.server.ts';

/**
 * Must run inside a transaction. Of a customer who is no member nothing is recorded: since
 * API version 2025-01 no event of a customer says whether they are subscribed, so that who joins later is not known to be.
 */
export async function subscribed(sql: Sql, shop: ShopFacts, customerId: string, now: Date): Promise<void> {
  const customer = { shopId: shop.id, customerId };
  const member = (await findMembers(sql, [customer])).get(customerKey(customer));
  if (member?.status !== 'active') return;
  await recordActivity(sql, {
    shop,
    member,
    activity: 'newsletter',
    key: `newsletter:${member.id}`,
    at: now,
    source: 'shopify',
    now,
  });
}
