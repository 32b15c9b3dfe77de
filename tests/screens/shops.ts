/**
 * The shops whose pages are shown: `new` has only just installed, `empty` has published and nobody has joined, `rich` has lived
 * for four months, and in `troubled`, the same four months later, things have gone wrong. They share one PostgreSQL; the rich one
 * is played once and kept for some days (`--fresh` plays it anew).
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { buildApp, freePorts, migrate, startStack } from '#sandbox/stack.ts';
import { attach, type TestStack } from '#tests/kit/stack.ts';
import { startEmbeddedPostgres, type EmbeddedDatabase } from '../../prisma/embedded-postgres.ts';

export const shopStates = ['new', 'empty', 'rich', 'troubled'] as const;
export type ShopState = (typeof shopStates)[number];

const FOLDER = join(process.cwd(), '.regulars', 'screens');
const KEPT_DAYS = 3;
const SOURCES = ['tests/screens/fill.cli.ts', 'tests/screens/rich-program.ts', 'tests/scenarios/life.ts'];

export interface Shops {
  /** Starts the processes around a shop; a `new` one for `new` and `empty`. */
  open(state: ShopState): Promise<TestStack>;
  stop(): Promise<void>;
}

export async function openShops(options: { fresh: boolean; tell: (sentence: string) => void }): Promise<Shops> {
  const { tell } = options;
  mkdirSync(FOLDER, { recursive: true });
  chmodSync(FOLDER, 0o755);
  const server = await startEmbeddedPostgres({
    dataFolder: join(FOLDER, 'postgres'),
    port: 0,
    serverFlags: ['-c', 'fsync=off', '-c', 'synchronous_commit=off'],
  });
  try {
    buildApp(tell);
    return {
      async open(state) {
        const isLived = state === 'rich' || state === 'troubled';
        if (isLived) await ensureRich(server, options);
        if (state !== 'rich') await newDatabase(server, state, isLived ? 'rich' : null);
        const folder = join(FOLDER, `run-${state}`);
        rmSync(folder, { recursive: true, force: true });
        mkdirSync(join(folder, 'sandbox'), { recursive: true });
        if (isLived) cpSync(join(FOLDER, 'rich.sqlite'), join(folder, 'sandbox', 'sandbox.sqlite'));
        tell(`Starting the ${state} shop`);
        const databaseUrl = server.url(state);
        return attach(await startStack({ folder, ports: await freePorts(), databaseUrl, isPrepared: true }));
      },
      stop: () => server.stop(),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function newDatabase(server: EmbeddedDatabase, name: string, likeName: string | null): Promise<void> {
  const client = new pg.Client({ connectionString: server.url('postgres') });
  await client.connect();
  await client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
  if (likeName) await client.query(`CREATE DATABASE "${name}" TEMPLATE "${likeName}"`);
  await client.end();
  if (likeName) return;
  await server.ensureDatabase(name);
  migrate(server.url(name));
}

async function ensureRich(
  server: EmbeddedDatabase,
  { fresh, tell }: { fresh: boolean; tell: (sentence: string) => void },
): Promise<void> {
  const stampFile = join(FOLDER, 'rich.json');
  const hash = createHash('sha256');
  for (const source of SOURCES) hash.update(readFileSync(source));
  const sources = hash.digest('hex');
  const stamp = existsSync(stampFile)
    ? (JSON.parse(readFileSync(stampFile, 'utf8')) as { sources: string; playedAt: number })
    : null;
  const isStale = stamp?.sources !== sources || Date.now() - stamp.playedAt > KEPT_DAYS * 24 * 60 * 60_000;
  if (!fresh && !isStale) {
    migrate(server.url('rich'));
    return;
  }
  tell('Playing four months of a shop’s life (once, a minute or two)');
  rmSync(stampFile, { force: true });
  for (const end of ['', '-wal', '-shm']) rmSync(join(FOLDER, `rich.sqlite${end}`), { force: true });
  await newDatabase(server, 'rich', null);
  const result = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'tests/screens/fill.cli.ts', join(FOLDER, 'rich.sqlite')],
    {
      env: {
        ...process.env,
        DATABASE_URL: server.url('rich'),
        SHOPIFY_API_KEY: 'regulars-demo-key',
        SHOPIFY_API_SECRET: 'regulars-demo-secret',
        SHOPIFY_APP_URL: 'https://regulars.test',
        LOG_LEVEL: 'warn',
      },
      encoding: 'utf8',
    },
  );
  if (result.status !== 0) throw new Error(`The shop's life could not be played:\n${result.stderr.slice(-4000)}`);
  writeFileSync(stampFile, JSON.stringify({ sources, playedAt: Date.now() }));
}
