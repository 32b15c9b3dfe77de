/**
 * Reads what a program with levels or a goal gave so far, and lets the model judge it. Where the end does not depend on the order
 * of events there is one right answer; where it may (docs/testing.md), the model says between what it has to lie and goes on
 * with what it is.
 */
import { pool } from '#app/db.server.ts';
import type { Standing } from './goods.ts';
import { GOAL_ID, LEVEL_IDS } from './program-of.ts';
import { customerId, type Run } from './run.ts';

interface SeenMember extends Standing {
  customerId: string | null;
  memberId: string;
}

export async function observe(runs: readonly Run[]): Promise<void> {
  const concerned = runs.filter(({ history: { plan } }) => plan.tiers || plan.goal);
  if (concerned.length === 0) return;
  const fresh = concerned.flatMap((run) => run.history.model.unboosted().map((orderId) => ({ run, orderId })));
  const [boosts, members] = await Promise.all([
    pool().query<{ shopId: number; orderId: string; lineId: string; ruleId: string; points: number }>(
      `SELECT o.shop_id AS "shopId", o.order_id AS "orderId", a ->> 'lineId' AS "lineId", a ->> 'ruleId' AS "ruleId", (a ->> 'points')::int AS points
       FROM unnest($1::int[], $2::text[]) AS f(shop_id, order_id) JOIN orders o ON o.shop_id = f.shop_id AND o.order_id = f.order_id
       CROSS JOIN LATERAL jsonb_array_elements(o.facts -> 'awards') a WHERE starts_with(a ->> 'ruleId', 'tier_')`,
      [fresh.map(({ run }) => run.shop.id), fresh.map(({ orderId }) => String(orderId))],
    ),
    pool().query<{
      shopId: number;
      customerId: string | null;
      memberId: string;
      tierId: string | null;
      given: [string, number, number][];
    }>(
      `SELECT m.shop_id AS "shopId", m.customer_id AS "customerId", coalesce(m.merged_into, m.id)::text AS "memberId", k.tier_id AS "tierId",
         coalesce((SELECT json_agg(json_build_array(g.rule_id, g.times, g.grants)) FROM (
           SELECT t.rule_id, sum(CASE t.kind WHEN 'award' THEN 1 ELSE -1 END)::int AS times,
             count(*) FILTER (WHERE t.kind = 'award')::int AS grants
           FROM members x JOIN transfers t ON t.shop_id = x.shop_id AND t.member_id = x.id
           WHERE x.shop_id = k.shop_id AND (x.id = k.id OR x.merged_into = k.id) AND t.kind IN ('award', 'award_reversal')
             AND t.rule_id = ANY($2::text[]) GROUP BY 1) g), '[]') AS given
       FROM members m JOIN members k ON k.shop_id = m.shop_id AND k.id = coalesce(m.merged_into, m.id)
       WHERE m.shop_id = ANY($1::int[])`,
      [concerned.map((run) => run.shop.id), [...LEVEL_IDS.map((id) => `tier_entry_${id}`), GOAL_ID]],
    ),
  ]);
  const boostOf = new Map<string, { level: number; points: Map<number, number> }>();
  for (const row of boosts.rows) {
    const key = `${row.shopId} ${row.orderId}`;
    const boost = boostOf.get(key) ?? { level: LEVEL_IDS.indexOf(row.ruleId.slice('tier_'.length)), points: new Map() };
    boost.points.set(Number(row.lineId), row.points);
    boostOf.set(key, boost);
  }
  // Each order by itself, and before the levels: where points count, what the orders gave counts towards them.
  for (const { run, orderId } of fresh) {
    const { level, points } = boostOf.get(`${run.shop.id} ${orderId}`) ?? {
      level: -1,
      points: new Map<number, number>(),
    };
    const wrong = run.history.model.observeBoost(orderId, level, points);
    if (wrong) run.failures.push(wrong);
  }
  const seen = new Map<number, SeenMember[]>();
  for (const { shopId, tierId, given, ...row } of members.rows) {
    const times = new Map(given.map(([rule, net]) => [rule, net]));
    const standing: SeenMember = {
      ...row,
      level: LEVEL_IDS.indexOf(tierId ?? ''),
      entries: LEVEL_IDS.map((id) => times.get(`tier_entry_${id}`) ?? 0),
      goals: times.get(GOAL_ID) ?? 0,
      goalGrants: given.find(([rule]) => rule === GOAL_ID)?.[2] ?? 0,
    };
    seen.set(shopId, [...(seen.get(shopId) ?? []), standing]);
  }
  for (const run of concerned) {
    const { model, plan } = run.history;
    const roots = new Set(plan.customers.map((_, customer) => model.root(customer)));
    for (const root of roots) {
      if (!model.member(root)) continue;
      const memberId = run.forgotten.get(root);
      const ids = plan.customers.flatMap((_, one) => (model.root(one) === root ? [customerId(one)] : []));
      const member = seen
        .get(run.shop.id)
        ?.find((one) =>
          memberId ? one.memberId === memberId : one.customerId !== null && ids.includes(one.customerId),
        );
      if (!member) run.failures.push(`customer ${root} should be a member`);
      else run.failures.push(...model.observe(root, member));
    }
  }
}
