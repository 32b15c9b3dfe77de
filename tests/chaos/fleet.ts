/**
 * The whole product as several processes that can be killed: PostgreSQL, the sandbox, two web processes behind a balancer and
 * two workers. A process that dies is started again at once, as a supervisor would.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { defaultProgram } from '#app/program/default-program.ts';
import { buildApp, migrate, untilHealthy } from '#sandbox/stack.ts';
import { portsFor } from '#tests/kit/ports.ts';
import { startEmbeddedPostgres, type EmbeddedDatabase } from '../../prisma/embedded-postgres.ts';
import { openBalancer } from './balancer.ts';

export const SHOP = 'regulars-demo.myshopify.com';
export const SECRET = 'regulars-chaos-secret';
export const REWARD_POINTS = 100;

export interface Fleet {
  appUrl: string;
  adminUrl: string;
  /** Which processes there are to kill. */
  parts: readonly ('web-1' | 'web-2' | 'worker-1' | 'worker-2')[];
  kill(part: Fleet['parts'][number]): void;
  /** The postmaster and its children end at once, without a checkpoint; then it starts again. */
  crashDatabase(): Promise<void>;
  /** Cuts every connection of the app. */
  cutConnections(): Promise<void>;
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  withClient<T>(work: (client: pg.Client) => Promise<T>): Promise<T>;
  control<Answer = Record<string, unknown>>(path: string, body?: unknown, method?: string): Promise<Answer>;
  stop(): Promise<void>;
}

interface Part {
  pid(): number;
  stop(): Promise<void>;
}

function keepRunning(name: string, args: string[], folder: string, env: Record<string, string>): Part {
  let stopping = false;
  let child: ChildProcess;
  let ended: Promise<void>;
  const start = () => {
    child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => appendFileSync(join(folder, `${name}.log`), chunk));
    ended = new Promise((resolve) =>
      child.once('exit', () => {
        if (!stopping) setTimeout(() => !stopping && start(), 50);
        resolve();
      }),
    );
  };
  start();
  return {
    pid: () => child.pid ?? 0,
    async stop() {
      stopping = true;
      child.kill('SIGTERM');
      const forced = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(forced);
    },
  };
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

