/** Tasks of the outbox that were given up, or fail, are tried again because a person asks for it. */
import type { Sql } from '../db.server.ts';

/** What is under way keeps its lease: running it twice does no harm, but helps nobody. */
const AGAIN = 'attempts = 0, dead_at = NULL, available_at = now()';

/** @returns false when the task is done by now. */
export async function reviveTask(sql: Sql, shopId: number, topic: string, subject: string): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE outbox_tasks SET ${AGAIN} WHERE shop_id = $1 AND topic = $2 AND subject = $3 AND last_error IS NOT NULL`,
    [shopId, topic, subject],
  );
  return Boolean(rowCount);
}

/** @returns how many. */
export async function reviveAll(sql: Sql, shopId: number): Promise<number> {
  const { rowCount } = await sql.query(
    `UPDATE outbox_tasks SET ${AGAIN} WHERE shop_id = $1 AND last_error IS NOT NULL AND (dead_at IS NOT NULL OR attempts > 0)`,
    [shopId],
  );
  return rowCount ?? 0;
}
