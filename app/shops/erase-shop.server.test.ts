import { expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { shopTables } from './erase-shop.server.ts';

test('Erasing a shop reaches every table that holds something of one (G1)', async () => {
  const { rows } = await pool().query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace AND a.attname = 'shop_id'`,
  );
  // Of an event the bare fact is kept, without its body.
  const holding = rows.map(({ name }) => name).filter((name) => name !== 'inbox_events');
  expect([...shopTables].sort()).toEqual(holding.sort());
});
