import { z } from 'zod';
import type { OrderLine, ProductFacts } from '../events.ts';

const names = z.array(z.string().trim().min(1).max(255)).max(250, 'too_many_products').default([]);

/**
 * Lines of these products: named one by one, by collection, tag, type or vendor; one match is enough. Excluded: all other
 * lines. Ids are Shopify's numbers; tags, types and vendors are compared without regard to case.
 */
export const productsSchema = z
  .object({
    kind: z.literal('products'),
    productIds: names,
    variantIds: names,
    collectionIds: names,
    tags: names,
    types: names,
    vendors: names,
    exclude: z.boolean().default(false),
  })
  .refine(
    (condition) =>
      [
        condition.productIds,
        condition.variantIds,
        condition.collectionIds,
        condition.tags,
        condition.types,
        condition.vendors,
      ].some((list) => list.length > 0),
    { message: 'products_missing', path: ['productIds'] },
  );
export type ProductsCondition = z.infer<typeof productsSchema>;

export function holdsProducts(
  condition: ProductsCondition,
  line: OrderLine,
  product: ProductFacts | undefined,
): boolean {
  const isNamed =
    (line.productId !== null && condition.productIds.includes(line.productId)) ||
    (typeof line.variantId === 'string' && condition.variantIds.includes(line.variantId)) ||
    (product !== undefined &&
      (product.collectionIds.some((id) => condition.collectionIds.includes(id)) ||
        product.tags.some((tag) => includesIgnoringCase(condition.tags, tag)) ||
        includesIgnoringCase(condition.types, product.productType) ||
        includesIgnoringCase(condition.vendors, product.vendor)));
  return isNamed !== condition.exclude;
}

/** Whether the catalog has to be asked before this condition can be judged. */
export function needsCatalog(condition: ProductsCondition): boolean {
  return [condition.collectionIds, condition.tags, condition.types, condition.vendors].some((list) => list.length > 0);
}

function includesIgnoringCase(list: readonly string[], value: string): boolean {
  if (list.length === 0 || value === '') return false;
  const lower = value.toLowerCase();
  return list.some((entry) => entry.toLowerCase() === lower);
}
