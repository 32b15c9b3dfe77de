/** One look at one member's level: what it is now, how that differs from what is recorded, and what follows. Pure. */
import { dateInZone } from '../lib/calendar.ts';
import type { MembershipTerm } from '../memberships/term.ts';
import type { Announcement } from '../messages/kinds.ts';
import type { Program } from '../program/document.ts';
import {
  keptAfterChange,
  standingOn,
  warnFrom,
  type Earned,
  type Promised,
  type Standing,
} from '../program/standing.ts';
import type { Level } from '../program/tiers.ts';
import type { LiveProgram } from '../publishing/live-programs.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { isRise, whyChanged, type Before, type TierChangeDetail } from './changes.ts';
import type { Passage } from './entries.server.ts';
import { sayMissing } from './missing.ts';
import {
  hasTiers,
  nextLook,
  noStanding,
  standingAfterEnd,
  tierFacts,
  type TieredProgram,
} from './standing-of-member.ts';
import type { NewTierRow, TierMember } from './tier-store.server.ts';

export interface LookInput {
  member: TierMember;
  live: LiveProgram;
  shop: ShopFacts;
  earned: readonly Earned[];
  /** The program of the last look, where its levels were others; and what counted by it. */
  past: Program | null;
  earnedBefore: readonly Earned[];
  /** The paid membership, when there is one. */
  term: MembershipTerm | null;
  merged: boolean;
  reason: string;
  now: Date;
}

export interface Look {
  row: NewTierRow;
  /** Null when the level is the same. */
  detail: TierChangeDetail | null;
  passage: Passage | null;
  news: Announcement[];
  perksMayDiffer: boolean;
}

export function lookAt(input: LookInput): Look {
  const { member, live, shop, past, now } = input;
  const { program, version } = live;
  const today = dateInZone(now, shop.timeZone);
  const row: NewTierRow = {
    shopId: member.shopId,
    memberId: member.id,
    tierId: null,
    source: null,
    since: null,
    holdsUntil: null,
    graceUntil: null,
    value: 0,
    programVersion: version,
    reckonedAt: now,
    nextLookAt: null,
    toldUntil: member.row?.toldUntil ?? null,
    kept: stillKept(member.row?.kept ?? null, today),
  };
  const levels = program.tiers?.levels ?? [];
  const before: Before = {
    level: nameOf(member.row?.tierId ?? null, [...levels, ...(past?.tiers?.levels ?? [])]),
    index: levels.findIndex(({ id }) => id === member.row?.tierId),
    source: member.row?.source ?? null,
    graceUntil: member.row?.graceUntil ?? null,
  };
  if (!hasTiers(program)) return withoutLevels(row, member, before, past, program);

  let facts = { ...tierFacts(member, input.earned, shop.timeZone, now), kept: row.kept };
  let standing = standingOn(program.tiers, program.membership, facts, today);
  if (past && hasTiers(past)) {
    const old = standingOn(past.tiers, past.membership, { ...facts, earned: input.earnedBefore }, today);
    const kept = keptAfterChange({ tiers: past.tiers, standing: old }, { tiers: program.tiers, standing }, today);
    if (kept) {
      row.kept = kept;
      facts = { ...facts, kept };
      standing = standingOn(program.tiers, program.membership, facts, today);
    }
  }
  const { level, source, holdsUntil, graceUntil, value } = standing;
  const isSame = (level?.id ?? null) === (member.row?.tierId ?? null);
  Object.assign(row, { tierId: level?.id ?? null, source, holdsUntil, graceUntil, value });
  row.since = level === null ? null : isSame ? (member.row?.since ?? today) : today;

  const detail = isSame
    ? null
    : whyChanged(
        before,
        standing,
        today,
        { isFirst: member.row === null, settingsChanged: past !== null, reason: input.reason, merged: input.merged },
        { tiers: program.tiers, program },
      );
  const rises = isRise(before, standing);
  const news: Announcement[] = [];
  if (detail && level && rises && detail.code !== 'joined') {
    news.push({
      ...{ shopId: member.shopId, memberId: member.id, kind: 'tier_reached' as const },
      key: `tier_reached:${member.id}:${level.id}:${today}`,
      data: { tierId: level.id, name: level.name },
    });
  }
  if (detail && before.level && !rises && member.row) {
    // Nobody falls in silence: who was not told ahead is told now.
    const ended = before.graceUntil !== null && before.graceUntil < today ? before.graceUntil : today;
    if (before.graceUntil === null || row.toldUntil !== before.graceUntil)
      news.push(ending(member, before.level, ended, {}));
  }
  const afterEnd = standingAfterEnd(program, facts, standing);
  const renews = source === 'membership' && (input.term?.renews ?? false);
  if (level && graceUntil !== null && afterEnd && afterEnd.index < standing.index && !renews) {
    if (row.toldUntil !== graceUntil && today >= warnFrom(program.tiers, graceUntil)) {
      row.toldUntil = graceUntil;
      news.push(ending(member, level, graceUntil, missingToKeep(standing, program)));
    }
  }
  const mayTell = row.toldUntil !== graceUntil && !renews;
  row.nextLookAt = nextLook(program, member, facts, standing, mayTell, shop.timeZone, now);
  return {
    row,
    detail,
    passage: detail ? passageOf(input, before, standing, detail, program) : null,
    news,
    perksMayDiffer: detail !== null || (past !== null && level !== null),
  };
}

