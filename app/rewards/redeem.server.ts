/**
 * Redeeming: one transaction debits the points, writes the redemption and asks for its code. Of any number of requests at
 * once only as many succeed as the balance covers; the same request again finds its own redemption. Requests that come at
 * the same moment are decided one after the other in one transaction, so that they share its statements and its commit.
 */
import { inTransaction, pool, together, type Sql } from '../db.server.ts';
import { dateInZone, localMoment } from '../lib/calendar.ts';
import { memberKey } from '../ledger/balances.server.ts';
import { lockForSpending, spend } from '../ledger/spend.server.ts';
import type { NewTransfer } from '../ledger/transfer.ts';
import { gather } from '../lib/gather.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { noTallies, type MemberFacts } from '../program/member-state.ts';
import { whyNot, type RewardRefusal, type Takings } from '../program/rewards/availability.ts';
import { priceOf } from '../program/rewards/price.ts';
import type { Reward } from '../program/rewards/reward.ts';
import { livePrograms, type ProgramsByShop } from '../publishing/live-programs.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import type { Member } from '../members/membership.server.ts';
import { readCreditRates } from './credit-rates.server.ts';
import { debitOf, firstTasks, newRedemption } from './new-redemption.server.ts';
import { findByRequests, insertRedemptions, requestKey, type Redemption } from './redemption-store.server.ts';
import { asksForFacts, factsForRewards, lockStocks, readTakings, takingKey, type Asked } from './takings.server.ts';

export type RedeemResult =
  | { ok: true; redemption: Redemption; availablePoints: number }
  | { ok: false; refusal: 'insufficient_points'; missingPoints: number; availablePoints: number }
  | { ok: false; refusal: Exclude<RewardRefusal, 'insufficient_points'> | 'member_not_active' };

export interface RedeemRequest {
  shop: ShopFacts;
  member: Member;
  rewardId: string;
  /** A UUID that the shopper's browser made for this wish; repeated with every retry of it. */
  requestId: string;
  /** How many portions, of a reward whose amount the shopper chooses. */
  steps?: number;
  now: Date;
}

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
    ]);
  return inTransaction(async (sql, [locked, known]) => {
    const left = new Map([...locked].map(([key, { available }]) => [key, available]));
    const { facts, takings } = await readTerms(sql, requests, programs);
    const rates = await readCreditRates(
      sql,
      requests.filter((request) => rewardOf(request, programs)?.kind === 'store_credit'),
      requests[0]?.now ?? new Date(0),
    );
    const made: (Redemption & { requestId: string })[] = [];
    const debits: NewTransfer[] = [];
    const results = requests.map((request): RedeemResult => {
      const available = left.get(memberKey(refOf(request))) ?? 0;
      const repeated = known.get(requestKey({ ...refOf(request), requestId: request.requestId }));
      if (repeated) return { ok: true, redemption: repeated, availablePoints: available };
      const { shop, member, steps, now } = request;
      const live = programs.get(shop.id);
      const reward = rewardOf(request, programs);
      const price = reward && priceOf(reward, steps);
      if (!live || !reward) return { ok: false, refusal: 'reward_unavailable' };
      const taken = takings.get(takingKey({ shop, memberId: member.id, reward })) ?? {};
      const refusal = whyNot(
        live.program,
        reward,
        facts.get(memberKey(refOf(request))) ?? { status: member.status, tallies: noTallies },
        available,
        taken,
        localMoment(now, shop.timeZone),
        steps,
      );
      if (refusal === 'insufficient_points')
        return { ok: false, refusal, missingPoints: (price?.costPoints ?? 0) - available, availablePoints: available };
      if (refusal || !price) return { ok: false, refusal: refusal ?? 'amount_invalid' };
      const creditRate = rates.get(memberKey(refOf(request)));
      const redemption = newRedemption({ shop, member, reward, price, programVersion: live.version, creditRate, now });
      made.push({ ...redemption, requestId: request.requestId });
      debits.push(debitOf(redemption, shop.timeZone));
      // The next wish of the same batch sees what this one left.
      left.set(memberKey(refOf(request)), available - price.costPoints);
      known.set(requestKey({ ...refOf(request), requestId: request.requestId }), redemption);
      countTaking(takings, requests, request, reward);
      return { ok: true, redemption, availablePoints: available - price.costPoints };
    });
    await together([insertRedemptions(sql, made), spend(sql, debits, locked), enqueue(sql, firstTasks(made))]);
    return results;
  }, lock);
}

function rewardOf({ shop, rewardId }: RedeemRequest, programs: ProgramsByShop): Reward | undefined {
  return programs.get(shop.id)?.program.rewards.find(({ id }) => id === rewardId);
}

/** Locks and reads what the terms of the wished rewards ask for besides points; of plain rewards, nothing. */
async function readTerms(
  sql: Sql,
  requests: readonly RedeemRequest[],
  programs: ProgramsByShop,
): Promise<{ facts: ReadonlyMap<string, MemberFacts>; takings: Map<string, Takings> }> {
  const wishes = requests.flatMap((request) => {
    const reward = rewardOf(request, programs);
    return reward ? [{ request, asked: askedBy(request, reward) }] : [];
  });
  const asked = wishes.map((wish) => wish.asked);
  await lockStocks(sql, asked);
  const takings = await readTakings(sql, asked);
  const members = wishes.flatMap(({ request, asked: { reward } }) => (asksForFacts(reward) ? [request] : []));
  if (members.length === 0) return { facts: new Map(), takings };
  const facts = await factsForRewards(
    sql,
    members.map(({ member }) => member),
    programs,
    new Map(members.map(({ shop }) => [shop.id, shop])),
    members[0]?.now ?? new Date(0),
  );
  return { facts, takings };
}

function askedBy({ shop, member, now }: RedeemRequest, reward: Reward): Asked {
  return { shop, memberId: member.id, reward, date: dateInZone(now, shop.timeZone) };
}

/** The wishes of one batch see each other's takings: those of the shop the stock's, those of the member the limit's too. */
function countTaking(
  takings: Map<string, Takings>,
  requests: readonly RedeemRequest[],
  by: RedeemRequest,
  reward: Reward,
): void {
  for (const key of new Set(
    requests.flatMap(({ shop, member, rewardId }) =>
      shop.id === by.shop.id && rewardId === reward.id ? [takingKey({ shop, memberId: member.id, reward })] : [],
    ),
  )) {
    const { taken = 0, takenByMember = 0 } = takings.get(key) ?? {};
    const isOwn = key === takingKey({ shop: by.shop, memberId: by.member.id, reward });
    takings.set(key, { taken: taken + 1, takenByMember: takenByMember + (isOwn ? 1 : 0) });
  }
}

function refOf({ shop, member }: RedeemRequest): { shopId: number; memberId: string } {
  return { shopId: shop.id, memberId: member.id };
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
