/** From when points of an order count: at once, or some calendar days after it was paid or fulfilled. Pure. */
import { z } from 'zod';
import { addDays, dateInZone, endOfDate } from '../lib/calendar.ts';

const days = z.int('wait_days_invalid').max(365, 'wait_days_invalid');

export const pendingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('after_payment'), days: days.min(1, 'wait_days_invalid') }),
  /** 0 days: as soon as the order is fulfilled. */
  z.object({ kind: z.literal('after_fulfillment'), days: days.min(0, 'wait_days_invalid') }),
]);
export type PendingRule = z.infer<typeof pendingSchema>;

/**
 * When points become available whose clock started at `startedAt`: after the last of so many calendar days that follow the
 * day of the start in the shop's time zone, so that a return period of as many days is over. 0 days: at once.
 */
export function maturesAt(startedAt: Date, waitDays: number, timeZone: string): Date {
  return waitDays === 0 ? startedAt : endOfDate(addDays(dateInZone(startedAt, timeZone), waitDays), timeZone);
}
