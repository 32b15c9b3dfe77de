/**
 * Owns what is remembered of products: type, vendor, tags and collections, which rules can ask for and orders do not tell.
 * Read from Shopify when an order needs it, told anew after a change there, and never older than a day.
 */
import { pool, type Sql } from '../db.server.ts';
import type { ProductFacts } from '../program/events.ts';
import { fetchProductFacts } from '../shopify/products.server.ts';

export interface ProductRef {
  shopId: number;
  productId: string;
}

export function productKey(product: ProductRef): string {
  return `${product.shopId} ${product.productId}`;
}

const MAX_AGE_HOURS = 24;

/** What is known and fresh, by `productKey`; what is missing has to be learned first. */
export async function findProductFacts(sql: Sql, products: readonly ProductRef[]): Promise<Map<string, ProductFacts>> {
  if (products.length === 0) return new Map();
  const { rows } = await sql.query<ProductFacts & ProductRef>({
    name: 'product-facts-find',
    text: `SELECT p.shop_id AS "shopId", p.product_id AS "productId", p.product_type AS "productType", p.vendor, p.tags,
             p.collection_ids AS "collectionIds"
           FROM (SELECT DISTINCT * FROM unnest($1::int[], $2::text[]) AS r(shop_id, product_id)) r
           JOIN product_facts p ON p.shop_id = r.shop_id AND p.product_id = r.product_id
           WHERE p.fresh AND p.updated_at > now() - $3 * interval '1 hour'`,
    values: [products.map((p) => p.shopId), products.map((p) => p.productId), MAX_AGE_HOURS],
  });
  return new Map(rows.map((row) => [productKey(row), row]));
}

/**
 * Reads products from Shopify and keeps what it says. A product that is gone there is kept as one that is in no collection, so
 * that nothing waits for it for ever.
 * @throws ShopifyUnavailable when Shopify cannot be asked now.
 */
export async function learnProducts(shopId: number, shopDomain: string, productIds: readonly string[]): Promise<void> {
  if (productIds.length === 0) return;
  const found = await fetchProductFacts(shopDomain, productIds);
  for (const productId of productIds) {
    const facts = found.get(productId);
    await pool().query({
      name: 'product-facts-keep',
      text: `INSERT INTO product_facts (shop_id, product_id, product_type, vendor, tags, collection_ids, fresh, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, true, now())
             ON CONFLICT (shop_id, product_id) DO UPDATE SET product_type = excluded.product_type, vendor = excluded.vendor,
               tags = excluded.tags, collection_ids = excluded.collection_ids, fresh = true, updated_at = now()`,
      values: [
        shopId,
        productId,
        facts?.productType ?? '',
        facts?.vendor ?? '',
        [...(facts?.tags ?? [])],
        [...(facts?.collectionIds ?? [])],
      ],
    });
  }
}

/** Something changed at Shopify: one product, or (null) a collection and with it nobody knows which. */
export async function forgetProducts(sql: Sql, shopId: number, productId: string | null): Promise<void> {
  await sql.query(
    'UPDATE product_facts SET fresh = false WHERE shop_id = $1 AND fresh AND ($2::text IS NULL OR product_id = $2)',
    [shopId, productId],
  );
}
