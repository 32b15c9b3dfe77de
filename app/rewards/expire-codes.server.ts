/**
 * What ran out unused gives its points back, unless it was said to forfeit them, and is taken back like any other; an order
 * that used a code wins. What was promised for a time ends with it: the tag goes, the lasting code stops.
 */
import { inTransaction } from '../db.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';

/** Shopify counts the use of a code with a delay: an order of the last minute shall be seen. */
const GRACE_MS = 10 * 60_000;

/** @returns how many codes ran out; as many as `limit` when there may be more. */
export async function expireCodes(now: Date, limit: number): Promise<number> {
  return inTransaction(async (sql) => {
    const { rows } = await sql.query<{ shopId: number; id: string; memberId: string }>({
      name: 'redemptions-expire',
      // A code that Shopify counts as used, though its order is not known yet, is not asked about again and again.
      text: `WITH due AS (
               SELECT r.shop_id, r.id FROM redemptions r JOIN shops s ON s.id = r.shop_id
               WHERE r.state = 'ready' AND r.expires_at <= $1 AND r.failure IS DISTINCT FROM 'used_unseen'
                 AND s.installed_at IS NOT NULL AND s.uninstalled_at IS NULL
               ORDER BY r.expires_at LIMIT $2 FOR UPDATE OF r SKIP LOCKED)
             UPDATE redemptions r SET state = 'cancelling', failure = CASE
               WHEN r.lasting OR r.kind IN ('early_access', 'event_invitation', 'priority_support') THEN 'ended'
               WHEN r.reward ->> 'whenUnused' = 'forfeited' THEN 'forfeited' ELSE 'code_expired' END
             FROM due
             WHERE r.shop_id = due.shop_id AND r.id = due.id
             RETURNING r.shop_id AS "shopId", r.id, r.member_id AS "memberId"`,
      values: [new Date(now.getTime() - GRACE_MS), limit],
    });
    await enqueue(
      sql,
      rows.flatMap(({ shopId, id, memberId }) => [
        { shopId, topic: 'withdraw_code' as const, subject: id },
        { shopId, topic: 'sync_member' as const, subject: memberId },
      ]),
    );
    return rows.length;
  });
}
