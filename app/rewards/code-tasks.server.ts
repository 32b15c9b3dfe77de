/** The two tasks that bring a redemption into agreement with Shopify: bringing the reward, and taking it back. */
import { inTransaction, pool, type Sql } from '../db.server.ts';
import type { ReturnCause } from '../ledger/reasons.ts';
import { announce } from '../messages/announce.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { isDiscount } from '../program/rewards/reward.ts';
import { ShopifyRefusal, ShopifyUnavailable } from '../shopify/admin-client.server.ts';
import { findCode } from '../shopify/discounts.server.ts';
import { requireShopFacts } from '../shops/shop-store.server.ts';
import { payOutTo } from './cashback.server.ts';
import type { Delivered } from './fulfil/fulfilment.ts';
import { fulfilmentOf } from './fulfil/fulfilments.server.ts';
import { getRedemption, lockRedemption, type Redemption } from './redemption-store.server.ts';
import { returnPoints } from './return.server.ts';

/** Brings what was redeemed, or gives the points back when Shopify refuses it for good. */
export async function runCreateCode(shopId: number, redemptionId: string, now: Date): Promise<void> {
  const redemption = await getRedemption(pool(), shopId, redemptionId);
  if (!redemption || redemption.state !== 'debited') return;
  const shop = await requireShopFacts(shopId);
  let delivered: Delivered;
  try {
    delivered = await fulfilmentOf(redemption.reward).deliver({ shop, redemption, now });
  } catch (error) {
    if (!(error instanceof ShopifyRefusal)) throw error;
    await inTransaction(async (sql) => {
      const locked = await lockRedemption(sql, shopId, redemptionId);
      if (locked?.state === 'debited') await returnPoints(sql, locked, 'refused_by_shopify', error.message, now);
    });
    return;
  }
  await inTransaction(async (sql) => {
    await sql.query(
      `UPDATE redemptions SET discount_gid = coalesce($3, discount_gid), fulfilled_gid = coalesce($4, fulfilled_gid),
         ready_at = coalesce(ready_at, $5), used_at = CASE WHEN $6 = 'used' THEN coalesce(used_at, $5) ELSE used_at END,
         state = CASE WHEN state = 'debited' THEN $6::redemption_state ELSE state END
       WHERE shop_id = $1 AND id = $2`,
      [
        shopId,
        redemptionId,
        delivered.discountGid ?? null,
        delivered.fulfilledGid ?? null,
        now.toISOString(),
        delivered.state,
      ],
    );
    await enqueue(sql, [{ shopId, topic: 'sync_member', subject: redemption.memberId }]);
    // What has come while the payout was under way is paid out next.
    if (redemption.reward.kind === 'store_credit') await payOutTo(sql, [redemption], new Map([[shopId, shop]]), now);
    if (!hasCode(redemption)) return;
    await announce(
      sql,
      [
        {
          shopId,
          memberId: redemption.memberId,
          kind: 'code_ready',
          key: `code_ready:${redemptionId}`,
          data: { redemptionId, title: redemption.reward.title },
        },
      ],
      now,
    );
  });
}

/** Takes an unused reward back and returns its points; one that was used meanwhile stays used. */
export async function runWithdrawCode(shopId: number, redemptionId: string, now: Date): Promise<void> {
  const redemption = await getRedemption(pool(), shopId, redemptionId);
  if (!redemption || redemption.state !== 'cancelling') return;
  const mayBeOnItsWay = await stopMaking(shopId, redemptionId);
  const shop = await requireShopFacts(shopId);
  let wasUsed: boolean;
  try {
    ({ wasUsed } = await fulfilmentOf(redemption.reward).withdraw({ shop, redemption, now }, mayBeOnItsWay));
  } catch (error) {
    if (!(error instanceof ShopifyRefusal)) throw error;
    if (!hasRunOut(redemption)) {
      // Shopify keeps the code alive, so the redemption is: its holder can still use it, or try again.
      await keepAlive(redemption, error.message);
      return;
    }
    // A code that has run out works no more by itself.
    wasUsed = hasCode(redemption) && ((await findCode(shop.domain, redemption.code))?.timesUsed ?? 0) > 0;
  }
  await inTransaction(async (sql) => {
    const locked = await lockRedemption(sql, shopId, redemptionId);
    if (locked?.state !== 'cancelling') return;
    // What holds for many orders may have been used, and is over all the same.
    if (wasUsed && !locked.lasting) await keepUsed(sql, locked);
    else if (locked.failure === 'ended' || locked.failure === 'forfeited') await finish(sql, locked, now);
    else await returnPoints(sql, locked, causeOf(locked), null, now);
  });
}

