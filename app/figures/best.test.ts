import { expect, test } from 'vitest';
import { dayOfDate } from '../lib/calendar.ts';
import { byPlace, valueIn } from './best.ts';
import type { MemberPart } from './part.ts';

const orderOn = (on: string, spentMinor: number, points: number) => ({
  ...{ day: dayOfDate(on), orders: 1, spentMinor, points, rewardOrders: 0, rewardSpentMinor: 0 },
});
const part: MemberPart = {
  ...{ isCounted: true, joinedDay: dayOfDate('2026-01-01'), tierId: null, firstPointsDay: null },
  orderDays: [orderOn('2026-10-31', 100, 1), orderOn('2026-11-01', 2_000, 20), orderOn('2026-11-30', 30_000, 300)],
  referrals: [
    { cameDay: dayOfDate('2026-10-01'), rewardedDay: dayOfDate('2026-11-30') },
    { cameDay: dayOfDate('2026-11-02'), rewardedDay: null },
    { cameDay: dayOfDate('2026-11-02'), rewardedDay: dayOfDate('2026-12-01') },
  ],
  ...{ rewards: [], pointsEarned: 321, pointsRedeemed: 0 },
};

test('What a member has in a period is of its days alone, both ends inside; who is no member has nothing', () => {
  const november = { firstOn: '2026-11-01', lastOn: '2026-11-30' };
  const has = (of: MemberPart) => [
    valueIn(of, { measure: 'spent', ...november }),
    valueIn(of, { measure: 'points', ...november }),
    valueIn(of, { measure: 'referrals', ...november }),
  ];
  expect(has(part)).toEqual([32_000, 320, 1]);
  expect(has({ ...part, isCounted: false })).toEqual([0, 0, 0]);
});

test('The most comes first, and of as much the lesser id', () => {
  const places = [
    { value: 1, memberId: 'a' },
    { value: 2, memberId: 'c' },
    { value: 2, memberId: 'b' },
  ];
  expect(places.sort(byPlace).map(({ memberId }) => memberId)).toEqual(['b', 'c', 'a']);
});
