/**
 * A zone's clock for millions of instants: days are whole numbers (0 is 1 January 1970), and the zone is asked once for each
 * day and not for each instant. Pure.
 */
import { dayOfDate, localMoment } from '../lib/calendar.ts';

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;

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
