/** Writes the steps that orders make towards goals: one row for an order and a goal, with what is left after refunds. */
import type { Sql } from '../db.server.ts';
import { dateInZone } from '../lib/calendar.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import type { OrderRow } from './order-store.server.ts';

export async function saveGoalSteps(
  sql: Sql,
  orders: readonly OrderRow[],
  shops: ReadonlyMap<number, ShopFacts>,
): Promise<void> {
  const steps = orders.flatMap((order) => {
    const { memberId, shopId, facts } = order;
    if (memberId === null || facts.paidAt === null || facts.progress.length === 0) return [];
    const onDate = dateInZone(new Date(facts.paidAt), shops.get(shopId)?.timeZone ?? 'UTC');
    const byGoal = new Map<string, number>();
    for (const { goalId, amount, reversed } of facts.progress)
      byGoal.set(goalId, (byGoal.get(goalId) ?? 0) + amount - reversed);
    return [...byGoal].map(([goalId, amount]) => ({
      shopId,
      memberId,
      goalId,
      source: `order:${order.orderId}`,
      onDate,
      amount,
    }));
  });
  if (steps.length === 0) return;
  await sql.query({
    name: 'goal-steps-save',
    text: `INSERT INTO goal_progress AS g (shop_id, member_id, goal_id, source, on_date, amount)
           SELECT * FROM unnest($1::int[], $2::uuid[], $3::text[], $4::text[], $5::date[], $6::bigint[])
           ON CONFLICT (shop_id, member_id, goal_id, source) DO UPDATE SET amount = excluded.amount, on_date = excluded.on_date
           WHERE g.amount <> excluded.amount OR g.on_date <> excluded.on_date`,
    values: [
      steps.map((s) => s.shopId),
      steps.map((s) => s.memberId),
      steps.map((s) => s.goalId),
      steps.map((s) => s.source),
      steps.map((s) => s.onDate),
      steps.map((s) => s.amount),
    ],
  });
}
