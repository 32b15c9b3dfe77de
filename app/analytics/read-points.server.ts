/** Points by kind and direction (`award:in`), from the ledger's own rollups. Only reads; every query carries shop_id. */
import { pool } from '../db.server.ts';
import { gather } from '../lib/gather.ts';
import { addDays } from '../lib/calendar.ts';
import type { DateRange } from './period.ts';
import { nextMonth } from './read-rollups.server.ts';

interface PointsAsk {
  shopId: number;
  range: DateRange;
  /** `whole` is one sum for all of the range. */
  grain: 'day' | 'month' | 'whole';
}

interface DatedPoints {
  /** The first day of what was added up. */
  on: string;
  kind: string;
  points: number;
}

/**
 * Panels that are read at the same moment ask together: the days of a shop are passed over once, cut wherever one of those who ask needs
 * a sum to begin or to end.
 */
const readPoints = gather<PointsAsk, DatedPoints[]>(
  async (asks) => {
    const cutsByShop = new Map<number, Set<string>>();
    for (const { shopId, range, grain } of asks) {
      const cuts = cutsByShop.get(shopId) ?? new Set();
      for (const cut of cutsOf(range, grain)) cuts.add(cut);
      cutsByShop.set(shopId, cuts);
    }
    const shops = [...cutsByShop].map(([shopId, cuts]) => ({ shopId, cuts: [...cuts].sort() }));
    const { rows } = await pool().query<{ shop_id: number; part: number; kind: string; points: number }>({
      name: 'rollups-points',
      // The cuts are read once, not for each row.
      text: `WITH asked AS MATERIALIZED (SELECT shop_id, cuts::date[] AS cuts FROM unnest($1::int[], $2::text[]) AS a(shop_id, cuts))
             SELECT a.shop_id, r.part, r.kind, r.points FROM asked a CROSS JOIN LATERAL (
               SELECT width_bucket(booked_on, a.cuts) AS part, kind, sum(points)::bigint AS points FROM daily_rollups
               WHERE shop_id = a.shop_id AND booked_on >= a.cuts[1] AND booked_on < a.cuts[cardinality(a.cuts)] GROUP BY 1, 2) r`,
      values: [shops.map(({ shopId }) => shopId), shops.map(({ cuts }) => `{${cuts.join(',')}}`)],
    });
    const found = new Map<number, DatedPoints[]>(shops.map(({ shopId }) => [shopId, []]));
    const cutsOfShop = new Map(shops.map(({ shopId, cuts }) => [shopId, cuts]));
    for (const { shop_id: shopId, part, kind, points } of rows)
      found.get(shopId)?.push({ on: cutsOfShop.get(shopId)?.[part - 1] ?? '', kind, points });
    return asks.map(({ shopId, range }) =>
      (found.get(shopId) ?? []).filter(({ on }) => on >= range.firstOn && on <= range.lastOn),
    );
  },
  { maxBatch: 64, maxUnderWay: 2 },
);

/** Where the sums of a range begin, and the day after its end. */
function cutsOf({ firstOn, lastOn }: DateRange, grain: PointsAsk['grain']): string[] {
  const cuts = [firstOn];
  const next = grain === 'day' ? (on: string) => addDays(on, 1) : nextMonth;
  if (grain !== 'whole') for (let on = next(firstOn); on <= lastOn; on = next(on)) cuts.push(on);
  return [...cuts, addDays(lastOn, 1)];
}

/** Of each day or month of a range, or of smaller parts of it: several rows may stand under dates of the same month. */
export async function pointsByDate(shopId: number, range: DateRange, grain: 'day' | 'month'): Promise<DatedPoints[]> {
  return readPoints({ shopId, range, grain });
}

export async function pointsByKind(shopId: number, range: DateRange): Promise<Map<string, number>> {
  const sums = new Map<string, number>();
  for (const { kind, points } of await readPoints({ shopId, range, grain: 'whole' }))
    sums.set(kind, (sums.get(kind) ?? 0) + points);
  return sums;
}

/** What a movement changes of what members hold. */
export function heldBy(kind: string, points: number): number {
  return kind.endsWith(':in') ? points : kind.endsWith(':out') ? -points : 0;
}
