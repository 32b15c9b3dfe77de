import { z } from 'zod';
import { noTallies, type MemberFacts } from '../member-state.ts';

/**
 * Which of the member's orders this is, counted from 1: the first (1 to 1), from the second on (2, no end), or every so
 * many (`every` 5: the fifth, the tenth). Orders that were refunded in full do not count.
 */
export const orderNumberSchema = z.object({
  kind: z.literal('order_number'),
  from: z.int('number_invalid').min(1, 'number_invalid').max(100_000, 'number_invalid').default(1),
  to: z.int('number_invalid').min(1, 'number_invalid').max(100_000, 'number_invalid').nullable().default(null),
  every: z.int('number_invalid').min(1, 'number_invalid').max(1000, 'number_invalid').default(1),
});

export function holdsOrderNumber({ from, to, every }: z.infer<typeof orderNumberSchema>, member: MemberFacts): boolean {
  const number = (member.tallies ?? noTallies).sum('orders') + 1;
  return number >= from && (to === null || number <= to) && number % every === 0;
}
