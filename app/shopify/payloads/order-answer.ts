/** Reads an order as the Admin API answers it. Pure; the amounts are the shop's, in minor units. */
import { z } from 'zod';
import { cleanText } from '../../lib/clean-text.ts';
import { parseDecimalToMinor } from '../../lib/money.ts';
import type { FactLine, OrderShipping, OrderSnapshot } from '../../orders/facts.ts';
import { gidField, instantField, paidMoneyOf } from './fields.ts';
import { DEVICE_ATTRIBUTE, isSubscription, normalizeEmail, REFERRAL_ATTRIBUTE } from './order.ts';

const moneyBag = z
  .object({ shopMoney: z.object({ amount: z.string(), currencyCode: z.string() }) })
  .transform(({ shopMoney }) => {
    const minor = parseDecimalToMinor(shopMoney.amount, shopMoney.currencyCode);
    if (minor === null) throw new Error(`"${shopMoney.amount}" ${shopMoney.currencyCode} is not an amount of money`);
    return minor;
  });
const paidMoney = z
  .object({
    shopMoney: z.object({ amount: z.string(), currencyCode: z.string() }),
    presentmentMoney: z.object({ amount: z.string(), currencyCode: z.string() }).optional(),
  })
  .transform((bag) => {
    const amountMinor = moneyBag.parse(bag);
    const { currencyCode } = bag.shopMoney;
    return { amountMinor, paid: paidMoneyOf({ amountMinor, currencyCode }, bag.presentmentMoney ?? null) };
  });
const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() });
/** A page of a connection: its nodes, and the cursor after which there are more, or null. */
const page = <Node extends z.ZodType>(node: Node) =>
  z.object({ nodes: z.array(node), pageInfo: pageInfo.optional() }).transform((connection) => ({
    nodes: connection.nodes,
    next: connection.pageInfo?.hasNextPage ? (connection.pageInfo.endCursor ?? null) : null,
  }));

const taxLine = z.object({ priceSet: moneyBag });

const lineAnswer = z.object({
  id: gidField,
  name: z.string(),
  title: z.string(),
  quantity: z.number().int(),
  currentQuantity: z.number().int(),
  isGiftCard: z.boolean(),
  vendor: z.string().nullable(),
  product: z.object({ id: gidField }).nullable(),
  variant: z.object({ id: gidField }).nullable(),
  taxLines: z.array(taxLine),
  originalUnitPriceSet: moneyBag,
  discountAllocations: z.array(z.object({ allocatedAmountSet: moneyBag })),
});
const refundLineAnswer = z.object({
  quantity: z.number().int(),
  lineItem: z.object({ id: gidField }),
  subtotalSet: moneyBag,
  totalTaxSet: moneyBag,
});

export const linesPage = page(lineAnswer);
export const refundLinesPage = page(refundLineAnswer);

const addressAnswer = z
  .object({
    address1: z.string().nullable(),
    address2: z.string().nullable(),
    zip: z.string().nullable(),
    countryCodeV2: z.string().nullable(),
  })
  .transform(({ countryCodeV2, ...address }) => ({ ...address, country_code: countryCodeV2 }))
  .nullable();

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
  displayFulfillmentStatus: z.string().optional(),
  fulfillments: z.array(z.object({ createdAt: instantField })).optional(),
  discountCodes: z.array(z.string()),
  sourceName: z.string().nullable(),
  customAttributes: z.array(z.object({ key: z.string(), value: z.string().nullable() })),
  shippingAddress: addressAnswer,
  billingAddress: addressAnswer,
  shippingLines: page(z.object({ discountedPriceSet: moneyBag, taxLines: z.array(taxLine) })),
  totalPriceSet: paidMoney,
  customer: z.object({ id: gidField, state: z.string().optional() }).nullable(),
  lineItems: linesPage,
  refunds: z.array(
    z.object({
      id: gidField,
      createdAt: instantField.nullable(),
      processedAt: instantField,
      totalRefundedSet: moneyBag,
      refundLineItems: refundLinesPage,
      refundShippingLines: page(z.object({ subtotalAmountSet: moneyBag, taxAmountSet: moneyBag })),
    }),
  ),
});
export type OrderAnswer = z.infer<typeof orderAnswer>;

/** @throws z.ZodError when the answer is not what the document asked for. */
export function parseOrderAnswer(input: unknown): OrderAnswer {
  return orderAnswer.parse(input);
}

/** Whether an order in this state of payment is, or was, paid in full. */
export function isPaidStatus(displayFinancialStatus: string | null): boolean {
  return ['PAID', 'PARTIALLY_REFUNDED', 'REFUNDED'].includes(displayFinancialStatus ?? '');
}

