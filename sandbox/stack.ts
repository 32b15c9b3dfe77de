/**
 * Starts the whole product on this machine: PostgreSQL, the local Shopify, and the app's web and worker processes, each
 * watched and started again when it dies. Used by the demo and by the journeys; owns no behaviour of its own.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertPortIsFree, findFreePorts, freePort, startEmbeddedPostgres } from '../prisma/embedded-postgres.ts';

export interface StackOptions {
  /** Where the state lives; kept over restarts. */
  folder: string;
  /** `mail`: where the sandbox takes mail by SMTP; any free port when not given. */
  ports: { admin: number; store: number; app: number; database: number; mail?: number };
  /** A PostgreSQL of the caller's own; the embedded one when not given. */
  databaseUrl?: string | undefined;
  /** The caller has migrated the database and built the app, once for several stacks. */
  isPrepared?: boolean;
  /** Told what is going on, a short sentence each. */
  onProgress?: (sentence: string) => void;
}

export interface Stack {
  adminUrl: string;
  storeUrl: string;
  appUrl: string;
  databaseUrl: string;
  controlToken: string;
  /** The process of a part, to be killed by a test; a new one takes its place. */
  pidOf(part: 'web' | 'worker' | 'sandbox'): number;
  /** The stack's own worker ends and does not come back, so that only those that are started work. */
  stopWorker(): Promise<void>;
  /** One more worker of the app, with more in its environment; it is stopped with the rest at the latest. */
  startWorker(env: Record<string, string>): { stop(): Promise<void> };
  stop(): Promise<void>;
}

const credentials = { SHOPIFY_API_KEY: 'regulars-demo-key', SHOPIFY_API_SECRET: 'regulars-demo-secret' };
const controlToken = 'sandbox';
const START_TIMEOUT_MS = 60_000;

/** Ports that nobody uses at this moment, all different. */
export async function freePorts(): Promise<Required<StackOptions['ports']>> {
  const [admin = 0, store = 0, app = 0, database = 0, mail = 0] = await findFreePorts(5);
  return { admin, store, app, database, mail };
}

/**
 * @throws Error whose message says what is wrong and what to do; whatever was started by then is stopped.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const tell = options.onProgress ?? (() => {});
  const { ports } = options;
  mkdirSync(options.folder, { recursive: true });
  const mailPort = ports.mail ?? (await freePort());
  for (const port of [ports.admin, ports.store, ports.app, mailPort]) await assertPortIsFree(port);

  const running: Running[] = [];
  let stopDatabase = async () => {};
  const stop = async () => {
    await Promise.all(running.map((part) => part.stop()));
    await stopDatabase();
  };
  try {
    let databaseUrl = options.databaseUrl;
    if (!databaseUrl) {
      tell('Starting PostgreSQL');
      const server = await startEmbeddedPostgres({
        dataFolder: join(options.folder, 'postgres'),
        port: ports.database,
      });
      stopDatabase = () => server.stop();
      await server.ensureDatabase('regulars');
      databaseUrl = server.url('regulars');
    }
    if (!options.isPrepared) {
      tell('Bringing the database up to date');
      migrate(databaseUrl);
      buildApp(tell);
    }

    const urls = {
      admin: `http://localhost:${ports.admin}`,
      store: `http://localhost:${ports.store}`,
      app: `http://localhost:${ports.app}`,
    };
    tell('Starting the sandbox store (the first time, it makes a year of orders)');
    const sandbox = keepRunning('sandbox', ['sandbox/server.ts'], options.folder, {
      ...credentials,
      SANDBOX_PORT: String(ports.admin),
      SANDBOX_STORE_PORT: String(ports.store),
      SANDBOX_MAIL_PORT: String(mailPort),
      SANDBOX_DATA_DIR: join(options.folder, 'sandbox'),
      SANDBOX_CONTROL_TOKEN: controlToken,
      APP_URL: urls.app,
    });
    running.push(sandbox);
    await untilHealthy(`${urls.admin}/healthz`, 'The sandbox', options.folder, 'sandbox');

    tell('Starting Regulars');
    const appEnv = {
      ...credentials,
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      SHOPIFY_APP_URL: urls.app,
      SHOPIFY_ADDRESS_OVERRIDE: urls.admin,
      APP_BRIDGE_URL: `${urls.admin}/app-bridge.js`,
      SMTP_URL: `smtp://127.0.0.1:${mailPort}`,
      MESSAGES_FROM: 'loyalty@regulars-demo.example',
      // The sandbox's gateway for SMS, push and partners is on this machine.
      MESSAGES_ALLOW_PRIVATE_ADDRESSES: 'true',
      PORT: String(ports.app),
      HOST: '127.0.0.1',
    };
    const web = keepRunning('web', ['server.js', 'web'], options.folder, appEnv);
    const worker = keepRunning('worker', ['server.js', 'worker'], options.folder, appEnv);
    running.push(web, worker);
    await untilHealthy(`${urls.app}/healthz`, 'Regulars', options.folder, 'web');

    const parts = { sandbox, web, worker };
    return {
      adminUrl: urls.admin,
      storeUrl: urls.store,
      appUrl: urls.app,
      databaseUrl,
      controlToken,
      pidOf: (part) => parts[part].pid(),
      stopWorker: () => worker.stop(),
      startWorker(env) {
        const more = keepRunning('worker-more', ['server.js', 'worker'], options.folder, { ...appEnv, ...env });
        running.push(more);
        return more;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Running {
  pid(): number;
  stop(): Promise<void>;
}

/** Runs a part, writes what it says to its log file, and starts it again when it ends by itself. */
function keepRunning(name: string, args: string[], folder: string, env: Record<string, string>): Running {
  const logFile = join(folder, `${name}.log`);
  writeFileSync(logFile, '');
  let isStopping = false;
  let child: ChildProcess;
  let ended: Promise<void>;
  let deaths = 0;
  const start = () => {
    child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (chunk: Buffer) => appendFileSync(logFile, chunk);
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    ended = new Promise((resolve) =>
      child.once('exit', () => {
        // A part that dies again and again at its start has a reason that its log tells; more attempts would hide it.
        if (!isStopping && deaths++ < 50) setTimeout(() => !isStopping && start(), Math.min(2000, 100 * deaths));
        resolve();
      }),
    );
  };
  start();
  return {
    pid: () => child.pid ?? 0,
    async stop() {
      isStopping = true;
      child.kill('SIGTERM');
      const forced = setTimeout(() => child.kill('SIGKILL'), 8_000);
      await ended;
      clearTimeout(forced);
    },
  };
}

