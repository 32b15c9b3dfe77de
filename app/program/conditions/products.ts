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

export type LineTest = (line: OrderLine, product: ProductFacts | undefined) => boolean;

/** The condition as a question to a line, its lists made into sets once. */
export function productsTest(condition: ProductsCondition): LineTest {
  const productIds = new Set(condition.productIds);
  const variantIds = new Set(condition.variantIds);
  const collectionIds = new Set(condition.collectionIds);
  const [tags, types, vendors] = [condition.tags, condition.types, condition.vendors].map(lowered);
  const { exclude } = condition;
  return (line, product) => {
    const isNamed =
      (line.productId !== null && productIds.has(line.productId)) ||
      (typeof line.variantId === 'string' && variantIds.has(line.variantId)) ||
      (product !== undefined &&
        (product.collectionIds.some((id) => collectionIds.has(id)) ||
          (tags?.size ? product.tags.some((tag) => tags.has(tag.toLowerCase())) : false) ||
          types?.has(product.productType.toLowerCase()) === true ||
          vendors?.has(product.vendor.toLowerCase()) === true));
    return isNamed !== exclude;
  };
}

/** Whether the catalog has to be asked before this condition can be judged. */
export function needsCatalog(condition: ProductsCondition): boolean {
  return [condition.collectionIds, condition.tags, condition.types, condition.vendors].some((list) => list.length > 0);
}

function lowered(list: readonly string[]): ReadonlySet<string> {
  return new Set(list.map((entry) => entry.toLowerCase()));
}
