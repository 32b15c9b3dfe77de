/** The dates of a tier's window: which days count together, and for how long what was reached then bears a level. Pure. */
import { addDays, addMonths, monthsBetween } from '../lib/calendar.ts';
import type { TierWindow } from './tiers.ts';

export interface Period {
  /** First and last date. */
  from: string;
  to: string;
}

/** The period of a window that has fixed periods; null where days leave one by one (rolling) or never (lifetime). */
export function periodOf(window: TierWindow, date: string, joinedOn: string): Period | null {
  switch (window.kind) {
    case 'lifetime':
    case 'rolling':
      return null;
    case 'calendar': {
      const year = Number(date.slice(0, 4));
      const inThisYear = dateOf(year, window.month, window.day);
      const from = inThisYear <= date ? inThisYear : dateOf(year - 1, window.month, window.day);
      return { from, to: addDays(addMonths(from, 12), -1) };
    }
    case 'since_joining': {
      // Each period is counted from the day of joining, so that the 31st comes back after a short month.
      let nth = Math.floor(monthsBetween(joinedOn, date) / window.months);
      while (addMonths(joinedOn, nth * window.months) > date) nth--;
      while (addMonths(joinedOn, (nth + 1) * window.months) <= date) nth++;
      return {
        from: addMonths(joinedOn, nth * window.months),
        to: addDays(addMonths(joinedOn, (nth + 1) * window.months), -1),
      };
    }
  }
}

/** The first date that counts on `date`; null when all that was before it does. */
export function windowStart(window: TierWindow, date: string, joinedOn: string): string | null {
  if (window.kind === 'rolling') return addDays(addMonths(date, -window.months), 1);
  return periodOf(window, date, joinedOn)?.from ?? null;
}

/** The last date on which something of `date` still bears a level; null for ever. */
export function lastBearing(window: TierWindow, date: string, joinedOn: string): string | null {
  if (window.kind === 'lifetime') return null;
  if (window.kind === 'rolling') {
    let last = addDays(addMonths(date, window.months), -1);
    // After a short month the window reaches back a little further: 31 August still counts at the end of February.
    while (addMonths(addDays(last, 1), -window.months) < date) last = addDays(last, 1);
    return last;
  }
  // What was reached within a period holds until the end of the one that follows.
  const period = periodOf(window, date, joinedOn);
  return period && (periodOf(window, addDays(period.to, 1), joinedOn)?.to ?? null);
}

function dateOf(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
