import { z } from 'zod';
import type { OrderLine } from '../events.ts';

/** Lines that are sold as a subscription (or, excluded, those that are not). */
export const subscriptionSchema = z.object({ kind: z.literal('subscription'), exclude: z.boolean().default(false) });

export function holdsSubscription({ exclude }: z.infer<typeof subscriptionSchema>, line: OrderLine): boolean {
  return (line.subscription ?? false) !== exclude;
}
