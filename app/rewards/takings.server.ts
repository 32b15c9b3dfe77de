/** How many of a reward are taken: counted from the redemptions themselves, so that what is returned is there again. */
import type { Sql } from '../db.server.ts';
import { startOfDate } from '../lib/calendar.ts';
import { loadMemberFacts } from '../members/state.server.ts';
import type { Member } from '../members/membership.server.ts';
import { tallyKinds } from '../program/compile.ts';
import type { Program } from '../program/document.ts';
import type { MemberFacts } from '../program/member-state.ts';
import type { Takings } from '../program/rewards/availability.ts';
import type { Reward } from '../program/rewards/reward.ts';
import { periodStart } from '../program/tallies.ts';
import type { ProgramsByShop } from '../publishing/live-programs.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';

export interface Asked {
  shop: Pick<ShopFacts, 'id' | 'timeZone'>;
  memberId: string;
  reward: Reward;
  /** The date at the shop. */
  date: string;
}

export function takingKey(asked: Pick<Asked, 'shop' | 'memberId' | 'reward'>): string {
  return `${asked.shop.id} ${asked.memberId} ${asked.reward.id}`;
}

/** Makes transactions that take of the same stock wait for each other, until their end. */
export async function lockStocks(sql: Sql, asked: readonly Asked[]): Promise<void> {
  const limited = asked.filter(({ reward }) => reward.stock !== null);
  if (limited.length === 0) return;
  const values = [limited.map(({ shop }) => shop.id), limited.map(({ reward }) => reward.id)];
  // In one order everywhere, and after the balances.
  await sql.query({
    name: 'rewards-open-stocks',
    text: `INSERT INTO reward_stocks (shop_id, reward_id) SELECT DISTINCT * FROM unnest($1::int[], $2::text[]) ORDER BY 1, 2
           ON CONFLICT DO NOTHING`,
    values,
  });
  await sql.query({
    name: 'rewards-lock-stocks',
    text: `SELECT 1 FROM reward_stocks WHERE (shop_id, reward_id) IN (SELECT * FROM unnest($1::int[], $2::text[]))
           ORDER BY shop_id, reward_id FOR UPDATE`,
    values,
  });
}

/** The takings that the rewards' terms ask for, by `takingKey`. Of a stock no more is counted than there is. */
export async function readTakings(sql: Sql, asked: readonly Asked[]): Promise<Map<string, Takings>> {
  const takings = new Map<string, Takings>();
  const counted = asked.filter(({ reward }) => reward.stock !== null || reward.limitPerMember !== null);
  if (counted.length === 0) return takings;
  const { rows } = await sql.query<{ index: number; taken: number; takenByMember: number }>({
    name: 'rewards-takings',
    text: `SELECT a.index::int AS index,
             (SELECT count(*) FROM (SELECT 1 FROM redemptions r WHERE r.shop_id = a.shop_id AND r.reward_id = a.reward_id
                AND r.state <> 'returned' LIMIT a.stock) t)::int AS taken,
             CASE WHEN a.since IS NULL THEN 0 ELSE (SELECT count(*) FROM redemptions r WHERE r.shop_id = a.shop_id
                AND r.member_id = a.member_id AND r.reward_id = a.reward_id AND r.created_at >= a.since
                AND r.state <> 'returned' AND r.grant_key IS NULL) END::int AS "takenByMember"
           FROM unnest($1::int[], $2::int[], $3::uuid[], $4::text[], $5::bigint[], $6::timestamptz[])
             AS a(index, shop_id, member_id, reward_id, stock, since)`,
    values: [
      counted.map((_, index) => index),
      counted.map(({ shop }) => shop.id),
      counted.map(({ memberId }) => memberId),
      counted.map(({ reward }) => reward.id),
      counted.map(({ reward }) => reward.stock ?? 0),
      counted.map(sinceWhen),
    ],
  });
  for (const { index, taken, takenByMember } of rows) {
    const one = counted[index];
    if (one) takings.set(takingKey(one), { taken, takenByMember });
  }
  return takings;
}

function sinceWhen({ shop, reward, date }: Asked): string | null {
  if (reward.limitPerMember === null) return null;
  const start = periodStart(date, reward.limitPerMember.period);
  return start === null ? '1970-01-01T00:00:00Z' : startOfDate(start, shop.timeZone).toISOString();
}

/** What the rewards' terms ask to know of members: their level and their segments. */
export async function factsForRewards(
  sql: Sql,
  members: readonly Member[],
  programs: ProgramsByShop,
  shops: ReadonlyMap<number, ShopFacts>,
  now: Date,
): Promise<Map<string, MemberFacts>> {
  return loadMemberFacts(sql, members, programs, shops, { now, lock: false, needs: needsOfRewards });
}

/** Whether any reward of the program asks for more than points. */
export function asksForFacts(reward: Reward): boolean {
  return reward.tierIds.length > 0 || reward.segmentId !== null;
}

function needsOfRewards(program: Program): { profile: boolean; tallies: boolean; limitedIds: readonly string[] } {
  const used = new Set(program.rewards.flatMap(({ segmentId }) => segmentId ?? []));
  const conditions = program.segments.filter(({ id }) => used.has(id)).flatMap(({ when }) => when);
  return {
    profile: program.rewards.some(asksForFacts),
    tallies: conditions.some(({ kind }) => tallyKinds.has(kind)),
    limitedIds: [],
  };
}
