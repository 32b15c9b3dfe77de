/** What counts towards the levels of members of several shops, each by a program of their shop. Only reads. */
import type { Sql } from '../db.server.ts';
import type { Program } from '../program/document.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { loadEarned, type EarnedByMember } from './earned.server.ts';
import { hasTiers } from './standing-of-member.ts';
import type { TierMember } from './tier-store.server.ts';

/** What counts towards the levels of these members; each by the program of their shop. */
export async function earnedOf(
  sql: Sql,
  members: readonly TierMember[],
  programOf: (shopId: number) => Program | undefined,
  shops: ReadonlyMap<number, Pick<ShopFacts, 'timeZone'>>,
): Promise<EarnedByMember> {
  return loadEarned(
    sql,
    members.flatMap(({ shopId, id }) => {
      const program = programOf(shopId);
      if (!hasTiers(program)) return [];
      return [
        {
          shopId,
          memberId: id,
          measure: program.tiers.measure,
          currencyCode: program.currencyCode,
          timeZone: shops.get(shopId)?.timeZone ?? 'UTC',
        },
      ];
    }),
  );
}
