/**
 * The only writer of points. Posts transfers, keeps the balances, lots and rollups beside them, and refuses the same
 * business fact twice. Must run inside the caller's transaction; knows no Shopify and no HTTP.
 */
import type { Sql } from '../db.server.ts';
import { toJsonb } from '../lib/clean-text.ts';
import { invariant } from '../lib/invariant.ts';
import { lockBalances, memberKey } from './balances.server.ts';
import { credit, isPlainCredit } from './credit.server.ts';
import { lotStateOf, type LotRow } from './lot-row.ts';
import { putIntoLots, takeFromLots, type LotState } from './lots.ts';
import { movePending } from './pending.server.ts';
import { balancedText, deltasText, foldedText, transferValues, writtenText } from './record-text.ts';
import { hashTransfer, isMemberAccount, type NewTransfer, type PostingOutcome } from './transfer.ts';

/**
 * Posts the transfers in the given order, all of them in a few statements whatever their number.
 *
 * @param sql a client inside a transaction; after an error the caller rolls back.
 * @returns one outcome for each transfer, in order. A conflict is also kept in `ledger_conflicts` for a person to see.
 * @throws Error when the database refuses (a broken invariant); never for a repeated or conflicting fact.
 */
export async function post(sql: Sql, transfers: readonly NewTransfer[]): Promise<PostingOutcome[]> {
  if (transfers.length === 0) return [];
  for (const transfer of transfers) {
    invariant(
      Number.isSafeInteger(transfer.points) && transfer.points > 0,
      'a transfer moves a positive whole number of points',
    );
    invariant(
      isMemberAccount(transfer.from) || isMemberAccount(transfer.to),
      'a transfer touches an account of its member',
    );
  }
  const hashes = transfers.map(hashTransfer);
  if (transfers.every(isPlainCredit)) {
    const credited = await credit(sql, transfers, hashes);
    if (credited.isComplete) return transfers.map(() => 'posted');
    const outcomes = await outcomesOf(sql, transfers, hashes, credited.written);
    const posted = transfers.filter((_, index) => outcomes[index] === 'posted');
    await moveLots(sql, posted, credited.balances);
    return outcomes;
  }
  const balances = await lockBalances(sql, transfers);
  const outcomes = await outcomesOf(sql, transfers, hashes, await record(sql, transfers, hashes));
  const posted = transfers.filter((_, index) => outcomes[index] === 'posted');
  if (posted.length === 0) return outcomes;
  await movePending(sql, posted);
  await moveLots(sql, posted, balances);
  await holdLots(sql, posted);
  return outcomes;
}

const recordText = `WITH ${writtenText()}, ${deltasText}, ${balancedText}, ${foldedText}
  SELECT shop_id, key FROM written`;

/** @returns what was written, as `shopId key`. */
async function record(sql: Sql, transfers: readonly NewTransfer[], hashes: readonly Buffer[]): Promise<Set<string>> {
  const { rows } = await sql.query<{ shop_id: number; key: string }>({
    name: 'ledger-record',
    text: recordText,
    values: transferValues(transfers, hashes),
  });
  return new Set(rows.map((row) => `${row.shop_id} ${row.key}`));
}

async function outcomesOf(
  sql: Sql,
  transfers: readonly NewTransfer[],
  hashes: readonly Buffer[],
  written: Set<string>,
): Promise<PostingOutcome[]> {
  const outcomes: PostingOutcome[] = [];
  const repeated: number[] = [];
  transfers.forEach((transfer, index) => {
    // The first of equal keys in one call was written; the later ones are repetitions of it.
    const isFirst = written.delete(`${transfer.shopId} ${transfer.key}`);
    outcomes.push(isFirst ? 'posted' : 'duplicate');
    if (!isFirst) repeated.push(index);
  });
  if (repeated.length > 0) await markConflicts(sql, transfers, hashes, repeated, outcomes);
  return outcomes;
}

