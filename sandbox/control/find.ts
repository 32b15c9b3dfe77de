/** Names that a script may use for things: ids, gids, e-mail addresses, order names, SKUs. */
import { parseGid } from '#sandbox/world/gid.ts';
import { WorldRefusal } from '#sandbox/world/refusal.ts';
import type { Order } from '#sandbox/world/order-types.ts';
import type { Customer } from '#sandbox/world/types.ts';
import type { World } from '#sandbox/world/world.ts';

/** Answered with 404. */
export class NotFound extends Error {}

export function numericId(name: string | number): number | null {
  if (typeof name === 'number') return name;
  const id = parseGid(name)?.id ?? Number(name);
  return Number.isSafeInteger(id) && id > 0 ? id : null;
}

/** By id, gid or e-mail; a merged-away id finds the customer that was kept. */
export function findCustomer(world: World, name: string | number): Customer {
  const id = numericId(name);
  const byId = id === null ? null : world.customers.get(world.customers.resolveMerged(id));
  const found = byId ?? (typeof name === 'string' ? world.customers.byEmail(name) : null);
  if (!found) throw new NotFound(`There is no customer ${name}.`);
  return found;
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
