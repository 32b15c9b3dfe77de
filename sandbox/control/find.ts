/** Names that a script may use for things: ids, gids, e-mail addresses, order names, SKUs. */
import { parseGid } from '#sandbox/world/gid.ts';
import { WorldRefusal } from '#sandbox/world/refusal.ts';
import type { Order } from '#sandbox/world/order-types.ts';
import type { Collection, Customer, Product } from '#sandbox/world/types.ts';
import type { World } from '#sandbox/world/world.ts';

/** Answered with 404. */
export class NotFound extends Error {}

export function numericId(name: string | number): number | null {
  if (typeof name === 'number') return name;
  const id = parseGid(name)?.id ?? Number(name);
  return Number.isSafeInteger(id) && id > 0 ? id : null;
}

/** By id, gid, e-mail or (as a till does) phone number; a merged-away id finds the customer that was kept. */
export function findCustomer(world: World, name: string | number): Customer {
  const id = numericId(name);
  const byId = id === null ? null : world.customers.get(world.customers.resolveMerged(id));
  const found = byId ?? (typeof name === 'string' ? (world.customers.byEmail(name) ?? byPhone(world, name)) : null);
  if (!found) throw new NotFound(`There is no customer ${name}.`);
  return found;
}

function byPhone(world: World, name: string): Customer | null {
  return name.startsWith('+') ? world.customers.byPhone(name) : null;
}

/** By id, gid or name (`1001`, `#1001`). */
export function findOrder(world: World, name: string | number): Order {
  const id = numericId(name);
  const found = (id === null ? null : world.orders.get(id)) ?? world.orders.byName(String(name));
  if (!found) throw new NotFound(`There is no order ${name}.`);
  return found;
}

/** By variant id, gid or SKU. */
export function findVariantId(world: World, name: string | number): number {
  const id = numericId(name);
  if (id !== null && world.catalog.variant(id)) return id;
  for (const product of world.catalog.products()) {
    const variant = product.variants.find(({ sku }) => sku === String(name));
    if (variant) return variant.id;
  }
  throw new WorldRefusal([{ field: ['lines'], code: 'NOT_FOUND', message: `There is no variant ${name}.` }]);
}

/** A line of an order by id, gid or SKU. */
export function findLineId(order: Order, name: string | number): number {
  const id = numericId(name);
  const line = order.lines.find((candidate) => candidate.id === id || candidate.sku === String(name));
  if (!line)
    throw new WorldRefusal([{ field: ['lines'], code: 'NOT_FOUND', message: `The order has no line ${name}.` }]);
  return line.id;
}

/** A selling plan by id, gid or name. */
export function findSellingPlanId(world: World, name: string | number): number {
  const id = numericId(name);
  const plans = world.catalog.products().flatMap((product) => product.sellingPlans ?? []);
  const plan = plans.find((candidate) => candidate.id === id || candidate.name === name);
  if (!plan) throw new WorldRefusal([{ field: ['lines'], code: 'NOT_FOUND', message: `There is no plan ${name}.` }]);
  return plan.id;
}

/** A collection by id, gid or handle. */
export function findCollection(world: World, name: string | number): Collection {
  const id = numericId(name);
  const found = (id === null ? null : world.catalog.collection(id)) ?? world.catalog.collectionByHandle(String(name));
  if (!found) throw new NotFound(`There is no collection ${name}.`);
  return found;
}

/** A product by id, gid, handle or the SKU of one of its variants. */
export function findProduct(world: World, name: string | number): Product {
  const id = numericId(name);
  const found =
    (id === null ? null : world.catalog.product(id)) ??
    world.catalog.productByHandle(String(name)) ??
    world.catalog.products().find((product) => product.variants.some(({ sku }) => sku === String(name)));
  if (!found) throw new NotFound(`There is no product ${name}.`);
  return found;
}
