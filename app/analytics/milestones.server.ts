/** What a new shop has already reached, and what needs a person. Only reads. */
import { notRefusals } from '../rewards/refused.ts';
import { pool } from '../db.server.ts';

export interface Milestones {
  firstOrder: boolean;
  firstRedemption: boolean;
}

export async function readMilestones(shopId: number): Promise<Milestones> {
  const { rows } = await pool().query<{ first_order: boolean; first_redemption: boolean }>({
    name: 'analytics-milestones',
    text: `SELECT
             EXISTS (SELECT 1 FROM orders WHERE shop_id = $1 AND points_awarded > 0) AS first_order,
             EXISTS (SELECT 1 FROM redemptions WHERE shop_id = $1 AND state IN ('ready', 'used')) AS first_redemption`,
    values: [shopId],
  });
  return { firstOrder: rows[0]?.first_order ?? false, firstRedemption: rows[0]?.first_redemption ?? false };
}

export interface Attention {
  /** Events of the shop that could not be applied. */
  deadLetters: number;
  /** Rewards of the last 30 days for which Shopify refused a code; their points went back. */
  refusedCodes: number;
  /** Facts that came twice with different content; the ledger kept the first. */
  conflicts: number;
}

export async function readAttention(shopId: number, now: Date): Promise<Attention> {
  const { rows } = await pool().query<{ dead_letters: number; refused_codes: number; conflicts: number }>({
    name: 'analytics-attention',
    text: `SELECT
             (SELECT count(*) FROM inbox_events WHERE shop_id = $1 AND state = 'dead')::bigint AS dead_letters,
             (SELECT count(*) FROM redemptions
               WHERE shop_id = $1 AND state = 'returned' AND failure IS NOT NULL
                 AND failure <> ALL($3::text[])
                 AND created_at > $2::timestamptz - interval '30 days')::bigint AS refused_codes,
             (SELECT count(*) FROM ledger_conflicts WHERE shop_id = $1 AND settled_at IS NULL)::bigint AS conflicts`,
    values: [shopId, now, notRefusals],
  });
  const row = rows[0];
  return {
    deadLetters: row?.dead_letters ?? 0,
    refusedCodes: row?.refused_codes ?? 0,
    conflicts: row?.conflicts ?? 0,
  };
}

/** What an order of the last 90 days brings on average, in minor units; null while there are none. */
export async function averageOrderMinor(shopId: number, currencyCode: string, now: Date): Promise<number | null> {
  const { rows } = await pool().query<{ average: number | null }>({
    name: 'analytics-average-order',
    text: `SELECT round(avg(total_minor))::bigint AS average FROM orders
           WHERE shop_id = $1 AND currency_code = $2 AND paid_on >= ($3::timestamptz - interval '90 days')::date
             AND total_minor > 0`,
    values: [shopId, currencyCode, now],
  });
  return rows[0]?.average ?? null;
}
