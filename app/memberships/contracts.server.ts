/** Subscription contracts, as far as they keep a membership in force: what they are, and how their bills went. */
import type { Sql } from '../db.server.ts';
import { findMembers, findMembersById, type Member } from '../members/membership.server.ts';
import type { BillFact, ContractFact } from '../shopify/payloads/subscription.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';

/**
 * Keeps what is known of a contract; an older word that comes late changes nothing.
 * @param toldAt when Shopify sent it. @returns the members whose membership may be another one now.
 */
export async function learnContract(
  sql: Sql,
  shop: ShopFacts,
  contract: ContractFact,
  toldAt: Date,
): Promise<Member[]> {
  await sql.query({
    name: 'membership-contract-learn',
    text: `INSERT INTO membership_contracts AS c (shop_id, contract_id, customer_id, origin_order_id, status, interval, interval_count,
             revision, told_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
           ON CONFLICT (shop_id, contract_id) DO UPDATE SET customer_id = coalesce(excluded.customer_id, c.customer_id),
             origin_order_id = coalesce(excluded.origin_order_id, c.origin_order_id), status = excluded.status,
             interval = coalesce(excluded.interval, c.interval), interval_count = excluded.interval_count,
             revision = excluded.revision, told_at = excluded.told_at
           WHERE c.told_at IS NULL OR (c.revision, c.told_at) <= (excluded.revision, excluded.told_at)`,
    values: [
      shop.id,
      contract.contractId,
      contract.customerId,
      contract.originOrderId,
      contract.status,
      contract.interval,
      contract.intervalCount,
      contract.revision,
      toldAt.toISOString(),
    ],
  });
  return membersOf(sql, shop, contract.contractId);
}

/** Keeps how a bill went, and which order it made. */
export async function learnBill(sql: Sql, shop: ShopFacts, bill: BillFact, toldAt: Date): Promise<Member[]> {
  await sql.query({
    name: 'membership-contract-billed',
    text: `INSERT INTO membership_contracts AS c (shop_id, contract_id, billed_at, failed_at)
           VALUES ($1, $2, CASE WHEN $3 THEN $4::timestamptz END, CASE WHEN NOT $3 THEN $4::timestamptz END)
           ON CONFLICT (shop_id, contract_id) DO UPDATE SET billed_at = greatest(c.billed_at, excluded.billed_at),
             failed_at = greatest(c.failed_at, excluded.failed_at)`,
    values: [shop.id, bill.contractId, bill.paid, toldAt.toISOString()],
  });
  if (bill.orderId !== null && bill.paid) {
    await sql.query({
      name: 'membership-renewal-learn',
      text: `INSERT INTO membership_renewals (shop_id, order_id, contract_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
      values: [shop.id, bill.orderId, bill.contractId],
    });
  }
  return membersOf(sql, shop, bill.contractId);
}

/** Who the contract is about: the customer's member, and whoever has its orders. */
async function membersOf(sql: Sql, shop: ShopFacts, contractId: string): Promise<Member[]> {
  const { rows } = await sql.query<{ customerId: string | null; memberId: string | null }>({
    name: 'membership-contract-members',
    text: `SELECT c.customer_id AS "customerId", NULL::uuid AS "memberId" FROM membership_contracts c
           WHERE c.shop_id = $1 AND c.contract_id = $2
           UNION ALL
           SELECT NULL, o.member_id FROM orders o
           WHERE o.shop_id = $1 AND o.member_id IS NOT NULL AND (
             o.order_id IN (SELECT w.order_id FROM membership_renewals w WHERE w.shop_id = $1 AND w.contract_id = $2)
             OR o.order_id = (SELECT c.origin_order_id FROM membership_contracts c WHERE c.shop_id = $1 AND c.contract_id = $2))`,
    values: [shop.id, contractId],
  });
  const byCustomer = await findMembers(
    sql,
    rows.flatMap(({ customerId }) => (customerId === null ? [] : [{ shopId: shop.id, customerId }])),
  );
  const byOrder = await findMembersById(
    sql,
    rows.flatMap(({ memberId }) => (memberId === null ? [] : [{ shopId: shop.id, memberId }])),
  );
  return [...new Map([...byCustomer.values(), ...byOrder.values()].map((member) => [member.id, member])).values()];
}
