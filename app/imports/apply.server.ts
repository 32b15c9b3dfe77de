/**
 * Brings a staged import into the ledger, portion by portion. Each portion takes its rows out of the table of what waits and books
 * them in the same transaction, under keys that name the import and the line: killed at any moment and started again, or by
 * two at once, nothing is booked twice or left out.
 */
import { inTransaction, MustRunAgain, pool, type Sql } from '../db.server.ts';
import { endOfDate, dateInZone } from '../lib/calendar.ts';
import { lockBalances, memberKey } from '../ledger/balances.server.ts';
import { post } from '../ledger/post.server.ts';
import type { NewTransfer } from '../ledger/transfer.ts';
import {
  createMembers,
  customerKey,
  findMembers,
  findMembersById,
  holdCustomers,
  type Member,
} from '../members/membership.server.ts';
import { refreshMemberRows } from '../members/member-rows.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { lotTerms, type ExpiryRule } from '../program/expiry.ts';
import { livePrograms } from '../publishing/live-programs.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { giveImportedLevels } from '../tiers/imported-levels.server.ts';
import { reconsiderTiers } from '../tiers/reconsider.server.ts';

/** Rows of one transaction: long enough to cost little each, short enough to hold no lock for long. */
const PORTION = 2_000;

export interface ImportProgress {
  toApply: number;
  appliedUntil: number;
  isDone: boolean;
}

export interface WaitingRow {
  importId: string;
  line: number;
  points: number;
  occurredAt: Date;
  expiresOn: string | null;
  note: string;
  birthday: string | null;
  /** The level that the member had elsewhere. */
  tier: string | null;
}

interface PortionRow extends WaitingRow {
  position: number;
  customerId: string;
}

const columns = `import_id AS "importId", line, points, occurred_at AS "occurredAt", expires_on AS "expiresOn", note, birthday, tier`;

/** Applies all that is left of an import. @param onProgress called after each portion. @returns null when there is no such import. */
export async function applyImport(
  shop: ShopFacts,
  importId: string,
  now: Date,
  onProgress: (progress: ImportProgress) => void = () => {},
): Promise<ImportProgress | null> {
  for (;;) {
    // Two portions at a time: while the database writes the one, this process prepares the other.
    const ends = await Promise.all(
      [1, 2].map(async () => {
        for (;;) {
          const progress = await applyPortion(shop, importId, now);
          if (progress && progress.rows > 0) onProgress(progress);
          if (!progress || progress.isDone || progress.rows === 0) return progress;
        }
      }),
    );
    // Rows of a member whose others were in hand elsewhere are left for another round.
    const end = ends.find((progress) => !progress || progress.isDone);
    if (end !== undefined) return end;
  }
}

/**
 * Takes the next rows that nobody else has in hand. Those of one member are applied in their order: where rows begin in the middle
 * of a member's, and the one before is still there, another has it in hand, and all of that member's are left to a later portion.
 */
const takeText = `WITH free AS MATERIALIZED (
    SELECT position, customer_id FROM imported_rows WHERE shop_id = $1 AND import_id = $2 ORDER BY position LIMIT $3 FOR UPDATE SKIP LOCKED
  ), starts AS MATERIALIZED (
    SELECT position, customer_id FROM (SELECT *, lag(position) OVER (ORDER BY position) AS previous FROM free) f
    WHERE previous IS DISTINCT FROM position - 1
  ), blocked AS MATERIALIZED (
    SELECT s.customer_id FROM starts s CROSS JOIN LATERAL (
      SELECT FROM imported_rows b WHERE b.shop_id = $1 AND b.import_id = $2 AND b.position = s.position - 1
        AND b.customer_id = s.customer_id LIMIT 1) b
  ), taken AS (
    DELETE FROM imported_rows r WHERE r.shop_id = $1 AND r.import_id = $2
      AND r.position = ANY (ARRAY(SELECT position FROM free WHERE customer_id NOT IN (SELECT customer_id FROM blocked)))
    RETURNING r.*)
  SELECT position, customer_id AS "customerId", ${columns} FROM taken ORDER BY position`;

