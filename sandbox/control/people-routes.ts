/** Customers, products and discounts from outside. */
import { z } from 'zod';
import { toGid } from '#sandbox/world/gid.ts';
import type { Discount } from '#sandbox/world/discount-types.ts';
import type { Customer } from '#sandbox/world/types.ts';
import type { World } from '#sandbox/world/world.ts';
import { NotFound, findCustomer, numericId } from './find.ts';
import { bodyOf, listOptions } from './route.ts';
import type { ControlRoute } from './route.ts';

const fields = {
  email: z.email().nullish(),
  phone: z.string().nullish(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  state: z.enum(['disabled', 'invited', 'enabled', 'declined']).optional(),
  tags: z.array(z.string()).optional(),
  note: z.string().nullish(),
  locale: z.string().optional(),
};

function customerView(world: World, customer: Customer): unknown {
  return { gid: toGid('Customer', customer.id), ...customer, statistics: world.customers.statistics(customer.id) };
}

function discountView(world: World, discount: Discount): unknown {
  return {
    gid: toGid('DiscountCodeNode', discount.id),
    ...discount,
    status: world.discounts.status(discount),
    summary: world.discounts.summary(discount),
    codes: world.discounts.codes(discount.id, { limit: 250 }).map(({ code }) => code),
    useCount: world.discounts.useCount(discount.id),
    asyncUseCount: world.discounts.asyncUseCount(discount.id),
    uses: world.discounts.uses(discount.id),
  };
}

export const PEOPLE_ROUTES: ControlRoute[] = [
  {
    method: 'GET',
    path: '/products',
    run: ({ world, query }) => ({
      products: world.catalog.products(listOptions(query)).map((product) => ({
        gid: toGid('Product', product.id),
        ...product,
        collections: world.catalog.collectionsOfProduct(product.id).map(({ id, handle }) => ({ id, handle })),
      })),
    }),
  },
  { method: 'GET', path: '/collections', run: ({ world }) => ({ collections: world.catalog.collections() }) },
  {
    method: 'GET',
    path: '/customers',
    run: ({ world, query }) => {
      const found = world.customers.list({
        ...listOptions(query),
        ...(query.get('query') ? { query: query.get('query') ?? '' } : {}),
      });
      return { customers: found.map((customer) => customerView(world, customer)) };
    },
  },
  {
    method: 'GET',
    path: '/customers/:customer',
    run: ({ world, params }) => ({ customer: customerView(world, findCustomer(world, params['customer'] ?? '')) }),
  },
  {
    method: 'POST',
    path: '/customers',
    run: (call) => ({
      customer: customerView(call.world, call.world.customers.create(bodyOf(call, z.strictObject(fields)))),
    }),
  },
  {
    method: 'POST',
    path: '/customers/:customer/update',
    run: (call) => {
      const { id } = findCustomer(call.world, call.params['customer'] ?? '');
      return {
        customer: customerView(call.world, call.world.customers.update(id, bodyOf(call, z.strictObject(fields)))),
      };
    },
  },
  {
    method: 'POST',
    path: '/customers/:customer/merge',
    run: (call) => {
      const { world } = call;
      const name = z.union([z.string(), z.number().int()]);
      const input = bodyOf(
        call,
        z.strictObject({ into: name, kept: name.optional(), alsoDelete: z.boolean().optional() }),
      );
      const one = findCustomer(world, call.params['customer'] ?? '');
      const two = findCustomer(world, input.into);
      // Without a choice, the one that Shopify itself would keep.
      const keptId =
        input.kept === undefined ? world.customers.mergeKeeps(one.id, two.id) : findCustomer(world, input.kept).id;
      const otherId = keptId === one.id ? two.id : one.id;
      const kept = world.customers.merge(keptId, otherId, { alsoDelete: input.alsoDelete });
      return { keptId, deletedId: otherId, customer: customerView(world, kept) };
    },
  },
  {
    method: 'POST',
    path: '/customers/:customer/delete',
    run: (call) => {
      const { id } = findCustomer(call.world, call.params['customer'] ?? '');
      const { force } = bodyOf(call, z.strictObject({ force: z.boolean().default(false) }));
      call.world.customers.delete(id, { force });
      return { deletedId: id };
    },
  },
  {
    method: 'POST',
    path: '/customers/:customer/request-data',
    run: ({ world, params }) => {
      const { id } = findCustomer(world, params['customer'] ?? '');
      world.customers.requestData(id);
      return { customerId: id };
    },
  },
  {
    method: 'POST',
    path: '/customers/:customer/redact',
    run: ({ world, params }) => {
      const { id } = findCustomer(world, params['customer'] ?? '');
      world.customers.redact(id);
      return { customerId: id };
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
