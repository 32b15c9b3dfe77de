/**
 * Owns what rules and campaigns with a budget have given away. Their rows are locked while points are given, so that a budget
 * is never overdrawn; only programs that have budgets pay for it, once a batch.
 */
import type { Sql } from '../db.server.ts';
import type { BudgetUse } from '../program/member-state.ts';

export interface BudgetRef {
  shopId: number;
  ruleId: string;
}

/** Locks the budgets until the end of the transaction. @returns what is used, by shop. */
export async function lockBudgets(sql: Sql, refs: readonly BudgetRef[]): Promise<Map<number, Map<string, number>>> {
  if (refs.length === 0) return new Map();
  const sorted = [...refs].sort((a, b) => a.shopId - b.shopId || (a.ruleId < b.ruleId ? -1 : 1));
  const values = [sorted.map((ref) => ref.shopId), sorted.map((ref) => ref.ruleId)];
  await sql.query({
    name: 'budgets-open',
    text: `INSERT INTO budget_uses (shop_id, rule_id) SELECT * FROM unnest($1::int[], $2::text[]) ON CONFLICT DO NOTHING`,
    values,
  });
  const { rows } = await sql.query<BudgetRef & { points: number }>({
    name: 'budgets-lock',
    text: `SELECT b.shop_id AS "shopId", b.rule_id AS "ruleId", b.points FROM unnest($1::int[], $2::text[]) AS r(shop_id, rule_id)
           JOIN budget_uses b ON b.shop_id = r.shop_id AND b.rule_id = r.rule_id
           ORDER BY b.shop_id, b.rule_id FOR UPDATE OF b`,
    values,
  });
  const used = new Map<number, Map<string, number>>();
  for (const { shopId, ruleId, points } of rows) {
    let ofShop = used.get(shopId);
    if (!ofShop) used.set(shopId, (ofShop = new Map<string, number>()));
    ofShop.set(ruleId, points);
  }
  return used;
}

/** What budgets of a shop have given so far, without holding them: for estimates. */
export async function readBudgets(sql: Sql, shopId: number, ruleIds: readonly string[]): Promise<BudgetUse> {
  if (ruleIds.length === 0) return new Map();
  const { rows } = await sql.query<{ ruleId: string; points: number }>({
    name: 'budgets-read',
    text: `SELECT rule_id AS "ruleId", points FROM budget_uses WHERE shop_id = $1 AND rule_id = ANY($2::text[])`,
    values: [shopId, ruleIds],
  });
  return new Map(rows.map(({ ruleId, points }) => [ruleId, points]));
}

/** Writes what was used, for budgets that are locked. */
export async function saveBudgets(sql: Sql, used: ReadonlyMap<number, BudgetUse>): Promise<void> {
  const rows = [...used].flatMap(([shopId, ofShop]) =>
    [...ofShop].map(([ruleId, points]) => ({ shopId, ruleId, points })),
  );
  if (rows.length === 0) return;
  await sql.query({
    name: 'budgets-save',
    text: `UPDATE budget_uses b SET points = u.points FROM unnest($1::int[], $2::text[], $3::bigint[]) AS u(shop_id, rule_id, points)
           WHERE b.shop_id = u.shop_id AND b.rule_id = u.rule_id`,
    values: [rows.map((r) => r.shopId), rows.map((r) => r.ruleId), rows.map((r) => r.points)],
  });
}
