import fc from 'fast-check';
import { expect, test } from 'vitest';
import { segmentSchema } from '../program/segments.ts';
import { holdsForMember } from '../program/conditions/condition.ts';
import { Tallies } from '../program/tallies.ts';
import { addDays } from '../lib/calendar.ts';
import { segmentBounds, segmentIds, segmentPreset } from './segments.ts';

const rhythm = { pauseDays: 30, highSpendMinor: 100_000 };
const at = { date: '2026-11-21', minute: 600 };

/** A member whose orders are a week apart, the last so many days ago. */
function member(orders: number, daysAgo: number, spentMinor: number) {
  const tallies = new Tallies();
  for (let index = 0; index < orders; index++) {
    const on = addDays(at.date, -daysAgo - index * 7);
    tallies.add('orders', on, 1).add('spend', on, Math.floor(spentMinor / orders));
  }
  return { status: 'active' as const, tallies };
}

/** The first segment, by the same bounds as the counting. */
function segmentOf(orders: number, days: number, spent: number): string | undefined {
  const bounds = segmentBounds(rhythm);
  const within = (value: number, [from, to]: [number, number | null]) => value >= from && (to === null || value <= to);
  return segmentIds.find((id) => {
    const bound = bounds[id];
    return within(orders, bound.orders) && within(days, bound.days) && spent >= (bound.minSpentMinor ?? 0);
  });
}

test('Each preset is a segment that the program takes, and every member with an order is in one', () => {
  for (const id of segmentIds)
    expect(segmentSchema.safeParse({ id, name: { en: id }, when: segmentPreset(id, rhythm) }).success).toBe(true);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 0, max: 300_000 }),
      (orders, days, spent) => {
        const id = segmentOf(orders, days, spent);
        expect(id).toBeDefined();
        const conditions = segmentPreset(segmentIds.find((known) => known === id) ?? 'lost', rhythm);
        const whole = Math.floor(spent / orders) * orders;
        if (whole !== spent) return;
        expect(conditions.every((condition) => holdsForMember(condition, member(orders, days, spent), at))).toBe(true);
      },
    ),
  );
});

test('Who never ordered is in none', () => {
  for (const id of segmentIds)
    expect(segmentPreset(id, rhythm).every((condition) => holdsForMember(condition, member(0, 0, 0), at))).toBe(false);
});
