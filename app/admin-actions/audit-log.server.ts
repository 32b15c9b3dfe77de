/** Who changed what, newest first, as the merchant asks for it. Only reads. */
import { pool } from '../db.server.ts';
import { startOfDate, addDays } from '../lib/calendar.ts';
import type { LogEntry, LogFilter } from './audit-log.ts';
import { actionGroups } from './kinds.ts';

interface Where {
  shopId: number;
  timeZone: string;
  filter: LogFilter;
}

/** @param olderThan the id of the last entry that was seen. */
export async function readLog(
  { shopId, timeZone, filter }: Where,
  olderThan: string | null,
  limit: number,
): Promise<LogEntry[]> {
  const { rows } = await pool().query<Omit<LogEntry, 'at'> & { at: Date }>(
    `SELECT id::text AS id, actor, action, subject, detail, at FROM admin_actions
     WHERE shop_id = $1 AND ($2::bigint IS NULL OR id < $2::bigint) AND ($3::text[] IS NULL OR action = ANY($3::text[]))
       AND ($4::text IS NULL OR actor = $4) AND ($5::timestamptz IS NULL OR at >= $5) AND ($6::timestamptz IS NULL OR at < $6)
     ORDER BY admin_actions.id DESC LIMIT $7`,
    [
      shopId,
      olderThan,
      filter.group ? actionGroups[filter.group] : null,
      filter.actor,
      filter.from ? startOfDate(filter.from, timeZone) : null,
      filter.to ? startOfDate(addDays(filter.to, 1), timeZone) : null,
      limit,
    ],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** Everybody who did anything, at most 100. */
export async function listActors(shopId: number): Promise<string[]> {
  const { rows } = await pool().query<{ actor: string }>(
    `SELECT actor FROM (SELECT DISTINCT actor FROM (SELECT actor FROM admin_actions WHERE shop_id = $1 ORDER BY id DESC LIMIT 10000) AS late) AS a
     ORDER BY actor LIMIT 100`,
    [shopId],
  );
  return rows.map((row) => row.actor);
}
