/** Reads the refund that refunds/create carries, and that orders list. Source: Shopify's webhook payload of 2026-07. */
import { z } from 'zod';
import { parseDecimalToMinor } from '../../lib/money.ts';
import type { RefundFact } from '../../orders/facts.ts';
import { idField, instantField, moneySetField, shopMinor, wholeMinor } from './fields.ts';

const amountField = z.union([z.string(), z.number()]);

export const refundFields = z.object({
  id: idField,
  order_id: idField.nullish(),
  created_at: instantField.nullish(),
  processed_at: instantField.nullish(),
  refund_line_items: z
    .array(
      z.object({
        line_item_id: idField,
        quantity: z.number().int().min(0),
        subtotal: amountField.nullish(),
        subtotal_set: moneySetField.nullish(),
        total_tax: amountField.nullish(),
        total_tax_set: moneySetField.nullish(),
      }),
    )
    .nullish(),
  refund_shipping_lines: z
    .array(z.object({ subtotal_amount_set: moneySetField.nullish(), total_tax_set: moneySetField.nullish() }).loose())
    .nullish(),
  order_adjustments: z
    .array(
      z.object({
        kind: z.string().nullish(),
        amount: amountField.nullish(),
        amount_set: moneySetField.nullish(),
        tax_amount_set: moneySetField.nullish(),
      }),
    )
    .nullish(),
  transactions: z
    .array(
      z.object({
        kind: z.string().nullish(),
        status: z.string().nullish(),
        amount: amountField.nullish(),
        currency: z.string().nullish(),
      }),
    )
    .nullish(),
});

/**
 * @param taxesIncluded whether the order's prices include tax: then a line's subtotal does too.
 * @throws z.ZodError or Error when the payload is not a refund of an order.
 */
export function readRefundPayload(
  payload: unknown,
  currencyCode: string,
  taxesIncluded: boolean,
  triggeredAt: string,
): { orderId: string; refund: RefundFact } {
  const refund = refundFields.extend({ order_id: idField }).parse(payload);
  return { orderId: refund.order_id, refund: readRefundFields(refund, currencyCode, taxesIncluded, triggeredAt) };
}

export function readRefundFields(
  refund: z.infer<typeof refundFields>,
  currencyCode: string,
  taxesIncluded: boolean,
  fallbackAt: string,
): RefundFact {
  const minor = (amount: string | number | null | undefined): number => {
    const value = parseDecimalToMinor(String(amount ?? '0'), currencyCode);
    if (value === null) throw new Error(`"${String(amount)}" ${currencyCode} is not an amount of money`);
    return wholeMinor(value);
  };
  const lines = refund.refund_line_items ?? [];
  const linesMinor = lines.reduce((sum, line) => {
    const subtotal = line.subtotal_set ? shopMinor(line.subtotal_set) : minor(line.subtotal);
    const tax = taxesIncluded ? 0 : line.total_tax_set ? shopMinor(line.total_tax_set) : minor(line.total_tax);
    return sum + subtotal + tax;
  }, 0);
  const adjustments = refund.order_adjustments ?? [];
  const adjustmentMinor = (adjustment: (typeof adjustments)[number]) =>
    adjustment.amount_set ? shopMinor(adjustment.amount_set) : minor(adjustment.amount);
  // Shipping is told as lines of its own, or (before 2024) as an adjustment; both are negative or positive by kind.
  const shippingLinesMinor = (refund.refund_shipping_lines ?? []).reduce(
    (sum, line) =>
      sum +
      (line.subtotal_amount_set ? shopMinor(line.subtotal_amount_set) : 0) +
      (taxesIncluded || !line.total_tax_set ? 0 : shopMinor(line.total_tax_set)),
    0,
  );
  const shippingAdjustmentsMinor = adjustments
    .filter((adjustment) => adjustment.kind === 'shipping_refund')
    .reduce((sum, adjustment) => sum + Math.abs(adjustmentMinor(adjustment)), 0);
  const shippingMinor = Math.max(shippingLinesMinor, shippingAdjustmentsMinor);
  // A discrepancy is what was paid back beyond (negative) or below (positive) the lines and the shipping.
  const discrepancyMinor = adjustments
    .filter((adjustment) => adjustment.kind === 'refund_discrepancy')
    .reduce((sum, adjustment) => sum - adjustmentMinor(adjustment), 0);
  const paidBack = (refund.transactions ?? []).filter(
    (transaction) => transaction.kind === 'refund' && transaction.status === 'success',
  );
  const inShopCurrency = paidBack.length > 0 && paidBack.every((transaction) => transaction.currency === currencyCode);
  // An edit takes items out under a refund without any transaction: no money moved (yet), whatever the items were worth.
  const withoutMoney = refund.transactions?.length === 0 && discrepancyMinor === 0 && shippingMinor === 0;
  return {
    refundId: refund.id,
    at: refund.processed_at ?? refund.created_at ?? fallbackAt,
    lines: lines.map((line) => ({ lineId: line.line_item_id, quantity: line.quantity })),
    moneyMinor: inShopCurrency
      ? paidBack.reduce((sum, transaction) => sum + minor(transaction.amount), 0)
      : withoutMoney
        ? 0
        : Math.max(0, linesMinor + shippingMinor + discrepancyMinor),
    linesMinor,
    shippingMinor,
  };
}
