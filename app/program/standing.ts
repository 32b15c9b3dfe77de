/**
 * Which level a member has on a date, and until when: a function of what was earned on which date, so that late, repeated
 * and disordered events end in the same level. A level is reached at once; what it was reached by is a promise that holds
 * until its window and the grace after it are over. Pure.
 */
import { addDays } from '../lib/calendar.ts';
import { lastBearing, windowStart } from './tier-window.ts';
import type { Level, Membership, Tiers } from './tiers.ts';

/** What counts towards a level: minor units, points or orders of one date of the shop, and what of it went back when. */
export interface Earned {
  date: string;
  amount: number;
  takenBack?: readonly { on: string; amount: number }[];
}

/** A level that is held for another reason than the window: until a date, both included; null for no end. */
export interface Promised {
  tierId: string;
  until: string | null;
}

export interface TierFacts {
  earned: readonly Earned[];
  joinedOn: string;
  /** The paid membership in force, by the last date of it; null for none. */
  paid: { until: string } | null;
  /** What the merchant gave by hand. */
  given: Promised | null;
  /** What was had before the settings changed, or before a merge, and is kept for a while. */
  kept: Promised | null;
}

export const standingSources = ['qualified', 'membership', 'merchant', 'kept'] as const;
export type StandingSource = (typeof standingSources)[number];

export interface Standing {
  /** The level, and its place among the levels; null and -1 for none. */
  level: Level | null;
  index: number;
  source: StandingSource | null;
  /** The last date on which it is borne, and the last of the grace after it, when nothing more comes; null for no end. */
  holdsUntil: string | null;
  graceUntil: string | null;
  /** What counts today: the measure within the window, less everything that went back. */
  value: number;
}

export interface HeldLevel {
  index: number;
  holdsUntil: string | null;
  graceUntil: string | null;
}

/** The level that counts on `today`: the highest that anything bears. */
export function standingOn(tiers: Tiers, membership: Membership | null, facts: TierFacts, today: string): Standing {
  const candidates: (HeldLevel & { source: StandingSource })[] = qualifiedLevels(
    tiers,
    facts.earned,
    facts.joinedOn,
    today,
  ).map((held) => ({ ...held, source: 'qualified' }));
  const add = (source: StandingSource, promised: Promised | null): void => {
    if (!promised || (promised.until !== null && promised.until < today)) return;
    const index = tiers.levels.findIndex(({ id }) => id === promised.tierId);
    if (index >= 0) candidates.push({ index, source, holdsUntil: promised.until, graceUntil: promised.until });
  };
  if (facts.paid && membership) add('membership', { tierId: membership.levelId, until: facts.paid.until });
  add('merchant', facts.given);
  add('kept', facts.kept);
  const value = valueOn(tiers, facts.earned, facts.joinedOn, today);
  const best = candidates.reduce<(typeof candidates)[number] | null>(
    (found, candidate) =>
      !found ||
      candidate.index > found.index ||
      (candidate.index === found.index && isLater(candidate.graceUntil, found.graceUntil))
        ? candidate
        : found,
    null,
  );
  if (!best) return { level: null, index: -1, source: null, holdsUntil: null, graceUntil: null, value };
  return { level: tiers.levels[best.index] ?? null, ...best, value };
}

/** What counts towards the levels on a date, less everything that went back by then. */
export function valueOn(tiers: Tiers, earned: readonly Earned[], joinedOn: string, today: string): number {
  const from = windowStart(tiers.window, today, joinedOn);
  let value = 0;
  for (const item of earned)
    if (item.date <= today && (from === null || item.date >= from)) value += leftOf(item, null);
  return value;
}

