/**
 * Customers who asked to be forgotten. What was sent before that and comes late must not bring them back: neither as a member, nor
 * as a name on an order. Only keyed digests of their ids and their address are kept, and only while something late can come.
 */
import type { Sql } from '../db.server.ts';
import { digestEmail } from '../orders/email-digest.server.ts';
import { digestCustomer } from './deleted-customers.server.ts';

/** Longer than Shopify repeats, longer than a nightly comparison reaches back. */
const KEPT_MS = 90 * 24 * 60 * 60 * 1000;

/** To be called before the customer is erased, inside the same transaction. Ids that were merged into this one go with it. */
export async function rememberForgotten(
  sql: Sql,
  shopId: number,
  { customerId, email }: { customerId: string | null; email: string | null },
  now: Date,
): Promise<void> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT a.customer_id AS id FROM members k JOIN members a ON a.shop_id = k.shop_id AND a.merged_into = k.id AND a.customer_id IS NOT NULL
     WHERE k.shop_id = $1 AND k.customer_id = $2
     UNION SELECT customer_id FROM merged_customers WHERE shop_id = $1 AND kept_id = $2`,
    [shopId, customerId],
  );
  const digests = [
    ...[...rows.map(({ id }) => id), customerId]
      .filter((id) => id !== null)
      .map((id) => digestCustomer({ shopId, customerId: id })),
    ...(email ? [digestEmail(email)] : []),
  ];
  await sql.query(
    `INSERT INTO forgotten_customers AS f (shop_id, digest, forgotten_at) SELECT $1, d, $3 FROM unnest($2::bytea[]) AS d
     ON CONFLICT (shop_id, digest) DO UPDATE SET forgotten_at = greatest(f.forgotten_at, excluded.forgotten_at)`,
    [shopId, digests, now],
  );
}

/** Who is named by something, and when it happened or was told. */
export interface Named {
  shopId: number;
  customerId: string | null;
  /** A normalized address. */
  email?: string | null;
  /** ISO instant. */
  at: string;
}

/**
 * Which of these name a person who asked to be forgotten since. Whoever asks holds the customers, so that nobody is forgotten
 * between the question and what follows from it.
 */
export async function findForgotten<T extends Named>(sql: Sql, named: readonly T[]): Promise<Set<T>> {
  const asked = named.flatMap((one) => [
    ...(one.customerId ? [{ one, digest: digestCustomer({ shopId: one.shopId, customerId: one.customerId }) }] : []),
    ...(one.email ? [{ one, digest: digestEmail(one.email) }] : []),
  ]);
  if (asked.length === 0) return new Set();
  const { rows } = await sql.query<{ index: number }>({
    name: 'customers-forgotten',
    text: `SELECT a.index::int AS index FROM unnest($1::int[], $2::bytea[], $3::timestamptz[]) WITH ORDINALITY AS a(shop_id, digest, at, index)
           JOIN forgotten_customers f ON f.shop_id = a.shop_id AND f.digest = a.digest AND f.forgotten_at >= a.at`,
    values: [asked.map(({ one }) => one.shopId), asked.map(({ digest }) => digest), asked.map(({ one }) => one.at)],
  });
  return new Set(rows.flatMap(({ index }) => asked[index - 1]?.one ?? []));
}

/** @returns how many digests went; as many as `limit` when there may be more. */
export async function purgeForgotten(sql: Sql, now: Date, limit: number): Promise<number> {
  const { rowCount } = await sql.query(
    `DELETE FROM forgotten_customers WHERE (shop_id, digest) IN (
       SELECT shop_id, digest FROM forgotten_customers WHERE forgotten_at < $1 ORDER BY shop_id, digest LIMIT $2)`,
    [new Date(now.getTime() - KEPT_MS), limit],
  );
  return rowCount ?? 0;
}
