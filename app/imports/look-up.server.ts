/**
 * Asks Shopify whose e-mail addresses the rows of an import have, a portion at a time in the background. An address is kept, encrypted,
 * until it was asked about; the answer and its end are one transaction, so that a process that is killed asks again at most. When all
 * were asked about, the rows of those who were found take their places.
 */
import { inTransaction, pool, type Sql } from '../db.server.ts';
import { log, messageOf } from '../lib/log.server.ts';
import { ShopifyRefusal, ShopifyUnavailable } from '../shopify/admin-client.server.ts';
import { findCustomersByEmail } from '../shopify/customers.server.ts';
import { shopFactsByIds } from '../shops/shop-store.server.ts';
import { openAddress } from './sealed-address.server.ts';
import { sortInFound } from './sort-in.server.ts';

/** Addresses of one portion: a second or so of Shopify's time. */
const PORTION = 100;
const AGAIN_MS = 30_000;
/** A refusal changes only when a person does something about it. */
const REFUSED_MS = 10 * 60_000;

/**
 * Writes down the addresses of the staged rows that wait, to be asked about from `now` on. What was applied, and what is being asked about
 * already, stays as it is. Must run inside the transaction that staged.
 */
export async function askAboutAddresses(sql: Sql, shopId: number, importId: string, now: Date): Promise<void> {
  const { rowCount: isOpen } = await sql.query(
    'SELECT 1 FROM imports WHERE shop_id = $1 AND id = $2 AND asked_at IS NULL AND look_up_at IS NULL FOR UPDATE',
    [shopId, importId],
  );
  if (!isOpen) return;
  const { rowCount } = await sql.query(
    `INSERT INTO import_addresses (shop_id, import_id, email_digest, sealed)
     SELECT DISTINCT ON (w.email_digest) $1, $2, w.email_digest, s.sealed FROM staged s
     JOIN waiting_imports w ON w.shop_id = $1 AND w.import_id = $2 AND w.line = s.line WHERE s.sealed IS NOT NULL`,
    [shopId, importId],
  );
  if (rowCount)
    await sql.query(
      `UPDATE imports SET to_look_up = $3, looked_up = 0, look_up_at = $4, look_up_trouble = NULL WHERE shop_id = $1 AND id = $2`,
      [shopId, importId, rowCount, now],
    );
}

/** Asks about the next addresses of the import that has waited longest. @returns whether there is more to do at once. */
export async function runDueLookUp(now: Date): Promise<boolean> {
  const { rows } = await pool().query<{ shopId: number; id: string }>({
    name: 'look-up-due',
    text: `SELECT shop_id AS "shopId", id FROM imports WHERE look_up_at <= $1 ORDER BY look_up_at LIMIT 1`,
    values: [now],
  });
  const due = rows[0];
  const shop = due && (await shopFactsByIds([due.shopId])).get(due.shopId);
  if (!due || !shop) return false;
  try {
    await lookUpPortion(shop, due.id, now);
  } catch (error) {
    if (!(error instanceof ShopifyUnavailable) && !(error instanceof ShopifyRefusal)) throw error;
    log.warn('the customers of an import could not be looked up', { shopId: shop.id, error: messageOf(error) });
    const isRefused = error instanceof ShopifyRefusal;
    const waitMs = isRefused ? REFUSED_MS : Math.max(AGAIN_MS, error.retryAfterMs ?? 0);
    await pool().query(
      `UPDATE imports SET look_up_at = $3, look_up_trouble = $4 WHERE shop_id = $1 AND id = $2 AND look_up_at IS NOT NULL`,
      [shop.id, due.id, new Date(now.getTime() + waitMs), isRefused ? 'refused' : 'unavailable'],
    );
  }
  return true;
}

/**
 * Asks about the next addresses of one import, and after the last puts the rows in their places.
 * @returns how far it is; null when there is nothing to ask about.
 * @throws ShopifyUnavailable or ShopifyRefusal.
 */
export async function lookUpPortion(
  shop: { id: number; domain: string },
  importId: string,
  now: Date,
): Promise<{ toLookUp: number; lookedUp: number } | null> {
  const { rows } = await pool().query<{ digest: Buffer; sealed: Buffer }>(
    `SELECT email_digest AS digest, sealed FROM import_addresses WHERE shop_id = $1 AND import_id = $2 ORDER BY email_digest LIMIT $3`,
    [shop.id, importId, PORTION],
  );
  const asked = rows.flatMap(({ digest, sealed }) => {
    const email = openAddress(sealed);
    return email === null ? [] : [{ digest, email }];
  });
  const customers =
    asked.length > 0
      ? await findCustomersByEmail(
          shop.domain,
          asked.map(({ email }) => email),
        )
      : new Map<string, string>();
  const found = asked.flatMap(({ digest, email }) => {
    const customerId = customers.get(email);
    return customerId === undefined ? [] : [{ digest, customerId }];
  });
  return inTransaction(async (sql) => {
    if (!(await holdOpen(sql, shop.id, importId))) return null;
    const { rowCount: answered } = await sql.query(
      'DELETE FROM import_addresses WHERE shop_id = $1 AND import_id = $2 AND email_digest = ANY($3::bytea[])',
      [shop.id, importId, rows.map(({ digest }) => digest)],
    );
    await sql.query(
      `UPDATE waiting_imports w SET customer_id = f.customer_id FROM unnest($3::bytea[], $4::text[]) AS f(digest, customer_id)
       WHERE w.shop_id = $1 AND w.import_id = $2 AND w.email_digest = f.digest`,
      [shop.id, importId, found.map(({ digest }) => digest), found.map(({ customerId }) => customerId)],
    );
    const { rows: progress } = await sql.query<{ toLookUp: number; lookedUp: number }>(
      `UPDATE imports SET looked_up = looked_up + $3, look_up_at = $4, look_up_trouble = NULL WHERE shop_id = $1 AND id = $2
       RETURNING to_look_up AS "toLookUp", looked_up AS "lookedUp"`,
      [shop.id, importId, answered, now],
    );
    const { rowCount: isMore } = await sql.query(
      'SELECT 1 FROM import_addresses WHERE shop_id = $1 AND import_id = $2 LIMIT 1',
      [shop.id, importId],
    );
    if (!isMore) await endLookUp(sql, shop.id, importId);
    return progress[0] ?? null;
  });
}

/** Goes on without asking about the rest: their rows wait for whoever proves the address. @returns whether there was one under way. */
export async function skipLookUp(shopId: number, importId: string): Promise<boolean> {
  return inTransaction(async (sql) => {
    if (!(await holdOpen(sql, shopId, importId))) return false;
    await endLookUp(sql, shopId, importId);
    return true;
  });
}

async function holdOpen(sql: Sql, shopId: number, importId: string): Promise<boolean> {
  const { rowCount } = await sql.query(
    'SELECT 1 FROM imports WHERE shop_id = $1 AND id = $2 AND look_up_at IS NOT NULL FOR UPDATE',
    [shopId, importId],
  );
  return rowCount === 1;
}

async function endLookUp(sql: Sql, shopId: number, importId: string): Promise<void> {
  await sql.query('DELETE FROM import_addresses WHERE shop_id = $1 AND import_id = $2', [shopId, importId]);
  await sql.query('UPDATE imports SET look_up_at = NULL, look_up_trouble = NULL WHERE shop_id = $1 AND id = $2', [
    shopId,
    importId,
  ]);
  await sortInFound(sql, shopId, importId);
}
