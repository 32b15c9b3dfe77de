/**
 * Birthdays and anniversaries of joining, by each shop's own calendar (T1). Owns the table of calendar runs: up to which date a
 * shop was seen to. Dates that a stopped worker missed are made up for, a week back at most. Each member is recorded once a
 * year, so that a portion that runs twice does no harm.
 */
import { inTransaction, pool, type Sql } from '../db.server.ts';
import { addDays, dateInZone, startOfDate } from '../lib/calendar.ts';
import type { Member } from '../members/membership.server.ts';
import { livePrograms } from '../publishing/live-programs.server.ts';
import { shopFactsByIds, type ShopFacts } from '../shops/shop-store.server.ts';
import { recordCalendarDay } from './record.server.ts';

const DAYS_MADE_UP_FOR = 7;
/** Two birthdays of a member are at least as many days apart, whatever date was given between them. */
const DAYS_BETWEEN_BIRTHDAYS = 330;
const SHOPS_AT_ONCE = 50;

interface Run {
  shopId: number;
  doneOn: string;
  afterMember: string | null;
}

/** Does a portion of what is due. @returns whether there is more. */
export async function celebrateDue(now: Date, portion: number): Promise<boolean> {
  await openRuns(now);
  const runs = await dueRuns(now);
  if (runs.length === 0) return false;
  let left = portion;
  for (const run of runs) {
    if (left <= 0) return true;
    left -= await celebrate(run, now, left);
  }
  return (await dueRuns(now)).length > 0;
}

/** A shop that is new begins with today: nothing of before is made up for. */
async function openRuns(now: Date): Promise<void> {
  const { rows } = await pool().query<{ id: number; timeZone: string }>(
    `SELECT s.id, s.time_zone AS "timeZone" FROM shops s WHERE s.installed_at IS NOT NULL AND s.uninstalled_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM calendar_runs r WHERE r.shop_id = s.id) ORDER BY s.id LIMIT 1000`,
  );
  if (rows.length === 0) return;
  await pool().query(
    `INSERT INTO calendar_runs (shop_id, done_on) SELECT * FROM unnest($1::int[], $2::date[]) ON CONFLICT DO NOTHING`,
    [rows.map(({ id }) => id), rows.map(({ timeZone }) => addDays(dateInZone(now, timeZone), -1))],
  );
}

/** The shops in whose time zone another day has begun. No zone is more than 14 hours ahead of UTC. */
async function dueRuns(now: Date): Promise<Run[]> {
  const furthest = dateInZone(new Date(now.getTime() + 14 * 60 * 60 * 1000), 'UTC');
  const { rows } = await pool().query<Run & { timeZone: string }>(
    `SELECT r.shop_id AS "shopId", to_char(r.done_on, 'YYYY-MM-DD') AS "doneOn", r.after_member AS "afterMember", s.time_zone AS "timeZone"
     FROM calendar_runs r JOIN shops s ON s.id = r.shop_id AND s.installed_at IS NOT NULL AND s.uninstalled_at IS NULL
     WHERE r.done_on < $1 ORDER BY r.done_on, r.shop_id`,
    [furthest],
  );
  return rows.filter(({ doneOn, timeZone }) => doneOn < dateInZone(now, timeZone)).slice(0, SHOPS_AT_ONCE);
}

