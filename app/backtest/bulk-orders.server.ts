/** Past orders from Shopify's bulk operation: the file of JSON lines as it streams, each order with its lines after it. */
import { z } from 'zod';
import { parseDecimalToMinor } from '../lib/money.ts';
import { shareInProportion } from '../lib/shares.ts';
import type { OrderLine, ProductFacts } from '../program/events.ts';
import { readBulkLines } from '../shopify/bulk.server.ts';
import type { PastEntry } from './past-order.ts';

const money = z
  .object({ shopMoney: z.object({ amount: z.string(), currencyCode: z.string() }) })
  .transform(({ shopMoney }) => parseDecimalToMinor(shopMoney.amount, shopMoney.currencyCode) ?? 0);
const gid = z.string().transform((id) => id.slice(id.lastIndexOf('/') + 1));
const taxLines = z.array(z.object({ priceSet: money }));

const orderLine = z.object({
  id: gid,
  processedAt: z.string(),
  cancelledAt: z.string().nullable(),
  displayFinancialStatus: z.string().nullable(),
  currencyCode: z.string(),
  taxesIncluded: z.boolean(),
  test: z.boolean(),
  sourceName: z.string().nullable(),
  customer: z.object({ id: gid }).nullable(),
  totalShippingPriceSet: money,
  totalRefundedSet: money,
});
type BulkOrder = z.infer<typeof orderLine>;

const itemLine = z.object({
  __parentId: gid,
  id: gid,
  title: z.string(),
  vendor: z.string().nullable(),
  quantity: z.number().int(),
  currentQuantity: z.number().int(),
  isGiftCard: z.boolean(),
  product: z.object({ id: gid, productType: z.string(), vendor: z.string(), tags: z.array(z.string()) }).nullable(),
  variant: z.object({ id: gid }).nullable(),
  originalTotalSet: money,
  discountAllocations: z.array(z.object({ allocatedAmountSet: money })),
  taxLines,
});
type BulkItem = z.infer<typeof itemLine>;

const PORTION = 500;
const paidStates = new Set(['PAID', 'PARTIALLY_REFUNDED', 'REFUNDED']);

/** @throws ShopifyUnavailable when the file breaks off. */
export async function* readBulkPastOrders(url: string): AsyncGenerator<PastEntry[]> {
  let portion: PastEntry[] = [];
  let open: { order: BulkOrder; items: BulkItem[] } | null = null;
  for await (const line of readBulkLines(url)) {
    if (typeof line === 'object' && line !== null && '__parentId' in line) {
      const item = itemLine.parse(line);
      if (open?.order.id === item.__parentId) open.items.push(item);
      continue;
    }
    if (open) portion.push(entryOf(open.order, open.items));
    open = { order: orderLine.parse(line), items: [] };
    if (portion.length >= PORTION) {
      yield portion;
      portion = [];
    }
  }
  if (open) portion.push(entryOf(open.order, open.items));
  if (portion.length > 0) yield portion;
}

function entryOf(order: BulkOrder, items: readonly BulkItem[]): PastEntry {
  if (!paidStates.has(order.displayFinancialStatus ?? '')) return { passedOver: 'unpaid' };
  if (order.cancelledAt !== null || order.displayFinancialStatus === 'REFUNDED') return { passedOver: 'refunded' };
  const lines: OrderLine[] = [];
  const products = new Map<string, ProductFacts>();
  let removedMinor = 0;
  for (const item of items) {
    const discountMinor = item.discountAllocations.reduce((sum, { allocatedAmountSet }) => sum + allocatedAmountSet, 0);
    const boughtMinor = Math.max(0, item.originalTotalSet - discountMinor);
    const kept = item.quantity === 0 ? 0 : Math.floor((boughtMinor * item.currentQuantity) / item.quantity);
    const taxMinor = order.taxesIncluded ? item.taxLines.reduce((sum, { priceSet }) => sum + priceSet, 0) : 0;
    removedMinor += boughtMinor - kept;
    if (item.currentQuantity === 0) continue;
    // Collections would be a connection within a connection within a list: they are not told here.
    if (item.product) products.set(item.product.id, { ...item.product, collectionIds: [] });
    lines.push({
      lineId: item.id,
      productId: item.product?.id ?? null,
      variantId: item.variant?.id ?? null,
      quantity: item.currentQuantity,
      amountMinor: kept,
      taxMinor: item.quantity === 0 ? 0 : Math.floor((taxMinor * item.currentQuantity) / item.quantity),
      giftCard: item.isGiftCard,
      tip: item.title === 'Tip' && item.vendor === null,
    });
  }
  // Money that was given back without items is taken off what is left.
  const keptMinor = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const looseMinor = Math.min(keptMinor, Math.max(0, order.totalRefundedSet - removedMinor));
  if (looseMinor > 0) {
    const shares = shareInProportion(
      keptMinor - looseMinor,
      lines.map(({ amountMinor }) => amountMinor),
    );
    lines.forEach((line, index) => (line.amountMinor = shares[index] ?? 0));
  }
  if (lines.length === 0) return { passedOver: 'refunded' };
  return {
    orderId: order.id,
    customer: order.customer?.id ?? null,
    currencyCode: order.currencyCode,
    paidAtMs: Date.parse(order.processedAt),
    lines,
    shippingMinor: order.totalShippingPriceSet,
    channel: order.sourceName ?? '',
    products,
  };
}
