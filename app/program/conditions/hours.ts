import { z } from 'zod';
import { addDays } from '../../lib/calendar.ts';
import type { LocalMoment } from '../events.ts';

const minute = z.int('time_invalid').min(0, 'time_invalid').max(1439, 'time_invalid');

/**
 * Happy hours by the shop's clock: on these weekdays (1 Monday to 7 Sunday), from a minute of the day up to, not including,
 * another. An end that is not after the start is on the next day, which then counts as the weekday of the start.
 */
export const hoursSchema = z.object({
  kind: z.literal('hours'),
  weekdays: z.array(z.int().min(1, 'weekday_invalid').max(7, 'weekday_invalid')).min(1, 'weekdays_missing').max(7),
  fromMinute: minute.default(0),
  toMinute: minute.default(0),
});

export function holdsHours({ weekdays, fromMinute, toMinute }: z.infer<typeof hoursSchema>, at: LocalMoment): boolean {
  if (fromMinute < toMinute)
    return weekdays.includes(weekdayOf(at.date)) && at.minute >= fromMinute && at.minute < toMinute;
  return (
    (at.minute >= fromMinute && weekdays.includes(weekdayOf(at.date))) ||
    (at.minute < toMinute && weekdays.includes(weekdayOf(addDays(at.date, -1))))
  );
}

/** 1 Monday to 7 Sunday (ISO 8601). */
export function weekdayOf(date: string): number {
  return ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
}
