/**
 * What happened at Shopify in one history: a small shop that places, refunds, edits and cancels orders, and tells of it in
 * Shopify's payloads. Knows nothing of Regulars.
 */
import { currencyDecimals } from '#app/lib/money.ts';

export interface TruthLine {
  id: number;
  quantity: number;
  removed: number;
  amountMinor: number;
  giftCard: boolean;
  /** Of the amount, what refunds have given back by naming items. */
  refundedItems: number;
}

export interface TruthRefund {
  id: number;
  lines: { lineId: number; quantity: number; subtotalMinor: number }[];
  /** Beyond the lines and the shipping. */
  looseMinor: number;
  shippingMinor: number;
  /** An edit takes items out without money. */
  withoutMoney: boolean;
  at: number;
}

export interface TruthOrder {
  id: number;
  customer: number;
  /** Whether the payloads say that the customer has an account. */
  state: 'enabled' | 'disabled';
  lines: TruthLine[];
  shippingMinor: number;
  shippingRefunded: number;
  looseRefunded: number;
  refunds: TruthRefund[];
  paid: boolean;
  cancelled: boolean;
  edited: boolean;
  /** The redemption whose code it carries, by its place in the history. */
  redemption: number | null;
  placedAt: number;
  /** Counts the changes; stands for the time of the last one. */
  at: number;
  /** Paid in another currency than the shop's. */
  abroad: boolean;
  /** The buyer was forgotten: Shopify names nobody any more. */
  anonymous: boolean;
}

const START_MS = Date.parse('2026-03-01T08:00:00Z');
const DAY_MS = 86_400_000;
/** Two changes on one day, then twelve days of nothing: a history takes until September. */
export const instant = (at: number) => new Date(START_MS + (at >> 1) * 12 * DAY_MS + at * 60_000).toISOString();
/** Later than everything. */
export const SENT_AT = '2026-11-21T11:00:00.000Z';
/** The address that a customer's orders carry; like everything that is theirs, with their id in it. */
export const addressOf = (customerId: string) => `buyer-${customerId}@example.com`;