/** The order that used it is on its way to us; until then the code counts as given out. A gift card tells nobody. */
async function keepUsed(sql: Sql, { shopId, id, reward }: Redemption): Promise<void> {
  await sql.query(
    `UPDATE redemptions SET state = $3::redemption_state,
       failure = CASE WHEN failure IN ('code_expired', 'forfeited') THEN 'used_unseen' END
     WHERE shop_id = $1 AND id = $2`,
    [shopId, id, reward.kind === 'gift_card' ? 'used' : 'ready'],
  );
}

/** Its time is over, and no points go back: they were promised for the time, or are forfeited. */
async function finish(sql: Sql, { shopId, id, memberId }: Redemption, now: Date): Promise<void> {
  await sql.query(
    `UPDATE redemptions SET state = 'used', used_at = coalesce(used_at, $3) WHERE shop_id = $1 AND id = $2`,
    [shopId, id, now],
  );
  await enqueue(sql, [{ shopId, topic: 'sync_member', subject: memberId }]);
}

async function keepAlive(redemption: Redemption, refusal: string): Promise<void> {
  await inTransaction(async (sql) => {
    await sql.query(
      `UPDATE redemptions SET state = $4::redemption_state, failure = $3 WHERE shop_id = $1 AND id = $2 AND state = 'cancelling'`,
      [
        redemption.shopId,
        redemption.id,
        `withdrawal_refused: ${refusal}`,
        redemption.reward.kind === 'gift_card' ? 'used' : 'ready',
      ],
    );
    await enqueue(sql, [{ shopId: redemption.shopId, topic: 'sync_member', subject: redemption.memberId }]);
  });
}

/**
 * The code must not be made after it was looked for: its task goes first, or is waited for while it runs.
 * @returns whether a call to make it may still be on its way to Shopify: the task was tried before it went.
 */
async function stopMaking(shopId: number, redemptionId: string): Promise<boolean> {
  const { rows } = await pool().query<{ tried: boolean }>(
    `DELETE FROM outbox_tasks WHERE shop_id = $1 AND topic = 'create_code' AND subject = $2
       AND (leased_until IS NULL OR leased_until < now())
     RETURNING attempts > 0 OR leased_until IS NOT NULL AS tried`,
    [shopId, redemptionId],
  );
  const { rowCount } = await pool().query(
    `SELECT 1 FROM outbox_tasks WHERE shop_id = $1 AND topic = 'create_code' AND subject = $2`,
    [shopId, redemptionId],
  );
  if (rowCount) throw new ShopifyUnavailable('The code is being made at this moment.', 1000);
  // No row: an earlier try of the withdrawal took it away, and what it knew is forgotten.
  return rows[0]?.tried ?? true;
}

function hasCode({ reward }: Redemption): boolean {
  return isDiscount(reward) || reward.kind === 'gift_card';
}

function hasRunOut({ failure }: Redemption): boolean {
  return failure === 'code_expired' || failure === 'forfeited' || failure === 'ended';
}

function causeOf({ failure }: Redemption): ReturnCause {
  switch (failure) {
    case 'taken_back_by_merchant':
    case 'code_expired':
      return failure;
    default:
      return 'taken_back';
  }
}
