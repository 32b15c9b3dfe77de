/** Order editing: quantities up and down, new lines. Units that are taken out are recorded by the caller as a refund. */
import type { OrdersRoom } from './selling-contract.ts';
import { mulDiv } from './money.ts';
import { lineFinal } from './order-money.ts';
import { refuse } from './refusal.ts';
import type { Order, OrderEdit, OrderLine } from './order-types.ts';
import type { MoneySet } from './types.ts';
import type { World } from './world.ts';

/** Changes the order in place and answers what to record. */
export function editOrder(
  order: Order,
  input: Parameters<OrdersRoom['edit']>[1],
  world: World,
): { edit: OrderEdit; removed: { lineId: number; quantity: number }[] } {
  if (order.cancelledAt !== null) refuse('INVALID', 'The order cannot be edited.', ['id']);
  const edit: OrderEdit = {
    id: world.nextId(),
    orderId: order.id,
    committedAt: world.clock.nowInstant(),
    staffNote: input.staffNote ?? '',
    additions: [],
    removals: [],
  };
  const removed: { lineId: number; quantity: number }[] = [];
  for (const { lineId, quantity } of input.quantities ?? []) {
    const line = order.lines.find((candidate) => candidate.id === lineId);
    if (!line) refuse('NOT_FOUND', 'The order has no such line.', ['lineItemId']);
    if (!Number.isInteger(quantity) || quantity < line.fulfilledQuantity) {
      refuse('INVALID', 'The quantity must be a whole number, not below what is fulfilled.', ['quantity']);
    }
    const delta = quantity - line.currentQuantity;
    if (delta > 0) {
      line.quantity += delta;
      line.currentQuantity += delta;
      line.tax = taxOf(order, line);
      edit.additions.push({ lineId, delta });
    }
    if (delta < 0) {
      removed.push({ lineId, quantity: -delta });
      edit.removals.push({ lineId, delta: -delta });
    }
  }
  for (const { variantId, quantity } of input.additions ?? []) {
    const found = world.catalog.variant(variantId);
    if (!found) refuse('NOT_FOUND', 'This variant does not exist.', ['variantId']);
    if (!Number.isInteger(quantity) || quantity < 1)
      refuse('INVALID', 'The quantity must be a whole number above 0.', ['quantity']);
    const { product, variant } = found;
    const variantTitle = variant.title === 'Default Title' ? null : variant.title;
    const currencyCode = order.presentmentCurrencyCode;
    const unitMinor = world.shop[product.isGiftCard ? 'toPresentmentMinor' : 'toPriceMinor'](
      variant.priceMinor,
      currencyCode,
    );
    const line: OrderLine = {
      id: world.nextId(),
      productId: product.id,
      variantId,
      title: product.title,
      variantTitle,
      name: variantTitle ? `${product.title} - ${variantTitle}` : product.title,
      sku: variant.sku,
      vendor: product.vendor,
      quantity,
      currentQuantity: quantity,
      fulfilledQuantity: 0,
      isGiftCard: product.isGiftCard,
      requiresShipping: variant.requiresShipping,
      taxable: variant.taxable,
      grams: variant.grams,
      properties: {},
      unitPrice: { shopMinor: world.shop.toShopMinor(unitMinor, currencyCode), presentmentMinor: unitMinor },
      allocations: [],
      tax: { shopMinor: 0, presentmentMinor: 0 },
      addedByEditId: edit.id,
      sellingPlan: null,
    };
    line.tax = taxOf(order, line);
    order.lines.push(line);
    edit.additions.push({ lineId: line.id, delta: quantity });
  }
  if (edit.additions.length === 0 && edit.removals.length === 0)
    refuse('INVALID', 'Nothing was changed.', ['quantities']);
  if (order.fulfillmentStatus === 'fulfilled' && edit.additions.length > 0) order.fulfillmentStatus = 'partial';
  return { edit, removed };
}

function taxOf(order: Order, line: OrderLine): MoneySet {
  if (!line.taxable) return { shopMinor: 0, presentmentMinor: 0 };
  const whole = order.taxesIncluded ? 10_000 + order.taxRateBp : 10_000;
  const final = lineFinal(line);
  return {
    shopMinor: mulDiv(final.shopMinor, order.taxRateBp, whole),
    presentmentMinor: mulDiv(final.presentmentMinor, order.taxRateBp, whole),
  };
}
