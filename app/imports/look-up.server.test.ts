/** Whose e-mail addresses an import has is asked in the background, of the sandbox's Admin API (N1, L1). */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { inTransaction, pool } from '#app/db.server.ts';
import { eraseCustomer } from '#app/members/erase.server.ts';
import { NOW } from '#tests/kit/factories.ts';
import { openLocalShopify, type LocalShopify } from '#tests/kit/local-shopify.ts';
import { applyImport } from './apply.server.ts';
import { lookUpPortion, runDueLookUp, skipLookUp } from './look-up.server.ts';
import { getImport, listProblems } from './report.server.ts';
import { answerImport, importScreen } from './screen.server.ts';
import { openAddress, sealAddress } from './sealed-address.server.ts';
import { discardImport, stageImport } from './stage.server.ts';

let shopify: LocalShopify;
beforeAll(async () => {
  shopify = await openLocalShopify();
});
afterAll(() => shopify.close());
beforeEach(() => shopify.world.apiFaults.clear());

const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);

async function stage(lines: readonly string[], kind: 'balances' | 'history' = 'balances', lookUp = true) {
  async function* source() {
    yield new TextEncoder().encode(['customer_id,email,points,date', ...lines].join('\n'));
  }
  const staged = await stageImport({
    ...{ shop: shopify.shop, kind, fileName: 'x.csv', source: source(), lookUp, now: NOW },
  });
  if (!staged.ok) throw new Error(staged.problems.join());
  return staged.importId;
}

let made = 0;
function person(): { id: string; email: string } {
  const email = `looked-up-${++made}@example.com`;
  return { email, id: String(shopify.world.customers.create({ email, state: 'enabled' }).id) };
}

const report = (importId: string) => getImport(shopify.shop.id, importId);

async function count(table: string, importId: string): Promise<number> {
  const { rows } = await pool().query<{ count: number }>(
    `SELECT count(*)::int AS count FROM ${table} WHERE shop_id = $1 AND import_id = $2`,
    [shopify.shop.id, importId],
  );
  return rows[0]?.count ?? 0;
}

async function balanceOf(customerId: string): Promise<number | undefined> {
  const { rows } = await pool().query<{ available: number }>(
    `SELECT b.available FROM members m JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.id
     WHERE m.shop_id = $1 AND m.customer_id = $2`,
    [shopify.shop.id, customerId],
  );
  return rows[0]?.available;
}

async function finish(now = NOW): Promise<void> {
  for (let step = 0; await runDueLookUp(now); step++) if (step > 50) throw new Error('It does not end.');
}

it('An upload asks nobody; the worker asks portion by portion, and the page can tell how far it is', async () => {
  const people = Array.from({ length: 120 }, person);
  const known = person();
  const calls = shopify.world.log.apiCalls().length;
  const importId = await stage([
    `${known.id},,7,`,
    ...people.map(({ email }, index) => `,${index % 2 ? email.toUpperCase() : email},3,`),
    ...['nobody-1@example.com', 'nobody-2@example.com'].map((email) => `,${email},5,`),
  ]);
  expect(shopify.world.log.apiCalls()).toHaveLength(calls);
  expect(await report(importId)).toMatchObject({
    isLookingUp: true,
    toLookUp: 122,
    lookedUp: 0,
    toApply: 1,
    waiting: 122,
  });
  expect((await importScreen(shopify.shop, importId)).current?.preview).toBeNull();
  expect(await answerImport(shopify.shop.id, 'a', { intent: 'apply', importId }, NOW)).toBe(false);
  await runDueLookUp(NOW);
  expect(await report(importId)).toMatchObject({ isLookingUp: true, lookedUp: 100 });
  await finish();
  expect(await report(importId)).toMatchObject({ isLookingUp: false, toApply: 121, waiting: 2, rows: 123 });
  expect((await importScreen(shopify.shop, importId)).current?.preview).toMatchObject({
    customers: 121,
    pointsIn: 367,
  });
  expect(await count('import_addresses', importId)).toBe(0);
  await applyImport(shopify.shop, importId, NOW);
  for (const { id } of people) expect(await balanceOf(id)).toBe(3);
  expect(await balanceOf(known.id)).toBe(7);
});

it('Rows of one person under their id and under their address are one person, oldest first', async () => {
  const who = person();
  const history = await stage([`${who.id},,-30,2026-02-01`, `,${who.email},30,2026-01-01`], 'history');
  await finish();
  await applyImport(shopify.shop, history, NOW);
  expect(await balanceOf(who.id)).toBe(0);
  const balances = await stage([`,${who.email},1,`, `${who.id},,20,`, `,${who.email.toUpperCase()},300,`]);
  await finish();
  expect(await listProblems(shopify.shop.id, balances)).toEqual([
    { line: 3, code: 'customer_repeated' },
    { line: 4, code: 'customer_repeated' },
  ]);
  await applyImport(shopify.shop, balances, NOW);
  expect(await balanceOf(who.id)).toBe(1);
});

