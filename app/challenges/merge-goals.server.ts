/** Two members become one: the steps and awards of the one belong to the other. Must run inside the merge's transaction. */
import type { Sql } from '../db.server.ts';
import type { MemberRef } from '../ledger/balances.server.ts';

export async function mergeGoals(sql: Sql, from: MemberRef, intoId: string): Promise<void> {
  const values = [from.shopId, from.memberId, intoId];
  await sql.query(
    `INSERT INTO goal_progress (shop_id, member_id, goal_id, source, on_date, amount)
     SELECT shop_id, $3, goal_id, source, on_date, amount FROM goal_progress WHERE shop_id = $1 AND member_id = $2
     ON CONFLICT (shop_id, member_id, goal_id, source) DO NOTHING`,
    values,
  );
  await sql.query('DELETE FROM goal_progress WHERE shop_id = $1 AND member_id = $2', values.slice(0, 2));
  // Numbers go on where the other's end; a period that both have is marked with whose it was.
  await sql.query(
    `UPDATE goal_awards a SET member_id = $3, occurrence = CASE
         WHEN a.occurrence ~ '^[0-9]+$' THEN (a.occurrence::int + coalesce((SELECT max(b.occurrence::int) FROM goal_awards b
           WHERE b.shop_id = a.shop_id AND b.member_id = $3 AND b.goal_id = a.goal_id AND b.occurrence ~ '^[0-9]+$'), 0))::text
         ELSE a.occurrence || '+' || left($2::text, 13) END
     WHERE a.shop_id = $1 AND a.member_id = $2`,
    values,
  );
}
