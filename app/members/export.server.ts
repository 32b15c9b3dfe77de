/** The members that a view finds as a CSV file, made while it is sent: of any number of members in the same memory. Only reads. */
import { pool } from '../db.server.ts';
import { BYTE_ORDER_MARK, csvLine } from '../lib/csv.ts';
import { formatMinorAsDecimal } from '../lib/money.ts';
import type { CustomerName } from '../shopify/customers.server.ts';
import { membersWhere } from './members-where.server.ts';
import { idsOf, type MembersQuery, type ShopOfList } from './members-list.server.ts';

export interface ExportRequest extends Pick<MembersQuery, 'filter' | 'only'> {
  /** Only these members of those found; null for all. */
  memberIds: readonly string[] | null;
  /** Fetches names and e-mail addresses, a hundred at a time; null when they are not wanted. */
  fetchNames: ((customerIds: string[]) => Promise<Map<string, CustomerName>>) | null;
  /** What the columns are called, by their keys. */
  head(column: ExportColumn): string;
  levelName(tierId: string): string;
}

export const exportColumns = [
  'memberId',
  'customerId',
  'name',
  'email',
  'status',
  'level',
  'available',
  'pending',
  'orders',
  'spent',
  'currency',
  'lastOrder',
  'joined',
  'birthday',
] as const;
export type ExportColumn = (typeof exportColumns)[number];

const PORTION = 1_000;

interface Row {
  memberId: string;
  customerId: string | null;
  status: string;
  tierId: string | null;
  available: number;
  pending: number;
  orders: number;
  spentMinor: number;
  lastOrder: string | null;
  joined: string;
  birthday: string | null;
}

/** @returns the file's text, piece by piece. Members come in the order in which they joined. */
export async function* exportMembers(
  shop: ShopOfList & { currencyCode: string },
  request: ExportRequest,
  now: Date,
): AsyncGenerator<string> {
  const columns = exportColumns.filter((column) => request.fetchNames || (column !== 'name' && column !== 'email'));
  yield BYTE_ORDER_MARK + csvLine(columns.map((column) => request.head(column)));
  const searched = await idsOf(shop.id, request.only);
  const among =
    searched && request.memberIds
      ? searched.filter((id) => request.memberIds?.includes(id))
      : (searched ?? request.memberIds);
  const where = await membersWhere(shop, request.filter, among, now);
  for (let after: string | null = null; ;) {
    const values: unknown[] = [...where.values, shop.timeZone, PORTION];
    if (after !== null) values.push(after);
    const result: { rows: Row[] } = await pool().query<Row>(
      `SELECT m.id AS "memberId", m.customer_id AS "customerId", m.status::text AS status, m.tier_id AS "tierId",
         coalesce(b.available, 0) AS available, coalesce(b.pending, 0) AS pending, l.orders, l.spent_minor AS "spentMinor",
         to_char(nullif(l.last_order_on, '1970-01-01'), 'YYYY-MM-DD') AS "lastOrder",
         to_char(m.joined_at AT TIME ZONE $${where.values.length + 1}, 'YYYY-MM-DD') AS joined, m.birthday
       FROM (
         SELECT * FROM member_rows l WHERE l.shop_id = $1 AND ${where.text}
           ${after === null ? '' : `AND l.member_id > $${values.length}::uuid`}
         ORDER BY l.member_id LIMIT $${where.values.length + 2}) l
       JOIN members m ON m.shop_id = l.shop_id AND m.id = l.member_id
       LEFT JOIN balances b ON b.shop_id = l.shop_id AND b.member_id = l.member_id
       ORDER BY m.id`,
      values,
    );
    const names: Map<string, CustomerName> =
      (await request.fetchNames?.(result.rows.flatMap(({ customerId }) => customerId ?? []))) ??
      new Map<string, CustomerName>();
    yield result.rows
      .map((row) => {
        const person = names.get(row.customerId ?? '');
        const cells: Record<ExportColumn, string | number | null> = {
          memberId: row.memberId,
          customerId: row.customerId,
          name: person?.displayName ?? null,
          email: person?.email ?? null,
          status: row.status,
          level: row.tierId && request.levelName(row.tierId),
          available: row.available,
          pending: row.pending,
          orders: row.orders,
          spent: formatMinorAsDecimal(row.spentMinor, shop.currencyCode),
          currency: shop.currencyCode,
          lastOrder: row.lastOrder,
          joined: row.joined,
          birthday: row.birthday,
        };
        return csvLine(columns.map((column) => cells[column]));
      })
      .join('');
    if (result.rows.length < PORTION) return;
    after = result.rows.at(-1)?.memberId ?? null;
  }
}
