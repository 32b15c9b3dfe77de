/** Everything about one member for their page: balance, sums, history, orders, redemptions. Only reads. */
import { pool } from '../db.server.ts';
import type { TransferDetail, TransferKind } from '../ledger/reasons.ts';
import type { OrderExplanation } from '../orders/explanation.ts';
import type { TimelineFilter } from './timeline-filter.ts';
import type { Reward } from '../program/rewards/reward.ts';
import type { Delivery } from '../rewards/redemption-store.server.ts';
import { shownCode } from '../rewards/shown-code.ts';
import { mayBeTakenBack } from '../rewards/take-back.server.ts';

export interface MemberView {
  memberId: string;
  customerId: string | null;
  status: 'active' | 'blocked' | 'merged' | 'erased';
  mergedInto: string | null;
  joinedAt: string;
  joinedVia: string;
  /** The merchant's own note. */
  note: string;
  availablePoints: number;
  pendingPoints: number;
  /** Points earned in all, less what was taken back for refunds. */
  earnedPoints: number;
  /** Points spent in all, less what came back. */
  redeemedPoints: number;
}

export interface TimelineEntry {
  id: string;
  /** Positive when the member gained; 0 when pending points became available. */
  points: number;
  detail: TransferDetail;
  occurredAt: string;
  /** The order that it is about, for a link to Shopify; null when none. */
  orderId: string | null;
}

export interface TimelinePage {
  entries: TimelineEntry[];
  /** Pass it on to see what is older; null at the end. */
  olderThan: string | null;
}

export interface MemberOrder {
  orderId: string;
  name: string;
  currencyCode: string;
  totalMinor: number;
  refundedMinor: number;
  pointsAwarded: number;
  pointsReversed: number;
  paidAt: string | null;
  cancelledAt: string | null;
  /** Why it, or a line of it, earned nothing or has not earned yet. */
  reasons: OrderExplanation['reasons'];
}

export interface MemberRedemption {
  redemptionId: string;
  rewardTitle: Record<string, string>;
  kind: Reward['kind'];
  costPoints: number;
  /** Money that it is worth: minor units of the shop's currency. */
  amountMinor: number | null;
  /** Store credit that is of another currency. */
  credit: { amountMinor: number; currencyCode: string } | null;
  /** The program gave it. */
  isGiven: boolean;
  /** Null where there is none; of a gift card its last characters. */
  code: string | null;
  canTakeBack: boolean;
  state: 'debited' | 'ready' | 'used' | 'cancelling' | 'returned';
  usedOrderId: string | null;
  createdAt: string;
  expiresAt: string | null;
}

export async function readMember(shopId: number, memberId: string): Promise<MemberView | null> {
  const { rows } = await pool().query<{
    customer_id: string | null;
    status: MemberView['status'];
    merged_into: string | null;
    joined_at: Date;
    joined_via: string;
    note: string;
    available: number;
    pending: number;
    earned: number;
    redeemed: number;
  }>({
    name: 'member-view',
    text: `SELECT m.customer_id, m.status::text AS status, m.merged_into, m.joined_at, m.joined_via, m.note,
             COALESCE(b.available, 0) AS available, COALESCE(b.pending, 0) AS pending, s.earned, s.redeemed
           FROM members m
           LEFT JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.id
           CROSS JOIN LATERAL (
             SELECT COALESCE(sum(CASE WHEN kind IN ('award', 'award_restoration') THEN points
                                      WHEN kind = 'award_reversal' THEN -points ELSE 0 END), 0)::bigint AS earned,
                    COALESCE(sum(CASE WHEN kind = 'redemption' THEN points
                                      WHEN kind = 'redemption_return' THEN -points ELSE 0 END), 0)::bigint AS redeemed
             FROM transfers t WHERE t.shop_id = m.shop_id AND t.member_id = m.id
           ) s
           WHERE m.shop_id = $1 AND m.id = $2`,
    values: [shopId, memberId],
  });
  const row = rows[0];
  if (!row) return null;
  return {
    memberId,
    customerId: row.customer_id,
    status: row.status,
    mergedInto: row.merged_into,
    joinedAt: row.joined_at.toISOString(),
    joinedVia: row.joined_via,
    note: row.note,
    availablePoints: row.available,
    pendingPoints: row.pending,
    earnedPoints: row.earned,
    redeemedPoints: row.redeemed,
  };
}

/** What of a history is shown, by what its movements are. */
const kindsShown: Record<TimelineFilter, readonly TransferKind[] | null> = {
  all: null,
  earned: ['award', 'award_reversal', 'award_restoration', 'maturity'],
  redeemed: ['redemption', 'redemption_return'],
  expired: ['expiry', 'expiry_return', 'extension'],
  manual: ['adjustment', 'merge', 'extension'],
};

