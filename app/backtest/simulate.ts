/**
 * The backtest: one program played over the orders of the past, one at a time in the order of payment, with the engine that
 * live orders have. Owns no rule: what an order earns, who has which level, when a goal is reached and whether a reward can
 * be had are asked of app/program. Pure; holds one small record a member, and no order. Behaviour is taken as unchanged.
 */
import { dateOfDay } from '../lib/calendar.ts';
import { compileProgram, pointsByRule, type CompiledProgram } from '../program/compile.ts';
import type { Award } from '../program/award.ts';
import type { Program } from '../program/document.ts';
import { evaluate } from '../program/evaluate.ts';
import type { LocalMoment } from '../program/events.ts';
import { pointsMeasure, timesMeasure } from '../program/limits.ts';
import type { MemberFacts } from '../program/member-state.ts';
import { goodsMinor, type PastOrder } from './past-order.ts';
import { habitsOf, MemberMemory, remember, RememberedTallies } from './member-memory.ts';
import { Anniversaries } from './anniversaries.ts';
import { PointBooks } from './point-books.ts';
import { GoalKeeper } from './goal-keeper.ts';
import { LevelKeeper } from './level-keeper.ts';
import { RewardShelf } from './reward-shelf.ts';
import { sumUp } from './sum-up.ts';
import type { BacktestAssumptions, BacktestOutcome } from './report.ts';

export class Simulation {
  readonly program: Program;
  readonly members = new Map<string, MemberMemory>();
  readonly books: PointBooks;
  readonly shelf: RewardShelf;
  readonly levels: LevelKeeper | null;
  readonly goals: GoalKeeper | null;
  readonly byRule = new Map<string, { points: number; times: number }>();
  memberRevenueMinor = 0;
  knowsProducts = false;
  private readonly compiled: CompiledProgram;
  private readonly assumptions: BacktestAssumptions;
  private readonly limited: ReadonlySet<string>;
  private readonly budgets: Map<string, number>;
  private readonly keepsHistory: boolean;
  private readonly waitDays: number;
  private readonly hasSignup: boolean;
  private readonly anniversaries: Anniversaries | null;
  private readonly tallies = new RememberedTallies();
  private readonly facts: MemberFacts;

  constructor(program: Program, assumptions: BacktestAssumptions) {
    this.program = program;
    this.assumptions = assumptions;
    this.compiled = compileProgram(program);
    const { needs } = this.compiled;
    this.limited = new Set(needs.limitedIds);
    this.budgets = new Map(needs.budgetIds.map((id) => [id, 0]));
    this.keepsHistory = program.tiers !== null || needs.tallies || program.segments.length > 0;
    this.waitDays = program.pending.kind === 'none' ? 0 : program.pending.days;
    this.hasSignup = program.rules.some(({ kind, enabled }) => enabled && kind === 'signup');
    const celebrates = program.rules.some(({ kind, enabled }) => enabled && kind === 'anniversary');
    this.anniversaries = celebrates ? new Anniversaries() : null;
    this.facts = { status: 'active', birthday: null, tags: [], tierId: null, paidMember: false, tallies: this.tallies };
    this.books = new PointBooks(program);
    this.shelf = new RewardShelf(program);
    this.levels = program.tiers ? new LevelKeeper(program, program.tiers) : null;
    const goals = program.goals.filter(({ enabled, measure }) => enabled && measure.kind !== 'activity');
    this.goals = goals.length > 0 ? new GoalKeeper(goals) : null;
  }

  /** @param day by the shop's calendar; never before that of the order before. */
  add(order: PastOrder, day: number, minute: number): void {
    this.passTo(day);
    const month = this.books.monthOf(day);
    const spent = goodsMinor(order);
    month.orders++;
    month.revenueMinor += spent;
    this.knowsProducts ||= order.products !== undefined;
    this.shelf.learnPrices(order);
    const at: LocalMoment = { date: dateOfDay(day), minute };
    const member = this.memberOf(order, day, at);
    if (!member) return;
    this.memberRevenueMinor += spent;
    this.books.settle(member, day);
    this.levels?.refresh(member, day);
    const facts = this.factsOf(member, day);

    const taken = this.shelf.take(member, order, facts, at, this.assumptions.redeemBp);
    if (taken) {
      this.books.spend(member, day, taken.costPoints);
      this.charge(member, day, taken.costMinor);
    }

    const evaluation = evaluate(
      {
        kind: 'order',
        orderId: order.orderId,
        currencyCode: order.currencyCode,
        at,
        lines: order.lines,
        shippingMinor: order.shippingMinor,
        shippingTaxMinor: order.shippingTaxMinor ?? 0,
        channel: order.channel,
        renewal: order.renewal,
        products: order.products,
      },
      facts,
      this.program,
      this.budgets,
    );
    let points = this.book(member, day, at.date, evaluation.awards, this.waitDays);
    for (const { goal, times } of this.goals?.step(member, at.date, evaluation.progress) ?? []) {
      if (goal.grants.points !== null) {
        points += goal.grants.points * times;
        this.give(member, day, goal.id, goal.grants.points * times, times);
      }
      for (let time = 0; time < times; time++) this.giveReward(member, goal.grants.rewardId, order, day);
    }
    member.orders++;
    member.spendMinor += spent;
    if (this.keepsHistory) remember(member, day, spent, points, 1);

    for (const level of this.levels?.afterOrder(member, order, day) ?? []) {
      for (const perk of level.perks) {
        if (perk.kind === 'entry_points') this.give(member, day, `tier_entry_${level.id}`, perk.points, 1);
        else if (perk.kind === 'entry_reward') this.giveReward(member, perk.rewardId, order, day);
      }
    }
    const paid = this.shelf.payOut(member);
    if (paid) {
      this.books.spend(member, day, paid.costPoints);
      this.charge(member, day, paid.costMinor);
    }
    if (member.firstRewardAfter === 0 && (paid || taken || this.shelf.isWithinReach(member)))
      member.firstRewardAfter = member.orders;
  }

