/** Adds what has just happened to what a member has done so far, so that the next event is judged with it. Pure. */
import type { Award } from './award.ts';
import { pointsByRule } from './compile.ts';
import { pointsMeasure, timesMeasure } from './limits.ts';
import type { Tallies } from './tallies.ts';

/** An order's part: what is kept of it, on the day of its payment. Orders that went back in full leave nothing. */
export function noteOrder(tallies: Tallies, date: string, keptMinor: number, isKept: boolean): void {
  if (isKept) tallies.add('orders', date, 1).add('spend', date, Math.max(0, keptMinor));
}

/** What rules gave for one event. What adds to an event that they gave for before is not another time. */
export function noteAwards(
  tallies: Tallies,
  date: string,
  awards: readonly Award[],
  earlier: ReadonlyMap<string, number> = new Map(),
): void {
  for (const [ruleId, points] of pointsByRule(awards))
    tallies.add(timesMeasure(ruleId), date, earlier.has(ruleId) ? 0 : 1).add(pointsMeasure(ruleId), date, points);
}

/** Counts what rules with a budget gave. */
export function noteBudgets(used: Map<string, number>, awards: readonly Award[]): void {
  for (const [ruleId, points] of pointsByRule(awards)) {
    const before = used.get(ruleId);
    if (before !== undefined) used.set(ruleId, before + points);
  }
}
