/**
 * The member's birthday: month and day, said by the member. It counts from the next one on (a birthday that is today or was
 * this year brings nothing afterwards), and can be changed once a year.
 */
import type { Sql } from '../db.server.ts';
import { addMonths, dateInZone } from '../lib/calendar.ts';
import type { Member } from '../members/membership.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';

export interface Birthday {
  /** MM-DD */
  birthday: string | null;
  /** The first date on which it can be said anew; null when it can be now. */
  fixedUntil: string | null;
}

const DAYS_OF_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether a text is a month and a day of some year, as MM-DD. */
export function isBirthday(text: string): boolean {
  const [, month = '', day = ''] = /^(\d{2})-(\d{2})$/.exec(text) ?? [];
  const days = DAYS_OF_MONTH[Number(month) - 1];
  return days !== undefined && Number(day) >= 1 && Number(day) <= days;
}

export async function readBirthday(sql: Sql, shop: ShopFacts, memberId: string, now: Date): Promise<Birthday> {
  const { rows } = await sql.query<{ birthday: string | null; setOn: string | null }>({
    name: 'member-birthday',
    text: `SELECT birthday, to_char(birthday_set_on, 'YYYY-MM-DD') AS "setOn" FROM members WHERE shop_id = $1 AND id = $2`,
    values: [shop.id, memberId],
  });
  const { birthday = null, setOn = null } = rows[0] ?? {};
  const free = birthday !== null && setOn !== null ? addMonths(setOn, 12) : null;
  return { birthday, fixedUntil: free !== null && free > dateInZone(now, shop.timeZone) ? free : null };
}

/** Must run inside a transaction. Saying the same again changes nothing. */
export async function setBirthday(
  sql: Sql,
  shop: ShopFacts,
  member: Member,
  birthday: string,
  now: Date,
): Promise<'set' | 'same' | 'fixed' | 'invalid'> {
  if (!isBirthday(birthday)) return 'invalid';
  await sql.query('SELECT 1 FROM members WHERE shop_id = $1 AND id = $2 FOR NO KEY UPDATE', [shop.id, member.id]);
  const known = await readBirthday(sql, shop, member.id, now);
  if (known.birthday === birthday) return 'same';
  if (known.fixedUntil !== null) return 'fixed';
  await sql.query('UPDATE members SET birthday = $3, birthday_set_on = $4 WHERE shop_id = $1 AND id = $2', [
    shop.id,
    member.id,
    birthday,
    dateInZone(now, shop.timeZone),
  ]);
  return 'set';
}
