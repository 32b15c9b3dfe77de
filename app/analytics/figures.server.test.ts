import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { createMember, createShop, nextNumber, NOW, simpleProgram } from '#tests/kit/factories.ts';
import { adjustPoints } from '../members/adjust.server.ts';
import { foldPortion } from '../figures/fold.server.ts';
import { addDays } from '../lib/calendar.ts';
import { periodEnding } from './period.ts';
import { readFigures, redemptionRate } from './figures.server.ts';
import { readLatestEvents } from './latest-events.server.ts';
import { averageOrderMinor, readAttention, readMilestones } from './milestones.server.ts';
import { readPointsTrend } from './points-trend.server.ts';
import { makeProgram } from '../program/document.ts';

const todayOn = '2026-11-21';
const period = periodEnding(todayOn, 30);

/** A row of the table of orders, as the figures read it. */
async function order(shopId: number, fields: Record<string, unknown>): Promise<void> {
  const row = {
    shop_id: shopId,
    order_id: String(nextNumber()),
    currency_code: 'DKK',
    total_minor: 10_000,
    paid_on: todayOn,
    ...fields,
  };
  const names = Object.keys(row);
  await pool().query(
    `INSERT INTO orders (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
    Object.values(row),
  );
}

test('Members are counted at the end of the period, and the new ones within it, by the calendar of the shop', async () => {
  const shop = await createShop({ timeZone: 'Europe/Copenhagen' });
  const joined = async (at: string, status = 'active') => {
    await pool().query(
      `INSERT INTO members (shop_id, id, status, joined_at, joined_via) VALUES ($1, gen_random_uuid(), $2, $3, 'order')`,
      [shop.id, status, at],
    );
  };
  await joined('2026-10-22T21:59:00Z'); // 22 October in Copenhagen: before the period.
  await joined('2026-10-22T22:01:00Z'); // 23 October in Copenhagen: its first day.
  await joined('2026-11-21T22:59:00Z', 'blocked');
  await joined('2026-11-21T23:01:00Z'); // Tomorrow in Copenhagen.
  await joined('2026-11-01T00:00:00Z', 'erased');
  const { current, previous } = await readFigures(shop, period);
  expect(current).toMatchObject({ members: 3, newMembers: 2 });
  expect(previous).toMatchObject({ members: 1, newMembers: 1 });
});

test('Revenue counts paid orders of members in the currency of the shop, less refunds', async () => {
  const shop = await createShop();
  const other = await createShop();
  const member = await createMember(shop);
  await order(shop.id, { member_id: member.id, refunded_minor: 2_500 });
  await order(shop.id, { member_id: member.id, cancelled_at: NOW });
  await order(shop.id, { member_id: member.id, currency_code: 'EUR' });
  await order(shop.id, { member_id: null });
  await order(shop.id, { member_id: member.id, paid_on: addDays(period.current.firstOn, -1) });
  await order(other.id, { member_id: member.id });
  const { current, previous } = await readFigures(shop, period);
  expect(current).toMatchObject({ orders: 1, revenueMinor: 7_500 });
  expect(previous).toMatchObject({ orders: 1, revenueMinor: 10_000 });
  expect(await averageOrderMinor(shop.id, 'DKK', NOW)).toBe(10_000);
});

test('Points issued, redeemed and outstanding follow the ledger; what was given by hand is outstanding but not issued', async () => {
  const program = simpleProgram();
  const shop = await createShop({
    program: makeProgram({
      ...program,
      rules: [...program.rules, { id: 'signup', kind: 'signup', enabled: true, points: 100 }],
    }),
  });
  const member = await createMember(shop);
  const adjusted = await adjustPoints({
    shopId: shop.id,
    memberId: member.id,
    points: 50,
    note: 'A late parcel',
    requestId: '00000000-0000-4000-8000-000000000001',
    actor: 'test',
    now: NOW,
  });
  expect(adjusted.ok).toBe(true);
  const { current } = await readFigures(shop, period);
  expect(current).toMatchObject({ pointsIssued: 100, pointsRedeemed: 0, outstandingPoints: 150 });
  expect(redemptionRate(current)).toBe(0);
  const trend = await readPointsTrend(shop.id, period);
  expect(trend).toHaveLength(30);
  expect(trend.at(-1)).toEqual({ firstOn: todayOn, lastOn: todayOn, issued: 100, redeemed: 0 });
  const latest = await readLatestEvents(shop.id, 8);
  expect(latest.map((event) => [event.detail.code, event.points, event.customerId])).toEqual([
    ['adjustment', 50, member.customerId],
    ['award', 100, member.customerId],
  ]);
});

test('The latest movements are those of all members, before the fold came to them, after it, and when there are more than it keeps', async () => {
  const shop = await createShop();
  const members = [await createMember(shop), await createMember(shop), await createMember(shop)];
  const inJournal = async () => {
    const { rows } = await pool().query<{ id: number }>(
      'SELECT id FROM transfers WHERE shop_id = $1 ORDER BY id DESC LIMIT 6',
      [shop.id],
    );
    return rows.map(({ id }) => String(id));
  };
  const shown = async () => (await readLatestEvents(shop.id, 6)).map(({ id }) => id);
  const give = async (times: number) => {
    for (let time = 0; time < times; time++) {
      const member = members[(time * 7) % 3];
      if (member)
        await adjustPoints({
          shopId: shop.id,
          memberId: member.id,
          points: 1,
          note: 'Thanks',
          requestId: randomUUID(),
          actor: 'test',
          now: NOW,
        });
    }
  };
  await give(8);
  expect(await inJournal()).toHaveLength(6);
  expect(await shown()).toEqual(await inJournal());
  while (await foldPortion(shop.id, NOW));
  expect(await shown()).toEqual(await inJournal());
  await give(4);
  expect(await shown()).toEqual(await inJournal());
  await give(60);
  while (await foldPortion(shop.id, NOW, 2));
  expect(await shown()).toEqual(await inJournal());
  const { rows } = await pool().query('SELECT 1 FROM latest_transfers WHERE shop_id = $1', [shop.id]);
  expect(rows).toHaveLength(50);
});

test('A shop without anything has zeros, no rate, nothing reached and nothing to look at', async () => {
  const shop = await createShop({ program: null });
  const { current } = await readFigures(shop, period);
  expect(Object.values(current)).toEqual(Object.values(current).map(() => 0));
  expect(redemptionRate(current)).toBeNull();
  expect(await readMilestones(shop.id)).toEqual({ firstOrder: false, firstRedemption: false });
  expect(await readAttention(shop.id, NOW)).toEqual({ deadLetters: 0, refusedCodes: 0, conflicts: 0 });
  expect(await averageOrderMinor(shop.id, 'DKK', NOW)).toBeNull();
});
