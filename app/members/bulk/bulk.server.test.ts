import { expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { createMember, createShop, NOW } from '#tests/kit/factories.ts';
import type { ShopFacts } from '../../shops/shop-store.server.ts';
import { everyMember } from '../members-params.ts';
import { listMembers } from '../members-list.server.ts';
import type { BulkRequest } from './bulk-request.ts';
import { askForBulk, getBulk, listBulkFailures, listEarlierBulk, stopBulk } from './bulk-store.server.ts';
import { runBulkStep } from './run-bulk.server.ts';

let forms = 0;
const formId = () => `00000000-0000-4000-8000-${String(++forms).padStart(12, '0')}`;
const everyone: BulkRequest['whom'] = { kind: 'found', view: '' };
const give: BulkRequest['action'] = { kind: 'adjust', points: 25, note: 'Thank you' };

async function shopOf(count: number): Promise<{ shop: ShopFacts; ids: string[] }> {
  const shop = await createShop();
  const ids: string[] = [];
  for (let index = 0; index < count; index++) ids.push((await createMember(shop)).id);
  return { shop, ids: ids.sort() };
}

async function ask(
  shop: ShopFacts,
  action: BulkRequest['action'],
  whom: BulkRequest['whom'] = everyone,
): Promise<string> {
  const id = formId();
  await askForBulk(shop.id, { id, action, whom }, null, 'gid://shopify/StaffMember/1', NOW);
  return id;
}

async function finish(portion = 3): Promise<void> {
  for (let step = 0; await runBulkStep(NOW, portion); step++) if (step > 100) throw new Error('It does not end.');
}

async function balances(shop: ShopFacts): Promise<number[]> {
  const query = {
    filter: everyMember,
    sort: 'joined',
    ascending: true,
    cursor: null,
    direction: 'next',
    pageSize: 50,
    only: null,
  } as const;
  return (await listMembers(shop, query, NOW)).rows
    .sort((a, b) => (a.memberId < b.memberId ? -1 : 1))
    .map((row) => row.availablePoints);
}

test('Everyone whom a view finds gets the points once, however the work is cut up, and the page can tell how far it is', async () => {
  const { shop } = await shopOf(8);
  const id = await ask(shop, give);
  expect(await getBulk(shop.id, id)).toMatchObject({ state: 'gathering', total: 0 });
  await runBulkStep(NOW, 3);
  await runBulkStep(NOW, 3);
  expect(await getBulk(shop.id, id)).toMatchObject({ state: 'running', total: 8, done: 3 });
  await finish();
  expect(await getBulk(shop.id, id)).toMatchObject({ state: 'done', total: 8, done: 8, failed: 0 });
  expect(await balances(shop)).toEqual(Array.from({ length: 8 }, () => 25));
  // The same dialog again is the same action.
  await askForBulk(shop.id, { id, action: give, whom: everyone }, null, 'somebody', NOW);
  await finish();
  expect((await balances(shop)).reduce((sum, points) => sum + points, 0)).toBe(200);
  const { rows } = await pool().query(
    `SELECT action, actor FROM admin_actions WHERE shop_id = $1 AND subject = $2 ORDER BY id`,
    [shop.id, id],
  );
  expect(rows.map(({ action }) => action)).toEqual(['bulk_asked', 'bulk_finished']);
});

test('A worker that dies in the middle of a portion, or two at once, leave nobody out and nobody twice', async () => {
  const { shop } = await shopOf(9);
  const id = await ask(shop, give);
  await runBulkStep(NOW, 2);
  // Killed: PostgreSQL ends the connection before the commit.
  const { rows } = await pool().query<{ name: string }>('SELECT current_database() AS name');
  expect(rows[0]?.name).toBeTruthy();
  const dying = runBulkStep(NOW, 2).then(
    () => 'finished',
    () => 'died',
  );
  // Waited for: until it is gone, it holds its locks, and the steps after it would find nothing to do.
  await pool().query(
    `SELECT pg_terminate_backend(pid, 20000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'`,
  );
  expect(['finished', 'died']).toContain(await dying);
  // A connection that was ended on its way back to the pool is noticed by whoever takes it next: the worker tries again.
  const step = () =>
    runBulkStep(NOW, 2).catch((error: unknown) => {
      if (!/terminat|not queryable|ECONNRESET|EPIPE/i.test(String(error))) throw error;
      return true;
    });
  let isMore = true;
  while (isMore) isMore = (await Promise.all([step(), step()])).some(Boolean);
  expect(await getBulk(shop.id, id)).toMatchObject({ state: 'done', total: 9, done: 9 });
  expect(await balances(shop)).toEqual(Array.from({ length: 9 }, () => 25));
});

test('What is stopped keeps what was done, does no more, and says so', async () => {
  const { shop } = await shopOf(6);
  const id = await ask(shop, give);
  await runBulkStep(NOW, 2);
  await runBulkStep(NOW, 2);
  expect(await stopBulk(shop.id, id, 'a person', NOW)).toBe(true);
  expect(await stopBulk(shop.id, id, 'a person', NOW)).toBe(false);
  await finish();
  expect(await getBulk(shop.id, id)).toMatchObject({ state: 'stopped', total: 6, done: 2 });
  expect((await balances(shop)).filter((points) => points === 25)).toHaveLength(2);
});

test('Points are taken only from those who have them; the others are named with the reason', async () => {
  const { shop, ids } = await shopOf(3);
  const [rich = ''] = ids;
  await ask(shop, { kind: 'adjust', points: 40, note: 'Gift' }, { kind: 'selected', memberIds: [rich] });
  await finish();
  const id = await ask(shop, { kind: 'adjust', points: -30, note: 'Mistake' });
  await finish();
  expect(await getBulk(shop.id, id)).toMatchObject({ state: 'done', done: 1, failed: 2 });
  expect((await listBulkFailures(shop.id, id)).map(({ memberId, code }) => [memberId, code])).toEqual(
    ids.slice(1).map((memberId) => [memberId, 'insufficient_points']),
  );
  expect(await balances(shop)).toEqual([10, 0, 0]);
});

test('Whom it is about is settled when it begins: who comes to the filter later is left alone, who leaves it is not', async () => {
  const { shop, ids } = await shopOf(4);
  await ask(shop, give, { kind: 'selected', memberIds: ids.slice(0, 2) });
  await finish();
  const id = await ask(
    shop,
    { kind: 'adjust', points: 100, note: 'x' },
    { kind: 'found', view: 'balanceTo=25&balanceFrom=25' },
  );
  await runBulkStep(NOW, 1);
  const late = await createMember(shop);
  await ask(shop, give, { kind: 'selected', memberIds: [late.id] });
  await finish(1);
  expect(await getBulk(shop.id, id)).toMatchObject({ total: 2, done: 2 });
  expect((await balances(shop)).sort((a, b) => a - b)).toEqual([0, 0, 25, 125, 125]);
});

test('Blocking, tags and levels: those who have it already are counted apart; members of another shop are out of reach', async () => {
  const { shop, ids } = await shopOf(3);
  const other = await createShop();
  const stranger = await createMember(other);
  await ask(shop, { kind: 'block' }, { kind: 'selected', memberIds: [ids[0] ?? ''] });
  await finish();
  const blocking = await ask(shop, { kind: 'block' }, { kind: 'selected', memberIds: [...ids, stranger.id] });
  await finish();
  expect(await getBulk(shop.id, blocking)).toMatchObject({ total: 3, done: 2, unchanged: 1 });
  const { rows } = await pool().query(`SELECT status::text AS status FROM members WHERE id = $1`, [stranger.id]);
  expect(rows).toEqual([{ status: 'active' }]);
  const tagging = await ask(shop, { kind: 'tag', add: true, tag: 'VIP guest' });
  await finish();
  expect(await getBulk(shop.id, tagging)).toMatchObject({ done: 3 });
  const { rows: tasks } = await pool().query<{ subject: string }>(
    `SELECT subject FROM outbox_tasks WHERE shop_id = $1 AND topic = 'tag_customer' ORDER BY subject`,
    [shop.id],
  );
  expect(tasks.map(({ subject }) => subject)).toEqual(ids.map((memberId) => `+${memberId} VIP guest`));
  const level = await ask(shop, { kind: 'level', tierId: 'gold', until: null, reason: 'A test' });
  await finish();
  // The program has no levels.
  expect(await getBulk(shop.id, level)).toMatchObject({ failed: 3 });
  expect((await listBulkFailures(shop.id, level))[0]?.code).toBe('tier_unknown');
});

test('Earlier actions are listed newest first, page by page, with who asked for them, and of this shop alone', async () => {
  const { shop, ids } = await shopOf(1);
  const other = await shopOf(1);
  await ask(other.shop, give);
  const asked: string[] = [];
  for (const day of ['2026-11-01', '2026-11-02', '2026-11-03']) {
    const id = formId();
    const whom = { kind: 'selected' as const, memberIds: ids };
    await askForBulk(shop.id, { id, action: give, whom }, null, `person ${day}`, new Date(`${day}T10:00:00Z`));
    asked.unshift(id);
  }
  await finish();
  const [newest, second] = await listEarlierBulk(shop.id, null, 2);
  expect([newest?.id, second?.id]).toEqual(asked.slice(0, 2));
  expect(newest).toMatchObject({ actor: 'person 2026-11-03', state: 'done', total: 1, done: 1, failed: 0 });
  const older = await listEarlierBulk(shop.id, new Date(second?.askedAt ?? ''), 2);
  expect(older.map(({ id }) => id)).toEqual(asked.slice(2));
});
