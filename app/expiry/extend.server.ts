/** The merchant lets a member's points hold longer, by hand and with a note that says why; or takes that back. No point moves. */
import { recordAdminAction } from '../admin-actions/admin-actions.server.ts';
import { inTransaction, type Sql } from '../db.server.ts';
import { post } from '../ledger/post.server.ts';
import type { TransferDetail } from '../ledger/reasons.ts';
import type { NewTransfer } from '../ledger/transfer.ts';
import { addMonths, dateInZone, endOfDate } from '../lib/calendar.ts';
import { cleanText } from '../lib/clean-text.ts';
import { holdMember } from '../members/hold-member.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { lotEndsAt } from '../program/expiry.ts';
import { shopFactsByIds, type ShopFacts } from '../shops/shop-store.server.ts';

interface ByHand {
  shopId: number;
  memberId: string;
  /** A UUID of the form: sent again, it is the same extension. */
  requestId: string;
  actor: string;
  now: Date;
}

export type ExtendResult =
  | { ok: true; points: number }
  | {
      ok: false;
      refusal:
        | 'member_not_found'
        | 'member_not_active'
        | 'note_missing'
        | 'date_past'
        | 'date_far'
        | 'nothing_to_extend'
        | 'nothing_to_restore';
    };

/** As long as a program can promise at most. */
const MAX_MONTHS = 120;

interface EndingLot {
  key: string;
  remaining: number;
  expiresAt: Date | null;
  inactivityMonths: number | null;
  openedAt: Date;
  activeAt: Date | null;
}

/**
 * Every point that would expire before the end of the day `until` holds until then.
 * @param until a date of the shop, YYYY-MM-DD.
 */
export async function extendExpiry(request: ByHand & { until: string; note: string }): Promise<ExtendResult> {
  const { shopId, memberId, requestId, actor, now, until } = request;
  const note = cleanText(request.note, 500).trim();
  if (note === '') return { ok: false, refusal: 'note_missing' };
  return withMember(request, async (sql, shop) => {
    const today = dateInZone(now, shop.timeZone);
    if (until < today) return { ok: false, refusal: 'date_past' };
    if (until > addMonths(today, MAX_MONTHS)) return { ok: false, refusal: 'date_far' };
    const known = await findExtension(sql, shopId, memberId, `extend:${requestId}`);
    if (known) return { ok: true, points: known.points };
    const expiresAt = endOfDate(until, shop.timeZone);
    const { rows } = await sql.query<EndingLot>(
      `SELECT l.key, l.remaining, l.expires_at AS "expiresAt", l.inactivity_months AS "inactivityMonths", l.opened_at AS "openedAt",
         b.active_at AS "activeAt"
       FROM lots l JOIN balances b ON b.shop_id = l.shop_id AND b.member_id = l.member_id
       WHERE l.shop_id = $1 AND l.member_id = $2 AND l.remaining > 0 ORDER BY l.key`,
      [shopId, memberId],
    );
    const sooner = rows.filter((lot) => {
      const endsAt = lotEndsAt(lot, lot.activeAt, shop.timeZone);
      return endsAt !== null && endsAt < expiresAt;
    });
    const points = sooner.reduce((sum, lot) => sum + lot.remaining, 0);
    if (points === 0) return { ok: false, refusal: 'nothing_to_extend' };
    const lots = sooner.map((lot) => ({ lotKey: lot.key, expiresAt: lot.expiresAt?.toISOString() ?? null }));
    await book(sql, shop, request, {
      key: `extend:${requestId}`,
      lotExpiries: sooner.map(({ key }) => ({ lotKey: key, expiresAt })),
      detail: { code: 'expiry_extended', points, until, note, actor, lots },
      points,
    });
    await recordAdminAction(sql, {
      ...{ shopId, actor, action: 'expiry_extended', subject: memberId, at: now },
      detail: { points, until },
    });
    return { ok: true, points };
  });
}

/** The points of an extension hold as long as before it, also those that were extended again since. */
export async function restoreExpiry(request: ByHand): Promise<ExtendResult> {
  const { shopId, memberId, requestId, actor, now } = request;
  return withMember(request, async (sql, shop) => {
    const done = await findExtension(sql, shopId, memberId, `restore:${requestId}`);
    if (done) return { ok: true, points: done.points };
    const extension = await findExtension(sql, shopId, memberId, `extend:${requestId}`);
    if (extension?.detail.code !== 'expiry_extended') return { ok: false, refusal: 'nothing_to_restore' };
    const { points } = extension;
    await book(sql, shop, request, {
      key: `restore:${requestId}`,
      lotExpiries: extension.detail.lots.map(({ lotKey, expiresAt }) => ({
        lotKey,
        expiresAt: expiresAt === null ? null : new Date(expiresAt),
      })),
      detail: { code: 'expiry_restored', points, actor },
      points,
    });
    await recordAdminAction(sql, {
      ...{ shopId, actor, action: 'expiry_restored', subject: memberId, at: now },
      detail: { points },
    });
    return { ok: true, points };
  });
}

async function withMember(
  { shopId, memberId }: ByHand,
  work: (sql: Sql, shop: ShopFacts) => Promise<ExtendResult>,
): Promise<ExtendResult> {
  const shop = (await shopFactsByIds([shopId])).get(shopId);
  return inTransaction(async (sql): Promise<ExtendResult> => {
    if (!shop) return { ok: false, refusal: 'member_not_found' };
    const held = await holdMember(sql, { shopId, memberId });
    return held.ok ? work(sql, shop) : held;
  });
}

async function findExtension(
  sql: Sql,
  shopId: number,
  memberId: string,
  key: string,
): Promise<{ points: number; detail: TransferDetail } | null> {
  const { rows } = await sql.query<{ points: number; detail: TransferDetail }>(
    'SELECT points, detail FROM transfers WHERE shop_id = $1 AND member_id = $2 AND key = $3',
    [shopId, memberId, key],
  );
  return rows[0] ?? null;
}

async function book(
  sql: Sql,
  shop: ShopFacts,
  { memberId, requestId, now }: ByHand,
  extension: Pick<NewTransfer, 'key' | 'lotExpiries' | 'detail' | 'points'>,
): Promise<void> {
  await post(sql, [
    {
      ...{ shopId: shop.id, memberId, from: 'available', to: 'available', kind: 'extension' },
      ...{ sourceType: 'manual', sourceId: requestId, occurredAt: now, bookedOn: dateInZone(now, shop.timeZone) },
      ...extension,
    },
  ]);
  await enqueue(sql, [{ shopId: shop.id, topic: 'sync_member', subject: memberId }]);
}
