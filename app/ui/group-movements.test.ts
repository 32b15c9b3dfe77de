import { expect, test } from 'vitest';
import type { AwardReason } from '../program/award.ts';
import { groupMovements, ofFirstEvents, type Movement } from './group-movements.ts';

const context = { locale: 'en', pointName: { one: 'point', other: 'points' } } as const;
let nextId = 1;

function adjusted(points: number, occurredAt: string): Movement {
  return { id: String(nextId++), points, detail: { code: 'adjustment', note: 'Sorry', actor: 'shop' }, occurredAt };
}

function earned(orderName: string, lineTitle: string, points: number, occurredAt: string, member?: string): Movement {
  const award: AwardReason = {
    ...{ code: 'order_amount', eligibleMinor: 100_000, orderPoints: 1_000, lineMinor: points * 100 },
    ...{ pointsPerUnit: 1, unitMinor: 100, currencyCode: 'DKK' },
  };
  return {
    ...{ id: String(nextId++), points, occurredAt, orderId: orderName },
    detail: { code: 'award', award, orderName, lineTitle },
    ...(member ? { member: { name: member, url: `/app/members/${member}` } } : {}),
  };
}

const noon = '2026-11-22T12:00:00.000Z';
const later = '2026-11-22T13:00:00.000Z';

test('The lines of one order are one event with their sum', () => {
  const groups = groupMovements(
    [earned('#1001', 'Mug', 149, noon), earned('#1001', 'Guji 250 g', 95, noon), adjusted(5, noon)],
    context,
  );
  expect(groups.map(({ points }) => points)).toEqual([244, 5]);
  expect(groups[0]?.title).toContain('#1001');
  expect(groups[0]?.title).not.toContain('Mug');
});

test('Of a list of the newest first, what a product earned and what multiplied it stand together, the base before', () => {
  const [only] = groupMovements(
    [
      earned('#1001', 'Mug', 75, noon),
      earned('#1001', 'Guji 250 g', 48, noon),
      earned('#1001', 'Mug', 149, noon),
      earned('#1001', 'Guji 250 g', 95, noon),
    ],
    context,
  );
  expect(only?.lines.map(({ title, points }) => [title, points])).toEqual([
    ['Guji 250 g', 95],
    ['Guji 250 g', 48],
    ['Mug', 149],
    ['Mug', 75],
  ]);
});

test('What stands alone keeps the line of its order in its title', () => {
  const [only] = groupMovements([earned('#1001', 'Mug', 149, noon)], context);
  expect(only?.title).toContain('Mug');
  expect(only?.lines).toHaveLength(1);
});

test('Another order, another moment, another member and what was taken back are events of their own', () => {
  const groups = groupMovements(
    [
      earned('#1001', 'Mug', 149, noon),
      earned('#1002', 'Mug', 149, noon),
      earned('#1002', 'Mug', 149, later),
      earned('#1002', 'Mug', 149, later, 'ann'),
      earned('#1002', 'Mug', 149, later, 'ben'),
      earned('#1002', 'Mug', -149, later, 'ben'),
    ],
    context,
  );
  expect(groups).toHaveLength(6);
});

test('Movements that are of no order are never put together', () => {
  expect(groupMovements([adjusted(5, noon), adjusted(5, noon)], context)).toHaveLength(2);
});

test('Of the newest movements those are kept that the first events are made of, whatever they were called', () => {
  const of = (memberId: string, movement: Movement) => ({ ...movement, memberId });
  const newest = [
    of('ann', earned('#1003', 'Mug', 149, later)),
    of('ann', earned('#1003', 'Guji 250 g', 95, later)),
    of('ben', adjusted(5, later)),
    of('ben', adjusted(5, later)),
    of('cat', earned('#1002', 'Mug', 149, noon)),
    of('cat', earned('#1002', 'Guji 250 g', 95, noon)),
    of('dan', earned('#1001', 'Mug', 149, noon)),
  ];
  const membersOf = (count: number) => ofFirstEvents(newest, count).map(({ memberId }) => memberId);
  expect(membersOf(1)).toEqual(['ann', 'ann']);
  expect(membersOf(4)).toEqual(['ann', 'ann', 'ben', 'ben', 'cat', 'cat']);
  expect(membersOf(9)).toHaveLength(7);
  // What is shown of them is what would be shown of all.
  for (const count of [1, 2, 3, 4, 5]) {
    const shown = (movements: Movement[]) => groupMovements(movements, context).slice(0, count);
    expect(shown(ofFirstEvents(newest, count))).toEqual(shown(newest));
  }
});
