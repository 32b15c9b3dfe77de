/**
 * Rewards in the backtest: what is bought, given and paid out, and what it costs. A member who takes rewards at all wants one
 * of those for sale, and takes it with the first order at which the points suffice. Pure.
 */
import type { Program } from '../program/document.ts';
import type { LocalMoment } from '../program/events.ts';
import type { MemberFacts } from '../program/member-state.ts';
import { isAutomatic, isForSale, whyNot } from '../program/rewards/availability.ts';
import { payout } from '../program/rewards/price.ts';
import type { Reward } from '../program/rewards/reward.ts';
import type { MemberMemory } from './member-memory.ts';
import type { PastOrder } from './past-order.ts';
import { costWith, portionFor } from './reward-cost.ts';

interface Sums {
  bought: number;
  given: number;
  points: number;
  costMinor: number;
}

export class RewardShelf {
  readonly sums = new Map<string, Sums>();
  /** The lowest price that was paid for one of the products that rewards give away. */
  readonly unitPrices = new Map<string, number>();
  private readonly program: Program;
  private readonly forSale: readonly Reward[];
  private readonly automatic: Extract<Reward, { kind: 'store_credit' }> | null;
  private readonly lowestCost: number;
  private readonly priced: ReadonlySet<string>;

  constructor(program: Program) {
    this.program = program;
    this.forSale = program.rewards.filter(isForSale);
    this.automatic =
      program.rewards.find(
        (reward): reward is Extract<Reward, { kind: 'store_credit' }> =>
          reward.kind === 'store_credit' && reward.enabled && isAutomatic(reward),
      ) ?? null;
    this.lowestCost = Math.min(...this.forSale.map(({ costPoints }) => costPoints));
    this.priced = new Set(
      program.rewards.flatMap((reward) => (reward.kind === 'free_product' ? reward.productIds : [])),
    );
  }

  learnPrices(order: PastOrder): void {
    if (this.priced.size === 0) return;
    for (const { productId, quantity, amountMinor } of order.lines) {
      if (productId === null || quantity < 1 || amountMinor <= 0 || !this.priced.has(productId)) continue;
      const price = Math.floor(amountMinor / quantity);
      this.unitPrices.set(productId, Math.min(price, this.unitPrices.get(productId) ?? Infinity));
    }
  }

  isWithinReach(member: MemberMemory): boolean {
    return member.available >= this.lowestCost;
  }

  /** What the member takes for an order that is about to be placed; null for nothing. */
  take(
    member: MemberMemory,
    order: PastOrder,
    facts: MemberFacts,
    at: LocalMoment,
    redeemBp: number,
  ): { costPoints: number; costMinor: number } | null {
    const { forSale } = this;
    if (member.available < this.lowestCost || member.habit * 10_000 >= redeemBp) return null;
    // The one that is wanted; where that one cannot be had by this member at all, the next.
    const wish = Math.floor(member.taste * forSale.length);
    for (let step = 0; step < forSale.length; step++) {
      const reward = forSale[(wish + step) % forSale.length];
      if (!reward) continue;
      const limit = reward.limitPerMember;
      const measure = `reward:${reward.id}`;
      const takings = {
        taken: this.sums.get(reward.id)?.bought ?? 0,
        takenByMember: limit ? (facts.tallies?.inPeriod(measure, at.date, limit.period) ?? 0) : 0,
      };
      const portion = portionFor(reward, member.available, order);
      const refusal = whyNot(this.program, reward, facts, member.available, takings, at, portion?.steps ?? 1);
      if (refusal === 'insufficient_points') return null;
      if (refusal !== null || !portion) continue;
      const costMinor = costWith(reward, portion.amountMinor, order, this.unitPrices);
      if (costMinor === null) continue;
      if (limit) facts.tallies?.add(measure, at.date, 1);
      const sums = this.sumsOf(reward.id);
      sums.bought++;
      sums.points += portion.costPoints;
      sums.costMinor += costMinor;
      return { costPoints: portion.costPoints, costMinor };
    }
    return null;
  }

  /** Cashback: everything that the balance covers is paid out. */
  payOut(member: MemberMemory): { costPoints: number; costMinor: number } | null {
    const { automatic } = this;
    const paid = automatic && payout(automatic, member.available);
    if (!automatic || !paid) return null;
    const sums = this.sumsOf(automatic.id);
    sums.bought++;
    sums.points += paid.costPoints;
    sums.costMinor += paid.amountMinor ?? 0;
    return { costPoints: paid.costPoints, costMinor: paid.amountMinor ?? 0 };
  }

  /** A reward that a level or a goal gives. @returns what it costs; null when the program has no such reward. */
  give(rewardId: string, order: PastOrder): number | null {
    const reward = this.program.rewards.find(({ id, enabled }) => id === rewardId && enabled);
    if (!reward) return null;
    const costMinor =
      costWith(reward, 'amountMinor' in reward ? reward.amountMinor : null, order, this.unitPrices) ?? 0;
    const sums = this.sumsOf(rewardId);
    sums.given++;
    sums.costMinor += costMinor;
    return costMinor;
  }

  private sumsOf(rewardId: string): Sums {
    let sums = this.sums.get(rewardId);
    if (!sums) this.sums.set(rewardId, (sums = { bought: 0, given: 0, points: 0, costMinor: 0 }));
    return sums;
  }
}
