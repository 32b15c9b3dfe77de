/**
 * Whether the ledger knows of an order what Shopify says of it, and what had been missed once it does. Pure: facts in,
 * answers out.
 */
import type { OrderFacts, OrderSnapshot } from '../orders/facts.ts';
import type { OrderOutline } from '../shopify/bulk.server.ts';
import type { FindingCode } from './findings.ts';

/** What the ledger holds of an order. */
export interface KnownOrder {
  memberId: string | null;
  customerId: string | null;
  facts: OrderFacts;
}

/** True when applying the snapshot would teach nothing. */
export function agrees(known: KnownOrder | undefined, snapshot: OrderSnapshot): boolean {
  if (!known?.facts.lines) return false;
  const { facts } = known;
  const lines = new Map(facts.lines?.map((line) => [line.lineId, line]));
  return (
    stateAgrees(known, { ...snapshot, isFulfilled: Boolean(snapshot.fulfilledAt) }) &&
    snapshot.refunds.every((refund) => facts.refunds.some((other) => other.refundId === refund.refundId)) &&
    snapshot.discountCodes.every((code) => facts.discountCodes.includes(code)) &&
    snapshot.lines.every((line) => {
      const other = lines.get(line.lineId);
      return other && other.quantity >= line.quantity && returnedOf(facts, line.lineId) >= line.removedQuantity;
    })
  );
}

/** The same for the outline that a bulk operation gives. A false "no" costs one more look at the order. */
export function outlineAgrees(known: KnownOrder | undefined, outline: OrderOutline): boolean {
  if (!known?.facts.lines) return false;
  const { facts } = known;
  const kept = (tips: boolean) =>
    (facts.lines ?? [])
      .filter((line) => tips || !line.tip)
      .reduce((sum, line) => sum + Math.max(0, line.quantity - returnedOf(facts, line.lineId)), 0);
  return (
    stateAgrees(known, outline) &&
    outline.refundIds.every((id) => facts.refunds.some((refund) => refund.refundId === id)) &&
    // Shopify does not say whether a tip counts as an item.
    (kept(true) === outline.keptQuantity || kept(false) === outline.keptQuantity)
  );
}

function stateAgrees(
  known: KnownOrder,
  word: Pick<OrderSnapshot, 'paidAt' | 'cancelledAt' | 'customerId' | 'customerHasAccount'> & { isFulfilled: boolean },
): boolean {
  return (
    (word.paidAt === null || known.facts.paidAt !== null) &&
    (word.cancelledAt === null || known.facts.cancelledAt !== null) &&
    (!word.isFulfilled || known.facts.fulfilledAt !== null) &&
    (known.memberId !== null || !(word.customerHasAccount && word.customerId && word.paidAt))
  );
}

/** Items of a line that went back, named by a refund or counted by Shopify. */
function returnedOf(facts: OrderFacts, lineId: string): number {
  const line = facts.lines?.find((candidate) => candidate.lineId === lineId);
  return Math.max(namedOf(facts, lineId), line?.removedQuantity ?? 0);
}

function namedOf(facts: OrderFacts, lineId: string): number {
  return facts.refunds
    .flatMap((refund) => refund.lines)
    .filter((line) => line.lineId === lineId)
    .reduce((sum, line) => sum + line.quantity, 0);
}

/** What had been missed, told from the order before and after the repair. Empty when nothing had. */
export function missedBetween(before: KnownOrder, after: KnownOrder): FindingCode[] {
  if (before.facts.lines === null) return after.facts.paidAt ? ['missed_order'] : [];
  const found: FindingCode[] = [];
  if (!before.facts.paidAt && after.facts.paidAt) found.push('missed_payment');
  const known = new Set(before.facts.refunds.map((refund) => refund.refundId));
  const refunds = after.facts.refunds.filter((refund) => !known.has(refund.refundId));
  if (refunds.some((refund) => refund.moneyMinor > 0)) found.push('missed_refund');
  if (!before.facts.cancelledAt && after.facts.cancelledAt) found.push('missed_cancellation');
  else if (wasEdited(before.facts, after.facts) || (refunds.length > 0 && !found.includes('missed_refund'))) {
    // What an edit removes Shopify also lists as a refund without money.
    found.push('missed_edit');
  }
  if (!before.facts.fulfilledAt && after.facts.fulfilledAt) found.push('missed_fulfillment');
  if (after.facts.redemptions.length > before.facts.redemptions.length) found.push('code_used');
  if (before.memberId === null && after.memberId !== null) found.push('missed_member');
  if (found.length === 0 && pointsOf(before.facts) !== pointsOf(after.facts)) found.push('points_differed');
  return found;
}

function wasEdited(before: OrderFacts, after: OrderFacts): boolean {
  const lines = new Map((before.lines ?? []).map((line) => [line.lineId, line]));
  return (after.lines ?? []).some((line) => {
    const known = lines.get(line.lineId);
    if (!known || known.quantity < line.quantity) return true;
    // Items gone beyond those that refunds name, and beyond those that were known to be gone.
    return returnedOf(after, line.lineId) > Math.max(returnedOf(before, line.lineId), namedOf(after, line.lineId));
  });
}

/** The points that an order leaves with its buyer. */
export function pointsOf(facts: OrderFacts): number {
  return facts.awards.reduce((sum, award) => sum + award.points - award.reversed, 0);
}
