/**
 * A zone's clock for millions of instants: days are whole numbers (0 is 1 January 1970), and the zone is asked once for each
 * day and not for each instant. Pure.
 */
import { localMoment } from '../lib/calendar.ts';

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;

const dates = new Map<number, string>();
const days = new Map<string, number>();
const KEPT_DATES = 100_000;

/** YYYY-MM-DD of a day. */
export function dateOfDay(day: number): string {
  let date = dates.get(day);
  if (date === undefined) {
    if (dates.size > KEPT_DATES) dates.clear();
    dates.set(day, (date = new Date(day * DAY_MS).toISOString().slice(0, 10)));
  }
  return date;
}

export function dayOfDate(date: string): number {
  let day = days.get(date);
  if (day === undefined) {
    if (days.size > KEPT_DATES) days.clear();
    days.set(date, (day = Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY_MS)));
  }
  return day;
}

/** A function from an instant to the day and the minute that the zone's clock shows. */
export function zoneClock(timeZone: string): (instantMs: number) => { day: number; minute: number } {
  // Minutes that the zone is ahead, by UTC day where they are the same all day, else by quarter of an hour.
  const byDay = new Map<number, number | null>();
  const byQuarter = new Map<number, number>();
  const offsetAt = (instantMs: number): number => {
    const { date, minute } = localMoment(new Date(instantMs), timeZone);
    return dayOfDate(date) * 1440 + minute - Math.floor(instantMs / 60_000);
  };
  return (instantMs) => {
    const utcDay = Math.floor(instantMs / DAY_MS);
    let offset = byDay.get(utcDay);
    if (offset === undefined) {
      const first = offsetAt(utcDay * DAY_MS);
      offset = first === offsetAt((utcDay + 1) * DAY_MS - 1) ? first : null;
      byDay.set(utcDay, offset);
    }
    if (offset === null) {
      const quarter = Math.floor(instantMs / QUARTER_MS);
      offset = byQuarter.get(quarter) ?? offsetAt(quarter * QUARTER_MS);
      byQuarter.set(quarter, offset);
    }
    const minutes = Math.floor(instantMs / 60_000) + offset;
    const day = Math.floor(minutes / 1440);
    return { day, minute: minutes - day * 1440 };
  };
}
