/** The levels of a program as one member sees them: which one, why, until when, what comes next and what each gives. Only reads. */
import { pool } from '../db.server.ts';
import { explainStanding, explainTierChange } from '../i18n/explain-tier.ts';
import { inLocale, type Explanation } from '../i18n/explain.ts';
import { dateInZone } from '../lib/calendar.ts';
import type { Locale } from '../lib/locales.ts';
import { readTerms } from '../memberships/settle.server.ts';
import { nextLevel, standingOn, type Standing } from '../program/standing.ts';
import { periodOf } from '../program/tier-window.ts';
import type { Level, Perk } from '../program/tiers.ts';
import type { LiveProgram } from '../publishing/live-programs.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { earnedOf } from './earned-of.server.ts';
import { sayMeasure } from './missing.ts';
import { hasTiers, tierFacts, type TieredProgram } from './standing-of-member.ts';
import { readChanges, readTierMembers } from './tier-store.server.ts';

export interface DescribedPerk {
  kind: Perk['kind'];
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
  measure: TieredProgram['tiers']['measure'];
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
  membership: { paidThrough: string; renews: boolean } | null;
}

/** @param memberId null for a visitor. @returns null when the program has no levels. */
export async function describeTiers(
  shop: ShopFacts,
  memberId: string | null,
  live: LiveProgram,
  locale: Locale,
  now: Date,
): Promise<DescribedTiers | null> {
  const { program } = live;
  if (!hasTiers(program)) return null;
  const { tiers } = program;
  const words = { measure: tiers.measure, currencyCode: program.currencyCode, pointName: program.pointName[locale] };
  const levels = tiers.levels.map((level): DescribedLevel => ({
    id: level.id,
    name: inLocale(level.name, locale),
    color: level.color,
    threshold: level.threshold,
    asks: level.threshold === null ? null : sayMeasure(level.threshold, words, locale),
    perks: level.perks.map((perk) => describePerk(perk, program, locale)),
  }));
  const standing = memberId === null ? null : await describeStanding(shop, memberId, program, locale, now);
  return { measure: tiers.measure, levels, member: standing };
}

async function describeStanding(
  shop: ShopFacts,
  memberId: string,
  program: TieredProgram,
  locale: Locale,
  now: Date,
): Promise<DescribedStanding | null> {
  const [member] = await readTierMembers(pool(), [{ shopId: shop.id, id: memberId }], false);
  if (!member) return null;
  const { tiers } = program;
  const shops = new Map([[shop.id, shop]]);
  const earned = (await earnedOf(pool(), [member], () => program, shops)).get(`${shop.id} ${memberId}`) ?? [];
  const facts = tierFacts(member, earned, shop.timeZone, now);
  const term = program.membership
    ? ((await readTerms(pool(), [{ shopId: shop.id, id: memberId }], shops)).get(`${shop.id} ${memberId}`) ?? null)
    : null;
  const today = dateInZone(now, shop.timeZone);
  const fresh = standingOn(tiers, program.membership, facts, today);
  // The level is the one that the engine reads; what is to be moved by the job is not told before.
  const level = tiers.levels.find(({ id }) => id === member.tierId) ?? null;
  const standing: Standing =
    fresh.level?.id === level?.id
      ? fresh
      : {
          level,
          index: tiers.levels.findIndex(({ id }) => id === level?.id),
          source: member.row?.source ?? null,
          holdsUntil: member.row?.holdsUntil ?? null,
          graceUntil: member.row?.graceUntil ?? null,
          value: fresh.value,
        };
  const words = { measure: tiers.measure, currencyCode: program.currencyCode, pointName: program.pointName[locale] };
  const amount = (count: number) => sayMeasure(count, words, locale);
  const next = nextLevel(tiers, standing);
  const keeping = standing.graceUntil !== null && standing.source === 'qualified' ? missingToKeep(standing) : null;
  return {
    levelId: level?.id ?? null,
    source: standing.source,
    since: member.row?.since ?? null,
    until: standing.graceUntil,
    why: explainStanding(
      {
        ...{ standing, measure: tiers.measure, window: tiers.window, currencyCode: program.currencyCode },
        reason: member.row?.givenReason ?? '',
        renews: term?.renews ?? false,
      },
      { locale, pointName: program.pointName[locale] },
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
    windowEndsOn: periodOf(tiers.window, today, facts.joinedOn)?.to ?? null,
    toKeep: keeping === null ? null : { missing: keeping, missingText: amount(keeping) },
    membership: facts.paid && term ? term : null,
  };
}

function progressOf(value: number, { threshold }: Level): number {
  return threshold ? Math.min(1_000_000, Math.floor((value / threshold) * 1_000_000)) : 1_000_000;
}

function missingToKeep(standing: Standing): number | null {
  const missing = (standing.level?.threshold ?? 0) - standing.value;
  return missing > 0 ? missing : null;
}

function describePerk(perk: Perk, program: TieredProgram, locale: Locale): DescribedPerk {
  const rewardTitle = (id: string): string | null => {
    const reward = program.rewards.find((one) => one.id === id);
    return reward ? inLocale(reward.title, locale) : null;
  };
  switch (perk.kind) {
    case 'multiplier':
      return { kind: perk.kind, title: null, factorBp: perk.factorBp };
    case 'free_shipping':
      return { kind: perk.kind, title: null, minimumSubtotalMinor: perk.minimumSubtotalMinor };
    case 'entry_points':
      return { kind: perk.kind, title: null, points: perk.points };
    case 'tag':
    case 'service':
      return { kind: perk.kind, title: inLocale(perk.title, locale) };
    case 'entry_reward':
    case 'birthday_reward':
      return { kind: perk.kind, title: rewardTitle(perk.rewardId) };
  }
}

export interface TierHistoryEntry extends Explanation {
  at: string;
}

/** A member's changes of level in words, newest first. */
export async function tierHistory(
  shopId: number,
  memberId: string,
  live: LiveProgram,
  locale: Locale,
  limit: number,
): Promise<TierHistoryEntry[]> {
  const changes = await readChanges(pool(), shopId, memberId, limit);
  return changes.map(({ at, detail }) => ({
    at: at.toISOString(),
    ...explainTierChange(detail, { locale, pointName: live.program.pointName[locale] }),
  }));
}

/** Members by level, from the lowest to the highest; those without one come first, under null. */
export async function countByLevel(
  shopId: number,
  live: LiveProgram,
): Promise<{ levelId: string | null; members: number }[]> {
  const { rows } = await pool().query<{ levelId: string | null; members: number }>({
    name: 'tiers-count',
    text: `SELECT m.tier_id AS "levelId", count(*) AS members FROM members m
           WHERE m.shop_id = $1 AND m.status IN ('active', 'blocked') GROUP BY m.tier_id`,
    values: [shopId],
  });
  const counts = new Map(rows.map((row) => [row.levelId, row.members]));
  const known = new Set((live.program.tiers?.levels ?? []).map(({ id }) => id));
  // Levels that are being moved away from after a change count as none.
  const none = rows.filter(({ levelId }) => levelId === null || !known.has(levelId));
  return [
    { levelId: null, members: none.reduce((sum, row) => sum + row.members, 0) },
    ...[...known].map((levelId) => ({ levelId, members: counts.get(levelId) ?? 0 })),
  ];
}
