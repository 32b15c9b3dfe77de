/** The customer's tags at Shopify, as far as members carry them: for conditions. Told by events, read when one joins. */
import type { Sql } from '../db.server.ts';

/**
 * Adds tags to a member, or takes them away; case does not matter, as at Shopify. A customer who is no member (yet) is passed
 * over.
 * @returns whether there is such a member.
 */
export async function changeTags(
  sql: Sql,
  customer: { shopId: number; customerId: string },
  added: readonly string[],
  removed: readonly string[],
): Promise<boolean> {
  const { rowCount } = await sql.query({
    name: 'members-change-tags',
    text: `UPDATE members m SET tags = (
             SELECT coalesce(array_agg(tag ORDER BY lower(tag)), '{}') FROM (
               SELECT DISTINCT ON (lower(tag)) tag FROM unnest(coalesce(m.tags, '{}') || $3::text[]) AS t(tag)
               WHERE NOT lower(tag) = ANY(SELECT lower(gone) FROM unnest($4::text[]) AS g(gone))) kept)
           WHERE m.shop_id = $1 AND m.customer_id = $2 AND m.status <> 'erased'`,
    values: [customer.shopId, customer.customerId, [...added], [...removed]],
  });
  return Boolean(rowCount);
}
