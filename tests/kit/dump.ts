/** Every row of every table, as text, to compare the store before and after. */
import { pool } from '#app/db.server.ts';

/** @param except tables, or columns as "table.column", that may differ. */
export async function dumpStore(except: readonly string[] = []): Promise<Record<string, string[]>> {
  const { rows: tables } = await pool().query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> '_prisma_migrations' ORDER BY 1`,
  );
  const dump: Record<string, string[]> = {};
  for (const { name } of tables) {
    if (except.includes(name)) continue;
    const columns = except.filter((entry) => entry.startsWith(`${name}.`)).map((entry) => entry.slice(name.length + 1));
    const { rows } = await pool().query<{ row: string }>(
      `SELECT (to_jsonb(t) - $1::text[])::text AS row FROM ${name} t ORDER BY 1`,
      [columns],
    );
    dump[name] = rows.map(({ row }) => row);
  }
  return dump;
}
