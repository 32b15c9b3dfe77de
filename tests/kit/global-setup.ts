/** Before all tests: one PostgreSQL with a migrated template database, in a folder of its own that is removed afterwards. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../prisma/embedded-postgres.ts';

export const TEMPLATE = 'regulars_template';

declare module 'vitest' {
  interface ProvidedContext {
    databaseServerUrl: string;
  }
}

let running: { stop(): Promise<void> } | undefined;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'regulars-test-'));
  // As root, PostgreSQL runs as a user of its own, who has to be able to enter.
  chmodSync(folder, 0o755);
  const server = await startEmbeddedPostgres({
    dataFolder: join(folder, 'postgres'),
    port: 0,
    // Each of the files that run at a time has a pool of its own, and some have processes of their own.
    serverFlags: ['-c', `max_connections=${300 + 20 * availableParallelism()}`, '-c', 'max_wal_size=4GB'],
  });
  running = server;
  await server.ensureDatabase(TEMPLATE);
  execFileSync(process.execPath, ['node_modules/prisma/build/index.js', 'migrate', 'deploy'], {
    env: { ...process.env, DATABASE_URL: server.url(TEMPLATE) },
    stdio: 'pipe',
  });
  project.provide('databaseServerUrl', server.url('postgres'));
  return async () => {
    await running?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
