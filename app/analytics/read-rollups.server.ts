/** The few questions that all panels ask of the rollups. Only reads; every query carries shop_id and a range of dates. */
import { pool } from '../db.server.ts';
import { dayMetrics, type DayMetric } from '../figures/part.ts';
import { medianOf } from '../figures/snapshot.server.ts';
import { gather } from '../lib/gather.ts';
import { addDays } from '../lib/calendar.ts';
import type { DateRange } from './period.ts';

/** Kept by month alone, or under no date. */
export type MonthMetric = 'level' | 'active_month' | 'cohort';

/** Before any shop. */
const BEGINNING = '1970-01-01';
/** A range that holds no date. */
const NOTHING: DateRange = { firstOn: '1970-01-02', lastOn: BEGINNING };

export function everUntil(lastOn: string): DateRange {
  return { firstOn: BEGINNING, lastOn };
}

const hasDays: ReadonlySet<string> = new Set(dayMetrics);

/** A metric under the name of its grain, between two dates; of each of them all keys, or those from one to before another, in the order of bytes. */
interface Stretch extends DateRange {
  metric: string;
  keyFrom?: string;
  keyBefore?: string;
}

/** After every key: no byte of UTF-8 is greater. */
const BEYOND_ALL_KEYS = '\u{10FFFF}';

/** Where months will do, they are read as months; a metric that is kept by month alone has no other rows. */
function stretchesOf(metric: DayMetric | MonthMetric, range: DateRange): Stretch[] {
  if (!hasDays.has(metric)) return [{ metric, ...range }];
  const { months, head, tail } = grainsOf(range);
  return [{ metric: `${metric}_m`, ...months }, ...[head, tail].map((days) => ({ metric, ...days }))];
}

interface TotalAsk {
  shopId: number;
  stretches: Stretch[];
}

interface SumsAsk extends TotalAsk {
  isDated: boolean;
}

/** The stretches of asks that hold anything, each with the number of its ask, and as the columns of `stretchColumns`. */
function unnested<Ask extends TotalAsk>(asks: readonly Ask[]) {
  const stretches = asks.flatMap(({ stretches: parts, ...asked }, ask) =>
    parts.flatMap(({ keyFrom = '', keyBefore = BEYOND_ALL_KEYS, ...part }) =>
      part.firstOn > part.lastOn || keyFrom >= keyBefore ? [] : [{ ...part, keyFrom, keyBefore, ask, ...asked }],
    ),
  );
  const columns = [
    stretches.map(({ ask }) => ask),
    stretches.map(({ shopId }) => shopId),
    stretches.map(({ metric }) => metric),
    stretches.map(({ firstOn }) => firstOn),
    stretches.map(({ lastOn }) => lastOn),
    stretches.map(({ keyFrom }) => keyFrom),
    stretches.map(({ keyBefore }) => keyBefore),
  ];
  return { stretches, columns };
}

const stretchTypes = '$1::int[], $2::int[], $3::text[], $4::date[], $5::date[], $6::text[], $7::text[]';
const stretchColumns = 'ask, shop_id, metric, first_on, last_on, key_from, key_before';
const ofStretch = `metric = a.metric AND on_date BETWEEN a.first_on AND a.last_on AND key >= a.key_from AND key < a.key_before`;

/**
 * Panels that are read at the same moment ask together: the page is one statement, and what several ask is read once. Whoever asks
 * alone shares with nobody and waits for nobody. OFFSET 0 keeps PostgreSQL from reading all rollups once instead of the few rows of each
 * ask in turn: it does not know how short the stretches are.
 */
const readSums = gather<SumsAsk, DatedSum[]>(
  async (asks) => {
    const { distinct, answersOf } = sharing(asks);
    const { stretches, columns } = unnested(distinct);
    const { rows } = await pool().query<DatedSum & { ask: number }>({
      name: 'rollups-sums',
      text: `SELECT ask, on_date::text AS on, key, value FROM (
               SELECT a.ask, CASE WHEN a.is_dated THEN r.on_date END AS on_date, r.key, sum(r.value)::bigint AS value
               FROM unnest(${stretchTypes}, $8::boolean[]) AS a(${stretchColumns}, is_dated)
               CROSS JOIN LATERAL (SELECT on_date, key, value FROM figure_rollups WHERE shop_id = a.shop_id AND ${ofStretch} OFFSET 0) r
               GROUP BY 1, 2, 3) s ORDER BY ask, on_date, key`,
      values: [...columns, stretches.map(({ isDated }) => isDated)],
    });
    return answersOf(rows);
  },
  { maxBatch: 256, maxUnderWay: 2 },
);

/** The same where what the keys say is of no matter: thousands of rows are added up in place, and none is put in order. */
const readTotals = gather<TotalAsk, number>(
  async (asks) => {
    const { distinct, answersOf } = sharing(asks);
    const { rows } = await pool().query<{ ask: number; value: number }>({
      name: 'rollups-totals',
      text: `SELECT a.ask, coalesce(sum(r.value), 0)::bigint AS value FROM unnest(${stretchTypes}) AS a(${stretchColumns})
             CROSS JOIN LATERAL (SELECT sum(value) AS value FROM figure_rollups WHERE shop_id = a.shop_id AND ${ofStretch}) r GROUP BY 1`,
      values: unnested(distinct).columns,
    });
    return answersOf(rows).map((sums) => total(sums));
  },
  { maxBatch: 256, maxUnderWay: 2 },
);

