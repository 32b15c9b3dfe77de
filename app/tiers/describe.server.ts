/** Reads the levels of a program as one member sees them: which one, why, until when, what comes next and what each gives. */
import { pool } from '../db.server.ts';
import { dateInZone } from '../lib/calendar.ts';
import type { Locale } from '../lib/locales.ts';
import { readTerms } from '../memberships/settle.server.ts';
import { standingOn, type Standing } from '../program/standing.ts';
import { periodOf } from '../program/tier-window.ts';
import type { LiveProgram } from '../publishing/live-programs.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import {
  describeChanges,
  describePicture,
  type DescribedTiers,
  type RecordedTierChange,
  type TierHistoryEntry,
  type TierPicture,
} from './describe.ts';
import { earnedOf } from './earned-of.server.ts';
import { hasTiers, tierFacts, type TieredProgram } from './standing-of-member.ts';
import { readChanges, readTierMembers } from './tier-store.server.ts';
import { pointNames } from '../program/point-name.ts';

/** @param memberId null for a visitor. @returns null when the program has no levels. */
export async function describeTiers(
  shop: ShopFacts,
  memberId: string | null,
  live: LiveProgram,
  locale: Locale,
  now: Date,
): Promise<DescribedTiers | null> {
  const picture = await readTierPicture(shop, memberId, live, now);
  return picture && describePicture(picture, locale);
}

/** The same without words, for who speaks several languages. */
export async function readTierPicture(
  shop: ShopFacts,
  memberId: string | null,
  live: LiveProgram,
  now: Date,
): Promise<TierPicture | null> {
  const { program } = live;
  if (!hasTiers(program)) return null;
  const { currencyCode, rewards, segments, tiers } = program;
  return {
    program: { currencyCode, pointName: pointNames(program), rewards, segments, tiers },
    member: memberId === null ? null : await readStanding(shop, memberId, program, now),
  };
}

async function readStanding(
  shop: ShopFacts,
  memberId: string,
  program: TieredProgram,
  now: Date,
): Promise<TierPicture['member']> {
  const [member] = await readTierMembers(pool(), [{ shopId: shop.id, id: memberId }], false);
  if (!member) return null;
  const { tiers } = program;
  const shops = new Map([[shop.id, shop]]);
  const key = `${shop.id} ${memberId}`;
  const earned = (await earnedOf(pool(), [member], () => program, shops)).get(key) ?? [];
  const facts = tierFacts(member, earned, shop.timeZone, now);
  const terms = program.membership ? await readTerms(pool(), [{ shopId: shop.id, id: memberId }], shops) : null;
  const today = dateInZone(now, shop.timeZone);
  const fresh = standingOn(tiers, program.membership, facts, today);
  // The level is the one that the engine reads; what is to be moved by the job is not told before.
  const index = tiers.levels.findIndex(({ id }) => id === member.tierId);
  const recorded: Standing = {
    level: tiers.levels[index] ?? null,
    index,
    source: member.row?.source ?? null,
    holdsUntil: member.row?.holdsUntil ?? null,
    graceUntil: member.row?.graceUntil ?? null,
    value: fresh.value,
  };
  return {
    standing: fresh.index === index ? fresh : recorded,
    since: member.row?.since ?? null,
    givenReason: member.row?.givenReason ?? '',
    isGiven: facts.given !== null && (facts.given.until === null || facts.given.until >= today),
    windowEndsOn: periodOf(tiers.window, today, facts.joinedOn)?.to ?? null,
    term: facts.paid ? (terms?.get(key) ?? null) : null,
  };
}

/** A member's changes of level in words, newest first. */
export async function tierHistory(
  shopId: number,
  memberId: string,
  live: LiveProgram,
  locale: Locale,
  limit: number,
): Promise<TierHistoryEntry[]> {
  return describeChanges(await readTierChanges(shopId, memberId, limit), pointNames(live.program), locale);
}

/** The same without words. */
export async function readTierChanges(shopId: number, memberId: string, limit: number): Promise<RecordedTierChange[]> {
  const changes = await readChanges(pool(), shopId, memberId, limit);
  return changes.map(({ at, detail }) => ({ at: at.toISOString(), detail }));
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
