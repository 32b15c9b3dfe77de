/** Owns the table of members: who belongs to which customer, and how one joins. Moves no points itself. */
import { v7 as uuidv7 } from 'uuid';
import type { Sql } from '../db.server.ts';

export type JoinedVia = 'order' | 'account' | 'storefront' | 'merchant';

export interface Member {
  shopId: number;
  id: string;
  customerId: string | null;
  status: 'active' | 'blocked' | 'merged' | 'erased';
  joinedAt: Date;
}

export interface CustomerRef {
  shopId: number;
  customerId: string;
}

export function customerKey(customer: CustomerRef): string {
  return `${customer.shopId} ${customer.customerId}`;
}

const columns = `m.shop_id AS "shopId", m.id, m.customer_id AS "customerId", m.status, m.joined_at AS "joinedAt"`;

/**
 * The members of these customers, those that there are, by the customer that was asked for. A customer who was merged away
 * gives the member who has their points now: events about the old id can come a day late.
 */
export async function findMembers(sql: Sql, customers: readonly CustomerRef[]): Promise<Map<string, Member>> {
  if (customers.length === 0) return new Map();
  const { rows } = await sql.query<Member & { askedFor: string }>({
    name: 'members-by-customer',
    text: `SELECT c.customer_id AS "askedFor", ${columns}
           FROM (SELECT DISTINCT * FROM unnest($1::int[], $2::text[]) AS c(shop_id, customer_id)) c
           LEFT JOIN merged_customers a ON a.shop_id = c.shop_id AND a.customer_id = c.customer_id
           JOIN members k ON k.shop_id = c.shop_id AND k.customer_id = coalesce(a.kept_id, c.customer_id)
           JOIN members m ON m.shop_id = k.shop_id AND m.id = coalesce(k.merged_into, k.id)`,
    values: [customers.map((c) => c.shopId), customers.map((c) => c.customerId)],
  });
  return new Map(
    rows.map(({ askedFor, ...member }) => [customerKey({ shopId: member.shopId, customerId: askedFor }), member]),
  );
}

export async function findMembersById(
  sql: Sql,
  refs: readonly { shopId: number; memberId: string }[],
): Promise<Map<string, Member>> {
  if (refs.length === 0) return new Map();
  const { rows } = await sql.query<Member>({
    name: 'members-by-id',
    text: `SELECT ${columns} FROM (SELECT DISTINCT * FROM unnest($1::int[], $2::uuid[]) AS r(shop_id, id)) r
           JOIN members m ON m.shop_id = r.shop_id AND m.id = r.id`,
    values: [refs.map((r) => r.shopId), refs.map((r) => r.memberId)],
  });
  return new Map(rows.map((row) => [`${row.shopId} ${row.id}`, row]));
}

/**
 * Holds customers until the end of the transaction, whether or not they are members: meanwhile nobody else makes them
 * members, merges them or forgets them. Whoever decides by who a customer is, holds them first and looks afterwards. Without
 * that, an order that finds no member and the joining that finds no order pass each other, and the order waits for ever.
 *
 * A member's row is locked. Customers who are no members have no row that could be: theirs is written and taken away again,
 * and another transaction that is about to write it waits for the end of this one all the same.
 */
export async function holdCustomers(sql: Sql, customers: readonly CustomerRef[]): Promise<void> {
  const held = new Set<string>();
  let wanted = uniqueCustomers(customers);
  while (wanted.length > 0) {
    const values = [wanted.map((c) => c.shopId), wanted.map((c) => c.customerId)];
    const { rows: written } = await sql.query<{ shop_id: number; id: string }>({
      name: 'customers-hold',
      // DO UPDATE locks the row that is there, also where its WHERE is not fulfilled: nothing is changed.
      text: `INSERT INTO members AS m (shop_id, customer_id, id, joined_at, joined_via)
             SELECT c.shop_id, c.customer_id, c.id, now(), 'order'
             FROM unnest($1::int[], $2::text[], $3::uuid[]) AS c(shop_id, customer_id, id)
             ON CONFLICT (shop_id, customer_id) DO UPDATE SET note = m.note WHERE false
             RETURNING m.shop_id, m.id`,
      values: [...values, wanted.map(() => uuidv7())],
    });
    for (const customer of wanted) held.add(customerKey(customer));
    const { rows: kept } = await sql.query<CustomerRef>({
      name: 'customers-held',
      text: `WITH gone AS (
               DELETE FROM members m USING unnest($3::int[], $4::uuid[]) AS w(shop_id, id)
               WHERE m.shop_id = w.shop_id AND m.id = w.id)
             SELECT a.shop_id AS "shopId", a.kept_id AS "customerId" FROM unnest($1::int[], $2::text[]) AS c(shop_id, customer_id)
             JOIN merged_customers a ON a.shop_id = c.shop_id AND a.customer_id = c.customer_id`,
      values: [...values, written.map((row) => row.shop_id), written.map((row) => row.id)],
    });
    // Whoever was merged away stands for the customer who was kept.
    wanted = uniqueCustomers(kept.filter((customer) => !held.has(customerKey(customer))));
  }
}

