/**
 * Credit on the customer's account. Shopify takes no key that names the fact, so before the first call the newest transaction
 * of the account is noted, and after a lost answer the account is read: a credit of this amount that came since, and that no
 * other redemption has adopted, is this one's. Nothing is sent again before a lost call has had time to arrive.
 */
import { pool } from '../../db.server.ts';
import { ShopifyRefusal, ShopifyUnavailable } from '../../shopify/admin-client.server.ts';
import { creditCustomer, newestOf, readCreditAccount, since } from '../../shopify/store-credit.server.ts';
import type { Money } from '../credit-money.ts';
import type { Delivery, Redemption } from '../redemption-store.server.ts';
import type { Fulfilment, Task } from './fulfilment.ts';

/** After this time a call that was not answered has been carried out, or never will be. */
export const QUIET_MS = 60_000;

export const storeCreditFulfilment: Fulfilment = {
  async deliver(task) {
    return { state: 'used', fulfilledGid: (await findEarlier(task)) ?? (await credit(task)) };
  },

  /** Credit that was given stays given; what was not is found out here, as when it is brought. */
  async withdraw(task) {
    return { wasUsed: (await findEarlier(task)) !== null };
  },
};

/** The credit of an earlier try; null when there was none. */
async function findEarlier({ shop, redemption, now }: Task): Promise<string | null> {
  const { triedAt, newestBefore = null } = redemption.delivery;
  if (triedAt === undefined) return null;
  const waitMs = Date.parse(triedAt) + QUIET_MS - now.getTime();
  if (waitMs > 0) throw new ShopifyUnavailable('An earlier call may still be on its way.', waitMs);
  const money = moneyOf({ shop, redemption });
  const account = await readCreditAccount(shop.domain, redemption.customerId, money.currencyCode);
  const candidates = since(account, newestBefore).filter(
    ({ kind, amountMinor }) => kind === 'credit' && amountMinor === money.amountMinor,
  );
  const { rows } = await pool().query<{ gid: string }>({
    name: 'redemptions-adopted',
    text: 'SELECT fulfilled_gid AS gid FROM redemptions WHERE shop_id = $1 AND fulfilled_gid = ANY($2::text[])',
    values: [redemption.shopId, candidates.map(({ gid }) => gid)],
  });
  const adopted = new Set(rows.map(({ gid }) => gid));
  return candidates.findLast(({ gid }) => !adopted.has(gid))?.gid ?? null;
}

/** What is given: in the currency that was decided when it was redeemed. */
function moneyOf({ shop, redemption }: Pick<Task, 'shop' | 'redemption'>): Money {
  return redemption.delivery.credit ?? { amountMinor: redemption.amountMinor ?? 0, currencyCode: shop.currencyCode };
}

async function credit({ shop, redemption, now }: Task): Promise<string> {
  const money = moneyOf({ shop, redemption });
  const account =
    redemption.delivery.triedAt === undefined
      ? await readCreditAccount(shop.domain, redemption.customerId, money.currencyCode)
      : null;
  await noteTry(redemption, {
    newestBefore: account ? newestOf(account) : (redemption.delivery.newestBefore ?? null),
    triedAt: now.toISOString(),
  });
  try {
    return await creditCustomer(shop.domain, {
      customerId: redemption.customerId,
      ...money,
      expiresAt: redemption.expiresAt,
    });
  } catch (error) {
    if (error instanceof ShopifyRefusal && error.codes.includes('UNSUPPORTED_CURRENCY')) await noteRefused(redemption);
    if (error instanceof ShopifyUnavailable && error.isUndone) await forgetTry(redemption);
    throw error;
  }
}

/** Only one runner at a time gets past this: whoever read the redemption before another noted a try, starts over. */
async function noteTry({ shopId, id, delivery }: Redemption, next: Delivery): Promise<void> {
  const { rowCount } = await pool().query(
    `UPDATE redemptions SET delivery = delivery || $3
     WHERE shop_id = $1 AND id = $2 AND state = 'debited' AND delivery ->> 'triedAt' IS NOT DISTINCT FROM $4`,
    [shopId, id, JSON.stringify(next), delivery.triedAt ?? null],
  );
  if (!rowCount) throw new ShopifyUnavailable('Somebody else is giving the credit.', 1000);
}

/** The points go back, and what is given next is given in the shop's own currency. */
async function noteRefused({ shopId, id, delivery }: Redemption): Promise<void> {
  if (!delivery.credit) return;
  const note: Delivery = { isCurrencyRefused: true };
  await pool().query('UPDATE redemptions SET delivery = delivery || $3 WHERE shop_id = $1 AND id = $2', [
    shopId,
    id,
    JSON.stringify(note),
  ]);
}

/** Shopify turned the call away: the next one need not wait. What was noted of the account stays true. */
async function forgetTry({ shopId, id, delivery }: Redemption): Promise<void> {
  if (delivery.triedAt !== undefined) return;
  await pool().query(`UPDATE redemptions SET delivery = delivery - 'triedAt' WHERE shop_id = $1 AND id = $2`, [
    shopId,
    id,
  ]);
}
