/**
 * The list of members: filtered, sorted and paged in the database. Only reads; names are Shopify's and are not here. The page is
 * found in the rows of the list, and what it shows of each member is read where it is owned.
 */
import { inTransaction, pool, sqlState } from '../db.server.ts';
import { membersWhere } from './members-where.server.ts';
import type { MembersFilter, MembersSort } from './members-params.ts';

export interface MembersQuery {
  filter: MembersFilter;
  sort: MembersSort;
  ascending: boolean;
  /** Of the page before (`direction` next) or after (`direction` previous); null is the first page. */
  cursor: string | null;
  direction: 'next' | 'previous';
  pageSize: number;
  /** Only these customers or the holders of this discount code; null is everyone. */
  only: { customerIds: string[]; code: string } | null;
}

export interface MemberListRow {
  memberId: string;
  customerId: string | null;
  status: 'active' | 'blocked';
  joinedAt: string;
  availablePoints: number;
  pendingPoints: number;
  /** The id of the level; null without one. */
  tierId: string | null;
  spentMinor: number;
  orders: number;
  /** YYYY-MM-DD; null for never. */
  lastOrderOn: string | null;
}

export interface MembersPage {
  rows: MemberListRow[];
  /** Cursors of the neighbouring pages; null when there is none. */
  previousCursor: string | null;
  nextCursor: string | null;
}

export interface ShopOfList {
  id: number;
  timeZone: string;
}

/** What each order goes by: the column, its type, and how a value of it looks in an address. */
const sorts: Record<MembersSort, { column: string; type: string; pattern: RegExp }> = {
  joined: { column: 'l.joined_at', type: 'timestamptz', pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/ },
  balance: { column: 'l.available', type: 'bigint', pattern: /^-?\d{1,16}$/ },
  spent: { column: 'l.spent_minor', type: 'bigint', pattern: /^-?\d{1,16}$/ },
  last: { column: 'l.last_order_on', type: 'date', pattern: /^\d{4}-\d\d-\d\d$/ },
};

export interface ListLimits {
  /** So many are looked at along the order before the filter is tried by itself. */
  walked: number;
  /** As many are put in order at once, at most. */
  sorted: number;
  /** What finding those who fit may cost, in the planner's units, to be done without trying the order first: some thousand rows. */
  cheap: number;
}
const limitsInUse: ListLimits = { walked: 20_000, sorted: 250_000, cheap: 1_500 };

/** One page of members, in the asked order whichever way it was reached. */
export async function listMembers(
  shop: ShopOfList,
  query: MembersQuery,
  now: Date,
  limits = limitsInUse,
): Promise<MembersPage> {
  const { column, type } = sorts[query.sort];
  const cursor = query.cursor ? readCursor(query.cursor, query.sort) : null;
  const backwards = query.direction === 'previous' && cursor !== null;
  const ascending = query.ascending !== backwards;
  const order = ascending ? 'ASC' : 'DESC';
  const { text, values, of } = await membersWhere(shop, query.filter, await idsOf(shop.id, query.only), now);
  let after = 'true';
  if (cursor) {
    values.push(cursor.value, cursor.memberId);
    after = `(${column}, l.member_id) ${ascending ? '>' : '<'} ($${values.length - 1}::${type}, $${values.length}::uuid)`;
  }
  values.push(query.pageSize + 1);
  const inOrder = `ORDER BY ${column} ${order}, l.member_id ${order}`;
  const pageOf = (from: string, condition: string) =>
    pool().query<MemberListRow & { key: string }>(
      `WITH page AS MATERIALIZED (
         SELECT l.* FROM (${from}) l WHERE ${condition} ${inOrder} LIMIT $${values.length})
       SELECT m.id AS "memberId", m.customer_id AS "customerId", m.status::text AS status,
         to_char(l.joined_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "joinedAt",
         COALESCE(b.available, 0) AS "availablePoints", COALESCE(b.pending, 0) AS "pendingPoints", m.tier_id AS "tierId",
         l.spent_minor AS "spentMinor", l.orders, to_char(nullif(l.last_order_on, '1970-01-01'), 'YYYY-MM-DD') AS "lastOrderOn",
         ${keyText(query.sort)} AS key
       FROM page l JOIN members m ON m.shop_id = l.shop_id AND m.id = l.member_id
       LEFT JOIN balances b ON b.shop_id = l.shop_id AND b.member_id = l.member_id
       ${inOrder}`,
      values,
    );
  // Most pages are full after few steps along the order. Where filter and order contradict each other, a walk to the end of the index is
  // not begun: those who fit are found first, if they are not too many, and put in order then. OFFSET 0 keeps PostgreSQL from walking
  // along the order after all.
  const rowsOf = `SELECT * FROM member_rows l WHERE l.shop_id = $1`;
  const fits = `${text} AND ${after}`;
  const own = of(column);
  const walked = (most: number) => pageOf(`${rowsOf} AND ${own} AND ${after} ${inOrder} LIMIT ${most}`, text);
  const sorted = () => pageOf(`${rowsOf} AND ${fits} OFFSET 0`, 'true');
  let rows: (MemberListRow & { key: string })[];
  // Nothing but bounds of the order itself: whatever is looked at fits.
  if (text === own) ({ rows } = await walked(query.pageSize + 1));
  else {
    const plan = await expectedOf(`${rowsOf} AND ${fits}`, values.slice(0, -1));
    const isCheap = plan.cost <= limits.cheap;
    ({ rows } = await (isCheap ? sorted() : walked(limits.walked)));
    if (!isCheap && rows.length <= query.pageSize)
      ({ rows } = await (plan.rows <= limits.sorted ? sorted() : pageOf(`${rowsOf} AND ${fits}`, 'true')));
  }
  const hasMore = rows.length > query.pageSize;
  const page = rows.slice(0, query.pageSize);
  if (backwards) page.reverse();
  const first = page[0];
  const last = page.at(-1);
  return {
    rows: page.map(({ key: _, ...row }) => row),
    previousCursor: first && (backwards ? hasMore : cursor !== null) ? `${first.key}~${first.memberId}` : null,
    nextCursor: last && (backwards || hasMore) ? `${last.key}~${last.memberId}` : null,
  };
}

