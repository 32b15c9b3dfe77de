/**
 * Reads of single members, as the storefront makes them: many shoppers ask at the same moment, and their reads share
 * statements.
 */
import { pool } from '../db.server.ts';
import { gather } from '../lib/gather.ts';

const MAX_BATCH = 64;
const MAX_UNDER_WAY = 2;

interface MemberRef {
  shopId: number;
  memberId: string;
}

/**
 * @param statement a prepared statement over `unnest($1::int[], $2::uuid[])` of shop ids and member ids, each member once. Its
 *   rows carry `ofShop` and `ofMember`, to whom they belong, and come in the order in which each member's are wanted.
 * @returns a reader of one member's rows.
 */
export function readByMember<Row extends object>(statement: {
  name: string;
  text: string;
}): (shopId: number, memberId: string) => Promise<Row[]> {
  const read = gather<MemberRef, Row[]>(
    async (members) => {
      const unique = [...new Map(members.map((member) => [keyOf(member), member])).values()];
      const { rows } = await pool().query<Row & { ofShop: number; ofMember: string }>({
        ...statement,
        values: [unique.map((member) => member.shopId), unique.map((member) => member.memberId)],
      });
      const byMember = new Map<string, Row[]>(unique.map((member) => [keyOf(member), []]));
      for (const row of rows) byMember.get(keyOf({ shopId: row.ofShop, memberId: row.ofMember }))?.push(row);
      return members.map((member) => byMember.get(keyOf(member)) ?? []);
    },
    { maxBatch: MAX_BATCH, maxUnderWay: MAX_UNDER_WAY },
  );
  return (shopId, memberId) => read({ shopId, memberId });
}

function keyOf(member: MemberRef): string {
  return `${member.shopId} ${member.memberId}`;
}