function passageOf(
  { member }: LookInput,
  before: Before,
  standing: Standing,
  detail: TierChangeDetail,
  program: TieredProgram,
): Passage | null {
  const { levels } = program.tiers;
  const common = { member, entered: [] as Level[], left: [] as Level[] };
  if (detail.isRise) {
    // Two orders at once pass as many levels as two orders one after the other.
    const entered =
      standing.source === 'qualified'
        ? levels.slice(before.index + 1, standing.index + 1).filter(({ threshold }) => threshold !== null)
        : levels.slice(standing.index, standing.index + 1);
    return { ...common, entered };
  }
  return detail.code === 'refunded' ? { ...common, left: levels.slice(standing.index + 1) } : null;
}

function ending(
  member: TierMember,
  level: { id: string; name: Level['name'] },
  endsOn: string,
  missing: { missing?: Record<string, string> },
): Announcement {
  return {
    ...{ shopId: member.shopId, memberId: member.id, kind: 'tier_ending' as const },
    key: `tier_ending:${member.id}:${level.id}:${endsOn}`,
    data: { tierId: level.id, name: level.name, endsOn, ...missing },
  };
}

function missingToKeep(standing: Standing, program: TieredProgram): { missing?: Record<string, string> } {
  const missing = (standing.level?.threshold ?? 0) - standing.value;
  return missing > 0 ? { missing: sayMissing(missing, program.tiers.measure, program) } : {};
}

/** The program has no levels (any more): nobody has one. */
function withoutLevels(
  row: NewTierRow,
  member: TierMember,
  before: Before,
  past: Program | null,
  program: Program,
): Look {
  const tiers = past?.tiers;
  const detail = before.level && tiers ? whyRemoved(before, tiers, program) : null;
  return { row: { ...row, kept: null }, detail, passage: null, news: [], perksMayDiffer: Boolean(member.row?.tierId) };
}

function whyRemoved(before: Before, tiers: TieredProgram['tiers'], program: Program): TierChangeDetail {
  return whyChanged(
    before,
    noStanding,
    '',
    { isFirst: false, settingsChanged: true, reason: '', merged: false },
    { tiers, program },
  );
}

function nameOf(id: string | null, levels: readonly Level[]): Before['level'] {
  if (id === null) return null;
  return { id, name: levels.find((level) => level.id === id)?.name ?? { en: id, da: '', sv: '', hu: '', de: '' } };
}

function stillKept(kept: Promised | null, today: string): Promised | null {
  return kept && kept.until !== null && kept.until < today ? null : kept;
}
