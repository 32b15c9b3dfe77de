/** Codes that orders carry: the redemption behind each is used, once, by the first order that shows it. */
import type { Sql } from '../db.server.ts';
import { dateInZone } from '../lib/calendar.ts';
import { post } from '../ledger/post.server.ts';
import type { NewTransfer } from '../ledger/transfer.ts';
import type { Reward } from '../program/rewards/reward.ts';

export interface UsedCode {
  shopId: number;
  orderId: string;
  orderName: string;
  code: string;
}

export interface ClaimedCode {
  redemptionId: string;
  memberId: string;
  costPoints: number;
  rewardTitle: Record<string, string>;
}

/**
 * Marks the redemptions of these codes as used by their orders. Codes that are not ours are passed over, and those that hold for
 * any number of orders: no order uses them up, and no refund gives their points back.
 * @returns the redemptions that belong to the given orders, by `shopId orderId CODE`; also those that were marked before.
 */
export async function claimUsedCodes(
  sql: Sql,
  codes: readonly UsedCode[],
  now: Date,
): Promise<Map<string, ClaimedCode>> {
  const values = [codes.map((c) => c.shopId), codes.map((c) => c.code.toUpperCase()), codes.map((c) => c.orderId)];
  const { rows } = await sql.query<{
    shop_id: number;
    id: string;
    member_id: string;
    code: string;
    order_id: string;
    state: string;
    cost_points: number;
    reward: Reward;
    used_order_id: string | null;
    time_zone: string;
  }>({
    name: 'rewards-lock-used',
    text: `SELECT r.shop_id, r.id, r.member_id, r.code, c.order_id, r.state, r.cost_points, r.reward, r.used_order_id, s.time_zone
           FROM unnest($1::int[], $2::text[], $3::text[]) AS c(shop_id, code, order_id)
           JOIN redemptions r ON r.shop_id = c.shop_id AND r.code = c.code AND NOT r.lasting JOIN shops s ON s.id = r.shop_id
           ORDER BY r.shop_id, r.code, c.order_id FOR UPDATE OF r`,
    values,
  });
  const claimed = new Map<string, ClaimedCode>();
  const debits: NewTransfer[] = [];
  const usedBy = new Map<string, string>();
  for (const row of rows) {
    // Two orders of one batch can show the same code: the first of them uses it.
    const usedOrderId = row.used_order_id ?? usedBy.get(`${row.shop_id} ${row.id}`) ?? null;
    if (usedOrderId !== null && usedOrderId !== row.order_id) continue;
    claimed.set(`${row.shop_id} ${row.order_id} ${row.code}`, {
      redemptionId: row.id,
      memberId: row.member_id,
      costPoints: row.cost_points,
      rewardTitle: row.reward.title,
    });
    if (usedOrderId !== null) continue;
    usedBy.set(`${row.shop_id} ${row.id}`, row.order_id);
    await sql.query(
      `UPDATE redemptions SET state = 'used', used_order_id = $3, used_at = $4 WHERE shop_id = $1 AND id = $2`,
      [row.shop_id, row.id, row.order_id, now],
    );
    // The points were returned while a checkout still held the code: the discount was given, so the points are due.
    if (row.state === 'returned' && row.cost_points > 0) {
      debits.push({
        shopId: row.shop_id,
        key: `redemption:${row.id}:used-after-return`,
        memberId: row.member_id,
        from: 'available',
        to: 'redeemed',
        points: row.cost_points,
        kind: 'redemption',
        sourceType: 'redemption',
        sourceId: row.id,
        detail: {
          code: 'used_after_return',
          rewardTitle: row.reward.title,
          orderName: codes.find((c) => c.orderId === row.order_id)?.orderName ?? '',
        },
        occurredAt: now,
        bookedOn: dateInZone(now, row.time_zone),
      });
    }
  }
  await post(sql, debits);
  return claimed;
}
