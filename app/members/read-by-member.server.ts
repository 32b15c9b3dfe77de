/**
 * Reads of single members, as the storefront makes them: many shoppers ask at the same moment, and their reads share
 * statements. The statements of a moment share a connection too: they travel together.
 */
import { pool, together } from '../db.server.ts';
import { gather } from '../lib/gather.ts';

/** Reads, of which each shopper asks several. */
const MAX_BATCH = 256;
const MAX_UNDER_WAY = 2;

interface Statement {
  name: string;
  text: string;
}

interface Ask {
  statement: Statement;
  shopId: number;
  memberId: string;
}

type RowOfMember = Record<string, unknown> & { ofShop: number; ofMember: string };

const read = gather<Ask, RowOfMember[]>(
  async (asks) => {
    const byStatement = new Map<Statement, Map<string, Ask>>();
    for (const ask of asks) {
      const members = byStatement.get(ask.statement);
      if (members) members.set(keyOf(ask), ask);
      else byStatement.set(ask.statement, new Map([[keyOf(ask), ask]]));
    }
    const client = await pool().connect();
    let failure: Error | undefined;
    try {
      const results = await together(
        [...byStatement].map(async ([statement, members]) => {
          const unique = [...members.values()];
          const { rows } = await client.query<RowOfMember>({
            ...statement,
            values: [unique.map(({ shopId }) => shopId), unique.map(({ memberId }) => memberId)],
          });
          const byMember = new Map<string, RowOfMember[]>(unique.map((ask) => [keyOf(ask), []]));
          for (const row of rows) byMember.get(keyOf({ shopId: row.ofShop, memberId: row.ofMember }))?.push(row);
          return [statement, byMember] as const;
        }),
      );
      const found = new Map(results);
      return asks.map((ask) => found.get(ask.statement)?.get(keyOf(ask)) ?? []);
    } catch (error) {
      failure = error as Error;
      throw error;
    } finally {
      client.release(failure);
    }
  },
  { maxBatch: MAX_BATCH, maxUnderWay: MAX_UNDER_WAY },
);

/**
 * @param statement a prepared statement over `unnest($1::int[], $2::uuid[])` of shop ids and member ids, each member once. Its
 *   rows carry `ofShop` and `ofMember`, to whom they belong, and come in the order in which each member's are wanted.
 * @returns a reader of one member's rows.
 */
export function readByMember<Row extends object>(
  statement: Statement,
): (shopId: number, memberId: string) => Promise<Row[]> {
  return async (shopId, memberId) => (await read({ statement, shopId, memberId })) as (Row & RowOfMember)[];
}

function keyOf(member: { shopId: number; memberId: string }): string {
  return `${member.shopId} ${member.memberId}`;
}
