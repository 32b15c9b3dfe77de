/** Whether events of a shop wait to be applied at this moment. */
import { pool } from '../db.server.ts';

export async function hasWaitingEvents(shopId: number): Promise<boolean> {
  const { rowCount } = await pool().query({
    name: 'inbox-waiting',
    text: `SELECT 1 FROM inbox_events WHERE shop_id = $1 AND state = 'received' AND available_at <= now() LIMIT 1`,
    values: [shopId],
  });
  return Boolean(rowCount);
}
