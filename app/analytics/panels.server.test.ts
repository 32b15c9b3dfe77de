import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { createMember, createShop, nextNumber, NOW, simpleProgram } from '#tests/kit/factories.ts';
import { adjustPoints } from '../members/adjust.server.ts';
import { foldPortion } from '../figures/fold.server.ts';
import { markFigures } from '../figures/mark.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { readLatestEvents } from './latest-events.server.ts';
import { averageOrderMinor, readAttention, readMilestones } from './milestones.server.ts';
import type { Panel, PanelId } from './panel.ts';
import { loadPanel } from './panels.server.ts';
import type { PeriodAsk } from './period.ts';
import { makeProgram } from '../program/document.ts';

const todayOn = '2026-11-21';
/** 23 October to 21 November, and the 30 days before. */
const period: PeriodAsk = { preset: '30d', comparison: 'previous' };

async function panel<Kind extends Panel['kind']>(
  shop: ShopFacts,
  id: PanelId,
  kind: Kind,
  ask: PeriodAsk = period,
): Promise<Extract<Panel, { kind: Kind }>> {
  const found = await loadPanel(shop, id, ask, NOW);
  if (found.kind !== kind) throw new Error(`${id} is no ${kind}`);
  return found as Extract<Panel, { kind: Kind }>;
}

async function figure(shop: ShopFacts, id: PanelId): Promise<[number | null, number | null]> {
  const { value, before } = await panel(shop, id, 'figure');
  return [value, before];
}

async function fold(shop: ShopFacts): Promise<void> {
  while (await foldPortion(shop.id, NOW));
}

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
    const memberId = randomUUID();
    await pool().query(
      `INSERT INTO members (shop_id, id, status, joined_at, joined_via) VALUES ($1, $2, $3, $4, 'order')`,
      [shop.id, memberId, status, at],
    );
    await markFigures(pool(), [{ shopId: shop.id, memberIds: [memberId] }]);
  };
  await joined('2026-10-22T21:59:00Z'); // 22 October in Copenhagen: before the period.
  await joined('2026-10-22T22:01:00Z'); // 23 October in Copenhagen: its first day.
  await joined('2026-11-21T22:59:00Z', 'blocked');
  await joined('2026-11-21T23:01:00Z'); // Tomorrow in Copenhagen.
  await joined('2026-11-01T00:00:00Z', 'erased');
  await fold(shop);
  expect(await figure(shop, 'members_total')).toEqual([3, 1]);
  expect(await figure(shop, 'members_new')).toEqual([2, 1]);
});

test('Revenue counts paid orders of members in the currency of the shop, less refunds', async () => {
  const [shop, other] = [await createShop(), await createShop()];
  const [member, theirs] = [await createMember(shop), await createMember(other)];
  await order(shop.id, { member_id: member.id, refunded_minor: 2_500 });
  await order(shop.id, { member_id: member.id, cancelled_at: NOW });
  await order(shop.id, { member_id: member.id, currency_code: 'EUR' });
  await order(shop.id, { member_id: null });
  await order(shop.id, { member_id: member.id, paid_on: '2026-10-22' });
  await order(other.id, { member_id: theirs.id });
  for (const [{ id: shopId }, { id }] of [
    [shop, member],
    [other, theirs],
  ] as const)
    await markFigures(pool(), [
      { shopId, memberIds: [id] },
      { shopId, days: [todayOn] },
    ]);
  await fold(shop);
  expect(await figure(shop, 'member_revenue')).toEqual([7_500, 10_000]);
  // Hundredths: one order each.
  expect(await figure(shop, 'purchase_frequency')).toEqual([100, 100]);
  expect(await figure(shop, 'member_revenue_share')).toEqual([4_286, 10_000]);
  expect(await averageOrderMinor(shop.id, 'DKK', NOW)).toBe(10_000);
});

test('A pause between orders that a refund took away is no pause any more', async () => {
  const shop = await createShop();
  const member = await createMember(shop);
  await order(shop.id, { member_id: member.id, paid_on: '2026-11-01' });
  await order(shop.id, { member_id: member.id, paid_on: '2026-11-11' });
  await markFigures(pool(), [{ shopId: shop.id, memberIds: [member.id] }]);
  await fold(shop);
  expect(await figure(shop, 'days_between_orders')).toEqual([10, null]);
  await pool().query(`UPDATE orders SET refunded_minor = total_minor WHERE shop_id = $1 AND paid_on = '2026-11-11'`, [
    shop.id,
  ]);
  await markFigures(pool(), [{ shopId: shop.id, memberIds: [member.id] }]);
  await fold(shop);
  expect(await figure(shop, 'days_between_orders')).toEqual([null, null]);
});

