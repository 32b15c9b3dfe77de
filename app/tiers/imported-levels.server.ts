/** The levels that members had elsewhere: given to them as by the merchant's hand, for as long as the program's window counts. */
import type { Sql } from '../db.server.ts';
import { addMonths, dateInZone } from '../lib/calendar.ts';
import type { Tiers } from '../program/tiers.ts';
import { livePrograms } from '../publishing/live-programs.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { reconsiderTiers } from './reconsider.server.ts';
import { readTierMembers } from './tier-store.server.ts';

export interface ImportedLevel {
  memberId: string;
  /** As it stands in the file. */
  name: string;
  /** What the member's page gives as the reason: the name of the file. */
  source: string;
}

/**
 * Gives each member the level of that name or id, in whatever language; a name that the program does not know gives nothing.
 * What the merchant gave by hand stays. Must run inside a transaction; twice is once.
 */
export async function giveImportedLevels(
  sql: Sql,
  shop: ShopFacts,
  imported: readonly ImportedLevel[],
  now: Date,
): Promise<void> {
  const programs = await livePrograms(sql, [shop.id]);
  const live = programs.get(shop.id);
  const tiers = live?.program.tiers;
  if (!live || !tiers) return;
  const known = levelsByName(tiers);
  const given = new Map(
    imported.flatMap(({ memberId, name, source }) => {
      const tierId = known.get(plainLevelName(name));
      return tierId === undefined ? [] : [[memberId, { tierId, source }] as const];
    }),
  );
  if (given.size === 0) return;
  const members = await readTierMembers(
    sql,
    [...given.keys()].map((id) => ({ shopId: shop.id, id })),
    true,
  );
  await sql.query({
    name: 'tiers-give-imported',
    text: `INSERT INTO member_tiers AS t (shop_id, member_id, program_version, reckoned_at, given_tier_id, given_until, given_reason, given_at)
           SELECT $1, g.member_id, $2, $3, g.tier_id, $4, g.reason, $3 FROM unnest($5::uuid[], $6::text[], $7::text[]) AS g(member_id, tier_id, reason)
           ON CONFLICT (shop_id, member_id) DO UPDATE SET given_tier_id = excluded.given_tier_id, given_until = excluded.given_until,
             given_reason = excluded.given_reason, given_at = excluded.given_at
           WHERE t.given_tier_id IS NULL`,
    values: [
      ...[shop.id, live.version, now.toISOString(), lastDate(tiers, dateInZone(now, shop.timeZone))],
      members.map(({ id }) => id),
      members.map(({ id }) => given.get(id)?.tierId),
      members.map(({ id }) => given.get(id)?.source),
    ],
  });
  await reconsiderTiers(sql, { members, shops: new Map([[shop.id, shop]]), programs, now });
}

function lastDate({ window }: Tiers, today: string): string | null {
  if (window.kind === 'lifetime') return null;
  return addMonths(today, window.kind === 'rolling' ? window.months : 12);
}

/** The levels' ids by what a file may call them: the id, or the name in any language; as `plainLevelName` has it. */
export function levelsByName(tiers: Tiers | null): Map<string, string> {
  return new Map(
    (tiers?.levels ?? []).flatMap((level) =>
      [level.id, ...Object.values(level.name)].map((name) => [plainLevelName(name), level.id] as const),
    ),
  );
}

export function plainLevelName(name: string): string {
  return name.trim().toLowerCase();
}
