/** Owns the rows of levels: the present level of each member, what it rests on, and how it came about. */
import type { Sql } from '../db.server.ts';
import { toJsonb } from '../lib/clean-text.ts';
import type { Member } from '../members/membership.server.ts';
import type { Promised, StandingSource } from '../program/standing.ts';
import type { TierChangeDetail } from './changes.ts';

export interface TierRow {
  tierId: string | null;
  source: StandingSource | null;
  since: string | null;
  holdsUntil: string | null;
  graceUntil: string | null;
  value: number;
  programVersion: number;
  reckonedAt: Date;
  nextLookAt: Date | null;
  /** The end that the member was told of. */
  toldUntil: string | null;
  given: Promised | null;
  /** The merchant's words for what was given. */
  givenReason: string;
  kept: Promised | null;
}

export interface TierMember extends Member {
  /** Until when a paid membership is in force. */
  paidUntil: Date | null;
  /** What the engine reads. */
  tierId: string | null;
  /** Null until the first look. */
  row: TierRow | null;
}

interface MemberRef {
  shopId: number;
  id: string;
}

const date = (column: string) => `to_char(t.${column}, 'YYYY-MM-DD')`;

const columns = `m.shop_id AS "shopId", m.id, m.customer_id AS "customerId", m.status, m.joined_at AS "joinedAt", m.paid_until AS "paidUntil",
  m.tier_id AS "cachedTierId", t.member_id IS NOT NULL AS "isKnown", t.tier_id AS "tierId", t.source, ${date('since')} AS since,
  ${date('holds_until')} AS "holdsUntil", ${date('grace_until')} AS "graceUntil", t.value, t.program_version AS "programVersion",
  t.reckoned_at AS "reckonedAt", t.next_look_at AS "nextLookAt", ${date('told_until')} AS "toldUntil",
  t.given_tier_id AS "givenTierId", ${date('given_until')} AS "givenUntil",
  coalesce(t.given_reason, '') AS "givenReason", t.kept_tier_id AS "keptTierId", ${date('kept_until')} AS "keptUntil"`;

type Selected = Member &
  Omit<TierRow, 'given' | 'kept'> & {
    paidUntil: Date | null;
    cachedTierId: string | null;
    isKnown: boolean;
    givenTierId: string | null;
    givenUntil: string | null;
    keptTierId: string | null;
    keptUntil: string | null;
  };

/** The members with their levels, in the order of their ids; locked until the end of the transaction where asked for. */
export async function readTierMembers(sql: Sql, refs: readonly MemberRef[], lock: boolean): Promise<TierMember[]> {
  if (refs.length === 0) return [];
  const { rows } = await sql.query<Selected>({
    name: lock ? 'tiers-lock' : 'tiers-read',
    text: `SELECT ${columns}
           FROM (SELECT DISTINCT * FROM unnest($1::int[], $2::uuid[]) AS r(shop_id, id)) r
           JOIN members m ON m.shop_id = r.shop_id AND m.id = r.id
           LEFT JOIN member_tiers t ON t.shop_id = m.shop_id AND t.member_id = m.id
           ORDER BY m.shop_id, m.id ${lock ? 'FOR NO KEY UPDATE OF m' : ''}`,
    values: [refs.map((ref) => ref.shopId), refs.map((ref) => ref.id)],
  });
  return rows.map(toMember);
}

/** A page of a shop's members who can have a level, by id. */
export async function pageOfMembers(
  sql: Sql,
  shopId: number,
  after: string | null,
  limit: number,
): Promise<TierMember[]> {
  const { rows } = await sql.query<Selected>({
    name: 'tiers-page',
    text: `SELECT ${columns} FROM members m LEFT JOIN member_tiers t ON t.shop_id = m.shop_id AND t.member_id = m.id
           WHERE m.shop_id = $1 AND ($2::uuid IS NULL OR m.id > $2) AND m.status IN ('active', 'blocked')
           ORDER BY m.id LIMIT $3`,
    values: [shopId, after, limit],
  });
  return rows.map(toMember);
}

function toMember(selected: Selected): TierMember {
  const { shopId, id, customerId, status, joinedAt, paidUntil, cachedTierId, isKnown, ...row } = selected;
  const { givenTierId, givenUntil, keptTierId, keptUntil, ...rest } = row;
  return {
    ...{ shopId, id, customerId, status, joinedAt, paidUntil },
    tierId: cachedTierId,
    row: isKnown
      ? {
          ...rest,
          given: givenTierId === null ? null : { tierId: givenTierId, until: givenUntil },
          kept: keptTierId === null ? null : { tierId: keptTierId, until: keptUntil },
        }
      : null,
  };
}

