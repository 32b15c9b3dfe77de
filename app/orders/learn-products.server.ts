/** The task of an order that waits for what rules ask of its products: reads them from Shopify, then judges the order. */
import { inTransaction, pool } from '../db.server.ts';
import { findProductFacts, learnProducts, productKey } from '../catalog/product-facts.server.ts';
import { requireShopFacts } from '../shops/shop-store.server.ts';
import { applyOrderUpdates } from './apply.server.ts';
import type { OrderFacts } from './facts.ts';

export async function runLearnProducts(shopId: number, orderId: string, now: Date): Promise<void> {
  const { rows } = await pool().query<{ facts: OrderFacts }>(
    'SELECT facts FROM orders WHERE shop_id = $1 AND order_id = $2',
    [shopId, orderId],
  );
  const lines = rows[0]?.facts.lines ?? [];
  const wanted = [...new Set(lines.flatMap(({ productId }) => (productId === null ? [] : [productId])))];
  const refs = wanted.map((productId) => ({ shopId, productId }));
  const known = await findProductFacts(pool(), refs);
  const shop = await requireShopFacts(shopId);
  const missing = refs.filter((ref) => !known.has(productKey(ref))).map(({ productId }) => productId);
  await learnProducts(shopId, shop.domain, missing);
  await inTransaction((sql) =>
    applyOrderUpdates(sql, [{ shopId, orderId, kind: 'reconsider' }], new Map([[shopId, shop]]), now),
  );
}
