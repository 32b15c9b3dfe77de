/**
 * Past orders that Regulars knows already, in the order of payment, a portion at a time. Only reads. What was refunded is
 * taken off as a refund would take its points.
 */
import { pool } from '../db.server.ts';
import type { OrderFacts } from '../orders/facts.ts';
import { returnedShares } from '../orders/reversal.ts';
import type { ProductFacts } from '../program/events.ts';
import type { PastEntry } from './past-order.ts';

const PORTION = 1_000;

interface Row {
  orderId: string;
  customer: string | null;
  paidOn: string;
  paidAt: Date;
  cancelled: boolean;
  facts: Pick<OrderFacts, 'currencyCode' | 'lines' | 'refunds' | 'channel' | 'shipping'>;
}

/** @param withProducts whether the programs ask what the products are. @param since YYYY-MM-DD by the shop's calendar; null for all. */
export async function* readKnownOrders(
  shopId: number,
  withProducts: boolean,
  since: string | null = null,
): AsyncGenerator<PastEntry[]> {
  let after = { paidOn: since ?? '0001-01-01', paidAt: new Date(0), orderId: '' };
  for (;;) {
    const { rows } = await pool().query<Row>({
      name: 'backtest-orders',
      text: `SELECT order_id AS "orderId", coalesce(member_id::text, customer_id, encode(email_digest, 'base64')) AS customer,
               to_char(paid_on, 'YYYY-MM-DD') AS "paidOn", paid_at AS "paidAt", cancelled_at IS NOT NULL AS cancelled,
               jsonb_build_object('currencyCode', facts -> 'currencyCode', 'lines', facts -> 'lines', 'refunds', facts -> 'refunds',
                 'channel', facts -> 'channel', 'shipping', facts -> 'shipping') AS facts
             FROM orders
             WHERE shop_id = $1 AND paid_on >= $2::date AND (paid_on, paid_at, order_id) > ($2::date, $3::timestamptz, $4)
             ORDER BY paid_on, paid_at, order_id LIMIT $5`,
      values: [shopId, after.paidOn, after.paidAt, after.orderId, PORTION],
    });
    const products = withProducts ? await productsOf(shopId, rows) : null;
    if (rows.length > 0) yield rows.map((row) => entryOf(row, products));
    const last = rows.at(-1);
    if (!last || rows.length < PORTION) return;
    after = last;
  }
}

function entryOf(row: Row, products: ReadonlyMap<string, ProductFacts> | null): PastEntry {
  const { facts } = row;
  const lines = facts.lines ?? [];
  if (row.cancelled) return { passedOver: 'refunded' };
  const returns = returnedShares(lines, facts.refunds ?? [], true);
  const left = lines.map((line, index) => ({
    ...line,
    quantity: line.quantity - (returns[index]?.returnedQuantity ?? 0),
    amountMinor: Math.max(0, line.amountMinor - (returns[index]?.refundedMinor ?? 0)),
  }));
  if (lines.length === 0 || left.every(({ quantity, amountMinor }) => quantity === 0 || amountMinor === 0))
    return { passedOver: lines.some(({ amountMinor }) => amountMinor > 0) ? 'refunded' : 'unreadable' };
  return {
    orderId: row.orderId,
    customer: row.customer,
    currencyCode: facts.currencyCode,
    paidAtMs: row.paidAt.getTime(),
    lines: left,
    shippingMinor: facts.shipping?.amountMinor ?? 0,
    shippingTaxMinor: facts.shipping?.taxMinor ?? 0,
    channel: facts.channel ?? '',
    ...(products ? { products } : {}),
  };
}

/** What was last known of the products: for the past, a day more or less does not matter. */
async function productsOf(shopId: number, rows: readonly Row[]): Promise<ReadonlyMap<string, ProductFacts>> {
  const ids = new Set(rows.flatMap(({ facts }) => (facts.lines ?? []).flatMap(({ productId }) => productId ?? [])));
  const { rows: found } = await pool().query<ProductFacts & { productId: string }>({
    name: 'backtest-products',
    text: `SELECT product_id AS "productId", product_type AS "productType", vendor, tags, collection_ids AS "collectionIds"
           FROM product_facts WHERE shop_id = $1 AND product_id = ANY($2::text[])`,
    values: [shopId, [...ids]],
  });
  return new Map(found.map((row) => [row.productId, row]));
}
