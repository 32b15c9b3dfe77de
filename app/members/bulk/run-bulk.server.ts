/**
 * Does what was asked for to many members, portion by portion. First it is written down whom it is about, in one transaction: what
 * happens later changes nothing of that. Each portion takes its members out of the table of those who wait in the same
 * transaction in which it does what was asked for: killed at any moment, everyone has had their turn once, or has it later.
 */
import { recordAdminAction } from '../../admin-actions/admin-actions.server.ts';
import { inTransaction, type Sql } from '../../db.server.ts';
import { shopFactsByIds, type ShopFacts } from '../../shops/shop-store.server.ts';
import { readMembersParams } from '../members-params.ts';
import { membersWhere } from '../members-where.server.ts';
import { doToMembers, type BulkOutcome } from './do-to-members.server.ts';
import type { BulkRequest } from './bulk-request.ts';

/** Members of one transaction: long enough to cost little each, short enough to hold no lock for long. */
const PORTIONS: Record<BulkRequest['action']['kind'], number> = {
  ...{ adjust: 500, block: 1_000, unblock: 1_000, tag: 500 },
  // A level is looked into member by member.
  level: 50,
};

interface OpenBulk {
  shopId: number;
  id: string;
  request: BulkRequest & { searched: { customerIds: string[]; code: string } | null };
  state: 'gathering' | 'running';
  actor: string;
  askedAt: Date;
}

/** Takes the next step of the bulk action that has waited longest. @returns whether there is more to do. */
export async function runBulkStep(now: Date, portion?: number): Promise<boolean> {
  return inTransaction(async (sql) => {
    const { rows } = await sql.query<OpenBulk>({
      name: 'bulk-next',
      text: `SELECT shop_id AS "shopId", id, request, state, actor, asked_at AS "askedAt" FROM bulk_actions
             WHERE finished_at IS NULL ORDER BY asked_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
    });
    const bulk = rows[0];
    if (!bulk) return false;
    const shop = (await shopFactsByIds([bulk.shopId])).get(bulk.shopId);
    if (!shop) return false;
    if (bulk.state === 'gathering') await gather(sql, shop, bulk);
    else await runPortion(sql, shop, bulk, portion ?? PORTIONS[bulk.request.action.kind], now);
    return true;
  });
}

async function gather(sql: Sql, shop: ShopFacts, bulk: OpenBulk): Promise<void> {
  const { whom, searched } = bulk.request;
  let count: number;
  if (whom.kind === 'selected') {
    const { rowCount } = await sql.query(
      `INSERT INTO bulk_members (shop_id, bulk_id, member_id)
       SELECT shop_id, $2, id FROM members WHERE shop_id = $1 AND id = ANY($3::uuid[]) ON CONFLICT DO NOTHING`,
      [shop.id, bulk.id, whom.memberIds],
    );
    count = rowCount ?? 0;
  } else {
    const { filter } = readMembersParams(new URLSearchParams(whom.view));
    // By the day on which it was asked for: "in the last 30 days" does not change while the worker is busy.
    const { text, values } = await membersWhere(
      shop,
      filter,
      searched && (await searchedIds(sql, shop.id, searched)),
      bulk.askedAt,
    );
    const { rowCount } = await sql.query(
      `INSERT INTO bulk_members (shop_id, bulk_id, member_id) SELECT l.shop_id, $${values.length + 1}, l.member_id FROM member_rows l
       WHERE l.shop_id = $1 AND ${text} ON CONFLICT DO NOTHING`,
      [...values, bulk.id],
    );
    count = rowCount ?? 0;
  }
  await sql.query(`UPDATE bulk_actions SET state = 'running', total = $3 WHERE shop_id = $1 AND id = $2`, [
    shop.id,
    bulk.id,
    count,
  ]);
}

async function searchedIds(sql: Sql, shopId: number, searched: { customerIds: string[]; code: string }) {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT id FROM members WHERE shop_id = $1 AND customer_id = ANY($2::text[])
     UNION SELECT member_id FROM redemptions WHERE shop_id = $1 AND code = $3`,
    [shopId, searched.customerIds, searched.code],
  );
  return rows.map(({ id }) => id);
}

async function runPortion(sql: Sql, shop: ShopFacts, bulk: OpenBulk, portion: number, now: Date): Promise<void> {
  const { rows } = await sql.query<{ id: string }>({
    name: 'bulk-take',
    text: `WITH next AS (
             SELECT member_id FROM bulk_members WHERE shop_id = $1 AND bulk_id = $2 ORDER BY member_id LIMIT $3)
           DELETE FROM bulk_members b USING next WHERE b.shop_id = $1 AND b.bulk_id = $2 AND b.member_id = next.member_id
           RETURNING b.member_id AS id`,
    values: [shop.id, bulk.id, portion],
  });
  const ids = rows.map(({ id }) => id).sort();
  const outcomes =
    ids.length > 0
      ? await doToMembers(sql, { shop, action: bulk.request.action, bulkId: bulk.id, actor: bulk.actor, now }, ids)
      : new Map<string, BulkOutcome>();
  const failed = [...outcomes].flatMap(([memberId, outcome]) =>
    outcome.result === 'failed' ? [{ memberId, code: outcome.code }] : [],
  );
  if (failed.length > 0)
    await sql.query(
      `INSERT INTO bulk_failures (shop_id, bulk_id, member_id, code) SELECT $1, $2, * FROM unnest($3::uuid[], $4::text[]) ON CONFLICT DO NOTHING`,
      [shop.id, bulk.id, failed.map(({ memberId }) => memberId), failed.map(({ code }) => code)],
    );
  const count = (result: BulkOutcome['result']) =>
    [...outcomes.values()].filter((outcome) => outcome.result === result).length;
  const isLast = ids.length < portion;
  const { rows: sums } = await sql.query<{ done: number; unchanged: number; failed: number }>(
    `UPDATE bulk_actions SET done = done + $3, unchanged = unchanged + $4, failed = failed + $5,
       state = CASE WHEN $6 THEN 'done' ELSE state END, finished_at = CASE WHEN $6 THEN $7::timestamptz END
     WHERE shop_id = $1 AND id = $2 RETURNING done, unchanged, failed`,
    [shop.id, bulk.id, count('done'), count('unchanged'), count('failed'), isLast, now],
  );
  if (isLast)
    await recordAdminAction(sql, {
      ...{ shopId: shop.id, actor: bulk.actor, at: now },
      action: 'bulk_finished',
      subject: bulk.id,
      detail: { ...bulk.request.action, ...sums[0] },
    });
}
