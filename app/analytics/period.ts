/** Periods of the shop's calendar, and those before them to compare with. */
import { addDays, dateOfDay, dayOfDate } from '../lib/calendar.ts';

/** Both dates are inside the period. YYYY-MM-DD in the shop's time zone. */
export interface DateRange {
  firstOn: string;
  lastOn: string;
}

export const periodPresets = ['7d', '30d', '90d', '365d', 'this_month', 'last_month', 'custom'] as const;
export type PeriodPreset = (typeof periodPresets)[number];
export const comparisons = ['previous', 'last_year', 'none'] as const;
export type Comparison = (typeof comparisons)[number];

/** A period as the address of the page has it: `period`, `from`, `to` and `compare`. */
export interface PeriodAsk {
  preset: PeriodPreset;
  /** Of a custom period. */
  range?: DateRange;
  comparison: Comparison;
}

export interface ComparedPeriod extends PeriodAsk {
  current: DateRange;
  /** Null without a comparison. */
  before: DateRange | null;
}

const datePattern = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
/** The longest custom period. */
export const LONGEST_DAYS = 3 * 366;

/** Whether the month has that day: browsers differ in what they make of 31 February. */
function isInCalendar(on: string): boolean {
  return dateOf(Date.UTC(Number(on.slice(0, 4)), Number(on.slice(5, 7)) - 1, Number(on.slice(8)))) === on;
}

/** Whatever cannot be read is 30 days, compared with the 30 before. */
export function readPeriodAsk(params: URLSearchParams): PeriodAsk {
  const comparison = comparisons.find((name) => name === params.get('compare')) ?? 'previous';
  const preset = periodPresets.find((name) => name === params.get('period')) ?? '30d';
  if (preset !== 'custom') return { preset, comparison };
  const [firstOn = '', lastOn = ''] = [params.get('from') ?? '', params.get('to') ?? ''].map((text) =>
    datePattern.test(text) && isInCalendar(text) ? text : '',
  );
  if (firstOn === '' || lastOn === '' || firstOn > lastOn || addDays(firstOn, LONGEST_DAYS) <= lastOn)
    return { preset: '30d', comparison };
  return { preset, range: { firstOn, lastOn }, comparison };
}

/** @param todayOn the shop's date today. A month that is not over ends today, and is compared with as many days of the month before. */
export function resolvePeriod(ask: PeriodAsk, todayOn: string): ComparedPeriod {
  const current = rangeOf(ask, todayOn);
  return { ...ask, current, before: beforeOf(ask, current) };
}

function rangeOf({ preset, range }: PeriodAsk, todayOn: string): DateRange {
  switch (preset) {
    case 'this_month':
      return { firstOn: `${todayOn.slice(0, 7)}-01`, lastOn: todayOn };
    case 'last_month': {
      const lastOn = addDays(`${todayOn.slice(0, 7)}-01`, -1);
      return { firstOn: `${lastOn.slice(0, 7)}-01`, lastOn };
    }
    case 'custom':
      if (range) return range;
      return rangeOf({ preset: '30d', comparison: 'none' }, todayOn);
    default:
      return { firstOn: addDays(todayOn, 1 - Number.parseInt(preset, 10)), lastOn: todayOn };
  }
}

function beforeOf({ preset, comparison }: PeriodAsk, { firstOn, lastOn }: DateRange): DateRange | null {
  if (comparison === 'none') return null;
  if (comparison === 'last_year') return { firstOn: yearBefore(firstOn), lastOn: yearBefore(lastOn) };
  const lastBefore = addDays(firstOn, -1);
  if (preset === 'last_month') return { firstOn: `${lastBefore.slice(0, 7)}-01`, lastOn: lastBefore };
  if (preset === 'this_month') {
    const firstBefore = `${lastBefore.slice(0, 7)}-01`;
    const sameDay = addDays(firstBefore, daysIn({ firstOn, lastOn }) - 1);
    return { firstOn: firstBefore, lastOn: sameDay < firstOn ? sameDay : lastBefore };
  }
  return { firstOn: addDays(firstOn, -daysIn({ firstOn, lastOn })), lastOn: lastBefore };
}

/** The same day of the year before; 29 February is 28 February there. */
function yearBefore(on: string): string {
  const year = Number(on.slice(0, 4)) - 1;
  return `${String(year).padStart(4, '0')}${on.slice(4) === '-02-29' ? '-02-28' : on.slice(4)}`;
}

export function daysIn({ firstOn, lastOn }: DateRange): number {
  return dayOfDate(lastOn) - dayOfDate(firstOn) + 1;
}

/** The buckets of a chart: days up to 92 of them, then calendar months (YYYY-MM). */
export function bucketsOf(range: DateRange): string[] {
  const days = daysIn(range);
  const firstDay = dayOfDate(range.firstOn);
  if (days <= 92) return Array.from({ length: days }, (_, day) => dateOfDay(firstDay + day));
  const buckets: string[] = [];
  const [year, month] = [Number(range.firstOn.slice(0, 4)), Number(range.firstOn.slice(5, 7)) - 1];
  for (let next = 0, bucket = range.firstOn.slice(0, 7); bucket <= range.lastOn.slice(0, 7);) {
    buckets.push(bucket);
    bucket = dateOf(Date.UTC(year, month + ++next, 1)).slice(0, 7);
  }
  return buckets;
}

const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
