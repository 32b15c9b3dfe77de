/**
 * One order's next state: evaluates what the engine has not seen, and works out what refunds, edits and cancellation take
 * back. Pure: facts in, transfers and facts out; the caller locks, posts and saves.
 */
import type { NewTransfer, PendingTerms } from '../ledger/transfer.ts';
import type { ReversalCause } from '../ledger/reasons.ts';
import { dateInZone, localMoment } from '../lib/calendar.ts';
import { lotTerms, usableUntil } from '../program/expiry.ts';
import { maturesAt } from '../program/pending.ts';
import type { Award } from '../program/award.ts';
import { evaluate } from '../program/evaluate.ts';
import type { LocalMoment, OrderEvent, ProductFacts } from '../program/events.ts';
import type { MemberFacts } from '../program/member-state.ts';
import { noteAwards, noteBudgets, noteOrder } from '../program/note.ts';
import type { Tallies } from '../program/tallies.ts';
import type { Program } from '../program/document.ts';
import type { Member } from '../members/membership.server.ts';
import type { BookedAward, FactLine, OrderFacts } from './facts.ts';
import type { OrderRow } from './order-store.server.ts';
import {
  goodsOf,
  isGivenBack,
  returnedShares,
  reversalTargets,
  unbookedCauses,
  type Cause,
  type LineReturn,
} from './reversal.ts';

export interface FoldContext {
  member: Member | null;
  /** What the engine may know of the member; what the order earns is added to it, for the next order of the batch. */
  memberFacts: (MemberFacts & { tallies: Tallies }) | null;
  /** What is known of products, where rules ask for it; null while some of the order's are not known. */
  products: ReadonlyMap<string, ProductFacts> | null;
  /** What rules with a budget have given; counted on here. */
  budgets: Map<string, number>;
  live: { version: number; program: Program } | null;
  /** When the booking is written, and the shop's calendar date of it. */
  now: Date;
  bookedOn: string;
  timeZone: string;
}

/** Folds the order in place and returns the transfers that its new state asks for. */
export function foldOrder(order: OrderRow, context: FoldContext): NewTransfer[] {
  const seen = order.facts.evaluatedLineIds.length;
  const transfers = evaluateNewLines(order, context);
  if (order.facts.paidAt && order.memberId) {
    const causes = unbookedCauses(order.facts);
    const added = order.facts.evaluatedLineIds.slice(seen);
    // Lines that come to light after something went back have their part in it: a cancellation takes them, an amount is spread anew.
    if (causes.length === 0 && added.length > 0 && order.facts.bookedCauses.length > 0)
      causes.push({ kind: 'edit', id: `added:${added.join('+')}` });
    for (const cause of causes) transfers.push(...bookCause(order, cause, context));
  } else if (order.facts.cancelledAt && order.memberId) {
    transfers.push(...returnOfUnpaid(order, context));
  }
  return transfers;
}

function evaluateNewLines(order: OrderRow, context: FoldContext): NewTransfer[] {
  const { facts } = order;
  if (!facts.lines) return wait(order, 'order_unknown');
  if (!facts.paidAt) return wait(order, 'unpaid');
  if (!context.member) return wait(order, 'guest');
  const seen = new Set(facts.evaluatedLineIds);
  const lines = facts.lines.filter((line) => !seen.has(line.lineId));
  if (lines.length === 0) return [];
  if (context.live && !context.products) return wait(order, 'product_unknown');
  facts.evaluatedLineIds = [...facts.evaluatedLineIds, ...lines.map((line) => line.lineId)];
  if (!context.live) {
    order.explanation = { outcome: 'nothing', reasons: [{ code: 'no_program' }] };
    return [];
  }
  const { program, version } = context.live;
  const paidAt = new Date(facts.paidAt);
  const at = localMoment(paidAt, context.timeZone);
  const event = orderEvent(order, at, lines, seen, context.products ?? undefined);
  const evaluation = evaluate(
    event,
    context.memberFacts ?? { status: context.member.status },
    program,
    context.budgets,
  );
  order.programVersion = version;
  const transfers = evaluation.awards.map((award) => awardTransfer(order, award, context, paidAt));
  facts.awards = [
    ...facts.awards,
    ...evaluation.awards.map((award) => ({
      key: awardKey(order.orderId, award.lineId, award.ruleId),
      lineId: award.lineId,
      ruleId: award.ruleId,
      programVersion: version,
      points: award.points,
      reversed: 0,
    })),
  ];
  facts.progress = [...facts.progress, ...evaluation.progress.map((step) => ({ ...step, reversed: 0 }))];
  if (context.memberFacts) {
    noteAwards(context.memberFacts.tallies, at.date, evaluation.awards);
    if (seen.size === 0) noteKept(order, context.memberFacts.tallies, context.timeZone);
  }
  noteBudgets(context.budgets, evaluation.awards);
  const earned = facts.awards.length > 0;
  order.explanation = {
    outcome: earned ? 'earned' : 'nothing',
    reasons: [...order.explanation.reasons.filter((reason) => reason.lineId), ...evaluation.nothing],
  };
  return transfers;
}

function orderEvent(
  order: OrderRow,
  at: LocalMoment,
  lines: readonly FactLine[],
  seen: ReadonlySet<string>,
  products: ReadonlyMap<string, ProductFacts> | undefined,
): OrderEvent {
  const { facts } = order;
  return {
    kind: 'order',
    orderId: order.orderId,
    currencyCode: facts.currencyCode,
    at,
    lines,
    ...(seen.size > 0 ? { earlierLines: (facts.lines ?? []).filter((line) => seen.has(line.lineId)) } : {}),
    shippingMinor: facts.shipping?.amountMinor ?? 0,
    shippingTaxMinor: facts.shipping?.taxMinor ?? 0,
    ...(facts.channel ? { channel: facts.channel } : {}),
    ...(products ? { products } : {}),
  };
}

