/**
 * What has to be in the ledger, said a second time and independently: a set of facts in, points out. Uses nothing of the
 * app. Facts that arrive between two pauses of a history are a set: their order must not matter.
 */
import type { TruthOrder, TruthRefund } from './truth.ts';

export type Fact =
  | { kind: 'snapshot'; order: TruthOrder }
  | { kind: 'refund'; orderId: number; refund: TruthRefund }
  | { kind: 'join'; customer: number }
  | { kind: 'merge'; kept: number; deleted: number };

export interface Terms {
  pointsPerUnit: number;
  unitMinor: number;
}

interface Known {
  customer: number;
  /** The newest snapshot that arrived. */
  newest: TruthOrder | null;
  paid: boolean;
  cancelled: boolean;
  refunds: Map<number, TruthRefund>;
  /** Points of each line, once the order counted. */
  awards: Map<number, number> | null;
  redemption: number | null;
}

export interface ModelRedemption {
  customer: number;
  costPoints: number;
  state: 'debited' | 'ready' | 'returned' | 'used';
  usedBy: number | null;
  debitedAgain: boolean;
}

export class Model {
  readonly orders = new Map<number, Known>();
  readonly redemptions: ModelRedemption[] = [];
  readonly signupPoints: number;
  readonly returnsRedeemed: boolean;
  /** The points of orders stay pending. */
  readonly awardsWait: boolean;
  terms: Terms;
  private readonly parents: number[];
  private readonly isMember: boolean[];
  private readonly isBlocked: boolean[];
  private readonly extra: number[];

  constructor(customers: number, terms: Terms, signupPoints: number, returnsRedeemed: boolean, awardsWait: boolean) {
    this.parents = Array.from({ length: customers }, (_, index) => index);
    this.isMember = this.parents.map(() => false);
    this.isBlocked = this.parents.map(() => false);
    this.extra = this.parents.map(() => 0);
    this.terms = terms;
    this.signupPoints = signupPoints;
    this.returnsRedeemed = returnsRedeemed;
    this.awardsWait = awardsWait;
  }

  /** Whoever has the customer's points now. */
  root(customer: number): number {
    let at = customer;
    while (this.parents[at] !== undefined && this.parents[at] !== at) at = this.parents[at] ?? at;
    return at;
  }

  member(customer: number): boolean {
    return this.isMember[this.root(customer)] ?? false;
  }

  blocked(customer: number): boolean {
    return this.isBlocked[this.root(customer)] ?? false;
  }

  setBlocked(customer: number, blocked: boolean): void {
    this.isBlocked[this.root(customer)] = blocked;
  }

  adjust(customer: number, points: number): void {
    this.extra[this.root(customer)] = (this.extra[this.root(customer)] ?? 0) + points;
  }

  /** Takes up what arrived since the last pause. */
  arrive(facts: readonly Fact[]): void {
    for (const fact of facts) {
      if (fact.kind === 'merge') this.merge(fact.kept, fact.deleted);
    }
    for (const fact of facts) {
      if (fact.kind === 'join') this.join(fact.customer);
      if (fact.kind === 'refund') this.known(fact.orderId).refunds.set(fact.refund.id, fact.refund);
      if (fact.kind === 'snapshot') this.see(fact.order);
    }
    for (const known of this.orders.values()) {
      if (known.awards || !known.newest || !known.paid || !this.member(known.customer)) continue;
      known.awards = this.blocked(known.customer) ? new Map() : this.evaluate(known.newest);
    }
  }

  private known(orderId: number): Known {
    let known = this.orders.get(orderId);
    if (!known) {
      known = {
        customer: -1,
        newest: null,
        paid: false,
        cancelled: false,
        refunds: new Map(),
        awards: null,
        redemption: null,
      };
      this.orders.set(orderId, known);
    }
    return known;
  }

  private see(order: TruthOrder): void {
    const known = this.known(order.id);
    known.customer = order.customer;
    if (!known.newest || order.at > known.newest.at) known.newest = order;
    known.paid ||= order.paid;
    known.cancelled ||= order.cancelled;
    for (const refund of order.refunds) known.refunds.set(refund.id, refund);
    if (order.paid && order.state === 'enabled') this.join(order.customer);
    if (order.redemption === null) return;
    const redemption = this.redemptions[order.redemption];
    if (!redemption || redemption.usedBy !== null) return;
    known.redemption = order.redemption;
    redemption.usedBy = order.id;
    // The discount was given although the points had gone back: they are due once more.
    redemption.debitedAgain = redemption.state === 'returned';
    redemption.state = 'used';
  }

  private join(customer: number): void {
    const root = this.root(customer);
    if (this.isMember[root]) return;
    this.isMember[root] = true;
    this.adjust(root, this.signupPoints);
  }

  private merge(kept: number, deleted: number): void {
    const [to, from] = [this.root(kept), this.root(deleted)];
    if (to === from) return;
    this.parents[from] = to;
    this.isMember[to] = Boolean(this.isMember[to] || this.isMember[from]);
    this.extra[to] = (this.extra[to] ?? 0) + (this.extra[from] ?? 0);
  }

