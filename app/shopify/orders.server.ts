/** Orders as Shopify has them now: one, a page of those that changed, several by id, those that carry a code. */
import { z } from 'zod';
import type { OrderSnapshot } from '../orders/facts.ts';
import { callAdmin, ShopifyRefusal, ShopifyUnavailable } from './admin-client.server.ts';
import { orderById, orderCustomers, orderLines, ordersByIds, ordersUpdated, refundLines } from './documents.ts';
import { gidField } from './payloads/fields.ts';
import { linesPage, parseOrderAnswer, refundLinesPage, snapshotOf, type OrderAnswer } from './payloads/order-answer.ts';

/** Sized so that a page costs well below Shopify's limit of 1,000 for one query. */
const ORDERS_PER_PAGE = 15;
const LINES_OF_A_PAGE = 20;
/** Looked up by their ids, orders cost their full price each. */
const ORDERS_BY_ID = 5;
const IDS_PER_CALL = 100;

const orderGid = (orderId: string) => `gid://shopify/Order/${orderId}`;

export interface OrdersRead {
  orders: OrderSnapshot[];
  /** Orders that Shopify answered in a way that cannot be understood. */
  unreadable: { orderId: string; name: string }[];
}

export interface OrdersPage extends OrdersRead {
  /** Where the next page begins; null after the last. */
  nextCursor: string | null;
}

/** Null for an order that Shopify does not know (any more). */
export async function fetchOrder(shopDomain: string, orderId: string): Promise<OrderSnapshot | null> {
  const { order } = await callAdmin<{ order: unknown }>(shopDomain, orderById, { id: orderGid(orderId) });
  return order ? readWhole(shopDomain, order) : null;
}

/** Orders that changed at or after the instant, oldest change first. */
export function fetchOrdersUpdated(shopDomain: string, since: Date, after: string | null): Promise<OrdersPage> {
  return fetchPage(shopDomain, `updated_at:>='${since.toISOString()}'`, after);
}

/** Orders that carry the code; there is at most one for a code that is good for one use. */
export async function fetchOrdersWithCode(shopDomain: string, code: string): Promise<OrderSnapshot[]> {
  const page = await fetchPage(shopDomain, `discount_code:${JSON.stringify(code)}`, null);
  return page.orders.filter((order) =>
    order.discountCodes.some((carried) => carried.toUpperCase() === code.toUpperCase()),
  );
}

async function fetchPage(shopDomain: string, query: string, after: string | null): Promise<OrdersPage> {
  const { orders } = await callAdmin<{
    orders: { nodes: unknown[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
  }>(shopDomain, ordersUpdated, { query, after, first: ORDERS_PER_PAGE, lines: LINES_OF_A_PAGE });
  return {
    ...(await readAll(shopDomain, orders.nodes)),
    nextCursor: orders.pageInfo.hasNextPage ? orders.pageInfo.endCursor : null,
  };
}

/** The orders with these ids that Shopify knows. */
export async function fetchOrders(shopDomain: string, orderIds: readonly string[]): Promise<OrdersRead> {
  const found: OrdersRead = { orders: [], unreadable: [] };
  for (let start = 0; start < orderIds.length; start += ORDERS_BY_ID) {
    const { nodes } = await callAdmin<{ nodes: unknown[] }>(shopDomain, ordersByIds, {
      ids: orderIds.slice(start, start + ORDERS_BY_ID).map(orderGid),
      lines: LINES_OF_A_PAGE,
    });
    const read = await readAll(shopDomain, nodes.filter(Boolean));
    found.orders.push(...read.orders);
    found.unreadable.push(...read.unreadable);
  }
  return found;
}

const ownedOrder = z.object({ id: gidField, customer: z.object({ id: gidField }).nullable() });

/** Whose these orders are now: the customer's id by order id; orders without a customer are left out. */
export async function fetchOrderCustomers(
  shopDomain: string,
  orderIds: readonly string[],
): Promise<Map<string, string>> {
  const owners = new Map<string, string>();
  for (let start = 0; start < orderIds.length; start += IDS_PER_CALL) {
    const { nodes } = await callAdmin<{ nodes: unknown[] }>(shopDomain, orderCustomers, {
      ids: orderIds.slice(start, start + IDS_PER_CALL).map(orderGid),
    });
    for (const node of nodes.filter(Boolean)) {
      const order = ownedOrder.parse(node);
      if (order.customer) owners.set(order.id, order.customer.id);
    }
  }
  return owners;
}

const namedOrder = z.object({ id: gidField, name: z.string() });

async function readAll(shopDomain: string, nodes: readonly unknown[]): Promise<OrdersRead> {
  const read: OrdersRead = { orders: [], unreadable: [] };
  for (const node of nodes) {
    try {
      read.orders.push(await readWhole(shopDomain, node));
    } catch (error) {
      const named = namedOrder.safeParse(node);
      // No answer is another matter than an answer that makes no sense.
      if (error instanceof ShopifyUnavailable || error instanceof ShopifyRefusal || !named.success) throw error;
      read.unreadable.push({ orderId: named.data.id, name: named.data.name });
    }
  }
  return read;
}

/** Reads what did not fit on the first page of an order's lines and of its refunds' lines. */
async function readWhole(shopDomain: string, input: unknown): Promise<OrderSnapshot> {
  const order: OrderAnswer = parseOrderAnswer(input);
  for (let next = order.lineItems.next; next !== null;) {
    const answer = await callAdmin<{ order: { lineItems: unknown } | null }>(shopDomain, orderLines, {
      id: orderGid(order.id),
      after: next,
    });
    const page = linesPage.parse(answer.order?.lineItems);
    order.lineItems.nodes.push(...page.nodes);
    next = page.next;
  }
  for (const refund of order.refunds) {
    for (let next = refund.refundLineItems.next; next !== null;) {
      const answer = await callAdmin<{ refund: { refundLineItems: unknown } | null }>(shopDomain, refundLines, {
        id: `gid://shopify/Refund/${refund.id}`,
        after: next,
      });
      const page = refundLinesPage.parse(answer.refund?.refundLineItems);
      refund.refundLineItems.nodes.push(...page.nodes);
      next = page.next;
    }
  }
  return snapshotOf(order);
}
