/** Owns the table of orders: facts and explanation of each, locked while they are folded. */
import { MustRunAgain, type Sql } from '../db.server.ts';
import { toJsonb } from '../lib/clean-text.ts';
import { emptyFacts, type OrderFacts } from './facts.ts';
import type { OrderExplanation } from './explanation.ts';

export interface OrderRef {
  shopId: number;
  orderId: string;
}

export interface OrderRow extends OrderRef {
  memberId: string | null;
  customerId: string | null;
  emailDigest: Buffer | null;
  name: string;
  totalMinor: number;
  programVersion: number | null;
  facts: OrderFacts;
  explanation: OrderExplanation;
  /** How often it was written; 0 for an order that is not there yet. */
  version: number;
}

export function orderKey(order: OrderRef): string {
  return `${order.shopId} ${order.orderId}`;
}

/**
 * Locks the orders until the end of the transaction, always in the same order. One that is not there yet comes empty: it is
 * first written by `saveOrders`, which notices when somebody else was faster.
 */
export async function lockOrders(sql: Sql, orders: readonly OrderRef[]): Promise<Map<string, OrderRow>> {
  const unique = [...new Map(orders.map((order) => [orderKey(order), order])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, order]) => order);
  const values = [unique.map((order) => order.shopId), unique.map((order) => order.orderId)];
  const { rows } = await sql.query<
    Omit<OrderRow, 'facts' | 'explanation'> & { facts: Partial<OrderFacts>; explanation: Partial<OrderExplanation> }
  >({
    name: 'orders-lock',
    text: `SELECT o.shop_id AS "shopId", o.order_id AS "orderId", o.member_id AS "memberId", o.customer_id AS "customerId",
             o.email_digest AS "emailDigest", o.name, o.total_minor AS "totalMinor", o.program_version AS "programVersion",
             o.facts, o.explanation, o.version
           FROM unnest($1::int[], $2::text[]) AS r(shop_id, order_id)
           JOIN orders o ON o.shop_id = r.shop_id AND o.order_id = r.order_id
           ORDER BY o.shop_id, o.order_id FOR UPDATE OF o`,
    values,
  });
  const locked = new Map(unique.map((order) => [orderKey(order), emptyOrder(order)]));
  for (const row of rows) {
    const { facts, explanation } = emptyOrder(row);
    locked.set(orderKey(row), {
      ...row,
      facts: { ...facts, ...row.facts },
      explanation: { ...explanation, ...row.explanation },
    });
  }
  return locked;
}

function emptyOrder({ shopId, orderId }: OrderRef): OrderRow {
  return {
    shopId,
    orderId,
    memberId: null,
    customerId: null,
    emailDigest: null,
    name: '',
    totalMinor: 0,
    programVersion: null,
    facts: emptyFacts(),
    explanation: { outcome: 'waiting', reasons: [] },
    version: 0,
  };
}

/** What the list of orders shows, derived from the facts when they are written. */
export interface OrderSums {
  eligibleMinor: number;
  /** What of the eligible goods went back (`goodsOf` in reversal.ts); money that went back is `refundedMinor`. */
  returnedMinor: number;
  refundedMinor: number;
  pointsAwarded: number;
  pointsReversed: number;
  paidOn: string | null;
}

/**
 * Writes locked orders.
 * @throws MustRunAgain when another transaction wrote an order that was not there when it was to be locked.
 */
export async function saveOrders(sql: Sql, saved: readonly (OrderRow & OrderSums)[]): Promise<void> {
  if (saved.length === 0) return;
  const orders = [...saved].sort((a, b) => (orderKey(a) < orderKey(b) ? -1 : 1));
  const { rowCount } = await sql.query({
    name: 'orders-save',
    text: `INSERT INTO orders AS o (shop_id, order_id, member_id, customer_id, email_digest, name, currency_code, total_minor, eligible_minor,
             returned_minor, refunded_minor, points_awarded, points_reversed, program_version, paid_at, paid_on, cancelled_at, facts,
             explanation, version)
           SELECT * FROM unnest($1::int[], $2::text[], $3::uuid[], $4::text[], $5::bytea[], $6::text[], $7::text[], $8::bigint[], $9::bigint[],
             $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::int[], $15::timestamptz[], $16::date[], $17::timestamptz[],
             $18::jsonb[], $19::jsonb[], $20::int[])
           ON CONFLICT (shop_id, order_id) DO UPDATE SET member_id = excluded.member_id, customer_id = excluded.customer_id,
             email_digest = excluded.email_digest, name = excluded.name, currency_code = excluded.currency_code,
             total_minor = excluded.total_minor, eligible_minor = excluded.eligible_minor, returned_minor = excluded.returned_minor,
             refunded_minor = excluded.refunded_minor,
             points_awarded = excluded.points_awarded, points_reversed = excluded.points_reversed,
             program_version = excluded.program_version, paid_at = excluded.paid_at, paid_on = excluded.paid_on,
             cancelled_at = excluded.cancelled_at, facts = excluded.facts, explanation = excluded.explanation,
             version = excluded.version, updated_at = now()
           WHERE o.version = excluded.version - 1`,
    values: [
      orders.map((o) => o.shopId),
      orders.map((o) => o.orderId),
      orders.map((o) => o.memberId),
      orders.map((o) => o.customerId),
      orders.map((o) => o.emailDigest),
      orders.map((o) => o.name),
      orders.map((o) => o.facts.currencyCode),
      orders.map((o) => o.totalMinor),
      orders.map((o) => o.eligibleMinor),
      orders.map((o) => o.returnedMinor),
      orders.map((o) => o.refundedMinor),
      orders.map((o) => o.pointsAwarded),
      orders.map((o) => o.pointsReversed),
      orders.map((o) => o.programVersion),
      orders.map((o) => o.facts.paidAt),
      orders.map((o) => o.paidOn),
      orders.map((o) => o.facts.cancelledAt),
      orders.map((o) => toJsonb(o.facts)),
      orders.map((o) => toJsonb(o.explanation)),
      orders.map((o) => o.version + 1),
    ],
  });
  if (rowCount !== orders.length) throw new MustRunAgain('An order was first written by another transaction.');
}

/** The guest orders of a person: those that carry the customer's id or the digest of a proven address, and no member. */
export async function findGuestOrders(
  sql: Sql,
  shopId: number,
  customerId: string,
  emailDigest: Buffer | null,
): Promise<OrderRef[]> {
  const { rows } = await sql.query<OrderRef>({
    name: 'orders-of-guest',
    text: `SELECT shop_id AS "shopId", order_id AS "orderId" FROM orders
           WHERE shop_id = $1 AND member_id IS NULL AND (customer_id IS NULL AND email_digest = $3 OR customer_id = ANY(
             ARRAY(SELECT customer_id FROM merged_customers WHERE shop_id = $1 AND kept_id = $2) || $2::text))
           ORDER BY order_id`,
    values: [shopId, customerId, emailDigest],
  });
  return rows;
}
