/** What waited for its hour, or for another try, goes to the outbox; what is old goes altogether. For jobs on a clock. */
import { inTransaction, pool } from '../db.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { subjectOf, type MessageSubject } from './announce.server.ts';

/** A fact is not announced again after so long, so its message need not be known any more. */
const KEPT_DAYS = 400;

/** @returns whether there may be more. */
export async function releaseDue(now: Date, limit: number): Promise<boolean> {
  return inTransaction(async (sql) => {
    const { rows } = await sql.query<MessageSubject & { shopId: number; key: string }>({
      name: 'messages-release',
      // What is in the outbox already needs no second push.
      text: `SELECT m.shop_id AS "shopId", m.key, m.channel, m.kind, m.member_id AS "memberId" FROM messages m
             WHERE m.state = 'waiting' AND m.due_at <= $1 AND (m.leased_until IS NULL OR m.leased_until <= $1)
               AND NOT EXISTS (SELECT 1 FROM outbox_tasks o WHERE o.shop_id = m.shop_id AND o.topic = 'send_message'
                 AND o.subject = m.channel || ' ' || m.kind || ' ' || coalesce(m.member_id::text, 'merchant'))
             ORDER BY m.due_at LIMIT $2`,
      values: [now, limit],
    });
    const tasks = new Map(
      rows.map((row) => [
        `${row.shopId} ${subjectOf(row)}`,
        { shopId: row.shopId, topic: 'send_message' as const, subject: subjectOf(row) },
      ]),
    );
    await enqueue(sql, [...tasks.values()]);
    return rows.length === limit;
  });
}

/** Removes messages older than anything that could be announced again. @returns how many. */
export async function purgeMessages(now: Date, limit: number): Promise<number> {
  const before = new Date(now.getTime() - KEPT_DAYS * 24 * 60 * 60 * 1000);
  const { rowCount } = await pool().query(
    `DELETE FROM messages m USING (
       SELECT o.shop_id, o.key, o.channel FROM shops s CROSS JOIN LATERAL (
         SELECT shop_id, key, channel FROM messages WHERE shop_id = s.id AND announced_at < $1 ORDER BY announced_at LIMIT $2) o
       LIMIT $2) old
     WHERE m.shop_id = old.shop_id AND m.key = old.key AND m.channel = old.channel`,
    [before, limit],
  );
  return rowCount ?? 0;
}
