/**
 * Codes that are not used yet follow the program: when the merchant changes with what a reward combines, its minimum or its
 * goods, the codes that members hold are changed too, so that what the shelf says is what the checkout does (C1).
 */
import { pool } from '../db.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { isDiscount, type DiscountReward } from '../program/rewards/reward.ts';
import { liveProgram } from '../publishing/live-programs.server.ts';
import { courtesyMs, ShopifyRefusal } from '../shopify/admin-client.server.ts';
import { updateCode } from '../shopify/discounts.server.ts';
import { requireShopFacts } from '../shops/shop-store.server.ts';
import { termsOf } from './fulfil/code.server.ts';
import { getRedemption } from './redemption-store.server.ts';

/** How many codes one run of the task changes; the rest waits for the next, so that no run lasts long. */
const PORTION = 50;

/** What a code that is there can be changed to. What it is worth and how long it holds was promised, and stays. */
export const changeable = ['combinesWith', 'minimumSubtotalMinor', 'productIds', 'collectionIds', 'purchase'] as const;

/** Running it twice changes nothing more. @throws ShopifyUnavailable to be tried again. */
export async function runUpdateCodes(shopId: number, now: Date): Promise<void> {
  const live = await liveProgram(shopId);
  if (!live) return;
  const shop = await requireShopFacts(shopId);
  const rewards = new Map(live.program.rewards.filter(isDiscount).map((reward) => [reward.id, reward]));
  const ids = await findDiffering(shopId, [...rewards.values()], now);
  for (const id of ids) {
    const redemption = await getRedemption(pool(), shopId, id);
    const wanted = redemption && rewards.get(redemption.rewardId);
    if (!redemption || !wanted || !isDiscount(redemption.reward) || redemption.discountGid === null) continue;
    const reward = withTermsOf(redemption.reward, wanted);
    try {
      await updateCode(
        shop.domain,
        redemption.discountGid,
        { ...termsOf(redemption, shop.currencyCode), reward },
        redemption.reward,
      );
    } catch (error) {
      // The discount was deleted, or cannot be so: it stays as it is, and the night's check tells of one that is gone.
      if (!(error instanceof ShopifyRefusal)) throw error;
    }
    await pool().query(
      `UPDATE redemptions SET reward = $3 WHERE shop_id = $1 AND id = $2 AND state IN ('ready', 'cancelling')`,
      [shopId, id, JSON.stringify(reward)],
    );
    const waitMs = courtesyMs(shop.domain);
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, Math.min(waitMs, 2000)));
  }
  if (ids.length === PORTION) await enqueue(pool(), [{ shopId, topic: 'update_codes', subject: 'program' }]);
}

/** The same promise under the terms of today. */
function withTermsOf(promised: DiscountReward, today: DiscountReward): DiscountReward {
  if (promised.kind !== today.kind) return promised;
  const terms = Object.fromEntries(Object.entries(today).filter(([name]) => changeable.some((term) => term === name)));
  return { ...promised, ...terms };
}

async function findDiffering(shopId: number, rewards: readonly DiscountReward[], now: Date): Promise<string[]> {
  const { rows } = await pool().query<{ id: string }>({
    name: 'redemptions-differing',
    text: `SELECT r.id FROM unnest($2::text[], $3::text[], $4::jsonb[]) AS w(reward_id, kind, terms)
           JOIN redemptions r ON r.shop_id = $1 AND r.reward_id = w.reward_id AND r.state = 'ready' AND r.kind = w.kind
           WHERE r.discount_gid IS NOT NULL AND (r.expires_at IS NULL OR r.expires_at > $5)
             AND EXISTS (SELECT 1 FROM jsonb_each(w.terms) t
                         WHERE coalesce(r.reward -> t.key, CASE WHEN jsonb_typeof(t.value) = 'array' THEN '[]' ELSE 'null' END::jsonb) <> t.value)
           ORDER BY r.id LIMIT $6`,
    values: [
      shopId,
      rewards.map(({ id }) => id),
      rewards.map(({ kind }) => kind),
      rewards.map((reward) => JSON.stringify(termsAlone(reward))),
      now,
      PORTION,
    ],
  });
  return rows.map(({ id }) => id);
}

function termsAlone(reward: DiscountReward): Record<string, unknown> {
  return Object.fromEntries(Object.entries(reward).filter(([name]) => changeable.some((term) => term === name)));
}
