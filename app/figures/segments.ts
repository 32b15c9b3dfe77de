/**
 * Segments by recency, frequency and money. Pure: the table of docs/figures.md, as SQL for counting and as conditions of the
 * program for campaigns, from one list. Recency is measured in the shop's own rhythm: the usual pause between orders.
 */
import type { MemberCondition } from '../program/conditions/condition.ts';

export const segmentIds = ['champions', 'loyal', 'new', 'promising', 'needs_attention', 'at_risk', 'lost'] as const;
export type SegmentId = (typeof segmentIds)[number];

/** Numbers of the shop that the bounds follow from. */
export interface ShopRhythm {
  /** The median pause between orders, in days. */
  pauseDays: number;
  /** What a member must have spent to be a champion: four average orders. Minor units. */
  highSpendMinor: number;
}

/** Where too little is known of a shop. */
export const FIRST_PAUSE_DAYS = 45;

interface Bounds {
  /** Orders so far, and days since the last one; null for no upper bound. */
  orders: [from: number, to: number | null];
  days: [from: number, to: number | null];
  minSpentMinor?: number;
}

/**
 * Recent is up to one and a half usual pauses ago, slipping up to three, gone after that. The order matters: a member is in the
 * first segment that holds them.
 */
export function segmentBounds({ pauseDays, highSpendMinor }: ShopRhythm): Record<SegmentId, Bounds> {
  const recent = Math.max(7, Math.round(pauseDays * 1.5));
  const slipping = Math.max(14, pauseDays * 3);
  return {
    champions: { orders: [4, null], days: [0, recent], minSpentMinor: highSpendMinor },
    loyal: { orders: [3, null], days: [0, recent] },
    new: { orders: [1, 1], days: [0, recent] },
    promising: { orders: [2, 2], days: [0, recent] },
    needs_attention: { orders: [1, 2], days: [recent + 1, slipping] },
    at_risk: { orders: [3, null], days: [recent + 1, slipping] },
    lost: { orders: [1, null], days: [slipping + 1, null] },
  };
}

/** A segment as conditions that a program can hold: for campaigns, rules and rewards. */
export function segmentPreset(id: SegmentId, rhythm: ShopRhythm): MemberCondition[] {
  const { orders, days, minSpentMinor } = segmentBounds(rhythm)[id];
  const conditions: MemberCondition[] = [
    // The condition counts the order at hand, which comes after those so far.
    { kind: 'order_number', from: orders[0] + 1, to: orders[1] === null ? null : orders[1] + 1, every: 1 },
    { kind: 'since_last_order', minDays: days[0], maxDays: days[1] },
  ];
  if (minSpentMinor) conditions.push({ kind: 'spend', minMinor: minSpentMinor, maxMinor: null, days: null });
  return conditions;
}

/** The segment of a member as SQL over `member_figures`; null for members who never ordered. @param todayOn checked YYYY-MM-DD. */
export function segmentSql(rhythm: ShopRhythm, todayOn: string): string {
  const since = `(date '${todayOn}' - last_order_on)`;
  const cases = segmentIds.map((id) => {
    const { orders, days, minSpentMinor } = segmentBounds(rhythm)[id];
    const parts = [
      `orders >= ${orders[0]}`,
      ...(orders[1] === null ? [] : [`orders <= ${orders[1]}`]),
      ...(days[0] > 0 ? [`${since} >= ${days[0]}`] : []),
      ...(days[1] === null ? [] : [`${since} <= ${days[1]}`]),
      ...(minSpentMinor ? [`spent_minor >= ${minSpentMinor}`] : []),
    ];
    return `WHEN ${parts.join(' AND ')} THEN '${id}'`;
  });
  return `CASE WHEN last_order_on IS NULL THEN NULL ${cases.join(' ')} END`;
}
