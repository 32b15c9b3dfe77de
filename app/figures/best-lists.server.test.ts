import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import pg from 'pg';
import { pool } from '#app/db.server.ts';
import { createShop, NOW } from '#tests/kit/factories.ts';
import { periodPresets, resolvePeriod } from '../analytics/period.ts';
import { dateInZone } from '../lib/calendar.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { auditFigures } from './audit.server.ts';
import { hasBestList, readBestLists } from './best-lists.server.ts';
import { measures, type ListedPeriod } from './best.ts';
import { findBest } from './find-best.server.ts';
import { foldPortion } from './fold.server.ts';
import { markFigures } from './mark.server.ts';

const todayOn = dateInZone(NOW, 'Europe/Copenhagen');

async function audited(): Promise<string[]> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  try {
    return await auditFigures(client);
  } finally {
    await client.end();
  }
}

/** Members of whom the n-th has spent n crowns today, in an order of its own; they are marked, and folded. */
async function shopWith(members: number): Promise<{ shop: ShopFacts; ids: string[] }> {
  const shop = await createShop();
  const ids = Array.from({ length: members }, () => randomUUID());
  await pool().query(
    `INSERT INTO members (shop_id, id, status, joined_at, joined_via) SELECT $1, id, 'active', '2026-01-01', 'order' FROM unnest($2::uuid[]) AS m(id)`,
    [shop.id, ids],
  );
  await pool().query(
    `INSERT INTO orders (shop_id, order_id, member_id, currency_code, total_minor, paid_on)
     SELECT $1, 'o' || n, id, 'DKK', n * 100, $3 FROM unnest($2::uuid[]) WITH ORDINALITY AS m(id, n)`,
    [shop.id, ids, todayOn],
  );
  await foldAll(shop, ids);
  return { shop, ids };
}

async function foldAll(shop: ShopFacts, memberIds: readonly string[]): Promise<void> {
  await markFigures(pool(), [{ shopId: shop.id, memberIds }]);
  while (await foldPortion(shop.id, NOW));
}

const today: ListedPeriod = {
  measure: 'spent',
  ...resolvePeriod({ preset: '7d', comparison: 'none' }, todayOn).current,
};

async function kept(shop: ShopFacts) {
  const { rows } = await pool().query<{ memberId: string; value: number }>(
    `SELECT member_id AS "memberId", value FROM best_members WHERE shop_id = $1 AND measure = $2 AND first_on = $3 AND last_on = $4
     ORDER BY value DESC, member_id`,
    [shop.id, today.measure, today.firstOn, today.lastOn],
  );
  return rows;
}

async function refund(shop: ShopFacts, ids: readonly string[]): Promise<void> {
  await pool().query(
    'UPDATE orders SET refunded_minor = total_minor WHERE shop_id = $1 AND member_id = ANY($2::uuid[])',
    [shop.id, ids],
  );
  await foldAll(shop, ids);
}

test('Every period that has a name has a list of each measure, in a small shop with everybody who has anything', async () => {
  const { shop, ids } = await shopWith(3);
  for (const preset of periodPresets.filter((name) => name !== 'custom'))
    for (const measure of measures) {
      const list = { measure, ...resolvePeriod({ preset, comparison: 'none' }, todayOn).current };
      expect([preset, measure, await hasBestList(shop.id, list)]).toEqual([preset, measure, true]);
    }
  expect((await kept(shop)).map(({ memberId, value }) => [memberId, Number(value)])).toEqual(
    [...ids].reverse().map((id, index) => [id, (3 - index) * 100]),
  );
  expect(await audited()).toEqual([]);
});

