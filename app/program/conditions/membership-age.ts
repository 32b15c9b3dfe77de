import { z } from 'zod';
import { addDays } from '../../lib/calendar.ts';
import type { MemberFacts } from '../member-state.ts';
import type { LocalMoment } from '../events.ts';

/** Days since joining are within bounds. */
export const membershipAgeSchema = z.object({
  kind: z.literal('membership_age'),
  minDays: z.int('days_invalid').min(0, 'days_invalid').max(36_500, 'days_invalid').default(0),
  maxDays: z.int('days_invalid').min(0, 'days_invalid').max(36_500, 'days_invalid').nullable().default(null),
});

export function holdsMembershipAge(
  { minDays, maxDays }: z.infer<typeof membershipAgeSchema>,
  member: MemberFacts,
  at: LocalMoment,
): boolean {
  // Who joins with this very event joins on its day.
  const joinedOn = member.joinedOn ?? at.date;
  return addDays(joinedOn, minDays) <= at.date && (maxDays === null || addDays(joinedOn, maxDays) >= at.date);
}
