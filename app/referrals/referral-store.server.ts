/** Owns the tables of referrals: members' codes, and who came by whom. */
import { randomInt } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Sql } from '../db.server.ts';
import { markFigures } from '../figures/mark.server.ts';
import type { Evidence } from './evidence.ts';

export type ReferralState = 'claimed' | 'held' | 'rewarded' | 'refused' | 'reversed';

export interface ReferralRow {
  shopId: number;
  id: string;
  advocateId: string;
  friendId: string | null;
  orderId: string | null;
  state: ReferralState;
  reasons: string[];
  evidence: Partial<Evidence>;
  programVersion: number | null;
  byHand: string | null;
  claimedAt: Date;
  orderedAt: Date | null;
  dueAt: Date | null;
  settledAt: Date | null;
  points: number;
  reversedPoints: number;
  round: number;
}

const columns = `r.shop_id AS "shopId", r.id, r.advocate_id AS "advocateId", r.friend_id AS "friendId", r.order_id AS "orderId", r.state,
  r.reasons, r.evidence, r.program_version AS "programVersion", r.by_hand AS "byHand", r.claimed_at AS "claimedAt",
  r.ordered_at AS "orderedAt", r.due_at AS "dueAt", r.settled_at AS "settledAt", r.points, r.reversed_points AS "reversedPoints", r.round`;

/** Without letters and digits that are mistaken for each other when read aloud. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const CODE_LENGTH = 8;

/** The member's code; made when first asked for. What is known of the member is kept up with it. */
export async function codeOf(
  sql: Sql,
  shopId: number,
  memberId: string,
  evidence: Evidence,
  now: Date,
): Promise<string> {
  for (;;) {
    const code = Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
    const { rows } = await sql.query<{ code: string }>({
      name: 'referral-code',
      text: `INSERT INTO referral_codes AS c (shop_id, member_id, code, evidence, created_at)
             SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (
               SELECT 1 FROM referral_codes o WHERE o.shop_id = $1 AND o.code = $3 AND o.member_id <> $2)
             ON CONFLICT (shop_id, member_id) DO UPDATE SET evidence = c.evidence || jsonb_strip_nulls(excluded.evidence)
             RETURNING code`,
      values: [shopId, memberId, code, JSON.stringify(evidence), now],
    });
    if (rows[0]) return rows[0].code;
  }
}

export async function ownerOfCode(sql: Sql, shopId: number, code: string): Promise<string | null> {
  const { rows } = await sql.query<{ memberId: string }>({
    name: 'referral-owner',
    text: `SELECT coalesce(m.merged_into, m.id) AS "memberId" FROM referral_codes c
           JOIN members m ON m.shop_id = c.shop_id AND m.id = c.member_id WHERE c.shop_id = $1 AND c.code = $2`,
    values: [shopId, code.trim().toUpperCase()],
  });
  return rows[0]?.memberId ?? null;
}

/** Records that somebody came by a member's recommendation. A friend who came before stays with who brought them first. */
export async function addReferral(
  sql: Sql,
  referral: Pick<ReferralRow, 'shopId' | 'advocateId' | 'friendId' | 'orderId' | 'evidence' | 'claimedAt'>,
): Promise<ReferralRow | null> {
  const { rows } = await sql.query<ReferralRow>({
    name: 'referral-add',
    text: `INSERT INTO referrals AS r (shop_id, id, advocate_id, friend_id, order_id, state, evidence, claimed_at)
           VALUES ($1, $2, $3, $4, $5, 'claimed', $6, $7) ON CONFLICT DO NOTHING RETURNING ${columns}`,
    values: [
      referral.shopId,
      uuidv7(),
      referral.advocateId,
      referral.friendId,
      referral.orderId,
      JSON.stringify(referral.evidence),
      referral.claimedAt,
    ],
  });
  if (rows[0]) await markFigures(sql, [{ shopId: referral.shopId, memberIds: [referral.advocateId] }]);
  return rows[0] ?? null;
}

