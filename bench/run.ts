/**
 * `npm run bench -- NAME ...` measures rows of the bench and prints their ratios last; without a name it measures all. With
 * `--record`, or without a name, results are kept in bench/results and docs/benchmarks.md is written from all that are kept. Options: --rounds 5, --seconds 45 (memory), --count 4000 (race), --transfers 200000 (import), --orders 1000000 (backtest), --members 1000000 (members).
 * Each row runs in a process and on a PostgreSQL of its own.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBenchDatabase } from './kit/database.ts';
import {
  describeCommit,
  describeMachine,
  markdown,
  terminalTable,
  type KeptReport,
  type RowReport,
} from './kit/report.ts';
import { rows } from './rows/rows.ts';

const RESULTS = join('bench', 'results');
const PAGE = join('docs', 'benchmarks.md');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '45' },
    count: { type: 'string', default: '4000' },
    transfers: { type: 'string', default: '200000' },
    orders: { type: 'string', default: '1000000' },
    members: { type: 'string', default: '1000000' },
    record: { type: 'boolean', default: false },
    /** Where a row's process leaves its result for the process that started it. */
    'write-to': { type: 'string' },
  },
});
const unknown = positionals.filter((name) => !rows.some((row) => row.name === name));
if (unknown.length > 0) {
  console.error(`There is no row "${unknown.join('", "')}". The rows: ${rows.map((row) => row.name).join(', ')}.`);
  process.exit(2);
}

if (values['write-to']) await measureOne(positionals[0] ?? '', values['write-to']);
else measureSeveral(positionals.length > 0 ? positionals : rows.map((row) => row.name));

async function measureOne(name: string, file: string): Promise<void> {
  const row = rows.find((candidate) => candidate.name === name);
  if (!row) return;
  const database = await startBenchDatabase();
  const startedAt = performance.now();
  try {
    const result = await row.run({
      database,
      rounds: Number(values.rounds),
      options: {
        seconds: Number(values.seconds),
        count: Number(values.count),
        transfers: Number(values.transfers),
        orders: Number(values.orders),
        members: Number(values.members),
      },
    });
    const report: RowReport = {
      name: row.name,
      what: row.what,
      measures: result.measures,
      notes: result.notes ?? [],
      seconds: (performance.now() - startedAt) / 1000,
      postgresVersion: database.version,
    };
    writeFileSync(file, JSON.stringify(report));
  } finally {
    await database.stop();
  }
  process.exit(0);
}

function measureSeveral(names: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'regulars-bench-results-'));
  const isRecorded = values.record || positionals.length === 0;
  const reports: RowReport[] = [];
  const failed: string[] = [];
  try {
    for (const name of names) {
      console.log(`${name} ...`);
      const file = join(folder, `${name}.json`);
      const options = (['rounds', 'seconds', 'count', 'transfers', 'orders', 'members'] as const).flatMap((option) => [
        `--${option}`,
        values[option],
      ]);
      const loadBefore = loadavg()[0] ?? 0;
      const { status } = spawnSync(
        process.execPath,
        [...process.execArgv, import.meta.filename, name, ...options, '--write-to', file],
        {
          stdio: 'inherit',
        },
      );
      if (status !== 0) {
        failed.push(name);
        continue;
      }
      const report = JSON.parse(readFileSync(file, 'utf8')) as RowReport;
      reports.push(report);
      console.log(`${name}: ${report.seconds.toFixed(0)} s`);
      if (isRecorded) keep(report, loadBefore);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(
    `\n${describeMachine(reports[0]?.postgresVersion ?? '')}\n${describeCommit()}, load ${loadavg()[0]?.toFixed(1)}\n`,
  );
  for (const report of reports) for (const note of report.notes) console.log(`${report.name}: ${note}`);
  console.log(terminalTable(reports));
  if (failed.length > 0) {
    console.error(`Not measured: ${failed.join(', ')}`);
    process.exit(1);
  }
}

/** Keeps a row in place of its last, and writes the page anew from all that are kept, in the order of the rows. */
function keep(report: RowReport, loadBefore: number): void {
  const kept: KeptReport = {
    ...report,
    machine: describeMachine(report.postgresVersion),
    measuredOn: new Date().toISOString().slice(0, 10),
    commit: describeCommit(),
    loadBefore,
  };
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, `${report.name}.json`), `${JSON.stringify(kept, null, 2)}\n`);
  const files = rows.map(({ name }) => join(RESULTS, `${name}.json`)).filter(existsSync);
  writeFileSync(PAGE, markdown(files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as KeptReport)));
  // The page is under the rules of the house as any other.
  spawnSync(join('node_modules', '.bin', 'prettier'), ['--write', PAGE, RESULTS], { stdio: 'ignore' });
}
