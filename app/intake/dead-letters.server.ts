/** The events that could not be applied, kept for a person to see, to send through again, or to let go. */
import { pool, type Sql } from '../db.server.ts';

export interface DeadLetter {
  id: string;
  topic: string;
  reason: string;
  /** As it came, byte for byte. */
  body: Buffer;
  receivedAt: Date;
}

/** The newest first, from before a given one on. */
export async function listDeadLetters(
  shopId: number,
  limit = 100,
  olderThan: string | null = null,
): Promise<DeadLetter[]> {
  const { rows } = await pool().query<DeadLetter>(
    `SELECT id::text AS id, topic, coalesce(reason, '') AS reason, body, received_at AS "receivedAt" FROM inbox_events
     WHERE shop_id = $1 AND state = 'dead' AND ($2::bigint IS NULL OR id < $2::bigint) ORDER BY inbox_events.id DESC LIMIT $3`,
    [shopId, olderThan, limit],
  );
  return rows;
}

const AGAIN = "state = 'received', attempts = 0, available_at = now()";

/** Sends a dead letter through the intake again: what it did already is not done twice. @returns its topic, or null when there is none. */
export async function replayDeadLetter(sql: Sql, shopId: number, id: string): Promise<string | null> {
  const { rows } = await sql.query<{ topic: string }>(
    `UPDATE inbox_events SET ${AGAIN} WHERE shop_id = $1 AND id = $2 AND state = 'dead' RETURNING topic`,
    [shopId, id],
  );
  return rows[0]?.topic ?? null;
}

/** @returns how many. */
export async function replayAllDeadLetters(sql: Sql, shopId: number): Promise<number> {
  const { rowCount } = await sql.query(`UPDATE inbox_events SET ${AGAIN} WHERE shop_id = $1 AND state = 'dead'`, [
    shopId,
  ]);
  return rowCount ?? 0;
}

/** A person decided that the event is not to be applied; it stays as one that was passed over, with the reason. */
export async function discardDeadLetter(sql: Sql, shopId: number, id: string, reason: string): Promise<string | null> {
  const { rows } = await sql.query<{ topic: string }>(
    `UPDATE inbox_events SET state = 'ignored', reason = $3, applied_at = now() WHERE shop_id = $1 AND id = $2 AND state = 'dead' RETURNING topic`,
    [shopId, id, reason],
  );
  return rows[0]?.topic ?? null;
}
