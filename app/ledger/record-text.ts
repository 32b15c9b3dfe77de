/**
 * The pieces of the statements that write the journal. What moves is what was really written: balances and rollups are
 * derived from the rows that the insert returns, in the same statement, so that a repeated fact moves nothing.
 */
import { toJsonb } from '../lib/clean-text.ts';
import type { NewTransfer } from './transfer.ts';

/** Rollups of one shop and day are spread over this many rows, so that no row is hot. */
const ROLLUP_BUCKETS = 16;

/** How many parameters `transferValues` fills; those of a longer statement come after them. */
export const TRANSFER_PARAMETERS = 16;

/** Parameters 1 to 16 of each statement, in the order of `written`. */
export function transferValues(transfers: readonly NewTransfer[], hashes: readonly Buffer[]): unknown[] {
  return [
    transfers.map((t) => t.shopId),
    transfers.map((t) => t.key),
    transfers.map((t) => t.memberId),
    transfers.map((t) => t.from),
    transfers.map((t) => t.to),
    transfers.map((t) => t.points),
    transfers.map((t) => t.kind),
    transfers.map((t) => t.sourceType),
    transfers.map((t) => t.sourceId),
    transfers.map((t) => t.ruleId ?? null),
    transfers.map((t) => t.programVersion ?? null),
    transfers.map((t) => t.reversesKey ?? null),
    hashes,
    transfers.map((t) => toJsonb(t.detail)),
    transfers.map((t) => t.bookedOn),
    transfers.map((t) => t.occurredAt.toISOString()),
  ];
}

/**
 * `written`: the transfers that are new. `condition` can make the insert wait for another part of the statement.
 */
export function writtenText(condition = ''): string {
  return `written AS (
    INSERT INTO transfers (shop_id, key, member_id, from_account, to_account, points, kind, source_type, source_id, rule_id,
      program_version, reverses_key, input_hash, detail, booked_on, occurred_at)
    SELECT * FROM unnest($1::int[], $2::text[], $3::uuid[], $4::account[], $5::account[], $6::bigint[], $7::text[], $8::text[],
      $9::text[], $10::text[], $11::int[], $12::text[], $13::bytea[], $14::jsonb[], $15::date[], $16::timestamptz[])
    ${condition}
    ON CONFLICT (shop_id, key) DO NOTHING
    RETURNING shop_id, key, member_id, from_account, to_account, points, kind, booked_on, occurred_at
  )`;
}

/** `deltas`: what the written transfers change of each balance. Earning and redeeming count as activity. */
export const deltasText = `deltas AS (
    SELECT shop_id, member_id,
      coalesce(sum(points) FILTER (WHERE to_account = 'pending'), 0) - coalesce(sum(points) FILTER (WHERE from_account = 'pending'), 0) AS pending,
      coalesce(sum(points) FILTER (WHERE to_account = 'available'), 0) - coalesce(sum(points) FILTER (WHERE from_account = 'available'), 0) AS available,
      max(occurred_at) FILTER (WHERE kind IN ('award', 'redemption')) AS active_at
    FROM written GROUP BY shop_id, member_id
  )`;

/** `balanced`: the balances, which the caller has locked. */
export const balancedText = `balanced AS (
    UPDATE balances b SET pending = b.pending + d.pending, available = b.available + d.available, version = b.version + 1, updated_at = now(),
      active_at = greatest(b.active_at, d.active_at)
    FROM deltas d WHERE b.shop_id = d.shop_id AND b.member_id = d.member_id
  )`;

/**
 * `folded`: the rollups, summed by kind and direction, e.g. "adjustment:in" ("within" is from pending to available); the audit recomputes
 * them. Rows are taken in one order, so that no two transactions wait for each other.
 */
export const foldedText = `folded AS (
    INSERT INTO daily_rollups AS r (shop_id, booked_on, kind, bucket, points, transfers)
    SELECT shop_id, booked_on, kind || CASE WHEN from_account NOT IN ('pending', 'available') THEN ':in'
      WHEN to_account IN ('pending', 'available') THEN ':within' ELSE ':out' END,
      get_byte(uuid_send(member_id), 15) % ${ROLLUP_BUCKETS}, sum(points), count(*)
    FROM written GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (shop_id, booked_on, kind, bucket)
    DO UPDATE SET points = r.points + excluded.points, transfers = r.transfers + excluded.transfers
  )`;