/** @throws Error with the end of the part's log when it does not answer in time. */
export async function untilHealthy(url: string, what: string, folder: string, log: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const healthy = await fetch(url)
      .then((response) => response.ok)
      .catch(() => false);
    if (healthy) return;
    await sleep(100);
  }
  const tail = readFileSync(join(folder, `${log}.log`), 'utf8')
    .split('\n')
    .slice(-15)
    .join('\n');
  throw new Error(`${what} did not start within ${START_TIMEOUT_MS / 1000} seconds. The end of its log:\n${tail}`);
}

/** Brings a database up to date. @throws Error with what Prisma said. */
export function migrate(databaseUrl: string): void {
  const result = spawnSync(process.execPath, ['node_modules/prisma/build/index.js', 'migrate', 'deploy'], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    encoding: 'utf8',
  });
  if (result.status !== 0) {
    throw new Error(
      `The database could not be brought up to date:\n${result.stdout}${result.stderr}\n` +
        'If this database is only the demo\'s, "npm run demo -- --fresh" starts over.',
    );
  }
}

const BUILD_STAMP = 'build/sources.sha256';
/** Not in `build`, which a build begins by emptying, nor in the demo's state, which `--fresh` removes. */
const BUILD_LOCK = 'node_modules/.cache/regulars-building.pid';

/** Builds the app when its sources changed since the last build. Whoever comes while another builds waits for it. */
export function buildApp(tell: (sentence: string) => void): void {
  mkdirSync(dirname(BUILD_LOCK), { recursive: true });
  holding(BUILD_LOCK, () => {
    const stamp = hashSources();
    if (existsSync(BUILD_STAMP) && readFileSync(BUILD_STAMP, 'utf8') === stamp) return;
    tell('Building Regulars (once, about half a minute)');
    const result = spawnSync(process.execPath, ['node_modules/@remix-run/dev/dist/cli.js', 'vite:build'], {
      env: { ...process.env, NODE_ENV: 'production' },
      encoding: 'utf8',
    });
    if (result.status !== 0)
      throw new Error(`The build failed:\n${result.stdout.slice(-4000)}${result.stderr.slice(-4000)}`);
    writeFileSync(BUILD_STAMP, stamp);
  });
}

/** Does the work while no other process holds the lock; the lock of a process that is gone counts as none. */
function holding(lock: string, work: () => void): void {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (!isRunning(lock)) rmSync(lock, { force: true });
      else Atomics.wait(sleeper, 0, 0, 200);
    }
  }
  try {
    work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function isRunning(lock: string): boolean {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')) || process.pid, 0);
    return true;
  } catch {
    return false;
  }
}

function hashSources(): string {
  const hash = createHash('sha256');
  const visit = (path: string) => {
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) visit(join(path, name));
    } else if (!/\.test\.tsx?$/.test(path)) {
      hash.update(path).update(readFileSync(path));
    }
  };
  for (const path of ['app', 'public', 'prisma/schema.prisma', 'package-lock.json', 'vite.config.ts']) {
    if (existsSync(path)) visit(path);
  }
  return hash.digest('hex');
}

/** Removes the state of a stack that is not running. */
export function removeState(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
