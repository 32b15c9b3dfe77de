/**
 * What has to be in the ledger, said a second time and independently: a set of facts in, points out. Uses nothing of the
 * app. Facts that arrive between two pauses of a history are a set: their order must not matter.
 */
import {
  datedBack,
  dayOf,
  backOf,
  boostOf,
  eligibleOf,
  goneOf,
  pointsFor,
  stepOf,
  sumOf,
  unseenOf,
  type Fact,
  type Known,
  type ModelRedemption,
  type Standing,
  type Terms,
} from './goods.ts';
import { levelHeld, type Counted, type Knowledge } from './levels.ts';
import type { GoalPlan, TierPlan } from './plan.ts';
import type { TruthOrder } from './truth.ts';

/** The day on which everything is worked out. */
export const TODAY = '2026-11-21';

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
  private readonly welcomed: number[];
  readonly isForgotten: boolean[];
  tiers: TierPlan | null;
  /** By the root of a member: the level that is kept because the settings changed, at least and at most. */
  private readonly kept = new Map<number, [number, number]>();
  readonly goal: GoalPlan | null;
  private readonly hasMerges: boolean;
  /** By the root of a member: the level, and how often each level's and the goal's points are theirs, as last observed. */
  readonly standings = new Map<number, Standing>();
  private phase = 0;

  constructor(
    customers: number,
    terms: Terms,
    signupPoints: number,
    returnsRedeemed: boolean,
    awardsWait: boolean,
    tiers: TierPlan | null,
    goal: GoalPlan | null,
    hasMerges: boolean,
  ) {
    this.parents = Array.from({ length: customers }, (_, index) => index);
    this.isMember = this.parents.map(() => false);
    this.isBlocked = this.parents.map(() => false);
    this.extra = this.parents.map(() => 0);
    this.welcomed = this.parents.map(() => 0);
    this.isForgotten = this.parents.map(() => false);
    this.tiers = tiers;
    this.goal = goal;
    this.hasMerges = hasMerges;
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
    this.phase++;
    for (const fact of facts) {
      if (fact.kind === 'merge') this.merge(fact.kept, fact.deleted);
    }
    for (const fact of facts) {
      if (fact.kind === 'join') this.join(fact.customer);
      if (fact.kind === 'refund') this.known(fact.orderId).refunds.set(fact.refund.id, fact.refund);
      if (fact.kind === 'snapshot') this.see(fact.order);
    }
    for (const known of this.orders.values()) {
      const fresh = unseenOf(known);
      if (fresh.length === 0 || !known.paid || !this.member(known.customer)) continue;
      if (known.customer < 0 || this.isForgotten[this.root(known.customer)]) continue;
      if (!known.awards) known.countedIn = this.phase;
      known.awards = [...(known.awards ?? []), ...(this.blocked(known.customer) ? [] : pointsFor(fresh, this.terms))];
      for (const line of known.newest?.lines ?? []) known.seen.set(line.id, line);
      known.boosted = this.tiers === null;
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
        cancelledAt: 0,
        countedIn: 0,
        seen: new Map(),
        boosted: false,
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
    // What a late event says of a person who was forgotten names nobody any more.
    const forgotten = this.isForgotten[this.root(order.customer)] ?? false;
    if (!order.anonymous && !forgotten) known.customer = order.customer;
    if (!known.newest || order.at > known.newest.at) known.newest = order;
    known.paid ||= order.paid;
    if (order.cancelled && !known.cancelled) known.cancelledAt = order.at;
    known.cancelled ||= order.cancelled;
    for (const refund of order.refunds) known.refunds.set(refund.id, refund);
    if (order.paid && order.state === 'enabled' && !order.anonymous && known.customer >= 0) this.join(order.customer);
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
    if (this.isMember[root] || this.isForgotten[root]) return;
    this.isMember[root] = true;
    this.adjust(root, this.signupPoints);
    this.welcomed[root] = this.signupPoints;
  }

  private merge(kept: number, deleted: number): void {
    const [to, from] = [this.root(kept), this.root(deleted)];
    if (to === from || this.isForgotten[to]) return;
    this.parents[from] = to;
    this.isMember[to] = Boolean(this.isMember[to] || this.isMember[from]);
    this.extra[to] = (this.extra[to] ?? 0) + (this.extra[from] ?? 0);
    const [a, b] = [this.standings.get(to), this.standings.get(from)];
    if (!b) return;
    const entries = b.entries.map((count, index) => count + (a?.entries[index] ?? 0));
    this.standings.set(to, {
      level: Math.max(b.level, a?.level ?? -1),
      entries,
      goals: b.goals + (a?.goals ?? 0),
      goalGrants: b.goalGrants + (a?.goalGrants ?? 0),
    });
  }

  /** The person has asked to be forgotten: what was given stays with nobody, and nothing comes to it any more. */
  forget(customer: number): void {
    this.isForgotten[this.root(customer)] = true;
  }

  /** Points that an order has given, those that went back, and those of its redemption that were returned. */
  pointsOf(orderId: number): { awarded: number; reversed: number; returned: number } {
    const known = this.orders.get(orderId);
    if (!known?.newest || !known.awards) return { awarded: 0, reversed: 0, returned: 0 };
    const awarded = known.awards.reduce((sum, award) => sum + award.points, 0);
    const redemption = known.redemption === null ? undefined : this.redemptions[known.redemption];
    const cost = redemption && this.returnsRedeemed ? redemption.costPoints : 0;
    if (known.cancelled) return { awarded, reversed: awarded, returned: cost };
    const { lines } = known.newest;
    const refunds = [...known.refunds.values()];
    const { goneMinor, loose } = goneOf(lines, refunds);
    const total = lines.reduce((sum, line) => sum + line.amountMinor, 0);
    const back = sumOf(goneMinor) + sumOf(loose);
    return {
      awarded,
      reversed: sumOf(backOf(known.awards, lines, refunds)),
      returned: Number((BigInt(cost) * BigInt(back)) / BigInt(total || 1)),
    };
  }

  /** The orders of whoever has this customer's points, counted in an earlier phase or in any. */
  private ordersOf(root: number, before = Infinity, without = -1): [number, Known & { newest: TruthOrder }][] {
    return [...this.orders].flatMap(([id, known]): [number, Known & { newest: TruthOrder }][] => {
      const { newest } = known;
      if (!newest || !known.awards || known.customer < 0 || this.root(known.customer) !== root) return [];
      return known.countedIn < before && id !== without ? [[id, { ...known, newest }]] : [];
    });
  }

  /** What counts towards the levels of a member, by day. `most`: what may have counted at some moment of this phase. */
  private counted(root: number, before: number, without: number, most: boolean): Counted[] {
    const counted = this.ordersOf(root, before, without).map(([id, known]): Counted => {
      const on = dayOf(known.newest.placedAt);
      if (this.tiers?.measure === 'spend') return { on, amount: eligibleOf(known.newest), back: datedBack(known) };
      const { awarded, reversed } = this.pointsOf(id);
      const boost =
        most && !known.boosted ? sumOf(boostOf(known.awards ?? [], this.tiers, 1).map(({ points }) => points)) : 0;
      // On which days points went back depends on which event told of it first.
      return { on, amount: awarded + boost, back: [{ on: '', amount: reversed }] };
    });
    if (this.tiers?.measure !== 'points') return counted;
    const { goals, goalGrants } = this.standings.get(root) ?? { goals: 0, goalGrants: 0 };
    // A goal that was undone can be reached once more, and where levels outlast refunds each time may count.
    const times = most ? goalGrants + Number(goals === 0) : goals;
    const ofGoal = (this.goal?.points ?? 0) * times;
    return [...counted, { on: TODAY, amount: (this.welcomed[root] ?? 0) + ofGoal, back: [] }];
  }

  /** The lowest and the highest level that a member can have; one and the same where the order of events means nothing. */
  private levelNow(root: number): [number, number] {
    if (!this.tiers) return [-1, -1];
    const { measure, afterRefund } = this.tiers;
    // Where nothing that went back is missed, the points of a goal that was undone since may have counted too.
    const level = (knowledge: Knowledge) =>
      levelHeld(this.tiers as TierPlan, this.counted(root, Infinity, -1, knowledge === 'none'), knowledge, TODAY);
    const exact = level(afterRefund === 'lost' ? 'all' : 'dated');
    if (this.hasMerges)
      return [Math.min(level('all'), exact), Math.max(level('none'), this.standings.get(root)?.level ?? -1)];
    return this.orKept(
      root,
      measure === 'points' && afterRefund === 'kept' ? [level('all'), level('none')] : [exact, exact],
    );
  }

  /** The lowest and the highest level that the buyer can have had at the moment when this order was counted. */
  private levelAt(orderId: number, root: number): [number, number] {
    if (!this.tiers || this.hasMerges) return [-1, 1];
    const { measure, afterRefund } = this.tiers;
    const before = this.counted(root, this.phase, orderId, false).filter(
      ({ back }) => measure === 'spend' || afterRefund === 'lost' || sumOf(back.map(({ amount }) => amount)) === 0,
    );
    return this.orKept(root, [
      levelHeld(this.tiers, before, afterRefund === 'kept' && measure === 'spend' ? 'dated' : 'all', TODAY),
      levelHeld(this.tiers, this.counted(root, Infinity, orderId, true), 'none', TODAY),
    ]);
  }

  /** The levels ask for something else from now on. Who would fall by that keeps the level: its grace is not over before the history is. */
  changeLevels(tiers: TierPlan | null): void {
    if (JSON.stringify(tiers) === JSON.stringify(this.tiers)) return;
    this.tiers = tiers;
    for (const [root, { level }] of this.standings) {
      if (this.isForgotten[root] || !this.isMember[root]) continue;
      const [lowest, highest] = this.levelNow(root);
      const [surely, maybe] = this.kept.get(root) ?? [-1, -1];
      this.kept.set(root, [
        highest < level ? Math.max(surely, level) : surely,
        lowest < level ? Math.max(maybe, level) : maybe,
      ]);
    }
  }

  /** With what is kept from other settings. */
  private orKept(root: number, [lowest, highest]: [number, number]): [number, number] {
    const [surely, maybe] = this.kept.get(root) ?? [-1, -1];
    return [Math.max(lowest, surely), Math.max(highest, maybe)];
  }

  /** How far a member has come towards the goal. */
  private steps(root: number, goal: GoalPlan): number {
    return sumOf(this.ordersOf(root).map(([, known]) => stepOf(known, goal)));
  }

  /** The orders of which is not known yet what the buyer's level gave on top. */
  unboosted(): number[] {
    return [...this.orders].flatMap(([id, { awards, boosted }]) => (awards && !boosted ? [id] : []));
  }

  /**
   * Takes up what the app says an order was given on top, and by which level.
   * @returns what is wrong with it; null when it is one of the things that may be.
   */
  observeBoost(orderId: number, level: number, points: ReadonlyMap<number, number>): string | null {
    const known = this.orders.get(orderId);
    if (!known?.awards) return `order ${orderId} was multiplied before it counted`;
    const [lowest, highest] = this.levelAt(orderId, this.root(known.customer));
    const possible = Array.from({ length: highest - lowest + 1 }, (_, index) => lowest + index);
    // Where nothing was given on top, it was a level whose share is less than a point, or none.
    const levels = level >= 0 ? possible.filter((one) => one === level) : possible;
    for (const one of levels) {
      const boost = boostOf(known.awards, this.tiers, one).filter((award) => award.points > 0);
      if (boost.length !== points.size || boost.some((award) => points.get(award.lineId) !== award.points)) continue;
      known.awards = [...known.awards, ...boost];
      known.boosted = true;
      return null;
    }
    known.boosted = true;
    return `order ${orderId}: level ${level} gave ${JSON.stringify([...points])} on top of ${JSON.stringify(known.awards)}; possible are levels ${lowest} to ${highest}`;
  }

  /** Takes up what the app says of a member's level and of what was given for levels and goal. @returns what is wrong. */
  observe(customer: number, seen: Standing): string[] {
    const root = this.root(customer);
    const wrong: string[] = [];
    const expect = (what: string, is: number, [lowest, highest]: [number, number]) => {
      if (is < lowest || is > highest)
        wrong.push(`customer ${customer}: ${what} ${is}, the model says ${lowest} to ${highest}`);
    };
    const group = this.hasMerges ? this.parents.filter((_, one) => this.root(one) === root).length : 1;
    if (this.isForgotten[root]) {
      const kept = this.standings.get(root);
      expect('who was forgotten has level', seen.level, [-1, -1]);
      seen.entries.forEach((count, index) =>
        expect('entries', count, [kept?.entries[index] ?? 0, kept?.entries[index] ?? 0]),
      );
      expect('goals', seen.goals, [kept?.goals ?? 0, kept?.goals ?? 0]);
      return wrong;
    }
    if (this.goal) {
      const steps = this.steps(root, this.goal);
      const reached = Math.floor(steps / this.goal.target);
      expect(`with ${steps} steps the goal was given`, seen.goals, [Math.min(1, reached), Math.min(group, reached)]);
    }
    this.standings.set(root, { ...seen, level: this.standings.get(root)?.level ?? -1 });
    if (this.tiers) {
      expect('level', seen.level, this.levelNow(root));
      seen.entries.forEach((count, index) =>
        expect(`level ${index} of ${seen.level} was entered`, count, seen.level >= index ? [1, group] : [0, 0]),
      );
    }
    this.standings.set(root, seen);
    return wrong;
  }

  /** What was given for entering levels and for the goal. */
  private given(root: number): number {
    const { entries = [], goals = 0 } = this.standings.get(root) ?? {};
    return (
      entries.reduce((sum, count, index) => sum + count * (this.tiers?.entryPoints[index] ?? 0), 0) +
      goals * (this.goal?.points ?? 0)
    );
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
    let balance = (this.extra[root] ?? 0) + this.given(root);
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
