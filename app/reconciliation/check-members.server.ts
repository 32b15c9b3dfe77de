/**
 * Members whose customer Shopify does not know any more. An order of theirs that belongs to somebody else now tells that the
 * two were merged. Without such an order nothing tells a merge from a deletion, and forgetting cannot be undone: it waits.
 */
import { inTransaction, pool, type Sql } from '../db.server.ts';
import { eraseCustomer } from '../members/erase.server.ts';
import { mergeCustomers } from '../members/merge.server.ts';
import { fetchKnownCustomers, KNOWN_PER_CALL } from '../shopify/known.server.ts';
import { fetchOrderCustomers } from '../shopify/orders.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import type { Finding } from './findings.ts';
import { firstFound } from './state-store.server.ts';

/** Shopify's own word on a merge or deletion can come a day late, and is better than a guess. */
const PATIENCE_MS = 3 * 24 * 60 * 60_000;
const ORDERS_TO_ASK = 10;

interface MemberRow {
  id: string;
  customerId: string;
}

export async function checkMembers(
  shop: ShopFacts,
  cursor: string | null,
  now: Date,
  keep: (sql: Sql, findings: readonly Finding[]) => Promise<void>,
): Promise<{ checked: number; cursor: string | null }> {
  const { rows } = await pool().query<MemberRow>({
    name: 'reconciliation-members',
    text: `SELECT id, customer_id AS "customerId" FROM members
           WHERE shop_id = $1 AND ($2::uuid IS NULL OR id > $2) AND status IN ('active', 'blocked') AND customer_id IS NOT NULL
           ORDER BY id LIMIT $3`,
    values: [shop.id, cursor, KNOWN_PER_CALL],
  });
  const known = await fetchKnownCustomers(
    shop.domain,
    rows.map((row) => row.customerId),
  );
  for (const row of rows) if (!known.has(row.customerId)) await follow(shop, row, now, keep);
  return { checked: rows.length, cursor: rows.length < KNOWN_PER_CALL ? null : (rows.at(-1)?.id ?? null) };
}

async function follow(
  shop: ShopFacts,
  member: MemberRow,
  now: Date,
  keep: (sql: Sql, findings: readonly Finding[]) => Promise<void>,
): Promise<void> {
  const { rows } = await pool().query<{ orderId: string }>({
    name: 'reconciliation-member-orders',
    text: `SELECT order_id AS "orderId" FROM orders WHERE shop_id = $1 AND member_id = $2 ORDER BY paid_at DESC NULLS LAST LIMIT $3`,
    values: [shop.id, member.id, ORDERS_TO_ASK],
  });
  const owners = await fetchOrderCustomers(
    shop.domain,
    rows.map((row) => row.orderId),
  );
  const keptId = [...owners.values()].find((owner) => owner !== member.customerId);
  await inTransaction(async (sql) => {
    const finding = { subject: member.id, name: '', memberId: member.id, points: 0 };
    if (keptId !== undefined) {
      await mergeCustomers(sql, shop, keptId, member.customerId, now);
      return keep(sql, [{ ...finding, code: 'missed_merge', repaired: true }]);
    }
    const firstSeen = await firstFound(sql, shop.id, 'customer_gone', member.id);
    if (!firstSeen) return keep(sql, [{ ...finding, code: 'customer_gone', repaired: false }]);
    // Shopify deletes no customer who has orders: such a one was merged, and stays until we are told into whom.
    if (rows.length > 0 || now.getTime() - firstSeen.getTime() < PATIENCE_MS) return;
    await eraseCustomer(sql, shop.id, { customerId: member.customerId, email: null, orderIds: [] });
    return keep(sql, [{ ...finding, code: 'missed_deletion', repaired: true }]);
  });
}
