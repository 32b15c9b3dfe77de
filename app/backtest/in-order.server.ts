/**
 * Plays a source that need not come in the order of payment (Shopify's export has the newest first). It is played as it
 * comes; where it turns out to be in disorder it is put into files by month first, each of which is then sorted by itself, so that no
 * more than a month is in memory. The files are gone when it ends.
 */
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PastEntry, PastOrder } from './past-order.ts';
import type { BacktestResult } from './report.ts';
import { OutOfOrder, runBacktest, type BacktestRequest } from './run-backtest.ts';

/** @param open begins to read the source; called twice for one in disorder. */
export async function playInOrder(
  open: () => AsyncIterable<readonly PastEntry[]>,
  request: BacktestRequest,
  onProgress?: (orders: number) => Promise<void> | void,
): Promise<BacktestResult> {
  try {
    return await runBacktest(open(), request, onProgress);
  } catch (error) {
    if (!(error instanceof OutOfOrder)) throw error;
  }
  const folder = await mkdtemp(join(tmpdir(), 'regulars-backtest-'));
  try {
    return await runBacktest(sorted(open(), folder), request, onProgress);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* sorted(source: AsyncIterable<readonly PastEntry[]>, folder: string): AsyncGenerator<PastEntry[]> {
  const months = new Set<string>();
  for await (const entries of source) {
    const passedOver: PastEntry[] = [];
    const byMonth = new Map<string, string[]>();
    for (const entry of entries) {
      if ('passedOver' in entry) {
        passedOver.push(entry);
        continue;
      }
      const month = new Date(entry.paidAtMs).toISOString().slice(0, 7);
      const { products, ...order } = entry;
      const line = JSON.stringify(products ? { order, products: [...products] } : { order });
      const lines = byMonth.get(month);
      if (lines) lines.push(line);
      else byMonth.set(month, [line]);
    }
    for (const [month, lines] of byMonth) {
      months.add(month);
      await appendFile(join(folder, month), `${lines.join('\n')}\n`, { mode: 0o600 });
    }
    if (passedOver.length > 0) yield passedOver;
  }
  for (const month of [...months].sort()) {
    const text = await readFile(join(folder, month), 'utf8');
    const orders = text
      .split('\n')
      .filter((line) => line !== '')
      .map(revived);
    yield orders.sort((a, b) => a.paidAtMs - b.paidAtMs);
  }
}

type Kept = {
  order: Omit<PastOrder, 'products'>;
  products?: [string, NonNullable<PastOrder['products']> extends ReadonlyMap<string, infer Facts> ? Facts : never][];
};

function revived(line: string): PastOrder {
  const { order, products }: Kept = JSON.parse(line);
  return products ? { ...order, products: new Map(products) } : order;
}
