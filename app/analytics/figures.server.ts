/**
 * The figures of Home. This room only reads; every query carries shop_id. What each figure means is said in words beside it
 * on the screen (`home.figures.*.definition` in the locale files); the two must say the same.
 */
import { pool } from '../db.server.ts';
import type { DateRange, Period } from './period.ts';

export interface Figures {
  /** Members who were here at the end of the period, without merged and erased ones. */
  members: number;
  /** Of these, who joined within the period. */
  newMembers: number;
  /** Points given for orders and joining, less what was taken back for refunds. */
  pointsIssued: number;
  /** Points spent on rewards, less what went back unused. */
  pointsRedeemed: number;
  /** Points that members held at the end of the period and may still spend. */
  outstandingPoints: number;
  /** What members paid for orders of the period that were not cancelled, less refunds, in the shop's currency. */
  revenueMinor: number;
  /** How many orders that was. */
  orders: number;
}

export interface ShopForFigures {
  id: number;
  timeZone: string;
  currencyCode: string;
}

export interface FiguresWithComparison {
  current: Figures;
  previous: Figures;
}

export async function readFigures(shop: ShopForFigures, period: Period): Promise<FiguresWithComparison> {
  const [current, previous] = await Promise.all([figuresOf(shop, period.current), figuresOf(shop, period.previous)]);
  return { current, previous };
}

/** Points redeemed for each point issued; null while none were issued. */
export function redemptionRate(figures: Figures): number | null {
  return figures.pointsIssued > 0 ? figures.pointsRedeemed / figures.pointsIssued : null;
}

async function figuresOf(shop: ShopForFigures, range: DateRange): Promise<Figures> {
  const [members, points, outstanding, orders] = await Promise.all([
    pool().query<{ members: number; new_members: number }>({
      name: 'analytics-members',
      // The bounds are instants of the shop's midnight, so that the index on joined_at serves.
      text: `SELECT count(*)::bigint AS members,
               count(*) FILTER (WHERE joined_at >= ($2::date)::timestamp AT TIME ZONE $4)::bigint AS new_members
             FROM members
             WHERE shop_id = $1 AND status IN ('active', 'blocked')
               AND joined_at < ($3::date + 1)::timestamp AT TIME ZONE $4`,
      values: [shop.id, range.firstOn, range.lastOn, shop.timeZone],
    }),
    pool().query<{ issued: number; redeemed: number }>({
      name: 'analytics-points',
      text: `SELECT
               COALESCE(sum(CASE WHEN kind IN ('award:in', 'award_restoration:in') THEN points
                                 WHEN kind = 'award_reversal:out' THEN -points ELSE 0 END), 0)::bigint AS issued,
               COALESCE(sum(CASE WHEN kind = 'redemption:out' THEN points
                                 WHEN kind = 'redemption_return:in' THEN -points ELSE 0 END), 0)::bigint AS redeemed
             FROM daily_rollups WHERE shop_id = $1 AND booked_on BETWEEN $2 AND $3`,
      values: [shop.id, range.firstOn, range.lastOn],
    }),
    pool().query<{ points: number }>({
      name: 'analytics-outstanding',
      // Every movement is summed under its direction, so the difference is what members hold.
      text: `SELECT COALESCE(sum(CASE WHEN kind LIKE '%:in' THEN points WHEN kind LIKE '%:out' THEN -points ELSE 0 END), 0)::bigint AS points
             FROM daily_rollups WHERE shop_id = $1 AND booked_on <= $2`,
      values: [shop.id, range.lastOn],
    }),
    pool().query<{ orders: number; revenue_minor: number }>({
      name: 'analytics-orders',
      text: `SELECT count(*)::bigint AS orders, COALESCE(sum(total_minor - refunded_minor), 0)::bigint AS revenue_minor
             FROM orders
             WHERE shop_id = $1 AND paid_on BETWEEN $2 AND $3 AND member_id IS NOT NULL AND cancelled_at IS NULL
               AND currency_code = $4`,
      values: [shop.id, range.firstOn, range.lastOn, shop.currencyCode],
    }),
  ]);
  return {
    members: members.rows[0]?.members ?? 0,
    newMembers: members.rows[0]?.new_members ?? 0,
    pointsIssued: points.rows[0]?.issued ?? 0,
    pointsRedeemed: points.rows[0]?.redeemed ?? 0,
    outstandingPoints: outstanding.rows[0]?.points ?? 0,
    revenueMinor: orders.rows[0]?.revenue_minor ?? 0,
    orders: orders.rows[0]?.orders ?? 0,
  };
}
