/**
 * `npm run backtest -- --file orders.csv --program k1 [--against program.json] [--time-zone Europe/Copenhagen] [--currency DKK]
 * [--join 80] [--redeem 60] [--json]` plays a program over past orders, two of them side by side. Needs no database; changes
 * nothing. Programs are the ids of templates or files with a document.
 */
import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { playInOrder } from './in-order.server.ts';
import { readCsvOrders } from './csv-orders.server.ts';
import { programOf } from './program-of.server.ts';
import { printResult } from './print-result.ts';

const { values } = parseArgs({
  options: {
    file: { type: 'string' },
    program: { type: 'string', default: 'k1' },
    against: { type: 'string' },
    'time-zone': { type: 'string', default: 'UTC' },
    currency: { type: 'string' },
    join: { type: 'string', default: '100' },
    redeem: { type: 'string', default: '70' },
    json: { type: 'boolean', default: false },
  },
});

const { file } = values;
if (!file) {
  console.error('Say which orders: npm run backtest -- --file orders.csv --program k1 [--against k2]');
  process.exit(2);
}
const open = () => readCsvOrders(createReadStream(file), { currencyCode: values.currency });
try {
  const currencyCode = values.currency ?? (await firstCurrency());
  const names = [values.program, ...(values.against ? [values.against] : [])];
  const programs = await Promise.all(names.map((name) => programOf(name, currencyCode)));
  const result = await playInOrder(open, {
    programs,
    timeZone: values['time-zone'],
    assumptions: { joinBp: percent(values.join), redeemBp: percent(values.redeem) },
  });
  if (values.json) console.log(JSON.stringify(result, null, 2));
  else for (const line of printResult(result, names)) console.log(line);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

/** The currency of the file's first order that says one. */
async function firstCurrency(): Promise<string> {
  for await (const entries of open())
    for (const entry of entries) if ('orderId' in entry && entry.currencyCode !== '') return entry.currencyCode;
  throw new Error('The file has no paid order with a currency. Say which it is: --currency DKK');
}

function percent(text: string): number {
  const share = Number(text);
  if (!(share >= 0 && share <= 100)) throw new Error(`"${text}" is not a percentage from 0 to 100.`);
  return Math.round(share * 100);
}
