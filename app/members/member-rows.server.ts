/**
 * The rows that the members list is filtered and sorted by: copies of what other tables own, in one narrow table, so that the list
 * is quick over a million members while the ledger's tables have no index that only lists need. A row is there exactly while
 * its member is active or blocked; its figures follow within a moment, because whatever shows a member anew in the store
 * (outbox topic sync_member) writes the row anew too. A passing check finds what was missed all the same.
 */
import { inTransaction, pool, type Sql } from '../db.server.ts';

/** Members that one step of the passing check looks at. */
const CHECK_PORTION = 1_000;

/** Only what differs is written: most members are shown anew without a change that the list knows of. */
const refreshText = `WITH fresh AS (
    SELECT m.id, m.joined_at, coalesce(b.available, 0) AS available, o.spent_minor, m.paid_until, o.last_order_on, o.orders, r.ready_codes,
      left(m.birthday, 2)::smallint AS birthday_month, m.status = 'blocked' AS blocked, m.tier_id
    FROM unnest($2::uuid[]) AS a(id)
    JOIN members m ON m.shop_id = $1 AND m.id = a.id AND m.status IN ('active', 'blocked')
    JOIN shops s ON s.id = $1
    LEFT JOIN balances b ON b.shop_id = $1 AND b.member_id = m.id
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(total_minor - refunded_minor), 0)::bigint AS spent_minor, coalesce(max(paid_on), '1970-01-01') AS last_order_on,
        count(*)::int AS orders
      FROM orders WHERE shop_id = $1 AND member_id = m.id AND paid_at IS NOT NULL AND cancelled_at IS NULL
        AND currency_code = s.currency_code AND (refunded_minor < total_minor OR total_minor = 0)) o
    CROSS JOIN LATERAL (
      SELECT least(count(*), 999)::smallint AS ready_codes FROM redemptions
      WHERE shop_id = $1 AND member_id = m.id AND state = 'ready' AND code <> '') r
  ), gone AS (
    DELETE FROM member_rows WHERE shop_id = $1 AND member_id = ANY($2::uuid[]) AND member_id NOT IN (SELECT id FROM fresh)
  )
  INSERT INTO member_rows AS l (shop_id, member_id, joined_at, available, spent_minor, paid_until, last_order_on, orders, ready_codes,
    birthday_month, blocked, tier_id)
  SELECT $1, id, joined_at, available, spent_minor, paid_until, last_order_on, orders, ready_codes, birthday_month, blocked, tier_id
  FROM fresh ORDER BY id
  ON CONFLICT (shop_id, member_id) DO UPDATE SET joined_at = excluded.joined_at, available = excluded.available,
    spent_minor = excluded.spent_minor, paid_until = excluded.paid_until, last_order_on = excluded.last_order_on, orders = excluded.orders,
    ready_codes = excluded.ready_codes, birthday_month = excluded.birthday_month, blocked = excluded.blocked, tier_id = excluded.tier_id
  WHERE (l.joined_at, l.available, l.spent_minor, l.paid_until, l.last_order_on, l.orders, l.ready_codes, l.birthday_month, l.blocked, l.tier_id)
    IS DISTINCT FROM (excluded.joined_at, excluded.available, excluded.spent_minor, excluded.paid_until, excluded.last_order_on,
      excluded.orders, excluded.ready_codes, excluded.birthday_month, excluded.blocked, excluded.tier_id)`;

/**
 * Writes the rows of these members as things stand now, and takes away those of members who are merged or erased. Must run inside a
 * transaction, after what it changes: the rows are held until its end, so that of two who refresh the same member the later
 * one sees what the earlier one saw, and more.
 */
export async function refreshMemberRows(sql: Sql, shopId: number, memberIds: readonly string[]): Promise<void> {
  if (memberIds.length === 0) return;
  const values = [shopId, [...new Set(memberIds)].sort()];
  await sql.query({
    name: 'member-rows-hold',
    text: `SELECT FROM member_rows WHERE shop_id = $1 AND member_id = ANY($2::uuid[]) ORDER BY member_id FOR UPDATE`,
    values,
  });
  await sql.query({ name: 'member-rows-refresh', text: refreshText, values });
}

/** The same in a transaction of its own. */
export async function refreshMemberRow(shopId: number, memberId: string): Promise<void> {
  await inTransaction((sql) => refreshMemberRows(sql, shopId, [memberId]));
}

/**
 * Looks at the next members of all shops, one after the other and round again. Whatever no event told of is right by then.
 */
export async function checkMemberRows(portion = CHECK_PORTION): Promise<void> {
  await inTransaction(async (sql) => {
    const { rows: states } = await sql.query<{ at_shop: number; after_member: string | null }>(
      `INSERT INTO member_row_checks AS c (shop_id) VALUES (0) ON CONFLICT (shop_id) DO UPDATE SET at_shop = c.at_shop
       RETURNING at_shop, after_member`,
    );
    const from = states[0] ?? { at_shop: 0, after_member: null };
    const { rows } = await sql.query<{ shop_id: number; id: string }>({
      name: 'member-rows-next',
      text: `SELECT shop_id, id FROM members WHERE (shop_id, id) > ($1, $2) ORDER BY shop_id, id LIMIT $3`,
      values: [from.at_shop, from.after_member ?? '00000000-0000-0000-0000-000000000000', portion],
    });
    const byShop = new Map<number, string[]>();
    for (const { shop_id: shopId, id } of rows) {
      const ids = byShop.get(shopId);
      if (ids) ids.push(id);
      else byShop.set(shopId, [id]);
    }
    for (const [shopId, ids] of byShop) await refreshMemberRows(sql, shopId, ids);
    const last = rows.length < portion ? null : rows.at(-1);
    await sql.query('UPDATE member_row_checks SET at_shop = $1, after_member = $2 WHERE shop_id = 0', [
      last?.shop_id ?? 0,
      last?.id ?? null,
    ]);
  });
}

/** The figures of one member as the list has them; for tests and the member's page. */
export async function readMemberRow(shopId: number, memberId: string) {
  const { rows } = await pool().query<{ orders: number; spentMinor: number; lastOrderOn: string | null }>({
    name: 'member-row',
    text: `SELECT orders, spent_minor AS "spentMinor", to_char(nullif(last_order_on, '1970-01-01'), 'YYYY-MM-DD') AS "lastOrderOn"
           FROM member_rows WHERE shop_id = $1 AND member_id = $2`,
    values: [shopId, memberId],
  });
  return rows[0] ?? null;
}
