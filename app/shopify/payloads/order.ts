/**
 * Reads the order that orders/paid and orders/cancelled carry. Source: Shopify's webhook payload of 2026-07. All amounts are
 * taken in the shop's currency.
 */
import { z } from 'zod';
import { cleanText } from '../../lib/clean-text.ts';
import { parseDecimalToMinor } from '../../lib/money.ts';
import type { FactLine, OrderShipping, OrderSnapshot, PaidMoney } from '../../orders/facts.ts';
import {
  bothMoneyField,
  currencyField,
  idField,
  instantField,
  moneySetField,
  paidMoneyOf,
  shopMinor,
  wholeMinor,
} from './fields.ts';
import { readRefundFields, refundFields } from './refund.ts';

const taxLine = z.object({ price_set: moneySetField.nullish() });

const lineFields = z.object({
  id: idField,
  product_id: idField.nullish(),
  variant_id: idField.nullish(),
  title: z.string().nullish(),
  name: z.string().nullish(),
  quantity: z.number().int().min(0),
  current_quantity: z.number().int().min(0).nullish(),
  gift_card: z.boolean().nullish(),
  price: z.union([z.string(), z.number()]).nullish(),
  price_set: moneySetField.nullish(),
  total_discount: z.union([z.string(), z.number()]).nullish(),
  tax_lines: z.array(taxLine).nullish(),
  discount_allocations: z
    .array(z.object({ amount: z.union([z.string(), z.number()]).nullish(), amount_set: moneySetField.nullish() }))
    .nullish(),
});

const addressFields = z.object({
  address1: z.string().nullish(),
  address2: z.string().nullish(),
  zip: z.string().nullish(),
  country_code: z.string().nullish(),
});

const orderFields = z.object({
  id: idField,
  name: z.string().nullish(),
  currency: currencyField,
  email: z.string().nullish(),
  contact_email: z.string().nullish(),
  total_price: z.union([z.string(), z.number()]).nullish(),
  total_price_set: bothMoneyField.nullish(),
  financial_status: z.string().nullish(),
  processed_at: instantField.nullish(),
  created_at: instantField.nullish(),
  updated_at: instantField.nullish(),
  cancelled_at: instantField.nullish(),
  fulfillment_status: z.string().nullish(),
  fulfillments: z.array(z.object({ created_at: instantField.nullish(), status: z.string().nullish() })).nullish(),
  taxes_included: z.boolean().nullish(),
  source_name: z.string().nullish(),
  note_attributes: z.array(z.object({ name: z.string(), value: z.unknown() })).nullish(),
  shipping_address: addressFields.nullish(),
  billing_address: addressFields.nullish(),
  shipping_lines: z
    .array(z.object({ discounted_price_set: moneySetField.nullish(), tax_lines: z.array(taxLine).nullish() }))
    .nullish(),
  test: z.boolean().nullish(),
  customer: z.object({ id: idField, state: z.string().nullish() }).nullish(),
  discount_codes: z.array(z.object({ code: z.string() })).nullish(),
  line_items: z.array(lineFields),
  refunds: z.array(refundFields).nullish(),
});

/** What the theme app extension writes into the cart when somebody came by a recommendation. */
export const REFERRAL_ATTRIBUTE = 'regulars_ref';
export const DEVICE_ATTRIBUTE = 'regulars_device';

function attribute(order: z.infer<typeof orderFields>, name: string): string | null {
  const value = (order.note_attributes ?? []).find((pair) => pair.name === name)?.value;
  return typeof value === 'string' && value.trim() !== '' ? cleanText(value.trim(), 100) : null;
}

/** How Shopify names the source of a subscription's orders: the checkout that began it, and its renewals. */
const RENEWAL_SOURCE = 'subscription_contract';

export function isSubscription(sourceName: string | null | undefined): boolean {
  return (sourceName ?? '').startsWith(RENEWAL_SOURCE);
}

export function isRenewal(sourceName: string | null | undefined): boolean {
  return sourceName === RENEWAL_SOURCE;
}

/** Tips are lines that Shopify adds under this title, without a product. */
const TIP_TITLE = 'Tip';

/**
 * @param payload the parsed body.
 * @param paid whether the event itself says that the order is paid (orders/paid).
 * @param triggeredAt when Shopify sent it, ISO; stands in for a missing time.
 * @throws z.ZodError or Error when the payload is not an order.
 */
