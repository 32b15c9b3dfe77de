import { z } from 'zod';
import type { OrderLine, ProgramEvent } from '../events.ts';

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
  const total = paidForGoods(event.lines) + (event.earlierLines ? paidForGoods(event.earlierLines) : 0);
  return total >= minMinor && (maxMinor === null || total <= maxMinor);
}

function paidForGoods(lines: readonly OrderLine[]): number {
  let total = 0;
  for (const line of lines) if (!line.tip) total += line.amountMinor;
  return total;
}
