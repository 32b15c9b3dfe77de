/**
 * `npm run demo -- --lived`: the demo's shop after four months with a program, so that its figures are worth looking at. The life is
 * played through the real doors by tests/screens/fill.cli.ts, in a process of its own because its clock is moved.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../prisma/embedded-postgres.ts';
import { migrate } from './stack.ts';

interface LivedOptions {
  folder: string;
  databasePort: number;
  onProgress: (sentence: string) => void;
}

/** The folder is empty: a life that others have begun is not gone on with. @throws Error with the end of what the life said. */
export async function playLife({ folder, databasePort, onProgress }: LivedOptions): Promise<void> {
  mkdirSync(join(folder, 'sandbox'), { recursive: true });
  onProgress('Starting PostgreSQL');
  const server = await startEmbeddedPostgres({ dataFolder: join(folder, 'postgres'), port: databasePort });
  try {
    await server.ensureDatabase('regulars');
    const databaseUrl = server.url('regulars');
    onProgress('Bringing the database up to date');
    migrate(databaseUrl);
    onProgress("Playing four months of the shop's life (once, a minute or two)");
    const life = spawnSync(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'tests/screens/fill.cli.ts', join(folder, 'sandbox', 'sandbox.sqlite')],
      {
        env: {
          ...process.env,
          DATABASE_URL: databaseUrl,
          SHOPIFY_API_KEY: 'regulars-demo-key',
          SHOPIFY_API_SECRET: 'regulars-demo-secret',
          SHOPIFY_APP_URL: 'https://regulars.test',
          LOG_LEVEL: 'warn',
        },
        encoding: 'utf8',
      },
    );
    if (life.status !== 0) throw new Error(`The shop's life could not be played:\n${life.stderr.slice(-4000)}`);
  } finally {
    await server.stop();
  }
}