/** Applies the next portion. @returns how far it is; null when there is no such import. */
export async function applyPortion(
  shop: ShopFacts,
  importId: string,
  now: Date,
): Promise<(ImportProgress & { rows: number }) | null> {
  const rule = (await livePrograms(pool(), [shop.id])).get(shop.id)?.program.expiry ?? { kind: 'never' };
  // From here on the import cannot be discarded; callers have looked its customers up before.
  await pool().query({
    name: 'import-ask',
    text: 'UPDATE imports SET asked_at = $3 WHERE shop_id = $1 AND id = $2 AND asked_at IS NULL',
    values: [shop.id, importId, now],
  });
  return inTransaction(async (sql) => {
    const { rows } = await sql.query<PortionRow>({
      name: 'import-take-portion',
      text: takeText,
      values: [shop.id, importId, PORTION],
    });
    await bookRows(sql, shop, await byMember(sql, shop, rows, now), rule, now);
    const { rows: imports } = await sql.query<{ to_apply: number; applied_until: number }>({
      name: 'import-advance',
      text: `UPDATE imports SET applied_until = applied_until + $3,
               finished_at = CASE WHEN applied_until + $3 >= to_apply THEN coalesce(finished_at, $4) END
             WHERE shop_id = $1 AND id = $2 RETURNING to_apply, applied_until`,
      values: [shop.id, importId, rows.length, now],
    });
    const found = imports[0];
    if (!found) return null;
    return {
      rows: rows.length,
      toApply: found.to_apply,
      appliedUntil: found.applied_until,
      isDone: found.applied_until >= found.to_apply,
    };
  });
}

type MemberRow = WaitingRow & { member: Member };

/** The rows with their members; customers who are none become members, without a welcome: they have been here before. */
async function byMember(sql: Sql, shop: ShopFacts, rows: readonly PortionRow[], now: Date): Promise<MemberRow[]> {
  const customers = [...new Set(rows.map((row) => row.customerId))].map((customerId) => ({
    shopId: shop.id,
    customerId,
  }));
  let members = await findMembers(sql, customers);
  const missing = customers.filter((customer) => !members.has(customerKey(customer)));
  if (missing.length > 0) {
    const created = await createMembers(sql, missing, 'merchant', now);
    const programs = await livePrograms(sql, [shop.id]);
    await reconsiderTiers(sql, { members: created, shops: new Map([[shop.id, shop]]), programs, now });
    members = new Map([...members, ...(await findMembers(sql, missing))]);
  }
  return rows.flatMap((row) => {
    const member = members.get(customerKey({ shopId: shop.id, customerId: row.customerId }));
    return member ? [{ ...row, member }] : [];
  });
}

/**
 * Books the rows in the given order, refuses what a balance does not cover, keeps birthdays that were unknown, and gives levels.
 * Must run inside a transaction.
 */
export async function bookRows(
  sql: Sql,
  shop: ShopFacts,
  rows: readonly MemberRow[],
  rule: ExpiryRule,
  now: Date,
): Promise<void> {
  if (rows.length === 0) return;
  const refs = rows.map(({ member }) => ({ shopId: shop.id, memberId: member.id }));
  const takes = rows.some((row) => row.points < 0);
  const balances = takes ? await lockBalances(sql, refs) : null;
  const transfers: NewTransfer[] = [];
  const uncovered: WaitingRow[] = [];
  const terms = lotTerms(rule, now, now, shop.timeZone);
  const dates = datesOf(shop.timeZone);
  for (const row of rows) {
    const balance = balances?.get(memberKey({ shopId: shop.id, memberId: row.member.id }));
    if (balance && balance.available + row.points < 0 && row.points < 0) {
      uncovered.push(row);
      continue;
    }
    if (balance) balance.available += row.points;
    if (row.points !== 0) transfers.push(transferOf(row, shop, terms, dates));
  }
  await post(sql, transfers);
  if (uncovered.length > 0)
    await sql.query(
      `INSERT INTO import_problems (shop_id, import_id, line, code) SELECT $1, unnest($2::uuid[]), unnest($3::int[]), 'not_covered'
       ON CONFLICT DO NOTHING`,
      [shop.id, uncovered.map((row) => row.importId), uncovered.map((row) => row.line)],
    );
  const born = rows.filter((row) => row.birthday !== null);
  if (born.length > 0)
    await sql.query(
      `UPDATE members m SET birthday = b.birthday FROM unnest($2::uuid[], $3::text[]) AS b(id, birthday)
       WHERE m.shop_id = $1 AND m.id = b.id AND m.birthday IS NULL`,
      [shop.id, born.map((row) => row.member.id), born.map((row) => row.birthday)],
    );
  await giveLevels(sql, shop, rows, now);
  const memberIds = [...new Set(refs.map((ref) => ref.memberId))];
  await refreshMemberRows(sql, shop.id, memberIds);
  await enqueue(
    sql,
    memberIds.map((subject) => ({ shopId: shop.id, topic: 'sync_member' as const, subject })),
  );
}

