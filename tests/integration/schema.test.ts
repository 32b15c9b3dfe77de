/** The store's schema: what the migrations make is what schema.prisma says, and every key of ours starts with the shop. */
import { execFileSync } from 'node:child_process';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { createEmptyDatabase } from '#tests/kit/database.ts';

/** What Prisma cannot express, and only the migrations say. */
const BEYOND_PRISMA = [/^check /, /^option /];
/** Indexes that cover only the rows that their query can find; Prisma knows them without the condition. */
const PARTIAL_INDEXES = [
  ...['lots_due_idx', 'lots_inactivity_idx', 'messages_due_idx', 'messages_trouble_idx', 'orders_guests_idx'],
  'redemptions_due_idx',
  'redemptions_ready_idx',
  'redemptions_gift_codes_idx',
  'redemptions_taken_idx',
  'redemptions_shop_id_grant_key_key',
  'redemptions_shop_id_fulfilled_gid_key',
  'credit_collections_open_key',
  ...['member_figures_referrals_idx', 'orders_guest_days_idx'],
  ...['member_tiers_due_idx', 'members_birthday_idx', 'members_merged_idx', 'referrals_due_idx'],
  ...['tier', 'birthday', 'codes', 'blocked', 'paid'].map((name) => `member_rows_${name}_idx`),
  ...['bulk_actions_open_idx', 'imports_open_idx', 'imports_look_up_idx'],
  ...['inbox_dead_idx', 'outbox_failed_idx', 'redemptions_refused_idx'],
];

/** Indexes that hold more columns than they sort by, so that the table need not be looked at. */
const COVERING_INDEXES = ['joined_at', 'available', 'spent_minor', 'last_order_on'].map(
  (column) => `member_rows_shop_id_${column}_member_id_idx`,
);

const isOneOf = (names: readonly string[], line: string) =>
  names.some((name) => line.replace(' UNIQUE', '').startsWith(`index CREATE INDEX ${name} `));
const withoutCondition = (line: string) =>
  isOneOf(PARTIAL_INDEXES, line)
    ? line.replace(/ WHERE .*$/, '')
    : isOneOf(COVERING_INDEXES, line)
      ? line.replace(/ INCLUDE \(.*\)$/, '')
      : line;

/** Every column, key, index, enum and option of a database, one a line. */
async function describeSchema(client: Pick<pg.Client, 'query'>): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(`
    SELECT format('column %s.%s %s%s default %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
        CASE WHEN a.attnotnull THEN ' not null' ELSE '' END, coalesce(pg_get_expr(d.adbin, d.adrelid), 'none')) AS line
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
      WHERE c.relkind = 'r' AND c.relname <> '_prisma_migrations'
    UNION ALL SELECT format('index %s', indexdef) FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
    UNION ALL SELECT format('%s %s %s', CASE contype WHEN 'c' THEN 'check' ELSE 'constraint' END, conname, pg_get_constraintdef(oid))
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> coalesce(to_regclass('_prisma_migrations'), 0) AND contype <> 'n'
    UNION ALL SELECT format('enum %s %s', t.typname, string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder))
      FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY t.typname
    UNION ALL SELECT format('option %s %s', relname, reloptions) FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND reloptions IS NOT NULL
    ORDER BY 1`);
  return rows.map(({ line }) => line);
}

describe('the schema', () => {
  it('Of the migrations is that of schema.prisma, but for what Prisma cannot express', async () => {
    const script = execFileSync(
      process.execPath,
      [
        ...['node_modules/prisma/build/index.js', 'migrate', 'diff', '--from-empty'],
        ...['--to-schema-datamodel', 'prisma/schema.prisma', '--script'],
      ],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const empty = await createEmptyDatabase();
    const client = new pg.Client({ connectionString: empty.url });
    await client.connect();
    try {
      await client.query(script);
      const declared = await describeSchema(client);
      const migrated = (await describeSchema(pool())).map(withoutCondition);
      expect(declared.length).toBeGreaterThan(100);
      expect(declared.filter((line) => BEYOND_PRISMA.some((pattern) => pattern.test(line)))).toEqual([]);
      expect(migrated.filter((line) => !BEYOND_PRISMA.some((pattern) => pattern.test(line)))).toEqual(declared);
    } finally {
      await client.end();
      await empty.drop();
    }
  });

  it('Has keys that start with the shop, in every table but the two that name the shops', async () => {
    const { rows } = await pool().query<{ table: string; index: string; first: string }>(
      `SELECT t.relname AS table, i.relname AS index, a.attname AS first FROM pg_index x
       JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
       JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
       WHERE t.relnamespace = 'public'::regnamespace AND x.indisunique AND t.relname <> '_prisma_migrations'`,
    );
    expect(rows.length).toBeGreaterThan(15);
    // sessions is Shopify's own shape; shops is where a shop gets its number.
    const ours = rows.filter((row) => !['sessions', 'shops'].includes(row.table));
    expect(ours.filter((row) => row.first !== 'shop_id')).toEqual([]);
  });

  it('Has a primary key in every table, and none of ours without a shop', async () => {
    const { rows } = await pool().query<{ table: string }>(
      `SELECT c.relname AS table FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
       AND NOT EXISTS (SELECT 1 FROM pg_index x WHERE x.indrelid = c.oid AND x.indisprimary)`,
    );
    expect(rows).toEqual([]);
  });

  it('Keeps its checks: points positive, accounts different, lots within what they opened with', async () => {
    const checks = (await describeSchema(pool())).filter((line) => line.startsWith('check '));
    for (const name of [
      ...['transfers_points_positive', 'transfers_accounts_differ', 'balances_pending_not_negative'],
      ...['lots_remaining_within', 'redemptions_cost_not_negative'],
    ])
      expect(
        checks.some((line) => line.includes(name)),
        name,
      ).toBe(true);
  });
});