test('A list knows who comes in, who moves and who leaves, is cut when it grows long, and is forgotten when it is too short', async () => {
  const { shop, ids } = await shopWith(260);
  const ofAll = async () => findBest(pool(), shop, today, 25);
  expect(await kept(shop)).toHaveLength(100);
  expect((await kept(shop)).slice(0, 25)).toEqual(await ofAll());

  // Those at the bottom come in, until there are twice as many as are kept.
  await pool().query(
    'UPDATE orders SET total_minor = total_minor + 50000 WHERE shop_id = $1 AND member_id = ANY($2::uuid[])',
    [shop.id, ids.slice(0, 90)],
  );
  await foldAll(shop, ids.slice(0, 90));
  expect(await kept(shop)).toHaveLength(190);
  expect((await kept(shop)).slice(0, 25)).toEqual(await ofAll());
  expect(await audited()).toEqual([]);
  await pool().query(
    'UPDATE orders SET total_minor = total_minor + 70000 WHERE shop_id = $1 AND member_id = ANY($2::uuid[])',
    [shop.id, ids.slice(90, 110)],
  );
  await foldAll(shop, ids.slice(90, 110));
  expect(await kept(shop)).toHaveLength(100);
  expect((await kept(shop)).slice(0, 25)).toEqual(await ofAll());
  expect(await audited()).toEqual([]);

  // Those at the top leave, until fewer are known than are shown.
  const top = (await kept(shop)).map(({ memberId }) => memberId);
  await refund(shop, top.slice(0, 75));
  expect(await kept(shop)).toHaveLength(25);
  expect(await kept(shop)).toEqual(await ofAll());
  expect(await audited()).toEqual([]);
  await refund(shop, top.slice(75, 76));
  expect(await hasBestList(shop.id, today)).toBe(false);
  expect(await kept(shop)).toEqual([]);
  expect(await audited()).toEqual([]);
});

test('Who is forgotten leaves the lists, and who only stands in the list of the morning follows what became of the order since', async () => {
  const { shop, ids } = await shopWith(3);
  const [first = '', second = ''] = ids;
  await pool().query(`UPDATE members SET status = 'erased', customer_id = NULL WHERE id = $1`, [first]);
  // Seen by the morning and cancelled before the fold came to it: its part is what it was before.
  await pool().query('UPDATE orders SET total_minor = 900000 WHERE shop_id = $1 AND member_id = $2', [shop.id, second]);
  await pool().query('UPDATE figure_states SET snapshot_on = NULL WHERE shop_id = $1', [shop.id]);
  while (await foldPortion(shop.id, NOW));
  expect((await kept(shop))[0]).toMatchObject({ memberId: second });
  await pool().query('UPDATE orders SET total_minor = 200 WHERE shop_id = $1 AND member_id = $2', [shop.id, second]);
  await foldAll(shop, [first, second]);
  expect((await kept(shop)).map(({ memberId }) => memberId)).toEqual([ids[2], second]);
  expect(await audited()).toEqual([]);
});

test('The next day has lists of its own', async () => {
  const { shop } = await shopWith(2);
  const tomorrow = new Date(NOW.getTime() + 24 * 60 * 60 * 1000);
  while (await foldPortion(shop.id, tomorrow));
  const lists = await readBestLists(pool(), shop.id);
  expect(new Set(lists.map(({ lastOn }) => lastOn))).toContain(dateInZone(tomorrow, shop.timeZone));
  expect(await hasBestList(shop.id, today)).toBe(false);
  expect(await audited()).toEqual([]);
});

test('The audit finds a list that says something else than the parts', async () => {
  const { shop, ids } = await shopWith(3);
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query('BEGIN');
  await client.query('UPDATE best_members SET value = value + 1 WHERE shop_id = $1 AND member_id = $2', [
    shop.id,
    ids[0],
  ]);
  await client.query('COMMIT');
  expect((await audited()).join('\n')).toContain('a list of the best says who has most');
  await client.query('UPDATE best_members SET value = value - 1 WHERE shop_id = $1 AND member_id = $2', [
    shop.id,
    ids[0],
  ]);
  await client.query('DELETE FROM best_members WHERE shop_id = $1 AND member_id = $2', [shop.id, ids[1]]);
  expect((await audited()).join('\n')).toContain('a list of the best says who has most');
  await foldAll(shop, ids);
  expect(await audited()).toEqual([]);
});
