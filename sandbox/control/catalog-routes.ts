/** Products, collections and discounts from outside. */
import { z } from 'zod';
import { toGid } from '#sandbox/world/gid.ts';
import type { Discount } from '#sandbox/world/discount-types.ts';
import { discountNodeType } from '#sandbox/world/payload-catalog.ts';
import type { Product } from '#sandbox/world/types.ts';
import type { World } from '#sandbox/world/world.ts';
import { NotFound, findCollection, findProduct, numericId } from './find.ts';
import { bodyOf, count, listOptions, money } from './route.ts';
import type { ControlRoute } from './route.ts';

const name = z.union([z.string().min(1), z.number().int()]);
const variant = z.strictObject({
  sku: z.string(),
  priceMinor: money,
  optionValues: z.array(z.string()).optional(),
  requiresShipping: z.boolean().optional(),
  taxable: z.boolean().optional(),
  inventoryQuantity: z.number().int().nullable().optional(),
});
const product = z.strictObject({
  title: z.string(),
  handle: z.string().optional(),
  descriptionHtml: z.string().optional(),
  vendor: z.string().optional(),
  productType: z.string().optional(),
  tags: z.array(z.string()).optional(),
  isGiftCard: z.boolean().optional(),
  options: z.array(z.strictObject({ name: z.string(), values: z.array(z.string()) })).optional(),
  variants: z.array(variant).min(1),
  sellingPlans: z
    .array(
      z.strictObject({
        name: z.string(),
        interval: z.enum(['day', 'week', 'month', 'year']),
        intervalCount: count.default(1),
        discountBp: money.default(0),
      }),
    )
    .optional(),
  requiresSellingPlan: z.boolean().optional(),
  /** Ids, gids or handles. */
  collections: z.array(name).default([]),
});

function productView(world: World, shown: Product): unknown {
  return {
    gid: toGid('Product', shown.id),
    ...shown,
    collections: world.catalog.collectionsOfProduct(shown.id).map(({ id, handle }) => ({ id, handle })),
  };
}

function discountView(world: World, discount: Discount): unknown {
  return {
    gid: toGid(discountNodeType(discount), discount.id),
    ...discount,
    status: world.discounts.status(discount),
    summary: world.discounts.summary(discount),
    codes: world.discounts.codes(discount.id, { limit: 250 }).map(({ code }) => code),
    useCount: world.discounts.useCount(discount.id),
    asyncUseCount: world.discounts.asyncUseCount(discount.id),
    uses: world.discounts.uses(discount.id),
  };
}

export const CATALOG_ROUTES: ControlRoute[] = [
  {
    method: 'GET',
    path: '/products',
    run: ({ world, query }) => ({
      products: world.catalog.products(listOptions(query)).map((shown) => productView(world, shown)),
    }),
  },
  {
    method: 'POST',
    path: '/products',
    run: (call) => {
      const { world } = call;
      const { collections, ...input } = bodyOf(call, product);
      const made = world.transaction(() => {
        const created = world.catalog.createProduct(input);
        for (const into of collections) {
          const collection = findCollection(world, into);
          world.catalog.updateCollection(collection.id, { productIds: [...collection.productIds, created.id] });
        }
        return created;
      });
      return { product: productView(world, made) };
    },
  },
  {
    method: 'POST',
    path: '/products/:product/update',
    run: (call) => {
      const { world } = call;
      const changes = z.strictObject({
        title: z.string().optional(),
        vendor: z.string().optional(),
        productType: z.string().optional(),
        tags: z.array(z.string()).optional(),
        status: z.enum(['active', 'draft', 'archived']).optional(),
      });
      const { id } = findProduct(world, call.params['product'] ?? '');
      return { product: productView(world, world.catalog.updateProduct(id, bodyOf(call, changes))) };
    },
  },
  { method: 'GET', path: '/collections', run: ({ world }) => ({ collections: world.catalog.collections() }) },
  {
    method: 'POST',
    path: '/collections/:collection/products',
    run: (call) => {
      const { world } = call;
      const names = z.array(name).default([]);
      const { add, remove } = bodyOf(call, z.strictObject({ add: names, remove: names }));
      const collection = findCollection(world, call.params['collection'] ?? '');
      const gone = new Set(remove.map((one) => findProduct(world, one).id));
      const added = add.map((one) => findProduct(world, one).id);
      const productIds = [...new Set([...collection.productIds, ...added])].filter((id) => !gone.has(id));
      return { collection: world.catalog.updateCollection(collection.id, { productIds }) };
    },
  },
  {
    method: 'GET',
    path: '/discounts',
    run: ({ world, query }) => ({
      discounts: world.discounts
        .list({ ...listOptions(query), ...(query.get('query') ? { query: query.get('query') ?? '' } : {}) })
        .map((discount) => discountView(world, discount)),
    }),
  },
  {
    method: 'GET',
    path: '/discounts/:code',
    run: ({ world, params }) => {
      const name = params['code'] ?? '';
      const id = numericId(name);
      const discount = world.discounts.byCode(name)?.discount ?? (id === null ? null : world.discounts.get(id));
      if (!discount) throw new NotFound(`There is no discount ${name}.`);
      return { discount: discountView(world, discount) };
    },
  },
];