/** Whether a level holds the tag at Shopify, in whatever case. */
export async function hasLevelTag(sql: Sql, shopId: number, memberId: string, tag: string): Promise<boolean> {
  const { rowCount } = await sql.query({
    name: 'tiers-has-tag',
    text: `SELECT 1 FROM member_tiers t WHERE t.shop_id = $1 AND t.member_id = $2
             AND lower($3) IN (SELECT lower(tag) FROM unnest(t.tags) AS tag)`,
    values: [shopId, memberId, tag],
  });
  return Boolean(rowCount);
}

export type NewTierRow = Omit<TierRow, 'given' | 'givenReason'> & { shopId: number; memberId: string };

/** Writes the levels, and what the engine reads of them. What the merchant gave is left as it is. */
export async function saveTiers(sql: Sql, rows: readonly NewTierRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql.query({
    name: 'tiers-save',
    text: `WITH r AS (
             SELECT * FROM unnest($1::int[], $2::uuid[], $3::text[], $4::text[], $5::date[], $6::date[], $7::date[], $8::bigint[], $9::int[],
               $10::timestamptz[], $11::timestamptz[], $12::date[], $13::text[], $14::date[]) AS r(shop_id, member_id, tier_id, source, since,
               holds_until, grace_until, value, program_version, reckoned_at, next_look_at, told_until, kept_tier_id, kept_until)
           ), cached AS (
             UPDATE members m SET tier_id = r.tier_id FROM r
             WHERE m.shop_id = r.shop_id AND m.id = r.member_id AND m.tier_id IS DISTINCT FROM r.tier_id)
           INSERT INTO member_tiers (shop_id, member_id, tier_id, source, since, holds_until, grace_until, value, program_version,
             reckoned_at, next_look_at, told_until, kept_tier_id, kept_until)
           SELECT * FROM r
           ON CONFLICT (shop_id, member_id) DO UPDATE SET tier_id = excluded.tier_id, source = excluded.source, since = excluded.since,
             holds_until = excluded.holds_until, grace_until = excluded.grace_until, value = excluded.value,
             program_version = excluded.program_version, reckoned_at = excluded.reckoned_at, next_look_at = excluded.next_look_at,
             told_until = excluded.told_until, kept_tier_id = excluded.kept_tier_id, kept_until = excluded.kept_until`,
    values: [
      rows.map((row) => row.shopId),
      rows.map((row) => row.memberId),
      rows.map((row) => row.tierId),
      rows.map((row) => row.source),
      rows.map((row) => row.since),
      rows.map((row) => row.holdsUntil),
      rows.map((row) => row.graceUntil),
      rows.map((row) => row.value),
      rows.map((row) => row.programVersion),
      rows.map((row) => row.reckonedAt.toISOString()),
      rows.map((row) => row.nextLookAt?.toISOString() ?? null),
      rows.map((row) => row.toldUntil),
      rows.map((row) => row.kept?.tierId ?? null),
      rows.map((row) => row.kept?.until ?? null),
    ],
  });
}

export interface NewTierChange {
  shopId: number;
  memberId: string;
  at: Date;
  onDate: string;
  programVersion: number;
  detail: TierChangeDetail;
}

export async function recordChanges(sql: Sql, changes: readonly NewTierChange[]): Promise<void> {
  if (changes.length === 0) return;
  await sql.query({
    name: 'tiers-record-changes',
    text: `INSERT INTO tier_changes (shop_id, member_id, at, on_date, from_tier_id, to_tier_id, program_version, detail)
           SELECT * FROM unnest($1::int[], $2::uuid[], $3::timestamptz[], $4::date[], $5::text[], $6::text[], $7::int[], $8::jsonb[])`,
    values: [
      changes.map((change) => change.shopId),
      changes.map((change) => change.memberId),
      changes.map((change) => change.at.toISOString()),
      changes.map((change) => change.onDate),
      changes.map((change) => change.detail.from?.id ?? null),
      changes.map((change) => change.detail.to?.id ?? null),
      changes.map((change) => change.programVersion),
      changes.map((change) => toJsonb(change.detail)),
    ],
  });
}

export interface TierChange {
  at: Date;
  onDate: string;
  detail: TierChangeDetail;
}

/** A member's changes of level, newest first. */
export async function readChanges(sql: Sql, shopId: number, memberId: string, limit: number): Promise<TierChange[]> {
  const { rows } = await sql.query<TierChange>({
    name: 'tiers-changes',
    text: `SELECT at, to_char(on_date, 'YYYY-MM-DD') AS "onDate", detail FROM tier_changes
           WHERE shop_id = $1 AND member_id = $2 ORDER BY id DESC LIMIT $3`,
    values: [shopId, memberId, limit],
  });
  return rows;
}
