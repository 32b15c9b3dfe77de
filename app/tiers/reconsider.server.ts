/**
 * Tiers: which member has which level. Owns the tables of levels, their changes and what entering one gave. Works out the
 * level from what is recorded, compares it with the one that the member has, and books the difference; so that calling it
 * once more does nothing, and late or disordered events end in the same level. Must not decide what a level asks for
 * (app/program/standing.ts) and never speaks to Shopify: perks are brought there by the outbox (perks.server.ts).
 */
import type { Sql } from '../db.server.ts';
import { dateInZone } from '../lib/calendar.ts';
import { settleMemberships } from '../memberships/settle.server.ts';
import type { Member } from '../members/membership.server.ts';
import { announce } from '../messages/announce.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import type { Program } from '../program/document.ts';
import { livePrograms, type ProgramsByShop } from '../publishing/live-programs.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { settleEntries } from './entries.server.ts';
import { lookAt, type Look } from './look.ts';
import { pastPrograms } from './past-programs.server.ts';
import { earnedOf } from './earned-of.server.ts';
import { hasTiers } from './standing-of-member.ts';
import { readTierMembers, recordChanges, saveTiers } from './tier-store.server.ts';

export interface TiersChange {
  members: readonly Pick<Member, 'shopId' | 'id'>[];
  shops: ReadonlyMap<number, ShopFacts>;
  programs: ProgramsByShop;
  now: Date;
}

export interface TiersOptions {
  /** Why the merchant gave a level, in their words. */
  reason?: string;
  /** The members have just absorbed others. */
  merged?: boolean;
  /** Also the members of shops whose program has no levels (any more). */
  everyShop?: boolean;
}

/** Must run inside the caller's transaction. Calling it twice is calling it once. */
export async function reconsiderTiers(sql: Sql, change: TiersChange, options: TiersOptions = {}): Promise<void> {
  const { shops, now } = change;
  const refs = change.members.filter(
    ({ shopId }) => options.everyShop || hasTiers(change.programs.get(shopId)?.program),
  );
  if (refs.length === 0) return;
  // An order that comes to light late is judged by the program of its time; levels go by the one of today.
  const programs = await livePrograms(sql, [...new Set(refs.map(({ shopId }) => shopId))]);
  // Whoever looks at a member's level holds the member until the end, so that two looks never both book a change.
  await readTierMembers(sql, refs, true);
  const terms = await settleMemberships(sql, { members: refs, shops, programs });
  const members = (await readTierMembers(sql, refs, false)).filter(
    ({ status }) => status === 'active' || status === 'blocked',
  );
  const past = await pastPrograms(sql, members, programs);
  const pastOf = (member: (typeof members)[number]): Program | null =>
    past.get(`${member.shopId} ${member.row?.programVersion ?? 0}`) ?? null;
  const earned = await earnedOf(sql, members, (shopId) => programs.get(shopId)?.program, shops);
  const earnedBefore = await earnedByPast(sql, members, pastOf, shops);

  const looks: Look[] = [];
  for (const member of members) {
    const live = programs.get(member.shopId);
    const shop = shops.get(member.shopId);
    if (!live || !shop) continue;
    const key = `${member.shopId} ${member.id}`;
    looks.push(
      lookAt({
        member,
        live,
        shop,
        earned: earned.get(key) ?? [],
        past: pastOf(member),
        earnedBefore: earnedBefore.get(key) ?? [],
        term: terms.get(key) ?? null,
        merged: options.merged ?? false,
        reason: options.reason ?? '',
        now,
      }),
    );
  }
  await saveTiers(
    sql,
    looks.map((look) => look.row),
  );
  await recordChanges(
    sql,
    looks.flatMap(({ row, detail }) =>
      detail
        ? [
            {
              shopId: row.shopId,
              memberId: row.memberId,
              at: now,
              onDate: dateInZone(now, shops.get(row.shopId)?.timeZone ?? 'UTC'),
              programVersion: row.programVersion,
              detail,
            },
          ]
        : [],
    ),
  );
  await settleEntries(
    sql,
    looks.flatMap(({ passage }) => passage ?? []),
    shops,
    programs,
    now,
  );
  await announce(
    sql,
    looks.flatMap((look) => look.news),
    now,
  );
  await enqueue(
    sql,
    looks.flatMap(({ row, perksMayDiffer, detail }) => [
      ...(perksMayDiffer ? [{ shopId: row.shopId, topic: 'sync_tier' as const, subject: row.memberId }] : []),
      ...(detail ? [{ shopId: row.shopId, topic: 'sync_member' as const, subject: row.memberId }] : []),
    ]),
  );
}

/** What counted by the settings of before, for those whose settings have changed since the last look. */
async function earnedByPast(
  sql: Sql,
  members: Awaited<ReturnType<typeof readTierMembers>>,
  pastOf: (member: Awaited<ReturnType<typeof readTierMembers>>[number]) => Program | null,
  shops: ReadonlyMap<number, ShopFacts>,
): ReturnType<typeof earnedOf> {
  const byProgram = new Map<Program, typeof members>();
  for (const member of members) {
    const program = pastOf(member);
    if (program) byProgram.set(program, [...(byProgram.get(program) ?? []), member]);
  }
  const earned: Awaited<ReturnType<typeof earnedOf>> = new Map();
  for (const [program, group] of byProgram)
    for (const [key, items] of await earnedOf(sql, group, () => program, shops)) earned.set(key, items);
  return earned;
}
