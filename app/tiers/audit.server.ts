/**
 * Proves that every level is the one that is recorded of its reasons: recomputed from orders, journal, memberships and gifts
 * as of the last look, it must be the level that the member has and that the engine reads. Reads only; streams.
 */
import { pool, type Sql } from '../db.server.ts';
import { readProgram, type Program } from '../program/document.ts';
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
  const { rows: shops } = await sql.query<{ id: number; timeZone: string }>(
    `SELECT s.id, s.time_zone AS "timeZone" FROM shops s
     WHERE s.id IN (SELECT shop_id FROM member_tiers UNION SELECT shop_id FROM members WHERE tier_id IS NOT NULL) ORDER BY s.id`,
  );
  for (const shop of shops) {
    const programs = await programsOf(sql, shop.id);
    for (let after: string | null = null; breaches.length < NAMED;) {
      const page: TierMember[] = await pageOfMembers(sql, shop.id, after, PAGE);
      breaches.push(...(await auditPage(sql, shop, programs, page)));
      after = page.at(-1)?.id ?? null;
      if (page.length < PAGE) break;
    }
  }
  return breaches.slice(0, NAMED);
}

/** The program of each version that can be read; the highest is the live one. */
async function programsOf(sql: Sql, shopId: number): Promise<Map<number, Program>> {
  const { rows } = await sql.query<{ version: number; document: unknown }>(
    'SELECT version, document FROM program_versions WHERE shop_id = $1 ORDER BY version',
    [shopId],
  );
  return new Map(
    rows.flatMap(({ version, document }) => {
      const reading = readProgram(document);
      return reading.ok ? [[version, reading.program] as const] : [];
    }),
  );
}

async function auditPage(
  sql: Sql,
  shop: { id: number; timeZone: string },
  programs: ReadonlyMap<number, Program>,
  members: readonly TierMember[],
): Promise<string[]> {
  const breaches = members
    .filter(({ tierId, row }) => tierId !== (row?.tierId ?? null))
    .map(({ id, tierId, row }) => `the engine reads level ${tierId} of member ${id}, who has ${row?.tierId ?? 'none'}`);
  const live = programs.get(Math.max(...programs.keys()));
  if (!live || !hasTiers(live)) return breaches;
  // Who was last looked at under other settings is still to be moved.
  const current = members.filter(({ row }) => {
    const known = row && programs.get(row.programVersion);
    return known && levelsOf(known) === levelsOf(live);
  });
  const earned = await earnedOf(sql, current, () => live, new Map([[shop.id, shop]]));
  for (const member of current) {
    if (!member.row) continue;
    const { tierId, graceUntil, reckonedAt } = member.row;
    const expected = standingAt(live, member, earned.get(`${shop.id} ${member.id}`) ?? [], shop.timeZone, reckonedAt);
    const expectedId = expected.level?.id ?? null;
    if (expectedId !== tierId || expected.graceUntil !== graceUntil)
      breaches.push(
        `member ${member.id} has level ${tierId} until ${graceUntil}, and should have ${expectedId} until ${expected.graceUntil}`,
      );
  }
  return breaches;
}