export function formatMinor(minor: number, currencyCode: string): string {
  const decimals = currencyDecimals(currencyCode);
  const sign = minor < 0 ? '-' : '';
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0');
  return decimals === 0 ? sign + digits : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

const totalOf = ({ lines, shippingMinor }: TruthOrder) =>
  lines.reduce((sum, line) => sum + line.amountMinor, shippingMinor);

export class Payloads {
  readonly currencyCode: string;
  private readonly abroad: { currencyCode: string; perMille: number } | null;
  constructor(currencyCode: string, abroad: { currencyCode: string; perMille: number } | null) {
    this.currencyCode = currencyCode;
    this.abroad = abroad;
  }

  /** What the buyer of an order paid for so much of the shop's money. */
  private presentment(order: TruthOrder, minor: number): { amount: string; currencyCode: string } {
    if (!order.abroad || !this.abroad) return { amount: this.text(minor), currencyCode: this.currencyCode };
    const { currencyCode, perMille } = this.abroad;
    return { amount: formatMinor(Math.round((minor * perMille) / 1000), currencyCode), currencyCode };
  }

  private text(minor: number): string {
    return formatMinor(minor, this.currencyCode);
  }
  private set(minor: number) {
    const money = { amount: this.text(minor), currency_code: this.currencyCode };
    return { shop_money: money, presentment_money: money };
  }

  order(order: TruthOrder, customerId: string, codes: string[]): Record<string, unknown> {
    return {
      id: order.id,
      name: `#${order.id}`,
      currency: this.currencyCode,
      financial_status: !order.paid
        ? order.cancelled
          ? 'voided'
          : 'pending'
        : order.refunds.some((refund) => !refund.withoutMoney)
          ? 'partially_refunded'
          : 'paid',
      processed_at: instant(order.placedAt),
      created_at: instant(order.placedAt),
      updated_at: instant(order.at),
      cancelled_at: order.cancelled ? instant(order.at) : null,
      taxes_included: true,
      test: false,
      total_price_set: this.total(order),
      email: order.anonymous ? null : addressOf(customerId),
      customer: order.anonymous ? null : { id: Number(customerId), state: order.state },
      discount_codes: codes.map((code) => ({ code, amount: '1', type: 'fixed_amount' })),
      line_items: order.lines.map((line) => ({
        id: line.id,
        title: `Item ${line.id}`,
        product_id: 7,
        quantity: line.quantity,
        current_quantity: line.quantity - line.removed,
        gift_card: line.giftCard,
        // A price that does not divide by the quantity stands with a discount that makes up for it.
        price_set: this.set(Math.ceil(line.amountMinor / line.quantity)),
        discount_allocations: [
          { amount_set: this.set(Math.ceil(line.amountMinor / line.quantity) * line.quantity - line.amountMinor) },
        ],
      })),
      refunds: order.refunds.map((refund) => this.refund(order.id, refund)),
    };
  }

  private total(order: TruthOrder) {
    const { amount, currencyCode } = this.presentment(order, totalOf(order));
    return { ...this.set(totalOf(order)), presentment_money: { amount, currency_code: currencyCode } };
  }

  refund(orderId: number, refund: TruthRefund): Record<string, unknown> {
    const money =
      refund.lines.reduce((sum, line) => sum + line.subtotalMinor, 0) + refund.shippingMinor + refund.looseMinor;
    return {
      id: refund.id,
      order_id: orderId,
      created_at: instant(refund.at),
      processed_at: instant(refund.at),
      refund_line_items: refund.lines.map((line) => ({
        line_item_id: line.lineId,
        quantity: line.quantity,
        subtotal_set: this.set(line.subtotalMinor),
        total_tax_set: this.set(0),
      })),
      refund_shipping_lines: refund.shippingMinor
        ? [{ id: 1, subtotal_amount_set: this.set(refund.shippingMinor) }]
        : [],
      order_adjustments: refund.looseMinor
        ? [{ id: 1, kind: 'refund_discrepancy', amount_set: this.set(-refund.looseMinor) }]
        : [],
      transactions: refund.withoutMoney
        ? []
        : [{ kind: 'refund', status: 'success', amount: this.text(money), currency: this.currencyCode }],
    };
  }

  /** The order as the Admin API tells it. */
  answer(order: TruthOrder, customerId: string, codes: string[]): Record<string, unknown> {
    const bag = (minor: number) => ({ shopMoney: { amount: this.text(minor), currencyCode: this.currencyCode } });
    const gid = (kind: string, id: number | string) => `gid://shopify/${kind}/${id}`;
    return {
      id: gid('Order', order.id),
      name: `#${order.id}`,
      email: order.anonymous ? null : addressOf(customerId),
      currencyCode: this.currencyCode,
      taxesIncluded: true,
      test: false,
      processedAt: instant(order.placedAt),
      updatedAt: instant(order.at),
      cancelledAt: order.cancelled ? instant(order.at) : null,
      displayFinancialStatus: order.paid ? 'PAID' : 'PENDING',
      discountCodes: codes,
      sourceName: 'web',
      customAttributes: [],
      shippingAddress: null,
      billingAddress: null,
      shippingLines: {
        nodes: order.shippingMinor ? [{ discountedPriceSet: bag(order.shippingMinor), taxLines: [] }] : [],
      },
      totalPriceSet: { ...bag(totalOf(order)), presentmentMoney: this.presentment(order, totalOf(order)) },
      customer: order.anonymous ? null : { id: gid('Customer', customerId) },
      lineItems: {
        nodes: order.lines.map((line) => ({
          id: gid('LineItem', line.id),
          name: `Item ${line.id}`,
          title: `Item ${line.id}`,
          quantity: line.quantity,
          currentQuantity: line.quantity - line.removed,
          isGiftCard: line.giftCard,
          vendor: 'Nordlys',
          sku: 'SKU-7',
          variant: { id: gid('ProductVariant', 70) },
          product: { id: gid('Product', 7), tags: [], productType: 'Coffee', vendor: 'Nordlys' },
          taxLines: [],
          originalUnitPriceSet: bag(Math.ceil(line.amountMinor / line.quantity)),
          discountAllocations: [
            {
              allocatedAmountSet: bag(Math.ceil(line.amountMinor / line.quantity) * line.quantity - line.amountMinor),
            },
          ],
        })),
      },
      refunds: order.refunds.map((refund) => ({
        id: gid('Refund', refund.id),
        createdAt: instant(refund.at),
        processedAt: instant(refund.at),
        totalRefundedSet: bag(
          refund.withoutMoney
            ? 0
            : refund.lines.reduce((sum, line) => sum + line.subtotalMinor, 0) +
                refund.shippingMinor +
                refund.looseMinor,
        ),
        refundLineItems: {
          nodes: refund.lines.map((line) => ({
            quantity: line.quantity,
            lineItem: { id: gid('LineItem', line.lineId) },
            subtotalSet: bag(line.subtotalMinor),
            totalTaxSet: bag(0),
          })),
        },
        refundShippingLines: {
          nodes: refund.shippingMinor ? [{ subtotalAmountSet: bag(refund.shippingMinor), taxAmountSet: bag(0) }] : [],
        },
      })),
    };
  }
}
