/**
 * Calendar dates (YYYY-MM-DD) in a shop's time zone. Pure; the rules of the zones are those that Node brings. Days and months
 * are counted on the calendar, never in hours: a day of 23, 25 or 24.5 hours is one day, and a date that a zone left out
 * (Apia, 30 December 2011) has no instant of its own.
 */

const formats = new Map<string, Intl.DateTimeFormat>();
const DAY_MS = 24 * 60 * 60 * 1000;

/** The calendar date (YYYY-MM-DD) of an instant in an IANA time zone; UTC when the zone is unknown. */
export function dateInZone(instant: Date, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    const options = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
    try {
      format = new Intl.DateTimeFormat('en-CA', { ...options, timeZone });
    } catch {
      format = new Intl.DateTimeFormat('en-CA', { ...options, timeZone: 'UTC' });
    }
    formats.set(timeZone, format);
  }
  return format.format(instant);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** A moment by a zone's clock: its calendar date, and the minutes since midnight that the clock shows. */
export function localMoment(instant: Date, timeZone: string): { date: string; minute: number } {
  let clock = clocks.get(timeZone);
  if (!clock) {
    const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    try {
      clock = new Intl.DateTimeFormat('en-GB', { ...options, timeZone });
    } catch {
      clock = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' });
    }
    clocks.set(timeZone, clock);
  }
  const [hours = 0, minutes = 0] = clock.format(instant).split(':').map(Number);
  return { date: dateInZone(instant, timeZone), minute: hours * 60 + minutes };
}

const starts = new Map<string, number>();
const KEPT_STARTS = 5_000;

/** The first instant of a calendar date in a time zone; of a date that the zone left out, the first instant after it. */
export function startOfDate(date: string, timeZone: string): Date {
  const key = `${timeZone} ${date}`;
  let startMs = starts.get(key);
  if (startMs === undefined) {
    // No zone is further than 15 hours from UTC. The date of an instant never goes back, so halving finds where it begins.
    let before = Date.parse(`${date}T00:00:00Z`) - DAY_MS;
    startMs = before + 2 * DAY_MS;
    while (startMs - before > 1) {
      const middle = Math.floor((before + startMs) / 2);
      if (dateInZone(new Date(middle), timeZone) >= date) startMs = middle;
      else before = middle;
    }
    if (starts.size >= KEPT_STARTS) starts.clear();
    starts.set(key, startMs);
  }
  return new Date(startMs);
}

/** The last millisecond of a calendar date in a time zone. */
export function endOfDate(date: string, timeZone: string): Date {
  return new Date(startOfDate(addDays(date, 1), timeZone).getTime() - 1);
}

const datesByDay = new Map<number, string>();
const daysByDate = new Map<string, number>();
const KEPT_DATES = 100_000;

/** The date of a whole number of days since 1 January 1970. */
export function dateOfDay(day: number): string {
  let date = datesByDay.get(day);
  if (date === undefined) {
    date = new Date(day * DAY_MS).toISOString().slice(0, 10);
    if (datesByDay.size >= KEPT_DATES) datesByDay.clear();
    datesByDay.set(day, date);
  }
  return date;
}

/** The whole number of days since 1 January 1970; NaN for what is no date. */
export function dayOfDate(date: string): number {
  let day = daysByDate.get(date);
  if (day === undefined) {
    day = Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
    if (daysByDate.size >= KEPT_DATES) daysByDate.clear();
    daysByDate.set(date, day);
  }
  return day;
}

export function addDays(date: string, days: number): string {
  return dateOfDay(dayOfDate(date) + days);
}

/** The same day of a later month, or that month's last day: 31 January and one month is 28 or 29 February. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return dateOfMonth(year, month - 1 + months, day);
}

/** Calendar months from the month of one date to that of another; their days do not matter. */
export function monthsBetween(from: string, to: string): number {
  return (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7));
}

/** The first date on or after `date` that is the given day of the year; 29 February is 28 February in a common year. */
export function nextAnnual(date: string, month: number, day: number): string {
  const year = Number(date.slice(0, 4));
  const inThisYear = dateOfMonth(year, month - 1, day);
  return inThisYear >= date ? inThisYear : dateOfMonth(year + 1, month - 1, day);
}

/** @param monthIndex 0 for January; 12 is January of the next year. A day that the month lacks is its last. */
function dateOfMonth(year: number, monthIndex: number, day: number): string {
  const ofYear = year + Math.floor(monthIndex / 12);
  const month = monthIndex - Math.floor(monthIndex / 12) * 12;
  const isLeap = (ofYear % 4 === 0 && ofYear % 100 !== 0) || ofYear % 400 === 0;
  const lastDay = month === 1 && isLeap ? 29 : (monthLengths[month] ?? 31);
  return `${padded(ofYear, 4)}-${padded(month + 1, 2)}-${padded(Math.min(day, lastDay), 2)}`;
}

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function padded(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}
