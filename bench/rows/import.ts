/** A shop's history brought in from a CSV file: read, checked, staged and booked, against COPY of exactly the rows that this wrote. */
import { join } from 'node:path';
import { closeDatabase, pool } from '../../app/db.server.ts';
import { applyImport } from '../../app/imports/apply.server.ts';
import { stageImport } from '../../app/imports/stage.server.ts';
import { audit } from '../../app/ledger/audit.server.ts';
import { shopFactsByDomain } from '../../app/shops/shop-store.server.ts';
import { withClient } from '../kit/database.ts';
import { appEnvironment } from '../kit/environment.ts';
import { median, pairRatio, perSecond, whole } from '../kit/figures.ts';
import { absolute, atLeast, type BenchRow } from '../kit/row.ts';
import { seedMembers, type SeededMember } from '../kit/seed.ts';
import { spread } from './apply.ts';

// The history has transfers only, no orders: that one check of the audit cannot hold here.
const NOT_HERE = 'orders agree with the journal';

const PARTS = 5;
const TABLES = ['transfers', 'lots', 'balances', 'daily_rollups'];

/** A file of `count` movements, made as it is read. */
async function* csvOf(count: number, part: number, next: () => SeededMember): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode('customer_id,points,date,reason\n');
  for (let done = 0; done < count; done += 500) {
    const rows = Array.from({ length: Math.min(500, count - done) }, (_, index) => {
      const day = String(1 + ((done + index) % 28)).padStart(2, '0');
      return `${next().customerId},120,2026-${String(1 + part).padStart(2, '0')}-${day},Order #${part}-${done + index}\n`;
    });
    yield new TextEncoder().encode(rows.join(''));
  }
}

export const importRow: BenchRow = {
  name: 'import',
  what: "a shop's history from a CSV file: read, checked, staged, sorted and booked, against COPY of exactly the rows that it wrote",
  async run(context) {
    const transfers = context.options.transfers;
    Object.assign(process.env, appEnvironment(await context.database.create('import_ours')));
    const members = await seedMembers(1, Math.ceil(transfers / 10));
    const next = spread(members);
    const shop = await shopFactsByDomain(members[0]?.shopDomain ?? '');
    const stagingShares: number[] = [];
    const ours: number[] = [];
    const theirs: number[] = [];
    const heapMb: number[] = [];
    let copied = 0;
    const url = await context.database.create('import_theirs');
    for (let part = 0; part < PARTS; part++) {
      const count = Math.ceil(transfers / PARTS);
      const lines = csvOf(count, part, next);
      const startedAt = performance.now();
      const staged = await stageImport({
        ...{ shop, kind: 'history', fileName: `part-${part}.csv`, source: lines, now: new Date() },
      });
      if (!staged.ok) throw new Error(`The history of the bench is refused: ${staged.problems.join(', ')}`);
      const stagedAt = performance.now();
      await applyImport(shop, staged.importId, new Date());
      ours.push(count / ((performance.now() - startedAt) / 1000));
      stagingShares.push((stagedAt - startedAt) / (performance.now() - startedAt));
      heapMb.push(process.memoryUsage().rss / 2 ** 20);

      // The rows of this part, copied out and into tables of the same keys; balances and rollups change, so they start anew.
      const files = TABLES.map((table) => join(context.database.folder, `${table}-${part}.copy`));
      for (const [index, table] of TABLES.entries()) {
        const source =
          table === 'transfers'
            ? `SELECT * FROM transfers ORDER BY id OFFSET ${copied}`
            : table === 'lots'
              ? `SELECT l.* FROM transfers t JOIN lots l ON l.shop_id = t.shop_id AND l.key = t.key ORDER BY t.id OFFSET ${copied}`
              : `SELECT * FROM ${table}`;
        await pool().query(`COPY (${source}) TO '${files[index]}'`);
        if (table === 'balances' || table === 'daily_rollups')
          await withClient(url, (client) => client.query(`TRUNCATE ${table}`));
      }
      const seconds = await withClient(url, async (client) => {
        const copyingAt = performance.now();
        for (const [index, table] of TABLES.entries()) await client.query(`COPY ${table} FROM '${files[index]}'`);
        return (performance.now() - copyingAt) / 1000;
      });
      theirs.push(count / seconds);
      copied += count;
    }
    const client = await pool().connect();
    const breaches = (await audit(client)).breaches.filter((breach) => breach.invariant !== NOT_HERE);
    client.release();
    await closeDatabase();
    // The first part warms up.
    return {
      measures: [
        atLeast(0.5, {
          against: 'COPY of the same rows',
          ours: perSecond(median(ours.slice(1))),
          theirs: perSecond(median(theirs.slice(1))),
          ratio: pairRatio(ours.slice(1), theirs.slice(1)),
        }),
        absolute('memory flat', (heapMb.at(-1) ?? 0) <= (heapMb[1] ?? 0) * 1.2, {
          against: 'resident memory after the last part, against after the second',
          ours: `${(heapMb.at(-1) ?? 0).toFixed(0)} MB`,
          theirs: `${(heapMb[1] ?? 0).toFixed(0)} MB`,
        }),
      ],
      notes: [
        `${whole(transfers)} rows of one shop in ${PARTS} files, the first a warm-up; reading, checking and staging take ${(median(stagingShares) * 100).toFixed(0)} % of the time; audit: ${breaches.length} breaches.`,
      ],
    };
  },
};
