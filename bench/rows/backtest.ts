/**
 * A million past orders of a file in Shopify's format through a program with levels, limits and campaigns, against reading and
 * parsing the same file with the same parser and nothing else. The file is made first; customers come back by a fixed pattern.
 */
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { csvRecords, readCsvOrders } from '../../app/backtest/csv-orders.server.ts';
import { playInOrder } from '../../app/backtest/in-order.server.ts';
import { templateProgram } from '../../app/backtest/program-of.server.ts';
import { interleave, median, pairRatio, perSecond, whole } from '../kit/figures.ts';
import { absolute, atLeast, type BenchRow } from '../kit/row.ts';

const CUSTOMERS = 100_000;
const DAYS = 730;
const FIRST_MS = Date.UTC(2024, 10, 1);
const HEADER =
  'Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem requires shipping,Cancelled at,Refunded Amount,Source,Lineitem discount\n';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Orders of one line and of two by turns, oldest first. */
async function writeOrders(path: string, count: number): Promise<void> {
  const file = createWriteStream(path);
  file.write(HEADER);
  for (let done = 0; done < count;) {
    const rows: string[] = [];
    for (const end = Math.min(count, done + 1_000); done < end; done++) {
      const at = new Date(FIRST_MS + Math.floor((done / count) * DAYS * 86_400_000));
      const paidAt = `${at.toISOString().slice(0, 19).replace('T', ' ')} +0000`;
      // A step that has no divisor in common with the number of customers visits them all before any a second time.
      const buyer = `buyer${(done * 38_723) % CUSTOMERS}@example.com`;
      const crowns = 150 + (done % 900);
      const lines = 1 + (done % 2);
      const subtotal = crowns * lines;
      rows.push(
        `#${done},${buyer},paid,${paidAt},fulfilled,DKK,${subtotal}.00,39.00,${subtotal / 5},${subtotal + 39}.00,0.00,${paidAt},1,Merino sweater - blue / M,${crowns}.00,true,,0.00,web,0.00\n`,
      );
      if (lines === 2)
        rows.push(`#${done},${buyer},,,,,,,,,,${paidAt},1,"Socks, two pairs",${crowns}.00,true,,,,0.00\n`);
    }
    if (!file.write(rows.join(''))) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

export const backtest: BenchRow = {
  name: 'backtest',
  what: 'a million past orders of a CSV file in Shopify’s format through a program with levels, against reading and parsing the same file',
  async run(context) {
    const { orders } = context.options;
    const path = join(context.database.folder, 'orders.csv');
    await writeOrders(path, orders);
    const program = templateProgram('p23', 'DKK');
    const play = async (of: string): Promise<number> => {
      const startedAt = performance.now();
      const { history } = await playInOrder(() => readCsvOrders(createReadStream(of)), {
        programs: [program],
        timeZone: 'Europe/Copenhagen',
      });
      return history.orders / ((performance.now() - startedAt) / 1000);
    };
    const parse = async (): Promise<number> => {
      const startedAt = performance.now();
      let records = 0;
      for await (const portion of csvRecords(createReadStream(path))) records += portion.length;
      if (records !== 1 + orders + Math.floor(orders / 2)) throw new Error(`The file has ${records} records.`);
      return orders / ((performance.now() - startedAt) / 1000);
    };
    // Memory while every member is known: the same customers with fewer orders, and with all.
    let heapMb = 0;
    async function* measured(of: string) {
      yield* readCsvOrders(createReadStream(of));
      collectGarbage();
      heapMb = process.memoryUsage().heapUsed / 2 ** 20;
    }
    const heapAfter = async (of: string): Promise<number> => {
      await playInOrder(() => measured(of), { programs: [program], timeZone: 'Europe/Copenhagen' });
      return heapMb;
    };
    const few = join(context.database.folder, 'few.csv');
    const fewOrders = Math.max(CUSTOMERS, orders / 10);
    await writeOrders(few, fewOrders);
    const fewMb = await heapAfter(few);
    const allMb = await heapAfter(path);
    const rates = await interleave({ ours: () => play(path), theirs: parse }, context.rounds);
    await rm(path);
    await rm(few);
    return {
      measures: [
        atLeast(0.5, {
          against: 'reading and parsing the same file, nothing else',
          ours: `${perSecond(median(rates.ours))} orders`,
          theirs: `${perSecond(median(rates.theirs))} orders`,
          ratio: pairRatio(rates.ours, rates.theirs),
        }),
        absolute('memory of members, not of orders: <= 1.5 x', allMb <= fewMb * 1.5, {
          against: `heap with all members known, against that after ${whole(fewOrders)} orders of the same customers`,
          ours: `${allMb.toFixed(0)} MB`,
          theirs: `${fewMb.toFixed(0)} MB`,
        }),
      ],
      notes: [`${whole(orders)} orders of ${whole(CUSTOMERS)} customers in ${DAYS} days; the hybrid template (p23)`],
    };
  },
};
