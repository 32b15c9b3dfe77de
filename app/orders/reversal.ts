/**
 * How much of an order's recorded awards has to be back, given what was refunded, removed or cancelled. Pure, and a
 * function of the set of those facts alone: their order, number and delay cannot change the end state.
 */
import { roundByLargestRemainder, shareInProportion, type Fraction } from '../lib/shares.ts';
import { SHIPPING_LINE_ID } from '../program/evaluate-order.ts';
import type { BookedAward, FactLine, OrderFacts, OrderShipping, RefundFact } from './facts.ts';

/** What one line has given back: a share of it between 0 and 1, and the numbers behind it for the explanation. */
export interface LineReturn {
  lineId: string;
  quantity: number;
  returnedQuantity: number;
  /** Of the line's amount: what is gone with its items, and what was refunded without naming items. Minor units. */
  amountMinor: number;
  refundedMinor: number;
  share: Fraction;
}

/**
 * The share of each line that went back. Items named by refunds (or removed by edits) count by their number; money that
 * was refunded beyond the named items and shipping is spread over what is left of the lines, in proportion.
 */
export function returnedShares(
  lines: readonly FactLine[],
  refunds: readonly RefundFact[],
  countRemoved: boolean,
  shipping: OrderShipping | null = null,
): LineReturn[] {
  const returned = lines.map((line) => {
    const named = refunds
      .flatMap((refund) => refund.lines)
      .filter((refunded) => refunded.lineId === line.lineId)
      .reduce((sum, refunded) => sum + refunded.quantity, 0);
    const quantity = Math.min(line.quantity, Math.max(named, countRemoved ? line.removedQuantity : 0));
    return { line, quantity, itemsMinor: multiplyShare(line.amountMinor, quantity, line.quantity) };
  });
  const total = (pick: (refund: RefundFact) => number) => refunds.reduce((sum, refund) => sum + pick(refund), 0);
  const namedMinor = Math.max(
    total((refund) => refund.linesMinor),
    returned.reduce((sum, entry) => sum + entry.itemsMinor, 0),
  );
  const looseMinor = Math.max(
    0,
    total((refund) => refund.moneyMinor) - namedMinor - total((refund) => refund.shippingMinor),
  );
  const leftMinor = returned.map((entry) => Math.max(0, entry.line.amountMinor - entry.itemsMinor));
  const spread = shareInProportion(
    Math.min(
      looseMinor,
      leftMinor.reduce((sum, left) => sum + left, 0),
    ),
    leftMinor,
  );
  const shares: LineReturn[] = returned.map(({ line, quantity, itemsMinor }, index) => {
    const looseOfLine = spread[index] ?? 0;
    const left = leftMinor[index] ?? 0;
    // share = q/Q + (1 - q/Q) * loose/left, kept exact. A line without money goes by its items alone.
    const items = BigInt(quantity);
    const all = BigInt(Math.max(1, line.quantity));
    const share =
      left > 0
        ? { numerator: items * BigInt(left) + (all - items) * BigInt(looseOfLine), denominator: all * BigInt(left) }
        : { numerator: items, denominator: all };
    return {
      lineId: line.lineId,
      quantity: line.quantity,
      returnedQuantity: quantity,
      amountMinor: line.amountMinor,
      refundedMinor: itemsMinor + looseOfLine,
      share,
    };
  });
  if (shipping && shipping.paidMinor > 0)
    shares.push(
      shippingReturn(
        shipping,
        total((refund) => refund.shippingMinor),
      ),
    );
  return shares;
}

/**
 * The goods that count towards spend and levels, and what of them went back, worth as they were paid. Refunded shipping is no
 * part of it. An order without such goods (gift cards alone) is gone when all of its lines are: then theirs is what went back.
 */
export function goodsOf({ lines, refunds }: Pick<OrderFacts, 'lines' | 'refunds'>) {
  const all = lines ?? [];
  const isGoods = new Map(all.map((line) => [line.lineId, !line.tip && !line.giftCard]));
  const eligibleMinor = all.reduce((sum, line) => sum + (isGoods.get(line.lineId) ? line.amountMinor : 0), 0);
  if (refunds.length === 0 && all.every((line) => line.removedQuantity === 0))
    return { eligibleMinor, returnedMinor: 0 };
  const returns = returnedShares(all, refunds, true);
  const sumOf = (which: readonly LineReturn[]) => which.reduce((sum, line) => sum + line.refundedMinor, 0);
  if (eligibleMinor > 0)
    return { eligibleMinor, returnedMinor: sumOf(returns.filter(({ lineId }) => isGoods.get(lineId))) };
  const isGone = returns.every((line) => line.refundedMinor >= line.amountMinor);
  return { eligibleMinor, returnedMinor: isGone ? sumOf(returns) : 0 };
}