/** Every level that the window bears on a date, with until when; those of a threshold of 0 have no end. */
export function qualifiedLevels(tiers: Tiers, earned: readonly Earned[], joinedOn: string, today: string): HeldLevel[] {
  const items = earned.filter((item) => item.date <= today).sort((a, b) => (a.date < b.date ? 1 : -1));
  const best = new Map<number, string | null>();
  const keep = (index: number, until: string | null): void => {
    const known = best.get(index);
    if (known === undefined || isLater(until, known)) best.set(index, until);
  };
  const paid = tiers.levels.flatMap(({ threshold }, index) =>
    threshold !== null && threshold > 0 ? [{ index, threshold }] : [],
  );
  for (const date of momentsToJudge(tiers, items, joinedOn, today)) {
    // With a merchant who keeps levels after refunds, a date is judged by what was known on it: a refund counts from the next.
    const knownOn = tiers.afterRefund === 'kept' ? date : null;
    const from = windowStart(tiers.window, date, joinedOn);
    let sum = 0;
    let reached = 0;
    // From the newest back: the day that completes the threshold is the one whose leaving ends the level.
    for (const item of items) {
      if (item.date > date) continue;
      if (from !== null && item.date < from) break;
      sum += leftOf(item, knownOn);
      for (; reached < paid.length && sum >= (paid[reached]?.threshold ?? Infinity); reached++)
        keep(paid[reached]?.index ?? 0, lastBearing(tiers.window, item.date, joinedOn));
    }
  }
  const held: HeldLevel[] = [];
  tiers.levels.forEach(({ threshold }, index) => {
    if (threshold === null) return;
    if (threshold === 0) return held.push({ index, holdsUntil: null, graceUntil: null });
    const holdsUntil = best.get(index);
    if (holdsUntil === undefined) return;
    const graceUntil = holdsUntil === null ? null : addDays(holdsUntil, tiers.graceDays);
    if (graceUntil === null || graceUntil >= today) held.push({ index, holdsUntil, graceUntil });
  });
  return held;
}

/** The dates on which a level that still counts today may have been reached: those on which something was earned. */
function momentsToJudge(tiers: Tiers, items: readonly Earned[], joinedOn: string, today: string): string[] {
  const dates = [...new Set(items.map((item) => item.date))].filter((date) => {
    const last = lastBearing(tiers.window, date, joinedOn);
    return last === null || addDays(last, tiers.graceDays) >= today;
  });
  // Where nothing went back and the window only grows, the newest date of each period says all; dates are newest first.
  const wentBack = tiers.afterRefund === 'kept' && items.some((item) => (item.takenBack?.length ?? 0) > 0);
  if (wentBack || tiers.window.kind === 'rolling') return dates;
  const seen = new Set<string | null>();
  return dates.filter((date) => {
    const from = windowStart(tiers.window, date, joinedOn);
    return !seen.has(from) && seen.add(from);
  });
}

/** What is left of an amount by what was known on a date; null for all that is known. */
function leftOf(item: Earned, knownOn: string | null): number {
  let left = item.amount;
  for (const { on, amount } of item.takenBack ?? []) if (knownOn === null || on < knownOn) left -= amount;
  return Math.max(0, left);
}

function isLater(a: string | null, b: string | null): boolean {
  return b !== null && (a === null || a > b);
}

/** The level above that the window can bear, and how much more it takes; null at the top. */
export function nextLevel(tiers: Tiers, standing: Standing): { level: Level; missing: number } | null {
  for (const level of tiers.levels.slice(standing.index + 1))
    if (level.threshold !== null) return { level, missing: Math.max(0, level.threshold - standing.value) };
  return null;
}

/** The date from which a member is told that the level ends: when grace begins, and in good time before the end. */
export function warnFrom(tiers: Tiers, graceUntil: string): string {
  // A notice is no longer than a quarter of a short window: nobody is told of the end on the day of reaching it.
  const { window } = tiers;
  const months = window.kind === 'rolling' || window.kind === 'since_joining' ? window.months : 12;
  return addDays(graceUntil, -Math.max(tiers.graceDays, Math.min(tiers.noticeDays, Math.floor((months * 30) / 4))));
}

/**
 * What a member keeps when new settings would give less than the old ones did today: the old level (or what comes next to it
 * among the new), for the longer grace, never longer than it would have lasted. Null when nothing is lost.
 */
export function keptAfterChange(
  before: { tiers: Tiers; standing: Standing },
  after: { tiers: Tiers; standing: Standing },
  today: string,
): Promised | null {
  const index = levelLike(after.tiers, before.standing.level);
  const level = after.tiers.levels[index];
  if (!level || index <= after.standing.index) return null;
  const graceDays = Math.max(before.tiers.graceDays, after.tiers.graceDays, after.tiers.noticeDays);
  const until = addDays(today, graceDays);
  const ended = before.standing.graceUntil;
  return { tierId: level.id, until: ended !== null && ended < until ? ended : until };
}

/** The level of other settings that stands for this one: of the same id, or the highest that asks for no more. -1 for none. */
function levelLike(tiers: Tiers, level: Level | null): number {
  if (!level) return -1;
  const same = tiers.levels.findIndex(({ id }) => id === level.id);
  if (same >= 0) return same;
  const { threshold } = level;
  if (threshold === null) return -1;
  return tiers.levels.findLastIndex((other) => other.threshold !== null && other.threshold <= threshold);
}
