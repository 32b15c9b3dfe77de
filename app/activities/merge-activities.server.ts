/** Two members become one: what the one did, the other did. Must run inside the merge's transaction. */
import type { Sql } from '../db.server.ts';
import { mergeGoals } from '../challenges/merge-goals.server.ts';
import type { MemberRef } from '../ledger/balances.server.ts';

export async function mergeActivities(sql: Sql, from: MemberRef, intoId: string): Promise<void> {
  const values = [from.shopId, from.memberId, intoId];
  await sql.query('UPDATE activities SET member_id = $3 WHERE shop_id = $1 AND member_id = $2', values);
  await sql.query('UPDATE survey_answers SET member_id = $3 WHERE shop_id = $1 AND member_id = $2', values);
  await sql.query(
    `UPDATE members i SET birthday = f.birthday, birthday_set_on = f.birthday_set_on FROM members f
     WHERE i.shop_id = $1 AND i.id = $3 AND i.birthday IS NULL AND f.shop_id = $1 AND f.id = $2`,
    values,
  );
  await mergeGoals(sql, from, intoId);
}
