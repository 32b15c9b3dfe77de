/**
 * What a changed program would do to levels, before it is published (T2): who would move up or down, by pair of levels, with
 * a few examples. Only reads; members are streamed, so that the number of them does not matter.
 */
import { pool } from '../db.server.ts';
import { dateInZone } from '../lib/calendar.ts';
import type { Program } from '../program/document.ts';
import { keptAfterChange, type Standing } from '../program/standing.ts';
import { livePrograms } from '../publishing/live-programs.server.ts';
import { requireShopFacts, type ShopFacts } from '../shops/shop-store.server.ts';
import { earnedOf } from './earned-of.server.ts';
import { hasTiers, noStanding, standingAt } from './standing-of-member.ts';
import { pageOfMembers, type TierMember } from './tier-store.server.ts';

const PAGE = 500;
const EXAMPLES = 5;

export interface TierMove {
  /** Ids of levels; null for none. The first is of the live program, the second of the new one. */
  from: string | null;
  to: string | null;
  direction: 'up' | 'down' | 'same';
  members: number;
  /** Ids of some of them. */
  examples: string[];
  /** Of those who would fall: the last date on which some of them keep the old level; null when nobody falls. */
  keptUntil: string | null;
}

export interface TierPreview {
  members: number;
  up: number;
  down: number;
  moves: TierMove[];
}

/** @param next a valid document that is not published yet. */
export async function previewTierChange(shopId: number, next: Program, now: Date): Promise<TierPreview> {
  const shop = await requireShopFacts(shopId);
  const live = (await livePrograms(pool(), [shopId])).get(shopId)?.program ?? null;
  const moves = new Map<string, TierMove>();
  let members = 0;
  for (let after: string | null = null; ;) {
    const page: TierMember[] = await pageOfMembers(pool(), shopId, after, PAGE);
    const before = await standings(page, live, shop, now);
    const then = await standings(page, next, shop, now);
    page.forEach((member, index) => {
      members++;
      count(moves, member, {
        before: before[index] ?? noStanding,
        then: then[index] ?? noStanding,
        live,
        next,
        today: dateInZone(now, shop.timeZone),
      });
    });
    after = page.at(-1)?.id ?? null;
    if (page.length < PAGE) break;
  }
  const list = [...moves.values()].sort((a, b) => b.members - a.members);
  const sum = (direction: TierMove['direction']) =>
    list.filter((move) => move.direction === direction).reduce((all, move) => all + move.members, 0);
  return { members, up: sum('up'), down: sum('down'), moves: list };
}

async function standings(
  page: readonly TierMember[],
  program: Program | null,
  shop: ShopFacts,
  now: Date,
): Promise<Standing[]> {
  if (!program || !hasTiers(program)) return page.map(() => noStanding);
  const earned = await earnedOf(pool(), page, () => program, new Map([[shop.id, shop]]));
  return page.map((member) =>
    standingAt(program, member, earned.get(`${shop.id} ${member.id}`) ?? [], shop.timeZone, now),
  );
}

function count(
  moves: Map<string, TierMove>,
  member: TierMember,
  {
    before,
    then,
    live,
    next,
    today,
  }: { before: Standing; then: Standing; live: Program | null; next: Program; today: string },
): void {
  const from = before.level?.id ?? null;
  const to = then.level?.id ?? null;
  const key = `${from} ${to}`;
  let move = moves.get(key);
  if (!move) {
    const direction = directionOf(before, then, next);
    moves.set(key, (move = { from, to, direction, members: 0, examples: [], keptUntil: null }));
  }
  move.members++;
  if (move.direction === 'same') return;
  if (move.examples.length < EXAMPLES) move.examples.push(member.id);
  if (move.direction === 'down' && live && hasTiers(live) && hasTiers(next)) {
    const kept = keptAfterChange({ tiers: live.tiers, standing: before }, { tiers: next.tiers, standing: then }, today);
    if (kept?.until && (move.keptUntil === null || kept.until > move.keptUntil)) move.keptUntil = kept.until;
  }
}

/** Up or down by the order of the new program; a level that it has no more counts by how many others were below it. */
function directionOf(before: Standing, then: Standing, next: Program): TierMove['direction'] {
  if ((before.level?.id ?? null) === (then.level?.id ?? null)) return 'same';
  const index = next.tiers?.levels.findIndex(({ id }) => id === before.level?.id) ?? -1;
  if (before.level === null) return 'up';
  if (index >= 0) return then.index > index ? 'up' : 'down';
  const threshold = before.level.threshold ?? Infinity;
  const asked = then.level?.threshold ?? -1;
  return asked > threshold ? 'up' : 'down';
}
