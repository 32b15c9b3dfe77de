/** docs/programs.md: which program ran how, made of what the scenarios did. */
import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { templateWords } from '#app/program/templates/words.ts';
import type { Played } from './played.ts';
import type { Scenario } from './scenario.ts';

export const PROGRAMS_PAGE = new URL('../../docs/programs.md', import.meta.url);

export interface Row {
  scenario: Scenario;
  played: Played;
}

const wordsOf = (name: string) => name.replaceAll('_', ' ');
const list = (names: readonly string[]) => (names.length > 0 ? names.map(wordsOf).join(', ') : '—');

/** The page as it should be. @param rows every scenario that ran and passed, in the order of the templates. */
export async function programsPage(rows: readonly Row[]): Promise<string> {
  const sum = (of: (played: Played) => number) => rows.reduce((total, { played }) => total + of(played), 0);
  const text = `# The programs that run

\`npm run programs\` writes this page from what ran; \`tests/scenarios\` fails when the page says anything else. Each row is a template that a merchant
picks in the admin (\`app/program/templates\`) and a scenario (\`tests/scenarios/rows\`) that plays months of its members' lives on the sandbox's
clock, through the real doors: signed webhooks, the app proxy, the public API, the worker's steps, the Admin API, the sandbox's checkout and
till. Points and money are said in each scenario as numbers, worked out by hand. At its end nothing is left to do, and the audits of the ledger
and of the levels find nothing.

${rows.length} programs, ${sum(({ orders }) => orders)} orders, ${sum(({ refunds }) => refunds)} refunds, ${sum(({ assertions }) => assertions)} assertions.

| Row | Template | What is played | Ways to earn | Rewards, and what became of them | Days | Orders | Refunds | Assertions | Result |
| --- | --- | --- | --- | --- | ---: | ---: | ---: | ---: | --- |
${rows.map(line).join('\n')}

## Every reward, every way to earn

| Reward | Rows |
| --- | --- |
${index(rows, ({ rewards }) => rewards.map(({ kind }) => kind))}

| Way to earn | Rows |
| --- | --- |
${index(rows, ({ earned }) => earned)}
`;
  return format(text, { ...(await resolveConfig(PROGRAMS_PAGE.pathname)), parser: 'markdown' });
}

export function currentPage(): string {
  return readFileSync(PROGRAMS_PAGE, 'utf8');
}

function line({ scenario: { id, title }, played }: Row): string {
  const { earned, rewards, days, orders, refunds, assertions } = played;
  const had = rewards.map(({ kind, states }) => `${wordsOf(kind)} (${states.join(', ')})`);
  const cells = [id.toUpperCase(), templateWords(id, 'en').name, title, list(earned), had.join(', ') || '—'];
  return `| ${[...cells, days, orders, refunds, assertions, 'passes'].join(' | ')} |`;
}

/** Each name with the rows in which it happened. */
function index(rows: readonly Row[], namesOf: (played: Played) => string[]): string {
  const found = new Map<string, string[]>();
  for (const { scenario, played } of rows)
    for (const name of namesOf(played)) found.set(name, [...(found.get(name) ?? []), scenario.id.toUpperCase()]);
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, ids]) => `| ${wordsOf(name)} | ${ids.join(', ')} |`)
    .join('\n');
}
