/** The tags that a member has by rewards which still hold: whoever else takes tags away leaves these. */
import type { Sql } from '../db.server.ts';
import type { MemberRef } from '../ledger/balances.server.ts';

/** In small letters, as Shopify compares them. Those rewards cannot end before the transaction does. */
export async function holdRewardTags(sql: Sql, { shopId, memberId }: MemberRef): Promise<Set<string>> {
  const { rows } = await sql.query<{ tag: string }>({
    name: 'redemptions-hold-tags',
    text: `SELECT lower(reward ->> 'tag') AS tag FROM redemptions
           WHERE shop_id = $1 AND member_id = $2 AND state IN ('debited', 'ready') AND reward ->> 'tag' IS NOT NULL
           ORDER BY id FOR SHARE`,
    values: [shopId, memberId],
  });
  return new Set(rows.map((row) => row.tag));
}
