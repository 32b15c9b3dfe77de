/** Periods of the shop's calendar: a number of days that ends today, and the same number before it to compare with. */

export const periodLengths = [7, 30, 90, 365] as const;
export type PeriodLength = (typeof periodLengths)[number];

/** Both dates are inside the period. YYYY-MM-DD in the shop's time zone. */
export interface DateRange {
  firstOn: string;
  lastOn: string;
}

export interface Period {
  days: PeriodLength;
  current: DateRange;
  previous: DateRange;
}

/** @param todayOn the shop's date today, YYYY-MM-DD. */
export function periodEnding(todayOn: string, days: PeriodLength): Period {
  return {
    days,
    current: { firstOn: addDays(todayOn, 1 - days), lastOn: todayOn },
    previous: { firstOn: addDays(todayOn, 1 - 2 * days), lastOn: addDays(todayOn, -days) },
  };
}

/** The asked length, or 30 days when it is none of ours. */
export function readPeriodLength(text: string | null): PeriodLength {
  return periodLengths.find((days) => String(days) === text) ?? 30;
}

/** @param on YYYY-MM-DD. A calendar date has no time zone, so it is counted in UTC. */
export function addDays(on: string, days: number): string {
  const date = new Date(`${on}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
