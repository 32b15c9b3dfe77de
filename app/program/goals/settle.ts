/**
 * Which awards a goal owes, given every step that was made towards it and the awards that were given before. Pure, and a
 * function of the set of steps alone: their order, number and delay cannot change the end. More steps never take an award
 * away; fewer (a refund) take away the newest first. An award keeps the terms under which it was given: a merchant who
 * changes a goal takes nothing back from anybody, and gives nothing for steps that were rewarded already.
 */
import { addDays } from '../../lib/calendar.ts';
import { periodEnd, periodStart } from '../tallies.ts';
import type { Goal } from './goal.ts';

/** What of a goal says when it is reached; kept with each award. */
export type GoalTerms = Pick<Goal, 'target' | 'within' | 'repeats'>;

/** What was done on one calendar date of the shop, positive. */
export interface Day {
  date: string;
  amount: number;
}

export interface GoalAward {
  /** "1", "2", … in the order in which they were reached; of a goal for each period, the first date of that period. */
  occurrence: string;
  given: boolean;
  terms: GoalTerms;
  reachedOn: string;
}

export interface Reached {
  occurrence: string;
  reachedOn: string;
}

export interface GoalSettlement {
  give: Reached[];
  takeBack: string[];
}

/** At most as many at a time; the rest is given the next time that the member does something. */
const MOST_AT_ONCE = 500;

/** Adds up steps by date; what a refund made zero is no step. */
export function byDay(steps: Iterable<readonly [date: string, amount: number]>): Day[] {
  const days = new Map<string, number>();
  for (const [date, amount] of steps) days.set(date, (days.get(date) ?? 0) + amount);
  return [...days]
    .filter(([, amount]) => amount > 0)
    .map(([date, amount]) => ({ date, amount }))
    .sort((a, b) => (a.date < b.date ? -1 : 1));
}

/** @param terms null when the goal is not part of the program any more: then nothing new is given. */
export function settleGoal(
  terms: GoalTerms | null,
  days: readonly Day[],
  awards: readonly GoalAward[],
): GoalSettlement {
  const given = awards.filter((award) => award.given);
  const periodic = given.filter((award) => isPeriodic(award.terms));
  const counted = given.filter((award) => !isPeriodic(award.terms)).sort(byOrdinal);

  const takeBack = periodic.filter((award) => !holds(award, days)).map(({ occurrence }) => occurrence);
  let cursor: Cursor = { index: 0, used: 0 };
  let standing = 0;
  for (const award of counted) {
    const next = findNext(award.terms, days, cursor);
    if (!next) break;
    cursor = next.cursor;
    standing++;
  }
  takeBack.push(...counted.slice(standing).map(({ occurrence }) => occurrence));
  if (!terms || standing < counted.length) return { give: [], takeBack };

  const gone = new Set(takeBack);
  const kept = periodic.filter(({ occurrence }) => !gone.has(occurrence));
  if (isPeriodic(terms)) {
    const sameKind = kept.filter((award) => samePeriod(award.terms, terms));
    const after = latest([...counted, ...kept.filter((award) => !sameKind.includes(award))]);
    const known = new Set(sameKind.map(({ occurrence }) => periodOf(occurrence)));
    return { give: reachedPeriods(terms, days, after).filter(({ occurrence }) => !known.has(occurrence)), takeBack };
  }
  cursor = skipTo(days, cursor, latest(kept));
  if (!terms.repeats && (counted.length > 0 || kept.length > 0)) return { give: [], takeBack };
  const free = freeOrdinals(awards);
  const give: Reached[] = [];
  while (give.length < (terms.repeats ? MOST_AT_ONCE : 1)) {
    const next = findNext(terms, days, cursor);
    if (!next) break;
    cursor = next.cursor;
    give.push({ occurrence: free(), reachedOn: next.reachedOn });
  }
  return { give, takeBack };
}

