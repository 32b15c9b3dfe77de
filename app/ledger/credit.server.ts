/**
 * Plain credits: points that become available and take nothing back, as nearly all awards are. One statement locks the members,
 * writes the transfers, and from exactly those the balances, the rollups and the lots. Called by `post` alone.
 */
import { MustRunAgain, type Sql } from '../db.server.ts';
import { memberKey, sortMembers } from './balances.server.ts';
import { deltasText, foldedText, TRANSFER_PARAMETERS, transferValues, writtenText } from './record-text.ts';
import { isMemberAccount, type NewTransfer } from './transfer.ts';

export function isPlainCredit(transfer: NewTransfer): boolean {
  return (
    transfer.to === 'available' &&
    !isMemberAccount(transfer.from) &&
    !transfer.reversesKey &&
    !transfer.opensPending &&
    !transfer.pendingKey &&
    !transfer.givenBack &&
    !transfer.lotKey
  );
}

export interface Credited {
  /** All were new, nobody owed anything, and the lots are opened: nothing is left to be done. */
  isComplete: boolean;
  /** Otherwise: what was written (`shopId key`) ... */
  written: Set<string>;
  /** ... and what the members had before, by `memberKey`. The lots are still to be opened. */
  balances: Map<string, { available: number }>;
}

const [MEMBER_SHOPS, MEMBER_IDS, EXPIRES_AT, INACTIVITY, COUNT] = [1, 2, 3, 4, 5].map(
  (n) => `$${TRANSFER_PARAMETERS + n}`,
);

/**
 * The locks come first (the insert waits for their count), in the order of all transactions, each looked up by index. A balance that is
 * not there yet is opened; if another transaction was first, `raced` says so. Lots are opened here only if every
 * transfer was new and no member owed points, which are conditions on whole parts of the statement and cost nothing per row.
 */
const creditText = `WITH locked AS MATERIALIZED (
    SELECT b.shop_id, b.member_id, b.available FROM unnest(${MEMBER_SHOPS}::int[], ${MEMBER_IDS}::uuid[]) AS m(shop_id, member_id)
    CROSS JOIN LATERAL (SELECT * FROM balances WHERE shop_id = m.shop_id AND member_id = m.member_id FOR UPDATE) b
  ), ${writtenText('WHERE (SELECT count(*) FROM locked) >= 0')}, ${deltasText}, balanced AS (
    INSERT INTO balances AS b (shop_id, member_id, pending, available, version, active_at)
    SELECT shop_id, member_id, pending, available, 1, active_at FROM deltas ORDER BY shop_id, member_id
    ON CONFLICT (shop_id, member_id) DO UPDATE SET available = b.available + excluded.available, version = b.version + 1, updated_at = now(),
      active_at = greatest(b.active_at, excluded.active_at)
    RETURNING xmax = 0 AS was_opened
  ), state AS (
    SELECT (SELECT count(*) FROM written) = ${COUNT}::int AND NOT EXISTS (SELECT 1 FROM locked WHERE available < 0) AS is_complete,
      (SELECT count(*) FILTER (WHERE NOT was_opened) FROM balanced) > (SELECT count(*) FROM locked) AS raced
  ), opened AS (
    INSERT INTO lots (shop_id, key, member_id, points, remaining, expires_at, opened_at, inactivity_months)
    SELECT l.shop_id, l.key, l.member_id, l.points, l.points, l.expires_at, l.opened_at, l.inactivity_months
    FROM unnest($1::int[], $2::text[], $3::uuid[], $6::bigint[], ${EXPIRES_AT}::timestamptz[], $16::timestamptz[], ${INACTIVITY}::smallint[])
      AS l(shop_id, key, member_id, points, expires_at, opened_at, inactivity_months)
    WHERE (SELECT is_complete FROM state)
  ), ${foldedText}
  SELECT is_complete, raced, NULL::int AS shop_id, NULL AS key, NULL::bigint AS available FROM state
  UNION ALL SELECT false, false, w.shop_id, w.key, NULL FROM written w, state WHERE NOT is_complete
  UNION ALL SELECT false, false, l.shop_id, l.member_id::text, l.available FROM locked l, state WHERE NOT is_complete`;

/** @throws MustRunAgain when another transaction opened one of the balances at the same moment. */
export async function credit(sql: Sql, credits: readonly NewTransfer[], hashes: readonly Buffer[]): Promise<Credited> {
  const members = sortMembers(credits);
  const { rows } = await sql.query<{
    is_complete: boolean;
    raced: boolean;
    shop_id: number;
    key: string;
    available: number | null;
  }>({
    name: 'ledger-credit',
    text: creditText,
    values: [
      ...transferValues(credits, hashes),
      members.map((member) => member.shopId),
      members.map((member) => member.memberId),
      credits.map((transfer) => transfer.expiresAt?.toISOString() ?? null),
      credits.map((transfer) => transfer.inactivityMonths ?? null),
      credits.length,
    ],
  });
  const [state, ...rest] = rows;
  if (state?.raced) throw new MustRunAgain('a balance was opened by another transaction at the same moment');
  const credited: Credited = { isComplete: state?.is_complete ?? false, written: new Set(), balances: new Map() };
  for (const { shop_id: shopId, key, available } of rest) {
    if (available === null) credited.written.add(`${shopId} ${key}`);
    else credited.balances.set(memberKey({ shopId, memberId: key }), { available });
  }
  return credited;
}
