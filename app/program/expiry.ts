/** Until when points hold. Pure; counted on the calendar of the shop's time zone, and always to the end of a day. */
import { z } from 'zod';
import { addDays, addMonths, dateInZone, endOfDate, nextAnnual } from '../lib/calendar.ts';

const months = z.int('months_invalid').min(1, 'months_invalid').max(120, 'months_invalid');

export const expirySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('never') }),
  /** Each portion so many months after it was earned. */
  z.object({ kind: z.literal('rolling'), months }),
  /** All on the same day of the year, the first that comes when they are at least so many months old. */
  z
    .object({
      kind: z.literal('fixed'),
      month: z.int('date_invalid').min(1, 'date_invalid').max(12, 'date_invalid'),
      day: z.int('date_invalid').min(1, 'date_invalid').max(31, 'date_invalid'),
      minimumMonths: z.int('age_invalid').min(0, 'age_invalid').max(24, 'age_invalid').default(0),
    })
    .refine(({ month, day }) => day <= new Date(Date.UTC(2028, month, 0)).getUTCDate(), {
      message: 'date_invalid',
      path: ['day'],
    }),
  /** All of them, so many months after the member last earned or redeemed. */
  z.object({ kind: z.literal('inactivity'), months }),
]);
export type ExpiryRule = z.infer<typeof expirySchema>;

/** What a portion of points is promised: the instant it runs out, or how long the member may be inactive. Both null: never. */
export interface LotTerms {
  expiresAt: Date | null;
  inactivityMonths: number | null;
}

/** Points that are booked when they would have run out already, or nearly, still hold for this many days. */
export const USABLE_DAYS = 30;

/**
 * The terms of points that were earned at `earnedAt` and are booked at `bookedAt`. The instant is that of earning, so that a
 * late event changes nothing; but nobody is given points that are gone before they can be used.
 */
export function lotTerms(rule: ExpiryRule, earnedAt: Date, bookedAt: Date, timeZone: string): LotTerms {
  const earnedOn = dateInZone(earnedAt, timeZone);
  switch (rule.kind) {
    case 'never':
      return { expiresAt: null, inactivityMonths: null };
    case 'inactivity':
      return { expiresAt: null, inactivityMonths: rule.months };
    case 'rolling':
      return { expiresAt: usable(addMonths(earnedOn, rule.months), bookedAt, timeZone), inactivityMonths: null };
    case 'fixed': {
      // Points of the very day are of the next year: they would be gone the same night.
      const from = rule.minimumMonths === 0 ? addDays(earnedOn, 1) : addMonths(earnedOn, rule.minimumMonths);
      return { expiresAt: usable(nextAnnual(from, rule.month, rule.day), bookedAt, timeZone), inactivityMonths: null };
    }
  }
}

/** Until when points that are given back at `returnedAt` hold at least. */
export function usableUntil(returnedAt: Date, timeZone: string): Date {
  return endOfDate(addDays(dateInZone(returnedAt, timeZone), USABLE_DAYS), timeZone);
}

function usable(lastDay: string, bookedAt: Date, timeZone: string): Date {
  const end = endOfDate(lastDay, timeZone);
  return end > bookedAt ? end : usableUntil(bookedAt, timeZone);
}

/**
 * When a lot runs out; null for never.
 * @param activeAt when the member last earned or redeemed; points that came later by other ways count from their coming.
 */
export function lotEndsAt(
  lot: { expiresAt: Date | null; inactivityMonths: number | null; openedAt: Date },
  activeAt: Date | null,
  timeZone: string,
): Date | null {
  if (lot.inactivityMonths === null) return lot.expiresAt;
  const since = activeAt && activeAt > lot.openedAt ? activeAt : lot.openedAt;
  const end = endOfDate(addMonths(dateInZone(since, timeZone), lot.inactivityMonths), timeZone);
  // A date beside the months is that of points that were given back after they had run out.
  return lot.expiresAt && lot.expiresAt > end ? lot.expiresAt : end;
}
