/** The table of the bench, for the terminal and for docs/benchmarks.md. */
import { execFileSync } from 'node:child_process';
import { cpus, platform, release, totalmem } from 'node:os';
import { SERVER_SETTINGS } from './database.ts';
import type { Measure } from './row.ts';

export interface RowReport {
  name: string;
  what: string;
  measures: Measure[];
  notes: string[];
  seconds: number;
  postgresVersion: string;
}

/** A row that is kept: what was measured, on what, when, and of which state of the code. */
export interface KeptReport extends RowReport {
  machine: string;
  /** As `2026-11-22`. */
  measuredOn: string;
  commit: string;
  /** How many processes wanted a core when the row began: above 1, others were at work too. */
  loadBefore: number;
}

export function describeMachine(postgresVersion: string): string {
  const processors = cpus();
  return [
    `${processors.length} x ${processors[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${release()}`,
    `Node ${process.version}, PostgreSQL ${postgresVersion} (${SERVER_SETTINGS.join(', ')})`,
  ].join('\n');
}

/** @returns the commit that is measured, and whether it has changes. */
export function describeCommit(): string {
  const git = (...args: string[]) => {
    try {
      return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    } catch {
      return '';
    }
  };
  const changed = git('status', '--porcelain', '--', 'app', 'bench', 'prisma', 'extensions', ':!bench/results') !== '';
  return `${git('rev-parse', '--short', 'HEAD') || 'unknown'}${changed ? ' with changes' : ''}`;
}

const ratioText = (measure: Measure) => (measure.ratio === null ? '' : `${measure.ratio.toFixed(2)} x`);
const verdict = (measure: Measure) => (measure.met ? 'met' : 'missed');

/** The ratio stands last. */
export function terminalTable(reports: readonly RowReport[]): string {
  const lines = reports.flatMap((report) =>
    report.measures.map((measure) => [
      report.name,
      measure.against,
      measure.ours,
      measure.theirs,
      `goal ${measure.goal}`,
      verdict(measure),
      ratioText(measure),
    ]),
  );
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function markdownTable(header: readonly string[], body: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, 3, ...body.map((line) => line[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

export function markdown(reports: readonly KeptReport[]): string {
  const rows = reports.flatMap((report) =>
    report.measures.map((measure) => [
      `\`${report.name}\``,
      measure.ours,
      measure.against,
      measure.theirs,
      measure.goal,
      ratioText(measure),
      verdict(measure),
    ]),
  );
  const machines = [...new Set(reports.map(({ machine }) => machine))];
  const runs = reports.map((report) => [
    `\`${report.name}\``,
    report.measuredOn,
    report.commit,
    report.loadBefore.toFixed(1),
    `${report.seconds.toFixed(0)} s`,
    ...(machines.length > 1 ? [String(machines.indexOf(report.machine) + 1)] : []),
  ]);
  return `# Benchmarks

Written by \`npm run bench\`; do not edit. Every side runs in the same run on the same machine, interleaved, five counted rounds or more
after a warm-up; a ratio is the median of the rounds' pairs. Ratios count: absolute figures say nothing without the machine. What each row
means, why some goals are missed and where the time goes: [performance.md](performance.md).

${machines.map((machine, index) => `${machines.length > 1 ? `${index + 1}. ` : ''}${machine.replaceAll('\n', '; ')}`).join('\n')}

${markdownTable(['Row', 'Ours', 'Against', 'Theirs', 'Goal', 'Ratio', ''], rows)}

## The rows

${reports
  .map((report) => [`- \`${report.name}\`: ${report.what}.`, ...report.notes.map((note) => `  ${note}`)].join('\n'))
  .join('\n')}

## The runs

The load is that of the minute before: above 1, the machine had other work too, which latencies feel more than ratios.

${markdownTable(['Row', 'On', 'Commit', 'Load', 'Took', ...(machines.length > 1 ? ['Machine'] : [])], runs)}
`;
}
