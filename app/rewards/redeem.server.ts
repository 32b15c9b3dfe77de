/**
 * Redeeming: one transaction debits the points, writes the redemption and asks for its code. Of any number of requests at
 * once only as many succeed as the balance covers; the same request again finds its own redemption.
 */
import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { inTransaction, pool } from '../db.server.ts';
import { dateInZone } from '../lib/calendar.ts';
import { lockBalances, memberKey } from '../ledger/balances.server.ts';
import { post } from '../ledger/post.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { getPublished } from '../publishing/program-store.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import type { Member } from '../members/membership.server.ts';
import { codeFromBytes } from './code.ts';
import { findByRequest, insertRedemption, type Redemption } from './redemption-store.server.ts';

export type RedeemResult =
  | { ok: true; redemption: Redemption; availablePoints: number }
  | { ok: false; refusal: 'insufficient_points'; missingPoints: number; availablePoints: number }
  | { ok: false; refusal: 'reward_unavailable' | 'member_not_active' };

export interface RedeemRequest {
  shop: ShopFacts;
  member: Member;
  rewardId: string;
  /** A UUID that the shopper's browser made for this wish; repeated with every retry of it. */
  requestId: string;
  now: Date;
}

const DAY_MS = 24 * 60 * 60 * 1000;

export async function redeem(request: RedeemRequest): Promise<RedeemResult> {
  const { shop, member, now } = request;
  if (member.status !== 'active' || member.customerId === null) return { ok: false, refusal: 'member_not_active' };
  const { customerId } = member;
  const live = await getPublished(shop.id);
  return inTransaction(async (sql): Promise<RedeemResult> => {
    // The lock on the balance makes the requests of one member wait for each other, the repeated ones too.
    const balance = (await lockBalances(sql, [{ shopId: shop.id, memberId: member.id }])).get(
      memberKey({ shopId: shop.id, memberId: member.id }),
    );
    const available = balance?.available ?? 0;
    const repeated = await findByRequest(sql, shop.id, member.id, request.requestId);
    if (repeated) return { ok: true, redemption: repeated, availablePoints: available };
    const reward = live?.program.rewards.find((candidate) => candidate.id === request.rewardId && candidate.enabled);
    if (!live || !reward) return { ok: false, refusal: 'reward_unavailable' };
    if (available < reward.costPoints) {
      return {
        ok: false,
        refusal: 'insufficient_points',
        missingPoints: reward.costPoints - available,
        availablePoints: available,
      };
    }
    const redemption: Redemption = {
      shopId: shop.id,
      id: uuidv7(),
      memberId: member.id,
      customerId,
      rewardId: reward.id,
      reward,
      programVersion: live.version,
      costPoints: reward.costPoints,
      code: codeFromBytes(randomBytes(10)),
      state: 'debited',
      discountGid: null,
      usedOrderId: null,
      failure: null,
      createdAt: now,
      expiresAt: reward.codeValidDays === null ? null : new Date(now.getTime() + reward.codeValidDays * DAY_MS),
    };
    await insertRedemption(sql, { ...redemption, requestId: request.requestId });
    await post(sql, [
      {
        shopId: shop.id,
        key: `redemption:${redemption.id}`,
        memberId: member.id,
        from: 'available',
        to: 'redeemed',
        points: reward.costPoints,
        kind: 'redemption',
        sourceType: 'redemption',
        sourceId: redemption.id,
        programVersion: live.version,
        detail: { code: 'redemption', rewardTitle: reward.title },
        occurredAt: now,
        bookedOn: dateInZone(now, shop.timeZone),
      },
    ]);
    await enqueue(sql, [
      { shopId: shop.id, topic: 'create_code', subject: redemption.id },
      { shopId: shop.id, topic: 'sync_member', subject: member.id },
    ]);
    return { ok: true, redemption, availablePoints: available - reward.costPoints };
  });
}

/** How many points a member has now, for an answer after something changed. */
export async function availablePoints(shopId: number, memberId: string): Promise<number> {
  const { rows } = await pool().query<{ available: number }>({
    name: 'redeem-available',
    text: 'SELECT available FROM balances WHERE shop_id = $1 AND member_id = $2',
    values: [shopId, memberId],
  });
  return rows[0]?.available ?? 0;
}
