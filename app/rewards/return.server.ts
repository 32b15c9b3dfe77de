/** Gives the points of a redemption back: when Shopify refused its code for good, or the unused code was taken back. */
import type { Sql } from '../db.server.ts';
import { dateInZone } from '../lib/calendar.ts';
import type { ReturnCause } from '../ledger/reasons.ts';
import { post } from '../ledger/post.server.ts';
import { lotTerms, usableUntil } from '../program/expiry.ts';
import { livePrograms } from '../publishing/live-programs.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import type { Redemption } from './redemption-store.server.ts';

/** Must run inside a transaction that has locked the redemption. Done twice, it returns once. */
export async function returnPoints(
  sql: Sql,
  redemption: Redemption,
  cause: ReturnCause,
  failure: string | null,
  now: Date,
): Promise<void> {
  if (redemption.costPoints > 0) await bookReturn(sql, redemption, cause, now);
  await sql.query(
    `UPDATE redemptions SET state = 'returned', returned_at = $3, failure = coalesce($4, failure) WHERE shop_id = $1 AND id = $2`,
    [redemption.shopId, redemption.id, now, failure],
  );
  await enqueue(sql, [{ shopId: redemption.shopId, topic: 'sync_member', subject: redemption.memberId }]);
}

async function bookReturn(sql: Sql, redemption: Redemption, cause: ReturnCause, now: Date): Promise<void> {
  const { rows } = await sql.query<{ time_zone: string }>('SELECT time_zone FROM shops WHERE id = $1', [
    redemption.shopId,
  ]);
  const timeZone = rows[0]?.time_zone ?? 'UTC';
  const expiry = (await livePrograms(sql, [redemption.shopId])).get(redemption.shopId)?.program.expiry;
  await post(sql, [
    {
      shopId: redemption.shopId,
      key: `redemption:${redemption.id}:return`,
      memberId: redemption.memberId,
      from: 'redeemed',
      to: 'available',
      points: redemption.costPoints,
      kind: 'redemption_return',
      sourceType: 'redemption',
      sourceId: redemption.id,
      reversesKey: `redemption:${redemption.id}`,
      ...lotTerms(expiry ?? { kind: 'never' }, now, now, timeZone),
      givenBack: { at: now, usableUntil: usableUntil(now, timeZone) },
      detail: { code: 'redemption_return', rewardTitle: redemption.reward.title, cause },
      occurredAt: now,
      bookedOn: dateInZone(now, timeZone),
    },
  ]);
}
