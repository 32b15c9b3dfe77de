/** The bench's own PostgreSQL, with fsync on, in a temporary folder; each row gets databases cloned from a migrated template. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedDatabase } from '../../prisma/embedded-postgres.ts';

/** Durable as in production; memory and log sizes of a small server. The table of results names them. */
export const SERVER_SETTINGS = [
  'fsync=on',
  'synchronous_commit=on',
  'full_page_writes=on',
  'shared_buffers=512MB',
  'max_wal_size=4GB',
  'max_connections=200',
];

const TEMPLATE = 'bench_template';

export interface BenchDatabase {
  /** A new database with the whole schema and no rows. @returns its address. */
  create(name: string): Promise<string>;
  drop(name: string): Promise<void>;
  /** Stops the server, which breaks every connection, and starts it again on the same port. */
  restart(): Promise<void>;
  /** A folder that the server itself can write, for COPY. */
  folder: string;
  version: string;
  stop(): Promise<void>;
}

export async function startBenchDatabase(): Promise<BenchDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'regulars-bench-'));
  // As root, PostgreSQL runs as a user of its own, who has to be able to enter and to write.
  chmodSync(folder, 0o777);
  const start = (port: number) =>
    startEmbeddedPostgres({
      dataFolder: join(folder, 'postgres'),
      port,
      serverFlags: SERVER_SETTINGS.flatMap((setting) => ['-c', setting]),
    });
  let server: EmbeddedDatabase = await start(0);
  const { port } = server;
  await server.ensureDatabase(TEMPLATE);
  execFileSync(process.execPath, ['node_modules/prisma/build/index.js', 'migrate', 'deploy'], {
    env: { ...process.env, DATABASE_URL: server.url(TEMPLATE) },
    stdio: 'pipe',
  });
  const admin = <Row extends pg.QueryResultRow>(statement: string) =>
    withClient(server.url('postgres'), (client) => client.query<Row>(statement));
  const version = (await admin<{ server_version: string }>('SHOW server_version')).rows[0]?.server_version ?? '';
  return {
    folder,
    version,
    async create(name) {
      await admin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await admin(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
      return server.url(name);
    },
    async drop(name) {
      await admin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
    async restart() {
      await server.stop();
      server = await start(port);
    },
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  // A restart of the server may break the connection between two statements; the next statement says so.
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}
