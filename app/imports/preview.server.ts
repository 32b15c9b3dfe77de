/** What a staged import would do, told before it does anything. Only reads. */
import { pool } from '../db.server.ts';
import { livePrograms } from '../publishing/live-programs.server.ts';
import { levelsByName, plainLevelName } from '../tiers/imported-levels.server.ts';

export interface ImportPreview {
  /** Customers of the file who are known; those of them who are no members yet. */
  customers: number;
  newMembers: number;
  /** Points that would be given and taken in all. */
  pointsIn: number;
  pointsOut: number;
  /** Points that wait for people who have not proven their address. */
  pointsWaiting: number;
  birthdays: number;
  /** Level names of the file: the level that each gives, or null where the program has none of that name. Most first. */
  levels: { name: string; tierId: string | null; rows: number }[];
  /** Rows that would take more than was given until then. */
  uncovered: number;
  sample: {
    line: number;
    customerId: string;
    points: number;
    occurredAt: string;
    expiresOn: string | null;
    note: string;
    tier: string | null;
  }[];
}

const SAMPLE = 10;
const LEVELS = 50;

export async function previewImport(shopId: number, importId: string): Promise<ImportPreview> {
  const values = [shopId, importId];
  const [sums, waiting, levels, uncovered, sample, programs] = await Promise.all([
    pool().query<Pick<ImportPreview, 'customers' | 'newMembers' | 'pointsIn' | 'pointsOut' | 'birthdays'>>(
      `SELECT count(*)::int AS customers, count(*) FILTER (WHERE m.id IS NULL)::int AS "newMembers",
         coalesce(sum(r.points_in), 0)::bigint AS "pointsIn", coalesce(sum(r.points_out), 0)::bigint AS "pointsOut",
         count(*) FILTER (WHERE r.has_birthday AND m.birthday IS NULL)::int AS birthdays
       FROM (
         SELECT customer_id, sum(points) FILTER (WHERE points > 0) AS points_in, -sum(points) FILTER (WHERE points < 0) AS points_out,
           bool_or(birthday IS NOT NULL) AS has_birthday
         FROM imported_rows WHERE shop_id = $1 AND import_id = $2 GROUP BY customer_id) r
       LEFT JOIN members m ON m.shop_id = $1 AND m.customer_id = r.customer_id`,
      values,
    ),
    pool().query<{ points: number }>(
      'SELECT coalesce(sum(points), 0)::bigint AS points FROM waiting_imports WHERE shop_id = $1 AND import_id = $2',
      values,
    ),
    pool().query<{ name: string; rows: number }>(
      `SELECT min(tier) AS name, count(*)::int AS rows FROM (
         SELECT tier FROM imported_rows WHERE shop_id = $1 AND import_id = $2
         UNION ALL SELECT tier FROM waiting_imports WHERE shop_id = $1 AND import_id = $2) t
       WHERE tier IS NOT NULL GROUP BY lower(trim(tier)) ORDER BY 2 DESC, 1 LIMIT ${LEVELS}`,
      values,
    ),
    pool().query<{ count: number }>(
      `SELECT count(*)::int AS count FROM (
         SELECT points, sum(points) OVER (PARTITION BY customer_id ORDER BY position) AS left_over FROM imported_rows
         WHERE shop_id = $1 AND import_id = $2) r WHERE points < 0 AND left_over < 0`,
      values,
    ),
    pool().query<Omit<ImportPreview['sample'][number], 'occurredAt'> & { occurredAt: Date }>(
      `SELECT line, customer_id AS "customerId", points, occurred_at AS "occurredAt", expires_on AS "expiresOn", note, tier
       FROM imported_rows WHERE shop_id = $1 AND import_id = $2 ORDER BY position LIMIT ${SAMPLE}`,
      values,
    ),
    livePrograms(pool(), [shopId]),
  ]);
  const known = levelsByName(programs.get(shopId)?.program.tiers ?? null);
  return {
    ...(sums.rows[0] ?? { customers: 0, newMembers: 0, pointsIn: 0, pointsOut: 0, birthdays: 0 }),
    pointsWaiting: waiting.rows[0]?.points ?? 0,
    levels: levels.rows.map(({ name, rows }) => ({ name, rows, tierId: known.get(plainLevelName(name)) ?? null })),
    uncovered: uncovered.rows[0]?.count ?? 0,
    sample: sample.rows.map((row) => ({ ...row, occurredAt: row.occurredAt.toISOString() })),
  };
}
