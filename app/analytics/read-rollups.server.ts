/** The few questions that all panels ask of the rollups. Only reads; every query carries shop_id and a range of dates. */
import { pool } from '../db.server.ts';
import { dayMetrics, type DayMetric } from '../figures/part.ts';
import { addDays, type DateRange } from './period.ts';

/** Kept by month alone, or under no date. */
export type MonthMetric = 'level' | 'active_month' | 'cohort' | 'pause';

/** Before any shop. */
const BEGINNING = '1970-01-01';
/** A range that holds no date. */
const NOTHING: DateRange = { firstOn: '1970-01-02', lastOn: BEGINNING };

export function everUntil(lastOn: string): DateRange {
  return { firstOn: BEGINNING, lastOn };
}

const hasDays: ReadonlySet<string> = new Set(dayMetrics);

/** The rows of a metric in a range: whole months by month, their ends by day. $1 the shop, $2 the metric. */
const rowsText = `SELECT on_date, key, value FROM figure_rollups WHERE shop_id = $1 AND metric = $2 || '_m' AND on_date BETWEEN $3 AND $4
  UNION ALL SELECT on_date, key, value FROM figure_rollups WHERE shop_id = $1 AND metric = $2 AND on_date BETWEEN $5 AND $6
  UNION ALL SELECT on_date, key, value FROM figure_rollups WHERE shop_id = $1 AND metric = $2 AND on_date BETWEEN $7 AND $8`;

function boundsOf(metric: string, range: DateRange): string[] {
  const { months, head, tail } = hasDays.has(metric)
    ? grainsOf(range)
    : { months: NOTHING, head: range, tail: NOTHING };
  return [months, head, tail].flatMap(({ firstOn, lastOn }) => [firstOn, lastOn]);
}

/** The sums of a range, by key. */
export async function sumsByKey(
  shopId: number,
  metric: DayMetric | MonthMetric,
  range: DateRange,
): Promise<Map<string, number>> {
  const { rows } = await pool().query<{ key: string; value: number }>({
    name: 'rollups-by-key',
    text: `SELECT key, sum(value)::bigint AS value FROM (${rowsText}) r GROUP BY key`,
    values: [shopId, metric, ...boundsOf(metric, range)],
  });
  return new Map(rows.map(({ key, value }) => [key, value]));
}

export async function sumOf(
  shopId: number,
  metric: DayMetric | MonthMetric,
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

/**
 * The sums of each day and key, or of each month: where months will do, they are read as months, and the days of the months that the
 * range holds in part stand under their own dates.
 */
export async function sumsByDate(
  shopId: number,
  metric: DayMetric | MonthMetric,
  range: DateRange,
  grain: 'day' | 'month',
): Promise<DatedSum[]> {
  const bounds =
    grain === 'month'
      ? boundsOf(metric, range)
      : [NOTHING, range, NOTHING].flatMap(({ firstOn, lastOn }) => [firstOn, lastOn]);
  const { rows } = await pool().query<DatedSum>({
    name: 'rollups-by-date',
    text: `SELECT to_char(on_date, 'YYYY-MM-DD') AS on, key, value FROM (${rowsText}) r WHERE value <> 0 ORDER BY on_date, key`,
    values: [shopId, metric, ...bounds],
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

/** Points by kind and direction (`award:in`) of each day or month (under its first day), from the ledger's own rollups. */
export async function pointsByDate(
  shopId: number,
  range: DateRange,
  grain: 'day' | 'month',
): Promise<{ on: string; kind: string; points: number }[]> {
  const { rows } = await pool().query<{ on: string; kind: string; points: number }>({
    name: 'rollups-points-by-date',
    text: `SELECT to_char(on_date, 'YYYY-MM-DD') AS on, kind, points FROM (
             SELECT CASE $4 WHEN 'day' THEN booked_on ELSE date_trunc('month', booked_on::timestamp)::date END AS on_date, kind, sum(points)::bigint AS points
             FROM daily_rollups WHERE shop_id = $1 AND booked_on BETWEEN $2 AND $3 GROUP BY 1, 2) d`,
    values: [shopId, range.firstOn, range.lastOn, grain],
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
