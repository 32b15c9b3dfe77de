/** The two tasks that bring a redemption's code into agreement with Shopify: making it, and taking it back. */
import { inTransaction, pool } from '../db.server.ts';
import type { ReturnCause } from '../ledger/reasons.ts';
import { announce } from '../messages/announce.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { isCodeReward } from '../program/rewards/reward.ts';
import { ShopifyRefusal, ShopifyUnavailable } from '../shopify/admin-client.server.ts';
import { createCode, deactivateCode, findCode, type CodeTerms } from '../shopify/discounts.server.ts';
import { requireShopFacts } from '../shops/shop-store.server.ts';
import { getRedemption, lockRedemption, type Redemption } from './redemption-store.server.ts';
import { returnPoints } from './return.server.ts';

/** Makes the code of a debited redemption, or gives the points back when Shopify refuses it for good. */
export async function runCreateCode(shopId: number, redemptionId: string, now: Date): Promise<void> {
  const redemption = await getRedemption(pool(), shopId, redemptionId);
  if (!redemption || redemption.state !== 'debited') return;
  const shop = await requireShopFacts(shopId);
  let gid: string;
  try {
    gid = await createCode(shop.domain, termsOf(redemption, shop.currencyCode));
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
      `UPDATE redemptions SET discount_gid = $3, ready_at = coalesce(ready_at, $4),
         state = CASE WHEN state = 'debited' THEN 'ready'::redemption_state ELSE state END
       WHERE shop_id = $1 AND id = $2`,
      [shopId, redemptionId, gid, now],
    );
    await enqueue(sql, [{ shopId, topic: 'sync_member', subject: redemption.memberId }]);
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

/** Takes an unused code out of use and returns its points; a code that was used meanwhile stays used. */
export async function runWithdrawCode(shopId: number, redemptionId: string, now: Date): Promise<void> {
  const redemption = await getRedemption(pool(), shopId, redemptionId);
  if (!redemption || redemption.state !== 'cancelling') return;
  const mayBeOnItsWay = await stopMaking(shopId, redemptionId);
  const shop = await requireShopFacts(shopId);
  let wasUsed: boolean;
  try {
    wasUsed = await takeOutOfUse(shop, redemption, mayBeOnItsWay);
  } catch (error) {
    if (!(error instanceof ShopifyRefusal)) throw error;
    if (redemption.failure !== 'code_expired') {
      // Shopify keeps the code alive, so the redemption is: its holder can still use it, or try again.
      await keepAlive(redemption, error.message);
      return;
    }
    // A code that has run out works no more by itself.
    wasUsed = ((await findCode(shop.domain, redemption.code))?.timesUsed ?? 0) > 0;
  }
  await inTransaction(async (sql) => {
    const locked = await lockRedemption(sql, shopId, redemptionId);
    if (locked?.state !== 'cancelling') return;
    if (wasUsed) {
      // The order that used it is on its way to us; until then the code counts as given out.
      await sql.query(
        `UPDATE redemptions SET state = 'ready', failure = CASE WHEN failure = 'code_expired' THEN 'used_unseen' END
         WHERE shop_id = $1 AND id = $2`,
        [shopId, redemptionId],
      );
      return;
    }
    await returnPoints(sql, locked, causeOf(locked), null, now);
  });
}

async function keepAlive(redemption: Redemption, refusal: string): Promise<void> {
  await inTransaction(async (sql) => {
    await sql.query(
      `UPDATE redemptions SET state = 'ready', failure = $3 WHERE shop_id = $1 AND id = $2 AND state = 'cancelling'`,
      [redemption.shopId, redemption.id, `withdrawal_refused: ${refusal}`],
    );
    await enqueue(sql, [{ shopId: redemption.shopId, topic: 'sync_member', subject: redemption.memberId }]);
  });
}

/** @returns whether the code was used before it stopped working. */
async function takeOutOfUse(
  shop: { domain: string; currencyCode: string },
  redemption: Redemption,
  mayBeOnItsWay: boolean,
): Promise<boolean> {
  const gid =
    redemption.discountGid ??
    (await findCode(shop.domain, redemption.code))?.gid ??
    (mayBeOnItsWay ? await takeTheName(shop, redemption) : null);
  if (!gid) return false;
  try {
    return (await deactivateCode(shop.domain, gid)).timesUsed > 0;
  } catch (error) {
    // The merchant deleted the discount by hand: then it works no more either.
    if (error instanceof ShopifyRefusal && (await findCode(shop.domain, redemption.code)) === null) return false;
    throw error;
  }
}

/**
 * A runner that was killed can have left a call that Shopify has yet to carry out. Shopify gives a code away once: whoever
 * makes it first has it, so it is made here and taken out of use at once, and the call that is still on its way is refused.
 */
async function takeTheName(
  shop: { domain: string; currencyCode: string },
  redemption: Redemption,
): Promise<string | null> {
  try {
    return await createCode(shop.domain, termsOf(redemption, shop.currencyCode));
  } catch (error) {
    // What is refused here is refused to the other call as well.
    if (error instanceof ShopifyRefusal) return null;
    throw error;
  }
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

function termsOf(redemption: Redemption, currencyCode: string): CodeTerms {
  if (!isCodeReward(redemption.reward)) throw new Error(`"${redemption.reward.kind}" makes no code.`);
  return {
    code: redemption.code,
    customerId: redemption.customerId,
    reward: redemption.reward,
    currencyCode,
    startsAt: redemption.createdAt,
    expiresAt: redemption.expiresAt,
  };
}

function causeOf(redemption: Redemption): ReturnCause {
  switch (redemption.failure) {
    case 'taken_back_by_merchant':
    case 'code_expired':
      return redemption.failure;
    default:
      return 'taken_back';
  }
}
