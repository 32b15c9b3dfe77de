/** The code of a gift card is money: once its holder has had a day to see it, only its last characters stay here. */
import { pool } from '../db.server.ts';

/** How long the storefront shows the code of a new gift card. */
export const SHOWN_MS = 24 * 60 * 60_000;

/** @returns how many codes were forgotten; as many as `limit` when there may be more. */
export async function forgetGiftCodes(now: Date, limit: number): Promise<number> {
  const { rowCount } = await pool().query({
    name: 'redemptions-forget-codes',
    text: `WITH due AS (
             SELECT shop_id, id FROM redemptions
             WHERE kind = 'gift_card' AND code LIKE 'RG-%' AND ready_at < $1 AND state IN ('used', 'returned') ORDER BY ready_at LIMIT $2)
           UPDATE redemptions r SET code = 'card ' || r.id,
             delivery = r.delivery || jsonb_build_object('lastCharacters', right(r.code, 4))
           FROM due WHERE r.shop_id = due.shop_id AND r.id = due.id`,
    values: [new Date(now.getTime() - SHOWN_MS), limit],
  });
  return rowCount ?? 0;
}
