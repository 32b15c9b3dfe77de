/** The latest movements of points in a shop, for Home. Only reads. */
import { pool } from '../db.server.ts';
import type { TransferDetail } from '../ledger/reasons.ts';

export interface LatestEvent {
  id: string;
  memberId: string;
  customerId: string | null;
  /** Positive when the member gained. */
  points: number;
  detail: TransferDetail;
  occurredAt: string;
}

/**
 * The fold keeps which ones are the newest. Those of members whom it has not come to yet are added, so that what happened this second is
 * shown too; where it has never run, the journal is read.
 */
const newestText = `WITH marked AS (
    SELECT DISTINCT unnest(member_ids) AS id
    FROM (SELECT member_ids FROM figure_changes WHERE shop_id = $1 ORDER BY id DESC LIMIT 50) c LIMIT 500
  ), newest AS MATERIALIZED (
    SELECT transfer_id AS id, member_id FROM latest_transfers WHERE shop_id = $1
    UNION SELECT t.id, m.id FROM marked m CROSS JOIN LATERAL (
      SELECT id FROM transfers WHERE shop_id = $1 AND member_id = m.id ORDER BY id DESC LIMIT $2) t
    UNION SELECT t.id, t.member_id FROM (
      SELECT id, member_id FROM transfers WHERE shop_id = $1 AND NOT EXISTS (SELECT FROM figure_states WHERE shop_id = $1)
      ORDER BY id DESC LIMIT $2) t
    ORDER BY id DESC LIMIT 50)
  SELECT t.id, t.member_id, m.customer_id, t.detail, t.occurred_at,
    CASE WHEN t.to_account IN ('pending', 'available') THEN t.points ELSE 0 END
      - CASE WHEN t.from_account IN ('pending', 'available') THEN t.points ELSE 0 END AS points
  FROM newest n CROSS JOIN LATERAL (SELECT * FROM transfers WHERE shop_id = $1 AND member_id = n.member_id AND id = n.id OFFSET 0) t
  JOIN members m ON m.shop_id = $1 AND m.id = t.member_id
  ORDER BY t.id DESC LIMIT $2`;

/** @param limit at most 50. */
export async function readLatestEvents(shopId: number, limit: number): Promise<LatestEvent[]> {
  const { rows } = await pool().query<{
    id: number;
    member_id: string;
    customer_id: string | null;
    points: number;
    detail: TransferDetail;
    occurred_at: Date;
  }>({ name: 'analytics-latest-events', text: newestText, values: [shopId, limit] });
  return rows.map((row) => ({
    id: String(row.id),
    memberId: row.member_id,
    customerId: row.customer_id,
    points: row.points,
    detail: row.detail,
    occurredAt: row.occurred_at.toISOString(),
  }));
}
