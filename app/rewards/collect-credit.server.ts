/**
 * Taking store credit back: cashback was paid out, and then the order was refunded that had earned it. The member owes the
 * points; what is left of the credit goes back, as far as it reaches, and pays for them. The rest stays owed. One at a time,
 * written before Shopify is asked; an answer that was lost is looked for in the account before anything is sent again.
 */
import { v7 as uuidv7 } from 'uuid';
import { inTransaction, pool, type Sql } from '../db.server.ts';
import { lockBalances, memberKey } from '../ledger/balances.server.ts';
import { post } from '../ledger/post.server.ts';
import { dateInZone } from '../lib/calendar.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { lotTerms } from '../program/expiry.ts';
import type { Reward } from '../program/rewards/reward.ts';
import { liveProgram } from '../publishing/live-programs.server.ts';
import { ShopifyRefusal, ShopifyUnavailable } from '../shopify/admin-client.server.ts';
import {
  debitAccount,
  newestOf,
  readCreditAccount,
  readCreditAccounts,
  since,
  type Newest,
} from '../shopify/store-credit.server.ts';
import { requireShopFacts, type ShopFacts } from '../shops/shop-store.server.ts';
import { payOutTo } from './cashback.server.ts';
import { QUIET_MS } from './fulfil/store-credit.server.ts';

interface Collection {
  id: string;
  redemptionId: string;
  /** Minor units of the account's currency. */
  amountMinor: number;
  points: number;
  /** Without a currency: of the shop's. */
  delivery: { triedAt: string; newestBefore: Newest; currencyCode?: string };
}

/** A payout of the member, with what of its points has not gone back yet. */
interface Paid {
  id: string;
  costPoints: number;
  /** As it was paid: minor units of `currencyCode`. */
  amountMinor: number;
  currencyCode: string;
  left: number;
}

/** More payouts than this one debt never touches at once; the rest is asked for anew. */
const MOST_AT_ONCE = 20;

/** @throws ShopifyUnavailable when it is to be tried again. */
export async function runCollectCredit(shopId: number, memberId: string, now: Date): Promise<void> {
  const shop = await requireShopFacts(shopId);
  for (let round = 0; round < MOST_AT_ONCE; round++) {
    const customerId = await customerOf(shopId, memberId);
    if (customerId === null) return;
    const open = (await findOpen(shopId, memberId)) ?? (await begin(shop, memberId, customerId, now));
    if (!open) return;
    await collect(shop, memberId, customerId, open, now);
  }
}

async function customerOf(shopId: number, memberId: string): Promise<string | null> {
  const { rows } = await pool().query<{ customerId: string | null }>(
    `SELECT customer_id AS "customerId" FROM members WHERE shop_id = $1 AND id = $2 AND status IN ('active', 'blocked')`,
    [shopId, memberId],
  );
  return rows[0]?.customerId ?? null;
}

async function findOpen(shopId: number, memberId: string): Promise<Collection | null> {
  const { rows } = await pool().query<Collection>({
    name: 'credit-collection-open',
    text: `SELECT id, redemption_id AS "redemptionId", amount_minor AS "amountMinor", points, delivery FROM credit_collections
           WHERE shop_id = $1 AND member_id = $2 AND state = 'open'`,
    values: [shopId, memberId],
  });
  return rows[0] ?? null;
}

