/**
 * Spending: the lean way for debits of available points under a key that none had before. One statement locks the members
 * and reads what they can spend, another writes everything that the debits move. What they do is what `post` does.
 */
import type { Sql } from '../db.server.ts';
import { invariant } from '../lib/invariant.ts';
import { memberKey, sortMembers, type MemberRef } from './balances.server.ts';
import { takeFromLots, type LotState } from './lots.ts';
import {
  balancedText,
  deltasText,
  foldedText,
  TRANSFER_PARAMETERS,
  transferValues,
  writtenText,
} from './record-text.ts';
import { hashTransfer, type NewTransfer } from './transfer.ts';

/** What a locked member can spend. `spend` counts it down. */
export interface Spendable {
  available: number;
  lots: LotState[];
}

/** @returns a member without a balance can spend nothing. */
export type SpendableByMember = ReadonlyMap<string, Spendable>;

interface LotRow {
  shop_id: number;
  member_id: string;
  available: number;
  is_overtaken: boolean;
  key: string | null;
  points: number;
  remaining: number;
  expires_at: Date | null;
  opened_at: Date;
  by_inactivity: boolean;
}

/**
 * The lock may wait for another transaction, and the lots are then those from before it: `is_overtaken` says so, by the version
 * of the balance, which every movement counts up. The second reading is of a member who is locked already. Each
 * member is looked up by index, whatever the planner believes of young tables.
 */
const lockText = `SELECT m.shop_id, m.member_id, b.available,
    b.version IS DISTINCT FROM (SELECT s.version FROM balances s WHERE s.shop_id = m.shop_id AND s.member_id = m.member_id) AS is_overtaken,
    l.key, l.points, l.remaining, l.expires_at, l.opened_at, l.inactivity_months IS NOT NULL AS by_inactivity
  FROM unnest($1::int[], $2::uuid[]) AS m(shop_id, member_id)
  CROSS JOIN LATERAL (
    SELECT shop_id, member_id, available, version FROM balances
    WHERE shop_id = m.shop_id AND member_id = m.member_id FOR UPDATE) b
  LEFT JOIN LATERAL (
    SELECT * FROM lots WHERE shop_id = b.shop_id AND member_id = b.member_id AND remaining > 0 OFFSET 0) l ON true`;

/** Locks the members until the end of the transaction. @returns what each can spend, by `memberKey`. */
export async function lockForSpending(sql: Sql, members: readonly MemberRef[]): Promise<Map<string, Spendable>> {
  const spendable = new Map<string, Spendable>();
  let wanted = sortMembers(members);
  while (wanted.length > 0) {
    const { rows } = await sql.query<LotRow>({
      name: 'ledger-lock-for-spending',
      text: lockText,
      values: [wanted.map((member) => member.shopId), wanted.map((member) => member.memberId)],
    });
    const overtaken: MemberRef[] = [];
    for (const row of rows) {
      const member = { shopId: row.shop_id, memberId: row.member_id };
      if (row.is_overtaken) {
        overtaken.push(member);
        continue;
      }
      const known = spendable.get(memberKey(member)) ?? { available: row.available, lots: [] };
      spendable.set(memberKey(member), known);
      if (row.key === null) continue;
      known.lots.push({
        key: row.key,
        points: row.points,
        remaining: row.remaining,
        expiresAtMs: row.expires_at?.getTime() ?? null,
        openedAtMs: row.opened_at.getTime(),
        byInactivity: row.by_inactivity,
      });
    }
    wanted = sortMembers(overtaken);
  }
  return spendable;
}

const [MOVES_SHOP, MOVES_TRANSFER, MOVES_LOT, MOVES_POINTS] = [1, 2, 3, 4].map((n) => `$${TRANSFER_PARAMETERS + n}`);

const spendText = `WITH ${writtenText()}, ${deltasText}, ${balancedText}, ${foldedText}, moves AS (
    SELECT * FROM unnest(${MOVES_SHOP}::int[], ${MOVES_TRANSFER}::text[], ${MOVES_LOT}::text[], ${MOVES_POINTS}::bigint[])
      AS m(shop_id, transfer_key, lot_key, points)
  ), noted AS (
    INSERT INTO lot_moves (shop_id, transfer_key, lot_key, points) SELECT shop_id, transfer_key, lot_key, points FROM moves
  ), moved AS (
    UPDATE lots l SET remaining = l.remaining + s.points
    FROM (SELECT shop_id, lot_key, sum(points)::bigint AS points FROM moves GROUP BY 1, 2) s
    WHERE l.shop_id = s.shop_id AND l.key = s.lot_key
  )
  SELECT count(*)::int AS written FROM written`;

/**
 * Books debits of members whom `lockForSpending` has locked in this transaction, in one statement.
 * @throws Error when a member cannot afford it or a key is known: the caller has to see to both, and rolls back.
 */
export async function spend(sql: Sql, debits: readonly NewTransfer[], locked: SpendableByMember): Promise<void> {
  if (debits.length === 0) return;
  const moves: { shopId: number; transferKey: string; lotKey: string; points: number }[] = [];
  for (const debit of debits) {
    invariant(
      Number.isSafeInteger(debit.points) && debit.points > 0,
      'a debit moves a positive whole number of points',
    );
    invariant(debit.from === 'available' && debit.to !== 'pending', 'a debit leaves the available account');
    const member = locked.get(memberKey(debit));
    invariant(member && member.available >= debit.points, 'a debit is covered by the balance');
    member.available -= debit.points;
    for (const move of takeFromLots(member.lots, debit.points, null).moves)
      moves.push({ shopId: debit.shopId, transferKey: debit.key, ...move });
  }
  const { rows } = await sql.query<{ written: number }>({
    name: 'ledger-spend',
    text: spendText,
    values: [
      ...transferValues(debits, debits.map(hashTransfer)),
      moves.map((move) => move.shopId),
      moves.map((move) => move.transferKey),
      moves.map((move) => move.lotKey),
      moves.map((move) => move.points),
    ],
  });
  invariant(rows[0]?.written === debits.length, 'a debit has a key that none had before');
}
