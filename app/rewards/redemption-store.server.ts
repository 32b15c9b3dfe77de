/** Owns the table of redemptions and their states. */
import type { Sql } from '../db.server.ts';
import { toJsonb } from '../lib/clean-text.ts';
import type { Reward } from '../program/rewards/reward.ts';

export type RedemptionState = 'debited' | 'ready' | 'used' | 'cancelling' | 'returned';

export interface Redemption {
  shopId: number;
  id: string;
  memberId: string;
  customerId: string;
  rewardId: string;
  reward: Reward;
  programVersion: number;
  costPoints: number;
  code: string;
  state: RedemptionState;
  discountGid: string | null;
  usedOrderId: string | null;
  failure: string | null;
  createdAt: Date;
  expiresAt: Date | null;
}

const columns = `shop_id AS "shopId", id, member_id AS "memberId", customer_id AS "customerId", reward_id AS "rewardId", reward,
  program_version AS "programVersion", cost_points AS "costPoints", code, state, discount_gid AS "discountGid",
  used_order_id AS "usedOrderId", failure, created_at AS "createdAt", expires_at AS "expiresAt"`;

export async function getRedemption(sql: Sql, shopId: number, id: string): Promise<Redemption | null> {
  const { rows } = await sql.query<Redemption>({
    name: 'redemption-get',
    text: `SELECT ${columns} FROM redemptions WHERE shop_id = $1 AND id = $2`,
    values: [shopId, id],
  });
  return rows[0] ?? null;
}

/** Locks the redemption until the end of the transaction. */
export async function lockRedemption(sql: Sql, shopId: number, id: string): Promise<Redemption | null> {
  const { rows } = await sql.query<Redemption>({
    name: 'redemption-lock',
    text: `SELECT ${columns} FROM redemptions WHERE shop_id = $1 AND id = $2 FOR UPDATE`,
    values: [shopId, id],
  });
  return rows[0] ?? null;
}

/** The redemption that a repeated request already made. */
export async function findByRequest(
  sql: Sql,
  shopId: number,
  memberId: string,
  requestId: string,
): Promise<Redemption | null> {
  const { rows } = await sql.query<Redemption>({
    name: 'redemption-by-request',
    text: `SELECT ${columns} FROM redemptions WHERE shop_id = $1 AND member_id = $2 AND request_id = $3`,
    values: [shopId, memberId, requestId],
  });
  return rows[0] ?? null;
}

/** A member's redemptions whose codes live or are being made, newest first. */
export async function listOpen(sql: Sql, shopId: number, memberId: string): Promise<Redemption[]> {
  const { rows } = await sql.query<Redemption>({
    name: 'redemptions-open',
    text: `SELECT ${columns} FROM redemptions WHERE shop_id = $1 AND member_id = $2 AND state IN ('debited', 'ready')
           ORDER BY created_at DESC LIMIT 50`,
    values: [shopId, memberId],
  });
  return rows;
}

export async function insertRedemption(sql: Sql, redemption: Redemption & { requestId: string }): Promise<void> {
  await sql.query({
    name: 'redemption-insert',
    text: `INSERT INTO redemptions (shop_id, id, member_id, customer_id, request_id, reward_id, reward, program_version, cost_points,
             code, state, created_at, expires_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    values: [
      redemption.shopId,
      redemption.id,
      redemption.memberId,
      redemption.customerId,
      redemption.requestId,
      redemption.rewardId,
      toJsonb(redemption.reward),
      redemption.programVersion,
      redemption.costPoints,
      redemption.code,
      redemption.state,
      redemption.createdAt,
      redemption.expiresAt,
    ],
  });
}