/** Writes down what is to be taken; null when nothing is owed, or no account has anything. */
async function begin(
  shop: ShopFacts,
  memberId: string,
  customerId: string,
  now: Date,
): Promise<(Collection & { isNew: true }) | null> {
  const accounts = await readCreditAccounts(shop.domain, customerId).catch((error: unknown) => {
    // A customer who is gone has no credit.
    if (error instanceof ShopifyRefusal) return [];
    throw error;
  });
  const filled = new Map(
    accounts.filter(({ balanceMinor }) => balanceMinor > 0).map((account) => [account.currencyCode, account]),
  );
  if (filled.size === 0) return null;
  return inTransaction(async (sql) => {
    const ref = { shopId: shop.id, memberId };
    const owed = -((await lockBalances(sql, [ref])).get(memberKey(ref))?.available ?? 0);
    const paid = owed > 0 ? await newestPayout(sql, shop, memberId, owed, [...filled.keys()]) : null;
    const account = paid && filled.get(paid.currencyCode);
    if (!paid || !account) return null;
    // Whole minor units, and never more points back than they paid for.
    const [cost, amount] = [BigInt(paid.costPoints), BigInt(paid.amountMinor)];
    const wantedMinor = Number((BigInt(Math.min(owed, paid.left)) * amount) / cost);
    const amountMinor = Math.min(wantedMinor, account.balanceMinor);
    const points = Math.min(paid.left, owed, Number((BigInt(amountMinor) * cost + amount - 1n) / amount));
    if (amountMinor <= 0 || points <= 0) return null;
    const collection = {
      id: uuidv7(),
      redemptionId: paid.id,
      amountMinor,
      points,
      delivery: { triedAt: now.toISOString(), newestBefore: newestOf(account), currencyCode: paid.currencyCode },
    };
    const { rowCount } = await sql.query(
      `INSERT INTO credit_collections (shop_id, id, member_id, redemption_id, amount_minor, points, delivery, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (shop_id, member_id) WHERE state = 'open' DO NOTHING`,
      [shop.id, collection.id, memberId, paid.id, amountMinor, points, JSON.stringify(collection.delivery), now],
    );
    if (!rowCount) throw new ShopifyUnavailable('Somebody else is taking the credit back.', 1000);
    return { ...collection, isNew: true as const };
  });
}

/**
 * The newest payout of which so many points that are owed are worth anything: the credit that is likeliest to be there.
 * @param currencyCodes of accounts that have any.
 */
async function newestPayout(
  sql: Sql,
  shop: ShopFacts,
  memberId: string,
  owed: number,
  currencyCodes: readonly string[],
): Promise<Paid | null> {
  const { rows } = await sql.query<Paid>({
    name: 'credit-newest-payout',
    text: `SELECT r.id, r.cost_points AS "costPoints", c.amount_minor AS "amountMinor", c.currency_code AS "currencyCode",
             r.cost_points - coalesce(t.returned, 0) AS left
           FROM redemptions r CROSS JOIN LATERAL (
             SELECT coalesce((r.delivery -> 'credit' ->> 'amountMinor')::bigint, r.amount_minor) AS amount_minor,
               coalesce(r.delivery -> 'credit' ->> 'currencyCode', $3) AS currency_code) c
           LEFT JOIN LATERAL (
             SELECT sum(points)::bigint AS returned FROM transfers
             WHERE shop_id = r.shop_id AND member_id = r.member_id AND source_id = r.id::text AND kind = 'redemption_return') t ON true
           WHERE r.shop_id = $1 AND r.member_id = $2 AND r.kind = 'store_credit' AND r.state = 'used' AND r.cost_points > 0
             AND (r.reward -> 'automatic')::boolean AND c.currency_code = ANY($4::text[])
             AND least(r.cost_points - coalesce(t.returned, 0), $5)::numeric * c.amount_minor >= r.cost_points
           ORDER BY r.created_at DESC, r.id DESC LIMIT 1`,
    values: [shop.id, memberId, shop.currencyCode, currencyCodes, owed],
  });
  return rows[0] ?? null;
}

async function collect(
  shop: ShopFacts,
  memberId: string,
  customerId: string,
  open: Collection & { isNew?: true },
  now: Date,
): Promise<void> {
  let gid = open.isNew ? null : await findEarlier(shop, customerId, open, now);
  if (gid === null) {
    if (!open.isNew) await noteTry(shop.id, open, now);
    try {
      gid = await debit(shop, customerId, open);
    } catch (error) {
      if (error instanceof ShopifyRefusal) {
        // Somebody paid with it meanwhile: what is left now is looked at anew.
        await close(shop.id, open.id, 'failed', null, now);
        return;
      }
      if (error instanceof ShopifyUnavailable && error.isUndone) await forget(shop.id, open.id);
      throw error;
    }
  }
  await book(shop, memberId, open, gid, now);
}

