import { expect, test } from 'vitest';
import { dayOfDate } from '../lib/calendar.ts';
import { contributions, difference, readPart, storePart, usualPause, type MemberPart } from './part.ts';

const day = dayOfDate;
const orderOn = (on: string, spentMinor: number, rewardOrders = 0) => ({
  ...{ day: day(on), orders: 1, spentMinor, rewardOrders, rewardSpentMinor: rewardOrders * spentMinor },
  points: spentMinor / 100,
});

const part: MemberPart = {
  ...{ isCounted: true, joinedDay: day('2026-03-10'), tierId: 'gold', firstPointsDay: day('2026-03-10') },
  orderDays: [orderOn('2026-01-05', 1_000), orderOn('2026-03-31', 2_000), orderOn('2026-05-01', 4_000, 1)],
  rewards: [
    { takenDay: day('2026-04-01'), rewardId: 'rw_5', kind: 'amount_off', usedDay: day('2026-05-01'), amountMinor: 500 },
    {
      takenDay: day('2026-04-02'),
      rewardId: 'rw_ship',
      kind: 'free_shipping',
      usedDay: day('2026-05-02'),
      amountMinor: null,
    },
    { takenDay: day('2026-04-03'), rewardId: 'rw_tree', kind: 'donation', usedDay: null, amountMinor: 700 },
  ],
  referrals: [{ cameDay: day('2026-04-04'), rewardedDay: day('2026-04-20') }],
  ...{ pointsEarned: 70, pointsRedeemed: 10 },
};

test('A member stands in the sums of joining, orders, rewards, friends, months and pauses', () => {
  const sums = contributions(part);
  expect(Object.fromEntries(sums)).toMatchObject({
    ...{ 'joined 2026-03-10 ': 1, 'joined_m 2026-03-01 ': 1, 'level 1970-01-01 gold': 1 },
    ...{ 'first_order 2026-01-05 ': 1, 'second_order 2026-03-31 ': 1, 'revenue_m 2026-05-01 member': 4_000 },
    ...{ 'reward_orders 2026-05-01 ': 1, 'reward_revenue 2026-05-01 ': 4_000 },
    ...{ 'taken 2026-04-01 rw_5': 1, 'taken_used 2026-04-01 rw_5': 1, 'reward_cost 2026-05-01 amount_off': 500 },
    ...{ 'unpriced 2026-05-02 free_shipping': 1, 'taken 2026-04-03 rw_tree': 1, 'donated 2026-04-03 rw_tree': 700 },
    ...{ 'referrals 2026-04-04 came': 1, 'referrals 2026-04-20 rewarded': 1 },
    ...{ 'funnel 2026-03-10 ordered': 1, 'funnel 2026-03-10 earned': 1, 'funnel 2026-03-10 used_again': 1 },
    // The order before joining belongs to no month of the cohort, and is what the time after is compared with.
    ...{ 'cohort 2026-03-01 0000': 1, 'cohort 2026-03-01 0002': 1, 'active_month 2026-01-01 ': 1 },
    ...{ 'around 2026-03-10 members': 1, 'around 2026-03-10 before': 1_000, 'around 2026-03-10 after': 6_000 },
    ...{
      'pause 2026-03-01 000085': 1,
      'pause 2026-05-01 000031': 1,
      'pair_dm 2026-01-05 ': 1,
      'pair_dd 2026-03-31 2026-01-05': 1,
    },
  });
  expect(sums.has('taken_used 2026-04-03 rw_tree')).toBe(false);
  expect(usualPause(part.orderDays)).toBe(31);
});

test('Who is not counted any more leaves what was bought, and nothing that counts people', () => {
  const metrics = new Set(
    [...contributions({ ...part, isCounted: false }).keys()].map((name) => name.split(' ')[0]?.replace(/_m$/, '')),
  );
  expect([...metrics].sort()).toEqual(
    [
      'donated',
      'orders',
      'referrals',
      'revenue',
      'reward_cost',
      'reward_orders',
      'reward_revenue',
      'taken',
      'taken_used',
      'unpriced',
    ].sort(),
  );
});

test('A part survives the store, and the difference to itself is nothing', () => {
  expect(readPart(JSON.parse(JSON.stringify(storePart(part))))).toEqual(part);
  const sums = new Map<string, number>();
  difference(part, part, sums);
  expect([...sums].filter(([, value]) => value !== 0)).toEqual([]);
  difference(null, part, sums);
  expect(sums).toEqual(contributions(part));
});
