/** What the model knows of orders, redemptions and members; what of an order's goods is gone and was worth; and how it rounds. Uses nothing of the app. */
import type { Counted } from './levels.ts';
import type { GoalPlan, TierPlan } from './plan.ts';
import { instant, type TruthOrder, type TruthRefund } from './truth.ts';

export type Fact =
  | { kind: 'snapshot'; order: TruthOrder }
  | { kind: 'refund'; orderId: number; refund: TruthRefund }
  | { kind: 'join'; customer: number }
  | { kind: 'merge'; kept: number; deleted: number }
  | { kind: 'redact'; customer: number; orderIds: number[] };

export interface Terms {
  pointsPerUnit: number;
  unitMinor: number;
}

export interface Award {
  lineId: number;
  points: number;
}

export interface ModelRedemption {
  customer: number;
  costPoints: number;
  state: 'debited' | 'ready' | 'returned' | 'used';
  usedBy: number | null;
  debitedAgain: boolean;
}

export interface Standing {
  /** Its place; -1 for none. */
  level: number;
  /** How often the points for entering each level are the member's, by place; and those of the goal. */
  entries: number[];
  goals: number;
  /** How often those of the goal were given at all, also where they went back since. */
  goalGrants: number;
}

export interface Known {
  customer: number;
  /** The newest snapshot that arrived. */
  newest: TruthOrder | null;
  paid: boolean;
  cancelled: boolean;
  refunds: Map<number, TruthRefund>;
  cancelledAt: number;
  /** Points of each line, once the order counted; and in which phase it did. */
  awards: Award[] | null;
  countedIn: number;
  /** What of each line counted, or came when it could not: the rest of one that grows since is still to count. */
  seen: Map<number, { quantity: number; amountMinor: number }>;
  /** Of a program with levels: whether what the buyer's level gave on top is among the awards. */
  boosted: boolean;
  redemption: number | null;
}

export const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);

export function eligibleOf(order: TruthOrder): number {
  return sumOf(order.lines.filter((line) => !line.giftCard).map((line) => line.amountMinor));
}

/** Lines, and what lines grew by, that are not among those that were seen. */
export function unseenOf({ newest, seen }: Known): TruthOrder['lines'] {
  return (newest?.lines ?? []).flatMap((line) => {
    const { quantity, amountMinor } = seen.get(line.id) ?? { quantity: 0, amountMinor: 0 };
    if (line.quantity <= quantity) return [];
    return [{ ...line, quantity: line.quantity - quantity, amountMinor: line.amountMinor - amountMinor }];
  });
}

/** What lines earn: rounded once, shared in proportion. */
export function pointsFor(fresh: TruthOrder['lines'], { pointsPerUnit, unitMinor }: Terms): Award[] {
  const lines = fresh.filter((line) => line.amountMinor > 0 && !line.giftCard);
  const sum = sumOf(lines.map((line) => line.amountMinor));
  const points = Number((BigInt(sum) * BigInt(pointsPerUnit)) / BigInt(unitMinor));
  const shares = largestRemainder(lines.map((line) => [BigInt(points) * BigInt(line.amountMinor), BigInt(sum || 1)]));
  return lines.map((line, index) => ({ lineId: line.id, points: shares[index] ?? 0 }));
}

/** What the buyer's level gives on top of what the lines earned: rounded once, shared in proportion. */
export function boostOf(awards: readonly Award[], tiers: TierPlan | null, level: number): Award[] {
  const more = (tiers?.factorsBp[level] ?? 10_000) - 10_000;
  const base = sumOf(awards.map((award) => award.points));
  const points = Math.floor((base * more) / 10_000);
  const shares = largestRemainder(awards.map((award) => [BigInt(points) * BigInt(award.points), BigInt(base || 1)]));
  return awards.map(({ lineId }, index) => ({ lineId, points: shares[index] ?? 0 }));
}

/** Of each line: items that are gone, what they were worth, and money beyond that, spread over what is left. */
export function goneOf(lines: TruthOrder['lines'], refunds: readonly TruthRefund[], countRemoved = true) {
  const gone = lines.map((line) =>
    Math.min(
      line.quantity,
      Math.max(
        countRemoved ? line.removed : 0,
        sumOf(
          refunds
            .flatMap((refund) => refund.lines)
            .filter((refunded) => refunded.lineId === line.id)
            .map((refunded) => refunded.quantity),
        ),
      ),
    ),
  );
  const goneMinor = lines.map((line, index) => Math.floor((line.amountMinor * (gone[index] ?? 0)) / line.quantity));
  const leftMinor = lines.map((line, index) => line.amountMinor - (goneMinor[index] ?? 0));
  const left = sumOf(leftMinor);
  // Money beyond what the items that are gone were worth. Shipping earned nothing and takes nothing.
  const paidBack = sumOf(
    refunds.filter((refund) => !refund.withoutMoney).map((refund) => refund.looseMinor + lineMoney(refund)),
  );
  const named = Math.max(sumOf(refunds.map(lineMoney)), sumOf(goneMinor));
  const spread = Math.min(Math.max(0, paidBack - named), left);
  const loose = largestRemainder(leftMinor.map((part) => [BigInt(spread) * BigInt(part), BigInt(left || 1)]));
  return { gone, goneMinor, loose };
}