async function debit(shop: ShopFacts, customerId: string, { amountMinor, delivery }: Collection): Promise<string> {
  const { currencyCode = shop.currencyCode } = delivery;
  const { gid } = await readCreditAccount(shop.domain, customerId, currencyCode);
  if (gid === null) throw new ShopifyRefusal('The customer has no account.');
  return debitAccount(shop.domain, gid, { amountMinor, currencyCode });
}

async function findEarlier(
  shop: ShopFacts,
  customerId: string,
  { amountMinor, delivery }: Collection,
  now: Date,
): Promise<string | null> {
  const waitMs = Date.parse(delivery.triedAt) + QUIET_MS - now.getTime();
  if (waitMs > 0) throw new ShopifyUnavailable('An earlier call may still be on its way.', waitMs);
  const account = await readCreditAccount(shop.domain, customerId, delivery.currencyCode ?? shop.currencyCode);
  // Only one debit of ours is under way for a member, so there is none that another could have adopted.
  return (
    since(account, delivery.newestBefore).findLast(
      (transaction) => transaction.kind === 'debit' && transaction.amountMinor === amountMinor,
    )?.gid ?? null
  );
}

/** Only one runner at a time gets past this. */
async function noteTry(shopId: number, { id, delivery }: Collection, now: Date): Promise<void> {
  const { rowCount } = await pool().query(
    `UPDATE credit_collections SET delivery = delivery || $3 WHERE shop_id = $1 AND id = $2 AND state = 'open'
       AND delivery ->> 'triedAt' = $4`,
    [shopId, id, JSON.stringify({ triedAt: now.toISOString() }), delivery.triedAt],
  );
  if (!rowCount) throw new ShopifyUnavailable('Somebody else is taking the credit back.', 1000);
}

/** Shopify turned the call away before it did anything: it is begun anew, without waiting. */
async function forget(shopId: number, id: string): Promise<void> {
  await pool().query(`DELETE FROM credit_collections WHERE shop_id = $1 AND id = $2 AND state = 'open'`, [shopId, id]);
}

async function close(shopId: number, id: string, state: 'failed', gid: null, now: Date): Promise<void> {
  await pool().query(
    `UPDATE credit_collections SET state = $3, transaction_gid = $4, done_at = $5 WHERE shop_id = $1 AND id = $2 AND state = 'open'`,
    [shopId, id, state, gid, now],
  );
}

/** The money is back: its points are too, and pay what is owed. */
async function book(shop: ShopFacts, memberId: string, open: Collection, gid: string, now: Date): Promise<void> {
  const live = await liveProgram(shop.id);
  await inTransaction(async (sql) => {
    const ref = { shopId: shop.id, memberId };
    await lockBalances(sql, [ref]);
    const { rows } = await sql.query<{ reward: Reward }>(
      `UPDATE credit_collections c SET state = 'done', transaction_gid = $3, done_at = $4 FROM redemptions r
       WHERE c.shop_id = $1 AND c.id = $2 AND c.state = 'open' AND r.shop_id = c.shop_id AND r.id = c.redemption_id
       RETURNING r.reward`,
      [shop.id, open.id, gid, now],
    );
    const reward = rows[0]?.reward;
    if (!reward) return;
    await post(sql, [
      {
        ...ref,
        key: `redemption:${open.redemptionId}:credit-taken:${open.id}`,
        from: 'redeemed',
        to: 'available',
        points: open.points,
        kind: 'redemption_return',
        sourceType: 'redemption',
        sourceId: open.redemptionId,
        reversesKey: `redemption:${open.redemptionId}`,
        ...lotTerms(live?.program.expiry ?? { kind: 'never' }, now, now, shop.timeZone),
        detail: { code: 'redemption_return', rewardTitle: reward.title, cause: 'credit_taken_back' },
        occurredAt: now,
        bookedOn: dateInZone(now, shop.timeZone),
      },
    ]);
    // An order can have come meanwhile: then more went back than is owed by now, and is paid out again.
    await payOutTo(sql, [ref], new Map([[shop.id, shop]]), now);
    await enqueue(sql, [{ shopId: shop.id, topic: 'sync_member', subject: memberId }]);
  });
}
