/**
 * A shop with a history of three years, made in bulk: members, orders (a fifth of guests), redemptions and the journal, with the rollups
 * of the ledger. Ten transfers a member. What the app folds from it is made by the app's own job.
 */
import { pool } from '../../app/db.server.ts';
import { foldPortion } from '../../app/figures/fold.server.ts';
import { defaultProgram } from '../../app/program/default-program.ts';
import { publish } from '../../app/publishing/program-store.server.ts';

/** The day on which the bench looks. */
export const LOOKED_AT = new Date('2026-11-21T12:00:00Z');
const PORTION = 20_000;

/** Days before the look, skewed to what is recent; orders a member from one to two dozen, most have few. */
const statements = [
  `INSERT INTO members (shop_id, id, customer_id, joined_at, joined_via)
   SELECT $1, ('01900000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, (7000000000 + i)::text,
     timestamptz '2026-11-20 10:00+00' - floor(1090 * power(random(), 1.2)) * interval '1 day', 'account' FROM generate_series(1, $2::int) AS i`,
  `INSERT INTO orders (shop_id, order_id, member_id, name, currency_code, total_minor, eligible_minor, points_awarded, paid_at, paid_on, version)
   SELECT $1, lpad((row_number() OVER ())::text, 12, '0'), member_id, '', 'DKK', total, total, total / 100, paid_at, paid_at::date, 1
   FROM (SELECT m.id AS member_id, (2000 + floor(random() * 80000))::bigint AS total, least(m.joined_at + floor(power(random(), 1.5) * extract(day FROM timestamptz '2026-11-21' - m.joined_at)) * interval '1 day',
           timestamptz '2026-11-21 09:00+00') AS paid_at
         FROM (SELECT id, joined_at, (1 + floor(14 * power(random(), 2)))::int AS orders FROM members WHERE shop_id = $1 AND $2::int > 0) m
         CROSS JOIN LATERAL generate_series(1, m.orders)) o`,
  `INSERT INTO orders (shop_id, order_id, name, currency_code, total_minor, paid_at, paid_on, version)
   SELECT $1, 'g' || lpad(i::text, 12, '0'), '', 'DKK', 2000 + floor(random() * 60000), paid_at, paid_at::date, 1
   FROM (SELECT i, timestamptz '2026-11-21 09:00+00' - floor(1090 * random()) * interval '1 day' AS paid_at FROM generate_series(1, $2::int) AS i) g`,
  `INSERT INTO transfers (shop_id, key, member_id, from_account, to_account, points, kind, source_type, source_id, rule_id, input_hash, booked_on, occurred_at)
   SELECT $1, 'order:' || order_id, member_id, 'issued', 'available', points_awarded, 'award', 'order', order_id, 'order', '\\x00',
     paid_on, paid_at FROM orders WHERE shop_id = $1 AND member_id IS NOT NULL AND $2::int > 0`,
  `INSERT INTO redemptions (shop_id, id, member_id, customer_id, request_id, reward_id, reward, program_version, cost_points, kind, amount_minor, code,
     state, used_order_id, created_at, used_at)
   SELECT $1, ('01910000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, member_id, '', n::text, 'rw_' || n % 8, '{"title":{"en":"A reward"}}', 1, 500,
     'amount_off', 5000, 'RG-' || n, CASE WHEN n % 3 = 0 THEN 'ready' ELSE 'used' END::redemption_state, CASE WHEN n % 3 = 0 THEN NULL ELSE order_id END, paid_at, paid_at
   FROM (SELECT row_number() OVER () AS n, member_id, order_id, paid_at FROM orders
         WHERE shop_id = $1 AND member_id IS NOT NULL AND $2::int > 0 AND right(order_id, 1) IN ('3', '7')) o`,
  `INSERT INTO transfers (shop_id, key, member_id, from_account, to_account, points, kind, source_type, source_id, input_hash, booked_on, occurred_at)
   SELECT $1, 'redemption:' || id, member_id, 'available', 'redeemed', 500, 'redemption', 'redemption', id::text, '\\x00', created_at::date, created_at
   FROM redemptions WHERE shop_id = $1 AND $2::int > 0`,
  // The rest of ten a member: points given by hand, on any day since joining.
  `INSERT INTO transfers (shop_id, key, member_id, from_account, to_account, points, kind, source_type, source_id, input_hash, booked_on, occurred_at)
   SELECT $1, 'manual:' || i || ':' || m.id, m.id, 'adjusted', 'available', 25, 'adjustment', 'manual', '', '\\x00', m.joined_at::date, m.joined_at
   FROM members m CROSS JOIN LATERAL generate_series(1, greatest(0, ceil((10.0 * $2::bigint - (SELECT count(*) FROM transfers WHERE shop_id = $1)) / $2)::int)) AS i
   WHERE m.shop_id = $1`,
  `INSERT INTO daily_rollups (shop_id, booked_on, kind, bucket, points, transfers)
   SELECT shop_id, booked_on, kind || CASE WHEN from_account NOT IN ('pending', 'available') THEN ':in' ELSE ':out' END,
     get_byte(uuid_send(member_id), 15) % 16, sum(points), count(*) FROM transfers WHERE shop_id = $1 AND $2::int > 0 GROUP BY 1, 2, 3, 4`,
];

