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

/** The members, each once, in the one order in which all transactions lock them: that of PostgreSQL's own types. */
export function sortMembers(members: readonly MemberRef[]): MemberRef[] {
  return [...new Map(members.map((member) => [memberKey(member), member])).values()].sort(
    (a, b) => a.shopId - b.shopId || (a.memberId < b.memberId ? -1 : a.memberId > b.memberId ? 1 : 0),
  );
}

export interface BalanceRow {
  shop_id: number;
  member_id: string;
  pending: number;
  available: number;
  version: number;
}

/** Locks the balances of the members until the end of the transaction, opening those that are not there yet. */
export async function lockBalances(sql: Sql, members: readonly MemberRef[]): Promise<Map<string, LockedBalance>> {
  const missing = new Map(members.map((member) => [memberKey(member), member]));
  const locked = new Map<string, LockedBalance>();
  // A balance that another transaction opens at the same moment is neither found nor opened here: then it is found next.
  while (missing.size > 0) {
    for (const lock of [lockText, openText]) {
      if (missing.size === 0) break;
      const sorted = sortMembers([...missing.values()]);
      const { rows } = await sql.query<BalanceRow>({
        ...lock,
        values: [sorted.map((member) => member.shopId), sorted.map((member) => member.memberId)],
      });
      for (const { shop_id: shopId, member_id: memberId, ...balance } of rows) {
        locked.set(memberKey({ shopId, memberId }), balance);
        missing.delete(memberKey({ shopId, memberId }));
      }
    }
  }
  return locked;
}

/** One member after the other, in the order given; each is looked up by index, whatever the planner believes of young tables. */
export const lockText = {
  name: 'ledger-lock-balances',
  text: `SELECT b.shop_id, b.member_id, b.pending, b.available, b.version
         FROM unnest($1::int[], $2::uuid[]) AS m(shop_id, member_id)
         CROSS JOIN LATERAL (
           SELECT * FROM balances WHERE shop_id = m.shop_id AND member_id = m.member_id FOR UPDATE) b`,
};

/** The rows that this statement opens are ours alone until the end of the transaction. */
const openText = {
  name: 'ledger-open-balances',
  text: `INSERT INTO balances (shop_id, member_id) SELECT * FROM unnest($1::int[], $2::uuid[]) ON CONFLICT DO NOTHING
         RETURNING shop_id, member_id, pending, available, version`,
};

/** The balance of one member as it stands, without locking. */
export async function readBalance(sql: Sql, shopId: number, memberId: string): Promise<LockedBalance> {
  const { rows } = await sql.query<LockedBalance>({
    name: 'ledger-read-balance',
    text: 'SELECT pending, available, version FROM balances WHERE shop_id = $1 AND member_id = $2',
    values: [shopId, memberId],
  });
  return rows[0] ?? { pending: 0, available: 0, version: 0 };
}