/**
 * The referral that an order belongs to, or that its buyer came by; locked. The buyer's first order counts: one that comes to
 * light later takes the place of an order that was paid after it, unless that was decided already.
 */
export async function lockReferral(
  sql: Sql,
  shopId: number,
  of: { orderId: string; friendId: string | null; paidAt: Date },
): Promise<ReferralRow | null> {
  const { rows } = await sql.query<ReferralRow>({
    name: 'referral-lock',
    text: `SELECT ${columns} FROM referrals r WHERE r.shop_id = $1 AND (r.order_id = $2 OR (r.friend_id = $3 AND (r.order_id IS NULL
             OR (r.state IN ('held', 'refused') AND r.by_hand IS NULL AND (r.ordered_at, r.order_id) > ($4, $2)))))
           ORDER BY r.order_id IS NOT DISTINCT FROM $2 DESC LIMIT 1 FOR UPDATE`,
    values: [shopId, of.orderId, of.friendId, of.paidAt],
  });
  return rows[0] ?? null;
}

/** Those of the orders that a referral is recorded for, as `shopId orderId`. */
export async function ordersWithReferral(
  sql: Sql,
  orders: readonly { shopId: number; orderId: string }[],
): Promise<Set<string>> {
  if (orders.length === 0) return new Set();
  const { rows } = await sql.query<{ shopId: number; orderId: string }>({
    name: 'referral-orders',
    text: `SELECT r.shop_id AS "shopId", r.order_id AS "orderId" FROM unnest($1::int[], $2::text[]) AS o(shop_id, order_id)
           JOIN referrals r ON r.shop_id = o.shop_id AND r.order_id = o.order_id`,
    values: [orders.map(({ shopId }) => shopId), orders.map(({ orderId }) => orderId)],
  });
  return new Set(rows.map(({ shopId, orderId }) => `${shopId} ${orderId}`));
}

export async function lockReferralById(sql: Sql, shopId: number, id: string): Promise<ReferralRow | null> {
  const { rows } = await sql.query<ReferralRow>(
    `SELECT ${columns} FROM referrals r WHERE r.shop_id = $1 AND r.id = $2 FOR UPDATE`,
    [shopId, id],
  );
  return rows[0] ?? null;
}

/** The order that a referral was last seen with, to lock it before the referral. */
export async function findOrderOf(sql: Sql, shopId: number, id: string): Promise<string | null> {
  const { rows } = await sql.query<{ orderId: string | null }>(
    'SELECT order_id AS "orderId" FROM referrals WHERE shop_id = $1 AND id = $2',
    [shopId, id],
  );
  return rows[0]?.orderId ?? null;
}

/** Takes away the record of a coming that turned out to be the same as that of an order. */
export async function removeReferral(sql: Sql, { shopId, id }: ReferralRow): Promise<void> {
  await sql.query('DELETE FROM referrals WHERE shop_id = $1 AND id = $2', [shopId, id]);
}

export async function findReferralOfFriend(sql: Sql, shopId: number, friendId: string): Promise<ReferralRow | null> {
  const { rows } = await sql.query<ReferralRow>(
    `SELECT ${columns} FROM referrals r WHERE r.shop_id = $1 AND r.friend_id = $2`,
    [shopId, friendId],
  );
  return rows[0] ?? null;
}

/** Whom a member recommended, newest first. */
export async function referralsOf(sql: Sql, shopId: number, advocateId: string, limit = 50): Promise<ReferralRow[]> {
  const { rows } = await sql.query<ReferralRow>({
    name: 'referrals-of',
    text: `SELECT ${columns} FROM referrals r WHERE r.shop_id = $1 AND r.advocate_id = $2 ORDER BY r.claimed_at DESC LIMIT $3`,
    values: [shopId, advocateId, limit],
  });
  return rows;
}

