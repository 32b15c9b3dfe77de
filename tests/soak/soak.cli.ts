/**
 * `npm run soak -- --histories N --seed S --seconds T [--batch K] [--from I] [--only I] [--calm]`: the first N histories of the seed on a
 * PostgreSQL of its own, or as many as T seconds allow. A failing history is made as small as it gets, printed with what the
 * database and the log know of it, and ends the run with 1. `--from I` leaves out what is before the batch of history I; `--only I`
 * runs history I alone; `--calm` sends every event once, in order, without crashes.
 */
import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '../../prisma/embedded-postgres.ts';

const { values: options } = parseArgs({
  options: {
    histories: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    seconds: { type: 'string', default: '3600' },
    batch: { type: 'string', default: '250' },
    from: { type: 'string', default: '0' },
    only: { type: 'string' },
    calm: { type: 'boolean', default: false },
  },
});
const seed = options.seed === undefined ? Math.floor(performance.timeOrigin) % 2 ** 31 : Number(options.seed);

const folder = mkdtempSync(join(tmpdir(), 'regulars-soak-'));
chmodSync(folder, 0o755);
const server = await startEmbeddedPostgres({
  dataFolder: join(folder, 'postgres'),
  port: 0,
  // What is proven here is the app's transactions; that PostgreSQL keeps what it committed is proven by chaos.
  serverFlags: [
    '-c',
    'fsync=off',
    '-c',
    'synchronous_commit=off',
    '-c',
    'full_page_writes=off',
    '-c',
    'max_wal_size=4GB',
  ],
});
let exitCode = 1;
try {
  await server.ensureDatabase('soak');
  const databaseUrl = server.url('soak');
  execFileSync(process.execPath, ['node_modules/prisma/build/index.js', 'migrate', 'deploy'], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: 'pipe',
  });
  const { openStub } = await import('./shopify-stub.ts');
  const stub = await openStub();
  Object.assign(process.env, {
    NODE_ENV: 'test',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
    DATABASE_URL: databaseUrl,
    SHOPIFY_API_KEY: 'regulars-test-key',
    SHOPIFY_API_SECRET: 'regulars-test-secret',
    SHOPIFY_APP_URL: 'https://regulars.test',
    SHOPIFY_ADDRESS_OVERRIDE: stub.origin,
  });
  const { keepLogLines } = await import('./evidence.ts');
  keepLogLines();
  const { soak } = await import('./soak.ts');
  const { closeDatabase } = await import('#app/db.server.ts');
  const result = await soak({
    histories: Number(options.histories),
    seed,
    seconds: Number(options.seconds),
    batchSize: Number(options.batch),
    from: Number(options.from),
    only: options.only === undefined ? null : Number(options.only),
    stub,
    calm: options.calm,
    tell: (sentence) => console.log(sentence),
  });
  exitCode = result.ok ? 0 : 1;
  await closeDatabase();
  await stub.close();
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(exitCode);
