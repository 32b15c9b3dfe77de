/** The database of this machine: the one that DATABASE_URL names, or the demo's embedded one. Not for production. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

/** Where the demo keeps its state, relative to the folder that npm runs in. */
export const stateFolder = join(process.cwd(), '.regulars');
export const embeddedDataFolder = join(stateFolder, 'postgres');
/** The demo's PostgreSQL port; REGULARS_DATABASE_PORT chooses another. */
export const embeddedPort = Number(process.env.REGULARS_DATABASE_PORT ?? 4503);
export const embeddedDatabaseName = 'regulars';

export interface LocalDatabase {
  url: string;
  /** Stops what was started for this call; nothing when the database was there already. */
  close(): Promise<void>;
}

/**
 * @param databaseUrl taken as it is when given.
 * @throws Error that says what to do when there is neither an address nor a demo database.
 */
export async function resolveLocalDatabase(databaseUrl: string | undefined): Promise<LocalDatabase> {
  if (databaseUrl) return { url: databaseUrl, close: async () => {} };
  if (!existsSync(embeddedDataFolder)) {
    throw new Error('There is no database here yet. Start the demo once with "npm run demo", or set DATABASE_URL.');
  }
  const pidFile = join(embeddedDataFolder, 'postmaster.pid');
  if (existsSync(pidFile)) {
    // A demo is running: its own server answers. The fourth line of the file is the port.
    const port = Number(readFileSync(pidFile, 'utf8').split('\n')[3]) || embeddedPort;
    return {
      url: `postgresql://regulars:regulars@127.0.0.1:${port}/${embeddedDatabaseName}`,
      close: async () => {},
    };
  }
  const server = await startEmbeddedPostgres({ dataFolder: embeddedDataFolder, port: 0 });
  return { url: server.url(embeddedDatabaseName), close: () => server.stop() };
}
