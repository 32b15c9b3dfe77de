/**
 * What a member has done so far, by day: the memory that limits, tiers, challenges and "every third order" need. A tally is a
 * number for a measure and a calendar date of the shop. Read from the store for a batch, or built up event by event by the
 * backtest; either way the engine sees the same. Pure.
 */
import { addDays, addMonths } from '../lib/calendar.ts';

/** orders, spend (minor units: goods after discounts and refunds), activity:NAME, rule:ID:times and rule:ID:points. */
export type Measure = string;

export const periods = ['day', 'week', 'month', 'year', 'ever'] as const;
export type Period = (typeof periods)[number];

/** The first date of the period that a date lies in; weeks begin on Monday (ISO 8601). Null for ever. */
export function periodStart(date: string, period: Period): string | null {
  switch (period) {
    case 'day':
      return date;
    case 'week':
      return addDays(date, -((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7));
    case 'month':
      return `${date.slice(0, 7)}-01`;
    case 'year':
      return `${date.slice(0, 4)}-01-01`;
    case 'ever':
      return null;
  }
}

/** The last date of the period that a date lies in. Null for ever. */
export function periodEnd(date: string, period: Period): string | null {
  const start = periodStart(date, period);
  if (start === null || period === 'ever') return null;
  if (period === 'day') return date;
  if (period === 'week') return addDays(start, 6);
  return addDays(addMonths(start, period === 'month' ? 1 : 12), -1);
}

export class Tallies {
  private readonly byMeasure = new Map<Measure, Map<string, number>>();

  /** Adds to what a measure has on a date; a negative amount takes back. */
  add(measure: Measure, date: string, amount: number): this {
    let days = this.byMeasure.get(measure);
    if (!days) this.byMeasure.set(measure, (days = new Map<string, number>()));
    days.set(date, (days.get(date) ?? 0) + amount);
    return this;
  }

  /** The sum of a measure from a date to a date, both included; null for no bound. */
  sum(measure: Measure, from: string | null = null, to: string | null = null): number {
    let total = 0;
    for (const [date, amount] of this.byMeasure.get(measure) ?? [])
      if ((from === null || date >= from) && (to === null || date <= to)) total += amount;
    return total;
  }

  /** The sum of the period that a date lies in, as far as it is known. */
  inPeriod(measure: Measure, date: string, period: Period): number {
    return this.sum(measure, periodStart(date, period), periodEnd(date, period));
  }

  /** The dates on which a measure has something, oldest first. */
  days(measure: Measure): [date: string, amount: number][] {
    return [...(this.byMeasure.get(measure) ?? [])]
      .filter(([, amount]) => amount !== 0)
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }
}
