/** Forgetting what tells of a person: the birthday and what was written in surveys. Scores stay, as numbers of nobody. */
import type { Sql } from '../db.server.ts';

export async function eraseActivities(sql: Sql, shopId: number, memberIds: readonly string[]): Promise<void> {
  const values = [shopId, memberIds];
  await sql.query(
    'UPDATE members SET birthday = NULL, birthday_set_on = NULL WHERE shop_id = $1 AND id = ANY($2::uuid[])',
    values,
  );
  await sql.query(
    `UPDATE survey_answers SET comment = '' WHERE shop_id = $1 AND member_id = ANY($2::uuid[]) AND comment <> ''`,
    values,
  );
}
