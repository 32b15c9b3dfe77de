/** Points whose time is over expire: lot by lot, those that ran out first at first. What this room owns: mature.server.ts. */
import { inTransaction, pool } from '../db.server.ts';
import { lockBalances } from '../ledger/balances.server.ts';
import { post } from '../ledger/post.server.ts';
import type { NewTransfer } from '../ledger/transfer.ts';
import { dateInZone } from '../lib/calendar.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { lotEndsAt } from '../program/expiry.ts';
import { shopFactsByIds } from '../shops/shop-store.server.ts';

interface LotRef {
  shopId: number;
  key: string;
  memberId: string;
}

/** @returns whether there may be more. Running it twice expires once. */
export async function expireDue(now: Date, limit: number): Promise<boolean> {
  const byDate = await lotsPastTheirDate(now, limit);
  const byInactivity = await lotsOfTheInactive(now, limit);
  const expired = (await expireLots(byDate, now)) + (await expireLots(byInactivity, now));
  // The lots of the inactive are found a day early, in case of a time zone; those must not make it run for ever.
  return expired > 0 && (byDate.length === limit || byInactivity.length === limit);
}

async function lotsPastTheirDate(now: Date, limit: number): Promise<LotRef[]> {
  const { rows } = await pool().query<LotRef>({
    name: 'expire-by-date',
    text: `SELECT shop_id AS "shopId", key, member_id AS "memberId" FROM lots
           WHERE remaining > 0 AND expires_at IS NOT NULL AND expires_at <= $1 AND inactivity_months IS NULL
           ORDER BY expires_at, shop_id, key LIMIT $2`,
    values: [now, limit],
  });
  return rows;
}

async function lotsOfTheInactive(now: Date, limit: number): Promise<LotRef[]> {
  const { rows } = await pool().query<LotRef>({
    name: 'expire-by-inactivity',
    text: `SELECT l.shop_id AS "shopId", l.key, l.member_id AS "memberId" FROM lots l
           JOIN balances b ON b.shop_id = l.shop_id AND b.member_id = l.member_id
           WHERE l.remaining > 0 AND l.inactivity_months IS NOT NULL AND l.opened_at <= $1::timestamptz - interval '27 days'
             AND (l.expires_at IS NULL OR l.expires_at <= $1)
             AND greatest(b.active_at, l.opened_at) + make_interval(months => l.inactivity_months) <= $1::timestamptz + interval '1 day'
           ORDER BY greatest(b.active_at, l.opened_at) + make_interval(months => l.inactivity_months), l.shop_id, l.key LIMIT $2`,
    values: [now, limit],
  });
  return rows;
}

async function expireLots(refs: readonly LotRef[], now: Date): Promise<number> {
  if (refs.length === 0) return 0;
  const shops = await shopFactsByIds(refs.map((lot) => lot.shopId));
  return inTransaction(async (sql) => {
    await lockBalances(sql, refs);
    // Read again under the lock: the points may be spent, the member active, or another worker quicker.
    const { rows } = await sql.query<
      LotRef & {
        remaining: number;
        expiresAt: Date | null;
        inactivityMonths: number | null;
        openedAt: Date;
        activeAt: Date | null;
        expiries: number;
      }
    >({
      name: 'expire-lots',
      text: `SELECT l.shop_id AS "shopId", l.key, l.member_id AS "memberId", l.remaining, l.expires_at AS "expiresAt",
               l.inactivity_months AS "inactivityMonths", l.opened_at AS "openedAt", b.active_at AS "activeAt",
               (SELECT count(*) FROM transfers t WHERE t.shop_id = l.shop_id AND t.member_id = l.member_id AND t.kind = 'expiry'
                  AND t.detail ->> 'lotKey' = l.key) AS expiries
             FROM unnest($1::int[], $2::text[]) AS d(shop_id, key)
             JOIN lots l ON l.shop_id = d.shop_id AND l.key = d.key
             JOIN balances b ON b.shop_id = l.shop_id AND b.member_id = l.member_id
             WHERE l.remaining > 0`,
      values: [refs.map((lot) => lot.shopId), refs.map((lot) => lot.key)],
    });
    const transfers = rows
      .flatMap((lot) => {
        const timeZone = shops.get(lot.shopId)?.timeZone ?? 'UTC';
        const endedAt = lotEndsAt(lot, lot.activeAt, timeZone);
        return endedAt !== null && endedAt <= now ? [{ lot, endedAt, timeZone }] : [];
      })
      .sort((a, b) => a.endedAt.getTime() - b.endedAt.getTime() || (a.lot.key < b.lot.key ? -1 : 1))
      .map(({ lot, endedAt, timeZone }): NewTransfer => ({
        shopId: lot.shopId,
        // Points can come back to a lot and expire again: the number tells the occasions apart.
        key: `expire:${lot.key}:${lot.expiries + 1}`,
        memberId: lot.memberId,
        from: 'available',
        to: 'expired',
        points: lot.remaining,
        kind: 'expiry',
        sourceType: 'member',
        sourceId: lot.memberId,
        lotKey: lot.key,
        detail: {
          code: 'expired',
          lotKey: lot.key,
          openedOn: dateInZone(lot.openedAt, timeZone),
          expiredOn: dateInZone(endedAt, timeZone),
          inactivityMonths: lot.inactivityMonths,
        },
        occurredAt: endedAt,
        bookedOn: dateInZone(now, timeZone),
      }));
    await post(sql, transfers);
    await enqueue(
      sql,
      transfers.map(({ shopId, memberId }) => ({ shopId, topic: 'sync_member', subject: memberId })),
    );
    return transfers.length;
  });
}
