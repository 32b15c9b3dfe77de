/** What one member did, and how far the goals are, for the member's page. Reads only. */
import { pool } from '../db.server.ts';
import { describeGoals, type MemberGoals } from '../challenges/describe.server.ts';
import { liveProgram } from '../publishing/live-programs.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import type { ActivityExplanation, ActivitySource } from './record.server.ts';

export interface Doing {
  key: string;
  /** An activity, "birthday" or "anniversary". */
  activity: string;
  subject: string;
  quantity: number;
  score: number | null;
  happenedAt: string;
  source: ActivitySource;
  points: number;
  nothing: ActivityExplanation['nothing'][number]['code'][];
}

export interface MemberDoings extends MemberGoals {
  doings: Doing[];
}

export async function readDoings(shop: ShopFacts, memberId: string, limit: number, now: Date): Promise<MemberDoings> {
  const live = await liveProgram(shop.id);
  const [goals, { rows }] = await Promise.all([
    live ? describeGoals(shop, memberId, live, now) : { goals: [], badges: [] },
    pool().query<
      Omit<Doing, 'points' | 'nothing' | 'happenedAt'> & { happenedAt: Date; explanation: ActivityExplanation }
    >({
      name: 'activities-of-member',
      text: `SELECT key, activity, subject, quantity, score, happened_at AS "happenedAt", source, explanation FROM activities
             WHERE shop_id = $1 AND member_id = $2 ORDER BY happened_at DESC LIMIT $3`,
      values: [shop.id, memberId, limit],
    }),
  ]);
  return {
    ...goals,
    doings: rows.map(({ explanation, happenedAt, ...row }) => ({
      ...row,
      happenedAt: happenedAt.toISOString(),
      points: explanation.points,
      nothing: [...new Set(explanation.nothing.map(({ code }) => code))],
    })),
  };
}