  private evaluate(order: TruthOrder): Map<number, number> {
    const lines = order.lines.filter((line) => line.amountMinor > 0 && !line.giftCard);
    const sum = lines.reduce((total, line) => total + line.amountMinor, 0);
    const points = Number((BigInt(sum) * BigInt(this.terms.pointsPerUnit)) / BigInt(this.terms.unitMinor));
    const shares = largestRemainder(lines.map((line) => [BigInt(points) * BigInt(line.amountMinor), BigInt(sum || 1)]));
    return new Map(lines.map((line, index) => [line.id, shares[index] ?? 0]));
  }

  /** Points that an order has given, those that went back, and those of its redemption that were returned. */
  pointsOf(orderId: number): { awarded: number; reversed: number; returned: number } {
    const known = this.orders.get(orderId);
    if (!known?.newest || !known.awards) return { awarded: 0, reversed: 0, returned: 0 };
    const awarded = [...known.awards.values()].reduce((sum, points) => sum + points, 0);
    const redemption = known.redemption === null ? undefined : this.redemptions[known.redemption];
    const cost = redemption && this.returnsRedeemed ? redemption.costPoints : 0;
    if (known.cancelled) return { awarded, reversed: awarded, returned: cost };
    const refunds = [...known.refunds.values()];
    const { lines } = known.newest;
    const gone = lines.map((line) =>
      Math.min(
        line.quantity,
        Math.max(
          line.removed,
          refunds
            .flatMap((refund) => refund.lines)
            .filter((refunded) => refunded.lineId === line.id)
            .reduce((sum, refunded) => sum + refunded.quantity, 0),
        ),
      ),
    );
    const goneMinor = lines.map((line, index) => Math.floor((line.amountMinor * (gone[index] ?? 0)) / line.quantity));
    const leftMinor = lines.map((line, index) => line.amountMinor - (goneMinor[index] ?? 0));
    const left = leftMinor.reduce((sum, part) => sum + part, 0);
    // Money beyond what the items that are gone were worth. Shipping earned nothing and takes nothing.
    const paidBack = refunds
      .filter((refund) => !refund.withoutMoney)
      .reduce((sum, refund) => sum + refund.looseMinor + lineMoney(refund), 0);
    const named = Math.max(
      refunds.reduce((sum, refund) => sum + lineMoney(refund), 0),
      goneMinor.reduce((sum, part) => sum + part, 0),
    );
    const loose = Math.min(Math.max(0, paidBack - named), left);
    const looseOf = largestRemainder(leftMinor.map((part) => [BigInt(loose) * BigInt(part), BigInt(left || 1)]));
    const awards = [...known.awards.entries()];
    const reversedOf = largestRemainder(
      awards.map(([lineId, points]): [bigint, bigint] => {
        const index = lines.findIndex((line) => line.id === lineId);
        const [quantity, items] = [BigInt(lines[index]?.quantity ?? 1), BigInt(gone[index] ?? 0)];
        const [rest, share] = [BigInt(leftMinor[index] ?? 0), BigInt(looseOf[index] ?? 0)];
        if (rest === 0n) return [BigInt(points) * items, quantity];
        return [BigInt(points) * (items * rest + (quantity - items) * share), quantity * rest];
      }),
    );
    const total = lines.reduce((sum, line) => sum + line.amountMinor, 0);
    const back = goneMinor.reduce((sum, part) => sum + part, 0) + loose;
    return {
      awarded,
      reversed: reversedOf.reduce((sum, points) => sum + points, 0),
      returned: Number((BigInt(cost) * BigInt(back)) / BigInt(total || 1)),
    };
  }

  /** What waits for whoever has this customer's points. */
  pending(customer: number): number {
    if (!this.awardsWait) return 0;
    const root = this.root(customer);
    let pending = 0;
    for (const [orderId, known] of this.orders) {
      if (known.customer < 0 || this.root(known.customer) !== root) continue;
      const { awarded, reversed } = this.pointsOf(orderId);
      pending += awarded - reversed;
    }
    return pending;
  }

  /** The balance of whoever has this customer's points, with nothing forgiven. */
  balance(customer: number): number {
    const root = this.root(customer);
    let balance = this.extra[root] ?? 0;
    for (const [orderId, known] of this.orders) {
      if (known.customer < 0 || this.root(known.customer) !== root) continue;
      const { awarded, reversed, returned } = this.pointsOf(orderId);
      balance += (this.awardsWait ? 0 : awarded - reversed) + returned;
    }
    for (const redemption of this.redemptions) {
      if (this.root(redemption.customer) !== root) continue;
      // Used after its return, it was taken, given back, and taken again.
      if (redemption.state !== 'returned') balance -= redemption.costPoints;
    }
    return balance;
  }
}

function lineMoney(refund: TruthRefund): number {
  return refund.lines.reduce((sum, line) => sum + line.subtotalMinor, 0);
}

/** Rounds fractions so that they add up to their sum rounded down; the earlier one wins among equal remainders. */
function largestRemainder(fractions: readonly (readonly [bigint, bigint])[]): number[] {
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
