/** Goals in the backtest: the steps of each member by day, and what settleGoal owes for them. Pure. */
import type { Progress } from '../program/award.ts';
import type { Goal } from '../program/goals/goal.ts';
import { settleGoal } from '../program/goals/settle.ts';
import type { MemberMemory } from './member-memory.ts';

export class GoalKeeper {
  readonly reached = new Map<string, number>();
  private readonly goals: ReadonlyMap<string, Goal>;

  constructor(goals: readonly Goal[]) {
    this.goals = new Map(goals.map((goal) => [goal.id, goal]));
  }

  /** Adds the steps of an order. @returns the goals that it completed, and how often. */
  step(member: MemberMemory, date: string, progress: readonly Progress[]): { goal: Goal; times: number }[] {
    if (progress.length === 0) return [];
    const steps = new Map<string, number>();
    for (const { goalId, amount } of progress) steps.set(goalId, (steps.get(goalId) ?? 0) + amount);
    const done: { goal: Goal; times: number }[] = [];
    for (const [goalId, amount] of steps) {
      const goal = this.goals.get(goalId);
      if (!goal) continue;
      const times = this.settle(member, goal, date, amount);
      if (times === 0) continue;
      this.reached.set(goalId, (this.reached.get(goalId) ?? 0) + times);
      done.push({ goal, times });
    }
    return done;
  }

  private settle(member: MemberMemory, goal: Goal, date: string, amount: number): number {
    const goals = (member.goals ??= new Map());
    let state = goals.get(goal.id);
    if (!state) goals.set(goal.id, (state = { days: [], sum: 0, awards: [] }));
    const last = state.days.at(-1);
    if (last?.date === date) last.amount += amount;
    else state.days.push({ date, amount });
    state.sum += amount;
    if (!goal.repeats && state.awards.length > 0) return 0;
    // What every award of the past took is gone: without that much more there is nothing to settle.
    if (goal.within.kind !== 'streak' && state.sum < goal.target * (state.awards.length + 1)) return 0;
    const { give } = settleGoal(goal, state.days, state.awards);
    const { target, within, repeats } = goal;
    for (const reached of give) state.awards.push({ ...reached, given: true, terms: { target, within, repeats } });
    return give.length;
  }
}
