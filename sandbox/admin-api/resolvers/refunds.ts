/** Refunds: lines, shipping, adjustments and money, as the Admin API tells them. */
import { toGid } from '#sandbox/world/gid.ts';
import { addMoney } from '#sandbox/world/money.ts';
import type { Order, OrderAdjustment, Refund, RefundLine } from '#sandbox/world/order-types.ts';
import type { MoneySet } from '#sandbox/world/types.ts';
import { connection } from '../connection.ts';
import type { Answer, ApiContext, Args } from '../context.ts';
import { bagOf, lineAnswer, orderAnswer, shippingLineAnswer, transactionAnswer } from './orders.ts';

export function refundAnswer(context: ApiContext, order: Order, refund: Refund): Answer {
  const bag = bagOf(order);
  const given = refund.transactions.filter((t) => t.kind === 'refund' && t.status === 'success');
  return {
    __typename: 'Refund',
    id: toGid('Refund', refund.id),
    legacyResourceId: String(refund.id),
    note: refund.note,
    createdAt: refund.createdAt,
    processedAt: refund.createdAt,
    updatedAt: refund.createdAt,
    totalRefundedSet: () => bag(addMoney(...given.map((transaction) => transaction.amount))),
    order: () => orderAnswer(context, order),
    refundLineItems: (args: Args) =>
      connection(args, refund.lines, {
        typeName: 'RefundLineItem',
        id: (line) => line.id,
        node: (line) => refundLineAnswer(context, order, line),
      }),
    refundShippingLines: (args: Args) =>
      connection(args, refund.shippingLines, {
        typeName: 'RefundShippingLine',
        id: (line) => line.id,
        node: (line) => ({
          __typename: 'RefundShippingLine',
          id: toGid('RefundShippingLine', line.id),
          subtotalAmountSet: bag(line.subtotal),
          taxAmountSet: bag(line.tax),
          shippingLine: () => {
            const shipped = order.shippingLines.find((shipping) => shipping.id === line.shippingLineId);
            return shipped ? shippingLineAnswer(order, shipped) : null;
          },
        }),
      }),
    orderAdjustments: (args: Args) =>
      connection(args, refund.adjustments, {
        typeName: 'OrderAdjustment',
        id: (adjustment) => adjustment.id,
        node: (adjustment) => adjustmentAnswer(order, adjustment),
      }),
    transactions: (args: Args) =>
      connection(args, refund.transactions, {
        typeName: 'OrderTransaction',
        id: (transaction) => transaction.id,
        node: (transaction) => transactionAnswer(context, order, transaction),
      }),
  };
}

function refundLineAnswer(context: ApiContext, order: Order, line: RefundLine): Answer {
  const bag = bagOf(order);
  const ordered = order.lines.find((other) => other.id === line.lineId);
  return {
    __typename: 'RefundLineItem',
    id: toGid('RefundLineItem', line.id),
    quantity: line.quantity,
    restockType: line.restockType.toUpperCase(),
    restocked: line.restockType !== 'no_restock',
    subtotalSet: bag(line.subtotal),
    totalTaxSet: bag(line.tax),
    // The price of one unit before discounts, as on the line.
    priceSet: () => bag(ordered?.unitPrice ?? none),
    lineItem: () => (ordered ? lineAnswer(context, order, ordered) : null),
  };
}

const none: MoneySet = { shopMinor: 0, presentmentMinor: 0 };

function adjustmentAnswer(order: Order, adjustment: OrderAdjustment): Answer {
  return {
    __typename: 'OrderAdjustment',
    id: toGid('OrderAdjustment', adjustment.id),
    reason: adjustment.kind === 'refund_discrepancy' ? 'REFUND_DISCREPANCY' : null,
    amountSet: bagOf(order)(adjustment.amount),
    taxAmountSet: bagOf(order)(adjustment.tax),
  };
}
