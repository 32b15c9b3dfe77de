/** Where the rows of a file wait until the import is applied: those of known customers, those of addresses, and those that are not taken. */
import type { Sql } from '../db.server.ts';

/** Rows on their way, in the transaction that brings them. */
export const stagedText = `CREATE TEMPORARY TABLE staged (line int, problem text, customer_id text, email_digest bytea, points bigint, occurred_at timestamptz(3),
  expires_on text, note text, birthday text, tier text, sealed bytea) ON COMMIT DROP`;

const columns = 'points, occurred_at, expires_on, note, birthday, tier';

/** Puts the staged rows where they wait: customer by customer and oldest first, so that nothing is taken before it was given. */
export async function sortIn(sql: Sql, shopId: number, importId: string): Promise<void> {
  const values = [shopId, importId];
  await sql.query(`SET LOCAL work_mem = '64MB'`);
  await sql.query(
    `UPDATE staged s SET problem = 'customer_repeated' FROM (
       SELECT line, row_number() OVER (PARTITION BY customer_id, email_digest ORDER BY line) AS nth FROM staged WHERE problem IS NULL) n
     WHERE n.line = s.line AND n.nth > 1
       AND EXISTS (SELECT 1 FROM imports i WHERE i.shop_id = $1 AND i.id = $2 AND i.kind = 'balances')`,
    values,
  );
  await sql.query(
    `INSERT INTO import_problems (shop_id, import_id, line, code) SELECT $1, $2, line, problem FROM staged WHERE problem IS NOT NULL`,
    values,
  );
  await sql.query(
    `INSERT INTO waiting_imports (shop_id, import_id, line, email_digest, ${columns})
     SELECT $1, $2, line, email_digest, ${columns} FROM staged WHERE problem IS NULL AND customer_id IS NULL ORDER BY line`,
    values,
  );
  const { rowCount } = await sql.query(
    `INSERT INTO imported_rows (shop_id, import_id, position, line, customer_id, ${columns})
     SELECT $1, $2, row_number() OVER (ORDER BY customer_id COLLATE "C", occurred_at, line), line, customer_id, ${columns}
     FROM staged WHERE problem IS NULL AND customer_id IS NOT NULL ORDER BY 3`,
    values,
  );
  await sql.query('UPDATE imports SET to_apply = $3 WHERE shop_id = $1 AND id = $2', [...values, rowCount]);
}

/** Rows whose customers Shopify has named meanwhile take their places among those of known customers. */
export async function sortInFound(sql: Sql, shopId: number, importId: string): Promise<void> {
  await sql.query(stagedText);
  await sql.query(
    `WITH known AS (DELETE FROM imported_rows WHERE shop_id = $1 AND import_id = $2 RETURNING line, customer_id, ${columns}),
       found AS (DELETE FROM waiting_imports WHERE shop_id = $1 AND import_id = $2 AND customer_id IS NOT NULL RETURNING line, customer_id, ${columns})
     INSERT INTO staged (line, customer_id, ${columns}) SELECT * FROM known UNION ALL SELECT * FROM found`,
    [shopId, importId],
  );
  await sortIn(sql, shopId, importId);
}
