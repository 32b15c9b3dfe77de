/**
 * What depends on the day of looking: segments and overdue members, counted once each morning of the shop and kept as it was. The
 * same visit folds the buckets of the ledger's rollups of days that are over into one row each, so that long sums stay short.
 */
import type { Sql } from '../db.server.ts';
import { addDays } from '../lib/calendar.ts';
import { makeBestLists } from './best-lists.server.ts';
import { FIRST_PAUSE_DAYS, segmentSql, type ShopRhythm } from './segments.ts';
import type { ShopOfFigures } from './load-parts.server.ts';

/** Fewer pauses than this say little of a shop's rhythm. */
const PAUSES_NEEDED = 20;

/** The caller has locked the shop's state. Taking it twice a day is taking it once. */
export async function takeSnapshot(sql: Sql, shop: ShopOfFigures, todayOn: string): Promise<void> {
  const rhythm = await readRhythm(sql, shop.id, todayOn);
  const late = `(date '${todayOn}' - last_order_on) / nullif(usual_pause_days, 0)::numeric`;
  await sql.query('DELETE FROM figure_snapshots WHERE shop_id = $1 AND on_date = $2', [shop.id, todayOn]);
  await sql.query(
    `INSERT INTO figure_snapshots (shop_id, metric, on_date, key, value)
     SELECT $1, metric, $2::date, key, members FROM (
       SELECT CASE GROUPING(segment) WHEN 0 THEN 'segment' ELSE 'churn' END AS metric, coalesce(segment, churn) AS key, count(*) AS members
       FROM (SELECT ${segmentSql(rhythm, todayOn)} AS segment,
               CASE WHEN usual_pause_days IS NULL THEN NULL WHEN ${late} <= 1.5 THEN 'on_time' WHEN ${late} <= 3 THEN 'late' ELSE 'overdue' END AS churn
             FROM member_figures WHERE shop_id = $1 AND is_counted AND orders > 0) m
       GROUP BY GROUPING SETS ((segment), (churn))) g
     WHERE key IS NOT NULL
     UNION ALL SELECT $1, 'rhythm', $2::date, 'pause_days', $3::bigint UNION ALL SELECT $1, 'rhythm', $2::date, 'high_spend_minor', $4::bigint`,
    [shop.id, todayOn, rhythm.pauseDays, rhythm.highSpendMinor],
  );
  await makeBestLists(sql, shop, todayOn);
  await foldBuckets(sql, shop.id, todayOn);
  await sql.query('UPDATE figure_states SET snapshot_on = $2, updated_at = now() WHERE shop_id = $1', [
    shop.id,
    todayOn,
  ]);
}

/** The usual pause between orders of the last year, and four times the average order of it. */
async function readRhythm(sql: Sql, shopId: number, todayOn: string): Promise<ShopRhythm> {
  const from = addDays(todayOn, -365);
  const { rows: pauses } = await sql.query<{ days: number; members: number }>(
    `SELECT key::int AS days, sum(value)::bigint AS members FROM figure_rollups
     WHERE shop_id = $1 AND metric = 'pause' AND on_date >= $2 GROUP BY 1 HAVING sum(value) > 0 ORDER BY 1`,
    [shopId, from],
  );
  const { rows: orders } = await sql.query<{ average: number | null }>(
    `SELECT round(sum(value) FILTER (WHERE metric = 'revenue')::numeric / nullif(sum(value) FILTER (WHERE metric = 'orders'), 0))::bigint AS average
     FROM figure_rollups WHERE shop_id = $1 AND metric IN ('revenue', 'orders') AND key = 'member' AND on_date >= $2`,
    [shopId, from],
  );
  const count = pauses.reduce((sum, { members }) => sum + members, 0);
  return {
    pauseDays: count < PAUSES_NEEDED ? FIRST_PAUSE_DAYS : (medianOf(pauses) ?? FIRST_PAUSE_DAYS),
    highSpendMinor: (orders[0]?.average ?? 0) * 4,
  };
}

/** The lower median of a histogram that comes in order. Null when there is nobody in it. */
export function medianOf(histogram: readonly { days: number; members: number }[]): number | null {
  let left = Math.ceil(histogram.reduce((sum, { members }) => sum + members, 0) / 2);
  if (left === 0) return null;
  for (const { days, members } of histogram) if ((left -= members) <= 0) return days;
  return null;
}

/** A booking that comes late for an old day opens a bucket again, and is folded on another morning. */
async function foldBuckets(sql: Sql, shopId: number, todayOn: string): Promise<void> {
  await sql.query(
    `WITH gone AS (
       DELETE FROM daily_rollups WHERE shop_id = $1 AND booked_on < $2::date - 1 AND bucket <> 0 RETURNING booked_on, kind, points, transfers)
     INSERT INTO daily_rollups AS r (shop_id, booked_on, kind, bucket, points, transfers)
     SELECT $1, booked_on, kind, 0, sum(points), sum(transfers) FROM gone GROUP BY booked_on, kind ORDER BY booked_on, kind
     ON CONFLICT (shop_id, booked_on, kind, bucket)
     DO UPDATE SET points = r.points + excluded.points, transfers = r.transfers + excluded.transfers`,
    [shopId, todayOn],
  );
}
