/** Payload of refunds/create, in the shape of Shopify's documented 2026-07 example; the same object is in an order's `refunds`. */
import { toGid } from './gid.ts';
import { ZERO, formatMinor } from './money.ts';
import type { OrderTransaction, Refund } from './order-types.ts';
import { moneyBag, shopTime } from './payload-format.ts';
import { linePayload } from './payload-line.ts';
import type { JsonObject, OrderFacts } from './payload-line.ts';
import type { Json, MoneySet } from './types.ts';

/** Refunds are made in the admin, by the one who is signed in there. */
export const STAFF_USER_ID = 902_541_635;

export function refundPayload(refund: Refund, facts: OrderFacts): JsonObject {
  const { order, shop } = facts;
  const bag = (amount: MoneySet): Json => moneyBag(amount, order);
  const text = (amount: MoneySet): string => formatMinor(amount.shopMinor, order.currencyCode);
  // Shopify sends these two as JSON numbers, unlike every other amount.
  const number = (amount: MoneySet): number => Number(text(amount));
  const at = shopTime(refund.createdAt, shop.ianaTimezone);
  return {
    id: refund.id,
    order_id: order.id,
    created_at: at,
    note: refund.note,
    user_id: STAFF_USER_ID,
    processed_at: at,
    duties: [],
    total_duties_set: bag(ZERO),
    return: null,
    refund_shipping_lines: refund.shippingLines.map((part) => ({
      id: part.id,
      shipping_line_id: part.shippingLineId,
      subtotal_amount_set: bag(part.subtotal),
      tax_amount_set: bag(part.tax),
    })),
    restock: refund.lines.some((part) => part.restockType !== 'no_restock'),
    admin_graphql_api_id: toGid('Refund', refund.id),
    order_adjustments: refund.adjustments.map((adjustment) => ({
      id: adjustment.id,
      order_id: order.id,
      refund_id: refund.id,
      amount: text(adjustment.amount),
      tax_amount: text(adjustment.tax),
      kind: adjustment.kind,
      reason: adjustment.reason,
      amount_set: bag(adjustment.amount),
      tax_amount_set: bag(adjustment.tax),
    })),
    refund_line_items: refund.lines.flatMap((part) => {
      const line = order.lines.find((candidate) => candidate.id === part.lineId);
      if (!line) return [];
      return [
        {
          id: part.id,
          quantity: part.quantity,
          line_item_id: part.lineId,
          location_id: part.restockType === 'no_restock' ? null : shop.address.id,
          restock_type: part.restockType,
          subtotal: number(part.subtotal),
          total_tax: number(part.tax),
          subtotal_set: bag(part.subtotal),
          total_tax_set: bag(part.tax),
          line_item: linePayload(line, facts, 'refund'),
        },
      ];
    }),
    transactions: refund.transactions.map((transaction) => transactionPayload(transaction, facts)),
  };
}

function transactionPayload(transaction: OrderTransaction, { order, shop }: OrderFacts): JsonObject {
  return {
    id: transaction.id,
    order_id: order.id,
    kind: transaction.kind,
    gateway: transaction.gateway,
    status: transaction.status,
    message: transaction.message,
    created_at: shopTime(transaction.createdAt, shop.ianaTimezone),
    test: order.test,
    authorization: null,
    location_id: null,
    user_id: null,
    parent_id: transaction.parentId,
    processed_at: shopTime(transaction.createdAt, shop.ianaTimezone),
    device_id: null,
    error_code: null,
    source_name: 'web',
    receipt: {},
    // Transactions are in the currency in which the customer paid.
    amount: formatMinor(transaction.amount.presentmentMinor, order.presentmentCurrencyCode),
    currency: order.presentmentCurrencyCode,
    payment_id: `${order.name}.${order.transactions.findIndex(({ id }) => id === transaction.id) + 1}`,
    total_unsettled_set: {
      presentment_money: { amount: '0.0', currency: order.presentmentCurrencyCode },
      shop_money: { amount: '0.0', currency: order.currencyCode },
    },
    manual_payment_gateway: transaction.gateway === 'manual',
    amount_rounding: null,
    admin_graphql_api_id: toGid('OrderTransaction', transaction.id),
  };
}
