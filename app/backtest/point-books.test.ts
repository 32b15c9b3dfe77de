import { expect, it } from 'vitest';
import { dayOfDate } from '../lib/calendar.ts';
import { defaultProgram } from '../program/default-program.ts';
import { MemberMemory } from './member-memory.ts';
import { PointBooks } from './point-books.ts';

it('Points that waited and end sooner than those given at once are spent first, and run out on their own day', () => {
  const books = new PointBooks({ ...defaultProgram('DKK'), expiry: { kind: 'rolling', months: 3 } });
  const member = new MemberMemory(dayOfDate('2026-01-01'), 0, 0);
  // 100 points that wait for 45 days and hold until 6 April; 50 that count at once and hold until 5 May.
  books.earn(member, dayOfDate('2026-01-06'), 100, 45);
  books.earn(member, dayOfDate('2026-02-05'), 50, 0);
  books.settle(member, dayOfDate('2026-05-02'));
  expect(member.available).toBe(50);
  books.spend(member, dayOfDate('2026-05-02'), 30);
  books.finish(dayOfDate('2026-05-31'));
  expect(
    books.months.map(({ month, expiredPoints, outstandingPoints }) => [month, expiredPoints, outstandingPoints]),
  ).toEqual([
    ['2026-01', 0, 100],
    ['2026-02', 0, 150],
    ['2026-03', 0, 150],
    ['2026-04', 100, 50],
    ['2026-05', 20, 0],
  ]);
});
