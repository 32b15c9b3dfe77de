import { z } from 'zod';
import { addDays } from '../../lib/calendar.ts';
import { noTallies, type MemberFacts } from '../member-state.ts';
import type { LocalMoment } from '../events.ts';

/** Days since the member's last order: win back who has been away (min 90), keep who was here lately (max 30). */
export const sinceLastOrderSchema = z.object({
  kind: z.literal('since_last_order'),
  minDays: z.int('days_invalid').min(0, 'days_invalid').max(3650, 'days_invalid').default(0),
  maxDays: z.int('days_invalid').min(0, 'days_invalid').max(3650, 'days_invalid').nullable().default(null),
});

/** Who never ordered has no last order, and is neither lost nor recent. */
export function holdsSinceLastOrder(
  { minDays, maxDays }: z.infer<typeof sinceLastOrderSchema>,
  member: MemberFacts,
  at: LocalMoment,
): boolean {
  const last = (member.tallies ?? noTallies).days('orders').findLast(([date]) => date <= at.date)?.[0];
  if (last === undefined) return false;
  return addDays(last, minDays) <= at.date && (maxDays === null || addDays(last, maxDays) >= at.date);
}