function keyText(sort: MembersSort): string {
  if (sort === 'joined') return `to_char(l.joined_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return sort === 'last' ? `to_char(l.last_order_on, 'YYYY-MM-DD')` : `${sorts[sort].column}::text`;
}

/** The members whom a search found; null where nothing was searched. */
export async function idsOf(shopId: number, only: MembersQuery['only']): Promise<string[] | null> {
  if (!only) return null;
  const { rows } = await pool().query<{ id: string }>({
    name: 'members-searched',
    text: `SELECT id FROM members WHERE shop_id = $1 AND customer_id = ANY($2::text[])
           UNION SELECT member_id FROM redemptions WHERE shop_id = $1 AND code = $3`,
    values: [shopId, only.customerIds, only.code],
  });
  return rows.map(({ id }) => id);
}

/** How many there are; `isAbout` when it was estimated, because counting so many would take long. */
export interface MembersCount {
  count: number;
  isAbout: boolean;
}

/** As many are counted one by one, if it does not take longer than this. */
const COUNTED = 10_000;
const COUNTED_WITHIN_MS = 40;
/** PostgreSQL's code for a statement that took too long. */
const TOOK_TOO_LONG = '57014';

export async function countFound(
  shop: ShopOfList,
  query: Pick<MembersQuery, 'filter' | 'only'>,
  now: Date,
  page?: MembersPage,
): Promise<MembersCount> {
  // Whoever sees all of them on one page needs no other count.
  if (page && !page.nextCursor && !page.previousCursor) return { count: page.rows.length, isAbout: false };
  const { text, values } = await membersWhere(shop, query.filter, await idsOf(shop.id, query.only), now);
  const { rows: expected } = await expectedOf(`SELECT 1 FROM member_rows l WHERE l.shop_id = $1 AND ${text}`, values);
  // Where far more are expected, the first ten thousand would be counted in vain.
  if (expected > 20 * COUNTED) return { count: roundAbout(expected), isAbout: true };
  const count = await countWithin(
    `SELECT count(*)::int AS count FROM (SELECT 1 FROM member_rows l WHERE l.shop_id = $1 AND ${text} LIMIT ${COUNTED + 1}) c`,
    values,
  );
  if (count === null) return { count: roundAbout(Math.max(expected, page?.rows.length ?? 0)), isAbout: true };
  return count <= COUNTED ? { count, isAbout: false } : { count: roundAbout(Math.max(expected, count)), isAbout: true };
}

/** What PostgreSQL's planner expects of a statement: how many rows, and what it costs in its own units. */
async function expectedOf(text: string, values: readonly unknown[]): Promise<{ rows: number; cost: number }> {
  const { rows } = await pool().query<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number; 'Total Cost': number } }] }>(
    `EXPLAIN (FORMAT JSON) ${text}`,
    [...values],
  );
  const plan = rows[0]?.['QUERY PLAN'][0].Plan;
  return { rows: plan?.['Plan Rows'] ?? 0, cost: plan?.['Total Cost'] ?? 0 };
}

/** @returns null when it would take too long. */
async function countWithin(text: string, values: unknown[]): Promise<number | null> {
  try {
    return await inTransaction(async (sql) => {
      await sql.query(`SET LOCAL statement_timeout = ${COUNTED_WITHIN_MS}`);
      return (await sql.query<{ count: number }>(text, values)).rows[0]?.count ?? 0;
    });
  } catch (error) {
    if (sqlState(error) === TOOK_TOO_LONG) return null;
    throw error;
  }
}

/** Two digits are as much as an estimate knows. */
function roundAbout(count: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(count, 1))) - 1);
  return Math.round(count / unit) * unit;
}

/** Whether the shop has any member yet. */
export async function hasMembers(shopId: number): Promise<boolean> {
  const { rowCount } = await pool().query({
    name: 'members-any',
    text: 'SELECT 1 FROM member_rows WHERE shop_id = $1 LIMIT 1',
    values: [shopId],
  });
  return Boolean(rowCount);
}

/** A cursor comes from the address bar: one that is not ours is the first page. */
function readCursor(text: string, sort: MembersSort): { value: string; memberId: string } | null {
  const [value = '', memberId = ''] = text.split('~');
  return sorts[sort].pattern.test(value) && isUuid(memberId) ? { value, memberId } : null;
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}
