/**
 * What is known of an order, gathered from events that may come in any order, late or twice. Pure: `withSnapshot` and
 * `withRefund` only add knowledge, so that the same set of events always ends in the same facts.
 */
import type { OrderLine } from '../program/events.ts';
import type { Evidence, PostalAddress } from '../referrals/evidence.ts';

export interface FactLine extends OrderLine {
  title: string;
  /** Items of the line that the buyer does not keep any more, by refund or edit, as Shopify's latest word on it said. */
  removedQuantity: number;
  /** What of the line the engine has seen, while an edit has made it larger since; absent where that is all or nothing of it. */
  evaluated?: Pick<OrderLine, 'quantity' | 'amountMinor' | 'taxMinor'>;
}

export interface RefundFact {
  refundId: string;
  /** ISO instant; orders the booking of refunds that arrive together. */
  at: string;
  lines: { lineId: string; quantity: number }[];
  /** Money that went back in all, and the parts of it that belong to the lines above and to shipping. Minor units. */
  moneyMinor: number;
  linesMinor: number;
  shippingMinor: number;
}

/** An award as the ledger has it, and how much of it has been taken back. */
export interface BookedAward {
  key: string;
  lineId: string | null;
  ruleId: string;
  programVersion: number;
  points: number;
  reversed: number;
}

/** A redemption whose code the order carried, and how many of its points went back with refunds. */
export interface BookedRedemption {
  redemptionId: string;
  rewardTitle: Record<string, string>;
  points: number;
  returned: number;
}

/** What was paid for shipping. Minor units. */
export interface OrderShipping {
  /** After discounts, with tax when the shop's prices include it; the tax in it; and with all tax, as a refund counts it. */
  amountMinor: number;
  taxMinor: number;
  paidMinor: number;
}

/** What an order came to in the money that its buyer paid with, and the same in the shop's: the rate at which it was sold. */
export interface PaidMoney {
  currencyCode: string;
  amountMinor: number;
  shopMinor: number;
}

/** A step towards a goal, and how much of it went back with refunds. */
export interface BookedProgress {
  goalId: string;
  lineId: string | null;
  amount: number;
  reversed: number;
}

export interface OrderFacts {
  currencyCode: string;
  /** Absent where the buyer paid in the shop's currency, or no event told. */
  paidMoney?: PaidMoney;
  /** Null until an event told the lines: a refund can arrive before its order. */
  lines: FactLine[] | null;
  /** The instant of the snapshot that `removedQuantity` was taken from. */
  linesAt: string;
  paidAt: string | null;
  cancelledAt: string | null;
  /** When the whole order was on its way to the buyer, by the earliest word on it. */
  fulfilledAt: string | null;
  refunds: RefundFact[];
  discountCodes: string[];
  /** The sales channel in Shopify's words; empty when no event told it. */
  channel: string;
  shipping: OrderShipping | null;
  /** The code of the member who recommended the shop, as the order carried it. */
  referralCode: string | null;
  /** Digests of what the buyer is known by, kept only where the program has referrals. */
  person: Evidence | null;
  awards: BookedAward[];
  progress: BookedProgress[];
  redemptions: BookedRedemption[];
  /** Lines that the engine has seen; each, and what it grows by, is evaluated once, with the program of that moment. */
  evaluatedLineIds: string[];
  /** Refunds, edits and the cancellation whose effect on the awards is booked already. */
  bookedCauses: string[];
}

export function emptyFacts(): OrderFacts {
  return {
    currencyCode: '',
    lines: null,
    linesAt: '',
    paidAt: null,
    cancelledAt: null,
    fulfilledAt: null,
    refunds: [],
    discountCodes: [],
    channel: '',
    shipping: null,
    referralCode: null,
    person: null,
    awards: [],
    progress: [],
    redemptions: [],
    evaluatedLineIds: [],
    bookedCauses: [],
  };
}

/** Shopify's word on an order at one instant. */
export interface OrderSnapshot {
  orderId: string;
  name: string;
  customerId: string | null;
  customerHasAccount: boolean;
  /** Normalized e-mail address; digested before it is stored. */
  email: string | null;
  currencyCode: string;
  totalMinor: number;
  /** Absent or null where the buyer paid in the shop's currency. */
  paidMoney?: PaidMoney | null;
  /** ISO instant of this word. */
  at: string;
  paidAt: string | null;
  cancelledAt: string | null;
  /** Null or absent while not all of it is fulfilled. */
  fulfilledAt?: string | null;
  test: boolean;
  lines: FactLine[];
  refunds: RefundFact[];
  discountCodes: string[];
  channel?: string;
  shipping?: OrderShipping | null;
  referralCode?: string | null;
  /** What the buyer is known by, in clear; digested before it is stored. */
  buyer?: { address: PostalAddress | null; device: string | null };
}