/** Whether the buyer keeps nothing of an order. One without any worth is kept until it is cancelled. */
export function isGivenBack(facts: Pick<OrderFacts, 'lines' | 'refunds' | 'cancelledAt'>): boolean {
  const { eligibleMinor, returnedMinor } = goodsOf(facts);
  return facts.cancelledAt !== null || (returnedMinor > 0 && returnedMinor >= eligibleMinor);
}

/** Shipping as a line without goods: it has a share of its own, and no part in that of the order as a whole. */
function shippingReturn(shipping: OrderShipping, refundedMinor: number): LineReturn {
  return {
    lineId: SHIPPING_LINE_ID,
    quantity: 1,
    returnedQuantity: 0,
    amountMinor: 0,
    refundedMinor: 0,
    share: {
      numerator: BigInt(Math.min(refundedMinor, shipping.paidMinor)),
      denominator: BigInt(shipping.paidMinor),
    },
  };
}

type Given = Pick<BookedAward, 'lineId' | 'ruleId' | 'points'>;

/**
 * The points of each award that have to be back in all. Each award gives the share of its line (an award of the whole order
 * the share of all lines together), rounded together by largest remainder; a cancelled order gives everything.
 *
 * What a rule gave for the parts of one line goes back as one sum, from what was given first: it is the same as if the line
 * had been bought so large, and what is back already stays as it is when the line grows.
 */
export function reversalTargets(
  awards: readonly Given[],
  returns: readonly LineReturn[],
  cancelled: boolean,
): number[] {
  if (cancelled) return awards.map((award) => award.points);
  const byLine = new Map(returns.map((entry) => [entry.lineId, entry.share]));
  const orderAmount = returns.reduce((sum, entry) => sum + entry.amountMinor, 0);
  const orderRefunded = returns.reduce((sum, entry) => sum + entry.refundedMinor, 0);
  const wholeOrder: Fraction = { numerator: BigInt(orderRefunded), denominator: BigInt(Math.max(1, orderAmount)) };
  const targets = awards.map(() => 0);
  const groups = partsOfLines(awards);
  const shares = groups.map(({ lineId, points }): Fraction => {
    const share = lineId === null ? wholeOrder : (byLine.get(lineId) ?? { numerator: 0n, denominator: 1n });
    return { numerator: BigInt(points) * share.numerator, denominator: share.denominator };
  });
  roundByLargestRemainder(shares).forEach((rounded, at) => {
    let left = rounded;
    for (const index of groups[at]?.indexes ?? []) {
      const back = Math.min(left, awards[index]?.points ?? 0);
      targets[index] = back;
      left -= back;
    }
  });
  return targets;
}

/** What each rule gave for each line in all, and which awards that were: a line that grew has one for each of its parts. */
export function partsOfLines(awards: readonly Given[]): { lineId: string | null; points: number; indexes: number[] }[] {
  const groups = new Map<string, { lineId: string | null; points: number; indexes: number[] }>();
  awards.forEach(({ lineId, ruleId, points }, index) => {
    // What was given for the order as a whole stands by itself.
    const key = lineId === null ? `${index}` : `${lineId} ${ruleId}`;
    const group = groups.get(key) ?? { lineId, points: 0, indexes: [] };
    group.points += points;
    group.indexes.push(index);
    groups.set(key, group);
  });
  return [...groups.values()];
}

export type Cause =
  | { kind: 'refund'; id: string; refund: RefundFact }
  | { kind: 'edit'; id: string }
  | { kind: 'cancellation'; id: string };

/** What has happened to the order that took points back, oldest first, and is not booked yet. */
export function unbookedCauses(facts: OrderFacts): Cause[] {
  const causes: Cause[] = facts.refunds.map((refund) => ({ kind: 'refund', id: `refund:${refund.refundId}`, refund }));
  const removed = (facts.lines ?? []).filter((line) => line.removedQuantity > 0);
  if (removed.length > 0) {
    // Named by what is gone, so that the same state is the same cause whichever event told it.
    const state = removed
      .map((line) => `${line.lineId}x${line.removedQuantity}`)
      .sort()
      .join('+');
    causes.push({ kind: 'edit', id: `removed:${state}` });
  }
  if (facts.cancelledAt) causes.push({ kind: 'cancellation', id: 'cancellation' });
  return causes.filter((cause) => !facts.bookedCauses.includes(cause.id));
}

function multiplyShare(amountMinor: number, quantity: number, ofQuantity: number): number {
  if (ofQuantity <= 0) return 0;
  return Number((BigInt(amountMinor) * BigInt(quantity)) / BigInt(ofQuantity));
}
