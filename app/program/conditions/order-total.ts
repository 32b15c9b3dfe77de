import { z } from 'zod';
import type { ProgramEvent } from '../events.ts';

/** What is paid for the order's goods is within bounds. Minor units. No order: never. */
export const orderTotalSchema = z.object({
  kind: z.literal('order_total'),
  minMinor: z.int('amount_invalid').min(0, 'amount_invalid').default(0),
  maxMinor: z.int('amount_invalid').min(0, 'amount_invalid').nullable().default(null),
});

export function holdsOrderTotal(
  { minMinor, maxMinor }: z.infer<typeof orderTotalSchema>,
  event: ProgramEvent,
): boolean {
  if (event.kind !== 'order') return false;
  const total = [...event.lines, ...(event.earlierLines ?? [])].reduce(
    (sum, line) => (line.tip ? sum : sum + line.amountMinor),
    0,
  );
  return total >= minMinor && (maxMinor === null || total <= maxMinor);
}
