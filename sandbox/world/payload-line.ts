/** What the payloads of orders, refunds and fulfillments share: their lines, discount allocations and tax lines. */
import { toGid } from './gid.ts';
import { ZERO, formatMinor } from './money.ts';
import type { Order, OrderAllocation, OrderLine } from './order-types.ts';
import { moneyBag } from './payload-format.ts';
import type { Customer, Json, MoneySet, Shop } from './types.ts';

export type JsonObject = { [key: string]: Json };

export interface OrderFacts {
  order: Order;
  shop: Shop;
  customer: Customer | null;
  /** Products that still exist. */
  productExists: (productId: number | null) => boolean;
}

/** A line inside a refund or a fulfillment lacks a few fields, as in the documented examples. */
export type LinePlace = 'order' | 'fulfillment' | 'refund';

export function linePayload(line: OrderLine, { order, productExists }: OrderFacts, place: LinePlace): JsonObject {
  const bag = (amount: MoneySet): Json => moneyBag(amount, order);
  const text = (amount: MoneySet): string => formatMinor(amount.shopMinor, order.currencyCode);
  const fulfillable = order.cancelledAt === null ? Math.max(0, line.currentQuantity - line.fulfilledQuantity) : 0;
  const fulfilled = line.fulfilledQuantity > 0 && fulfillable === 0 ? 'fulfilled' : null;
  return {
    id: line.id,
    admin_graphql_api_id: toGid('LineItem', line.id),
    ...(place === 'order' ? { attributed_staffs: [] } : {}),
    ...(place === 'refund' ? {} : { current_quantity: line.currentQuantity }),
    fulfillable_quantity: fulfillable,
    fulfillment_service: 'manual',
    fulfillment_status: line.fulfilledQuantity > 0 && fulfillable > 0 ? 'partial' : fulfilled,
    gift_card: line.isGiftCard,
    grams: line.grams,
    name: line.name,
    price: text(line.unitPrice),
    price_set: bag(line.unitPrice),
    product_exists: productExists(line.productId),
    product_id: line.productId,
    properties: Object.entries(line.properties).map(([name, value]) => ({ name, value })),
    quantity: line.quantity,
    requires_shipping: line.requiresShipping,
    ...(place === 'order' ? { sales_line_item_group_id: null } : {}),
    sku: line.sku,
    taxable: line.taxable,
    title: line.title,
    // Only discounts given to the line itself; codes are in discount_allocations.
    total_discount: text(ZERO),
    total_discount_set: bag(ZERO),
    variant_id: line.variantId,
    variant_inventory_management: null,
    variant_title: line.variantTitle,
    vendor: line.vendor,
    tax_lines: line.taxable ? taxLines(order, line.tax) : [],
    duties: [],
    discount_allocations: line.allocations.map((allocation) => allocationPayload(allocation, order)),
  };
}

export function allocationPayload(allocation: OrderAllocation, order: Order): JsonObject {
  return {
    amount: formatMinor(allocation.amount.shopMinor, order.currencyCode),
    amount_set: moneyBag(allocation.amount, order),
    discount_application_index: allocation.applicationIndex,
  };
}

export function taxLines(order: Order, tax: MoneySet): JsonObject[] {
  if (order.taxRateBp === 0) return [];
  return [
    {
      channel_liable: false,
      price: formatMinor(tax.shopMinor, order.currencyCode),
      price_set: moneyBag(tax, order),
      rate: order.taxRateBp / 10_000,
      title: order.taxTitle,
    },
  ];
}
