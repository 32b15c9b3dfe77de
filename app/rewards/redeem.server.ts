/**
 * Redeeming: one transaction debits the points, writes the redemption and asks for its code. Of any number of requests at
 * once only as many succeed as the balance covers; the same request again finds its own redemption. Requests that come at
 * the same moment are decided one after the other in one transaction, so that they share its statements and its commit.
 */
import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { inTransaction, pool, together, type Sql } from '../db.server.ts';
import { dateInZone } from '../lib/calendar.ts';
import { memberKey } from '../ledger/balances.server.ts';
import { lockForSpending, spend } from '../ledger/spend.server.ts';
import type { NewTransfer } from '../ledger/transfer.ts';
import { gather } from '../lib/gather.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { isCodeReward, type Reward } from '../program/rewards/reward.ts';
import { livePrograms } from '../publishing/live-programs.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import type { Member } from '../members/membership.server.ts';
import { codeFromBytes } from './code.ts';
import { findByRequests, insertRedemptions, requestKey, type Redemption } from './redemption-store.server.ts';

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

/** Wishes that are decided in one transaction, and transactions at once. */
const MAX_BATCH = 32;
const MAX_UNDER_WAY = 2;

const decideTogether = gather(decide, { maxBatch: MAX_BATCH, maxUnderWay: MAX_UNDER_WAY });

export async function redeem(request: RedeemRequest): Promise<RedeemResult> {
  if (request.member.status !== 'active' || request.member.customerId === null)
    return { ok: false, refusal: 'member_not_active' };
  return decideTogether(request);
}

/** Decides the wishes one after the other, in one transaction: all are booked or none is. */
async function decide(requests: readonly RedeemRequest[]): Promise<RedeemResult[]> {
  const programs = await livePrograms(pool(), [...new Set(requests.map(({ shop }) => shop.id))]);
  // The locks on the balances make the requests of one member wait for each other, the repeated ones too.
  const lock = (sql: Sql) =>
    together([
      lockForSpending(sql, requests.map(refOf)),
      findByRequests(
        sql,
        requests.map((request) => ({ ...refOf(request), requestId: request.requestId })),
      ),
      // What else has to hold under the lock (stock, limits) is locked and read here, and decided below.
    ]);
  return inTransaction(async (sql, [locked, known]) => {
    const left = new Map([...locked].map(([key, { available }]) => [key, available]));
    const made: (Redemption & { requestId: string })[] = [];
    const debits: NewTransfer[] = [];
    const results = requests.map((request): RedeemResult => {
      const available = left.get(memberKey(refOf(request))) ?? 0;
      const repeated = known.get(requestKey({ ...refOf(request), requestId: request.requestId }));
      if (repeated) return { ok: true, redemption: repeated, availablePoints: available };
      const live = programs.get(request.shop.id);
      const reward = live?.program.rewards.find((candidate) => candidate.id === request.rewardId && candidate.enabled);
      // What costs nothing is given by the program, never taken.
      if (!live || !reward || reward.costPoints === 0) return { ok: false, refusal: 'reward_unavailable' };
      if (available < reward.costPoints) {
        return {
          ok: false,
          refusal: 'insufficient_points',
          missingPoints: reward.costPoints - available,
          availablePoints: available,
        };
      }
      const redemption = newRedemption(request, reward, live.version);
      made.push({ ...redemption, requestId: request.requestId });
      debits.push(debitOf(redemption, request));
      // The next wish of the same batch sees what this one left.
      left.set(memberKey(refOf(request)), available - reward.costPoints);
      known.set(requestKey({ ...refOf(request), requestId: request.requestId }), redemption);
      return { ok: true, redemption, availablePoints: available - reward.costPoints };
    });
    await together([
      insertRedemptions(sql, made),
      spend(sql, debits, locked),
      enqueue(
        sql,
        made.flatMap(({ shopId, id, memberId }) => [
          { shopId, topic: 'create_code' as const, subject: id },
          { shopId, topic: 'sync_member' as const, subject: memberId },
        ]),
      ),
    ]);
    return results;
  }, lock);
}

function refOf({ shop, member }: RedeemRequest): { shopId: number; memberId: string } {
  return { shopId: shop.id, memberId: member.id };
}

function newRedemption({ shop, member, now }: RedeemRequest, reward: Reward, programVersion: number): Redemption {
  return {
    shopId: shop.id,
    id: uuidv7(),
    memberId: member.id,
    customerId: member.customerId ?? '',
    rewardId: reward.id,
    reward,
    programVersion,
    costPoints: reward.costPoints,
    code: codeFromBytes(randomBytes(10)),
    state: 'debited',
    discountGid: null,
    usedOrderId: null,
    failure: null,
    createdAt: now,
    expiresAt: expiryOf(reward, now),
  };
}

function expiryOf(reward: Reward, now: Date): Date | null {
  const days = isCodeReward(reward) ? reward.codeValidDays : null;
  return days === null ? null : new Date(now.getTime() + days * DAY_MS);
}

function debitOf(redemption: Redemption, { shop, now }: RedeemRequest): NewTransfer {
  return {
    shopId: redemption.shopId,
    key: `redemption:${redemption.id}`,
    memberId: redemption.memberId,
    from: 'available',
    to: 'redeemed',
    points: redemption.costPoints,
    kind: 'redemption',
    sourceType: 'redemption',
    sourceId: redemption.id,
    programVersion: redemption.programVersion,
    detail: { code: 'redemption', rewardTitle: redemption.reward.title },
    occurredAt: now,
    bookedOn: dateInZone(now, shop.timeZone),
  };
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
