/**
 * Past orders from a CSV file: Shopify's own export of orders, or any file with the same names of columns (docs/backtest.md).
 * Read as a stream, a portion at a time; lines of an order stand together, and what is said of the order as a whole stands in
 * the first of them. E-mail addresses are digested as they are read.
 */
import { hash } from 'node:crypto';
import { Readable, pipeline } from 'node:stream';
import { parse } from 'csv-parse';
import { parseDecimalToMinor } from '../lib/money.ts';
import { shareInProportion } from '../lib/shares.ts';
import type { OrderLine } from '../program/events.ts';
import type { PastEntry } from './past-order.ts';

const fields = {
  name: ['name', 'order', 'ordernumber', 'orderid'],
  customer: ['customerid', 'shopifycustomerid'],
  email: ['email', 'customeremail'],
  financialStatus: ['financialstatus'],
  paidAt: ['paidat', 'processedat', 'createdat', 'date'],
  createdAt: ['createdat'],
  cancelledAt: ['cancelledat', 'canceledat'],
  currency: ['currency', 'currencycode'],
  subtotal: ['subtotal'],
  shipping: ['shipping'],
  refunded: ['refundedamount'],
  source: ['source', 'channel'],
  productId: ['lineitemproductid', 'productid'],
  variantId: ['lineitemvariantid', 'variantid'],
  lineName: ['lineitemname'],
  quantity: ['lineitemquantity', 'quantity'],
  price: ['lineitemprice', 'price'],
  discount: ['lineitemdiscount'],
  requiresShipping: ['lineitemrequiresshipping'],
} as const;
type Field = keyof typeof fields;
type Columns = Partial<Record<Field, number>>;

export class UnreadableFile extends Error {}

/** Columns that a file cannot do without: one of each list. */
const needed: readonly (readonly Field[])[] = [['name'], ['customer', 'email'], ['paidAt'], ['price'], ['quantity']];

export interface CsvOptions {
  /** For files that have no column of it. */
  currencyCode?: string | undefined;
}

/** Records of a CSV file in portions. @throws UnreadableFile */
export async function* csvRecords(source: AsyncIterable<Uint8Array>): AsyncGenerator<string[][]> {
  const bytes = source[Symbol.asyncIterator]();
  const first = await bytes.next();
  if (first.done) return;
  const firstLine = new TextDecoder().decode(first.value).split(/\r?\n/, 1)[0] ?? '';
  const delimiter = [';', '\t'].find((sign) => firstLine.split(sign).length > firstLine.split(',').length) ?? ',';
  const parser = parse({
    bom: true,
    delimiter,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: 200_000,
  });
  async function* all() {
    for (let next = first; !next.done; next = await bytes.next()) yield next.value;
  }
  let failure: Error | null = null;
  let wake = () => {};
  parser.on('readable', () => wake());
  parser.on('end', () => wake());
  // What breaks the file's reading breaks the parser as well.
  pipeline(Readable.from(all()), parser, (error) => {
    if (error) failure = error;
    wake();
  });
  for (;;) {
    const portion: string[][] = [];
    for (let record: string[] | null; portion.length < 1_000 && (record = parser.read() as string[] | null) !== null;)
      portion.push(record);
    if (portion.length > 0) {
      yield portion;
      continue;
    }
    if (failure) throw new UnreadableFile(messageOfFailure(failure));
    if (parser.readableEnded) return;
    await new Promise<void>((resolve) => {
      wake = resolve;
      if (parser.readableLength > 0 || parser.readableEnded || failure) resolve();
    });
  }
}

function messageOfFailure(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}

/** @throws UnreadableFile when columns are missing or the file is no CSV. */
export async function* readCsvOrders(
  source: AsyncIterable<Uint8Array>,
  options: CsvOptions = {},
): AsyncGenerator<PastEntry[]> {
  let columns: Columns | null = null;
  let open: OpenOrder | null = null;
  for await (const records of csvRecords(source)) {
    const portion: PastEntry[] = [];
    for (const record of records) {
      if (!columns) {
        columns = columnsOf(record);
        continue;
      }
      const name = cell(record, columns.name);
      if (open && (name === '' || name === open.name)) {
        open.rows.push(record);
        continue;
      }
      if (open) portion.push(orderOf(open, columns, options));
      open = { name, rows: [record] };
    }
    if (portion.length > 0) yield portion;
  }
  if (!columns) throw new UnreadableFile('The file is empty.');
  if (open) yield [orderOf(open, columns, options)];
}

interface OpenOrder {
  name: string;
  rows: string[][];
}

