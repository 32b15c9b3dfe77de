/** Forgetting what was told to a person. */
import type { Sql } from '../db.server.ts';

/** Must run inside a transaction. Removes the messages to these members, those to the merchant about them, and their wishes. */
export async function eraseMessages(sql: Sql, shopId: number, memberIds: readonly string[]): Promise<void> {
  await sql.query(
    `DELETE FROM messages WHERE shop_id = $1
       AND (member_id = ANY($2::uuid[]) OR (member_id IS NULL AND data ->> 'aboutMemberId' = ANY($2::text[])))`,
    [shopId, memberIds],
  );
  await sql.query('DELETE FROM message_opt_outs WHERE shop_id = $1 AND member_id = ANY($2::uuid[])', [
    shopId,
    memberIds,
  ]);
  await sql.query(
    `DELETE FROM outbox_tasks WHERE shop_id = $1 AND topic = 'send_message' AND split_part(subject, ' ', 3) = ANY($2::text[])`,
    [shopId, memberIds],
  );
}
