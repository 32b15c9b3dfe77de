/** Which movements of points of a shop are the newest: kept beside the journal, so that the journal needs no index by time alone. */
import type { Sql } from '../db.server.ts';

/** More than any page shows: some may go with a member who is forgotten. */
const KEPT = 50;

/**
 * Keeps the newest movements of a shop, of which some are of these members. The caller has locked the shop's state: one writer at a time.
 */
export async function keepLatestTransfers(sql: Sql, shopId: number, memberIds: readonly string[]): Promise<void> {
  const { rowCount } = await sql.query({
    name: 'figures-latest-transfers',
    text: `WITH oldest AS (
             SELECT CASE WHEN count(*) < ${KEPT} THEN 0 ELSE min(transfer_id) END AS id FROM latest_transfers WHERE shop_id = $1)
           INSERT INTO latest_transfers (shop_id, transfer_id, member_id)
           SELECT $1, t.id, m.id FROM unnest($2::uuid[]) AS m(id) CROSS JOIN LATERAL (
             SELECT id FROM transfers WHERE shop_id = $1 AND member_id = m.id AND id > (SELECT id FROM oldest)
             ORDER BY id DESC LIMIT ${KEPT}) t
           ORDER BY t.id DESC LIMIT ${KEPT} ON CONFLICT DO NOTHING`,
    values: [shopId, memberIds],
  });
  if (!rowCount) return;
  await sql.query({
    name: 'figures-older-transfers',
    text: `DELETE FROM latest_transfers WHERE shop_id = $1 AND transfer_id <
             (SELECT transfer_id FROM latest_transfers WHERE shop_id = $1 ORDER BY transfer_id DESC OFFSET ${KEPT - 1} LIMIT 1)`,
    values: [shopId],
  });
}
