/** Balances: locked before they change, always in the same order, so that no two transactions wait for each other. */
import type { Sql } from '../db.server.ts';

export interface MemberRef {
  shopId: number;
  memberId: string;
}

export interface LockedBalance {
  pending: number;
  available: number;
  version: number;
}

/** The key of a member in the maps of this room. */
export function memberKey(member: MemberRef): string {
  return `${member.shopId} ${member.memberId}`;
}

/** Locks the balances of the members until the end of the transaction, opening those that are not there yet. */
export async function lockBalances(sql: Sql, members: readonly MemberRef[]): Promise<Map<string, LockedBalance>> {
  const unique = [...new Map(members.map((member) => [memberKey(member), member])).values()].sort(
    (a, b) => a.shopId - b.shopId || (a.memberId < b.memberId ? -1 : 1),
  );
  const values = [unique.map((member) => member.shopId), unique.map((member) => member.memberId)];
  const select = () =>
    sql.query<{ shop_id: number; member_id: string; pending: number; available: number; version: number }>({
      name: 'ledger-lock-balances',
      text: `SELECT b.shop_id, b.member_id, b.pending, b.available, b.version
             FROM unnest($1::int[], $2::uuid[]) AS m(shop_id, member_id)
             JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.member_id
             ORDER BY b.shop_id, b.member_id FOR UPDATE OF b`,
      values,
    });
  let { rows } = await select();
  if (rows.length < unique.length) {
    await sql.query({
      name: 'ledger-open-balances',
      text: `INSERT INTO balances (shop_id, member_id) SELECT * FROM unnest($1::int[], $2::uuid[]) ON CONFLICT DO NOTHING`,
      values,
    });
    ({ rows } = await select());
  }
  return new Map(
    rows.map((row) => [
      memberKey({ shopId: row.shop_id, memberId: row.member_id }),
      { pending: row.pending, available: row.available, version: row.version },
    ]),
  );
}

/** The balance of one member as it stands, without locking. */
export async function readBalance(sql: Sql, shopId: number, memberId: string): Promise<LockedBalance> {
  const { rows } = await sql.query<LockedBalance>({
    name: 'ledger-read-balance',
    text: 'SELECT pending, available, version FROM balances WHERE shop_id = $1 AND member_id = $2',
    values: [shopId, memberId],
  });
  return rows[0] ?? { pending: 0, available: 0, version: 0 };
}
