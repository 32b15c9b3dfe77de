/** Forgets what imports still hold of a person: rows that wait, by the customer's id or by the digest of the address. */
import type { Sql } from '../db.server.ts';

/** Must run inside a transaction. Erasing twice is erasing once. */
export async function eraseImports(
  sql: Sql,
  shopId: number,
  customerId: string | null,
  emailDigest: Buffer | null,
): Promise<void> {
  await sql.query('DELETE FROM imported_rows WHERE shop_id = $1 AND customer_id = $2', [shopId, customerId]);
  await sql.query(
    `WITH gone AS (DELETE FROM waiting_imports WHERE shop_id = $1 AND (email_digest = $2 OR customer_id = $3) RETURNING email_digest)
     DELETE FROM import_addresses WHERE shop_id = $1 AND (email_digest = $2 OR email_digest IN (SELECT email_digest FROM gone))`,
    [shopId, emailDigest, customerId],
  );
}
