/** Reads what members did towards goals, by day: the steps of orders and activities, and the orders of before a goal began. */
import type { Sql } from '../db.server.ts';
import type { MemberRef } from '../ledger/balances.server.ts';
import { byDay, type Day } from '../program/goals/settle.ts';
import type { OrderMeasure } from './goal-award-store.server.ts';

export function goalKey(member: MemberRef, goalId: string): string {
  return `${member.shopId} ${member.memberId} ${goalId}`;
}

/** @returns the days of each member's goals, by `goalKey`, oldest first. */
export async function readSteps(sql: Sql, members: readonly MemberRef[]): Promise<Map<string, Day[]>> {
  const { rows } = await sql.query<MemberRef & { goalId: string; date: string; amount: number }>({
    name: 'goal-steps-of-members',
    text: `SELECT g.shop_id AS "shopId", g.member_id AS "memberId", g.goal_id AS "goalId", to_char(g.on_date, 'YYYY-MM-DD') AS date,
             sum(g.amount)::bigint AS amount
           FROM (SELECT DISTINCT * FROM unnest($1::int[], $2::uuid[]) AS r(shop_id, member_id)) r
           JOIN goal_progress g ON g.shop_id = r.shop_id AND g.member_id = r.member_id
           GROUP BY 1, 2, 3, 4`,
    values: [members.map((m) => m.shopId), members.map((m) => m.memberId)],
  });
  const steps = new Map<string, [string, number][]>();
  for (const row of rows) {
    const key = goalKey(row, row.goalId);
    steps.set(key, [...(steps.get(key) ?? []), [row.date, row.amount]]);
  }
  return new Map([...steps].map(([key, ofGoal]) => [key, byDay(ofGoal)]));
}

export interface History {
  orders: Day[];
  items: Day[];
  spend: Day[];
}

/** All orders of members that were paid and kept, whether or not a goal was there: by shop and member. */
export async function readHistory(sql: Sql, members: readonly MemberRef[]): Promise<Map<string, History>> {
  if (members.length === 0) return new Map();
  const { rows } = await sql.query<MemberRef & { date: string; kept: number; items: number }>({
    name: 'goal-history-of-members',
    text: `SELECT o.shop_id AS "shopId", o.member_id AS "memberId", to_char(o.paid_on, 'YYYY-MM-DD') AS date,
             o.eligible_minor - o.returned_minor AS kept,
             (SELECT coalesce(sum((line ->> 'quantity')::int - greatest((line ->> 'removedQuantity')::int, (
                  SELECT coalesce(sum((r ->> 'quantity')::int), 0)::int
                  FROM jsonb_path_query(o.facts, '$.refunds[*].lines[*]') r WHERE r ->> 'lineId' = line ->> 'lineId'))), 0)::int
              FROM jsonb_path_query(o.facts, '$.lines[*]') line
              WHERE NOT (line ->> 'tip')::bool AND NOT (line ->> 'giftCard')::bool) AS items
           FROM (SELECT DISTINCT * FROM unnest($1::int[], $2::uuid[]) AS r(shop_id, member_id)) r
           JOIN orders o ON o.shop_id = r.shop_id AND o.member_id = r.member_id
           WHERE o.paid_on IS NOT NULL AND o.cancelled_at IS NULL AND (o.returned_minor = 0 OR o.returned_minor < o.eligible_minor)`,
    values: [members.map((m) => m.shopId), members.map((m) => m.memberId)],
  });
  const found = new Map<string, Record<OrderMeasure, [string, number][]>>();
  for (const row of rows) {
    const key = `${row.shopId} ${row.memberId}`;
    const of = found.get(key) ?? { orders: [], items: [], spend: [] };
    found.set(key, of);
    of.orders.push([row.date, 1]);
    of.items.push([row.date, row.items]);
    of.spend.push([row.date, row.kept]);
  }
  return new Map(
    [...found].map(([key, of]) => [key, { orders: byDay(of.orders), items: byDay(of.items), spend: byDay(of.spend) }]),
  );
}
