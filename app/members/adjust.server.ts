/** The merchant gives or takes points by hand, with a note that says why. */
import { recordAdminAction } from '../admin-actions/admin-actions.server.ts';
import { inTransaction } from '../db.server.ts';
import { cleanText } from '../lib/clean-text.ts';
import { dateInZone } from '../lib/calendar.ts';
import { post } from '../ledger/post.server.ts';
import { lotTerms } from '../program/expiry.ts';
import { getPublished } from '../publishing/program-store.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { shopFactsByIds } from '../shops/shop-store.server.ts';
import { holdMember } from './hold-member.server.ts';
import { refreshMemberRows } from './member-rows.server.ts';

export interface AdjustRequest {
  shopId: number;
  memberId: string;
  /** Signed and whole: positive gives, negative takes. */
  points: number;
  note: string;
  /** A UUID of the form: sent again, it is the same adjustment. */
  requestId: string;
  actor: string;
  now: Date;
}

export type AdjustResult =
  | { ok: true; availablePoints: number }
  | {
      ok: false;
      refusal: 'insufficient_points' | 'member_not_found' | 'member_not_active' | 'points_invalid' | 'note_missing';
    };

/** The largest adjustment at once: a slip of the finger should not give away more. */
const MAX_POINTS = 10_000_000;

export async function adjustPoints(request: AdjustRequest): Promise<AdjustResult> {
  const { shopId, memberId, points, now } = request;
  const note = cleanText(request.note, 500).trim();
  if (!Number.isSafeInteger(points) || points === 0 || Math.abs(points) > MAX_POINTS)
    return { ok: false, refusal: 'points_invalid' };
  if (note === '') return { ok: false, refusal: 'note_missing' };
  const shop = (await shopFactsByIds([shopId])).get(shopId);
  const live = await getPublished(shopId);
  return inTransaction(async (sql): Promise<AdjustResult> => {
    if (!shop) return { ok: false, refusal: 'member_not_found' };
    const held = await holdMember(sql, { shopId, memberId });
    if (!held.ok) return held;
    const available = held.availablePoints;
    const key = `adjust:${request.requestId}`;
    const { rowCount: isRepeated } = await sql.query('SELECT 1 FROM transfers WHERE shop_id = $1 AND key = $2', [
      shopId,
      key,
    ]);
    if (isRepeated) return { ok: true, availablePoints: available };
    if (points < 0 && available + points < 0) return { ok: false, refusal: 'insufficient_points' };
    await post(sql, [
      {
        shopId,
        key,
        memberId,
        from: points > 0 ? 'adjusted' : 'available',
        to: points > 0 ? 'available' : 'adjusted',
        ...(points > 0 && live ? lotTerms(live.program.expiry, now, now, shop.timeZone) : {}),
        points: Math.abs(points),
        kind: 'adjustment',
        sourceType: 'manual',
        sourceId: request.requestId,
        detail: { code: 'adjustment', note, actor: request.actor },
        occurredAt: now,
        bookedOn: dateInZone(now, shop.timeZone),
      },
    ]);
    await recordAdminAction(sql, {
      shopId,
      actor: request.actor,
      action: 'points_adjusted',
      subject: memberId,
      detail: { points },
      at: now,
    });
    await refreshMemberRows(sql, shopId, [memberId]);
    await enqueue(sql, [{ shopId, topic: 'sync_member', subject: memberId }]);
    return { ok: true, availablePoints: available + points };
  });
}
