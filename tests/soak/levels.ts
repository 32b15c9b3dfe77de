/**
 * Levels and their dates, said a second time and independently of the app: whether a level is held on a day is found by going
 * through the days one by one. Knows nothing of orders or members.
 */
import type { TierPlan } from './plan.ts';

/** What counts towards a level on one date, and what of it went back on which. */
export interface Counted {
  on: string;
  amount: number;
  back: { on: string; amount: number }[];
}

/**
 * Which of what went back is left out: `dated` knows on each day what had gone back before it, `all` takes everything away from
 * the first day on, `none` nothing ever.
 */
export type Knowledge = 'dated' | 'all' | 'none';

/** The place of the highest level that is held on `today`; -1 for none. */
export function levelHeld(tiers: TierPlan, counted: readonly Counted[], knowledge: Knowledge, today: string): number {
  const days = [...new Set(counted.map(({ on }) => on))].filter((on) => on <= today);
  let held = tiers.thresholds[0] === 0 ? 0 : -1;
  // A level that was borne on any day of the last grace is held; it is borne by what some day of earning had completed.
  for (let ago = 0; ago <= tiers.graceDays; ago++) {
    const day = shifted(today, 0, -ago);
    const from = tiers.months === null ? '' : shifted(day, -tiers.months, 1);
    for (const reachedOn of days) {
      if (reachedOn > day) continue;
      let sum = 0;
      for (const { on, amount, back } of counted) {
        if (on < from || on > reachedOn) continue;
        const gone = back.filter((part) => knowledge === 'all' || (knowledge === 'dated' && part.on < reachedOn));
        sum += Math.max(0, amount - gone.reduce((total, part) => total + part.amount, 0));
      }
      tiers.thresholds.forEach((threshold, index) => {
        if (sum >= threshold) held = Math.max(held, index);
      });
    }
  }
  return held;
}

/** Days of a month up to the 28th only, which every month has. */
function shifted(date: string, months: number, days: number): string {
  const moved = new Date(`${date}T00:00:00Z`);
  moved.setUTCMonth(moved.getUTCMonth() + months);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}
