import { z } from 'zod';
import { addDays, nextAnnual } from '../../lib/calendar.ts';
import type { MemberFacts } from '../member-state.ts';
import type { LocalMoment } from '../events.ts';

/** The day lies within so many days before or after the member's birthday; 29 February is 28 February in a common year. */
export const birthdayWindowSchema = z.object({
  kind: z.literal('birthday_window'),
  daysBefore: z.int('days_invalid').min(0, 'days_invalid').max(60, 'days_invalid').default(3),
  daysAfter: z.int('days_invalid').min(0, 'days_invalid').max(60, 'days_invalid').default(3),
});

export function holdsBirthdayWindow(
  { daysBefore, daysAfter }: z.infer<typeof birthdayWindowSchema>,
  member: MemberFacts,
  at: LocalMoment,
): boolean {
  if (!member.birthday) return false;
  const [month = 1, day = 1] = member.birthday.split('-').map(Number);
  // The first birthday that the window could still belong to is in it, or none is.
  return nextAnnual(addDays(at.date, -daysAfter), month, day) <= addDays(at.date, daysBefore);
}
