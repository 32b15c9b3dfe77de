/** When a message may go out: mornings, quiet hours, and when to try again. Pure; hours are those of the shop's time zone. */
import { addDays, dateInZone, startOfDate } from '../lib/calendar.ts';

/** The hour at which what was kept for a day goes out, and at which days ahead are counted from. */
export const MORNING_HOUR = 9;
const HOUR_MS = 3_600_000;
const FIRST_RETRY_MS = 30_000;
const LAST_RETRY_MS = 3_600_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** The hour of the day, 0 to 23, in an IANA time zone; UTC when the zone is unknown. */
export function hourInZone(instant: Date, timeZone: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    const options = { hour: 'numeric', hourCycle: 'h23' } as const;
    try {
      format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone });
    } catch {
      format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' });
    }
    formats.set(timeZone, format);
  }
  return Number(format.format(instant));
}

/** The first instant of an hour of a calendar date; on a day that lacks the hour, the first instant after the gap. */
export function hourOfDate(date: string, hour: number, timeZone: string): Date {
  const start = startOfDate(date, timeZone).getTime();
  // A day can begin late, lack an hour or have one twice: look around where the hour usually is.
  for (let at = start + Math.max(0, hour - 2) * HOUR_MS; at < start + (hour + 3) * HOUR_MS; at += HOUR_MS / 4) {
    const instant = new Date(at);
    if (dateInZone(instant, timeZone) > date || hourInZone(instant, timeZone) >= hour) return instant;
  }
  return new Date(start + hour * HOUR_MS);
}

/** The morning of the day after `now`. */
export function nextMorning(now: Date, timeZone: string): Date {
  return hourOfDate(addDays(dateInZone(now, timeZone), 1), MORNING_HOUR, timeZone);
}

/** The end of the quiet hours that `now` is in; null when it is in none. */
export function quietUntil(now: Date, quiet: { from: number; until: number }, timeZone: string): Date | null {
  if (quiet.from === quiet.until) return null;
  const hour = hourInZone(now, timeZone);
  const overMidnight = quiet.from > quiet.until;
  const isQuiet = overMidnight ? hour >= quiet.from || hour < quiet.until : hour >= quiet.from && hour < quiet.until;
  if (!isQuiet) return null;
  const today = dateInZone(now, timeZone);
  return hourOfDate(overMidnight && hour >= quiet.from ? addDays(today, 1) : today, quiet.until, timeZone);
}

/** How long a message that failed waits: twice as long each time, at most an hour. @param attempts how often it was tried. */
export function retryDelayMs(attempts: number): number {
  return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(Math.max(0, attempts - 1), 20));
}
