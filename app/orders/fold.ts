/**
 * One order's next state: evaluates what the engine has not seen, and works out what refunds, edits and cancellation take
 * back. Pure: facts in, transfers and facts out; the caller locks, posts and saves.
 */
import type { NewTransfer } from '../ledger/transfer.ts';
import type { ReversalCause } from '../ledger/reasons.ts';
import { lotTerms, usableUntil } from '../program/expiry.ts';
import { evaluateNewLines, type FoldContext } from './evaluate-lines.ts';
import type { BookedAward, BookedProgress, FactLine, OrderFacts } from './facts.ts';
import type { OrderRow } from './order-store.server.ts';
import {
  goodsOf,
  isGivenBack,
  partsOfLines,
  returnedShares,
  reversalTargets,
  unbookedCauses,
  type Cause,
  type LineReturn,
} from './reversal.ts';

/** Folds the order in place and returns the transfers that its new state asks for. */
export function foldOrder(order: OrderRow, context: FoldContext): NewTransfer[] {
  const { transfers, added } = evaluateNewLines(order, context);
  if (order.facts.paidAt && order.memberId) {
    const causes = unbookedCauses(order.facts);
    // Lines that come to light after something went back have their part in it: a cancellation takes them, an amount is spread anew.
    if (causes.length === 0 && added.length > 0 && order.facts.bookedCauses.length > 0)
      causes.push({ kind: 'edit', id: `added:${added.join('+')}` });
    for (const cause of causes) transfers.push(...bookCause(order, cause, context));
  } else if (order.facts.cancelledAt && order.memberId) {
    transfers.push(...returnOfUnpaid(order, context));
  }
  return transfers;
}

const reversalCauses: Record<Cause['kind'], ReversalCause> = {
  refund: 'refund',
  edit: 'edit',
  cancellation: 'cancellation',
};

/** When it happened, however late it is told: levels count until then what went back with it. Null when nobody says. */
function momentOf(cause: Cause, facts: OrderFacts): Date | null {
  const at =
    cause.kind === 'refund' ? cause.refund.at : cause.kind === 'cancellation' ? facts.cancelledAt : facts.linesAt;
  return at ? new Date(at) : null;
}

/** Books one cause: what has to be back with it and everything before it, less what is back already. */
function bookCause(order: OrderRow, cause: Cause, context: FoldContext): NewTransfer[] {
  const { facts } = order;
  facts.bookedCauses = [...facts.bookedCauses, cause.id];
  const booked = new Set(facts.bookedCauses);
  const lines = facts.lines ?? [];
  const returns = returnedShares(
    lines,
    facts.refunds.filter((refund) => booked.has(`refund:${refund.refundId}`)),
    facts.bookedCauses.some((id) => id.startsWith('removed:')),
    facts.shipping,
  );
  const cancelled = booked.has('cancellation');
  const occurredAt = momentOf(cause, facts) ?? context.now;
  const common = { shopId: order.shopId, memberId: order.memberId ?? '', occurredAt, bookedOn: context.bookedOn };
  const transfers: NewTransfer[] = [];
  const givingBack = {
    ...lotTerms(context.live?.program.expiry ?? { kind: 'never' }, context.now, context.now, context.timeZone),
    givenBack: { at: context.now, usableUntil: usableUntil(context.now, context.timeZone) },
  };

  const nothingKept = isGivenBack(facts);
  facts.progress = stepsAfter(facts.progress, returns, cancelled, nothingKept);
  const targets = reversalTargets(facts.awards, returns, cancelled);
  const wholeLine = new Map(
    partsOfLines(facts.awards).flatMap(({ indexes }) => indexes.map((index) => [index, indexes])),
  );
  const sumOf = (index: number, points: (at: number) => number | undefined) =>
    (wholeLine.get(index) ?? []).reduce((sum, at) => sum + (points(at) ?? 0), 0);
  const awarded = facts.awards;
  facts.awards = facts.awards.map((award, index): BookedAward => {
    const target = targets[index] ?? award.reversed;
    const points = target - award.reversed;
    if (points === 0) return award;
    const line = lines.find((candidate) => candidate.lineId === award.lineId);
    const isReversal = points > 0;
    // A line that grew is told as the one line that it is.
    const told = {
      orderName: order.name,
      ...(line ? { lineTitle: line.title } : {}),
      awardedPoints: sumOf(index, (at) => awarded[at]?.points),
      reversedPoints: sumOf(index, (at) => targets[at]),
    };
    transfers.push({
      ...common,
      key: `order:${order.orderId}:${cause.id}:${award.key.slice(`order:${order.orderId}:`.length)}`,
      from: isReversal ? 'available' : 'revoked',
      to: isReversal ? 'revoked' : 'available',
      points: Math.abs(points),
      kind: isReversal ? 'award_reversal' : 'award_restoration',
      ...(isReversal ? {} : givingBack),
      sourceType: 'order',
      sourceId: order.orderId,
      ruleId: award.ruleId,
      programVersion: award.programVersion,
      reversesKey: award.key,
      detail: isReversal
        ? {
            code: 'award_reversal',
            cause: reversalCauses[cause.kind],
            ...told,
            ...returnedOf(line, returns, facts.currencyCode),
          }
        : {
            code: 'award_restoration',
            ...told,
          },
    });
    return { ...award, reversed: target };
  });
  if (context.live?.program.refunds.redeemedPoints === 'returned') {
    transfers.push(...returnRedeemed(order, cause, returns, cancelled, { ...common, ...givingBack }));
  }
  return transfers;
}

