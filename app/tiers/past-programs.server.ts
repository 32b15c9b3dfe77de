/** The program by which a member's level was last worked out, where its levels were others than those of today. */
import type { Sql } from '../db.server.ts';
import type { Program } from '../program/document.ts';
import type { ProgramsByShop } from '../publishing/live-programs.server.ts';
import { getVersion } from '../publishing/program-store.server.ts';
import type { TierMember } from './tier-store.server.ts';

/** By `shopId version`; versions whose levels are those of the live program are left out. */
export async function pastPrograms(
  sql: Sql,
  members: readonly TierMember[],
  programs: ProgramsByShop,
): Promise<Map<string, Program>> {
  const past = new Map<string, Program>();
  const seen = new Set<string>();
  for (const { shopId, row } of members) {
    const live = programs.get(shopId);
    const key = `${shopId} ${row?.programVersion ?? 0}`;
    if (!row || !live || row.programVersion === live.version || seen.has(key)) continue;
    seen.add(key);
    const program = await getVersion(shopId, row.programVersion, sql);
    if (levelsOf(program) !== levelsOf(live.program)) past.set(key, program);
  }
  return past;
}

/** What decides who has which level, and what it gives, in a form that can be compared. */
export function levelsOf({ tiers, membership }: Pick<Program, 'tiers' | 'membership'>): string {
  return JSON.stringify({ tiers, membership });
}