/** One portion of a shop's next date. @returns how many members were looked at. */
async function celebrate(run: Run, now: Date, limit: number): Promise<number> {
  return inTransaction(async (sql) => {
    const { rows } = await sql.query<Run>(
      `SELECT shop_id AS "shopId", to_char(done_on, 'YYYY-MM-DD') AS "doneOn", after_member AS "afterMember"
       FROM calendar_runs WHERE shop_id = $1 FOR UPDATE SKIP LOCKED`,
      [run.shopId],
    );
    const held = rows[0];
    const shop = (await shopFactsByIds([run.shopId])).get(run.shopId);
    if (!held || !shop || held.doneOn !== run.doneOn || held.afterMember !== run.afterMember) return 0;
    const today = dateInZone(now, shop.timeZone);
    const date = [addDays(held.doneOn, 1), addDays(today, -DAYS_MADE_UP_FOR)].sort()[1] ?? today;
    const program = (await livePrograms(sql, [shop.id])).get(shop.id)?.program;
    const wanted = new Set(program?.rules.filter(({ enabled }) => enabled).map(({ kind }) => kind));
    const members =
      wanted.has('birthday') || wanted.has('anniversary')
        ? await membersOf(sql, shop, date, held.afterMember, limit)
        : [];
    for (const { member, isBirthday, years } of members) {
      const happened = { shop, member, at: startOfDate(date, shop.timeZone), source: 'calendar' as const, now, date };
      const year = date.slice(0, 4);
      if (isBirthday && wanted.has('birthday') && !(await hadBirthday(sql, member, date)))
        await recordCalendarDay(sql, { ...happened, kind: 'birthday', key: `birthday:${member.id}:${year}` });
      if (years > 0 && wanted.has('anniversary'))
        await recordCalendarDay(sql, {
          ...happened,
          kind: 'anniversary',
          years,
          key: `anniversary:${member.id}:${years}`,
        });
    }
    const isDone = members.length < limit;
    await sql.query('UPDATE calendar_runs SET done_on = $2, after_member = $3 WHERE shop_id = $1', [
      shop.id,
      isDone ? date : held.doneOn,
      isDone ? null : (members.at(-1)?.member.id ?? null),
    ]);
    return members.length;
  });
}

interface Celebrated {
  member: Member;
  isBirthday: boolean;
  /** Since joining, on the very day; 0 on every other. */
  years: number;
}

/** Who has a day on that date, in the order of their ids. 29 February is 28 February in a common year. */
async function membersOf(
  sql: Sql,
  shop: ShopFacts,
  date: string,
  after: string | null,
  limit: number,
): Promise<Celebrated[]> {
  const days = [date.slice(5)];
  if (date.endsWith('-02-28') && addDays(date, 1).endsWith('-03-01')) days.push('02-29');
  const { rows } = await sql.query<Member & { isBirthday: boolean; joinedOn: string }>({
    name: 'calendar-members',
    text: `SELECT m.shop_id AS "shopId", m.id, m.customer_id AS "customerId", m.status, m.joined_at AS "joinedAt",
             (m.birthday = ANY($2::text[]) AND (m.birthday_set_on IS NULL OR m.birthday_set_on < $3::date)) IS TRUE AS "isBirthday",
             to_char(m.joined_at AT TIME ZONE $4, 'YYYY-MM-DD') AS "joinedOn"
           FROM members m WHERE m.shop_id = $1 AND m.status = 'active' AND ($5::uuid IS NULL OR m.id > $5)
             AND (m.birthday = ANY($2::text[]) OR to_char(m.joined_at AT TIME ZONE $4, 'MM-DD') = ANY($2::text[]))
           ORDER BY m.id LIMIT $6`,
    values: [shop.id, days, date, shop.timeZone, after, limit],
  });
  return rows.map(({ isBirthday, joinedOn, ...member }) => ({
    member,
    isBirthday,
    years: days.includes(joinedOn.slice(5)) ? Number(date.slice(0, 4)) - Number(joinedOn.slice(0, 4)) : 0,
  }));
}

async function hadBirthday(sql: Sql, member: Member, date: string): Promise<boolean> {
  const { rowCount } = await sql.query(
    `SELECT 1 FROM activities WHERE shop_id = $1 AND member_id = $2 AND activity = 'birthday' AND on_date > $3 AND on_date <> $4`,
    [member.shopId, member.id, addDays(date, -DAYS_BETWEEN_BIRTHDAYS), date],
  );
  return Boolean(rowCount);
}