/** Steps towards goals after what went back of an order; those towards one goal are rounded together. */
function stepsAfter(
  steps: readonly BookedProgress[],
  returns: readonly LineReturn[],
  cancelled: boolean,
  nothingKept: boolean,
): BookedProgress[] {
  const goalIds = new Set(steps.map(({ goalId }) => goalId));
  return [...goalIds].flatMap((goalId) => {
    const ofGoal = steps.filter((step) => step.goalId === goalId);
    const given = ofGoal.map(({ lineId, amount }) => ({ lineId, ruleId: goalId, points: amount }));
    const targets = reversalTargets(given, returns, cancelled);
    return ofGoal.map((step, index) => {
      // A step that is the order itself stays while any of its goods do.
      if (step.lineId === null) return { ...step, reversed: nothingKept ? step.amount : 0 };
      return { ...step, reversed: targets[index] ?? 0 };
    });
  });
}

/**
 * An order that was cancelled before it was paid earned nothing, but the points that bought its discount go back. The cancellation
 * stays unbooked: should the payment be told after it, the awards are still to be reversed, and these points are back already.
 */
function returnOfUnpaid(order: OrderRow, context: FoldContext): NewTransfer[] {
  if (context.live?.program.refunds.redeemedPoints !== 'returned') return [];
  return returnRedeemed(order, { kind: 'cancellation', id: 'cancellation' }, [], true, {
    shopId: order.shopId,
    memberId: order.memberId ?? '',
    occurredAt: context.now,
    bookedOn: context.bookedOn,
    ...lotTerms(context.live.program.expiry, context.now, context.now, context.timeZone),
    givenBack: { at: context.now, usableUntil: usableUntil(context.now, context.timeZone) },
  });
}

/** Points that bought this order's discount go back in the share of the goods that went back. */
function returnRedeemed(
  order: OrderRow,
  cause: Cause,
  returns: readonly LineReturn[],
  cancelled: boolean,
  common: Pick<
    NewTransfer,
    'shopId' | 'memberId' | 'occurredAt' | 'bookedOn' | 'expiresAt' | 'inactivityMonths' | 'givenBack'
  >,
): NewTransfer[] {
  const { facts } = order;
  const asAwards = facts.redemptions.map((redemption) => ({
    key: redemption.redemptionId,
    lineId: null,
    ruleId: '',
    programVersion: 0,
    points: redemption.points,
    reversed: redemption.returned,
  }));
  const targets = reversalTargets(asAwards, returns, cancelled);
  const transfers: NewTransfer[] = [];
  facts.redemptions = facts.redemptions.map((redemption, index) => {
    // Once returned, points stay returned: a later correction of a refund does not take them again.
    const target = Math.max(redemption.returned, targets[index] ?? 0);
    const points = target - redemption.returned;
    if (points === 0) return redemption;
    transfers.push({
      ...common,
      key: `order:${order.orderId}:${cause.id}:redemption:${redemption.redemptionId}`,
      from: 'redeemed',
      to: 'available',
      points,
      kind: 'redemption_return',
      sourceType: 'redemption',
      sourceId: redemption.redemptionId,
      reversesKey: `redemption:${redemption.redemptionId}`,
      detail: {
        code: 'redemption_return',
        rewardTitle: redemption.rewardTitle,
        cause: 'order_refunded',
        orderName: order.name,
      },
    });
    return { ...redemption, returned: target };
  });
  return transfers;
}

function returnedOf(line: FactLine | undefined, returns: readonly LineReturn[], currencyCode: string) {
  const entry = line && returns.find((candidate) => candidate.lineId === line.lineId);
  if (!entry) return {};
  return {
    quantity: { returned: entry.returnedQuantity, bought: entry.quantity },
    amount: { refundedMinor: entry.refundedMinor, paidMinor: entry.amountMinor, currencyCode },
  };
}

/** The sums that the lists show, and by which others judge what a member spent; derived from the facts. */
export function sumsOf(facts: OrderFacts) {
  return {
    ...goodsOf(facts),
    /** Money that went back in all, shipping and gift cards too: compared with the order's total, never with its goods. */
    refundedMinor: facts.refunds.reduce((sum, refund) => sum + refund.moneyMinor, 0),
    pointsAwarded: facts.awards.reduce((sum, award) => sum + award.points, 0),
    pointsReversed: facts.awards.reduce((sum, award) => sum + award.reversed, 0),
  };
}
