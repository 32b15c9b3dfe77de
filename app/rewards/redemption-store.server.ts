/** Owns the table of redemptions and their states. */
import type { Sql } from '../db.server.ts';
import { toJsonb } from '../lib/clean-text.ts';
import { readByMember } from '../members/read-by-member.server.ts';
import type { Reward } from '../program/rewards/reward.ts';
import type { Newest } from '../shopify/store-credit.server.ts';
import type { Money } from './credit-money.ts';

export type RedemptionState = 'debited' | 'ready' | 'used' | 'cancelling' | 'returned';

/** What is to be remembered of bringing a redemption to its member, besides its code. */
export interface Delivery {
  /** Store credit that is given in another currency than the shop's; `amountMinor` says what it is worth in the shop's. */
  credit?: Money;
  /** Shopify gives no credit in that currency. */
  isCurrencyRefused?: true;
  /** The newest of the account before the first call that moves its money. */
  newestBefore?: Newest;
  /** When Shopify was last asked to do it. */
  triedAt?: string;
  /** Of a gift card whose code is not kept any more. */
  lastCharacters?: string;
  /** Who handed it over or gave it, and when. */
  doneBy?: string;
  doneAt?: string;
}

export interface Redemption {
  shopId: number;
  id: string;
  memberId: string;
  customerId: string;
  rewardId: string;
  reward: Reward;
  programVersion: number;
  costPoints: number;
  /** What it is worth in money, where that is said: minor units of the shop's currency. */
  amountMinor: number | null;
  /** The fact for which the program gave it; null when points bought it. */
  grantKey: string | null;
  /** A code for any number of orders, until it ends. */
  lasting: boolean;
  code: string;
  state: RedemptionState;
  discountGid: string | null;
  /** The gift card, or the credit of the account, that fulfilled it. */
  fulfilledGid: string | null;
  delivery: Delivery;
  usedOrderId: string | null;
  failure: string | null;
  createdAt: Date;
  expiresAt: Date | null;
}

