/**
 * Pending points whose time has come become available. This room owns the passing of time over points: maturing, expiring,
 * and what runs out next. It must not call Shopify, and has no clock: `now` comes in.
 */
import { inTransaction, pool } from '../db.server.ts';
import { lockBalances } from '../ledger/balances.server.ts';
import { dropMatured, type PendingPart } from '../ledger/pending.server.ts';
import { post } from '../ledger/post.server.ts';
import type { NewTransfer } from '../ledger/transfer.ts';
import { dateInZone } from '../lib/calendar.ts';
import { announceEarned } from '../messages/earned.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { lotTerms } from '../program/expiry.ts';
import { livePrograms } from '../publishing/live-programs.server.ts';
import { payOutTo } from '../rewards/cashback.server.ts';
import { shopFactsByIds } from '../shops/shop-store.server.ts';

interface DuePart extends PendingPart {
  sourceId: string;
  ruleId: string | null;
  programVersion: number | null;
  orderName: string | null;
  lineTitle: string | null;
}

/** @returns how many pending parts were due; as many as `limit` when there may be more. Running it twice matures once. */
export async function matureDue(now: Date, limit: number): Promise<number> {
  const { rows: due } = await pool().query<{ shopId: number; key: string; memberId: string }>({
    name: 'mature-due',
    text: `SELECT shop_id AS "shopId", key, member_id AS "memberId" FROM pending_awards WHERE matures_at <= $1
           ORDER BY matures_at, shop_id, key LIMIT $2`,
    values: [now, limit],
  });
  if (due.length === 0) return 0;
  const shops = await shopFactsByIds(due.map((part) => part.shopId));
  await inTransaction(async (sql) => {
    await lockBalances(sql, due);
    // Read again under the lock: a refund, a merge or another worker may have been here. A part that went to another member
    // meanwhile waits for the next run.
    const { rows: parts } = await sql.query<DuePart>({
      name: 'mature-parts',
      text: `SELECT p.shop_id AS "shopId", p.key, p.member_id AS "memberId", p.remaining, p.matures_at AS "maturesAt", p.expiry,
               p.source_id AS "sourceId", t.rule_id AS "ruleId", t.program_version AS "programVersion",
               t.detail ->> 'orderName' AS "orderName", t.detail ->> 'lineTitle' AS "lineTitle"
             FROM unnest($1::int[], $2::text[], $3::uuid[]) AS d(shop_id, key, member_id)
             JOIN pending_awards p ON p.shop_id = d.shop_id AND p.key = d.key AND p.member_id = d.member_id
             JOIN transfers t ON t.shop_id = p.shop_id AND t.key = p.key
             WHERE p.matures_at <= $4 ORDER BY p.matures_at, p.shop_id, p.key FOR UPDATE OF p`,
      values: [due.map((d) => d.shopId), due.map((d) => d.key), due.map((d) => d.memberId), now],
    });
    const transfers = parts.flatMap((part): NewTransfer[] => {
      if (part.remaining === 0) return [];
      const timeZone = shops.get(part.shopId)?.timeZone ?? 'UTC';
      const maturedAt = part.maturesAt ?? now;
      return [
        {
          shopId: part.shopId,
          key: `mature:${part.key}`,
          memberId: part.memberId,
          from: 'pending',
          to: 'available',
          points: part.remaining,
          kind: 'maturity',
          sourceType: 'order',
          sourceId: part.sourceId,
          ruleId: part.ruleId,
          programVersion: part.programVersion,
          pendingKey: part.key,
          ...lotTerms(part.expiry, maturedAt, now, timeZone),
          detail: {
            code: 'matured',
            orderName: part.orderName ?? '',
            ...(part.lineTitle ? { lineTitle: part.lineTitle } : {}),
            points: part.remaining,
          },
          occurredAt: maturedAt,
          bookedOn: dateInZone(now, timeZone),
        },
      ];
    });
    await post(sql, transfers);
    await dropMatured(sql, parts);
    await payOutTo(sql, transfers, shops, now);
    await enqueue(
      sql,
      transfers.map(({ shopId, memberId }) => ({ shopId, topic: 'sync_member', subject: memberId })),
    );
    await announceEarned(sql, transfers, await livePrograms(sql, [...shops.keys()]), now);
  });
  return due.length;
}
