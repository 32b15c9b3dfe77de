/** The few questions that all panels ask of the rollups. Only reads; every query carries shop_id and a range of dates. */
import { pool } from '../db.server.ts';
import { addDays, type DateRange } from './period.ts';

export type Metric =
  | 'orders'
  | 'revenue'
  | 'reward_orders'
  | 'reward_revenue'
  | 'taken'
  | 'taken_used'
  | 'reward_cost'
  | 'unpriced'
  | 'donated'
  | 'referrals'
  | 'joined'
  | 'level'
  | 'funnel'
  | 'first_order'
  | 'second_order'
  | 'active_month'
  | 'cohort'
  | 'pause'
  | 'around';

/** Before any shop. */
const BEGINNING = '1970-01-01';

export function everUntil(lastOn: string): DateRange {
  return { firstOn: BEGINNING, lastOn };
}

/** The sums of a range, by key. */
export async function sumsByKey(shopId: number, metric: Metric, range: DateRange): Promise<Map<string, number>> {
  const { rows } = await pool().query<{ key: string; value: number }>({
    name: 'rollups-by-key',
    text: `SELECT key, sum(value)::bigint AS value FROM figure_rollups
           WHERE shop_id = $1 AND metric = $2 AND on_date BETWEEN $3 AND $4 GROUP BY key`,
    values: [shopId, metric, range.firstOn, range.lastOn],
  });
  return new Map(rows.map(({ key, value }) => [key, value]));
}

export async function sumOf(
  shopId: number,
  metric: Metric,
  range: DateRange,
  key: string | null = null,
): Promise<number> {
  const sums = await sumsByKey(shopId, metric, range);
  if (key !== null) return sums.get(key) ?? 0;
  return [...sums.values()].reduce((sum, value) => sum + value, 0);
}

export interface DatedSum {
  on: string;
  key: string;
  value: number;
}

/** The sums of each date and key. */
export async function sumsByDate(shopId: number, metric: Metric, range: DateRange): Promise<DatedSum[]> {
  const { rows } = await pool().query<DatedSum>({
    name: 'rollups-by-date',
    text: `SELECT to_char(on_date, 'YYYY-MM-DD') AS on, key, value FROM figure_rollups
           WHERE shop_id = $1 AND metric = $2 AND on_date BETWEEN $3 AND $4 AND value <> 0 ORDER BY on_date, key`,
    values: [shopId, metric, range.firstOn, range.lastOn],
  });
  return rows;
}

/**
 * Members with an order in the range, each once: those whose day of order lies in it and whose day before lies before it. Whole months
 * are read by month, their ends by day (app/figures/part.ts, `addPairs`).
 */
export async function activeMembers(shopId: number, { firstOn, lastOn }: DateRange): Promise<number> {
  const { months, head, tail } = grainsOf({ firstOn, lastOn });
  const monthOfFirst = `${firstOn.slice(0, 7)}-01`;
  const { rows } = await pool().query<{ members: number }>({
    name: 'rollups-active-members',
    text: `SELECT coalesce(sum(value), 0)::bigint AS members FROM (
             SELECT value FROM figure_rollups
             WHERE shop_id = $1 AND metric = 'pair_mm' AND on_date BETWEEN $4 AND $5 AND key COLLATE "C" < $2
             UNION ALL SELECT value FROM figure_rollups
             WHERE shop_id = $1 AND metric = 'pair_md' AND on_date BETWEEN $4 AND $5 AND key COLLATE "C" >= $2 AND key COLLATE "C" < $3
             UNION ALL SELECT value FROM figure_rollups
             WHERE shop_id = $1 AND metric = 'pair_dm' AND on_date BETWEEN $6 AND $7 AND key COLLATE "C" < $2
             UNION ALL SELECT value FROM figure_rollups
             WHERE shop_id = $1 AND metric = 'pair_dd' AND on_date BETWEEN $6 AND $7 AND key COLLATE "C" >= $2 AND key COLLATE "C" < $3
             UNION ALL SELECT value FROM figure_rollups
             WHERE shop_id = $1 AND metric = 'pair_dm' AND on_date BETWEEN $8 AND $9 AND key COLLATE "C" < $2
             UNION ALL SELECT value FROM figure_rollups
             WHERE shop_id = $1 AND metric = 'pair_dd' AND on_date BETWEEN $8 AND $9 AND key COLLATE "C" >= $2 AND key COLLATE "C" < $3) pairs`,
    values: [
      ...[shopId, monthOfFirst, firstOn],
      ...[months.firstOn, months.lastOn, head.firstOn, head.lastOn, tail.firstOn, tail.lastOn],
    ],
  });
  return rows[0]?.members ?? 0;
}

