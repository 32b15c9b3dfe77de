/** Codes that vanished at Shopify, were used unseen, or that nobody is making or taking back any more. */
import { inTransaction, pool, type Sql } from '../db.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { getRedemption, lockRedemption } from '../rewards/redemption-store.server.ts';
import { returnPoints } from '../rewards/return.server.ts';
import { findCode } from '../shopify/discounts.server.ts';
import { fetchDiscounts, KNOWN_PER_CALL } from '../shopify/known.server.ts';
import { fetchOrdersWithCode } from '../shopify/orders.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import type { Finding } from './findings.ts';
import { repairOrders, type Versions } from './repair-orders.server.ts';

/** A code that was made or asked for just now is still on its way. */
const SETTLE_MS = 10 * 60_000;

interface CodeRow {
  id: string;
  memberId: string;
  code: string;
  costPoints: number;
  discountGid: string;
  /** For any number of orders: being used is no news. */
  lasting: boolean;
}

export interface CodesChecked {
  checked: number;
  /** The last id; null when there are no more. */
  cursor: string | null;
}

/**
 * Looks at the next codes that should work. Each repair and its finding are written together with `keep`, so that a run that is
 * killed here and goes on later tells of it once.
 */
export async function checkCodes(
  shop: ShopFacts,
  cursor: string | null,
  versions: Versions,
  now: Date,
  keep: (sql: Sql, findings: readonly Finding[]) => Promise<void>,
): Promise<CodesChecked> {
  const { rows } = await pool().query<CodeRow>({
    name: 'reconciliation-codes',
    text: `SELECT id, member_id AS "memberId", code, cost_points AS "costPoints", discount_gid AS "discountGid", lasting FROM redemptions
           WHERE shop_id = $1 AND ($2::uuid IS NULL OR id > $2) AND state = 'ready' AND discount_gid IS NOT NULL
             AND ready_at < $3 AND (expires_at IS NULL OR expires_at > $4)
           ORDER BY id LIMIT $5`,
    values: [shop.id, cursor, new Date(now.getTime() - SETTLE_MS), now, KNOWN_PER_CALL],
  });
  const discounts = await fetchDiscounts(
    shop.domain,
    rows.map((row) => row.discountGid),
  );
  for (const row of rows) {
    const discount = discounts.get(row.discountGid);
    if (discount && (discount.timesUsed === 0 || row.lasting)) {
      if (!discount.isActive) await inTransaction((sql) => keep(sql, [findingOf(row, 'code_ended', '', false, 0)]));
      continue;
    }
    if (row.lasting) await endLasting(shop, row, now, keep);
    else await followUse(shop, row, Boolean(discount), versions, now, keep);
  }
  return { checked: rows.length, cursor: rows.length < KNOWN_PER_CALL ? null : (rows.at(-1)?.id ?? null) };
}

/** The discount of a lasting code was deleted: unused, its points go back; used, it is over. */
async function endLasting(
  shop: ShopFacts,
  row: CodeRow,
  now: Date,
  keep: (sql: Sql, findings: readonly Finding[]) => Promise<void>,
): Promise<void> {
  if (await findCode(shop.domain, row.code)) return;
  const wasUsed = (await fetchOrdersWithCode(shop.domain, row.code)).length > 0;
  await inTransaction(async (sql) => {
    const locked = await lockRedemption(sql, shop.id, row.id);
    if (locked?.state !== 'ready') return;
    if (wasUsed) {
      await sql.query(
        `UPDATE redemptions SET state = 'used', used_at = coalesce(used_at, $3), failure = 'ended' WHERE shop_id = $1 AND id = $2`,
        [shop.id, row.id, now],
      );
      await keep(sql, [findingOf(row, 'code_ended', '', false, 0)]);
      return;
    }
    await returnPoints(sql, locked, 'code_deleted', null, now);
    await keep(sql, [findingOf(row, 'code_deleted', '', true, row.costPoints)]);
  });
}

/** Looks for the order that used the code; without one, a discount that is gone gives the points back. */
async function followUse(
  shop: ShopFacts,
  row: CodeRow,
  exists: boolean,
  versions: Versions,
  now: Date,
  keep: (sql: Sql, findings: readonly Finding[]) => Promise<void>,
): Promise<void> {
  const orders = await fetchOrdersWithCode(shop.domain, row.code);
  if (orders.length > 0) {
    // An order that is not paid yet uses the code when it is.
    await repairOrders(shop, orders, versions, now, async (sql, findings) => {
      const used = (await getRedemption(sql, shop.id, row.id))?.state === 'used';
      const order = orders[0];
      const told = findings.some((finding) => finding.code === 'code_used');
      await keep(sql, [
        ...findings,
        ...(used && !told ? [findingOf(row, 'code_used', order?.name ?? '', true, 0)] : []),
      ]);
    });
    return;
  }
  if (exists) return inTransaction((sql) => keep(sql, [findingOf(row, 'code_order_unknown', '', false, 0)]));
  // The code may live on under another discount; only when nothing carries it, it is gone.
  if (await findCode(shop.domain, row.code)) return;
  await inTransaction(async (sql) => {
    const locked = await lockRedemption(sql, shop.id, row.id);
    if (locked?.state !== 'ready') return;
    await returnPoints(sql, locked, 'code_deleted', null, now);
    await keep(sql, [findingOf(row, 'code_deleted', '', true, row.costPoints)]);
  });
}

function findingOf(
  row: Pick<CodeRow, 'id' | 'memberId'>,
  code: Finding['code'],
  name: string,
  repaired: boolean,
  points: number,
): Finding {
  return { code, subject: row.id, name, memberId: row.memberId, points, repaired };
}

/** Redemptions whose work was lost: nobody makes the code, or takes it back. They are asked for again. */
export async function reviveOpenCodes(sql: Sql, shopId: number, now: Date): Promise<Finding[]> {
  const { rows } = await sql.query<{ id: string; memberId: string; state: 'debited' | 'cancelling' }>({
    name: 'reconciliation-open-codes',
    text: `SELECT r.id, r.member_id AS "memberId", r.state FROM redemptions r
           WHERE r.shop_id = $1 AND r.state IN ('debited', 'cancelling') AND r.created_at < $2
             AND NOT EXISTS (SELECT 1 FROM outbox_tasks t WHERE t.shop_id = r.shop_id AND t.subject = r.id::text
               AND t.topic = CASE r.state WHEN 'debited' THEN 'create_code' ELSE 'withdraw_code' END)
           ORDER BY r.id LIMIT 1000`,
    values: [shopId, new Date(now.getTime() - SETTLE_MS)],
  });
  await enqueue(
    sql,
    rows.map((row) => ({
      shopId,
      topic: row.state === 'debited' ? ('create_code' as const) : ('withdraw_code' as const),
      subject: row.id,
    })),
  );
  return rows.map((row) =>
    findingOf(row, row.state === 'debited' ? 'code_not_made' : 'code_not_withdrawn', '', true, 0),
  );
}
