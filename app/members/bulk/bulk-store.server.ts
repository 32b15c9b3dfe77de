/** Owns the tables of bulk actions: what was asked for, how far it is, and what could not be done. */
import { recordAdminAction } from '../../admin-actions/admin-actions.server.ts';
import { inTransaction, pool } from '../../db.server.ts';
import { toJsonb } from '../../lib/clean-text.ts';
import type { BulkFailureCode, BulkRequest, BulkState, BulkView, EarlierBulk } from './bulk-request.ts';

const columns = `id, request -> 'action' AS action, state, total, done, unchanged, failed, asked_at AS "askedAt", finished_at AS "finishedAt"`;

type Selected = Omit<BulkView, 'askedAt' | 'finishedAt'> & { askedAt: Date; finishedAt: Date | null };

function toView(row: Selected): BulkView {
  return { ...row, askedAt: row.askedAt.toISOString(), finishedAt: row.finishedAt?.toISOString() ?? null };
}

/**
 * Writes down what is to be done; the worker does it. The same request again is the same action.
 * @param customerIds whom Shopify found for the words of a search; null where nothing was searched.
 */
export async function askForBulk(
  shopId: number,
  request: BulkRequest,
  searched: { customerIds: string[]; code: string } | null,
  actor: string,
  now: Date,
): Promise<void> {
  await inTransaction(async (sql) => {
    const { rowCount } = await sql.query(
      `INSERT INTO bulk_actions (shop_id, id, request, state, actor, asked_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
      [shopId, request.id, toJsonb({ ...request, searched }), 'gathering' satisfies BulkState, actor, now],
    );
    if (!rowCount) return;
    await recordAdminAction(sql, {
      ...{ shopId, actor, at: now },
      action: 'bulk_asked',
      subject: request.id,
      detail: {
        ...request.action,
        whom: request.whom.kind === 'found' ? request.whom.view : request.whom.memberIds.length,
      },
    });
  });
}

/** All of a shop, newest first, with who asked for it; from before an instant on, so many at once. */
export async function listEarlierBulk(shopId: number, before: Date | null, limit: number): Promise<EarlierBulk[]> {
  const { rows } = await pool().query<Selected & { actor: string }>(
    `SELECT ${columns}, actor FROM bulk_actions WHERE shop_id = $1 AND ($2::timestamptz IS NULL OR asked_at < $2)
     ORDER BY asked_at DESC LIMIT $3`,
    [shopId, before, limit],
  );
  return rows.map((row) => ({ ...toView(row), actor: row.actor }));
}

/** What is not finished, and what was within the hour; newest first. */
export async function listBulk(shopId: number, now: Date, limit = 10): Promise<BulkView[]> {
  const { rows } = await pool().query<Selected>({
    name: 'bulk-list',
    text: `SELECT ${columns} FROM bulk_actions WHERE shop_id = $1
             AND (finished_at IS NULL OR finished_at > $3::timestamptz - interval '1 hour') ORDER BY asked_at DESC LIMIT $2`,
    values: [shopId, limit, now],
  });
  return rows.map(toView);
}

export async function getBulk(shopId: number, bulkId: string): Promise<BulkView | null> {
  const { rows } = await pool().query<Selected>(`SELECT ${columns} FROM bulk_actions WHERE shop_id = $1 AND id = $2`, [
    shopId,
    bulkId,
  ]);
  return rows[0] ? toView(rows[0]) : null;
}

/** Stops what is under way: whoever had their turn keeps it, the others are let go. @returns false when it was finished already. */
export async function stopBulk(shopId: number, bulkId: string, actor: string, now: Date): Promise<boolean> {
  return inTransaction(async (sql) => {
    const { rowCount } = await sql.query(
      `UPDATE bulk_actions SET state = 'stopped', stopped_at = $3, finished_at = $3 WHERE shop_id = $1 AND id = $2 AND finished_at IS NULL`,
      [shopId, bulkId, now],
    );
    if (!rowCount) return false;
    await sql.query('DELETE FROM bulk_members WHERE shop_id = $1 AND bulk_id = $2', [shopId, bulkId]);
    await recordAdminAction(sql, { shopId, actor, action: 'bulk_stopped', subject: bulkId, detail: {}, at: now });
    return true;
  });
}

/** For whom it could not be done, and why, by member from after one on. */
export async function listBulkFailures(
  shopId: number,
  bulkId: string,
  after: string | null = null,
  limit = 1_000,
): Promise<{ memberId: string; customerId: string | null; code: BulkFailureCode }[]> {
  const { rows } = await pool().query<{ memberId: string; customerId: string | null; code: BulkFailureCode }>(
    `SELECT f.member_id AS "memberId", m.customer_id AS "customerId", f.code FROM bulk_failures f
     LEFT JOIN members m ON m.shop_id = f.shop_id AND m.id = f.member_id
     WHERE f.shop_id = $1 AND f.bulk_id = $2 AND ($3::uuid IS NULL OR f.member_id > $3) ORDER BY f.member_id LIMIT $4`,
    [shopId, bulkId, after, limit],
  );
  return rows;
}
