/** `npm run demo`: the whole product on this machine, until Ctrl-C. `--fresh` starts over; `--lived` too, with months behind it. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { playLife } from './lived-shop.ts';
import { removeState, startStack } from './stack.ts';

const folder = join(process.cwd(), '.regulars');
const lock = join(folder, 'demo.pid');
const port = (name: string, fallback: number) => {
  const value = Number(process.env[name] ?? fallback);
  if (!Number.isInteger(value) || value < 1 || value > 65_535)
    fail(`${name} has to be a port number between 1 and 65535.`);
  return value;
};

const unknown = process.argv.slice(2).filter((argument) => argument !== '--fresh' && argument !== '--lived');
if (unknown.length > 0)
  fail(`"${unknown.join(' ')}" is not understood. Use "npm run demo", or "npm run demo -- --fresh" or "-- --lived".`);
const isLived = process.argv.includes('--lived');
if (isLived && process.env.DATABASE_URL)
  fail('"--lived" begins with an empty database of its own: unset DATABASE_URL.');

const other = runningDemo();
if (other) fail(`A demo already runs in this folder (process ${other}). Use it, or stop it with Ctrl-C in its window.`);
if (isLived || process.argv.includes('--fresh')) {
  console.log("Starting over: the demo's store, customers and points are removed.");
  removeState(folder);
}
mkdirSync(folder, { recursive: true });
writeFileSync(lock, String(process.pid));

const startedAt = performance.now();
const onProgress = (sentence: string) => console.log(`  ${seconds().padStart(5)} s  ${sentence}`);
try {
  const databasePort = port('REGULARS_DATABASE_PORT', 4503);
  if (isLived) await playLife({ folder, databasePort, onProgress });
  const stack = await startStack({
    folder,
    ports: {
      admin: port('REGULARS_ADMIN_PORT', 4500),
      store: port('REGULARS_STORE_PORT', 4501),
      app: port('REGULARS_APP_PORT', 4502),
      database: databasePort,
      mail: port('REGULARS_MAIL_PORT', 4504),
    },
    databaseUrl: process.env.DATABASE_URL || undefined,
    onProgress,
  });
  console.log(`
Regulars runs (${seconds()} s).

  The shop's admin    ${stack.adminUrl}
  The online store    ${stack.storeUrl}
  Mail                ${stack.adminUrl}/mail
  Deliveries and log  ${stack.adminUrl}/store/regulars-demo/activity

${isLived ? 'Open the admin and choose Regulars among its apps.' : 'Open the admin, choose Apps, and install Regulars.'} Ctrl-C stops the demo; its state is kept.`);
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    console.log('\nStopping; the state is kept.');
    await stack.stop();
    rmSync(lock, { force: true });
    process.exit(0);
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
} catch (error) {
  rmSync(lock, { force: true });
  fail(error instanceof Error ? error.message : String(error));
}

function seconds(): string {
  return ((performance.now() - startedAt) / 1000).toFixed(1);
}

/** The process of a demo that runs in this folder; null when there is none, or it ended without cleaning up. */
function runningDemo(): number | null {
  if (!existsSync(lock)) return null;
  const pid = Number(readFileSync(lock, 'utf8'));
  try {
    process.kill(pid, 0);
    return pid;
  } catch {
    return null;
  }
}

function fail(message: string): never {
  console.error(`\nThe demo did not start. ${message}`);
  process.exit(1);
}