const columns = `shop_id AS "shopId", id, member_id AS "memberId", customer_id AS "customerId", reward_id AS "rewardId", reward,
  program_version AS "programVersion", cost_points AS "costPoints", amount_minor AS "amountMinor", grant_key AS "grantKey", lasting, code, state,
  discount_gid AS "discountGid", fulfilled_gid AS "fulfilledGid", delivery,
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

/**
 * A redemption by its code as a person types it: blanks, hyphens and case do not count, and O is taken for the digit.
 * @param lock until the end of the transaction.
 */
export async function lockByCode(sql: Sql, shopId: number, typed: string, lock: boolean): Promise<Redemption | null> {
  const letters = typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  const { rows } = await sql.query<Redemption>({
    name: lock ? 'redemption-by-code-lock' : 'redemption-by-code',
    text: `SELECT ${columns} FROM redemptions WHERE shop_id = $1 AND code = ANY($2::text[]) ${lock ? 'FOR UPDATE' : ''}`,
    values: [shopId, spellings(letters)],
  });
  return rows[0] ?? null;
}

/** How codes of these letters are written: "7K3M-9QTX" at the counter, "RG-7K3M-…" at checkout. */
function spellings(letters: string): string[] {
  const inFours = (text: string) => text.match(/.{1,4}/g)?.join('-') ?? '';
  return letters.startsWith('RG') ? [inFours(letters), `RG-${inFours(letters.slice(2))}`] : [inFours(letters)];
}

/** Locks what was given for a fact, until the end of the transaction. */
export async function lockByGrantKey(sql: Sql, shopId: number, grantKey: string): Promise<Redemption | null> {
  const { rows } = await sql.query<Redemption>({
    name: 'redemption-lock-grant',
    text: `SELECT ${columns} FROM redemptions WHERE shop_id = $1 AND grant_key = $2 FOR UPDATE`,
    values: [shopId, grantKey],
  });
  return rows[0] ?? null;
}

export interface RequestRef {
  shopId: number;
  memberId: string;
  requestId: string;
}

export function requestKey(request: RequestRef): string {
  return `${request.shopId} ${request.memberId} ${request.requestId}`;
}

/** The redemptions that repeated requests already made, by `requestKey`. */
export async function findByRequests(sql: Sql, requests: readonly RequestRef[]): Promise<Map<string, Redemption>> {
  const { rows } = await sql.query<Redemption & { requestId: string }>({
    name: 'redemptions-by-request',
    text: `SELECT ${columns}, r.request_id AS "requestId"
           FROM unnest($1::int[], $2::uuid[], $3::text[]) AS q(of_shop, of_member, of_request) CROSS JOIN LATERAL (
             SELECT * FROM redemptions
             WHERE shop_id = q.of_shop AND member_id = q.of_member AND request_id = q.of_request LIMIT 1) r`,
    values: [requests.map((r) => r.shopId), requests.map((r) => r.memberId), requests.map((r) => r.requestId)],
  });
  return new Map(rows.map(({ requestId, ...redemption }) => [requestKey({ ...redemption, requestId }), redemption]));
}

/** A member's redemptions that live or are being made, and gift cards of the last day, newest first. */
export const listOpen = readByMember<Redemption>({
  name: 'redemptions-open',
  text: `SELECT m.of_shop AS "ofShop", m.of_member AS "ofMember", r.*
         FROM unnest($1::int[], $2::uuid[]) AS m(of_shop, of_member) CROSS JOIN LATERAL (
           SELECT ${columns} FROM redemptions
           WHERE shop_id = m.of_shop AND member_id = m.of_member AND (state IN ('debited', 'ready')
             OR (kind = 'gift_card' AND state = 'used' AND ready_at > now() - interval '1 day'))
           ORDER BY created_at DESC LIMIT 50) r
         ORDER BY r."createdAt" DESC`,
});

/** @returns the ids of those that were written: all but gifts for a fact that has given already. */
export async function insertRedemptions(
  sql: Sql,
  redemptions: readonly (Redemption & { requestId: string })[],
): Promise<string[]> {
  if (redemptions.length === 0) return [];
  const { rows } = await sql.query<{ id: string }>({
    name: 'redemptions-insert',
    text: `INSERT INTO redemptions (shop_id, id, member_id, customer_id, request_id, reward_id, reward, program_version, cost_points,
             code, state, created_at, expires_at, kind, amount_minor, grant_key, lasting, delivery, ready_at, used_at)
           SELECT *, CASE WHEN state IN ('ready', 'used') THEN created_at END, CASE WHEN state = 'used' THEN created_at END
           FROM unnest($1::int[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::int[],
             $9::bigint[], $10::text[], $11::redemption_state[], $12::timestamptz[], $13::timestamptz[], $14::text[], $15::bigint[],
             $16::text[], $17::boolean[], $18::jsonb[]) AS r(shop_id, id, member_id, customer_id, request_id, reward_id, reward, program_version,
             cost_points, code, state, created_at, expires_at, kind, amount_minor, grant_key, lasting, delivery)
           ON CONFLICT (shop_id, grant_key) WHERE grant_key IS NOT NULL DO NOTHING RETURNING id`,
    values: [
      redemptions.map((r) => r.shopId),
      redemptions.map((r) => r.id),
      redemptions.map((r) => r.memberId),
      redemptions.map((r) => r.customerId),
      redemptions.map((r) => r.requestId),
      redemptions.map((r) => r.rewardId),
      redemptions.map((r) => toJsonb(r.reward)),
      redemptions.map((r) => r.programVersion),
      redemptions.map((r) => r.costPoints),
      redemptions.map((r) => r.code),
      redemptions.map((r) => r.state),
      redemptions.map((r) => r.createdAt.toISOString()),
      redemptions.map((r) => r.expiresAt?.toISOString() ?? null),
      redemptions.map((r) => r.reward.kind),
      redemptions.map((r) => r.amountMinor),
      redemptions.map((r) => r.grantKey),
      redemptions.map((r) => r.lasting),
      redemptions.map((r) => toJsonb(r.delivery)),
    ],
  });
  return rows.map((row) => row.id);
}