/** The sums of a range, by key. */
export async function sumsByKey(
  shopId: number,
  metric: DayMetric | MonthMetric,
  range: DateRange,
): Promise<Map<string, number>> {
  const sums = await readSums({ shopId, stretches: stretchesOf(metric, range), isDated: false });
  return new Map(sums.map(({ key, value }) => [key, value]));
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
  const stretches = grain === 'month' ? stretchesOf(metric, range) : [{ metric, ...range }];
  const sums = await readSums({ shopId, stretches, isDated: true });
  return sums.filter(({ value }) => value !== 0);
}

/**
 * Members with an order in the range, each once: those whose day of order lies in it and whose day before lies before it. Whole months
 * are read by month, their ends by day (app/figures/part.ts, `addPairs`).
 */
export async function activeMembers(shopId: number, { firstOn, lastOn }: DateRange): Promise<number> {
  return readTotals({ shopId, stretches: pairsOf({ firstOn, lastOn }) });
}

const total = (sums: readonly { value: number }[]) => sums.reduce((sum, { value }) => sum + value, 0);

/** Usual pauses are shorter, in days; the key of a pause has six digits. */
const LONG_PAUSE = '000121';

/**
 * The median of the days between two days of order, of the calendar months that the range touches; null while there are none. How many
 * pauses there are is known from the pairs, so that of the many long and rare ones none is read where half of all are shorter.
 */
export async function usualDaysBetween(shopId: number, { firstOn, lastOn }: DateRange): Promise<number | null> {
  const months = { firstOn: `${firstOn.slice(0, 7)}-01`, lastOn };
  const pauses = (keyFrom: string, keyBefore: string) =>
    readSums({ shopId, stretches: [{ metric: 'pause', ...months, keyFrom, keyBefore }], isDated: false });
  const [pairs, short] = await Promise.all([
    // Without those that have no day before.
    readTotals({ shopId, stretches: [{ metric: 'pair_mm', ...months, keyFrom: BEGINNING }] }),
    pauses('', LONG_PAUSE),
  ]);
  const isEnough = total(short) * 2 >= pairs;
  const known = isEnough ? short : [...short, ...(await pauses(LONG_PAUSE, BEYOND_ALL_KEYS))];
  const histogram = known.map(({ key, value }) => ({ days: Number(key), members: value }));
  const longer = pairs - total(known);
  return medianOf(longer > 0 ? [...histogram, { days: Number(LONG_PAUSE), members: longer }] : histogram);
}

/** The day before lies in a month before that of the range's first day, or in that month and before that day. "" is no day before. */
function pairsOf({ firstOn, lastOn }: DateRange): Stretch[] {
  const { months, head, tail } = grainsOf({ firstOn, lastOn });
  const monthOfFirst = `${firstOn.slice(0, 7)}-01`;
  const byMonth = { keyFrom: '', keyBefore: monthOfFirst };
  const byDay = { keyFrom: monthOfFirst, keyBefore: firstOn };
  return [
    { metric: 'pair_mm', ...months, ...byMonth },
    { metric: 'pair_md', ...months, ...byDay },
    ...[head, tail].flatMap((days) => [
      { metric: 'pair_dm', ...days, ...byMonth },
      { metric: 'pair_dd', ...days, ...byDay },
    ]),
  ];
}

/** Asks that are alike are asked once, and each asker is given the rows of its own. */
function sharing<Ask>(asks: readonly Ask[]) {
  const places = new Map<string, number>();
  const distinct: Ask[] = [];
  const placeOf = asks.map((ask) => {
    const name = JSON.stringify(ask);
    const place = places.get(name) ?? distinct.length;
    if (place === distinct.length) {
      places.set(name, place);
      distinct.push(ask);
    }
    return place;
  });
  return {
    distinct,
    answersOf<Row extends { ask: number }>(rows: readonly Row[]): Row[][] {
      const answers: Row[][] = distinct.map(() => []);
      for (const row of rows) answers[row.ask]?.push(row);
      return placeOf.map((place) => answers[place] ?? []);
    },
  };
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

interface SnapshotAsk {
  shopId: number;
  metric: 'segment' | 'churn' | 'rhythm';
}

const readSnapshots = gather<SnapshotAsk, { key: string; value: number }[]>(
  async (asks) => {
    const { distinct, answersOf } = sharing(asks);
    const { rows } = await pool().query<{ ask: number; key: string; value: number }>({
      name: 'rollups-snapshots',
      text: `SELECT a.ask, s.key, s.value FROM unnest($1::int[], $2::int[], $3::text[]) AS a(ask, shop_id, metric)
             CROSS JOIN LATERAL (SELECT on_date FROM figure_snapshots WHERE shop_id = a.shop_id AND metric = a.metric
               ORDER BY on_date DESC LIMIT 1) l
             JOIN figure_snapshots s ON s.shop_id = a.shop_id AND s.metric = a.metric AND s.on_date = l.on_date`,
      values: [
        distinct.map((_, index) => index),
        distinct.map(({ shopId }) => shopId),
        distinct.map(({ metric }) => metric),
      ],
    });
    return answersOf(rows);
  },
  { maxBatch: 64, maxUnderWay: 2 },
);

/** What the morning's count found; empty before the first. */
export async function latestSnapshot(shopId: number, metric: SnapshotAsk['metric']): Promise<Map<string, number>> {
  const counts = await readSnapshots({ shopId, metric });
  return new Map(counts.map(({ key, value }) => [key, value]));
}
