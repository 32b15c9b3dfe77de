import { z } from 'zod';
import type { LocalMoment } from '../events.ts';

const date = z.iso.date('date_invalid');

/** From a date to a date, both included, by the shop's calendar; null for no bound. */
export const datesSchema = z
  .object({ kind: z.literal('dates'), from: date.nullable().default(null), to: date.nullable().default(null) })
  .refine(({ from, to }) => from === null || to === null || from <= to, { message: 'dates_reversed', path: ['to'] });

export function holdsDates({ from, to }: z.infer<typeof datesSchema>, at: LocalMoment): boolean {
  return (from === null || at.date >= from) && (to === null || at.date <= to);
}