/** A range that holds no date. */
const NOTHING: DateRange = { firstOn: '1970-01-02', lastOn: BEGINNING };

/** A range as whole months and the days before and after them. */
export function grainsOf({ firstOn, lastOn }: DateRange): { months: DateRange; head: DateRange; tail: DateRange } {
  const startsMonth = firstOn.endsWith('-01');
  const wholeFrom = startsMonth ? firstOn : nextMonth(firstOn);
  const endsMonth = addDays(lastOn, 1).endsWith('-01');
  const wholeTo = endsMonth ? lastOn : addDays(`${lastOn.slice(0, 7)}-01`, -1);
  if (wholeFrom > wholeTo) return { months: NOTHING, head: { firstOn, lastOn }, tail: NOTHING };
  return {
    months: { firstOn: wholeFrom, lastOn: wholeTo },
    head: startsMonth ? NOTHING : { firstOn, lastOn: addDays(wholeFrom, -1) },
    tail: endsMonth ? NOTHING : { firstOn: addDays(wholeTo, 1), lastOn },
  };
}

/** The first day of the month after that of a date. */
export function nextMonth(on: string): string {
  return `${addDays(`${on.slice(0, 7)}-01`, 31).slice(0, 7)}-01`;
}

/** Points by kind and direction (`award:in`) of each day, from the ledger's own rollups. */
export async function pointsByDay(
  shopId: number,
  range: DateRange,
): Promise<{ on: string; kind: string; points: number }[]> {
  const { rows } = await pool().query<{ on: string; kind: string; points: number }>({
    name: 'rollups-points-by-day',
    text: `SELECT to_char(booked_on, 'YYYY-MM-DD') AS on, kind, sum(points)::bigint AS points
           FROM daily_rollups WHERE shop_id = $1 AND booked_on BETWEEN $2 AND $3 GROUP BY booked_on, kind ORDER BY booked_on`,
    values: [shopId, range.firstOn, range.lastOn],
  });
  return rows;
}

export async function pointsByKind(shopId: number, range: DateRange): Promise<Map<string, number>> {
  const { rows } = await pool().query<{ kind: string; points: number }>({
    name: 'rollups-points-by-kind',
    text: `SELECT kind, sum(points)::bigint AS points FROM daily_rollups WHERE shop_id = $1 AND booked_on BETWEEN $2 AND $3 GROUP BY kind`,
    values: [shopId, range.firstOn, range.lastOn],
  });
  return new Map(rows.map(({ kind, points }) => [kind, points]));
}

/** What a movement changes of what members hold. */
export function heldBy(kind: string, points: number): number {
  return kind.endsWith(':in') ? points : kind.endsWith(':out') ? -points : 0;
}

/** What the morning's count found, and its day; empty before the first. */
export async function latestSnapshot(
  shopId: number,
  metric: 'segment' | 'churn' | 'rhythm',
): Promise<Map<string, number>> {
  const { rows } = await pool().query<{ key: string; value: number }>({
    name: 'rollups-snapshot',
    text: `SELECT key, value FROM figure_snapshots WHERE shop_id = $1 AND metric = $2
             AND on_date = (SELECT max(on_date) FROM figure_snapshots WHERE shop_id = $1 AND metric = $2)`,
    values: [shopId, metric],
  });
  return new Map(rows.map(({ key, value }) => [key, value]));
}
