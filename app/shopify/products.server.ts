/** Products as Shopify's catalog has them: what rules can ask for. */
import { z } from 'zod';
import { cleanText } from '../lib/clean-text.ts';
import type { ProductFacts } from '../program/events.ts';
import { callAdmin } from './admin-client.server.ts';
import { productFacts } from './documents.ts';
import { gidField } from './payloads/fields.ts';

/** With a hundred collections each, as many as stay below the cost of one query. */
const PRODUCTS_PER_CALL = 8;

const answer = z.object({
  nodes: z.array(
    z
      .object({
        id: gidField,
        productType: z.string(),
        vendor: z.string(),
        tags: z.array(z.string()),
        collections: z.object({ nodes: z.array(z.object({ id: gidField })) }),
      })
      .nullable(),
  ),
});

/** The products that Shopify knows, by their ids. @throws ShopifyUnavailable. */
export async function fetchProductFacts(
  shopDomain: string,
  productIds: readonly string[],
): Promise<Map<string, ProductFacts>> {
  const found = new Map<string, ProductFacts>();
  for (let from = 0; from < productIds.length; from += PRODUCTS_PER_CALL) {
    const ids = productIds.slice(from, from + PRODUCTS_PER_CALL).map((id) => `gid://shopify/Product/${id}`);
    const { nodes } = answer.parse(await callAdmin<unknown>(shopDomain, productFacts, { ids }));
    for (const product of nodes) {
      if (!product) continue;
      found.set(product.id, {
        productType: cleanText(product.productType, 255),
        vendor: cleanText(product.vendor, 255),
        tags: product.tags.map((tag) => cleanText(tag, 255)),
        collectionIds: product.collections.nodes.map(({ id }) => id),
      });
    }
  }
  return found;
}
