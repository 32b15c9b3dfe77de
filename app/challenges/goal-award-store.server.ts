/** Owns the table of goal awards: what members were given for reaching goals, and what of it was taken back. */
import type { Sql } from '../db.server.ts';
import { toJsonb } from '../lib/clean-text.ts';
import type { MemberRef } from '../ledger/balances.server.ts';
import type { Goal } from '../program/goals/goal.ts';
import type { GoalAward, GoalTerms } from '../program/goals/settle.ts';
import type { Text } from '../program/text.ts';

export type OrderMeasure = 'orders' | 'items' | 'spend';

/** `history`: all orders of the member counted, not only those of since the goal began. */
export type StoredTerms = GoalTerms & { history: OrderMeasure | null };

export interface StoredAward extends GoalAward, MemberRef {
  goalId: string;
  times: number;
  terms: StoredTerms;
  title: Text;
  grants: Goal['grants'];
  programVersion: number;
  awardKey: string;
  rewardKept: boolean;
  givenAt: Date;
  takenBackAt: Date | null;
}

export async function readGoalAwards(sql: Sql, members: readonly MemberRef[]): Promise<StoredAward[]> {
  if (members.length === 0) return [];
  const { rows } = await sql.query<StoredAward>({
    name: 'goal-awards-of-members',
    text: `SELECT g.shop_id AS "shopId", g.member_id AS "memberId", g.goal_id AS "goalId", g.occurrence, g.given, g.times,
             to_char(g.reached_on, 'YYYY-MM-DD') AS "reachedOn", g.terms, g.title, g.grants, g.program_version AS "programVersion",
             g.award_key AS "awardKey", g.reward_kept AS "rewardKept", g.given_at AS "givenAt", g.taken_back_at AS "takenBackAt"
           FROM (SELECT DISTINCT * FROM unnest($1::int[], $2::uuid[]) AS r(shop_id, member_id)) r
           JOIN goal_awards g ON g.shop_id = r.shop_id AND g.member_id = r.member_id`,
    values: [members.map((m) => m.shopId), members.map((m) => m.memberId)],
  });
  return rows;
}

export async function saveGoalAwards(sql: Sql, awards: readonly StoredAward[]): Promise<void> {
  if (awards.length === 0) return;
  await sql.query({
    name: 'goal-awards-save',
    text: `INSERT INTO goal_awards (shop_id, member_id, goal_id, occurrence, given, times, reached_on, terms, title, grants,
             program_version, award_key, reward_kept, given_at, taken_back_at)
           SELECT * FROM unnest($1::int[], $2::uuid[], $3::text[], $4::text[], $5::bool[], $6::int[], $7::date[], $8::jsonb[], $9::jsonb[],
             $10::jsonb[], $11::int[], $12::text[], $13::bool[], $14::timestamptz[], $15::timestamptz[])
           ON CONFLICT (shop_id, member_id, goal_id, occurrence) DO UPDATE SET given = excluded.given, times = excluded.times,
             reached_on = excluded.reached_on, terms = excluded.terms, title = excluded.title, grants = excluded.grants,
             program_version = excluded.program_version, award_key = excluded.award_key, reward_kept = excluded.reward_kept,
             given_at = excluded.given_at, taken_back_at = excluded.taken_back_at`,
    values: [
      awards.map((a) => a.shopId),
      awards.map((a) => a.memberId),
      awards.map((a) => a.goalId),
      awards.map((a) => a.occurrence),
      awards.map((a) => a.given),
      awards.map((a) => a.times),
      awards.map((a) => a.reachedOn),
      awards.map((a) => toJsonb(a.terms)),
      awards.map((a) => toJsonb(a.title)),
      awards.map((a) => toJsonb(a.grants)),
      awards.map((a) => a.programVersion),
      awards.map((a) => a.awardKey),
      awards.map((a) => a.rewardKept),
      awards.map((a) => a.givenAt.toISOString()),
      awards.map((a) => a.takenBackAt?.toISOString() ?? null),
    ],
  });
}
