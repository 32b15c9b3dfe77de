/**
 * Spending: the lean way for debits of available points under a key that none had before. The members are
 * locked and their lots read in one round trip; one statement writes everything that the debits move. What they do is what `post` does.
 */
import { together, type Sql } from '../db.server.ts';
import { invariant } from '../lib/invariant.ts';
import { lockText, memberKey, sortMembers, type BalanceRow, type MemberRef } from './balances.server.ts';
import { lotStateOf, type LotRow } from './lot-row.ts';
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

/** Looked up member by member by index, whatever the planner believes of young tables. */
const lotsText = `SELECT l.shop_id, l.member_id, l.key, l.points, l.remaining, l.expires_at, l.opened_at,
    l.inactivity_months IS NOT NULL AS by_inactivity
  FROM unnest($1::int[], $2::uuid[]) AS m(shop_id, member_id)
  CROSS JOIN LATERAL (
    SELECT * FROM lots WHERE shop_id = m.shop_id AND member_id = m.member_id AND remaining > 0 OFFSET 0) l`;

/**
 * Locks the members until the end of the transaction. Their lots are read by a second statement, which runs when the lock is
 * held and so sees what the transaction that was waited for has left.
 * @returns what each can spend, by `memberKey`.
 */
export async function lockForSpending(sql: Sql, members: readonly MemberRef[]): Promise<Map<string, Spendable>> {
  const sorted = sortMembers(members);
  const values = [sorted.map((member) => member.shopId), sorted.map((member) => member.memberId)];
  const [balances, lots] = await together([
    sql.query<BalanceRow>({ ...lockText, values }),
    sql.query<LotRow>({ name: 'ledger-spendable-lots', text: lotsText, values }),
  ]);
  const spendable = new Map<string, Spendable>();
  for (const { shop_id: shopId, member_id: memberId, available } of balances.rows)
    spendable.set(memberKey({ shopId, memberId }), { available, lots: [] });
  for (const row of lots.rows) {
    spendable.get(memberKey({ shopId: row.shop_id, memberId: row.member_id }))?.lots.push(lotStateOf(row));
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