async function markConflicts(
  sql: Sql,
  transfers: readonly NewTransfer[],
  hashes: readonly Buffer[],
  repeated: readonly number[],
  outcomes: PostingOutcome[],
): Promise<void> {
  const { rows } = await sql.query<{ index: number; same: boolean }>({
    name: 'ledger-compare-repeated',
    text: `SELECT r.index::int AS index, t.input_hash = r.input_hash AS same
           FROM unnest($1::int[], $2::int[], $3::text[], $4::bytea[]) AS r(index, shop_id, key, input_hash)
           JOIN transfers t ON t.shop_id = r.shop_id AND t.key = r.key`,
    values: [
      [...repeated],
      repeated.map((index) => transfers[index]?.shopId),
      repeated.map((index) => transfers[index]?.key),
      repeated.map((index) => hashes[index]),
    ],
  });
  const conflicting = rows.filter((row) => !row.same).map((row) => row.index);
  for (const index of conflicting) {
    const transfer = transfers[index];
    invariant(transfer, 'a conflict points at one of the transfers');
    outcomes[index] = 'conflict';
    await sql.query(
      `INSERT INTO ledger_conflicts (shop_id, key, input_hash, transfer) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
      [transfer.shopId, transfer.key, hashes[index], toJsonb(transfer)],
    );
  }
}

/** A member's lots as far as the movements at hand can touch them. */
interface MemberLots {
  available: number;
  lots: LotState[];
}

async function moveLots(
  sql: Sql,
  posted: readonly NewTransfer[],
  balances: ReadonlyMap<string, { available: number }>,
): Promise<void> {
  const touching = posted.filter(({ from, to }) => from !== to && (from === 'available' || to === 'available'));
  if (touching.length === 0) return;
  const members = new Map<string, MemberLots>();
  const needsLots: NewTransfer[] = [];
  for (const transfer of touching) {
    members.set(memberKey(transfer), { available: balances.get(memberKey(transfer))?.available ?? 0, lots: [] });
    // A plain award opens a lot of its own and needs to know no other.
    if (transfer.from === 'available' || transfer.reversesKey) needsLots.push(transfer);
  }
  const origins =
    needsLots.length > 0
      ? await loadLots(sql, needsLots, members)
      : new Map<string, { lotKey: string; points: number }[]>();

  const opened: { transfer: NewTransfer; points: number; remaining: number }[] = [];
  const moves: { transfer: NewTransfer; lotKey: string; points: number; holdUntilMs?: number }[] = [];
  for (const transfer of touching) {
    const member = members.get(memberKey(transfer));
    invariant(member, 'the lots of every touched member were loaded');
    const effect =
      transfer.from === 'available'
        ? takeFromLots(member.lots, transfer.points, transfer.lotKey ?? transfer.reversesKey ?? null)
        : putIntoLots(
            member.lots,
            transfer.points,
            Math.max(0, -member.available),
            origins.get(`${transfer.shopId} ${transfer.reversesKey ?? ''}`) ?? [],
            transfer.givenBack && {
              atMs: transfer.givenBack.at.getTime(),
              usableUntilMs: transfer.givenBack.usableUntil.getTime(),
            },
          );
    member.available += transfer.from === 'available' ? -transfer.points : transfer.points;
    for (const move of effect.moves) moves.push({ transfer, ...move });
    if (effect.opened) {
      opened.push({ transfer, ...effect.opened });
      member.lots.push({
        key: transfer.key,
        ...effect.opened,
        expiresAtMs: transfer.expiresAt?.getTime() ?? null,
        openedAtMs: transfer.occurredAt.getTime(),
        byInactivity: typeof transfer.inactivityMonths === 'number',
      });
    }
  }
  // A lot that was opened here and touched again by a later movement of the same call gets both: opened first, then moved.
  if (opened.length > 0) {
    await sql.query({
      name: 'ledger-open-lots',
      text: `INSERT INTO lots (shop_id, key, member_id, points, remaining, expires_at, opened_at, inactivity_months)
             SELECT * FROM unnest($1::int[], $2::text[], $3::uuid[], $4::bigint[], $5::bigint[], $6::timestamptz[], $7::timestamptz[],
               $8::smallint[])`,
      values: [
        opened.map((o) => o.transfer.shopId),
        opened.map((o) => o.transfer.key),
        opened.map((o) => o.transfer.memberId),
        opened.map((o) => o.points),
        opened.map((o) => o.remaining),
        opened.map((o) => o.transfer.expiresAt?.toISOString() ?? null),
        opened.map((o) => o.transfer.occurredAt.toISOString()),
        opened.map((o) => o.transfer.inactivityMonths ?? null),
      ],
    });
  }
  if (moves.length > 0) {
    await sql.query({
      name: 'ledger-move-lots',
      text: `WITH m AS (
               SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::bigint[], $5::timestamptz[])
                 AS m(shop_id, transfer_key, lot_key, points, hold_until)
             ), written AS (
               INSERT INTO lot_moves (shop_id, transfer_key, lot_key, points) SELECT shop_id, transfer_key, lot_key, points FROM m
             ), sums AS (
               SELECT shop_id, lot_key, sum(points)::bigint AS points, max(hold_until) AS hold_until FROM m GROUP BY shop_id, lot_key)
             UPDATE lots l SET remaining = l.remaining + s.points,
               expires_at = CASE WHEN s.hold_until IS NULL THEN l.expires_at ELSE greatest(l.expires_at, s.hold_until) END
             FROM sums s WHERE l.shop_id = s.shop_id AND l.key = s.lot_key`,
      values: [
        moves.map((m) => m.transfer.shopId),
        moves.map((m) => m.transfer.key),
        moves.map((m) => m.lotKey),
        moves.map((m) => m.points),
        moves.map((m) => (m.holdUntilMs === undefined ? null : new Date(m.holdUntilMs).toISOString())),
      ],
    });
  }
}

/** Extensions: their points stay where they are, and hold until another time. */
async function holdLots(sql: Sql, posted: readonly NewTransfer[]): Promise<void> {
  const held = posted.flatMap((transfer) => (transfer.lotExpiries ?? []).map((lot) => ({ ...lot, transfer })));
  if (held.length === 0) return;
  await sql.query(
    `UPDATE lots l SET expires_at = h.expires_at FROM unnest($1::int[], $2::text[], $3::uuid[], $4::timestamptz[]) AS h(shop_id, key, member_id, expires_at)
     WHERE l.shop_id = h.shop_id AND l.key = h.key AND l.member_id = h.member_id`,
    [
      held.map(({ transfer }) => transfer.shopId),
      held.map(({ lotKey }) => lotKey),
      held.map(({ transfer }) => transfer.memberId),
      held.map(({ expiresAt }) => expiresAt?.toISOString() ?? null),
    ],
  );
}

/**
 * Loads the lots that spending and returning can touch: those with remains, and those that a taken-back movement used.
 * @returns for each taken-back transfer (`shopId key`), what is still to be given back to which lot.
 */
async function loadLots(
  sql: Sql,
  transfers: readonly NewTransfer[],
  members: Map<string, MemberLots>,
): Promise<Map<string, { lotKey: string; points: number }[]>> {
  const reversed = transfers.filter((transfer) => transfer.reversesKey && transfer.to === 'available');
  const moved = reversed.length > 0 ? await loadOrigins(sql, reversed) : [];
  const { rows } = await sql.query<LotRow>({
    name: 'ledger-load-lots',
    text: `SELECT l.shop_id, l.member_id, l.key, l.points, l.remaining, l.expires_at, l.opened_at,
             l.inactivity_months IS NOT NULL AS by_inactivity
           FROM (SELECT DISTINCT * FROM unnest($1::int[], $2::uuid[]) AS m(shop_id, member_id)) m
           JOIN lots l ON l.shop_id = m.shop_id AND l.member_id = m.member_id
           WHERE l.remaining > 0 OR l.key = ANY($3::text[])`,
    values: [transfers.map((t) => t.shopId), transfers.map((t) => t.memberId), moved.map((row) => row.lot_key)],
  });
  for (const row of rows) {
    members.get(memberKey({ shopId: row.shop_id, memberId: row.member_id }))?.lots.push(lotStateOf(row));
  }
  const origins = new Map<string, { lotKey: string; points: number }[]>();
  for (const row of moved) {
    const key = `${row.shop_id} ${row.reverses_key}`;
    origins.set(key, [...(origins.get(key) ?? []), { lotKey: row.lot_key, points: row.points }]);
  }
  return origins;
}

interface Origin {
  shop_id: number;
  reverses_key: string;
  lot_key: string;
  points: number;
}

/** What each taken-back transfer took from which lot, less what was given back already. */
async function loadOrigins(sql: Sql, reversed: readonly NewTransfer[]): Promise<Origin[]> {
  const { rows } = await sql.query<Origin>({
    name: 'ledger-load-origins',
    text: `SELECT r.shop_id, r.key AS reverses_key, m.lot_key, (-sum(m.points))::bigint AS points
           FROM (SELECT DISTINCT * FROM unnest($1::int[], $2::text[]) AS k(shop_id, key)) r
           JOIN lot_moves m ON m.shop_id = r.shop_id AND m.transfer_key IN (
             SELECT r.key UNION ALL SELECT t.key FROM transfers t
             WHERE t.shop_id = r.shop_id AND t.reverses_key = r.key AND t.member_id = ANY($3::uuid[]))
           GROUP BY 1, 2, 3 HAVING sum(m.points) < 0`,
    values: [reversed.map((t) => t.shopId), reversed.map((t) => t.reversesKey), reversed.map((t) => t.memberId)],
  });
  return rows;
}
