/** Bulk operations: Shopify runs a query over everything and leaves the answer as a file of JSON lines. */
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { z } from 'zod';
import { messageOf } from '../lib/log.server.ts';
import { callAdmin, ShopifyRefusal, ShopifyUnavailable, type UserError } from './admin-client.server.ts';
import { bulkOperationById, bulkOperationRunQuery, bulkOrders, bulkPastOrders } from './documents.ts';
import { gidField, instantField } from './payloads/fields.ts';
import { isPaidStatus } from './payloads/order-answer.ts';

/** Until the server of the file answers; the file itself may take longer. */
const ANSWER_TIMEOUT_MS = 30_000;
const LONGEST_LINE = 1_000_000;

/** Starts to read all orders that changed since. @returns the operation's gid. @throws ShopifyRefusal when it may not run now. */
export async function startBulkOrders(shopDomain: string, since: Date): Promise<string> {
  return start(shopDomain, bulkOrders(`updated_at:>='${since.toISOString()}'`), false);
}

/** Starts to read all orders since, with their lines behind each. @throws ShopifyRefusal when it may not run now. */
export async function startBulkPastOrders(shopDomain: string, since: Date): Promise<string> {
  return start(shopDomain, bulkPastOrders(`processed_at:>='${since.toISOString()}'`), true);
}

/** @param grouped whether what belongs to an object follows it in the file. */
async function start(shopDomain: string, query: string, grouped: boolean): Promise<string> {
  const { bulkOperationRunQuery: payload } = await callAdmin<{
    bulkOperationRunQuery: { bulkOperation: { id: string } | null; userErrors: UserError[] };
  }>(shopDomain, bulkOperationRunQuery, { query, grouped });
  if (payload.bulkOperation && payload.userErrors.length === 0) return payload.bulkOperation.id;
  throw new ShopifyRefusal(payload.userErrors.map((error) => error.message).join(' ') || 'No bulk operation was made.');
}

export type BulkState =
  | { state: 'running' }
  /** Null when nothing matched. */
  | { state: 'done'; url: string | null }
  | { state: 'failed'; reason: string };

export async function readBulkState(shopDomain: string, gid: string): Promise<BulkState> {
  const { bulkOperation } = await callAdmin<{
    bulkOperation: { status: string; errorCode: string | null; url: string | null } | null;
  }>(shopDomain, bulkOperationById, { id: gid });
  switch (bulkOperation?.status) {
    case 'CREATED':
    case 'RUNNING':
    case 'CANCELING':
      return { state: 'running' };
    case 'COMPLETED':
      return { state: 'done', url: bulkOperation.url };
    default:
      return { state: 'failed', reason: bulkOperation?.errorCode ?? bulkOperation?.status ?? 'unknown' };
  }
}

const bulkOrder = z
  .object({
    id: gidField,
    updatedAt: instantField,
    processedAt: instantField,
    cancelledAt: instantField.nullable(),
    displayFinancialStatus: z.string().nullable(),
    displayFulfillmentStatus: z.string(),
    currentSubtotalLineItemsQuantity: z.number().int(),
    customer: z.object({ id: gidField, state: z.string() }).nullable(),
    refunds: z.array(z.object({ id: gidField })),
  })
  .transform((order) => ({
    orderId: order.id,
    at: order.updatedAt,
    paidAt: isPaidStatus(order.displayFinancialStatus) ? order.processedAt : null,
    cancelledAt: order.cancelledAt,
    isFulfilled: order.displayFulfillmentStatus === 'FULFILLED',
    /** Items that the buyer keeps. */
    keptQuantity: order.currentSubtotalLineItemsQuantity,
    customerId: order.customer?.id ?? null,
    customerHasAccount: order.customer?.state === 'ENABLED',
    refundIds: order.refunds.map((refund) => refund.id),
  }));

/** As much of an order as tells whether the ledger knows the same. */
export type OrderOutline = z.infer<typeof bulkOrder>;

/** What `startBulkOrders` asked for. @throws ShopifyUnavailable when the file breaks off or is not what was asked for. */
export async function* readBulkOrders(url: string): AsyncGenerator<OrderOutline> {
  for await (const line of readBulkLines(url)) {
    const order = bulkOrder.safeParse(line);
    if (!order.success) throw new ShopifyUnavailable(messageOf(order.error));
    yield order.data;
  }
}

/** The lines of a file one after the other; it is never whole in memory. @throws ShopifyUnavailable when it breaks off. */
export async function* readBulkLines(url: string): AsyncGenerator<unknown> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), ANSWER_TIMEOUT_MS);
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok || !response.body) throw new Error(`the file of the bulk operation answers ${response.status}`);
    clearTimeout(timer);
    for await (const line of createInterface({
      input: Readable.fromWeb(response.body as ReadableStream),
      crlfDelay: Infinity,
    })) {
      if (line.length > LONGEST_LINE) throw new Error('a line of the bulk operation is too long to be an order');
      if (line !== '') yield JSON.parse(line) as unknown;
    }
  } catch (error) {
    throw new ShopifyUnavailable(messageOf(error));
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}
