import { describe, expect, it } from 'vitest';
import { defaultProgram } from '../program/default-program.ts';
import { csvRecords, instantMs, readCsvOrders, UnreadableFile } from './csv-orders.server.ts';
import { playInOrder } from './in-order.server.ts';
import type { PastEntry } from './past-order.ts';
import { runBacktest } from './run-backtest.ts';

/** The columns of Shopify's own export that tell something, in its order. */
const HEADER =
  'Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem requires shipping,Cancelled at,Refunded Amount,Source,Lineitem discount';

async function* bytes(text: string, size = 64): AsyncGenerator<Uint8Array> {
  const all = new TextEncoder().encode(text);
  for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size);
}

async function read(text: string, size?: number): Promise<PastEntry[]> {
  const entries: PastEntry[] = [];
  for await (const portion of readCsvOrders(bytes(text, size))) entries.push(...portion);
  return entries;
}

const file = [
  HEADER,
  '#1003,a@example.com,paid,2026-01-10 12:00:00 +0100,fulfilled,DKK,900.00,39.00,187.80,939.00,100.00,2026-01-10 12:00:00 +0100,2,Shoe,500.00,true,,0.00,web,0.00',
  '#1002,B@example.com,partially_refunded,2025-12-10 12:00:00 +0100,fulfilled,DKK,300.00,0,0,300.00,0,2025-12-10 12:00:00 +0100,1,"Hat, ""red""",100.00,true,,150.00,pos,0.00',
  '#1002,B@example.com,,,,,,,,,,2025-12-10 12:00:00 +0100,2,Sock,100.00,true,,,,0.00',
  '#1001,A@example.com,paid,2025-11-10 12:00:00 +0100,fulfilled,DKK,700.00,0,0,700.00,0,2025-11-10 12:00:00 +0100,1,Shoe,700.00,true,,0.00,web,0.00',
  '#1000,c@example.com,pending,,,DKK,700.00,0,0,700.00,0,2025-11-09 12:00:00 +0100,1,Shoe,700.00,true,,0.00,web,0.00',
  '#999,c@example.com,refunded,2025-11-08 12:00:00 +0100,,DKK,700.00,0,0,700.00,0,2025-11-08 12:00:00 +0100,1,Shoe,700.00,true,,700.00,web,0.00',
  '#998,,paid,2025-11-07 12:00:00 +0100,,DKK,50.00,0,0,50.00,0,2025-11-07 12:00:00 +0100,1,Gift Card,50.00,false,,0,web,0.00',
].join('\n');

describe("Shopify's own export of orders", () => {
  it('Reads amounts after discounts and refunds, several lines of an order, and who bought, in whatever pieces it comes', async () => {
    const entries = await read(file);
    expect(await read(file, 1)).toEqual(entries);
    const [newest, refunded, oldest, ...rest] = entries;
    expect(newest).toMatchObject({
      ...{ orderId: '#1003', currencyCode: 'DKK', shippingMinor: 3900, channel: 'web' },
      paidAtMs: Date.parse('2026-01-10T11:00:00Z'),
      lines: [{ quantity: 2, amountMinor: 90_000 }],
    });
    expect(refunded).toMatchObject({ lines: [{ amountMinor: 5_000 }, { amountMinor: 10_000, quantity: 2 }] });
    // One person, however the address is spelt; and the address itself is not kept.
    if (!newest || !oldest || 'passedOver' in newest || 'passedOver' in oldest)
      throw new Error('Two orders are missing.');
    expect(newest.customer).toBe(oldest.customer);
    expect(JSON.stringify(entries)).not.toContain('example.com');
    expect(rest.map((entry) => ('passedOver' in entry ? entry.passedOver : entry.lines[0]?.giftCard))).toEqual([
      'unpaid',
      'refunded',
      true,
    ]);
  });

  it('Is played in the order of payment though the newest comes first, with the same end as a file in that order', async () => {
    const [header = '', ...rows] = file.split('\n');
    const [a = '', b = '', c = '', ...others] = rows;
    const turned = [header, ...others.reverse(), rows[3] ?? '', b, c, a].join('\n');
    const request = { programs: [defaultProgram('DKK')], timeZone: 'Europe/Copenhagen' };
    const play = (text: string) => playInOrder(() => readCsvOrders(bytes(text, 1000)), request);
    const result = await play(file);
    expect(result).toEqual(await runBacktest(readCsvOrders(bytes(turned, 1000)), request));
    expect(result.history).toMatchObject({
      ...{ orders: 4, customers: 2, firstOn: '2025-11-07', lastOn: '2026-01-10' },
      passedOver: { unpaid: 1, refunded: 1, nobody: 1 },
    });
  });

  it('Says which columns are missing, and that a file cannot be read', async () => {
    await expect(read('Name,Total\n#1,5\n')).rejects.toThrow(/customer or email, paidAt, price, quantity/);
    await expect(read('')).rejects.toThrow(UnreadableFile);
    await expect(read(`${HEADER}\n#1,"never closed`)).rejects.toThrow(UnreadableFile);
  });

  it('A row that makes no sense is counted as unreadable, and the rest is read', async () => {
    const odd = `${HEADER}\n#5,a@example.com,paid,2026-01-10 12:00:00 +0100,,DKK,x,0,0,1,0,,1,Shoe,1.00,true,,0,web,0\n#6,a@example.com,paid,2026-01-11,,DKK,1.00,0,0,1,0,,1,Shoe,1.00,true,,0,web,0\n`;
    const [bad, good] = await read(odd);
    expect(bad).toEqual({ passedOver: 'unreadable' });
    expect(good).toMatchObject({ orderId: '#6' });
  });

  it('Takes semicolons, a mark of byte order, and instants of either spelling', async () => {
    const text = `\uFEFFOrder;Customer ID;Date;Currency;Lineitem quantity;Lineitem price;Product ID\n1;77;2026-01-10T11:00:00Z;EUR;3;2.50;9\n`;
    expect(await read(text)).toMatchObject([
      {
        customer: '77',
        lines: [{ productId: '9', quantity: 3, amountMinor: 750 }],
        paidAtMs: Date.parse('2026-01-10T11:00Z'),
      },
    ]);
    expect(instantMs('2026-01-10 12:00:00 -0330')).toBe(Date.parse('2026-01-10T15:30:00Z'));
    expect(instantMs('12/01/2026')).toBeNaN();
  });

  it('Gives records in portions, none lost at the seams', async () => {
    const text = Array.from({ length: 5_000 }, (_, index) => `${index},x`).join('\n');
    let next = 0;
    for await (const records of csvRecords(bytes(text, 700)))
      for (const [first] of records) expect(first).toBe(String(next++));
    expect(next).toBe(5_000);
  });
});
