/**
 * Members are told 30 and 7 days before points run out, in the morning of the shop's day. A job on a clock goes over all
 * shops in portions; what it tells is named by member, date and days ahead, so that going over the same lots twice tells once.
 */
import type { PoolClient } from 'pg';
import { inTransaction, pool, type Sql } from '../db.server.ts';
import { addDays, dateInZone } from '../lib/calendar.ts';
import { lotEndsAt } from '../program/expiry.ts';
import { announce, type Announcement } from './announce.server.ts';
import { hourOfDate, MORNING_HOUR } from './timing.ts';

const DAYS_AHEAD = [30, 7] as const;
type DaysAhead = (typeof DAYS_AHEAD)[number];
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Nobody is told before this hour of the shop's day, even when clocks were changed between the warning and the end. */
const EARLIEST_HOUR = MORNING_HOUR - 2;
/** How far back the search looks for what it missed while no worker ran. */
const CAUGHT_UP_MS = 5 * DAY_MS;

interface LotRow {
  shopId: number;
  key: string;
  memberId: string;
  timeZone: string;
  remaining: number;
  expiresAt: Date | null;
  inactivityMonths: number | null;
  openedAt: Date;
  activeAt: Date | null;
}

const columns = `l.shop_id AS "shopId", l.key, l.member_id AS "memberId", s.time_zone AS "timeZone", l.remaining,
  l.expires_at AS "expiresAt", l.inactivity_months AS "inactivityMonths", l.opened_at AS "openedAt", b.active_at AS "activeAt"`;
const sources = `lots l JOIN balances b ON b.shop_id = l.shop_id AND b.member_id = l.member_id
  JOIN members m ON m.shop_id = l.shop_id AND m.id = l.member_id AND m.status = 'active'
  JOIN shops s ON s.id = l.shop_id AND s.installed_at IS NOT NULL AND s.uninstalled_at IS NULL`;

/** @returns whether there may be more. */
export async function announceExpiring(now: Date, limit: number): Promise<boolean> {
  for (const daysAhead of DAYS_AHEAD) if (await portionByDate(daysAhead, now, limit)) return true;
  return portionByInactivity(now, limit);
}

/** How far a search has come: the lot that was looked at last, in the order of the search's index. */
interface Progress {
  at: string;
  shopId: number;
  key: string;
  /** Of a search that begins anew each day: the day of the last one that came to its end. */
  doneOn?: string;
}

async function readProgress(sql: Sql, name: string): Promise<Progress | null> {
  const { rows } = await sql.query<{ progress: Progress }>(
    'SELECT progress FROM message_scans WHERE shop_id = 0 AND name = $1 FOR UPDATE',
    [name],
  );
  return rows[0]?.progress ?? null;
}

async function saveProgress(sql: Sql, name: string, progress: Progress): Promise<void> {
  await sql.query(
    `INSERT INTO message_scans (shop_id, name, progress) VALUES (0, $1, $2)
     ON CONFLICT (shop_id, name) DO UPDATE SET progress = excluded.progress`,
    [name, JSON.stringify(progress)],
  );
}

/**
 * Lots with a date end with a day of their shop. The morning that is so many days ahead comes everywhere at the same distance
 * before that end (where clocks were changed in between, an hour or two from it), so one line moves over all lots in the order
 * of their dates, and each is looked at once.
 */
