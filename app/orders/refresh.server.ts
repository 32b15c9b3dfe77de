/** Reads an order as Shopify has it now and applies it like any other word on it: after edits, and for reconciliation. */
import { z } from 'zod';
import { inTransaction } from '../db.server.ts';
import { cleanText } from '../lib/clean-text.ts';
import { parseDecimalToMinor } from '../lib/money.ts';
import { callAdmin } from '../shopify/admin-client.server.ts';
import { orderById } from '../shopify/documents.ts';
import { gidField, instantField } from '../shopify/payloads/fields.ts';
import { normalizeEmail } from '../shopify/payloads/order.ts';
import { shopFactsByIds } from '../shops/shop-store.server.ts';
import { applyOrderUpdates } from './apply.server.ts';
import type { OrderSnapshot } from './facts.ts';

const moneyBag = z
  .object({ shopMoney: z.object({ amount: z.string(), currencyCode: z.string() }) })
  .transform(({ shopMoney }) => {
    const minor = parseDecimalToMinor(shopMoney.amount, shopMoney.currencyCode);
    if (minor === null) throw new Error(`"${shopMoney.amount}" ${shopMoney.currencyCode} is not an amount of money`);
    return minor;
  });
const nodes = <Node extends z.ZodType>(node: Node) =>
  z.object({ nodes: z.array(node) }).transform((connection) => connection.nodes);

const orderAnswer = z.object({
  id: gidField,
  name: z.string(),
  email: z.string().nullable(),
  currencyCode: z.string(),
  taxesIncluded: z.boolean(),
  test: z.boolean(),
  processedAt: instantField,
  updatedAt: instantField,
  cancelledAt: instantField.nullable(),
  displayFinancialStatus: z.string().nullable(),
  discountCodes: z.array(z.string()),
  totalPriceSet: moneyBag,
  customer: z.object({ id: gidField }).nullable(),
  lineItems: nodes(
    z.object({
      id: gidField,
      name: z.string(),
      title: z.string(),
      quantity: z.number().int(),
      currentQuantity: z.number().int(),
      isGiftCard: z.boolean(),
      product: z.object({ id: gidField }).nullable(),
      originalTotalSet: moneyBag,
      discountAllocations: z.array(z.object({ allocatedAmountSet: moneyBag })),
    }),
  ),
  refunds: z.array(
    z.object({
      id: gidField,
      createdAt: instantField.nullable(),
      processedAt: instantField,
      totalRefundedSet: moneyBag,
      refundLineItems: nodes(
        z.object({
          quantity: z.number().int(),
          lineItem: z.object({ id: gidField }),
          subtotalSet: moneyBag,
          totalTaxSet: moneyBag,
        }),
      ),
      refundShippingLines: nodes(z.object({ subtotalAmountSet: moneyBag, taxAmountSet: moneyBag })),
    }),
  ),
});

/** An order that Shopify does not know (any more) changes nothing here. */
export async function runRefreshOrder(shopId: number, orderId: string, now: Date): Promise<void> {
  const shops = await shopFactsByIds([shopId]);
  const shop = shops.get(shopId);
  if (!shop) return;
  const answer = await callAdmin<{ order: unknown }>(shop.domain, orderById, { id: `gid://shopify/Order/${orderId}` });
  if (!answer.order) return;
  const snapshot = readOrderAnswer(answer.order);
  await inTransaction((sql) => applyOrderUpdates(sql, [{ shopId, orderId, kind: 'snapshot', snapshot }], shops, now));
}

/** @throws z.ZodError when the answer is not what the document asked for. */
export function readOrderAnswer(input: unknown): OrderSnapshot {
  const order = orderAnswer.parse(input);
  const isPaid = ['PAID', 'PARTIALLY_REFUNDED', 'REFUNDED'].includes(order.displayFinancialStatus ?? '');
  return {
    orderId: order.id,
    name: order.name,
    customerId: order.customer?.id ?? null,
    // Whether the buyer may join is told by webhooks and the storefront; a refresh enrolls nobody.
    customerHasAccount: false,
    email: normalizeEmail(order.email),
    currencyCode: order.currencyCode,
    totalMinor: order.totalPriceSet,
    at: order.updatedAt,
    paidAt: isPaid ? order.processedAt : null,
    cancelledAt: order.cancelledAt,
    test: order.test,
    discountCodes: order.discountCodes,
    lines: order.lineItems.map((line) => ({
      lineId: line.id,
      productId: line.product?.id ?? null,
      title: cleanText(line.name, 200),
      quantity: line.quantity,
      amountMinor: Math.max(
        0,
        line.originalTotalSet -
          line.discountAllocations.reduce((sum, allocation) => sum + allocation.allocatedAmountSet, 0),
      ),
      giftCard: line.isGiftCard,
      tip: line.title === 'Tip' && line.product === null,
      removedQuantity: Math.max(0, line.quantity - line.currentQuantity),
    })),
    refunds: order.refunds.map((refund) => ({
      refundId: refund.id,
      at: refund.processedAt,
      lines: refund.refundLineItems.map((line) => ({ lineId: line.lineItem.id, quantity: line.quantity })),
      moneyMinor: refund.totalRefundedSet,
      linesMinor: refund.refundLineItems.reduce(
        (sum, line) => sum + line.subtotalSet + (order.taxesIncluded ? 0 : line.totalTaxSet),
        0,
      ),
      shippingMinor: refund.refundShippingLines.reduce(
        (sum, line) => sum + line.subtotalAmountSet + (order.taxesIncluded ? 0 : line.taxAmountSet),
        0,
      ),
    })),
  };
}