function columnsOf(header: readonly string[]): Columns {
  const present = header.map((name) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''));
  const columns: Columns = {};
  for (const field of Object.keys(fields) as Field[]) {
    const found = fields[field].map((name) => present.indexOf(name)).find((index) => index >= 0);
    if (found !== undefined) columns[field] = found;
  }
  const missing = needed.filter((choice) => choice.every((field) => columns[field] === undefined));
  if (missing.length > 0)
    throw new UnreadableFile(`The file has no column for: ${missing.map((choice) => choice.join(' or ')).join(', ')}.`);
  return columns;
}

function cell(record: readonly string[], index: number | undefined): string {
  return index === undefined ? '' : (record[index] ?? '');
}

const unpaidStates = new Set(['pending', 'authorized', 'voided', 'expired', 'partially_paid', 'unpaid']);

function orderOf({ name, rows }: OpenOrder, columns: Columns, options: CsvOptions): PastEntry {
  const first = rows[0] ?? [];
  const currencyCode = cell(first, columns.currency) || (options.currencyCode ?? '');
  const amountOf = (text: string): number =>
    text === '' || text === '0.00' ? 0 : (parseDecimalToMinor(text, currencyCode) ?? NaN);
  const status = cell(first, columns.financialStatus).toLowerCase();
  if (unpaidStates.has(status)) return { passedOver: 'unpaid' };
  if (status === 'refunded' || cell(first, columns.cancelledAt) !== '') return { passedOver: 'refunded' };
  const paidAtMs = instantMs(cell(first, columns.paidAt) || cell(first, columns.createdAt));
  if (Number.isNaN(paidAtMs)) return { passedOver: columns.financialStatus === undefined ? 'unreadable' : 'unpaid' };

  const lines: OrderLine[] = [];
  let grossMinor = 0;
  for (const row of rows) {
    const quantity = Number(cell(row, columns.quantity) || '0');
    const amountMinor = amountOf(cell(row, columns.price)) * quantity - amountOf(cell(row, columns.discount));
    if (!Number.isSafeInteger(amountMinor) || !Number.isInteger(quantity)) return { passedOver: 'unreadable' };
    const title = cell(row, columns.lineName).toLowerCase();
    grossMinor += Math.max(0, amountMinor);
    lines.push({
      lineId: String(lines.length),
      productId: cell(row, columns.productId) || null,
      variantId: cell(row, columns.variantId) || null,
      quantity,
      amountMinor: Math.max(0, amountMinor),
      // The export has no column for it, but its own names for these two; a gift card is never shipped.
      giftCard: title.includes('gift card') && cell(row, columns.requiresShipping) !== 'true',
      tip: title === 'tip',
    });
  }
  const subtotal = cell(first, columns.subtotal);
  const refundedMinor = amountOf(cell(first, columns.refunded));
  const shippingMinor = amountOf(cell(first, columns.shipping));
  const subtotalMinor = subtotal === '' ? grossMinor : amountOf(subtotal);
  if (Number.isNaN(refundedMinor + shippingMinor + subtotalMinor)) return { passedOver: 'unreadable' };
  const keptMinor = Math.max(0, Math.min(grossMinor, subtotalMinor) - refundedMinor);
  if (refundedMinor > 0 && keptMinor === 0) return { passedOver: 'refunded' };
  if (keptMinor !== grossMinor) spread(lines, keptMinor);
  return {
    orderId: name,
    customer: customerOf(first, columns),
    currencyCode,
    paidAtMs,
    lines,
    shippingMinor,
    channel: cell(first, columns.source),
  };
}

/** What is left of the order, shared over its lines in proportion to what they cost. */
function spread(lines: OrderLine[], leftMinor: number): void {
  const shares = shareInProportion(
    leftMinor,
    lines.map(({ amountMinor }) => amountMinor),
  );
  lines.forEach((line, index) => (line.amountMinor = shares[index] ?? 0));
}

function customerOf(record: readonly string[], columns: Columns): string | null {
  const id = cell(record, columns.customer);
  if (id !== '') return id;
  const email = cell(record, columns.email).trim().toLowerCase();
  return email === '' ? null : hash('sha256', email, 'base64url').slice(0, 16);
}

const SHOPIFY_INSTANT = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d) ([+-])(\d\d):?(\d\d)$/;

/** "2026-11-21 12:34:56 +0100" as Shopify writes it, or anything in ISO 8601. NaN for what is neither. */
export function instantMs(text: string): number {
  const match = SHOPIFY_INSTANT.exec(text);
  if (!match) return /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  const [, year, month, day, hours, minutes, seconds, sign, zoneHours, zoneMinutes] = match;
  const utc = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hours), Number(minutes), Number(seconds));
  const ahead = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000;
  return sign === '+' ? utc - ahead : utc + ahead;
}