/** Of what each line gave, the part that went back with it, rounded together. */
export function backOf(given: readonly Award[], lines: TruthOrder['lines'], refunds: readonly TruthRefund[]): number[] {
  const { gone, goneMinor, loose } = goneOf(lines, refunds);
  return largestRemainder(
    given.map(({ lineId, points }): [bigint, bigint] => {
      const index = lines.findIndex((line) => line.id === lineId);
      const [quantity, items] = [BigInt(lines[index]?.quantity ?? 1), BigInt(gone[index] ?? 0)];
      const rest = BigInt((lines[index]?.amountMinor ?? 0) - (goneMinor[index] ?? 0));
      if (rest === 0n) return [BigInt(points) * items, quantity];
      return [BigInt(points) * (items * rest + (quantity - items) * BigInt(loose[index] ?? 0)), quantity * rest];
    }),
  );
}

/** What of an order's goods the buyer keeps, in money; and whether the order still counts as one. */
export function keptOf({ cancelled, newest, refunds }: Known & { newest: TruthOrder }) {
  const { lines } = newest;
  const { goneMinor, loose } = goneOf(lines, [...refunds.values()]);
  // Where the goods cost nothing, it stays while anything of its worth does.
  const eligible = eligibleOf(newest);
  const counts = (line: TruthOrder['lines'][number]) => eligible === 0 || !line.giftCard;
  const worth = sumOf(lines.filter(counts).map((line) => line.amountMinor));
  const back = sumOf(lines.map((line, at) => (counts(line) ? (goneMinor[at] ?? 0) + (loose[at] ?? 0) : 0)));
  const isKept = !cancelled && (worth === 0 || back < worth);
  return { isKept, goodsMinor: isKept && eligible > 0 ? worth - back : 0 };
}

/** What an order is worth for a goal. */
export function stepOf(known: Known & { newest: TruthOrder }, { measure, countsHistory }: GoalPlan): number {
  const { isKept, goodsMinor } = keptOf(known);
  const goods = known.newest.lines.filter((line) => !line.giftCard);
  // The history of orders also holds those of gift cards alone.
  if (measure === 'orders') return isKept && (countsHistory || goods.length > 0) ? 1 : 0;
  if (countsHistory || !isKept) return goodsMinor;
  const given = goods.map(({ id, amountMinor }) => ({ lineId: id, points: amountMinor }));
  return (
    sumOf(given.map(({ points }) => points)) - sumOf(backOf(given, known.newest.lines, [...known.refunds.values()]))
  );
}

function lineMoney(refund: TruthRefund): number {
  return refund.lines.reduce((sum, line) => sum + line.subtotalMinor, 0);
}

/** Rounds fractions so that they add up to their sum rounded down; the earlier one wins among equal remainders. */
export function largestRemainder(fractions: readonly (readonly [bigint, bigint])[]): number[] {
  const common = fractions.reduce((product, [, denominator]) => lcm(product, denominator), 1n);
  const scaled = fractions.map(([numerator, denominator]) => (numerator * common) / denominator);
  const whole = scaled.reduce((sum, part) => sum + part, 0n) / common;
  const floors = scaled.map((part) => part / common);
  let left = Number(whole - floors.reduce((sum, part) => sum + part, 0n));
  const order = scaled
    .map((part, index) => ({ rest: part % common, index }))
    .sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  const rounded = floors.map(Number);
  for (const { index } of order) {
    if (left-- <= 0) break;
    rounded[index] = (rounded[index] ?? 0) + 1;
  }
  return rounded;
}

function lcm(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return (a / x) * b;
}

/** The date of a change. */
export const dayOf = (at: number) => instant(at).slice(0, 10);

/** What of an order's goods went back, each part on the day of the refund that took it. */
export function datedBack(known: Known & { newest: TruthOrder }): Counted['back'] {
  const { lines } = known.newest;
  const eligible = eligibleOf(known.newest);
  const refunds = [...known.refunds.values()].sort((a, b) => a.at - b.at);
  const back: Counted['back'] = [];
  let soFar = 0;
  const upTo = (total: number, on: string) => {
    const amount = Math.min(total, eligible) - soFar;
    if (amount <= 0) return;
    soFar += amount;
    back.push({ on, amount });
  };
  refunds.forEach((refund, index) => {
    const { goneMinor, loose } = goneOf(lines, refunds.slice(0, index + 1), false);
    const ofGoods = lines.map((line, at) => (line.giftCard ? 0 : (goneMinor[at] ?? 0) + (loose[at] ?? 0)));
    upTo(sumOf(ofGoods), dayOf(refund.at));
  });
  if (known.cancelled) upTo(eligible, dayOf(known.cancelledAt));
  return back;
}
