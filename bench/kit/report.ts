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

export function describeMachine(postgresVersion: string): string {
  const processors = cpus();
  const git = (...args: string[]) => {
    try {
      return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    } catch {
      return '';
    }
  };
  const commit = git('rev-parse', '--short', 'HEAD') || 'unknown';
  const changed = git('status', '--porcelain', '--', 'app', 'bench', 'prisma') !== '';
  return [
    `${processors.length} x ${processors[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${release()}`,
    `Node ${process.version}, PostgreSQL ${postgresVersion} (${SERVER_SETTINGS.join(', ')})`,
    `${new Date().toISOString().slice(0, 10)}, commit ${commit}${changed ? ' with changes' : ''}`,
  ].join('\n');
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

export function markdown(machine: string, reports: readonly RowReport[]): string {
  const header = ['Row', 'Ours', 'Against', 'Theirs', 'Goal', 'Ratio', ''];
  const body = reports.flatMap((report) =>
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
  const widths = header.map((title, column) =>
    Math.max(title.length, 3, ...body.map((line) => line[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return `# Benchmarks

Written by \`npm run bench\`; do not edit. Every side runs in the same run on the same machine, interleaved, five counted rounds or more
after a warm-up; a ratio is the median of the rounds' pairs. Ratios count: absolute figures say nothing without the machine. What each row
means, why some goals are missed and where the time goes: [performance.md](performance.md).

${machine
  .split('\n')
  .map((text) => `- ${text}`)
  .join('\n')}

${line(header)}
${line(widths.map((width) => '-'.repeat(width)))}
${body.map(line).join('\n')}

## The rows

${reports
  .map((report) => [`- \`${report.name}\`: ${report.what}.`, ...report.notes.map((note) => `  ${note}`)].join('\n'))
  .join('\n')}
`;
}
