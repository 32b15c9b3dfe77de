/** Owns the tables of referrals: members' codes, and who came by whom. */
import { randomInt } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Sql } from '../db.server.ts';
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
  return rows[0] ?? null;
}

/** The referral that an order belongs to, or that its buyer came by; locked. */
export async function lockReferral(
  sql: Sql,
  shopId: number,
  of: { orderId: string; friendId: string | null },
): Promise<ReferralRow | null> {
  const { rows } = await sql.query<ReferralRow>({
    name: 'referral-lock',
    text: `SELECT ${columns} FROM referrals r WHERE r.shop_id = $1 AND (r.order_id = $2 OR (r.order_id IS NULL AND r.friend_id = $3))
           ORDER BY r.order_id NULLS LAST LIMIT 1 FOR UPDATE`,
    values: [shopId, of.orderId, of.friendId],
  });
  return rows[0] ?? null;
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
}

/** After a merge both members' friends are one's. A friend who came twice came by the first. */
export async function mergeReferrals(sql: Sql, shopId: number, fromId: string, intoId: string): Promise<void> {
  await sql.query('UPDATE referrals SET advocate_id = $3 WHERE shop_id = $1 AND advocate_id = $2', [
    shopId,
    fromId,
    intoId,
  ]);
  await sql.query(
    `UPDATE referrals SET friend_id = $3 WHERE shop_id = $1 AND friend_id = $2
       AND NOT EXISTS (SELECT 1 FROM referrals o WHERE o.shop_id = $1 AND o.friend_id = $3)`,
    [shopId, fromId, intoId],
  );
}

/** What these people were known by is forgotten; that a referral was decided, and how, stays. */
export async function eraseReferrals(sql: Sql, shopId: number, memberIds: readonly string[]): Promise<void> {
  await sql.query('DELETE FROM referral_codes WHERE shop_id = $1 AND member_id = ANY($2::uuid[])', [shopId, memberIds]);
  await sql.query(`UPDATE referrals SET evidence = '{}' WHERE shop_id = $1 AND friend_id = ANY($2::uuid[])`, [
    shopId,
    memberIds,
  ]);
}