/** The keys are made after the rows, as a restored copy would; that of the journal by fact is asked by no figure and left out. */
const withoutKeys = [
  'ALTER TABLE transfers DROP CONSTRAINT transfers_pkey',
  'DROP INDEX transfers_shop_id_member_id_id_idx',
  'DROP INDEX orders_shop_id_member_id_paid_at_idx',
  'DROP INDEX orders_shop_id_paid_on_idx',
];
const withKeys = [
  'CREATE INDEX ON transfers (shop_id, member_id, id DESC)',
  'CREATE INDEX ON orders (shop_id, member_id, paid_at DESC)',
  'CREATE INDEX ON orders (shop_id, paid_on)',
];

export interface FiguresWorld {
  shop: { id: number; timeZone: string; currencyCode: string };
  transfers: number;
  orders: number;
  /** Members a second that the job folded, filling the figures of a shop with a history. */
  foldedPerSecond: number;
}

/** One shop for each number of members, in the database that the app is connected to. */
export async function makeFiguresWorlds(sizes: readonly number[]): Promise<FiguresWorld[]> {
  for (const statement of withoutKeys) await pool().query(statement);
  const shopIds: number[] = [];
  for (const members of sizes) shopIds.push(await insertShop(members));
  for (const statement of withKeys) await pool().query(`SET maintenance_work_mem = '1GB'; ${statement}`);
  for (const table of ['members', 'orders', 'transfers', 'redemptions', 'daily_rollups'])
    await pool().query(`VACUUM (ANALYZE) ${table}`);
  const worlds: FiguresWorld[] = [];
  for (const [index, id] of shopIds.entries()) worlds.push(await foldShop(id, sizes[index] ?? 0));
  for (const table of ['figure_rollups', 'member_figures', 'figure_snapshots', 'daily_rollups', 'best_members'])
    await pool().query(`VACUUM (ANALYZE) ${table}`);
  return worlds;
}

async function insertShop(members: number): Promise<number> {
  const { rows } = await pool().query<{ id: number }>(
    `INSERT INTO shops (domain, name, currency_code, time_zone, taxes_included, installed_at)
     VALUES ($1, 'Bench', 'DKK', 'UTC', true, now()) RETURNING id`,
    [`bench-${members}.myshopify.com`],
  );
  const id = rows[0]?.id ?? 0;
  await publish(id, defaultProgram('DKK'), 0, 'bench', LOOKED_AT);
  for (const statement of statements) await pool().query(statement, [id, members]);
  console.log(`  made a shop of ${members} members`);
  return id;
}

async function foldShop(id: number, members: number): Promise<FiguresWorld> {
  const startedAt = performance.now();
  while (await foldPortion(id, LOOKED_AT, PORTION));
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(`  folded ${members} members in ${seconds.toFixed(0)} s`);
  const { rows: counts } = await pool().query<{ transfers: number; orders: number }>(
    `SELECT (SELECT count(*) FROM transfers WHERE shop_id = $1) AS transfers, (SELECT count(*) FROM orders WHERE shop_id = $1) AS orders`,
    [id],
  );
  return {
    shop: { id, timeZone: 'UTC', currencyCode: 'DKK' },
    transfers: counts[0]?.transfers ?? 0,
    orders: counts[0]?.orders ?? 0,
    foldedPerSecond: members / seconds,
  };
}
