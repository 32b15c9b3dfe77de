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

export async function readLatestEvents(shopId: number, limit: number): Promise<LatestEvent[]> {
  const { rows } = await pool().query<{
    id: number;
    member_id: string;
    customer_id: string | null;
    points: number;
    detail: TransferDetail;
    occurred_at: Date;
  }>({
    name: 'analytics-latest-events',
    text: `SELECT t.id, t.member_id, m.customer_id, t.detail, t.occurred_at,
             CASE WHEN t.to_account IN ('pending', 'available') THEN t.points ELSE 0 END
               - CASE WHEN t.from_account IN ('pending', 'available') THEN t.points ELSE 0 END AS points
           FROM transfers t JOIN members m ON m.shop_id = t.shop_id AND m.id = t.member_id
           WHERE t.shop_id = $1
           ORDER BY t.id DESC LIMIT $2`,
    values: [shopId, limit],
  });
  return rows.map((row) => ({
    id: String(row.id),
    memberId: row.member_id,
    customerId: row.customer_id,
    points: row.points,
    detail: row.detail,
    occurredAt: row.occurred_at.toISOString(),
  }));
}
