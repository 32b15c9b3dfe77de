/**
 * Customers whom Shopify deleted. A merge deletes the one customer, and the news of that may come before the news of the merge:
 * then the erased member's points are still to be moved. Only a keyed digest of the id is kept, until Shopify asks to
 * forget the person.
 */
import { createHmac } from 'node:crypto';
import type { Sql } from '../db.server.ts';
import { env } from '../lib/env.server.ts';
import { customerKey, findMembers, type CustomerRef, type Member } from './membership.server.ts';

/** What is kept of a customer who must not be kept: nobody finds the id from it without the app's secret. */
export function digestCustomer({ shopId, customerId }: CustomerRef): Buffer {
  return createHmac('sha256', env().SHOPIFY_API_SECRET).update(`customer:${shopId}:${customerId}`).digest();
}

/** To be called before the customer is erased, inside the same transaction. */
export async function rememberDeleted(sql: Sql, customer: CustomerRef): Promise<void> {
  const member = (await findMembers(sql, [customer])).get(customerKey(customer));
  if (member?.customerId !== customer.customerId) return;
  await sql.query(
    'INSERT INTO deleted_customers (shop_id, digest, member_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [customer.shopId, digestCustomer(customer), member.id],
  );
}

/** The erased member whom this customer was, if nobody has their points yet. Asked once: then it is forgotten. */
export async function takeDeleted(sql: Sql, customer: CustomerRef): Promise<Member | null> {
  const { rows } = await sql.query<Member>(
    `WITH gone AS (DELETE FROM deleted_customers WHERE shop_id = $1 AND digest = $2 RETURNING member_id)
     SELECT m.shop_id AS "shopId", m.id, m.customer_id AS "customerId", m.status, m.joined_at AS "joinedAt"
     FROM gone JOIN members m ON m.shop_id = $1 AND m.id = gone.member_id AND m.status = 'erased'`,
    [customer.shopId, digestCustomer(customer)],
  );
  return rows[0] ?? null;
}

export async function forgetDeleted(sql: Sql, customer: CustomerRef): Promise<void> {
  await sql.query('DELETE FROM deleted_customers WHERE shop_id = $1 AND digest = $2', [
    customer.shopId,
    digestCustomer(customer),
  ]);
}
