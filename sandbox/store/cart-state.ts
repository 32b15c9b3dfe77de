import { createHash } from 'node:crypto';
import type { World } from '#sandbox/world/world.ts';
import type { PricedCheckout } from '#sandbox/world/discount-types.ts';

/** One line of a cart, before it is priced. */
export type CartLine = {
  /** `<variant id>:<hash of the properties>`, as the Ajax API names lines. */
  key: string;
  variantId: number;
  quantity: number;
  properties: Record<string, string>;
  /** Bought as a subscription. */
  sellingPlanId?: number | null;
};

/** What the store remembers of a cart. Prices are never stored: they are worked out at each reading. */
export type CartState = {
  token: string;
  lines: CartLine[];
  /** In the order in which they were entered; ones that do not apply stay, as at Shopify. */
  codes: string[];
  note: string;
  attributes: Record<string, string>;
};

/** A mistake of the caller, with the status that Shopify's Ajax API answers (422 or 404). */
export class CartRefusal extends Error {
  readonly httpStatus: number;
  constructor(httpStatus: number, message: string) {
    super(message);
    this.httpStatus = httpStatus;
  }
}

const collection = 'store-carts';

export function emptyCart(token: string): CartState {
  return { token, lines: [], codes: [], note: '', attributes: {} };
}

export function loadCart(world: World, token: string): CartState {
  return { ...emptyCart(token), ...world.documents.get<CartState>(collection, token), token };
}

export function saveCart(world: World, cart: CartState): void {
  world.documents.set(collection, cart.token, cart);
}

export function deleteCart(world: World, token: string): void {
  world.documents.delete(collection, token);
}

export function lineKey(
  variantId: number,
  properties: Record<string, string>,
  sellingPlanId: number | null = null,
): string {
  const entries = Object.entries(properties).sort(([left], [right]) => left.localeCompare(right));
  return `${variantId}:${createHash('md5')
    .update(JSON.stringify(sellingPlanId === null ? [variantId, entries] : [variantId, entries, sellingPlanId]))
    .digest('hex')}`;
}

/** Adds units of a variant; the same variant with the same properties is one line. Throws CartRefusal. */
export function addLine(
  world: World,
  cart: CartState,
  input: { variantId: number; quantity: number; properties?: Record<string, string>; sellingPlanId?: number | null },
): CartLine {
  const found = world.catalog.variant(input.variantId);
  if (!found || found.product.status !== 'active') throw new CartRefusal(404, 'Cannot find variant');
  if (!Number.isInteger(input.quantity) || input.quantity < 1) throw new CartRefusal(422, 'Quantity must be 1 or more');
  const properties = input.properties ?? {};
  const sellingPlanId = input.sellingPlanId ?? null;
  const plans = found.product.sellingPlans ?? [];
  if (sellingPlanId === null && found.product.requiresSellingPlan) {
    throw new CartRefusal(422, 'Variant can only be purchased with a selling plan.');
  }
  if (sellingPlanId !== null && !plans.some((plan) => plan.id === sellingPlanId)) {
    throw new CartRefusal(422, 'The selling plan is not valid for this variant.');
  }
  const key = lineKey(input.variantId, properties, sellingPlanId);
  const inCart = cart.lines
    .filter((line) => line.variantId === input.variantId)
    .reduce((sum, line) => sum + line.quantity, 0);
  const stock = found.variant.inventoryQuantity;
  if (stock !== null && inCart + input.quantity > stock) {
    throw new CartRefusal(
      422,
      stock === 0
        ? `The product '${found.product.title}' is already sold out.`
        : `You can only add ${stock} ${found.product.title} to the cart.`,
    );
  }
  const existing = cart.lines.find((line) => line.key === key);
  if (existing) {
    existing.quantity += input.quantity;
    return existing;
  }
  const line: CartLine = { key, variantId: input.variantId, quantity: input.quantity, properties, sellingPlanId };
  // Shopify puts the newest line first.
  cart.lines.unshift(line);
  return line;
}

/** Sets a line's quantity; 0 removes it. `which` is a line's key, its variant's id, or its 1-based position. */
export function changeLine(
  world: World,
  cart: CartState,
  which: { line?: number; id?: string },
  quantity: number,
): void {
  const line =
    which.line !== undefined
      ? cart.lines[which.line - 1]
      : cart.lines.find((candidate) => candidate.key === which.id || String(candidate.variantId) === which.id);
  if (!line) throw new CartRefusal(which.line === undefined ? 400 : 422, 'no valid id or line parameter');
  if (!Number.isInteger(quantity) || quantity < 0) throw new CartRefusal(422, 'Quantity must be 0 or more');
  const stock = world.catalog.variant(line.variantId)?.variant.inventoryQuantity ?? null;
  line.quantity = stock === null ? quantity : Math.min(quantity, stock);
  cart.lines = cart.lines.filter((candidate) => candidate.quantity > 0);
}

/** `A, b,A` -> `['A','b']`: trimmed, without repetition regardless of case. */
export function parseCodes(text: string): string[] {
  const seen = new Set<string>();
  return text
    .split(',')
    .map((code) => code.trim())
    .filter((code) => {
      const key = code.toLowerCase();
      if (!code || code.length > 255 || seen.has(key)) return false;
      seen.add(key);
      return true;
    });
}

function isStillSold(world: World, line: CartLine): boolean {
  const product = world.catalog.variant(line.variantId)?.product;
  const plan = line.sellingPlanId ?? null;
  if (!product || (plan === null && product.requiresSellingPlan)) return false;
  return plan === null || (product.sellingPlans ?? []).some(({ id }) => id === plan);
}

/** The cart at today's prices and rules. Lines whose variant is gone are left out first. */
export function priceCart(
  world: World,
  cart: CartState,
  buyer: { customerId: number | null; currencyCode: string; email?: string | null; shippingRateId?: string | null },
): PricedCheckout {
  cart.lines = cart.lines.filter((line) => isStillSold(world, line));
  return world.pricing.priceCheckout({
    lines: cart.lines.map((line) => ({
      variantId: line.variantId,
      quantity: line.quantity,
      properties: line.properties,
      sellingPlanId: line.sellingPlanId ?? null,
    })),
    customerId: buyer.customerId,
    email: buyer.email ?? null,
    codes: cart.codes,
    currencyCode: buyer.currencyCode,
    ...(buyer.shippingRateId ? { shippingRateId: buyer.shippingRateId } : {}),
  });
}
