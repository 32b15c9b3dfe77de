/**
 * What the engine gives for what it has not seen of an order: its lines, lines that an edit added, and what lines grew by. Pure:
 * marks them as seen in the order's facts and returns the awards as transfers.
 */
import type { NewTransfer, PendingTerms } from '../ledger/transfer.ts';
import { dateInZone, localMoment } from '../lib/calendar.ts';
import type { Member } from '../members/membership.server.ts';
import type { Award } from '../program/award.ts';
import { pointsByRule } from '../program/compile.ts';
import type { Program } from '../program/document.ts';
import { evaluate } from '../program/evaluate.ts';
import type { LocalMoment, OrderEvent, ProductFacts } from '../program/events.ts';
import { lotTerms } from '../program/expiry.ts';
import type { MemberFacts } from '../program/member-state.ts';
import { noteAwards, noteBudgets, noteOrder } from '../program/note.ts';
import { maturesAt } from '../program/pending.ts';
import type { Tallies } from '../program/tallies.ts';
import { evaluatedParts, unevaluatedParts, withAllEvaluated, type FactLine, type OrderFacts } from './facts.ts';
import type { OrderRow } from './order-store.server.ts';
import { goodsOf, isGivenBack } from './reversal.ts';

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

/** @returns also the keys of the lines, and of the parts that lines grew by, that the engine has now seen. */
export function evaluateNewLines(order: OrderRow, context: FoldContext): { transfers: NewTransfer[]; added: string[] } {
  const { facts } = order;
  if (!facts.lines) return wait(order, 'order_unknown');
  if (!facts.paidAt) return wait(order, 'unpaid');
  if (!context.member) return wait(order, 'guest');
  const parts = unevaluatedParts(facts);
  const added = parts.map(({ key }) => key);
  if (parts.length === 0) return { transfers: [], added };
  if (context.live && !context.products) return wait(order, 'product_unknown');
  const earlier = evaluatedParts(facts);
  Object.assign(facts, withAllEvaluated(facts));
  if (!context.live) {
    order.explanation = { outcome: 'nothing', reasons: [{ code: 'no_program' }] };
    return { transfers: [], added };
  }
  const { program, version } = context.live;
  const paidAt = new Date(facts.paidAt);
  const at = localMoment(paidAt, context.timeZone);
  const lines = parts.map(({ line }) => line);
  const earlierPoints = pointsByRule(facts.awards);
  const event: OrderEvent = {
    ...orderEvent(order, at, lines, context.products ?? undefined),
    ...(earlier.length > 0 ? { earlierLines: earlier, earlierPoints } : {}),
  };
  const evaluation = evaluate(
    event,
    context.memberFacts ?? { status: context.member.status },
    program,
    context.budgets,
  );
  order.programVersion = version;
  const keyOf = (award: Award) => {
    const part = parts.find(({ line }) => line.lineId === award.lineId);
    return awardKey(order.orderId, part?.key ?? award.lineId, award.ruleId);
  };
  const transfers = evaluation.awards.map((award) => awardTransfer(order, award, keyOf(award), context, paidAt));
  facts.awards = [
    ...facts.awards,
    ...evaluation.awards.map((award) => ({
      key: keyOf(award),
      lineId: award.lineId,
      ruleId: award.ruleId,
      programVersion: version,
      points: award.points,
      reversed: 0,
    })),
  ];
  facts.progress = [...facts.progress, ...evaluation.progress.map((step) => ({ ...step, reversed: 0 }))];
  if (context.memberFacts) {
    noteAwards(context.memberFacts.tallies, at.date, evaluation.awards, earlierPoints);
    if (earlier.length === 0) noteKept(order, context.memberFacts.tallies, context.timeZone);
  }
  noteBudgets(context.budgets, evaluation.awards);
  const earned = facts.awards.length > 0;
  order.explanation = {
    outcome: earned ? 'earned' : 'nothing',
    reasons: [
      ...order.explanation.reasons.filter(({ lineId }) => lineId && !lines.some((line) => line.lineId === lineId)),
      ...evaluation.nothing,
    ],
  };
  return { transfers, added };
}

function orderEvent(
  order: OrderRow,
  at: LocalMoment,
  lines: readonly FactLine[],
  products: ReadonlyMap<string, ProductFacts> | undefined,
): OrderEvent {
  const { facts } = order;
  return {
    kind: 'order',
    orderId: order.orderId,
    currencyCode: facts.currencyCode,
    at,
    lines,
    shippingMinor: facts.shipping?.amountMinor ?? 0,
    shippingTaxMinor: facts.shipping?.taxMinor ?? 0,
    ...(facts.channel ? { channel: facts.channel } : {}),
    ...(products ? { products } : {}),
  };
}

function awardTransfer(order: OrderRow, award: Award, key: string, context: FoldContext, paidAt: Date): NewTransfer {
  const { facts } = order;
  const { member, live, now, timeZone } = context;
  if (!member || !live) throw new Error('an order without a member or a program earns nothing');
  const line = facts.lines?.find((candidate) => candidate.lineId === award.lineId);
  // Of an order that its buyer placed as a guest, the points are the member's from joining.
  const earnedAt = member.joinedAt > paidAt ? member.joinedAt : paidAt;
  const pending = pendingTerms(live.program, facts, timeZone);
  return {
    shopId: order.shopId,
    key,
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

function wait(order: OrderRow, code: 'order_unknown' | 'unpaid' | 'guest' | 'product_unknown') {
  order.explanation = { outcome: 'waiting', reasons: [{ code }] };
  return { transfers: [], added: [] };
}

/** @param part the line, or the key of what it grew by. */
function awardKey(orderId: string, part: string | null, ruleId: string): string {
  return `order:${orderId}:line:${part ?? 'order'}:rule:${ruleId}`;
}