/** @param olderThan the id from the page before; null for the newest. */
export async function readTimeline(
  shopId: number,
  memberId: string,
  olderThan: string | null,
  pageSize: number,
  filter: TimelineFilter = 'all',
): Promise<TimelinePage> {
  const { rows } = await pool().query<{
    id: number;
    points: number;
    detail: TransferDetail;
    occurred_at: Date;
    source_type: string;
    source_id: string;
  }>({
    name: 'member-timeline',
    text: `SELECT id, CASE WHEN to_account IN ('pending', 'available') THEN points ELSE 0 END
               - CASE WHEN from_account IN ('pending', 'available') THEN points ELSE 0 END AS points,
             detail, occurred_at, source_type, source_id
           FROM transfers
           WHERE shop_id = $1 AND member_id = $2 AND ($3::bigint IS NULL OR id < $3)
             AND ($5::text[] IS NULL OR kind = ANY($5))
           ORDER BY id DESC LIMIT $4`,
    values: [
      shopId,
      memberId,
      olderThan && /^\d{1,15}$/.test(olderThan) ? olderThan : null,
      pageSize + 1,
      kindsShown[filter],
    ],
  });
  const entries = rows.slice(0, pageSize).map((row) => ({
    id: String(row.id),
    points: row.points,
    detail: row.detail,
    occurredAt: row.occurred_at.toISOString(),
    orderId: row.source_type === 'order' && /^\d+$/.test(row.source_id) ? row.source_id : null,
  }));
  return { entries, olderThan: rows.length > pageSize ? (entries.at(-1)?.id ?? null) : null };
}

export async function readMemberOrders(shopId: number, memberId: string, limit: number): Promise<MemberOrder[]> {
  const { rows } = await pool().query<{
    order_id: string;
    name: string;
    currency_code: string;
    total_minor: number;
    refunded_minor: number;
    points_awarded: number;
    points_reversed: number;
    paid_at: Date | null;
    cancelled_at: Date | null;
    explanation: Partial<OrderExplanation>;
  }>({
    name: 'member-orders',
    text: `SELECT order_id, name, currency_code, total_minor, refunded_minor, points_awarded, points_reversed, paid_at,
             cancelled_at, explanation
           FROM orders WHERE shop_id = $1 AND member_id = $2 ORDER BY paid_at DESC NULLS LAST LIMIT $3`,
    values: [shopId, memberId, limit],
  });
  return rows.map((row) => ({
    orderId: row.order_id,
    name: row.name,
    currencyCode: row.currency_code,
    totalMinor: row.total_minor,
    refundedMinor: row.refunded_minor,
    pointsAwarded: row.points_awarded,
    pointsReversed: row.points_reversed,
    paidAt: row.paid_at?.toISOString() ?? null,
    cancelledAt: row.cancelled_at?.toISOString() ?? null,
    reasons: row.explanation.reasons ?? [],
  }));
}

export async function readMemberRedemptions(
  shopId: number,
  memberId: string,
  limit: number,
): Promise<MemberRedemption[]> {
  const { rows } = await pool().query<{
    id: string;
    reward: Reward;
    cost_points: number;
    amount_minor: number | null;
    grant_key: string | null;
    delivery: Delivery;
    code: string;
    state: MemberRedemption['state'];
    used_order_id: string | null;
    created_at: Date;
    expires_at: Date | null;
  }>({
    name: 'member-redemptions',
    text: `SELECT id, reward, cost_points, amount_minor, grant_key, delivery, code, state::text AS state, used_order_id, created_at, expires_at
           FROM redemptions WHERE shop_id = $1 AND member_id = $2 ORDER BY created_at DESC LIMIT $3`,
    values: [shopId, memberId, limit],
  });
  return rows.map((row) => ({
    redemptionId: row.id,
    rewardTitle: row.reward.title,
    kind: row.reward.kind,
    costPoints: row.cost_points,
    amountMinor: row.amount_minor,
    credit: row.delivery.credit ?? null,
    isGiven: row.grant_key !== null,
    code: codeForMerchant(row),
    canTakeBack:
      (row.state === 'ready' || (row.state === 'used' && row.reward.kind === 'gift_card')) &&
      mayBeTakenBack({ reward: row.reward, grantKey: row.grant_key }, 'merchant'),
    state: row.state,
    usedOrderId: row.used_order_id,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
  }));
}

/** The code of a gift card is its holder's money: the shop's people see how it ends. */
function codeForMerchant(row: { reward: Reward; state: MemberRedemption['state']; code: string; delivery: Delivery }) {
  const code = shownCode(row);
  return code && row.reward.kind === 'gift_card' ? `•••• ${code.slice(-4)}` : code;
}
