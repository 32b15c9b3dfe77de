/** Referrals as the merchant sees them: who came by whom, what was decided, and why. Reads only. */
import { pool } from '../db.server.ts';
import { refusalReasons } from './decide.ts';
import { referralFilters, type ReferralFilter, type ReferralView } from './referral-view.ts';

const STATES: Record<ReferralFilter, string[]> = {
  all: ['claimed', 'held', 'rewarded', 'refused', 'reversed'],
  waiting: ['claimed', 'held'],
  rewarded: ['rewarded'],
  refused: ['refused', 'reversed'],
};

export function readReferralFilter(text: string | null): ReferralFilter {
  return referralFilters.find((filter) => filter === text) ?? 'all';
}

export interface ReferralQuery {
  show: ReferralFilter;
  /** Only those of one advocate. */
  advocateId?: string;
  /** Those that were recorded before this one. */
  olderThan?: string | null;
  limit: number;
}

/** Newest first. `olderThan` of the answer asks for the next page; null when there is none. */
export async function readReferrals(
  shopId: number,
  { show, advocateId, olderThan, limit }: ReferralQuery,
): Promise<{ rows: ReferralView[]; olderThan: string | null }> {
  const { rows } = await pool().query<ReferralView & { at: Date; dueAt: Date | null }>({
    name: 'referrals-read',
    text: `SELECT r.id, r.state, r.reasons, r.by_hand AS "byHand", CASE WHEN r.round = 0 THEN 0 ELSE r.points - r.reversed_points END AS points,
             coalesce(r.ordered_at, r.claimed_at) AS at, r.due_at AS "dueAt", r.order_id AS "orderId", o.name AS "orderName",
             r.advocate_id AS "advocateId", a.customer_id AS "advocateCustomerId",
             r.friend_id AS "friendId", coalesce(f.customer_id, o.customer_id) AS "friendCustomerId"
           FROM referrals r LEFT JOIN members a ON a.shop_id = r.shop_id AND a.id = r.advocate_id
           LEFT JOIN members f ON f.shop_id = r.shop_id AND f.id = r.friend_id
           LEFT JOIN orders o ON o.shop_id = r.shop_id AND o.order_id = r.order_id
           WHERE r.shop_id = $1 AND r.state = ANY($2) AND ($3::uuid IS NULL OR r.advocate_id = $3) AND ($4::uuid IS NULL OR r.id < $4)
           ORDER BY r.id DESC LIMIT $5`,
    values: [shopId, STATES[show], advocateId ?? null, olderThan ?? null, limit + 1],
  });
  const page = rows.slice(0, limit).map((row) => ({
    ...row,
    at: row.at.toISOString(),
    dueAt: row.dueAt?.toISOString() ?? null,
    reasons: refusalReasons.filter((reason) => row.reasons.includes(reason)),
  }));
  return { rows: page, olderThan: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}
