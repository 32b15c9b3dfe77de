/** Forgets events that were applied long ago, so that the inbox stays small. Dead letters stay until a person has seen them. */
import { pool } from '../db.server.ts';

/** Shopify repeats a delivery for four hours, and late ones come within two days; after this long none is a repetition. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/** @returns how many rows went; as many as `limit` when there may be more. */
export async function purgeInbox(now: Date, limit: number): Promise<number> {
  const { rowCount } = await pool().query({
    name: 'inbox-purge',
    // available_at is never after the row was applied: it lets the index on (state, available_at) find the old rows.
    text: `WITH old AS (
             SELECT shop_id, id FROM inbox_events
             WHERE state IN ('applied', 'ignored') AND available_at <= $1 AND applied_at <= $1
             ORDER BY available_at LIMIT $2 FOR UPDATE SKIP LOCKED)
           DELETE FROM inbox_events e USING old WHERE e.shop_id = old.shop_id AND e.id = old.id`,
    values: [new Date(now.getTime() - KEPT_MS), limit],
  });
  return rowCount ?? 0;
}