function awardTransfer(order: OrderRow, award: Award, context: FoldContext, paidAt: Date): NewTransfer {
  const { facts } = order;
  const { member, live, now, timeZone } = context;
  if (!member || !live) throw new Error('an order without a member or a program earns nothing');
  const line = facts.lines?.find((candidate) => candidate.lineId === award.lineId);
  // Of an order that its buyer placed as a guest, the points are the member's from joining.
  const earnedAt = member.joinedAt > paidAt ? member.joinedAt : paidAt;
  const pending = pendingTerms(live.program, facts, timeZone);
  return {
    shopId: order.shopId,
    key: awardKey(order.orderId, award.lineId, award.ruleId),
    memberId: member.id,
    from: 'issued',
    to: pending ? 'pending' : 'available',
    ...(pending ? { opensPending: pending } : lotTerms(live.program.expiry, earnedAt, now, timeZone)),
    points: award.points,
    kind: 'award',
    sourceType: 'order',
    sourceId: order.orderId,
    ruleId: award.ruleId,
    programVersion: live.version,
    detail: {
      code: 'award',
      award: award.reason,
      orderName: order.name,
      ...(line ? { lineTitle: line.title } : {}),
      ...(pending ? { pending: { from: pending.waitsFrom, days: pending.waitDays } } : {}),
    },
    occurredAt: paidAt,
    bookedOn: context.bookedOn,
  };
}

/** Adds to a member's tallies what an order keeps: nothing of one that was cancelled or went back in full. */
export function noteKept(order: OrderRow, tallies: Tallies, timeZone: string): void {
  const { facts } = order;
  if (!facts.paidAt) return;
  const { eligibleMinor, returnedMinor } = goodsOf(facts);
  noteOrder(tallies, dateInZone(new Date(facts.paidAt), timeZone), eligibleMinor - returnedMinor, !isGivenBack(facts));
}

/** What an order's points wait for; null when they count at once. */
function pendingTerms(program: Program, facts: OrderFacts, timeZone: string): PendingTerms | null {
  const { pending, expiry } = program;
  if (pending.kind === 'none') return null;
  const waitsFrom = pending.kind === 'after_payment' ? 'payment' : 'fulfillment';
  const startedAt = waitsFrom === 'payment' ? facts.paidAt : facts.fulfilledAt;
  return {
    waitsFrom,
    waitDays: pending.days,
    maturesAt: startedAt === null ? null : maturesAt(new Date(startedAt), pending.days, timeZone),
    expiry,
  };
}

function wait(order: OrderRow, code: 'order_unknown' | 'unpaid' | 'guest' | 'product_unknown'): [] {
  order.explanation = { outcome: 'waiting', reasons: [{ code }] };
  return [];
}

function awardKey(orderId: string, lineId: string | null, ruleId: string): string {
  return `order:${orderId}:line:${lineId ?? 'order'}:rule:${ruleId}`;
}

const reversalCauses: Record<Cause['kind'], ReversalCause> = {
  refund: 'refund',
  edit: 'edit',
  cancellation: 'cancellation',
};

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
  const occurredAt = cause.kind === 'refund' ? new Date(cause.refund.at) : context.now;
  const common = { shopId: order.shopId, memberId: order.memberId ?? '', occurredAt, bookedOn: context.bookedOn };
  const transfers: NewTransfer[] = [];
  const givingBack = {
    ...lotTerms(context.live?.program.expiry ?? { kind: 'never' }, context.now, context.now, context.timeZone),
    givenBack: { at: context.now, usableUntil: usableUntil(context.now, context.timeZone) },
  };

  const nothingKept = isGivenBack(facts);
  facts.progress = facts.progress.map((step) => {
    // A step that is the order itself stays while any of its goods do.
    if (step.lineId === null) return { ...step, reversed: nothingKept ? step.amount : 0 };
    const [reversed = 0] = reversalTargets([{ lineId: step.lineId, points: step.amount }], returns, cancelled);
    return { ...step, reversed };
  });
  const targets = reversalTargets(facts.awards, returns, cancelled);
  facts.awards = facts.awards.map((award, index): BookedAward => {
    const target = targets[index] ?? award.reversed;
    const points = target - award.reversed;
    if (points === 0) return award;
    const line = lines.find((candidate) => candidate.lineId === award.lineId);
    const isReversal = points > 0;
    transfers.push({
      ...common,
      key: `order:${order.orderId}:${cause.id}:line:${award.lineId ?? 'order'}:rule:${award.ruleId}`,
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
            orderName: order.name,
            ...(line ? { lineTitle: line.title } : {}),
            awardedPoints: award.points,
            reversedPoints: target,
            ...returnedOf(line, returns, facts.currencyCode),
          }
        : {
            code: 'award_restoration',
            orderName: order.name,
            ...(line ? { lineTitle: line.title } : {}),
            awardedPoints: award.points,
            reversedPoints: target,
          },
    });
    return { ...award, reversed: target };
  });
  if (context.live?.program.refunds.redeemedPoints === 'returned') {
    transfers.push(...returnRedeemed(order, cause, returns, cancelled, { ...common, ...givingBack }));
  }
  return transfers;
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
