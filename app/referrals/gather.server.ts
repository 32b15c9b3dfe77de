/** Gathers the facts for the one decision (decide.ts) from what is recorded. */
import type { Sql } from '../db.server.ts';
import { addDays, dateInZone, startOfDate } from '../lib/calendar.ts';
import { periodEnd, periodStart } from '../program/tallies.ts';
import type { LiveProgram } from '../publishing/live-programs.server.ts';
import type { ReferralFacts } from './decide.ts';
import { noEvidence, type Evidence } from './evidence.ts';

export interface Friend {
  memberId: string | null;
  customerId: string | null;
  emailDigest: Buffer | null;
  evidence: Evidence;
}

export interface OrderOfFriend {
  orderId: string;
  paidAt: Date;
  keptMinor: number;
  isGone: boolean;
  currencyCode: string;
}

export interface Asked {
  shopId: number;
  timeZone: string;
  /** Null for a referral that is not recorded yet. */
  referralId: string | null;
  advocateId: string;
  friend: Friend;
  order: OrderOfFriend | null;
  live: LiveProgram | null;
  /** When the friend came. */
  at: Date;
}

export async function gatherReferralFacts(sql: Sql, asked: Asked): Promise<ReferralFacts> {
  const { shopId, advocateId, friend, order, live } = asked;
  const terms = live?.program.referral ?? null;
  const month = dateInZone(order?.paidAt ?? asked.at, asked.timeZone);
  const monthFrom = startOfDate(periodStart(month, 'month') ?? month, asked.timeZone);
  const monthTo = startOfDate(addDays(periodEnd(month, 'month') ?? month, 1), asked.timeZone);
  const { rows } = await sql.query<{
    isActive: boolean;
    advocate: Evidence[];
    ordersBefore: number;
    isRing: boolean;
    byAnother: boolean;
    ofHousehold: number;
    ofMonth: number;
  }>({
    name: 'referral-facts',
    text: `
      WITH RECURSIVE brought (id) AS (
        -- Whom the friend recommended, and whom those did, down the line.
        SELECT $3::uuid UNION SELECT r.friend_id FROM referrals r JOIN brought b ON r.advocate_id = b.id
        WHERE r.shop_id = $1 AND r.friend_id IS NOT NULL AND r.state <> 'refused'
      ), counting AS (
        SELECT r.evidence, r.ordered_at FROM referrals r
        WHERE r.shop_id = $1 AND r.advocate_id = $2 AND r.id IS DISTINCT FROM $4::uuid AND r.state IN ('held', 'rewarded')
          AND (r.ordered_at, r.id) < ($5, coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      )
      SELECT
        coalesce((SELECT m.status = 'active' FROM members m WHERE m.shop_id = $1 AND m.id = $2), false) AS "isActive",
        (SELECT coalesce(jsonb_agg(e.evidence), '[]') FROM (
           SELECT c.evidence FROM referral_codes c WHERE c.shop_id = $1 AND c.member_id IN (
             SELECT $2::uuid UNION ALL SELECT m.id FROM members m WHERE m.shop_id = $1 AND m.merged_into = $2)
           UNION ALL SELECT o.facts -> 'person' FROM orders o
           WHERE o.shop_id = $1 AND o.member_id = $2 AND jsonb_typeof(o.facts -> 'person') = 'object') e) AS advocate,
        (SELECT count(*)::int FROM orders o WHERE o.shop_id = $1 AND o.order_id IS DISTINCT FROM $6 AND o.paid_at < $5
           AND (o.member_id = $3 OR o.customer_id = $7 OR o.email_digest = $8)) AS "ordersBefore",
        $3::uuid IS NOT NULL AND $2 IN (SELECT id FROM brought) AND $2 <> $3::uuid AS "isRing",
        EXISTS (SELECT 1 FROM referrals r WHERE r.shop_id = $1 AND r.friend_id = $3 AND r.id IS DISTINCT FROM $4::uuid) AS "byAnother",
        (SELECT count(*)::int FROM counting WHERE evidence ->> 'address' = $9) AS "ofHousehold",
        (SELECT count(*)::int FROM counting WHERE ordered_at >= $10 AND ordered_at < $11) AS "ofMonth"`,
    values: [
      shopId,
      advocateId,
      friend.memberId,
      asked.referralId,
      order?.paidAt ?? asked.at,
      order?.orderId ?? null,
      friend.customerId,
      friend.emailDigest,
      friend.evidence.address,
      monthFrom,
      monthTo,
    ],
  });
  const found = rows[0];
  return {
    terms,
    advocateIsActive: found?.isActive ?? false,
    isSameMember: friend.memberId === advocateId,
    advocate: (found?.advocate ?? []).map((evidence) => ({ ...noEvidence, ...evidence })),
    friend: friend.evidence,
    friendOrdersBefore: found?.ordersBefore ?? 0,
    isRing: found?.isRing ?? false,
    friendWasReferredByAnother: found?.byAnother ?? false,
    acceptedOfHousehold: found?.ofHousehold ?? 0,
    acceptedOfMonth: found?.ofMonth ?? 0,
    order: order && {
      keptMinor: order.keptMinor,
      isGone: order.isGone,
      isOtherCurrency: order.currencyCode !== live?.program.currencyCode,
    },
  };
}