/** How far the next award is. */
export interface GoalStanding {
  /** What counts towards the next award: units of the measure, or periods in a row for a streak; at most the target. */
  progress: number;
  target: number;
  /** How often it was reached, as far as that holds. */
  reached: number;
  /** Reached, and not to be reached again; of a goal for each period, reached in this one. */
  done: boolean;
  /** The last date on which it can be reached with what was done so far; null for no end. */
  deadline: string | null;
  /** Of a streak: whether this period has its step already. */
  stepDone: boolean;
}

export function goalStanding(
  terms: GoalTerms,
  days: readonly Day[],
  awards: readonly GoalAward[],
  today: string,
): GoalStanding {
  const given = awards.filter((award) => award.given);
  const { target, within } = terms;
  const base = { target, reached: given.length, stepDone: false, deadline: null };
  if (!terms.repeats && given.length > 0) return { ...base, progress: target, done: true };
  if (within.kind === 'period') {
    const start = periodStart(today, within.period) ?? '';
    const end = periodEnd(today, within.period) ?? '';
    const sum = sumBetween(days, start, end);
    return { ...base, progress: Math.min(sum, target), done: sum >= target, deadline: end };
  }
  let cursor: Cursor = { index: 0, used: 0 };
  for (const award of given.filter((candidate) => !isPeriodic(candidate.terms)).sort(byOrdinal))
    cursor = findNext(award.terms, days, cursor)?.cursor ?? cursor;
  cursor = skipTo(days, cursor, latest(given.filter((award) => isPeriodic(award.terms))));
  const left = leftFrom(days, cursor).filter(({ date }) => date <= today);
  if (within.kind === 'ever') {
    const sum = left.reduce((total, day) => total + day.amount, 0);
    return { ...base, progress: Math.min(sum, target), done: false };
  }
  if (within.kind === 'days') {
    const from = addDays(today, -within.days);
    const inWindow = left.filter(({ date }) => date >= from);
    const sum = inWindow.reduce((total, day) => total + day.amount, 0);
    const first = inWindow[0];
    return {
      ...base,
      progress: Math.min(sum, target),
      done: false,
      deadline: first ? addDays(first.date, within.days) : null,
    };
  }
  const thisPeriod = periodStart(today, within.period) ?? '';
  const stepped = new Set(left.map(({ date }) => periodStart(date, within.period)));
  const stepDone = days.some(({ date }) => periodStart(date, within.period) === thisPeriod);
  let period = thisPeriod;
  if (!stepped.has(period)) period = previousPeriod(period, within.period);
  let run = 0;
  while (stepped.has(period)) {
    run++;
    period = previousPeriod(period, within.period);
  }
  return {
    ...base,
    progress: Math.min(run, target),
    done: false,
    stepDone,
    deadline: run > 0 || !stepDone ? periodEnd(today, within.period) : null,
  };
}

/** Whether each period has an award of its own. */
function isPeriodic({ within, repeats }: GoalTerms): boolean {
  return within.kind === 'period' && repeats;
}

function samePeriod(a: GoalTerms, b: GoalTerms): boolean {
  return a.within.kind === 'period' && b.within.kind === 'period' && a.within.period === b.within.period;
}

/** After a merge of members, two may have the same period: the other's is marked behind a plus sign. */
function periodOf(occurrence: string): string {
  return occurrence.split('+', 1)[0] ?? occurrence;
}

function holds({ occurrence, terms }: GoalAward, days: readonly Day[]): boolean {
  if (terms.within.kind !== 'period') return false;
  const start = periodOf(occurrence);
  return sumBetween(days, start, periodEnd(start, terms.within.period) ?? '') >= terms.target;
}

function sumBetween(days: readonly Day[], from: string, to: string): number {
  return days.reduce((sum, { date, amount }) => sum + (date >= from && date <= to ? amount : 0), 0);
}