it('No address can be read in the database, and none is left after the answer', async () => {
  const who = person();
  const importId = await stage([`,${who.email},1,`]);
  const { rows } = await pool().query<{ sealed: Buffer }>('SELECT sealed FROM import_addresses WHERE import_id = $1', [
    importId,
  ]);
  expect(rows).toHaveLength(1);
  expect(rows[0]?.sealed.includes(who.email)).toBe(false);
  expect(openAddress(rows[0]?.sealed ?? Buffer.alloc(0))).toBe(who.email);
  const broken = sealAddress(who.email);
  broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1;
  expect(openAddress(broken)).toBeNull();
  await finish();
  expect(await count('import_addresses', importId)).toBe(0);
});

it('Two workers at once, and the same portion again, find everybody once', async () => {
  const people = Array.from({ length: 250 }, person);
  const importId = await stage(people.map(({ email }) => `,${email},2,`));
  for (let isMore = true; isMore;)
    isMore = (await Promise.all([1, 2].map(() => lookUpPortion(shopify.shop, importId, NOW)))).some(Boolean);
  expect(await report(importId)).toMatchObject({ toLookUp: 250, lookedUp: 250, toApply: 250, waiting: 0 });
});

it('While Shopify cannot be reached it is said, nothing is lost, and it goes on by itself', async () => {
  const who = person();
  const importId = await stage([`,${who.email},4,`]);
  shopify.world.apiFaults.add({ kind: 'server_error', count: 20 });
  await runDueLookUp(NOW);
  expect(await report(importId)).toMatchObject({ isLookingUp: true, lookUpTrouble: 'unavailable', lookedUp: 0 });
  expect(await runDueLookUp(later(1))).toBe(false);
  shopify.world.apiFaults.clear();
  await finish(later(60));
  expect(await report(importId)).toMatchObject({ isLookingUp: false, lookUpTrouble: null, toApply: 1 });
});

it('Who does not want to wait goes on with those found so far; the others wait for their address', async () => {
  const people = Array.from({ length: 101 }, person);
  const importId = await stage(people.map(({ email }) => `,${email},2,`));
  await runDueLookUp(NOW);
  expect(await answerImport(shopify.shop.id, 'a', { intent: 'skip_look_up', importId }, NOW)).toBe(true);
  expect(await skipLookUp(shopify.shop.id, importId)).toBe(false);
  expect(await report(importId)).toMatchObject({ isLookingUp: false, toApply: 100, waiting: 1 });
  expect(await count('import_addresses', importId)).toBe(0);
});

it('The same file sent again asks about those who are still unknown, and one that is discarded leaves nothing', async () => {
  const late = 'comes-later@example.com';
  const lines = [`,${person().email},2,`, `,${late},9,`];
  const importId = await stage(lines, 'balances', false);
  expect(await report(importId)).toMatchObject({ isLookingUp: false, waiting: 2 });
  expect(await stage(lines)).toBe(importId);
  await finish();
  expect(await report(importId)).toMatchObject({ toApply: 1, waiting: 1 });
  shopify.world.customers.create({ email: late, state: 'enabled' });
  await stage(lines);
  expect(await report(importId)).toMatchObject({ isLookingUp: true, toLookUp: 1, lookedUp: 0 });
  await finish();
  expect(await report(importId)).toMatchObject({ toApply: 2, waiting: 0 });
  const other = await stage([`,${person().email},1,`]);
  expect(await discardImport(shopify.shop.id, other)).toBe(true);
  for (const table of ['import_addresses', 'waiting_imports', 'imported_rows'])
    expect(await count(table, other)).toBe(0);
});

it('Who asks to be forgotten in the middle of it is forgotten, by address and by id (G1)', async () => {
  const [byAddress, byId, stays] = [person(), person(), person()];
  const importId = await stage([byAddress, byId, stays].map(({ email }) => `,${email},2,`));
  const erase = (who: { customerId: string | null; email: string | null }) =>
    inTransaction((sql) => eraseCustomer(sql, shopify.shop.id, { ...who, orderIds: [] }));
  await erase({ customerId: byAddress.id, email: byAddress.email });
  expect(await count('import_addresses', importId)).toBe(2);
  await pool().query('UPDATE waiting_imports SET customer_id = $2 WHERE import_id = $1 AND line = 3', [
    importId,
    byId.id,
  ]);
  await erase({ customerId: byId.id, email: null });
  expect(await count('import_addresses', importId)).toBe(1);
  await finish();
  expect(await report(importId)).toMatchObject({ toApply: 1, waiting: 0 });
});
