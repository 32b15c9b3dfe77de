/**
 * Joining the program, by whichever door: the member is made once, gets the welcome once, and the orders that the same
 * person placed as a guest are counted.
 */
import type { Sql } from '../db.server.ts';
import { dateInZone, localMoment } from '../lib/calendar.ts';
import { post } from '../ledger/post.server.ts';
import type { NewTransfer } from '../ledger/transfer.ts';
import { createMembers, type CustomerRef, type JoinedVia, type Member } from '../members/membership.server.ts';
import { announce } from '../messages/announce.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { lotTerms } from '../program/expiry.ts';
import { evaluate } from '../program/evaluate.ts';
import type { ProgramsByShop } from '../publishing/live-programs.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { reconsiderTiers } from '../tiers/reconsider.server.ts';

/**
 * Makes the members that are missing, and posts their welcome. Must run inside a transaction.
 * @param isTold not of those who did nothing just now: a welcome would come out of the blue.
 */
export async function enroll(
  sql: Sql,
  customers: readonly CustomerRef[],
  via: JoinedVia,
  shops: ReadonlyMap<number, ShopFacts>,
  programs: ProgramsByShop,
  now: Date,
  isTold: (member: Member) => boolean = () => true,
): Promise<Member[]> {
  const created = await createMembers(sql, customers, via, now);
  const transfers: NewTransfer[] = [];
  for (const member of created) {
    const live = programs.get(member.shopId);
    const shop = shops.get(member.shopId);
    if (!live || !shop) continue;
    for (const award of evaluate(
      { kind: 'signup', at: localMoment(now, shop.timeZone) },
      { status: member.status },
      live.program,
    ).awards) {
      transfers.push({
        shopId: member.shopId,
        key: `member:${member.id}:rule:${award.ruleId}`,
        memberId: member.id,
        from: 'issued',
        to: 'available',
        ...lotTerms(live.program.expiry, now, now, shop.timeZone),
        points: award.points,
        kind: 'award',
        sourceType: 'member',
        sourceId: member.id,
        ruleId: award.ruleId,
        programVersion: live.version,
        detail: { code: 'award', award: award.reason },
        occurredAt: now,
        bookedOn: dateInZone(now, shop.timeZone),
      });
    }
  }
  await post(sql, transfers);
  await reconsiderTiers(sql, { members: created, shops, programs, now });
  await enqueue(
    sql,
    created.map((member) => ({ shopId: member.shopId, topic: 'sync_member', subject: member.id })),
  );
  const pointsOf = (member: Member) =>
    transfers.reduce((sum, transfer) => (transfer.memberId === member.id ? sum + transfer.points : sum), 0);
  await announce(
    sql,
    created
      .filter((member) => programs.has(member.shopId) && isTold(member))
      .map((member) => ({
        shopId: member.shopId,
        memberId: member.id,
        kind: 'welcome',
        key: `welcome:${member.id}`,
        data: { points: pointsOf(member) },
      })),
    now,
  );
  return created;
}
