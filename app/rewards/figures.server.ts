/** What becomes of each reward: how often it was taken, used, returned, and what it has cost. Only reads. */
import { pool } from '../db.server.ts';
import type { Reward } from '../program/rewards/reward.ts';

export interface RewardFigures {
  rewardId: string;
  kind: Reward['kind'];
  title: Record<string, string>;
  /** Bought with points, and given by the program. */
  bought: number;
  given: number;
  used: number;
  /** Live, and not used yet. */
  open: number;
  returned: number;
  /** Ran out unused, and kept the points. */
  forfeited: number;
  points: number;
  /** Where the reward says what it is worth: what was used, and what may still be; minor units of the shop's currency. */
  usedMinor: number | null;
  openMinor: number | null;
  lastTakenAt: string | null;
}

/** Every reward that was ever taken, the most taken first; also those that the program does not offer any more. */
export async function rewardFigures(shopId: number): Promise<RewardFigures[]> {
  const { rows } = await pool().query<Omit<RewardFigures, 'lastTakenAt'> & { lastTakenAt: Date }>({
    name: 'rewards-figures',
    text: `SELECT reward_id AS "rewardId", (array_agg(kind ORDER BY created_at DESC))[1] AS kind,
             (array_agg(reward -> 'title' ORDER BY created_at DESC))[1] AS title,
             count(*) FILTER (WHERE grant_key IS NULL)::int AS bought, count(*) FILTER (WHERE grant_key IS NOT NULL)::int AS given,
             count(*) FILTER (WHERE state = 'used' AND failure IS DISTINCT FROM 'forfeited')::int AS used,
             count(*) FILTER (WHERE state IN ('debited', 'ready', 'cancelling'))::int AS open,
             count(*) FILTER (WHERE state = 'returned')::int AS returned,
             count(*) FILTER (WHERE state = 'used' AND failure = 'forfeited')::int AS forfeited,
             coalesce(sum(cost_points) FILTER (WHERE state <> 'returned'), 0)::bigint AS points,
             sum(amount_minor) FILTER (WHERE state = 'used' AND failure IS DISTINCT FROM 'forfeited')::bigint AS "usedMinor",
             sum(amount_minor) FILTER (WHERE state IN ('debited', 'ready', 'cancelling'))::bigint AS "openMinor",
             max(created_at) AS "lastTakenAt"
           FROM redemptions WHERE shop_id = $1 GROUP BY reward_id ORDER BY count(*) DESC, reward_id`,
    values: [shopId],
  });
  return rows.map((row) => ({ ...row, lastTakenAt: row.lastTakenAt.toISOString() }));
}

/** With those that the program offers and that nobody has taken yet, after the others. */
export function withUntaken(figures: readonly RewardFigures[], rewards: readonly Reward[]): RewardFigures[] {
  const untaken = rewards.filter(({ id, enabled }) => enabled && !figures.some(({ rewardId }) => rewardId === id));
  return [
    ...figures,
    ...untaken.map(({ id, kind, title }) => ({
      ...{ rewardId: id, kind, title, bought: 0, given: 0, used: 0, open: 0, returned: 0, forfeited: 0, points: 0 },
      ...{ usedMinor: null, openMinor: null, lastTakenAt: null },
    })),
  ];
}
