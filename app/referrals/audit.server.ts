/** Proves that what is recorded of each referral is what was booked for it. Reads only; each check names the rows that break it. */
import { pool, type Sql } from '../db.server.ts';

/** At most this many rows are named for each check. */
const NAMED = 20;

const booked = `
  SELECT t.shop_id, t.source_id, sum(CASE WHEN t.kind = 'award_reversal' THEN -t.points ELSE t.points END)::bigint AS points
  FROM transfers t WHERE t.source_type = 'member' AND t.rule_id = 'referral' AND t.key LIKE 'referral:%'
    AND t.kind IN ('award', 'award_reversal', 'award_restoration')
  GROUP BY t.shop_id, t.source_id`;

const checks: { says: string; text: string }[] = [
  {
    says: 'the points of a referral are those of its transfers',
    text: `WITH booked AS (${booked})
      SELECT coalesce(r.shop_id, b.shop_id) AS shop_id, coalesce(r.id::text, b.source_id) AS id, r.state, b.points AS booked,
        r.points - r.reversed_points AS recorded
      FROM booked b FULL JOIN referrals r ON r.shop_id = b.shop_id AND r.id::text = b.source_id
      WHERE coalesce(b.points, 0) <> CASE WHEN coalesce(r.round, 0) = 0 THEN 0 ELSE r.points - r.reversed_points END`,
  },
  {
    says: 'only what counts pays, and nobody is paid for coming by themselves',
    text: `SELECT shop_id, id, state, advocate_id, friend_id, points, reversed_points FROM referrals
      WHERE (state <> 'rewarded' AND round > 0 AND points <> reversed_points)
        OR (state = 'rewarded' AND (cardinality(reasons) > 0 OR order_id IS NULL OR settled_at IS NULL OR advocate_id = friend_id))
        OR (state = 'refused' AND cardinality(reasons) = 0) OR (state = 'held' AND (due_at IS NULL OR order_id IS NULL))`,
  },
  {
    says: 'a reward for recommending belongs to a referral that counts',
    text: `SELECT d.shop_id, d.id, d.grant_key, r.state FROM redemptions d
      LEFT JOIN referrals r ON r.shop_id = d.shop_id AND d.grant_key = 'referral:' || r.id::text || ':advocate'
      WHERE d.grant_key LIKE 'referral:%:advocate' AND d.state IN ('debited', 'ready') AND r.state IS DISTINCT FROM 'rewarded'`,
  },
];

/** @returns a sentence for each breach; none when all is well. */
export async function auditReferrals(sql: Sql = pool()): Promise<string[]> {
  const breaches: string[] = [];
  for (const { says, text } of checks) {
    const { rows } = await sql.query<Record<string, unknown>>(`${text} LIMIT ${NAMED}`);
    breaches.push(...rows.map((row) => `${says}: ${JSON.stringify(row)}`));
  }
  return breaches;
}