/**
 * Adds a snapshot. Lines keep the amount that was first seen until an edit makes them larger (Shopify raises the quantity of
 * the same line, and its amount is of all of it); the newest snapshot says what was removed.
 */
export function withSnapshot(facts: OrderFacts, snapshot: OrderSnapshot): OrderFacts {
  const isNewer = facts.lines === null || snapshot.at >= facts.linesAt;
  const known = new Map((facts.lines ?? []).map((line) => [line.lineId, line]));
  for (const line of snapshot.lines) {
    const old = known.get(line.lineId);
    const removedQuantity = isNewer || !old ? line.removedQuantity : old.removedQuantity;
    const larger = old ? grown(old, line, facts.evaluatedLineIds.includes(line.lineId)) : line;
    known.set(line.lineId, { ...larger, removedQuantity });
  }
  const paidMoney = facts.paidMoney ?? snapshot.paidMoney;
  let next: OrderFacts = {
    ...facts,
    currencyCode: snapshot.currencyCode || facts.currencyCode,
    ...(paidMoney ? { paidMoney } : {}),
    lines: [...known.values()],
    linesAt: isNewer ? snapshot.at : facts.linesAt,
    paidAt: facts.paidAt ?? snapshot.paidAt,
    cancelledAt: facts.cancelledAt ?? snapshot.cancelledAt,
    fulfilledAt: earliest(facts.fulfilledAt, snapshot.fulfilledAt ?? null),
    discountCodes: [...new Set([...facts.discountCodes, ...snapshot.discountCodes])],
    channel: facts.channel || (snapshot.channel ?? ''),
    // What was paid first is what counts, as with the lines.
    shipping: facts.shipping ?? snapshot.shipping ?? null,
    referralCode: facts.referralCode ?? snapshot.referralCode ?? null,
  };
  for (const refund of snapshot.refunds) next = withRefund(next, refund);
  return next;
}

/** The larger of two words on a line. What the engine has seen of it is remembered, so that only the rest is counted then. */
function grown(old: FactLine, line: FactLine, isEvaluated: boolean): FactLine {
  if (line.quantity <= old.quantity) return old;
  if (!isEvaluated) return line;
  const { quantity, amountMinor, taxMinor } = old;
  return {
    ...old,
    quantity: line.quantity,
    // What has earned is not made smaller by a discount that came with the growth.
    amountMinor: Math.max(amountMinor, line.amountMinor),
    taxMinor: Math.max(taxMinor ?? 0, line.taxMinor ?? 0),
    evaluated: old.evaluated ?? { quantity, amountMinor, taxMinor },
  };
}

/** Lines, or what lines grew by, that the engine has not seen; with the key that tells the parts of a line apart. */
export function unevaluatedParts({ lines, evaluatedLineIds }: OrderFacts): { key: string; line: FactLine }[] {
  return (lines ?? []).flatMap((line) => {
    if (!evaluatedLineIds.includes(line.lineId)) return [{ key: line.lineId, line }];
    const { evaluated: seen } = line;
    if (!seen) return [];
    const rest = {
      quantity: line.quantity - seen.quantity,
      amountMinor: line.amountMinor - seen.amountMinor,
      taxMinor: (line.taxMinor ?? 0) - (seen.taxMinor ?? 0),
    };
    return [{ key: `${line.lineId}>${seen.quantity}`, line: { ...line, ...rest } }];
  });
}

/** What the engine has seen of an order. */
export function evaluatedParts({ lines, evaluatedLineIds }: OrderFacts): FactLine[] {
  return (lines ?? [])
    .filter((line) => evaluatedLineIds.includes(line.lineId))
    .map((line) => ({ ...line, ...line.evaluated }));
}

/** The same facts after the engine has seen all of them. */
export function withAllEvaluated(facts: OrderFacts): Pick<OrderFacts, 'lines' | 'evaluatedLineIds'> {
  const lines = (facts.lines ?? []).map(({ evaluated: _, ...line }) => line);
  return { lines, evaluatedLineIds: [...new Set([...facts.evaluatedLineIds, ...lines.map((line) => line.lineId)])] };
}

function earliest(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b < a) ? b : a;
}

/** Adds a refund; one that is known already changes nothing. */
export function withRefund(facts: OrderFacts, refund: RefundFact): OrderFacts {
  if (facts.refunds.some((known) => known.refundId === refund.refundId)) return facts;
  const refunds = [...facts.refunds, refund].sort((a, b) =>
    a.at !== b.at ? (a.at < b.at ? -1 : 1) : a.refundId < b.refundId ? -1 : 1,
  );
  return { ...facts, refunds };
}