/**
 * An address that stands in for a customer, to be held as one: a guest's order that carries nothing but an address, and somebody who
 * proves it at the same moment, wait for each other. No customer's id looks like it, and nothing of it is kept.
 * @param emailDigest of `digestEmail`.
 */
export function addressRef(shopId: number, emailDigest: Buffer): CustomerRef {
  return { shopId, customerId: `address:${emailDigest.toString('hex')}` };
}

/** Each once, always in the same order, so that no two transactions wait for each other. */
function uniqueCustomers(customers: readonly CustomerRef[]): CustomerRef[] {
  return [...new Map(customers.map((customer) => [customerKey(customer), customer])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, customer]) => customer);
}

/**
 * Makes members of customers who are none yet. Two at the same time make one.
 * @returns the members that this call made; those that were there already are not among them.
 */
export async function createMembers(
  sql: Sql,
  customers: readonly CustomerRef[],
  via: JoinedVia,
  now: Date,
): Promise<Member[]> {
  const unique = uniqueCustomers(customers);
  if (unique.length === 0) return [];
  const { rows } = await sql.query<Member>({
    name: 'members-create',
    // The members list has a row of each member from the first moment on.
    text: `WITH made AS (
             INSERT INTO members AS m (shop_id, id, customer_id, joined_at, joined_via)
             SELECT c.shop_id, c.id, coalesce(a.kept_id, c.customer_id), $4, $5
             FROM unnest($1::int[], $2::uuid[], $3::text[]) AS c(shop_id, id, customer_id)
             LEFT JOIN merged_customers a ON a.shop_id = c.shop_id AND a.customer_id = c.customer_id
             ON CONFLICT (shop_id, customer_id) DO NOTHING
             RETURNING ${columns}
           ), listed AS (
             INSERT INTO member_rows (shop_id, member_id, joined_at) SELECT "shopId", id, "joinedAt" FROM made ON CONFLICT DO NOTHING
           ) SELECT * FROM made`,
    values: [
      unique.map((c) => c.shopId),
      unique.map(() => uuidv7()),
      unique.map((c) => c.customerId),
      now.toISOString(),
      via,
    ],
  });
  return rows;
}

/** Remembers that a customer who never joined lives on as another's member, so that late events about the old id find it. */
export async function rememberMerged(sql: Sql, customer: CustomerRef, intoId: string, now: Date): Promise<void> {
  await sql.query(
    `INSERT INTO members (shop_id, id, customer_id, status, merged_into, joined_at, joined_via)
     VALUES ($1, $2, $3, 'merged', $4, $5, 'account') ON CONFLICT (shop_id, customer_id) DO NOTHING`,
    [customer.shopId, uuidv7(), customer.customerId, intoId, now],
  );
}

/** Who a customer is at Shopify by now: the id that was kept when this one was merged away, or the same. */
export async function livingCustomer(sql: Sql, customer: CustomerRef): Promise<string> {
  const { rows } = await sql.query<{ kept_id: string }>(
    'SELECT kept_id FROM merged_customers WHERE shop_id = $1 AND customer_id = $2',
    [customer.shopId, customer.customerId],
  );
  return rows[0]?.kept_id ?? customer.customerId;
}

/** Remembers a merge for what comes late. @param keptId a living customer. */
export async function rememberMerge(sql: Sql, deleted: CustomerRef, keptId: string): Promise<void> {
  await sql.query('UPDATE merged_customers SET kept_id = $3 WHERE shop_id = $1 AND kept_id = $2', [
    deleted.shopId,
    deleted.customerId,
    keptId,
  ]);
  await sql.query(
    'INSERT INTO merged_customers (shop_id, customer_id, kept_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [deleted.shopId, deleted.customerId, keptId],
  );
}

/** Whether this customer's id lives on in another's member. */
export async function isMergedAway(sql: Sql, customer: CustomerRef): Promise<boolean> {
  const { rowCount } = await sql.query(
    `SELECT 1 FROM members WHERE shop_id = $1 AND customer_id = $2 AND status = 'merged'
     UNION ALL SELECT 1 FROM merged_customers WHERE shop_id = $1 AND customer_id = $2`,
    [customer.shopId, customer.customerId],
  );
  return Boolean(rowCount);
}