function reachedPeriods({ target, within }: GoalTerms, days: readonly Day[], after: string | null): Reached[] {
  if (within.kind !== 'period') return [];
  const sums = new Map<string, number>();
  const reached: Reached[] = [];
  for (const { date, amount } of days) {
    if (after !== null && date <= after) continue;
    const occurrence = periodStart(date, within.period) ?? '';
    const before = sums.get(occurrence) ?? 0;
    sums.set(occurrence, before + amount);
    if (before < target && before + amount >= target) reached.push({ occurrence, reachedOn: date });
  }
  return reached;
}

/** How far the days were used for awards: all before `index`, and of that day `used`. */
interface Cursor {
  index: number;
  used: number;
}

function leftFrom(days: readonly Day[], { index, used }: Cursor): Day[] {
  return days
    .slice(index)
    .map((day, offset) => (offset === 0 ? { ...day, amount: day.amount - used } : day))
    .filter(({ amount }) => amount > 0);
}

function skipTo(days: readonly Day[], cursor: Cursor, after: string | null): Cursor {
  if (after === null) return cursor;
  const index = days.findIndex(({ date }) => date > after);
  const beyond = index === -1 ? days.length : index;
  return beyond > cursor.index ? { index: beyond, used: 0 } : cursor;
}

function latest(awards: readonly GoalAward[]): string | null {
  return awards.reduce<string | null>(
    (last, { reachedOn }) => (last === null || reachedOn > last ? reachedOn : last),
    null,
  );
}

/** The first time from the cursor on that the terms are met. */
function findNext(
  { target, within }: GoalTerms,
  days: readonly Day[],
  cursor: Cursor,
): { cursor: Cursor; reachedOn: string } | null {
  if (within.kind === 'streak') return findStreak(target, within.period, days, cursor);
  let start = cursor.index;
  let sum = -cursor.used;
  for (let index = cursor.index; index < days.length; index++) {
    const day = days[index];
    if (!day) break;
    sum += day.amount;
    while (start < index && !reaches(within, days[start]?.date ?? '', day.date)) {
      sum -= (days[start]?.amount ?? 0) - (start === cursor.index ? cursor.used : 0);
      start++;
    }
    if (sum >= target) {
      const left = sum - target;
      return {
        cursor: left > 0 ? { index, used: day.amount - left } : { index: index + 1, used: 0 },
        reachedOn: day.date,
      };
    }
  }
  return null;
}

/** Whether two dates, in order, lie within the same span. */
function reaches(within: Exclude<Goal['within'], { kind: 'streak' }>, from: string, to: string): boolean {
  switch (within.kind) {
    case 'ever':
      return true;
    case 'days':
      return to <= addDays(from, within.days);
    case 'period':
      return periodStart(from, within.period) === periodStart(to, within.period);
  }
}

function findStreak(
  target: number,
  period: 'day' | 'week' | 'month',
  days: readonly Day[],
  cursor: Cursor,
): { cursor: Cursor; reachedOn: string } | null {
  let run = 0;
  let last: string | null = null;
  for (let index = cursor.index; index < days.length; index++) {
    const date = days[index]?.date ?? '';
    const start = periodStart(date, period) ?? '';
    if (start === last) continue;
    run = last !== null && previousPeriod(start, period) === last ? run + 1 : 1;
    last = start;
    if (run >= target) {
      const end = periodEnd(date, period) ?? '';
      const next = days.findIndex((day) => day.date > end);
      return { cursor: { index: next === -1 ? days.length : next, used: 0 }, reachedOn: date };
    }
  }
  return null;
}

function previousPeriod(start: string, period: 'day' | 'week' | 'month'): string {
  return periodStart(addDays(start, -1), period) ?? '';
}

function byOrdinal(a: GoalAward, b: GoalAward): number {
  return Number(a.occurrence) - Number(b.occurrence);
}

/** The numbers of awards that are not given now, lowest first: one that was taken back is given again under its number. */
function freeOrdinals(awards: readonly GoalAward[]): () => string {
  const taken = new Set(
    awards.filter((award) => award.given && !isPeriodic(award.terms)).map(({ occurrence }) => occurrence),
  );
  let last = 0;
  return () => {
    do last++;
    while (taken.has(String(last)));
    return String(last);
  };
}