export function readOrderPayload(payload: unknown, paid: boolean, triggeredAt: string): OrderSnapshot {
  const order = orderFields.parse(payload);
  const at = order.updated_at ?? triggeredAt;
  const isPaid = paid || ['paid', 'partially_refunded', 'refunded'].includes(order.financial_status ?? '');
  return {
    orderId: order.id,
    name: cleanText(order.name ?? `#${order.id}`, 100),
    customerId: order.customer?.id ?? null,
    customerHasAccount: order.customer?.state === 'enabled',
    email: normalizeEmail(order.email ?? order.contact_email ?? null),
    currencyCode: order.currency,
    totalMinor: order.total_price_set
      ? shopMinor(order.total_price_set)
      : minor(order.total_price ?? '0', order.currency),
    paidMoney: readPaidMoney(order),
    at,
    paidAt: isPaid ? (order.processed_at ?? order.created_at ?? at) : null,
    cancelledAt: order.cancelled_at ?? null,
    fulfilledAt: order.fulfillment_status === 'fulfilled' ? lastShipment(order.fulfillments ?? [], at) : null,
    test: order.test ?? false,
    lines: order.line_items.map((line) => readLine(line, order)),
    channel: cleanText(order.source_name ?? '', 100),
    shipping: readShipping(order),
    referralCode: attribute(order, REFERRAL_ATTRIBUTE),
    buyer: {
      address: order.shipping_address ?? order.billing_address ?? null,
      device: attribute(order, DEVICE_ATTRIBUTE),
    },
    refunds: (order.refunds ?? []).map((refund) =>
      readRefundFields(refund, order.currency, order.taxes_included ?? false, at),
    ),
    discountCodes: (order.discount_codes ?? []).map((discount) => cleanText(discount.code, 255)),
  };
}

function readPaidMoney({ total_price_set: total, currency }: z.infer<typeof orderFields>): PaidMoney | null {
  const presentment = total?.presentment_money;
  if (!total || !presentment) return null;
  const shop = { amountMinor: shopMinor(total), currencyCode: currency };
  return paidMoneyOf(shop, { amount: String(presentment.amount), currencyCode: presentment.currency_code });
}

/** When the last part of the order was on its way. Shipments that failed or were canceled sent nothing. */
function lastShipment(
  shipments: readonly { created_at?: string | null | undefined; status?: string | null | undefined }[],
  at: string,
): string {
  return (
    shipments
      .filter((shipment) => !['cancelled', 'error', 'failure'].includes(shipment.status ?? ''))
      .reduce(
        (last, shipment) => (shipment.created_at && shipment.created_at > last ? shipment.created_at : last),
        '',
      ) || at
  );
}

/** The same address in one spelling: what is compared when a guest proves an address. Null for none. */
export function normalizeEmail(email: string | null | undefined): string | null {
  const normalized = cleanText(email ?? '', 320)
    .trim()
    .toLowerCase();
  return normalized === '' ? null : normalized;
}

/** The tax within prices that include it; what is added on top of prices is in no line's amount. */
function taxWithin(
  lines: readonly z.infer<typeof taxLine>[] | null | undefined,
  taxesIncluded: boolean | null | undefined,
): number {
  return taxesIncluded ? sumTax(lines) : 0;
}

function sumTax(lines: readonly z.infer<typeof taxLine>[] | null | undefined): number {
  return (lines ?? []).reduce((sum, tax) => sum + (tax.price_set ? shopMinor(tax.price_set) : 0), 0);
}

function readShipping(order: z.infer<typeof orderFields>): OrderShipping {
  const lines = order.shipping_lines ?? [];
  const amountMinor = lines.reduce(
    (sum, line) => sum + (line.discounted_price_set ? shopMinor(line.discounted_price_set) : 0),
    0,
  );
  const taxMinor = lines.reduce((sum, line) => sum + sumTax(line.tax_lines), 0);
  return {
    amountMinor: wholeMinor(amountMinor),
    taxMinor: order.taxes_included ? taxMinor : 0,
    paidMinor: wholeMinor(amountMinor + (order.taxes_included ? 0 : taxMinor)),
  };
}

function readLine(line: z.infer<typeof lineFields>, order: z.infer<typeof orderFields>): FactLine {
  const currencyCode = order.currency;
  const unitMinor = line.price_set ? shopMinor(line.price_set) : minor(line.price ?? '0', currencyCode);
  const discountMinor = line.discount_allocations?.length
    ? line.discount_allocations.reduce(
        (sum, allocation) =>
          sum +
          (allocation.amount_set ? shopMinor(allocation.amount_set) : minor(allocation.amount ?? '0', currencyCode)),
        0,
      )
    : 0;
  return {
    lineId: line.id,
    productId: line.product_id ?? null,
    variantId: line.variant_id ?? null,
    title: cleanText(line.name ?? line.title ?? '', 200),
    quantity: line.quantity,
    amountMinor: wholeMinor(Math.max(0, unitMinor * line.quantity - discountMinor)),
    taxMinor: taxWithin(line.tax_lines, order.taxes_included),
    subscription: isSubscription(order.source_name),
    giftCard: line.gift_card ?? false,
    tip: line.title === TIP_TITLE && !line.product_id,
    removedQuantity: Math.max(0, line.quantity - (line.current_quantity ?? line.quantity)),
  };
}

function minor(amount: string | number, currencyCode: string): number {
  const value = parseDecimalToMinor(String(amount), currencyCode);
  if (value === null) throw new Error(`"${amount}" ${currencyCode} is not an amount of money`);
  return wholeMinor(value);
}