async function portionByDate(daysAhead: DaysAhead, now: Date, limit: number): Promise<boolean> {
  const name = `expiring_${daysAhead}`;
  const untilMs = now.getTime() + (daysAhead + 1) * DAY_MS - MORNING_HOUR * HOUR_MS;
  return inTransaction(async (sql) => {
    const known = await readProgress(sql, name);
    const oldest = new Date(untilMs - CAUGHT_UP_MS).toISOString();
    const from = known && known.at > oldest ? known : { at: oldest, shopId: 0, key: '' };
    const { rows } = await sql.query<LotRow>({
      name: 'expiring-by-date',
      text: `SELECT ${columns} FROM ${sources}
             WHERE l.remaining > 0 AND l.expires_at IS NOT NULL AND l.inactivity_months IS NULL
               AND l.expires_at >= $1 AND (l.expires_at, l.shop_id, l.key) > ($1::timestamptz, $2::int, $3::text) AND l.expires_at <= $4
             ORDER BY l.expires_at, l.shop_id, l.key LIMIT $5`,
      values: [from.at, from.shopId, from.key, new Date(untilMs), limit],
    });
    await tell(sql, rows, daysAhead, EARLIEST_HOUR, now);
    const last = rows.at(-1);
    if (last?.expiresAt)
      await saveProgress(sql, name, { at: last.expiresAt.toISOString(), shopId: last.shopId, key: last.key });
    return rows.length === limit;
  });
}

/** Lots that end by inactivity change their end with every order: all of them are looked at, once a day. */
async function portionByInactivity(now: Date, limit: number): Promise<boolean> {
  const name = 'expiring_inactivity';
  const hour = new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS).toISOString();
  return inTransaction(async (sql) => {
    const known = await readProgress(sql, name);
    if (known?.doneOn && now.getTime() - Date.parse(known.doneOn) < 3 * HOUR_MS) return false;
    const from = known && !known.doneOn ? known : { at: '2000-01-01T00:00:00.000Z', shopId: 0, key: '' };
    const { rows } = await sql.query<LotRow>({
      name: 'expiring-by-inactivity',
      text: `SELECT ${columns} FROM ${sources}
             WHERE l.remaining > 0 AND l.inactivity_months IS NOT NULL
               AND greatest(b.active_at + make_interval(months => l.inactivity_months), l.expires_at,
                 l.opened_at + make_interval(months => l.inactivity_months)) BETWEEN $5::timestamptz - interval '2 days'
                 AND $5::timestamptz + interval '33 days'
               AND l.opened_at >= $1 AND (l.opened_at, l.shop_id, l.key) > ($1::timestamptz, $2::int, $3::text)
             ORDER BY l.opened_at, l.shop_id, l.key LIMIT $4`,
      values: [from.at, from.shopId, from.key, limit, now],
    });
    for (const daysAhead of DAYS_AHEAD) await tell(sql, rows, daysAhead, MORNING_HOUR, now);
    const last = rows.at(-1);
    const isDone = rows.length < limit;
    const reached = last ? { at: last.openedAt.toISOString(), shopId: last.shopId, key: last.key } : from;
    await saveProgress(sql, name, { ...reached, ...(isDone ? { doneOn: hour } : {}) });
    return !isDone;
  });
}

/** Announces the ends that are so many days ahead by now, and not so near that the next warning is due. */
async function tell(
  sql: PoolClient,
  lots: readonly LotRow[],
  daysAhead: DaysAhead,
  fromHour: number,
  now: Date,
): Promise<void> {
  const ends = new Map<string, Announcement>();
  for (const lot of lots) {
    const { shopId, memberId, timeZone } = lot;
    const endsAt = lotEndsAt(lot, lot.activeAt, timeZone);
    if (!endsAt || endsAt <= now) continue;
    const expiresOn = dateInZone(endsAt, timeZone);
    const isDue = (days: number) => hourOfDate(addDays(expiresOn, -days), fromHour, timeZone) <= now;
    if (!isDue(daysAhead) || (daysAhead === 30 && isDue(7))) continue;
    const key = `expiring:${memberId}:${expiresOn}:${daysAhead}`;
    const before = ends.get(`${shopId} ${key}`);
    const points = lot.remaining + (before?.kind === 'points_expiring' ? before.data.points : 0);
    ends.set(`${shopId} ${key}`, {
      shopId,
      memberId,
      kind: 'points_expiring',
      key,
      data: { points, expiresOn, daysAhead },
    });
  }
  await announce(sql, [...ends.values()], now);
}

/** For tests: forgets how far the searches have come, as after a restore of the database. */
export async function forgetProgress(): Promise<void> {
  await pool().query('DELETE FROM message_scans WHERE shop_id = 0');
}
