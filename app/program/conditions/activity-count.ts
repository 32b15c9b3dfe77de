import { z } from 'zod';
import { addDays } from '../../lib/calendar.ts';
import { activityNames, type LocalMoment } from '../events.ts';
import { noTallies, type MemberFacts } from '../member-state.ts';

/** How often the member did something before, in the last so many days (null: ever), is within bounds. */
export const activityCountSchema = z.object({
  kind: z.literal('activity_count'),
  activity: z.enum(activityNames),
  min: z.int('number_invalid').min(0, 'number_invalid').default(1),
  max: z.int('number_invalid').min(0, 'number_invalid').nullable().default(null),
  days: z.int('days_invalid').min(1, 'days_invalid').max(3650, 'days_invalid').nullable().default(null),
});

export function holdsActivityCount(
  { activity, min, max, days }: z.infer<typeof activityCountSchema>,
  member: MemberFacts,
  at: LocalMoment,
): boolean {
  const from = days === null ? null : addDays(at.date, -days);
  const count = (member.tallies ?? noTallies).sum(`activity:${activity}`, from, at.date);
  return count >= min && (max === null || count <= max);
}
