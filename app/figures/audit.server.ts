/**
 * Proves that the figures are what is recorded (invariant 7): the rollups are the sum of the parts, the parts of members without a
 * mark are what their orders, transfers, redemptions and referrals come to, the lists of the best follow from the parts, and the days of
 * guests are their orders. Reads only, member by member, so that a million of them need no memory.
 */
import { onOneSnapshot, type Sql } from '../db.server.ts';
import {
  contributions,
  FIGURES_VERSION,
  readPart,
  splitName,
  storePart,
  type MemberPart,
  type StoredPart,
} from './part.ts';
import { auditBestLists } from './audit-best.server.ts';
import { guestSumsText } from './fold.server.ts';
import { loadParts, type ShopOfFigures } from './load-parts.server.ts';

/** At most this many rows are named for each shop. */
const NAMED = 20;
const PORTION = 2_000;

/** @returns a sentence for each breach; none when all is well. Runs in a snapshot of its own. */
export async function auditFigures(sql: Sql): Promise<string[]> {
  return onOneSnapshot(sql, async () => {
    const { rows } = await sql.query<ShopOfFigures & { isFilled: boolean }>(
      `SELECT s.id, f.time_zone AS "timeZone", f.currency_code AS "currencyCode", f.is_filled AS "isFilled"
       FROM figure_states f JOIN shops s ON s.id = f.shop_id WHERE f.version = $1 ORDER BY s.id`,
      [FIGURES_VERSION],
    );
    const breaches: string[] = [];
    for (const shop of rows) breaches.push(...(await auditShop(sql, shop)).slice(0, NAMED));
    return breaches;
  });
}

async function auditShop(sql: Sql, shop: ShopOfFigures & { isFilled: boolean }): Promise<string[]> {
  const breaches: string[] = [];
  const sums = new Map<string, number>();
  const bestLists = await auditBestLists(sql, shop.id);
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await sql.query<{ id: string; part: StoredPart | null; isMarked: boolean; listed: boolean }>(
      `SELECT m.id, p.part, f.member_id IS NOT NULL AND f.spent_minor = (SELECT coalesce(sum((d ->> 2)::bigint), 0) FROM jsonb_array_elements(p.part -> 3) d)
           AND f.orders = (SELECT coalesce(sum((d ->> 1)::int), 0) FROM jsonb_array_elements(p.part -> 3) d)
           AND f.is_counted = (p.part ->> 0 = '1') AND f.points_earned = (p.part ->> 7)::bigint AND f.points_redeemed = (p.part ->> 8)::bigint AS listed,
         EXISTS (SELECT 1 FROM figure_changes c WHERE c.shop_id = m.shop_id AND m.id = ANY(c.member_ids)) AS "isMarked"
       FROM members m LEFT JOIN figure_parts p ON p.shop_id = m.shop_id AND p.member_id = m.id
       LEFT JOIN member_figures f ON f.shop_id = m.shop_id AND f.member_id = m.id
       WHERE m.shop_id = $1 AND m.id > $2 ORDER BY m.id LIMIT $3`,
      [shop.id, after, PORTION],
    );
    for (const { part } of rows)
      if (part)
        for (const [name, value] of contributions(readPart(part))) sums.set(name, (sums.get(name) ?? 0) + value);
    for (const row of rows)
      if (row.part && !row.listed) breaches.push(`the figures of a member are those of the part: ${row.id}`);
    const settled = shop.isFilled ? rows.filter(({ isMarked }) => !isMarked) : [];
    const recorded = await loadParts(
      sql,
      shop,
      settled.map(({ id }) => id),
    );
    for (const { id, part } of settled) {
      const right = recorded.get(id);
      // Who was merged before joining was never a member: a row that stands for the old id alone.
      if (!part && right && isNobody(right)) continue;
      const [is, shouldBe] = [JSON.stringify(part), JSON.stringify(right ? storePart(right) : null)];
      if (is !== shouldBe)
        breaches.push(`a member's part is what is recorded: shop ${shop.id} member ${id}: ${is}, not ${shouldBe}`);
      if (part) breaches.push(...bestLists.look(id, readPart(part)));
    }
    after = rows.at(-1)?.id ?? after;
    if (rows.length < PORTION) break;
  }
  breaches.push(...(await auditRollups(sql, shop, sums)));
  return breaches;
}

function isNobody({ isCounted, orderDays, rewards, referrals }: MemberPart): boolean {
  return !isCounted && orderDays.length + rewards.length + referrals.length === 0;
}

async function auditRollups(
  sql: Sql,
  shop: ShopOfFigures & { isFilled: boolean },
  sums: Map<string, number>,
): Promise<string[]> {
  const breaches: string[] = [];
  const { rows } = await sql.query<{ name: string; value: number }>(
    `SELECT metric || ' ' || to_char(on_date, 'YYYY-MM-DD') || ' ' || key AS name, value::bigint FROM figure_rollups
     WHERE shop_id = $1 AND NOT (metric IN ('orders', 'revenue', 'orders_m', 'revenue_m') AND key = 'other')`,
    [shop.id],
  );
  for (const { name, value } of rows) {
    const sum = sums.get(name) ?? 0;
    if (sum !== Number(value))
      breaches.push(
        `a rollup is the sum of the parts: shop ${shop.id} ${splitName(name).join(' | ')}: ${value}, not ${sum}`,
      );
    sums.delete(name);
  }
  for (const [name, value] of sums)
    if (value !== 0) breaches.push(`a rollup is the sum of the parts: shop ${shop.id} ${name}: missing, not ${value}`);
  if (!shop.isFilled) return breaches;
  const { rows: days } = await sql.query<Record<string, unknown>>(
    `WITH sums AS (${guestSumsText()}), right_sums AS (
       SELECT paid_on AS on_date, 'orders' AS metric, orders AS value FROM sums UNION ALL SELECT paid_on, 'revenue', revenue FROM sums
       UNION ALL SELECT date_trunc('month', paid_on)::date, 'orders_m', sum(orders)::bigint FROM sums GROUP BY 1
       UNION ALL SELECT date_trunc('month', paid_on)::date, 'revenue_m', sum(revenue)::bigint FROM sums GROUP BY 1)
     SELECT coalesce(r.on_date, s.on_date)::text AS day, coalesce(r.metric, s.metric) AS metric, r.value AS rollup, s.value AS orders
     FROM (SELECT * FROM figure_rollups WHERE shop_id = $1 AND metric IN ('orders', 'revenue', 'orders_m', 'revenue_m') AND key = 'other') r
     FULL JOIN right_sums s ON s.on_date = r.on_date AND s.metric = r.metric
     WHERE r.value IS DISTINCT FROM s.value AND NOT EXISTS (
       SELECT 1 FROM figure_changes c WHERE c.shop_id = $1 AND coalesce(r.on_date, s.on_date) = ANY(c.days)
         OR (c.shop_id = $1 AND coalesce(r.metric, s.metric) LIKE '%\\_m' AND c.days <> '{}')) AND $2::date IS NULL LIMIT ${NAMED}`,
    [shop.id, null, shop.currencyCode],
  );
  for (const day of days)
    breaches.push(`the orders without a member are those of the day: shop ${shop.id} ${JSON.stringify(day)}`);
  return breaches;
}
