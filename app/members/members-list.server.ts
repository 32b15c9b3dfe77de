/** The list of members: filtered, sorted and paged in the database. Only reads; names are Shopify's and are not here. */
import { pool } from '../db.server.ts';

export type MembersSort = 'joined' | 'balance';

export interface MembersQuery {
  status: 'all' | 'active' | 'blocked';
  sort: MembersSort;
  ascending: boolean;
  /** Of the page before (`direction` next) or after (`direction` previous); null is the first page. */
  cursor: string | null;
  direction: 'next' | 'previous';
  pageSize: number;
  /** Only these customers or the holders of this discount code; null is everyone. */
  only: { customerIds: string[]; code: string } | null;
}

export interface MemberRow {
  memberId: string;
  customerId: string | null;
  status: 'active' | 'blocked';
  joinedAt: string;
  availablePoints: number;
  pendingPoints: number;
}

export interface MembersPage {
  rows: MemberRow[];
  /** Cursors of the neighbouring pages; null when there is none. */
  previousCursor: string | null;
  nextCursor: string | null;
}

/** One page of members, in the asked order whichever way it was reached. */
export async function listMembers(shopId: number, query: MembersQuery): Promise<MembersPage> {
  const backwards = query.direction === 'previous' && query.cursor !== null;
  const ascending = query.ascending !== backwards;
  const column = query.sort === 'balance' ? 'COALESCE(b.available, 0)' : 'm.joined_at';
  const type = query.sort === 'balance' ? 'bigint' : 'timestamptz';
  const order = ascending ? 'ASC' : 'DESC';
  const values: unknown[] = [
    shopId,
    query.status === 'all' ? ['active', 'blocked'] : [query.status],
    query.pageSize + 1,
  ];
  let where = '';
  if (query.only) {
    values.push(query.only.customerIds, query.only.code);
    where += ` AND (m.customer_id = ANY($4) OR m.id IN (
      SELECT member_id FROM redemptions WHERE shop_id = $1 AND code = $5))`;
  }
  const cursor = query.cursor ? readCursor(query.cursor, query.sort) : null;
  if (cursor) {
    values.push(cursor.value, cursor.memberId);
    where += ` AND (${column}, m.id) ${ascending ? '>' : '<'} ($${values.length - 1}::${type}, $${values.length}::uuid)`;
  }
  const { rows } = await pool().query<{
    id: string;
    customer_id: string | null;
    status: 'active' | 'blocked';
    joined_at: Date;
    available: number;
    pending: number;
  }>(
    `SELECT m.id, m.customer_id, m.status::text AS status, m.joined_at,
       COALESCE(b.available, 0) AS available, COALESCE(b.pending, 0) AS pending
     FROM members m LEFT JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.id
     WHERE m.shop_id = $1 AND m.status = ANY($2::member_status[])${where}
     ORDER BY ${column} ${order}, m.id ${order} LIMIT $3`,
    values,
  );
  const hasMore = rows.length > query.pageSize;
  const page = rows.slice(0, query.pageSize).map((row) => ({
    memberId: row.id,
    customerId: row.customer_id,
    status: row.status,
    joinedAt: row.joined_at.toISOString(),
    availablePoints: row.available,
    pendingPoints: row.pending,
  }));
  if (backwards) page.reverse();
  const first = page[0];
  const last = page.at(-1);
  return {
    rows: page,
    previousCursor: first && (backwards ? hasMore : cursor !== null) ? writeCursor(first, query.sort) : null,
    nextCursor: last && (backwards || hasMore) ? writeCursor(last, query.sort) : null,
  };
}

export async function countMembers(shopId: number): Promise<number> {
  const { rows } = await pool().query<{ count: number }>({
    name: 'members-count',
    text: `SELECT count(*)::bigint AS count FROM members WHERE shop_id = $1 AND status IN ('active', 'blocked')`,
    values: [shopId],
  });
  return rows[0]?.count ?? 0;
}

function writeCursor(row: MemberRow, sort: MembersSort): string {
  return `${sort === 'balance' ? row.availablePoints : row.joinedAt}~${row.memberId}`;
}

/** A cursor comes from the address bar: one that is not ours is the first page. */
function readCursor(text: string, sort: MembersSort): { value: string; memberId: string } | null {
  const [value = '', memberId = ''] = text.split('~');
  const pattern = sort === 'balance' ? /^-?\d{1,16}$/ : /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
  return pattern.test(value) && isUuid(memberId) ? { value, memberId } : null;
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}
