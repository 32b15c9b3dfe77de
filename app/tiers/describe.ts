/** The levels of a program as one member sees them, in words. Pure: it runs on the server and in the browser. */
import { describePerk as sayPerk } from '../i18n/describe-tiers.ts';
import { explainStanding, explainTierChange } from '../i18n/explain-tier.ts';
import { inLocale, type Explanation } from '../i18n/explain.ts';
import type { Locale } from '../lib/locales.ts';
import type { MembershipTerm } from '../memberships/term.ts';
import type { Program } from '../program/document.ts';
import { nextLevel, type Standing } from '../program/standing.ts';
import type { Level, Perk, Tiers } from '../program/tiers.ts';
import type { TierChangeDetail } from './changes.ts';
import { sayMeasure, type MeasureWords } from './missing.ts';

/** What there is to say, without words: as it comes from the store. */
export interface TierPicture {
  program: Pick<Program, 'currencyCode' | 'pointName' | 'rewards' | 'segments'> & { tiers: Tiers };
  /** Null for a visitor. */
  member: {
    standing: Standing;
    since: string | null;
    /** The merchant's words for a level given by hand, and whether there is one. */
    givenReason: string;
    isGiven: boolean;
    windowEndsOn: string | null;
    term: MembershipTerm | null;
  } | null;
}

export interface DescribedPerk {
  kind: Perk['kind'];
  /** The whole of it in words. */
  text: string;
  /** The merchant's words for tags and services, or the reward's; null where the kind says it all. */
  title: string | null;
  /** Basis points, of a multiplier; points, of a welcome; minor units of the subtotal from which shipping is free. */
  factorBp?: number;
  points?: number;
  minimumSubtotalMinor?: number;
}

export interface DescribedLevel {
  id: string;
  name: string;
  color: string;
  /** What it asks for, as a number and in words; null for a level that only a membership gives. */
  threshold: number | null;
  asks: string | null;
  perks: DescribedPerk[];
}

export interface DescribedTiers {
  measure: Tiers['measure'];
  /** From the lowest to the highest. */
  levels: DescribedLevel[];
  /** The member's own; null for a visitor. */
  member: DescribedStanding | null;
}

export interface DescribedStanding {
  /** Null without a level. */
  levelId: string | null;
  source: Standing['source'];
  since: string | null;
  /** The last date, grace included; null for no end. */
  until: string | null;
  /** Why this level, and until when, in words. */
  why: string;
  /** What counts today, as a number and in words. */
  value: number;
  valueText: string;
  next: { levelId: string; name: string; missing: number; missingText: string; progressPpm: number } | null;
  /** The last date on which something counts together with today; null where the window has no fixed end. */
  windowEndsOn: string | null;
  /** What is missing to have the same level after `until`; null when nothing is, or nothing can be done. */
  toKeep: { missing: number; missingText: string } | null;
  /** A paid membership: until when, and whether it renews by itself. */
  /** The merchant has given a level by hand that still counts, be it the highest or not. */
  isGiven: boolean;
  membership: MembershipTerm | null;
}

export function describePicture(picture: TierPicture, locale: Locale): DescribedTiers {
  const { program, member } = picture;
  const { tiers } = program;
  const words = { measure: tiers.measure, currencyCode: program.currencyCode, pointName: program.pointName[locale] };
  return {
    measure: tiers.measure,
    levels: tiers.levels.map((level) => ({
      id: level.id,
      name: inLocale(level.name, locale),
      color: level.color,
      threshold: level.threshold,
      asks: level.threshold === null ? null : sayMeasure(level.threshold, words, locale),
      perks: level.perks.map((perk) => describePerk(perk, program, locale)),
    })),
    member: member && describeMember(member, program, words, locale),
  };
}

function describeMember(
  member: NonNullable<TierPicture['member']>,
  program: TierPicture['program'],
  words: MeasureWords,
  locale: Locale,
): DescribedStanding {
  const { standing, term } = member;
  const { tiers, currencyCode } = program;
  const amount = (count: number) => sayMeasure(count, words, locale);
  const next = nextLevel(tiers, standing);
  const keeping = standing.graceUntil !== null && standing.source === 'qualified' ? missingToKeep(standing) : null;
  return {
    levelId: standing.level?.id ?? null,
    source: standing.source,
    since: member.since,
    until: standing.graceUntil,
    why: explainStanding(
      {
        ...{ standing, measure: tiers.measure, window: tiers.window, currencyCode },
        ...{ reason: member.givenReason, renews: term?.renews ?? false },
      },
      { locale, pointName: words.pointName },
    ),
    value: standing.value,
    valueText: amount(standing.value),
    next: next && {
      levelId: next.level.id,
      name: inLocale(next.level.name, locale),
      missing: next.missing,
      missingText: amount(next.missing),
      progressPpm: progressOf(standing.value, next.level),
    },
    windowEndsOn: member.windowEndsOn,
    toKeep: keeping === null ? null : { missing: keeping, missingText: amount(keeping) },
    isGiven: member.isGiven,
    membership: term,
  };
}

function progressOf(value: number, { threshold }: Level): number {
  return threshold ? Math.min(1_000_000, Math.floor((value / threshold) * 1_000_000)) : 1_000_000;
}

function missingToKeep(standing: Standing): number | null {
  const missing = (standing.level?.threshold ?? 0) - standing.value;
  return missing > 0 ? missing : null;
}

function describePerk(perk: Perk, program: TierPicture['program'], locale: Locale): DescribedPerk {
  const rewardTitle = (id: string): string | null => {
    const reward = program.rewards.find((one) => one.id === id);
    return reward ? inLocale(reward.title, locale) : null;
  };
  const said = sayPerk(perk, { locale, program });
  const text = said.charAt(0).toLocaleUpperCase(locale) + said.slice(1);
  switch (perk.kind) {
    case 'multiplier':
      return { kind: perk.kind, text, title: null, factorBp: perk.factorBp };
    case 'free_shipping':
      return { kind: perk.kind, text, title: null, minimumSubtotalMinor: perk.minimumSubtotalMinor };
    case 'entry_points':
      return { kind: perk.kind, text, title: null, points: perk.points };
    case 'tag':
    case 'service':
      return { kind: perk.kind, text, title: inLocale(perk.title, locale) };
    case 'entry_reward':
    case 'birthday_reward':
      return { kind: perk.kind, text, title: rewardTitle(perk.rewardId) };
  }
}

/** A recorded change of level. */
export interface RecordedTierChange {
  at: string;
  detail: TierChangeDetail;
}

export interface TierHistoryEntry extends Explanation {
  at: string;
}

export function describeChanges(
  changes: readonly RecordedTierChange[],
  pointName: Program['pointName'],
  locale: Locale,
): TierHistoryEntry[] {
  return changes.map(({ at, detail }) => ({
    at,
    ...explainTierChange(detail, { locale, pointName: pointName[locale] }),
  }));
}