  /** What the calendar brings up to a day, whether anybody orders or not. Days never go back. */
  passTo(untilDay: number): void {
    for (const { member, day, years } of this.anniversaries?.take(untilDay) ?? []) {
      this.books.monthOf(day);
      this.books.settle(member, day);
      this.levels?.refresh(member, day);
      const at: LocalMoment = { date: dateOfDay(day), minute: 0 };
      const facts = this.factsOf(member, day);
      const { awards } = evaluate({ kind: 'anniversary', at, years }, facts, this.program, this.budgets);
      const points = this.book(member, day, at.date, awards, 0);
      if (this.keepsHistory && points > 0) remember(member, day, 0, points, 0);
    }
  }

  /** What it came to so far. Money in minor units. */
  totals(): { issuedPoints: number; redeemedPoints: number; rewardCostMinor: number; memberRevenueMinor: number } {
    const sum = (field: 'issuedPoints' | 'redeemedPoints' | 'rewardCostMinor') =>
      this.books.months.reduce((total, month) => total + month[field], 0);
    return {
      issuedPoints: sum('issuedPoints'),
      redeemedPoints: sum('redeemedPoints'),
      rewardCostMinor: sum('rewardCostMinor'),
      memberRevenueMinor: this.memberRevenueMinor,
    };
  }

  /** Sums up. @param lastDay the last day of the history. */
  finish(lastDay: number): BacktestOutcome {
    this.passTo(lastDay);
    this.books.finish(lastDay);
    return sumUp(this, lastDay);
  }

  private memberOf(order: PastOrder, day: number, at: LocalMoment): MemberMemory | null {
    if (order.customer === null) return null;
    const known = this.members.get(order.customer);
    if (known) return known;
    const [join, habit, taste] = habitsOf(order.customer);
    if (join * 10_000 >= this.assumptions.joinBp) return null;
    const member = new MemberMemory(day, habit, taste);
    this.members.set(order.customer, member);
    this.anniversaries?.add(member);
    this.levels?.refresh(member, day);
    if (this.hasSignup) {
      const { awards } = evaluate({ kind: 'signup', at }, this.factsOf(member, day), this.program, this.budgets);
      const points = this.book(member, day, at.date, awards, 0);
      if (this.keepsHistory) remember(member, day, 0, points, 0);
    }
    return member;
  }

  private factsOf(member: MemberMemory, day: number): MemberFacts {
    const { facts } = this;
    facts.joinedOn = dateOfDay(member.joinedDay);
    facts.tierId = this.levels?.idOf(member) ?? null;
    facts.paidMember = member.paidUntil >= day;
    this.tallies.member = member;
    return facts;
  }

  private book(member: MemberMemory, day: number, date: string, awards: readonly Award[], waitDays: number): number {
    let points = 0;
    for (const award of awards) points += award.points;
    if (points === 0) return 0;
    this.books.earn(member, day, points, waitDays);
    for (const [ruleId, given] of pointsByRule(awards)) {
      this.count(ruleId, given, 1);
      if (this.limited.has(ruleId))
        this.tallies.add(timesMeasure(ruleId), date, 1).add(pointsMeasure(ruleId), date, given);
      const used = this.budgets.get(ruleId);
      if (used !== undefined) this.budgets.set(ruleId, used + given);
    }
    return points;
  }

  private give(member: MemberMemory, day: number, ruleId: string, points: number, times: number): void {
    this.books.earn(member, day, points, 0);
    this.count(ruleId, points, times);
  }

  private giveReward(member: MemberMemory, rewardId: string | null, order: PastOrder, day: number): void {
    if (rewardId === null) return;
    const costMinor = this.shelf.give(rewardId, order);
    if (costMinor === null) return;
    this.charge(member, day, costMinor);
    if (member.firstRewardAfter === 0) member.firstRewardAfter = member.orders + 1;
  }

  private charge(member: MemberMemory, day: number, costMinor: number): void {
    member.costMinor += costMinor;
    this.books.monthOf(day).rewardCostMinor += costMinor;
  }

  private count(ruleId: string, points: number, times: number): void {
    const sums = this.byRule.get(ruleId);
    if (!sums) this.byRule.set(ruleId, { points, times });
    else {
      sums.points += points;
      sums.times += times;
    }
  }
}
