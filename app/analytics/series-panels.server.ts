/** Panels over time: a line for each key, a value for each day or month of the range. Only reads. */
import type { PANELS } from './panel.ts';
import { addDays } from '../lib/calendar.ts';
import { bucketsOf, type DateRange } from './period.ts';
import type { PanelContext } from './figure-panels.server.ts';
import { shareOf } from './figure-panels.server.ts';
import { heldBy, pointsByDate, pointsByKind } from './read-points.server.ts';
import { everUntil, nextMonth, sumOf, sumsByDate, type DatedSum } from './read-rollups.server.ts';

export type SeriesPanelId = Extract<(typeof PANELS)[number], { kind: 'series' }>['id'];

interface Lines {
  buckets: string[];
  lines: { key: string; values: (number | null)[] }[];
}

type Series = (context: PanelContext, range: DateRange) => Promise<Lines>;

/** Adds dated sums up into the buckets of a range. */
function intoBuckets(buckets: readonly string[], sums: readonly { on: string; value: number }[]): number[] {
  const byBucket = new Map<string, number>();
  const length = buckets[0]?.length ?? 10;
  for (const { on, value } of sums) {
    const bucket = on.slice(0, length);
    byBucket.set(bucket, (byBucket.get(bucket) ?? 0) + value);
  }
  return buckets.map((bucket) => byBucket.get(bucket) ?? 0);
}

/** The running sum from `base` on: the state at the end of each bucket. */
function running(base: number, changes: readonly number[]): number[] {
  let sum = base;
  return changes.map((change) => (sum += change));
}

const grainOf = (buckets: readonly string[]) => (buckets[0]?.length === 7 ? ('month' as const) : ('day' as const));

const keyed = (sums: readonly DatedSum[], key: string) => sums.filter((sum) => sum.key === key);

export const series: Record<SeriesPanelId, Series> = {
  async members_over_time({ shop }, range) {
    const buckets = bucketsOf(range);
    const [joined, base] = await Promise.all([
      sumsByDate(shop.id, 'joined', range, grainOf(buckets)),
      sumOf(shop.id, 'joined', everUntil(addDays(range.firstOn, -1))),
    ]);
    const values = intoBuckets(buckets, joined);
    return {
      buckets,
      lines: [
        { key: 'joined', values },
        { key: 'total', values: running(base, values) },
      ],
    };
  },
  async active_by_month({ shop }, { firstOn, lastOn }) {
    const whole = { firstOn: `${firstOn.slice(0, 7)}-01`, lastOn: addDays(nextMonth(lastOn), -1) };
    const months: string[] = [];
    for (let month = whole.firstOn; month <= lastOn; month = nextMonth(month)) months.push(month.slice(0, 7));
    const [active, joined, base] = await Promise.all([
      sumsByDate(shop.id, 'active_month', whole, 'month'),
      sumsByDate(shop.id, 'joined', whole, 'month'),
      sumOf(shop.id, 'joined', everUntil(addDays(whole.firstOn, -1))),
    ]);
    const members = running(base, intoBuckets(months, joined));
    const values = intoBuckets(months, active).map((count, index) => shareOf(count, members[index] ?? 0));
    return { buckets: months, lines: [{ key: 'active', values }] };
  },
  async referrals({ shop }, range) {
    const buckets = bucketsOf(range);
    const sums = await sumsByDate(shop.id, 'referrals', range, grainOf(buckets));
    const lines = ['came', 'rewarded'].map((key) => ({ key, values: intoBuckets(buckets, keyed(sums, key)) }));
    return { buckets, lines };
  },
  async revenue_over_time({ shop }, range) {
    const buckets = bucketsOf(range);
    const sums = await sumsByDate(shop.id, 'revenue', range, grainOf(buckets));
    const lines = ['member', 'other'].map((key) => ({ key, values: intoBuckets(buckets, keyed(sums, key)) }));
    return { buckets, lines };
  },
  async points_over_time({ shop }, range) {
    const buckets = bucketsOf(range);
    const days = await pointsByDate(shop.id, range, grainOf(buckets));
    const lines = Object.entries(pointLines).map(([key, kinds]) => ({
      key,
      values: intoBuckets(
        buckets,
        days.flatMap(({ on, kind, points }) => (kinds[kind] ? [{ on, value: points * kinds[kind] }] : [])),
      ),
    }));
    return { buckets, lines };
  },
  async liability_over_time({ shop }, range) {
    const buckets = bucketsOf(range);
    const [days, before] = await Promise.all([
      pointsByDate(shop.id, range, grainOf(buckets)),
      pointsByKind(shop.id, everUntil(addDays(range.firstOn, -1))),
    ]);
    let base = 0;
    for (const [kind, points] of before) base += heldBy(kind, points);
    const changes = intoBuckets(
      buckets,
      days.map(({ on, kind, points }) => ({ on, value: heldBy(kind, points) })),
    );
    return { buckets, lines: [{ key: 'held', values: running(base, changes) }] };
  },
};

/** Which movements make up a line, and with which sign. */
const pointLines: Record<string, Record<string, 1 | -1>> = {
  issued: { 'award:in': 1 },
  redeemed: { 'redemption:out': 1 },
  returned: { 'redemption_return:in': 1 },
  expired: { 'expiry:out': 1, 'expiry_return:in': -1 },
  reversed: { 'award_reversal:out': 1, 'award_restoration:in': -1 },
};