/** One answer with all that it holds on its first pages. @throws z.ZodError when it is not what the document asked for. */
export function readOrderAnswer(input: unknown): OrderSnapshot {
  return snapshotOf(parseOrderAnswer(input));
}

/** The order in our words. All its pages must have been read. */
export function snapshotOf(order: OrderAnswer): OrderSnapshot {
  return {
    orderId: order.id,
    name: cleanText(order.name, 100),
    customerId: order.customer?.id ?? null,
    customerHasAccount: order.customer?.state === 'ENABLED',
    email: normalizeEmail(order.email),
    currencyCode: order.currencyCode,
    totalMinor: order.totalPriceSet.amountMinor,
    paidMoney: order.totalPriceSet.paid,
    at: order.updatedAt,
    paidAt: isPaidStatus(order.displayFinancialStatus) ? order.processedAt : null,
    cancelledAt: order.cancelledAt,
    fulfilledAt: fulfilledAt(order),
    test: order.test,
    discountCodes: order.discountCodes.map((code) => cleanText(code, 255)),
    lines: order.lineItems.nodes.map((line) => readLine(line, order)),
    channel: cleanText(order.sourceName ?? '', 100),
    shipping: readShipping(order),
    referralCode: attribute(order, REFERRAL_ATTRIBUTE),
    buyer: { address: order.shippingAddress ?? order.billingAddress, device: attribute(order, DEVICE_ATTRIBUTE) },
    refunds: order.refunds.map((refund) => ({
      refundId: refund.id,
      at: refund.processedAt,
      lines: refund.refundLineItems.nodes.map((line) => ({ lineId: line.lineItem.id, quantity: line.quantity })),
      moneyMinor: refund.totalRefundedSet,
      linesMinor: refund.refundLineItems.nodes.reduce(
        (sum, line) => sum + line.subtotalSet + (order.taxesIncluded ? 0 : line.totalTaxSet),
        0,
      ),
      shippingMinor: refund.refundShippingLines.nodes.reduce(
        (sum, line) => sum + line.subtotalAmountSet + (order.taxesIncluded ? 0 : line.taxAmountSet),
        0,
      ),
    })),
  };
}

/** Shipments that the document asks for. */
const SHIPMENTS_READ = 3;

/** When the last part was on its way. Of many shipments the last is not among those read: then by the order's last change. */
function fulfilledAt({ displayFulfillmentStatus, fulfillments = [], updatedAt }: OrderAnswer): string | null {
  if (displayFulfillmentStatus !== 'FULFILLED') return null;
  if (fulfillments.length === 0 || fulfillments.length >= SHIPMENTS_READ) return updatedAt;
  return fulfillments.reduce((last, { createdAt }) => (createdAt > last ? createdAt : last), '');
}

const sumTax = (lines: readonly z.infer<typeof taxLine>[]) => lines.reduce((sum, { priceSet }) => sum + priceSet, 0);

function attribute(order: OrderAnswer, name: string): string | null {
  const value = order.customAttributes.find(({ key }) => key === name)?.value?.trim();
  return value ? cleanText(value, 100) : null;
}

function readShipping(order: OrderAnswer): OrderShipping {
  const { nodes } = order.shippingLines;
  const amountMinor = nodes.reduce((sum, line) => sum + line.discountedPriceSet, 0);
  const taxMinor = nodes.reduce((sum, line) => sum + sumTax(line.taxLines), 0);
  return {
    amountMinor,
    taxMinor: order.taxesIncluded ? taxMinor : 0,
    paidMinor: amountMinor + (order.taxesIncluded ? 0 : taxMinor),
  };
}

function readLine(line: z.infer<typeof lineAnswer>, order: OrderAnswer): FactLine {
  const discountMinor = line.discountAllocations.reduce((sum, { allocatedAmountSet }) => sum + allocatedAmountSet, 0);
  return {
    lineId: line.id,
    productId: line.product?.id ?? null,
    variantId: line.variant?.id ?? null,
    taxMinor: order.taxesIncluded ? sumTax(line.taxLines) : 0,
    subscription: isSubscription(order.sourceName),
    title: cleanText(line.name, 200),
    quantity: line.quantity,
    // As the webhooks tell it. Shopify says of the total of a line that it is of when the order was created, before edits.
    amountMinor: Math.max(0, line.originalUnitPriceSet * line.quantity - discountMinor),
    giftCard: line.isGiftCard,
    // Every product has a vendor; a tip is a line of Shopify's own, without any.
    tip: line.title === 'Tip' && line.vendor === null,
    removedQuantity: Math.max(0, line.quantity - line.currentQuantity),
  };
}
