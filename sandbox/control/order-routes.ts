/** Orders from outside: price, place, pay, refund, cancel, edit, fulfill. */
import { z } from 'zod';
import type { Buyer, PlaceOrderInput } from '#sandbox/world/selling-contract.ts';
import { toGid } from '#sandbox/world/gid.ts';
import type { Order } from '#sandbox/world/order-types.ts';
import type { World } from '#sandbox/world/world.ts';
import { findCustomer, findLineId, findOrder, findSellingPlanId, findVariantId } from './find.ts';
import { bodyOf, count, listOptions, money } from './route.ts';
import type { ControlRoute } from './route.ts';

const name = z.union([z.string().min(1), z.number().int()]);
const line = z.strictObject({
  variant: name,
  quantity: count.default(1),
  /** Bought as a subscription. */
  sellingPlan: name.optional(),
  properties: z.record(z.string(), z.string()).optional(),
});
const cart = {
  lines: z.array(line).min(1),
  codes: z.array(z.string()).default([]),
  shippingRateId: z.string().nullish(),
  currencyCode: z.string().length(3).optional(),
  tipMinor: money.optional(),
};
const placing = z.strictObject({
  ...cart,
  /** Id, gid or e-mail of a customer who exists. */
  customer: name.optional(),
  /** A guest's e-mail. */
  email: z.email().optional(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  paid: z.boolean().default(true),
  requireCodes: z.boolean().default(true),
  locale: z.string().optional(),
  note: z.string().nullish(),
  tags: z.array(z.string()).optional(),
  noteAttributes: z.array(z.strictObject({ name: z.string(), value: z.string() })).optional(),
  /** `web`, `pos`, or any other channel. */
  sourceName: z.string().optional(),
  /** The clock moves ahead to it first. */
  at: z.iso.datetime({ offset: true }).optional(),
  /** An order of before now, as an import makes it. */
  processedAt: z.iso.datetime({ offset: true }).optional(),
  gateway: z.string().optional(),
  giftCardCodes: z.array(z.string()).optional(),
  useStoreCredit: z.boolean().optional(),
});
const till = z.strictObject({
  lines: z.array(line).min(1),
  /** As scanned from a QR code or typed: id, gid, e-mail or phone number. Absent: nobody in particular. */
  customer: name.optional(),
  codes: z.array(z.string()).default([]),
  tipMinor: money.optional(),
  giftCardCodes: z.array(z.string()).optional(),
  gateway: z.string().default('cash'),
  at: z.iso.datetime({ offset: true }).optional(),
  note: z.string().nullish(),
});
type Placing = z.output<typeof placing>;
const restockType = z.enum(['no_restock', 'cancel', 'return']);
const refunding = z.strictObject({
  lines: z.array(z.strictObject({ line: name, quantity: count, restockType: restockType.optional() })).optional(),
  shipping: z.union([z.strictObject({ amountMinor: money }), z.strictObject({ full: z.literal(true) })]).optional(),
  amountMinor: money.optional(),
  note: z.string().nullish(),
  storeCredit: z.strictObject({ expiresAt: z.iso.datetime({ offset: true }).nullish() }).optional(),
});

function linesOf(world: World, lines: z.output<typeof line>[]): PlaceOrderInput['lines'] {
  return lines.map(({ variant, quantity, sellingPlan, properties }) => ({
    variantId: findVariantId(world, variant),
    quantity,
    ...(properties ? { properties } : {}),
    ...(sellingPlan === undefined ? {} : { sellingPlanId: findSellingPlanId(world, sellingPlan) }),
  }));
}

function place(world: World, { customer, email, firstName, lastName, lines, at, ...input }: Placing): Order {
  if (at !== undefined) world.clock.moveTo(at);
  let buyer: Buyer = null;
  if (customer !== undefined) buyer = { customerId: findCustomer(world, customer).id };
  else if (email !== undefined) buyer = { email, firstName, lastName };
  return world.orders.place({ ...input, buyer, lines: linesOf(world, lines) });
}

/** The order with its sums, so that a script need not add up. */
export function orderView(world: World, order: Order): unknown {
  return {
    gid: toGid('Order', order.id),
    ...order,
    originalTotals: world.orders.originalTotals(order),
    currentTotals: world.orders.currentTotals(order),
    netPayment: world.orders.netPayment(order),
    outstanding: world.orders.outstanding(order),
    finalOfLines: order.lines.map((item) => ({ lineId: item.id, sku: item.sku, final: world.orders.lineFinal(item) })),
  };
}

export const ORDER_ROUTES: ControlRoute[] = [
  {
    method: 'GET',
    path: '/orders',
    run: ({ world, query }) => {
      const customer = query.get('customer');
      const orders = world.orders.list({
        ...listOptions(query),
        ...(customer ? { customerId: findCustomer(world, customer).id } : {}),
        ...(query.get('query') ? { query: query.get('query') ?? '' } : {}),
      });
      return { orders: orders.map((order) => orderView(world, order)) };
    },
  },
  {
    method: 'GET',
    path: '/orders/:order',
    run: ({ world, params }) => ({ order: orderView(world, findOrder(world, params['order'] ?? '')) }),
  },
  {
    method: 'POST',
    path: '/price',
    run: (call) => {
      const { world } = call;
      const { customer, email, lines, ...input } = bodyOf(
        call,
        z.strictObject({ ...cart, customer: name.optional(), email: z.string().optional() }),
      );
      return world.pricing.priceCheckout({
        ...input,
        lines: linesOf(world, lines),
        customerId: customer === undefined ? null : findCustomer(world, customer).id,
        email,
      });
    },
  },
  {
    method: 'POST',
    path: '/orders',
    run: (call) => {
      const { world } = call;
      return { order: orderView(world, place(world, bodyOf(call, placing))) };
    },
  },
  {
    method: 'POST',
    path: '/orders/many',
    run: (call) => {
      const { world } = call;
      const { orders } = bodyOf(call, z.strictObject({ orders: z.array(placing).min(1).max(2000) }));
      // The clock stays where it is: a batch is a history, told by `processedAt`.
      const placed = world.transaction(() => orders.map((order) => place(world, order)));
      return { orders: placed.map(({ id, name: orderName, processedAt }) => ({ id, name: orderName, processedAt })) };
    },
  },
  {
    method: 'POST',
    path: '/pos/orders',
    run: (call) => {
      const { world } = call;
      const { customer, lines, at, ...input } = bodyOf(call, till);
      if (at !== undefined) world.clock.moveTo(at);
      const buyer = customer === undefined ? null : { customerId: findCustomer(world, customer).id };
      const order = world.orders.place({ ...input, buyer, lines: linesOf(world, lines), sourceName: 'pos' });
      // What is bought over the counter is handed over at once.
      const open = order.lines.some((item) => item.requiresShipping);
      return { order: orderView(world, open ? world.orders.fulfill(order.id) : order) };
    },
  },
  {
    method: 'POST',
    path: '/orders/:order/pay',
    run: ({ world, params }) => {
      const order = world.orders.markPaid(findOrder(world, params['order'] ?? '').id);
      return { order: orderView(world, order) };
    },
  },
  {
    method: 'POST',
    path: '/orders/:order/refund',
    run: (call) => {
      const { world, params } = call;
      const { lines, ...input } = bodyOf(call, refunding);
      const before = findOrder(world, params['order'] ?? '');
      const { order, refund } = world.orders.refund(before.id, {
        ...input,
        lines: lines?.map(({ line: item, ...rest }) => ({ lineId: findLineId(before, item), ...rest })),
      });
      return { refund, order: orderView(world, order) };
    },
  },
  {
    method: 'POST',
    path: '/orders/:order/cancel',
    run: (call) => {
      const { world, params } = call;
      const input = bodyOf(
        call,
        z.strictObject({
          reason: z.enum(['customer', 'declined', 'fraud', 'inventory', 'staff', 'other']).optional(),
          refund: z.boolean().default(true),
          restock: z.boolean().default(true),
          staffNote: z.string().optional(),
        }),
      );
      return { order: orderView(world, world.orders.cancel(findOrder(world, params['order'] ?? '').id, input)) };
    },
  },
  {
    method: 'POST',
    path: '/orders/:order/edit',
    run: (call) => {
      const { world, params } = call;
      const input = bodyOf(
        call,
        z.strictObject({
          quantities: z.array(z.strictObject({ line: name, quantity: z.number().int().nonnegative() })).optional(),
          additions: z.array(line).optional(),
          restock: z.boolean().optional(),
          staffNote: z.string().optional(),
          collect: z.boolean().optional(),
        }),
      );
      const before = findOrder(world, params['order'] ?? '');
      const order = world.orders.edit(before.id, {
        ...input,
        quantities: input.quantities?.map(({ line: item, quantity }) => ({
          lineId: findLineId(before, item),
          quantity,
        })),
        additions: input.additions?.map(({ variant, quantity }) => ({
          variantId: findVariantId(world, variant),
          quantity,
        })),
      });
      return { order: orderView(world, order) };
    },
  },
  {
    method: 'POST',
    path: '/orders/:order/fulfill',
    run: ({ world, params }) => {
      const order = world.orders.fulfill(findOrder(world, params['order'] ?? '').id);
      return { order: orderView(world, order) };
    },
  },
];
