/** The events that could not be applied, kept for a person to see and to send through again. */
import { pool } from '../db.server.ts';

export interface DeadLetter {
  id: string;
  topic: string;
  reason: string;
  receivedAt: Date;
  attempts: number;
}

/** The newest first, at most 100. */
export async function listDeadLetters(shopId: number): Promise<DeadLetter[]> {
  const { rows } = await pool().query<DeadLetter>(
    `SELECT id::text AS id, topic, coalesce(reason, '') AS reason, received_at AS "receivedAt", attempts
     FROM inbox_events WHERE shop_id = $1 AND state = 'dead' ORDER BY id DESC LIMIT 100`,
    [shopId],
  );
  return rows;
}

/** Sends a dead letter through the intake again. @returns false when there is no such letter. */
export async function replayDeadLetter(shopId: number, id: string): Promise<boolean> {
  const { rowCount } = await pool().query(
    `UPDATE inbox_events SET state = 'received', attempts = 0, available_at = now() WHERE shop_id = $1 AND id = $2 AND state = 'dead'`,
    [shopId, id],
  );
  return rowCount === 1;
}
