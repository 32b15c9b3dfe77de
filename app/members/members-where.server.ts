/** A filter of the members list as a condition in SQL over the rows of the list (l). */
import { addDays, dateInZone, endOfDate, startOfDate } from '../lib/calendar.ts';
import type { MembersFilter } from './members-params.ts';

/** The earliest date stands for "never ordered". */
const NEVER = '1970-01-01';

export interface Condition {
  text: string;
  values: unknown[];
}

/**
 * @param memberIds only these members; null for no such bound.
 * @returns a condition that begins with the shop; its first value is the shop.
 */
export function membersWhere(
  shop: { id: number; timeZone: string },
  filter: MembersFilter,
  memberIds: readonly string[] | null,
  now: Date,
): Condition {
  const values: unknown[] = [shop.id];
  const parts = ['l.shop_id = $1'];
  const add = (part: (value: string) => string, value: unknown) => {
    values.push(value);
    parts.push(part(`$${values.length}`));
  };
  const bounds = (column: string, type: string, from: unknown, to: unknown) => {
    if (from !== null) add((value) => `${column} >= ${value}::${type}`, from);
    if (to !== null) add((value) => `${column} <= ${value}::${type}`, to);
  };
  const today = dateInZone(now, shop.timeZone);
  if (memberIds) add((value) => `l.member_id = ANY(${value}::uuid[])`, memberIds);
  // Written so that the partial index of the few who are blocked can answer.
  if (filter.status === 'blocked') parts.push('l.blocked');
  if (filter.status === 'active') parts.push('NOT l.blocked');
  if (filter.levels.length > 0) {
    const named = filter.levels.filter((id) => id !== 'none');
    const without = named.length < filter.levels.length ? 'l.tier_id IS NULL' : null;
    if (named.length === 0) parts.push('l.tier_id IS NULL');
    else
      add((value) => {
        const among = `l.tier_id = ANY(${value}::text[])`;
        return without ? `(${among} OR ${without})` : among;
      }, named);
  }
  bounds('l.available', 'bigint', filter.balanceFrom, filter.balanceTo);
  const joinedFrom = latest(
    filter.joinedFrom,
    filter.joinedWithin === null ? null : addDays(today, -filter.joinedWithin),
  );
  bounds(
    'l.joined_at',
    'timestamptz',
    joinedFrom && startOfDate(joinedFrom, shop.timeZone),
    filter.joinedTo && endOfDate(filter.joinedTo, shop.timeZone),
  );
  const lastFrom = latest(filter.lastFrom, filter.lastWithin === null ? null : addDays(today, -filter.lastWithin));
  const lastTo = earliest(filter.lastTo, filter.lastBefore === null ? null : addDays(today, -filter.lastBefore));
  // What follows is said too, so that whichever order the list has, those who cannot be meant are passed over in one step.
  const hasOrdered = lastTo !== null || (filter.ordersFrom ?? 0) > 0 || (filter.spentFromMinor ?? 0) > 0;
  if (filter.neverOrdered) parts.push(`l.last_order_on = '${NEVER}' AND l.spent_minor = 0`);
  else bounds('l.last_order_on', 'date', lastFrom ?? (hasOrdered ? addDays(NEVER, 1) : null), lastTo);
  bounds('l.spent_minor', 'bigint', filter.spentFromMinor, filter.spentToMinor);
  bounds(
    'l.orders',
    'int',
    filter.ordersFrom && Math.min(filter.ordersFrom, 2 ** 31 - 1),
    filter.ordersTo && Math.min(filter.ordersTo, 2 ** 31 - 1),
  );
  if (filter.hasCodes) parts.push('l.ready_codes > 0');
  if (filter.birthdayMonth !== null) add((value) => `l.birthday_month = ${value}::smallint`, filter.birthdayMonth);
  if (filter.paid === 'yes') add((value) => `l.paid_until > ${value}::timestamptz`, now);
  if (filter.paid === 'no') add((value) => `(l.paid_until IS NULL OR l.paid_until <= ${value}::timestamptz)`, now);
  return { text: parts.join(' AND '), values };
}

function latest(a: string | null, b: string | null): string | null {
  return a !== null && (b === null || a > b) ? a : b;
}

function earliest(a: string | null, b: string | null): string | null {
  return a !== null && (b === null || a < b) ? a : b;
}
