/** Leaving another vendor without losing history (L1). The ledger is audited after every test. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inTransaction, pool } from '#app/db.server.ts';
import { joinCustomer } from '#app/enrollment/join.server.ts';
import { env } from '#app/lib/env.server.ts';
import { eraseCustomer } from '#app/members/erase.server.ts';
import type { ShopFacts } from '#app/shops/shop-store.server.ts';
import { createMember, createShop, NOW } from '#tests/kit/factories.ts';
import { applyImport, applyPortion } from './apply.server.ts';
import { getImport, listImports, listProblems, listUncovered } from './report.server.ts';
import { discardImport, stageImport, type StageRequest } from './stage.server.ts';

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  // In small pieces, as a stream brings them: characters and lines are cut anywhere.
  for (let from = 0; from < bytes.length; from += 1_000) yield bytes.subarray(from, from + 1_000);
}

async function stage(shop: ShopFacts, text: string, more: Partial<StageRequest> = {}): Promise<string> {
  const staged = await stageImport({
    ...{ shop, kind: 'history', fileName: 'points.csv', source: bytesOf(text), now: NOW },
    ...more,
  });
  if (!staged.ok) throw new Error(`The file of the test is refused: ${staged.problems.join(', ')}`);
  return staged.importId;
}

async function balances(shop: ShopFacts): Promise<Record<string, number>> {
  const { rows } = await pool().query<{ customer_id: string; available: number }>(
    `SELECT m.customer_id, coalesce(b.available, 0) AS available FROM members m
     LEFT JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.id WHERE m.shop_id = $1 AND m.status = 'active'`,
    [shop.id],
  );
  return Object.fromEntries(rows.map((row) => [row.customer_id, row.available]));
}

const HISTORY = `customer_id,points,date,reason,expires_on
101,-30,2026-02-01,Spent,
101,100,2026-01-01,"Order #1, with a ""word""",2027-01-01
102,50,2026-01-05 10:00,Order #2,
101,20,2026-03-01,Birthday,
`;

describe('a history from elsewhere (L1)', () => {
  it('Is booked movement by movement on its own days, oldest first, into lots with their own dates', async () => {
    const shop = await createShop();
    const importId = await stage(shop, HISTORY);
    expect(await balances(shop)).toEqual({});
    await applyImport(shop, importId, NOW);
    expect(await balances(shop)).toEqual({ 101: 90, 102: 50 });
    const { rows } = await pool().query(
      `SELECT t.points, t.to_account, t.booked_on::text AS on, t.detail ->> 'note' AS note FROM transfers t JOIN members m ON m.shop_id = t.shop_id
         AND m.id = t.member_id WHERE t.shop_id = $1 AND m.customer_id = '101' ORDER BY t.occurred_at`,
      [shop.id],
    );
    expect(rows).toEqual([
      { points: 100, to_account: 'available', on: '2026-01-01', note: 'Order #1, with a "word"' },
      { points: 30, to_account: 'adjusted', on: '2026-02-01', note: 'Spent' },
      { points: 20, to_account: 'available', on: '2026-03-01', note: 'Birthday' },
    ]);
    const { rows: lots } = await pool().query(
      `SELECT remaining, expires_at::date::text AS until FROM lots WHERE shop_id = $1 AND points = 100`,
      [shop.id],
    );
    expect(lots).toEqual([{ remaining: 70, until: '2027-01-01' }]);
    expect(await getImport(shop.id, importId)).toMatchObject({ rows: 4, applied: 4, waiting: 0, refused: 0 });
  });

  it('The same file again is the same import and adds nothing', async () => {
    const shop = await createShop();
    const first = await stage(shop, HISTORY);
    await applyImport(shop, first, NOW);
    expect(await stage(shop, HISTORY)).toBe(first);
    await applyImport(shop, first, NOW);
    expect(await balances(shop)).toEqual({ 101: 90, 102: 50 });
    expect(await listImports(shop.id)).toHaveLength(1);
  });

  it('Staging alone changes nothing, and can be forgotten until it is applied', async () => {
    const shop = await createShop();
    const importId = await stage(shop, HISTORY);
    expect(await discardImport(shop.id, importId)).toBe(true);
    expect(await getImport(shop.id, importId)).toBeNull();
    expect(await applyPortion(shop, importId, NOW)).toBeNull();
    const again = await stage(shop, HISTORY);
    await applyImport(shop, again, NOW);
    expect(await discardImport(shop.id, again)).toBe(false);
    expect(await balances(shop)).toEqual({ 101: 90, 102: 50 });
  });

  it('Every bad row is named by its line with what to do, and the good ones are booked', async () => {
    const shop = await createShop();
    const importId = await stage(
      shop,
      `email;points;date\r\na@example.com;ten;2026-01-01\r\n"b@example.com";5;"2026-\r\n01"\r\n\r\n;5;2026-01-01\r\nc@example.com;7;2026-01-01\r\n`,
    );
    expect(await listProblems(shop.id, importId)).toEqual([
      { line: 2, code: 'points_not_whole' },
      { line: 3, code: 'date_invalid' },
      { line: 6, code: 'customer_missing' },
    ]);
    expect(await listProblems(shop.id, importId, 2, 1)).toEqual([{ line: 3, code: 'date_invalid' }]);
    await applyImport(shop, importId, NOW);
    expect(await getImport(shop.id, importId)).toMatchObject({ rows: 4, waiting: 1, refused: 3 });
  });

  it('What was never given cannot leave: the row is told before and refused when its turn comes', async () => {
    const shop = await createShop();
    const importId = await stage(shop, 'customer_id,points,date\n9,10,2026-01-01\n9,-15,2026-01-02\n9,-4,2026-01-03\n');
    expect(await listUncovered(shop.id, importId)).toEqual([3, 4]);
    await applyImport(shop, importId, NOW);
    expect(await balances(shop)).toEqual({ 9: 6 });
    expect(await listProblems(shop.id, importId)).toEqual([{ line: 3, code: 'not_covered' }]);
  });

  it('Two that apply it at once book it once, and what a member spends never before it was given', async () => {
    const shop = await createShop();
    // Of each member: 3 given, 3 taken, 3 given, ... 71 rows, so that portions end in the middle of a member's.
    const lines = Array.from({ length: 71 * 100 }, (_, index) => {
      const nth = Math.floor(index / 100);
      return `${1 + (index % 100)},${nth % 2 === 0 ? 3 : -3},2026-01-01 ${String(Math.floor(nth / 4)).padStart(2, '0')}:${nth % 4}0`;
    });
    const importId = await stage(shop, `customer_id,points,date\n${lines.join('\n')}\n`);
    await Promise.all([1, 2, 3].map(() => applyImport(shop, importId, NOW)));
    const sums = Object.values(await balances(shop));
    expect(new Set(sums)).toEqual(new Set([3]));
    expect(await getImport(shop.id, importId)).toMatchObject({ applied: 7_100, toApply: 7_100, refused: 0 });
  });

  it('Of another shop it cannot be seen, applied or discarded', async () => {
    const [shop, other] = [await createShop(), await createShop()];
    const importId = await stage(shop, HISTORY);
    expect(await getImport(other.id, importId)).toBeNull();
    expect(await applyPortion(other, importId, NOW)).toBeNull();
    expect(await discardImport(other.id, importId)).toBe(false);
    expect(await getImport(shop.id, importId)).not.toBeNull();
  });
});

describe('balances from elsewhere (L1)', () => {
  it('Are given on top of what members have, without a welcome; birthdays that were unknown are kept', async () => {
    const shop = await createShop();
    const member = await createMember(shop, '501');
    const importId = await stage(shop, 'Customer ID,Points balance,Birthday\n501,40,05-17\n502,0,\n503,8,\n501,7,\n', {
      kind: 'balances',
    });
    await applyImport(shop, importId, NOW);
    expect(await balances(shop)).toEqual({ 501: 40, 502: 0, 503: 8 });
    expect(await listProblems(shop.id, importId)).toEqual([{ line: 5, code: 'customer_repeated' }]);
    const { rows } = await pool().query('SELECT birthday FROM members WHERE shop_id = $1 AND id = $2', [
      shop.id,
      member.id,
    ]);
    expect(rows).toEqual([{ birthday: '05-17' }]);
  });
});

describe('files that cannot be brought in', () => {
  it.each([
    ['', ['file_empty']],
    ['name,points\nx,1\n', ['column_customer_missing', 'column_date_missing']],
    ['customer_id,points,date\n1,"2,2026\n', ['file_unreadable']],
  ])('%j', async (text, problems) => {
    const shop = await createShop();
    const request = { shop, kind: 'history' as const, fileName: '', source: bytesOf(text), now: NOW };
    expect(await stageImport(request)).toMatchObject({ ok: false, problems });
    expect(await listImports(shop.id)).toEqual([]);
  });
});

describe('rows whose e-mail address nobody has proven (N1)', () => {
  const join = (shop: ShopFacts, customerId: string, provenEmail: string | null) =>
    inTransaction((sql) =>
      joinCustomer(sql, {
        ...{ shop, shops: new Map([[shop.id, shop]]), customerId, provenEmail, via: 'account' as const, now: NOW },
      }),
    );

  it('Wait as digests, and are booked once when the address is proven', async () => {
    const shop = await createShop();
    const importId = await stage(
      shop,
      'email,points,date\nAnna@Example.com ,30,2026-01-01\nanna@example.com,-5,2026-01-02\n',
    );
    await join(shop, '700', 'anna@example.com');
    expect(await balances(shop)).toEqual({ 700: 0 });
    await applyImport(shop, importId, NOW);
    await join(shop, '701', null);
    await join(shop, '701', 'someone.else@example.com');
    expect(await getImport(shop.id, importId)).toMatchObject({ waiting: 2, toApply: 0 });
    for (let again = 0; again < 2; again++) await join(shop, '700', 'anna@example.com');
    expect(await balances(shop)).toEqual({ 700: 25, 701: 0 });
    expect(await getImport(shop.id, importId)).toMatchObject({ waiting: 0 });
    const { rows } = await pool().query(`SELECT * FROM waiting_imports WHERE shop_id = $1`, [shop.id]);
    expect(JSON.stringify(rows)).not.toContain('anna');
  });

  it('Are forgotten with the person (G1)', async () => {
    const shop = await createShop();
    const importId = await stage(shop, 'email,points,date\nanna@example.com,30,2026-01-01\n');
    await applyImport(shop, importId, NOW);
    const person = { customerId: '700', email: 'anna@example.com', orderIds: [] };
    await inTransaction((sql) => eraseCustomer(sql, shop.id, person));
    expect(await getImport(shop.id, importId)).toMatchObject({ waiting: 0 });
  });
});

describe('the command', () => {
  it('Killed with SIGKILL again and again and started again with the same file, it adds nothing twice and leaves nothing out', async () => {
    const shop = await createShop();
    const folder = mkdtempSync(join(tmpdir(), 'regulars-import-'));
    const file = join(folder, 'history.csv');
    const rows = 20_000;
    const lines = Array.from({ length: rows }, (_, index) => `${1 + (index % 200)},2,2026-01-01,${randomUUID()}`);
    writeFileSync(file, `customer_id,points,date,reason\n${lines.join('\n')}\n`);
    const bringIn = (killAfter: number | null) =>
      new Promise<number | null>((resolve) => {
        const child = spawn(
          process.execPath,
          ['app/imports/import.cli.ts', '--shop', shop.domain, '--history', '--no-lookup', file],
          { env: { ...process.env, DATABASE_URL: env().DATABASE_URL }, stdio: ['ignore', 'pipe', 'inherit'] },
        );
        let said = 0;
        child.stdout.on('data', (text: Buffer) => {
          said += String(text).split('\n').length - 1;
          if (killAfter !== null && said >= killAfter) child.kill('SIGKILL');
        });
        child.on('exit', (code) => resolve(code));
      });
    try {
      // Early, so that it has not come to the end on a machine that is slow to kill it.
      for (const killAfter of [1, 2]) expect(await bringIn(killAfter)).toBeNull();
      const { rows: half } = await pool().query<{ applied: number }>(
        'SELECT applied_until AS applied FROM imports WHERE shop_id = $1',
        [shop.id],
      );
      expect(half[0]?.applied).toBeGreaterThan(0);
      expect(half[0]?.applied).toBeLessThan(rows);
      expect(await bringIn(null)).toBe(0);
      expect(await bringIn(null)).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    const sums = Object.values(await balances(shop));
    expect(sums).toHaveLength(200);
    expect(new Set(sums)).toEqual(new Set([200]));
    const { rows: left } = await pool().query('SELECT 1 FROM imported_rows WHERE shop_id = $1', [shop.id]);
    expect(left).toEqual([]);
  }, 120_000);
});
