/** Reads the parts of members from what is recorded: orders, journal, redemptions, referrals. Nothing else decides a figure. */
import type { Sql } from '../db.server.ts';
import { readPart, type MemberPart, type StoredPart } from './part.ts';

export interface ShopOfFigures {
  id: number;
  timeZone: string;
  currencyCode: string;
}

/** Days since 1970 of an instant by the shop's clock ($2), and of a date. */
const dayOf = (instant: string) => `((${instant} AT TIME ZONE $2)::date - date '1970-01-01')`;

/** What counts as an order, everywhere in the figures. `$3` is the shop's currency. */
export const countsAsOrder = `paid_on IS NOT NULL AND cancelled_at IS NULL AND currency_code = $3
  AND (refunded_minor = 0 OR refunded_minor < total_minor)`;

/**
 * One row a member. Who was merged away has nothing left, and what they earned belongs to the member who was kept; who was erased
 * is not counted any more, and what they bought stays in the sums.
 */
const partsText = `SELECT m.id, json_build_array(CASE WHEN m.status IN ('active', 'blocked') THEN 1 ELSE 0 END, ${dayOf('m.joined_at')},
    m.tier_id, coalesce(o.days, '[]'), coalesce(r.rewards, '[]'), coalesce(f.friends, '[]'), t.first_day, t.earned, t.redeemed) AS part
  FROM unnest($4::uuid[]) AS w(id) JOIN members m ON m.shop_id = $1 AND m.id = w.id
  CROSS JOIN LATERAL (
    SELECT array_agg(used_order_id) FILTER (WHERE used_order_id IS NOT NULL) AS with_reward,
      json_agg(json_build_array(${dayOf('created_at')}, reward_id, kind,
        CASE WHEN state = 'used' AND failure IS DISTINCT FROM 'forfeited' THEN ${dayOf('coalesce(used_at, created_at)')} END, amount_minor)
        ORDER BY created_at, id) FILTER (WHERE state <> 'returned') AS rewards
    FROM redemptions WHERE shop_id = $1 AND member_id = m.id) r
  CROSS JOIN LATERAL (
    SELECT json_agg(json_build_array(day, orders, spent, reward_orders, reward_spent, points) ORDER BY day) AS days FROM (
      SELECT paid_on - date '1970-01-01' AS day, count(*) AS orders, sum(greatest(0, total_minor - refunded_minor)) AS spent,
        count(*) FILTER (WHERE order_id = ANY(r.with_reward)) AS reward_orders,
        coalesce(sum(greatest(0, total_minor - refunded_minor)) FILTER (WHERE order_id = ANY(r.with_reward)), 0) AS reward_spent,
        sum(points_awarded - points_reversed) AS points
      FROM orders WHERE shop_id = $1 AND member_id = m.id AND ${countsAsOrder} GROUP BY 1) d) o
  CROSS JOIN LATERAL (
    SELECT json_agg(json_build_array(${dayOf('claimed_at')}, CASE WHEN state = 'rewarded' THEN ${dayOf('settled_at')} END)
      ORDER BY claimed_at, id) AS friends
    FROM referrals WHERE shop_id = $1 AND advocate_id = m.id) f
  CROSS JOIN LATERAL (
    SELECT min(booked_on) FILTER (WHERE kind = 'award') - date '1970-01-01' AS first_day,
      coalesce(sum(CASE WHEN kind IN ('award', 'award_restoration') THEN points WHEN kind = 'award_reversal' THEN -points END), 0) AS earned,
      coalesce(sum(CASE kind WHEN 'redemption' THEN points WHEN 'redemption_return' THEN -points END), 0) AS redeemed
    FROM transfers WHERE shop_id = $1 AND m.status <> 'merged' AND member_id = ANY(
      ARRAY(SELECT x.id FROM members x WHERE x.shop_id = $1 AND x.merged_into = m.id) || m.id)) t`;

/** @returns the parts of those who are there, by member. A customer who was only held for a moment is no member. */
export async function loadParts(
  sql: Sql,
  shop: ShopOfFigures,
  memberIds: readonly string[],
): Promise<Map<string, MemberPart>> {
  const { rows } = await sql.query<{ id: string; part: StoredPart }>({
    name: 'figures-load-parts',
    text: partsText,
    values: [shop.id, shop.timeZone, shop.currencyCode, memberIds],
  });
  return new Map(rows.map(({ id, part }) => [id, readPart(part)]));
}
