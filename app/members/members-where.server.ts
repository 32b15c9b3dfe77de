/** A filter of the members list as a condition in SQL over the rows of the list (l). */
import { pool } from '../db.server.ts';
import { FIRST_PAUSE_DAYS, segmentBounds, segmentIds, type SegmentId, type ShopRhythm } from '../figures/segments.ts';
import { addDays, dateInZone, endOfDate, startOfDate } from '../lib/calendar.ts';
import type { MembersFilter } from './members-params.ts';

/** The earliest date stands for "never ordered". */
const NEVER = '1970-01-01';

export interface Condition {
  text: string;
  values: unknown[];
  /** What of the text, taken alone, speaks of this column of l and of no other; it holds whenever all of it does. */
  of(column: string): string;
}

/**
 * @param memberIds only these members; null for no such bound.
 * @returns a condition beside `l.shop_id = $1`, which whoever asks states: the first value is the shop.
 */
export async function membersWhere(
  shop: { id: number; timeZone: string },
  filter: MembersFilter,
  memberIds: readonly string[] | null,
  now: Date,
): Promise<Condition> {
  const values: unknown[] = [shop.id];
  const parts: string[] = [];
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
  if (filter.neverOrdered) parts.push(`l.last_order_on = '${NEVER}'`, 'l.spent_minor = 0');
  else bounds('l.last_order_on', 'date', lastFrom ?? (hasOrdered ? addDays(NEVER, 1) : null), lastTo);
  bounds('l.spent_minor', 'bigint', filter.spentFromMinor, filter.spentToMinor);
  bounds(
    'l.orders',
    'int',
    filter.ordersFrom && Math.min(filter.ordersFrom, 2 ** 31 - 1),
    filter.ordersTo && Math.min(filter.ordersTo, 2 ** 31 - 1),
  );
  if (filter.segment) parts.push(...segmentParts(filter.segment, await readRhythm(shop.id), today));
  if (filter.hasCodes) parts.push('l.ready_codes > 0');
  if (filter.birthdayMonth !== null) add((value) => `l.birthday_month = ${value}::smallint`, filter.birthdayMonth);
  if (filter.paid === 'yes') add((value) => `l.paid_until > ${value}::timestamptz`, now);
  if (filter.paid === 'no') add((value) => `(l.paid_until IS NULL OR l.paid_until <= ${value}::timestamptz)`, now);
  const of = (column: string) =>
    parts.filter((part) => part.match(/\bl\.\w+/g)?.every((name) => name === column)).join(' AND ') || 'true';
  return { text: parts.join(' AND ') || 'true', values, of };
}

/** What the morning's figures go by, so that as many are listed as the analytics page counts. */
async function readRhythm(shopId: number): Promise<ShopRhythm> {
  const { rows } = await pool().query<{ key: string; value: number }>({
    name: 'members-rhythm',
    text: `SELECT key, value FROM figure_snapshots WHERE shop_id = $1 AND metric = 'rhythm'
             AND on_date = (SELECT max(on_date) FROM figure_snapshots WHERE shop_id = $1 AND metric = 'rhythm')`,
    values: [shopId],
  });
  const known = new Map(rows.map(({ key, value }) => [key, value]));
  return {
    pauseDays: known.get('pause_days') ?? FIRST_PAUSE_DAYS,
    highSpendMinor: known.get('high_spend_minor') ?? 0,
  };
}

/** A member is in the first segment that holds them. Only numbers of ours and a date get into the text. */
function segmentParts(id: SegmentId, rhythm: ShopRhythm, today: string): string[] {
  const all = segmentBounds(rhythm);
  const holds = (segment: SegmentId) => {
    const { orders, days, minSpentMinor } = all[segment];
    return [
      `l.orders >= ${orders[0]}`,
      ...(orders[1] === null ? [] : [`l.orders <= ${orders[1]}`]),
      `l.last_order_on <= '${addDays(today, -days[0])}'`,
      `l.last_order_on ${days[1] === null ? `> '${NEVER}'` : `>= '${addDays(today, -days[1])}'`}`,
      ...(minSpentMinor ? [`l.spent_minor >= ${minSpentMinor}`] : []),
    ];
  };
  const before = segmentIds.slice(0, segmentIds.indexOf(id)).map((earlier) => `NOT (${holds(earlier).join(' AND ')})`);
  return [...holds(id), ...before];
}

function latest(a: string | null, b: string | null): string | null {
  return a !== null && (b === null || a > b) ? a : b;
}

function earliest(a: string | null, b: string | null): string | null {
  return a !== null && (b === null || a < b) ? a : b;
}
