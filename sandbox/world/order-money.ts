/** What an order's money adds up to: pure functions over the order as it is stored. */
import { ZERO, addMoney, mulDiv, subtractMoney } from './money.ts';
import type {
  FinancialStatus,
  Order,
  OrderAllocation,
  OrderLine,
  OrderShippingLine,
  OrderTotals,
  Refund,
} from './order-types.ts';
import type { MoneySet } from './types.ts';

export function times(amount: MoneySet, count: number): MoneySet {
  return { shopMinor: amount.shopMinor * count, presentmentMinor: amount.presentmentMinor * count };
}

export function sumAllocations(allocations: OrderAllocation[]): MoneySet {
  return addMoney(...allocations.map((allocation) => allocation.amount));
}

/** Paid for all ordered units of the line, after its discounts. */
export function lineFinal(line: OrderLine): MoneySet {
  return subtractMoney(times(line.unitPrice, line.quantity), sumAllocations(line.allocations));
}

export function shippingFinal(line: OrderShippingLine): MoneySet {
  return subtractMoney(line.price, sumAllocations(line.allocations));
}

/** Units of the line that refunds, edits and cancellation took out, and what they were worth. */
export function removedOf(order: Order, lineId: number): { quantity: number; subtotal: MoneySet; tax: MoneySet } {
  const parts = order.refunds.flatMap((refund) => refund.lines).filter((part) => part.lineId === lineId);
  return {
    quantity: parts.reduce((sum, part) => sum + part.quantity, 0),
    subtotal: addMoney(...parts.map((part) => part.subtotal)),
    tax: addMoney(...parts.map((part) => part.tax)),
  };
}

/**
 * What the next `quantity` units are worth, so that all removals of a line add up to the line exactly, whatever
 * the steps: the share of everything removed so far plus these, less what was removed before.
 */
export function worthOfUnits(order: Order, line: OrderLine, quantity: number): { subtotal: MoneySet; tax: MoneySet } {
  const removed = removedOf(order, line.id);
  const upTo = removed.quantity + quantity;
  const share = (whole: MoneySet, before: MoneySet): MoneySet => ({
    shopMinor: mulDiv(whole.shopMinor, upTo, line.quantity) - before.shopMinor,
    presentmentMinor: mulDiv(whole.presentmentMinor, upTo, line.quantity) - before.presentmentMinor,
  });
  return { subtotal: share(lineFinal(line), removed.subtotal), tax: share(line.tax, removed.tax) };
}

function totalsOf(
  order: Order,
  parts: { lines: MoneySet; subtotal: MoneySet; shipping: MoneySet; tax: MoneySet },
): OrderTotals {
  const total = addMoney(parts.subtotal, parts.shipping, order.tip, order.taxesIncluded ? ZERO : parts.tax);
  return { ...parts, discounts: subtractMoney(parts.lines, parts.subtotal), tip: order.tip, total };
}

export function originalTotals(order: Order): OrderTotals {
  return totalsOf(order, {
    lines: addMoney(...order.lines.map((line) => times(line.unitPrice, line.quantity))),
    subtotal: addMoney(...order.lines.map(lineFinal)),
    shipping: addMoney(...order.shippingLines.map(shippingFinal)),
    tax: addMoney(...order.lines.map((line) => line.tax), ...order.shippingLines.map((line) => line.tax)),
  });
}

export function currentTotals(order: Order): OrderTotals {
  const removed = order.lines.map((line) => removedOf(order, line.id));
  const shippingBack = order.refunds.flatMap((refund) => refund.shippingLines);
  const original = originalTotals(order);
  return totalsOf(order, {
    lines: addMoney(...order.lines.map((line) => times(line.unitPrice, line.currentQuantity))),
    subtotal: subtractMoney(original.subtotal, addMoney(...removed.map((part) => part.subtotal))),
    shipping: subtractMoney(original.shipping, addMoney(...shippingBack.map((part) => part.subtotal))),
    tax: subtractMoney(
      original.tax,
      addMoney(...removed.map((part) => part.tax), ...shippingBack.map((part) => part.tax)),
    ),
  });
}

export function received(order: Order): MoneySet {
  return addMoney(
    ...order.transactions
      .filter(({ kind, status }) => status === 'success' && (kind === 'sale' || kind === 'capture'))
      .map((transaction) => transaction.amount),
  );
}

export function refunded(order: Order): MoneySet {
  return addMoney(
    ...order.transactions
      .filter(({ kind, status }) => status === 'success' && kind === 'refund')
      .map((transaction) => transaction.amount),
  );
}

export function netPayment(order: Order): MoneySet {
  return subtractMoney(received(order), refunded(order));
}

/** What is still to be paid: positive = the customer owes, negative = the shop owes (after an edit, say). */
function balance(order: Order): MoneySet {
  const open = subtractMoney(currentTotals(order).total, netPayment(order));
  // Goodwill (a refund of more money than its units) does not make the customer owe the money again.
  const goodwill = addMoney(...order.refunds.flatMap((refund) => refund.adjustments.map((part) => part.amount)));
  return addMoney(open, goodwill);
}

/** What the customer still owes; zero when the shop owes. */
export function outstanding(order: Order): MoneySet {
  const owed = order.cancelledAt === null ? balance(order) : ZERO;
  return owed.shopMinor > 0 ? owed : ZERO;
}

/** What the shop owes: units were taken out by an edit and their money has not gone back yet. */
export function owedToCustomer(order: Order): MoneySet {
  const owed = balance(order);
  return owed.shopMinor < 0 ? subtractMoney(ZERO, owed) : ZERO;
}

export function financialStatusOf(order: Order): FinancialStatus {
  const paid = received(order).shopMinor;
  const back = refunded(order).shopMinor;
  if (back > 0) return back >= paid ? 'refunded' : 'partially_refunded';
  const open = outstanding(order).shopMinor;
  if (paid > 0) return open > 0 ? 'partially_paid' : 'paid';
  if (order.cancelledAt !== null) return 'voided';
  return open > 0 ? 'pending' : 'paid';
}

/** Lines and shipping of a refund, in money. */
export function refundSubtotal(order: Order, refund: Pick<Refund, 'lines' | 'shippingLines'>): MoneySet {
  const parts = [...refund.lines, ...refund.shippingLines];
  const subtotal = addMoney(...parts.map((part) => part.subtotal));
  return order.taxesIncluded ? subtotal : addMoney(subtotal, ...parts.map((part) => part.tax));
}
