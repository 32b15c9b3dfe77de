/**
 * What follows when something of members has changed, be it by orders or by activities: levels, goals, referrals, cashback.
 * Each feature works out what should be, compares it with what is recorded and books the difference, so that calling it once
 * more does nothing. Must run inside the caller's transaction.
 */
import { settleGoals } from '../challenges/settle.server.ts';
import type { Sql } from '../db.server.ts';
import type { Member } from '../members/membership.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import type { ProgramsByShop } from '../publishing/live-programs.server.ts';
import { payOutCashback } from '../rewards/cashback.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { reconsiderTiers } from '../tiers/reconsider.server.ts';

export interface MembersChange {
  /** Each member once; those who are blocked, merged or erased are among them. */
  members: readonly Member[];
  shops: ReadonlyMap<number, ShopFacts>;
  programs: ProgramsByShop;
  now: Date;
}

/** Progress towards a goal or a level may grow without a point being booked: Liquid is to show it all the same. */
async function showProgress(sql: Sql, { members, programs }: MembersChange): Promise<void> {
  const shown = members.filter(({ shopId, status }) => {
    const program = programs.get(shopId)?.program;
    return status === 'active' && program !== undefined && (program.tiers !== null || program.goals.length > 0);
  });
  await enqueue(
    sql,
    shown.map(({ shopId, id }) => ({ shopId, topic: 'sync_member' as const, subject: id })),
  );
}

export async function afterMembersChanged(sql: Sql, change: MembersChange): Promise<void> {
  if (change.members.length === 0) return;
  // In this order: what a later one reads, an earlier one has written.
  await reconsiderTiers(sql, change);
  const moved = await settleGoals(sql, change);
  // The points of a goal count towards a level at once; what a level gives counts towards none, so that this ends here.
  const members = moved.filter(({ shopId }) => change.programs.get(shopId)?.program.tiers?.measure === 'points');
  if (members.length > 0) await reconsiderTiers(sql, { ...change, members });
  await payOutCashback(sql, change);
  await showProgress(sql, change);
}