/** The newest row of a member says which level it was. */
async function giveLevels(sql: Sql, shop: ShopFacts, rows: readonly MemberRow[], now: Date): Promise<void> {
  const ranked = rows.flatMap(({ tier, member, importId }) =>
    tier ? [{ memberId: member.id, name: tier, importId }] : [],
  );
  if (ranked.length === 0) return;
  const { rows: imports } = await sql.query<{ id: string; name: string }>(
    'SELECT id, file_name AS name FROM imports WHERE shop_id = $1 AND id = ANY($2::uuid[])',
    [shop.id, ranked.map(({ importId }) => importId)],
  );
  const names = new Map(imports.map(({ id, name }) => [id, name]));
  await giveImportedLevels(
    sql,
    shop,
    ranked.map((level) => ({ ...level, source: names.get(level.importId) ?? '' })),
    now,
  );
}

/** The calendar date of an instant; a history has few days and many rows. */
function datesOf(timeZone: string): (instant: Date) => string {
  const known = new Map<number, string>();
  const HOUR_QUARTER_MS = 15 * 60 * 1000;
  return (instant) => {
    // No zone's day begins elsewhere than at a quarter of an hour.
    const quarter = Math.floor(instant.getTime() / HOUR_QUARTER_MS);
    let date = known.get(quarter);
    if (date === undefined) {
      date = dateInZone(instant, timeZone);
      known.set(quarter, date);
    }
    return date;
  };
}

function transferOf(
  row: MemberRow,
  shop: ShopFacts,
  terms: { expiresAt: Date | null; inactivityMonths: number | null },
  dateOf: (instant: Date) => string,
): NewTransfer {
  const isIn = row.points > 0;
  return {
    shopId: shop.id,
    key: `import:${row.importId}:${row.line}`,
    memberId: row.member.id,
    from: isIn ? 'adjusted' : 'available',
    to: isIn ? 'available' : 'adjusted',
    ...(isIn ? (row.expiresOn ? { expiresAt: endOfDate(row.expiresOn, shop.timeZone) } : terms) : {}),
    points: Math.abs(row.points),
    kind: 'adjustment',
    sourceType: 'manual',
    sourceId: row.importId,
    detail: { code: 'imported', note: row.note },
    occurredAt: row.occurredAt,
    bookedOn: dateOf(row.occurredAt),
  };
}

/**
 * Books what waited for the one who has proven this e-mail address (N1). Only imports that were applied count: one that is
 * merely staged may still be discarded. Must run inside a transaction.
 * @throws MustRunAgain when the member was merged or forgotten meanwhile.
 */
export async function bookWaiting(
  sql: Sql,
  shop: ShopFacts,
  member: Member,
  emailDigest: Buffer,
  now: Date,
): Promise<void> {
  const { rows } = await sql.query<WaitingRow>({
    name: 'import-take-waiting',
    text: `WITH taken AS (
             DELETE FROM waiting_imports w USING imports i
             WHERE w.shop_id = $1 AND w.email_digest = $2 AND i.shop_id = w.shop_id AND i.id = w.import_id AND i.asked_at IS NOT NULL
             RETURNING w.*)
           SELECT ${columns} FROM taken ORDER BY occurred_at, line`,
    values: [shop.id, emailDigest],
  });
  if (rows.length === 0) return;
  if (member.customerId !== null) await holdCustomers(sql, [{ shopId: shop.id, customerId: member.customerId }]);
  const [living] = (await findMembersById(sql, [{ shopId: shop.id, memberId: member.id }])).values();
  if (living?.customerId !== member.customerId) throw new MustRunAgain('A member changed while an import was booked.');
  const rule = (await livePrograms(sql, [shop.id])).get(shop.id)?.program.expiry ?? { kind: 'never' };
  await bookRows(
    sql,
    shop,
    rows.map((row) => ({ ...row, member })),
    rule,
    now,
  );
}
