/** Refunds: which units and how much money go back, and the adjustment that Shopify books when the two differ. */
import type { RefundInput } from './selling-contract.ts';
import { ZERO, addMoney, mulDiv, subtractMoney } from './money.ts';
import { netPayment, owedToCustomer, received, refundSubtotal, shippingFinal, worthOfUnits } from './order-money.ts';
import { STORE_CREDIT_GATEWAY, refundParts } from './payments.ts';
import { refuse } from './refusal.ts';
import type {
  Order,
  OrderAdjustment,
  OrderTransaction,
  Refund,
  RefundLine,
  RefundShippingLine,
} from './order-types.ts';
import type { MoneySet } from './types.ts';

export interface RefundMeans {
  nextId: () => number;
  now: string;
  toPresentment: (shopMinor: number) => number;
}

/** Values the units; refuses more than the line still has, and a line named twice. */
export function refundLinesOf(
  order: Order,
  wanted: NonNullable<RefundInput['lines']>,
  nextId: () => number,
): RefundLine[] {
  const seen = new Set<number>();
  return wanted.map(({ lineId, quantity, restockType }) => {
    const line = order.lines.find((candidate) => candidate.id === lineId);
    if (!line) refuse('NOT_FOUND', 'The order has no such line.', ['refundLineItems']);
    if (seen.has(lineId)) refuse('INVALID', 'A line is named twice.', ['refundLineItems']);
    seen.add(lineId);
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > line.currentQuantity) {
      refuse('INVALID', 'Quantity cannot refund more items than were purchased', ['refundLineItems', 'quantity']);
    }
    return {
      id: nextId(),
      lineId,
      quantity,
      restockType: restockType ?? 'no_restock',
      ...worthOfUnits(order, line, quantity),
    };
  });
}

export function refundShippingOf(
  order: Order,
  wanted: RefundInput['shipping'],
  nextId: () => number,
  toPresentment: (shopMinor: number) => number,
): RefundShippingLine[] {
  const [line] = order.shippingLines;
  if (!wanted || !line) {
    if (wanted && 'amountMinor' in wanted && wanted.amountMinor > 0) {
      refuse('INVALID', 'The order has no shipping to refund.', ['shipping']);
    }
    return [];
  }
  const before = order.refunds
    .flatMap((refund) => refund.shippingLines)
    .filter((part) => part.shippingLineId === line.id);
  const left = subtractMoney(shippingFinal(line), addMoney(...before.map((part) => part.subtotal)));
  const taxLeft = subtractMoney(line.tax, addMoney(...before.map((part) => part.tax)));
  if ('full' in wanted || wanted.amountMinor === left.shopMinor) {
    return left.shopMinor > 0 ? [{ id: nextId(), shippingLineId: line.id, subtotal: left, tax: taxLeft }] : [];
  }
  const { amountMinor } = wanted;
  if (!Number.isInteger(amountMinor) || amountMinor < 0 || amountMinor > left.shopMinor) {
    refuse('INVALID', 'Shipping refund cannot be more than the shipping that is left.', ['shipping', 'amount']);
  }
  if (amountMinor === 0) return [];
  const share = (whole: number): number => mulDiv(whole, amountMinor, left.shopMinor);
  return [
    {
      id: nextId(),
      shippingLineId: line.id,
      subtotal: { shopMinor: amountMinor, presentmentMinor: toPresentment(amountMinor) },
      tax: { shopMinor: share(taxLeft.shopMinor), presentmentMinor: share(taxLeft.presentmentMinor) },
    },
  ];
}

/** Changes the order in place; refuses more money than there is to give back. */
export function addRefund(order: Order, input: RefundInput, cause: Refund['cause'], means: RefundMeans): Refund {
  const lines = refundLinesOf(order, input.lines ?? [], means.nextId);
  const shippingLines = refundShippingOf(order, input.shipping, means.nextId, means.toPresentment);
  const calculated = refundSubtotal(order, { lines, shippingLines });
  const refundable = netPayment(order);
  const wasPaid = received(order).shopMinor > 0;
  const automatic = calculated.shopMinor > refundable.shopMinor ? refundable : calculated;
  const money =
    input.amountMinor === undefined ? automatic : exactly(input.amountMinor, [calculated, refundable], means);
  if (money.shopMinor > refundable.shopMinor) {
    refuse('INVALID', 'Refund amount cannot be more than the amount that can be refunded.', ['transactions', 'amount']);
  }
  if (lines.length === 0 && shippingLines.length === 0 && money.shopMinor === 0) {
    refuse('INVALID', 'There is nothing to refund.', ['transactions']);
  }
  const id = means.nextId();
  const adjustments: OrderAdjustment[] = [];
  // An edit or an unrefunded cancellation takes units out without money: the difference is then owed, not given up,
  // and a later refund that only settles such a debt is no discrepancy either.
  const beyond = subtractMoney(money, calculated);
  const owed = owedToCustomer(order);
  const discrepancy = beyond.shopMinor > 0 ? subtractMoney(beyond, smaller(beyond, owed)) : beyond;
  if (cause === 'refund' && wasPaid && discrepancy.shopMinor !== 0) {
    adjustments.push({
      id: means.nextId(),
      kind: 'refund_discrepancy',
      reason: 'Refund discrepancy',
      amount: subtractMoney(ZERO, discrepancy),
      tax: ZERO,
    });
  }
  const transactions: OrderTransaction[] = [];
  const parts =
    input.storeCredit && money.shopMinor > 0 ? [{ parent: null, amount: money }] : refundParts(order, money);
  for (const { parent, amount } of parts) {
    transactions.push({
      id: means.nextId(),
      orderId: order.id,
      parentId: parent?.id ?? null,
      kind: 'refund',
      gateway: input.storeCredit ? STORE_CREDIT_GATEWAY : (parent?.gateway ?? 'manual'),
      status: 'success',
      amount,
      message: null,
      createdAt: means.now,
      ...(parent?.giftCardId ? { giftCardId: parent.giftCardId } : {}),
      ...(parent?.storeCreditAccountId ? { storeCreditAccountId: parent.storeCreditAccountId } : {}),
    });
  }
  const refund: Refund = {
    id,
    orderId: order.id,
    createdAt: means.now,
    note: input.note ?? null,
    cause,
    lines,
    shippingLines,
    adjustments,
    transactions,
  };
  order.refunds.push(refund);
  order.transactions.push(...transactions);
  for (const part of lines) {
    const line = order.lines.find((candidate) => candidate.id === part.lineId);
    if (line) line.currentQuantity -= part.quantity;
  }
  return refund;
}

function smaller(one: MoneySet, other: MoneySet): MoneySet {
  return one.shopMinor <= other.shopMinor ? one : other;
}

/** The amount in both currencies: that of a known sum when it is one of those, else at the rate. */
function exactly(amountMinor: number, known: MoneySet[], means: RefundMeans): MoneySet {
  if (!Number.isInteger(amountMinor) || amountMinor < 0) {
    refuse('INVALID', 'A refund is a whole number of minor units, not negative.', ['transactions', 'amount']);
  }
  const same = known.find((amount) => amount.shopMinor === amountMinor);
  return same ?? { shopMinor: amountMinor, presentmentMinor: means.toPresentment(amountMinor) };
}
