/** Reads an order as Shopify has it now and applies it like any other word on it: after edits. */
import { inTransaction } from '../db.server.ts';
import { fetchOrder } from '../shopify/orders.server.ts';
import { shopFactsByIds } from '../shops/shop-store.server.ts';
import { applyOrderUpdates } from './apply.server.ts';

export { readOrderAnswer } from '../shopify/payloads/order-answer.ts';

/** An order that Shopify does not know (any more) changes nothing here. */
export async function runRefreshOrder(shopId: number, orderId: string, now: Date): Promise<void> {
  const shops = await shopFactsByIds([shopId]);
  const shop = shops.get(shopId);
  if (!shop) return;
  const snapshot = await fetchOrder(shop.domain, orderId);
  if (!snapshot) return;
  await inTransaction((sql) => applyOrderUpdates(sql, [{ shopId, orderId, kind: 'snapshot', snapshot }], shops, now));
}