export async function startFleet(tell: (sentence: string) => void): Promise<Fleet> {
  const folder = mkdtempSync(join(tmpdir(), 'regulars-chaos-'));
  chmodSync(folder, 0o755);
  const ports = await portsFor('database', 'admin', 'store', 'app', 'web1', 'web2');
  const dataFolder = join(folder, 'postgres');
  const startDatabase = () =>
    startEmbeddedPostgres({ dataFolder, port: ports.database, serverFlags: ['-c', 'max_connections=200'] });
  let database: EmbeddedDatabase = await startDatabase();
  await database.ensureDatabase('regulars');
  const databaseUrl = database.url('regulars');
  migrate(databaseUrl);
  buildApp(tell);
  const urls = { admin: `http://localhost:${ports.admin}`, app: `http://localhost:${ports.app}` };
  const credentials = { SHOPIFY_API_KEY: 'regulars-chaos-key', SHOPIFY_API_SECRET: SECRET };
  const sandbox = keepRunning('sandbox', ['sandbox/server.ts'], folder, {
    ...credentials,
    SANDBOX_PORT: String(ports.admin),
    SANDBOX_STORE_PORT: String(ports.store),
    SANDBOX_DATA_DIR: join(folder, 'sandbox'),
    SANDBOX_CONTROL_TOKEN: 'chaos',
    APP_URL: urls.app,
  });
  await untilHealthy(`${urls.admin}/healthz`, 'The sandbox', folder, 'sandbox');
  const environment = (port: number) => ({
    ...credentials,
    NODE_ENV: 'production',
    LOG_LEVEL: 'warn',
    DATABASE_URL: databaseUrl,
    SHOPIFY_APP_URL: urls.app,
    SHOPIFY_ADDRESS_OVERRIDE: urls.admin,
    PORT: String(port),
    HOST: '127.0.0.1',
  });
  const parts: Record<Fleet['parts'][number], Part> = {
    'web-1': keepRunning('web-1', ['server.js', 'web'], folder, environment(ports.web1)),
    'web-2': keepRunning('web-2', ['server.js', 'web'], folder, environment(ports.web2)),
    'worker-1': keepRunning('worker-1', ['server.js', 'worker'], folder, environment(0)),
    'worker-2': keepRunning('worker-2', ['server.js', 'worker'], folder, environment(0)),
  };
  const balancer = await openBalancer(ports.app, [ports.web1, ports.web2]);
  await untilHealthy(`${urls.app}/healthz`, 'Regulars', folder, 'web-1');

  const withClient = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: databaseUrl, application_name: 'chaos' });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  // A few connections are kept for the many small questions of a proof; a crash of the database ends them, and others are opened.
  const reading = new pg.Pool({ connectionString: databaseUrl, application_name: 'chaos', max: 2 });
  reading.on('error', () => {});
  const fleet: Fleet = {
    appUrl: urls.app,
    adminUrl: urls.admin,
    parts: ['web-1', 'web-2', 'worker-1', 'worker-2'],
    kill(part) {
      const pid = parts[part].pid();
      // Dead already, and not started again yet: that is killed enough.
      if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    },
    async crashDatabase() {
      const pid = Number(readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n')[0]);
      process.kill(pid, 'SIGQUIT');
      while (isAlive(pid)) await sleep(20);
      database = await startDatabase();
    },
    cutConnections: () =>
      withClient(async (client) => {
        await client.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'regulars' AND application_name <> 'chaos'`,
        );
      }),
    query: async (text, values = []) => (await reading.query(text, values)).rows,
    withClient,
    async control<Answer>(path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST') {
      const response = await fetch(`${urls.admin}/control${path}`, {
        method,
        headers: { Authorization: 'Bearer chaos', 'Content-Type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
      return JSON.parse(text || '{}') as Answer;
    },
    async stop() {
      await Promise.all(Object.values(parts).map((part) => part.stop()));
      await reading.end();
      await sandbox.stop();
      await balancer.close();
      await database.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await install(fleet);
  return fleet;
}

/** Regulars is installed, with an offline token, and a program of one point for each crown and a reward for 100 points. */
async function install(fleet: Fleet): Promise<void> {
  await fleet.control('/app/install', {}, 'POST');
  const { token } = await fleet.control<{ token: { token: string; scopes: string[] } }>('/app/token', {}, 'POST');
  await fleet.control('/settings', { retrySpeed: 600, asyncUsageLagMs: 0 });
  const program = defaultProgram('DKK');
  const document = {
    ...program,
    rules: program.rules.filter((rule) => rule.kind === 'order_amount'),
    rewards: program.rewards.map((reward) => ({ ...reward, costPoints: REWARD_POINTS })),
  };
  await fleet.withClient(async (client) => {
    const { rows } = await client.query<{ id: number }>(
      `INSERT INTO shops (domain, name, currency_code, time_zone, taxes_included, installed_at, onboarded_at)
       VALUES ($1, 'Nordlys', 'DKK', 'Europe/Copenhagen', true, now(), now())
       ON CONFLICT (domain) DO UPDATE SET currency_code = 'DKK', taxes_included = true, installed_at = now() RETURNING id`,
      [SHOP],
    );
    await client.query('INSERT INTO program_versions (shop_id, version, document) VALUES ($1, 1, $2)', [
      rows[0]?.id,
      JSON.stringify(document),
    ]);
    await client.query(
      `INSERT INTO sessions (id, shop, state, "isOnline", "accessToken", scope) VALUES ($1, $2, '', false, $3, $4)`,
      [`offline_${SHOP}`, SHOP, token.token, token.scopes.join(',')],
    );
  });
}
