/**
 * `npm run import -- --shop example.myshopify.com [--history] [--dry-run] [--dates day-first|month-first] [--column points="My points"]
 * [--no-lookup] FILE` brings balances (or a history) from a CSV file. --dry-run says what would happen and changes nothing. Killed and
 * started again with the same file it goes on where it was.
 */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { closeDatabase } from '../db.server.ts';
import { shopFactsByDomain, getShop } from '../shops/shop-store.server.ts';
import { applyImport } from './apply.server.ts';
import { importFields, type ImportField } from './columns.ts';
import { lookUpPortion, skipLookUp } from './look-up.server.ts';
import { getImport, listProblems, listUncovered } from './report.server.ts';
import { sayProblem } from './say-problem.ts';
import { discardImport, stageImport } from './stage.server.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    shop: { type: 'string' },
    history: { type: 'boolean', default: false },
    'dry-run': { type: 'boolean', default: false },
    dates: { type: 'string' },
    column: { type: 'string', multiple: true, default: [] },
    'no-lookup': { type: 'boolean', default: false },
  },
});

const file = positionals[0];
const shopDomain = values.shop;
if (!file || !shopDomain || positionals.length > 1) {
  console.error('Say which shop and which file: npm run import -- --shop example.myshopify.com FILE');
  process.exit(2);
}
if (!(await getShop(shopDomain))) {
  console.error(`${shopDomain} has not installed Regulars here.`);
  process.exit(2);
}
const shop = await shopFactsByDomain(shopDomain);
try {
  process.exitCode = await bringIn(file);
} finally {
  await closeDatabase();
}

function namedColumns(): Partial<Record<ImportField, string>> {
  return Object.fromEntries(
    values.column.map((text) => {
      const [field = '', ...name] = text.split('=');
      if (!importFields.some((known) => known === field))
        throw new Error(`There is no field "${field}". The fields: ${importFields.join(', ')}.`);
      return [field, name.join('=')];
    }),
  );
}

async function bringIn(path: string): Promise<number> {
  const staged = await stageImport({
    shop,
    kind: values.history ? 'history' : 'balances',
    fileName: basename(path),
    source: createReadStream(path),
    columns: namedColumns(),
    dateOrder: values.dates === 'day-first' ? 'day_first' : values.dates === 'month-first' ? 'month_first' : null,
    lookUp: !values['no-lookup'],
    now: new Date(),
  });
  if (!staged.ok) {
    for (const problem of staged.problems)
      console.error(`${staged.line ? `Line ${staged.line}: ` : ''}${sayProblem(problem, 'en')}`);
    return 1;
  }
  await lookUp(staged.importId);
  const before = await getImport(shop.id, staged.importId);
  if (staged.isKnown && before?.askedAt)
    console.log(`This file was brought in before: ${before.applied} of ${before.toApply} rows are in.`);
  if (values['dry-run']) {
    const lines = before?.askedAt ? [] : await listUncovered(shop.id, staged.importId);
    for (const line of lines) console.log(`Line ${line}: ${sayProblem('not_covered', 'en')}`);
  } else {
    await applyImport(shop, staged.importId, new Date(), ({ appliedUntil, toApply }) =>
      console.log(`${appliedUntil} of ${toApply}`),
    );
  }
  await sayReport(staged.importId);
  if (values['dry-run'] && !before?.askedAt) {
    await discardImport(shop.id, staged.importId);
    console.log('Nothing was changed.');
  }
  return 0;
}

/** What a killed run left to be asked about goes without an answer where none is wanted. */
async function lookUp(importId: string): Promise<void> {
  if (values['no-lookup']) {
    await skipLookUp(shop.id, importId);
    return;
  }
  for (let progress; (progress = await lookUpPortion(shop, importId, new Date()));)
    console.log(`${progress.lookedUp} of ${progress.toLookUp} addresses`);
}

async function sayReport(importId: string): Promise<void> {
  for (let after = 0; ;) {
    const problems = await listProblems(shop.id, importId, after);
    for (const { line, code } of problems) console.log(`Line ${line}: ${sayProblem(code, 'en')}`);
    const last = problems.at(-1);
    if (!last) break;
    after = last.line;
  }
  const report = await getImport(shop.id, importId);
  if (report)
    console.log(
      `${report.rows} rows: ${report.toApply} of known customers (${report.applied} brought in), ${report.waiting} wait for customers who prove their e-mail address, ${report.refused} not taken.`,
    );
}