/** Held referrals whose return period is over, of all shops. */
export async function dueReferrals(sql: Sql, now: Date, limit: number): Promise<{ shopId: number; orderId: string }[]> {
  const { rows } = await sql.query<{ shopId: number; orderId: string }>({
    name: 'referrals-due',
    text: `SELECT shop_id AS "shopId", order_id AS "orderId" FROM referrals
           WHERE state = 'held' AND due_at <= $1 AND order_id IS NOT NULL ORDER BY due_at LIMIT $2`,
    values: [now, limit],
  });
  return rows;
}

export async function saveReferral(sql: Sql, row: ReferralRow): Promise<void> {
  await sql.query({
    name: 'referral-save',
    text: `UPDATE referrals SET friend_id = $3, order_id = $4, state = $5, reasons = $6, evidence = $7, program_version = $8, by_hand = $9,
             ordered_at = $10, due_at = $11, settled_at = $12, points = $13, reversed_points = $14, round = $15
           WHERE shop_id = $1 AND id = $2`,
    values: [
      row.shopId,
      row.id,
      row.friendId,
      row.orderId,
      row.state,
      row.reasons,
      JSON.stringify(row.evidence),
      row.programVersion,
      row.byHand,
      row.orderedAt,
      row.dueAt,
      row.settledAt,
      row.points,
      row.reversedPoints,
      row.round,
    ],
  });
  await markFigures(sql, [{ shopId: row.shopId, memberIds: [row.advocateId] }]);
}

/**
 * After a merge both members' friends are one's. A friend who came twice came by the first, unless another was rewarded.
 * @returns the orders whose referral is to be judged anew, because friend and advocate turned out to be one.
 */
export async function mergeReferrals(sql: Sql, shopId: number, fromId: string, intoId: string): Promise<string[]> {
  await sql.query('UPDATE referrals SET advocate_id = $3 WHERE shop_id = $1 AND advocate_id = $2', [
    shopId,
    fromId,
    intoId,
  ]);
  const { rows } = await sql.query<ReferralRow>(
    `SELECT ${columns} FROM referrals r WHERE r.shop_id = $1 AND r.friend_id IN ($2, $3)
     ORDER BY r.state IN ('rewarded', 'reversed') DESC, r.claimed_at, r.id FOR UPDATE`,
    [shopId, fromId, intoId],
  );
  const [first, second] = rows;
  if (second) {
    const isClaim = second.state === 'claimed';
    await saveReferral(sql, {
      ...second,
      friendId: null,
      ...(isClaim ? { state: 'refused', reasons: ['already_referred'], settledAt: second.claimedAt } : {}),
    });
  }
  if (first) {
    // Nobody comes by themselves; what was ordered is decided by the one path.
    const isOwnClaim = first.advocateId === intoId && first.state === 'claimed';
    await saveReferral(sql, {
      ...first,
      friendId: intoId,
      ...(isOwnClaim ? { state: 'refused', reasons: ['own_link'], settledAt: first.claimedAt } : {}),
    });
  }
  const own = await sql.query<{ orderId: string }>(
    `SELECT r.order_id AS "orderId" FROM referrals r JOIN orders o ON o.shop_id = r.shop_id AND o.order_id = r.order_id
     WHERE r.shop_id = $1 AND r.advocate_id = $2 AND (r.friend_id = $2 OR o.member_id = $2) AND r.state IN ('held', 'rewarded')`,
    [shopId, intoId],
  );
  return own.rows.map(({ orderId }) => orderId);
}

/** What these people were known by is forgotten; that a referral was decided, and how, stays. */
export async function eraseReferrals(sql: Sql, shopId: number, memberIds: readonly string[]): Promise<void> {
  await sql.query('DELETE FROM referral_codes WHERE shop_id = $1 AND member_id = ANY($2::uuid[])', [shopId, memberIds]);
  await sql.query(`UPDATE referrals SET evidence = '{}' WHERE shop_id = $1 AND friend_id = ANY($2::uuid[])`, [
    shopId,
    memberIds,
  ]);
}
