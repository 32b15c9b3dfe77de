/** How often a door was knocked on within a window of time. Owns the table of door counts. Must not run inside the request's transaction: what is refused counts too. */
import { pool } from '../db.server.ts';

const KEPT_MS = 48 * 60 * 60 * 1000;

/** Counts one more. @returns whether it is still within the limit of its window. */
export async function knock(
  shopId: number,
  subject: string,
  limit: { times: number; windowMs: number },
  now: Date,
): Promise<{ ok: true } | { ok: false; retryAfterSeconds: number }> {
  const startedAtMs = Math.floor(now.getTime() / limit.windowMs) * limit.windowMs;
  const { rows } = await pool().query<{ times: number }>({
    name: 'door-counts-knock',
    text: `INSERT INTO door_counts AS d (shop_id, subject, started_at, times) VALUES ($1, $2, $3, 1)
           ON CONFLICT (shop_id, subject, started_at) DO UPDATE SET times = d.times + 1 RETURNING times`,
    values: [shopId, subject, new Date(startedAtMs).toISOString()],
  });
  if ((rows[0]?.times ?? 0) <= limit.times) return { ok: true };
  return { ok: false, retryAfterSeconds: Math.ceil((startedAtMs + limit.windowMs - now.getTime()) / 1000) };
}

/** Drops windows that are over. @returns how many. */
export async function purgeDoorCounts(now: Date, limit: number): Promise<number> {
  const { rowCount } = await pool().query(
    `DELETE FROM door_counts WHERE (shop_id, subject, started_at) IN (
       SELECT shop_id, subject, started_at FROM door_counts WHERE started_at < $1 ORDER BY started_at LIMIT $2)`,
    [new Date(now.getTime() - KEPT_MS), limit],
  );
  return rowCount ?? 0;
}
