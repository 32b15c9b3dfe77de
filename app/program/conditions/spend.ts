import { z } from 'zod';
import { addDays } from '../../lib/calendar.ts';
import { noTallies, type MemberFacts } from '../member-state.ts';
import type { LocalMoment } from '../events.ts';

/** What the member has spent before, in the last so many days (null: ever), is within bounds. Minor units. */
export const spendSchema = z.object({
  kind: z.literal('spend'),
  minMinor: z.int('amount_invalid').min(0, 'amount_invalid').default(0),
  maxMinor: z.int('amount_invalid').min(0, 'amount_invalid').nullable().default(null),
  days: z.int('days_invalid').min(1, 'days_invalid').max(3650, 'days_invalid').nullable().default(null),
});

export function holdsSpend(
  { minMinor, maxMinor, days }: z.infer<typeof spendSchema>,
  member: MemberFacts,
  at: LocalMoment,
): boolean {
  const spent = (member.tallies ?? noTallies).sum('spend', days === null ? null : addDays(at.date, -days), at.date);
  return spent >= minMinor && (maxMinor === null || spent <= maxMinor);
}
