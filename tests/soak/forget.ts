/** A person asks to be forgotten (customers/redact); and whether anything of them is left, or has come back. */
import { randomUUID } from 'node:crypto';
import { pool } from '#app/db.server.ts';
import { customerId, type Run } from './run.ts';
import { addressOf } from './truth.ts';

/** What Shopify says when it asks. */
export function redactPayload(customer: number, orderIds: readonly number[]): Record<string, unknown> {
  const id = customerId(customer);
  return { customer: { id: Number(id), email: addressOf(id) }, orders_to_redact: orderIds };
}

/** Remembers who the member is: afterwards no id of the customer leads to them. */
export async function rememberMember(run: Run, customer: number): Promise<void> {
  const { rows } = await pool().query<{ id: string }>(
    'SELECT coalesce(merged_into, id)::text AS id FROM members WHERE shop_id = $1 AND customer_id = $2',
    [run.shop.id, customerId(customer)],
  );
  run.forgotten.set(run.history.model.root(customer), rows[0]?.id ?? randomUUID());
}

/** Looks for every id of every person who was forgotten, in every column of every table. */
export async function verifyForgotten(runs: readonly Run[]): Promise<void> {
  const gone = runs.flatMap((run) =>
    run.history.plan.customers.flatMap((_, customer) =>
      run.forgotten.has(run.history.model.root(customer)) ? [{ run, id: customerId(customer) }] : [],
    ),
  );
  if (gone.length === 0) return;
  const { rows: tables } = await pool().query<{ name: string; bytes: string[] }>(
    `SELECT table_name AS name, coalesce(array_agg(column_name::text) FILTER (WHERE data_type = 'bytea'), '{}') AS bytes
     FROM information_schema.columns WHERE table_schema = 'public' AND table_name IN (
       SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'shop_id') GROUP BY 1`,
  );
  const text = ({ bytes }: { bytes: string[] }) =>
    ['t::text', ...bytes.map((name) => `coalesce(encode(t.${name}, 'escape'), '')`)].join(` || ' ' || `);
  const shopIds = gone.map(({ run }) => run.shop.id);
  const { rows } = await pool().query<{ shopId: number; id: string; what: string }>(
    tables
      .map(
        (table) =>
          `SELECT g.shop_id AS "shopId", g.id, '${table.name}: ' || left(t::text, 300) AS what FROM unnest($1::int[], $2::text[]) AS g(shop_id, id)
           JOIN ${table.name} t ON t.shop_id = g.shop_id WHERE position(g.id IN ${text(table)}) > 0`,
      )
      .join(' UNION ALL '),
    [shopIds, gone.map(({ id }) => id)],
  );
  const { rows: digests } = await pool().query<{ shopId: number; orderId: string }>(
    `SELECT o.shop_id AS "shopId", o.order_id AS "orderId" FROM orders o WHERE o.shop_id = ANY($1::int[]) AND o.email_digest IS NOT NULL`,
    [[...new Set(shopIds)]],
  );
  const byShop = new Map(runs.map((run) => [run.shop.id, run]));
  for (const { shopId, id, what } of rows)
    byShop.get(shopId)?.failures.push(`customer ${id} was forgotten, and is still in ${what}`);
  for (const { shopId, orderId } of digests) {
    const run = byShop.get(shopId);
    const order = run?.history.orders.find(({ id }) => String(id) === orderId);
    if (order?.anonymous) run?.failures.push(`order ${orderId} still knows the address of who was forgotten`);
  }
}