test('The best customers are those of the chosen period, whatever they spent in all their time', async () => {
  const shop = await createShop();
  const [old, fresh, small, gone] = await Promise.all([1, 2, 3, 4].map(() => createMember(shop)));
  if (!old || !fresh || !small || !gone) throw new Error('There are four members.');
  await order(shop.id, { member_id: old.id, total_minor: 900_000, paid_on: '2026-03-01' });
  await order(shop.id, { member_id: old.id, total_minor: 1_000, paid_on: '2026-10-22' });
  await order(shop.id, { member_id: fresh.id, total_minor: 30_000, refunded_minor: 4_000 });
  await order(shop.id, { member_id: fresh.id, total_minor: 20_000, paid_on: '2026-10-23' });
  await order(shop.id, { member_id: fresh.id, total_minor: 99_000, cancelled_at: NOW });
  await order(shop.id, { member_id: small.id, total_minor: 2_000 });
  await order(shop.id, { member_id: gone.id, total_minor: 70_000 });
  await pool().query(`UPDATE members SET status = 'erased', customer_id = NULL WHERE id = $1`, [gone.id]);
  await markFigures(pool(), [{ shopId: shop.id, memberIds: [old, fresh, small, gone].map(({ id }) => id) }]);
  await fold(shop);
  const ids = async (id: PanelId, ask: PeriodAsk = period) =>
    (await panel(shop, id, 'members', ask)).rows.map(({ memberId }) => memberId);
  expect((await panel(shop, 'best_by_spend', 'members')).rows).toEqual([
    {
      ...{ memberId: fresh.id, customerId: fresh.customerId },
      values: { orders: 2, spent: 46_000, points: 0, referrals: 0, lastOrderOn: todayOn },
    },
    {
      ...{ memberId: small.id, customerId: small.customerId },
      values: { orders: 1, spent: 2_000, points: 0, referrals: 0, lastOrderOn: todayOn },
    },
  ]);
  expect(await ids('best_by_spend', { preset: '365d', comparison: 'none' })).toEqual([old.id, fresh.id, small.id]);
  for (const id of ['best_by_points', 'best_by_referrals'] as const) expect(await ids(id)).toEqual([]);
});

test('Of a long period the best are found from the top of all time, and by adding all up where that does not end', async () => {
  const shop = await createShop();
  const ids = Array.from({ length: 1_100 }, () => randomUUID()).sort();
  await pool().query(
    `INSERT INTO members (shop_id, id, status, joined_at, joined_via) SELECT $1, id, 'active', '2026-01-01', 'order' FROM unnest($2::uuid[]) AS m(id)`,
    [shop.id, ids],
  );
  // Everybody has five orders of this month; in March the first half spent most, so that the best of this month are far down in all time.
  await pool().query(
    `INSERT INTO orders (shop_id, order_id, member_id, currency_code, total_minor, paid_on)
     SELECT $1, 'o' || m.n || '-' || k, m.id, 'DKK', CASE WHEN k = 0 THEN CASE WHEN m.n <= 550 THEN 1000000 ELSE 1 END ELSE m.n END,
       CASE WHEN k = 0 THEN date '2026-03-01' ELSE date '2026-11-10' END
     FROM unnest($2::uuid[]) WITH ORDINALITY AS m(id, n), generate_series(0, 5) AS k`,
    [shop.id, ids],
  );
  await markFigures(pool(), [{ shopId: shop.id, memberIds: ids }]);
  await fold(shop);
  const best = async (ask: PeriodAsk) =>
    (await panel(shop, 'best_by_spend', 'members', ask)).rows.map(({ memberId, values }) => [memberId, values.spent]);
  const nth = (n: number) => ids[n - 1];
  expect(await best(period)).toEqual(
    Array.from({ length: 25 }, (_, index) => [nth(1_100 - index), 5 * (1_100 - index)]),
  );
  expect(await best({ preset: '365d', comparison: 'none' })).toEqual(
    Array.from({ length: 25 }, (_, index) => [nth(550 - index), 1_000_000 + 5 * (550 - index)]),
  );
  // No list is kept of these days: the first are added up, the others walked.
  for (const lastOn of ['2026-11-20', '2026-11-19'])
    for (const firstOn of ['2026-10-24', '2026-02-01'])
      expect(await best({ preset: 'custom', range: { firstOn, lastOn }, comparison: 'none' })).toEqual(
        await best(firstOn === '2026-02-01' ? { preset: '365d', comparison: 'none' } : period),
      );
});

test('Rewards of one name are told apart by what they cost; others have their name alone', async () => {
  const { rewards, ...program } = simpleProgram();
  const [shipping, amount] = rewards;
  if (!shipping || !amount) throw new Error('The program of the test has two rewards.');
  const dearer = { ...shipping, id: 'rw_dearer', costPoints: 1_500 };
  const given = { ...shipping, id: 'rw_given', costPoints: 0 };
  const shop = await createShop({ program: makeProgram({ ...program, rewards: [shipping, amount, dearer, given] }) });
  const { rows } = await panel(shop, 'rewards_taken', 'bars');
  expect(rows.map(({ key, name }) => [key, name])).toEqual([
    ['rw_shipping', 'Free shipping (100 points)'],
    ['rw_amount', amount.title.en],
    ['rw_dearer', 'Free shipping (1,500 points)'],
    ['rw_given', 'Free shipping'],
  ]);
});

test('Points issued, redeemed and held follow the ledger; what was given by hand is held but not issued', async () => {
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
  expect(await figure(shop, 'liability_points')).toEqual([150, 0]);
  expect(await figure(shop, 'redemption_rate')).toEqual([0, null]);
  const { buckets, lines } = await panel(shop, 'points_over_time', 'series');
  expect([buckets.length, buckets[0], buckets.at(-1)]).toEqual([30, '2026-10-23', todayOn]);
  const last = Object.fromEntries(lines.map(({ key, values }) => [key, values.at(-1)]));
  expect(last).toMatchObject({ issued: 100, redeemed: 0 });
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
  await fold(shop);
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
  await fold(shop);
  for (const id of ['members_total', 'members_new', 'member_revenue', 'liability_points'] as const)
    expect(await figure(shop, id)).toEqual([0, 0]);
  expect(await figure(shop, 'redemption_rate')).toEqual([null, null]);
  expect((await panel(shop, 'best_by_spend', 'members')).rows).toEqual([]);
  expect(await readMilestones(shop.id)).toEqual({ firstOrder: false, firstRedemption: false });
  expect(await readAttention(shop.id, NOW)).toEqual({ deadLetters: 0, refusedCodes: 0, conflicts: 0 });
  expect(await averageOrderMinor(shop.id, 'DKK', NOW)).toBeNull();
});
