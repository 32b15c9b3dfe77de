/**
 * Proves that every level is the one that is recorded of its reasons: recomputed from orders, journal, memberships and gifts
 * as of the last look, it must be the level that the member has and that the engine reads. Reads only; streams.
 */
import { pool, type Sql } from '../db.server.ts';
import { livePrograms } from '../publishing/live-programs.server.ts';
import { getVersion } from '../publishing/program-store.server.ts';
import { shopFactsByIds } from '../shops/shop-store.server.ts';
import { earnedOf } from './earned-of.server.ts';
import { levelsOf } from './past-programs.server.ts';
import { hasTiers, standingAt } from './standing-of-member.ts';
import { pageOfMembers, type TierMember } from './tier-store.server.ts';

const PAGE = 500;
/** At most this many breaches are named. */
const NAMED = 20;

/** @returns a sentence for each breach; none when all is well. */
export async function auditTiers(sql: Sql = pool()): Promise<string[]> {
  const breaches: string[] = [];
  const { rows: shops } = await sql.query<{ id: number }>(
    'SELECT DISTINCT shop_id AS id FROM program_versions ORDER BY shop_id',
  );
  for (const { id } of shops) {
    for (let after: string | null = null; breaches.length < NAMED;) {
      const page: TierMember[] = await pageOfMembers(sql, id, after, PAGE);
      breaches.push(...(await auditPage(sql, id, page)));
      after = page.at(-1)?.id ?? null;
      if (page.length < PAGE) break;
    }
  }
  return breaches.slice(0, NAMED);
}

async function auditPage(sql: Sql, shopId: number, members: readonly TierMember[]): Promise<string[]> {
  const live = (await livePrograms(sql, [shopId])).get(shopId);
  const shops = await shopFactsByIds([shopId]);
  const shop = shops.get(shopId);
  if (!live || !shop) return [];
  const breaches = members
    .filter(({ tierId, row }) => tierId !== (row?.tierId ?? null))
    .map(({ id, tierId, row }) => `the engine reads level ${tierId} of member ${id}, who has ${row?.tierId ?? 'none'}`);
  // Who was last looked at under other settings is still to be moved.
  const current = await atVersion(shopId, live.version, members);
  const { program } = live;
  if (!hasTiers(program)) return breaches;
  const earned = await earnedOf(sql, current, () => program, shops);
  for (const member of current) {
    if (!member.row) continue;
    const expected = standingAt(
      program,
      member,
      earned.get(`${shopId} ${member.id}`) ?? [],
      shop.timeZone,
      member.row.reckonedAt,
    );
    if ((expected.level?.id ?? null) !== member.row.tierId || expected.graceUntil !== member.row.graceUntil)
      breaches.push(
        `member ${member.id} has level ${member.row.tierId} until ${member.row.graceUntil}, and should have ${expected.level?.id ?? null} until ${expected.graceUntil}`,
      );
  }
  return breaches;
}

async function atVersion(shopId: number, version: number, members: readonly TierMember[]): Promise<TierMember[]> {
  const live = levelsOf(await getVersion(shopId, version));
  const same = new Map<number, boolean>([[version, true]]);
  for (const { row } of members)
    if (row && !same.has(row.programVersion))
      same.set(row.programVersion, levelsOf(await getVersion(shopId, row.programVersion)) === live);
  return members.filter(({ row }) => row && same.get(row.programVersion));
}
