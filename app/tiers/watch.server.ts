/** The passing of time over levels: whoever time may move is looked at, those who have waited longest first. */
import { inTransaction, pool } from '../db.server.ts';
import { livePrograms } from '../publishing/live-programs.server.ts';
import { shopFactsByIds } from '../shops/shop-store.server.ts';
import { reconsiderTiers } from './reconsider.server.ts';

/** @returns how many were looked at; fewer than the limit means that nobody else is due. Running it twice moves once. */
export async function watchTiers(now: Date, limit: number): Promise<number> {
  const { rows } = await pool().query<{ shopId: number; id: string }>({
    name: 'tiers-due',
    text: `SELECT shop_id AS "shopId", member_id AS id FROM member_tiers
           WHERE next_look_at IS NOT NULL AND next_look_at <= $1 ORDER BY next_look_at, shop_id, member_id LIMIT $2`,
    values: [now, limit],
  });
  if (rows.length === 0) return 0;
  const shopIds = [...new Set(rows.map((row) => row.shopId))];
  const shops = await shopFactsByIds(shopIds);
  await inTransaction(async (sql) => {
    const programs = await livePrograms(sql, shopIds);
    await reconsiderTiers(sql, { members: rows, shops, programs, now }, { everyShop: true });
    // Who cannot be looked at (merged, erased, no program) is not due again.
    await sql.query(
      `UPDATE member_tiers t SET next_look_at = NULL FROM unnest($1::int[], $2::uuid[]) AS r(shop_id, member_id)
       WHERE t.shop_id = r.shop_id AND t.member_id = r.member_id AND t.next_look_at <= $3`,
      [rows.map((row) => row.shopId), rows.map((row) => row.id), now],
    );
  });
  return rows.length;
}
