/**
 * Paid memberships (K3): who buys a membership product is a member for the months that it was sold for, renewed by every
 * further payment, be it by hand or by a subscription. Owns the tables of memberships and of the contracts that renew them,
 * and members.paid_until. Must not decide levels: app/tiers reads until when is paid.
 *
 * A refund takes time in the share of the line that went back, counted as its points would be; a refund in full and a
 * cancellation end what the line paid for at once. The months of a line are those of the day on which it was first seen.
 */
import type { Sql } from '../db.server.ts';
import { addDays, dateInZone, startOfDate } from '../lib/calendar.ts';
import type { OrderFacts } from '../orders/facts.ts';
import { returnedShares } from '../orders/reversal.ts';
import type { ProgramsByShop } from '../publishing/live-programs.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import {
  paidThrough,
  RENEWAL_LEEWAY_DAYS,
  WHOLE_PPM,
  type BillingInterval,
  type MembershipTerm,
  type Payment,
} from './term.ts';

interface MemberRef {
  shopId: number;
  id: string;
}

/**
 * Brings what is recorded of memberships into agreement with the orders of the members, and members.paid_until with that.
 * Must run inside a transaction that holds the members. @returns the terms in force or past, by `shopId memberId`.
 */
export async function settleMemberships(
  sql: Sql,
  {
    members,
    shops,
    programs,
  }: { members: readonly MemberRef[]; shops: ReadonlyMap<number, ShopFacts>; programs: ProgramsByShop },
): Promise<Map<string, MembershipTerm>> {
  const asked = members.flatMap((member) => {
    const membership = programs.get(member.shopId)?.program.membership;
    return membership ? [{ ...member, productIds: membership.productIds, months: membership.months }] : [];
  });
  if (asked.length === 0) return new Map();
  await recordLines(sql, await readLines(sql, asked));
  const terms = await readTerms(sql, asked, shops);
  await sql.query({
    name: 'memberships-paid-until',
    text: `UPDATE members m SET paid_until = r.paid_until
           FROM unnest($1::int[], $2::uuid[], $3::timestamptz[]) AS r(shop_id, id, paid_until)
           WHERE m.shop_id = r.shop_id AND m.id = r.id AND m.paid_until IS DISTINCT FROM r.paid_until`,
    values: [
      asked.map((one) => one.shopId),
      asked.map((one) => one.id),
      asked.map(({ shopId, id }) => {
        const term = terms.get(`${shopId} ${id}`);
        return term ? paidUntil(term, shops.get(shopId)?.timeZone ?? 'UTC').toISOString() : null;
      }),
    ],
  });
  return terms;
}

/** The instant at which a term is over. */
function paidUntil(term: MembershipTerm, timeZone: string): Date {
  return startOfDate(addDays(term.paidThrough, 1 + (term.renews ? RENEWAL_LEEWAY_DAYS : 0)), timeZone);
}

interface BoughtLine {
  shopId: number;
  memberId: string;
  orderId: string;
  lineId: string;
  productId: string;
  quantity: number;
  months: number;
  paidAt: Date;
  keptPpm: number;
}

/** The lines with a membership product in paid orders of the members, and those that were recorded before. */
async function readLines(
  sql: Sql,
  asked: readonly (MemberRef & { productIds: readonly string[]; months: number })[],
): Promise<BoughtLine[]> {
  const { rows } = await sql.query<{
    index: number;
    orderId: string;
    paidAt: Date;
    facts: Pick<OrderFacts, 'lines' | 'refunds' | 'cancelledAt'>;
    known: string[];
  }>({
    name: 'memberships-lines',
    text: `SELECT r.index::int AS index, o.order_id AS "orderId", o.paid_at AS "paidAt", k.known,
             jsonb_build_object('lines', o.facts -> 'lines', 'refunds', coalesce(o.facts -> 'refunds', '[]'),
               'cancelledAt', o.facts -> 'cancelledAt') AS facts
           FROM unnest($1::int[], $2::uuid[], $3::jsonb[]) WITH ORDINALITY AS r(shop_id, member_id, products, index)
           JOIN orders o ON o.shop_id = r.shop_id AND o.member_id = r.member_id
           CROSS JOIN LATERAL (
             SELECT coalesce(array_agg(x.line_id), '{}') AS known FROM memberships x
             WHERE x.shop_id = o.shop_id AND x.order_id = o.order_id) k
           WHERE o.paid_at IS NOT NULL AND (cardinality(k.known) > 0 OR EXISTS (
             SELECT 1 FROM jsonb_path_query(o.facts, '$.lines[*].productId') AS p(id) WHERE r.products ? (p.id #>> '{}')))`,
    values: [
      asked.map((one) => one.shopId),
      asked.map((one) => one.id),
      asked.map((one) => JSON.stringify(one.productIds)),
    ],
  });
  return rows.flatMap(({ index, orderId, paidAt, facts, known }) => {
    const one = asked[index - 1];
    if (!one) return [];
    const lines = facts.lines ?? [];
    const countRemoved = lines.some((line) => line.removedQuantity > 0);
    const shares = new Map(
      returnedShares(lines, facts.refunds, countRemoved).map(({ lineId, share }) => [lineId, share]),
    );
    return lines.flatMap((line): BoughtLine[] => {
      if (line.productId === null || line.quantity < 1) return [];
      if (!one.productIds.includes(line.productId) && !known.includes(line.lineId)) return [];
      const share = shares.get(line.lineId) ?? { numerator: 0n, denominator: 1n };
      const keptPpm = facts.cancelledAt
        ? 0
        : WHOLE_PPM - Number((share.numerator * BigInt(WHOLE_PPM)) / share.denominator);
      return [
        {
          ...{ shopId: one.shopId, memberId: one.id, orderId, lineId: line.lineId, productId: line.productId },
          ...{ quantity: line.quantity, months: one.months, paidAt, keptPpm: Math.max(0, keptPpm) },
        },
      ];
    });
  });
}

async function recordLines(sql: Sql, lines: readonly BoughtLine[]): Promise<void> {
  if (lines.length === 0) return;
  await sql.query({
    name: 'memberships-record',
    text: `INSERT INTO memberships AS m (shop_id, member_id, order_id, line_id, product_id, quantity, months, paid_at, kept_ppm)
           SELECT * FROM unnest($1::int[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::int[], $7::int[], $8::timestamptz[], $9::int[])
           ON CONFLICT (shop_id, order_id, line_id) DO UPDATE SET member_id = excluded.member_id, quantity = excluded.quantity,
             paid_at = excluded.paid_at, kept_ppm = excluded.kept_ppm
           WHERE (m.member_id, m.quantity, m.paid_at, m.kept_ppm)
             IS DISTINCT FROM (excluded.member_id, excluded.quantity, excluded.paid_at, excluded.kept_ppm)`,
    values: [
      lines.map((line) => line.shopId),
      lines.map((line) => line.memberId),
      lines.map((line) => line.orderId),
      lines.map((line) => line.lineId),
      lines.map((line) => line.productId),
      lines.map((line) => line.quantity),
      lines.map((line) => line.months),
      lines.map((line) => line.paidAt.toISOString()),
      lines.map((line) => line.keptPpm),
    ],
  });
}

/** For how long each member has paid, by `shopId memberId`; also what is over. Only reads. */
export async function readTerms(
  sql: Sql,
  asked: readonly MemberRef[],
  shops: ReadonlyMap<number, ShopFacts>,
): Promise<Map<string, MembershipTerm>> {
  const { rows } = await sql.query<{
    index: number;
    quantity: number;
    months: number;
    paidAt: Date;
    keptPpm: number;
    interval: BillingInterval | null;
    intervalCount: number;
    renews: boolean;
  }>({
    name: 'memberships-terms',
    // An order belongs to the contract that it began, or whose bill it is; the contract says what one payment covers.
    text: `SELECT r.index::int AS index, m.quantity, m.months, m.paid_at AS "paidAt", m.kept_ppm AS "keptPpm",
             c.interval, coalesce(c.interval_count, 1) AS "intervalCount",
             coalesce(c.status = 'active' AND (c.failed_at IS NULL OR c.failed_at <= coalesce(c.billed_at, m.paid_at)), false) AS renews
           FROM unnest($1::int[], $2::uuid[]) WITH ORDINALITY AS r(shop_id, member_id, index)
           JOIN memberships m ON m.shop_id = r.shop_id AND m.member_id = r.member_id
           LEFT JOIN LATERAL (
             SELECT c.* FROM membership_contracts c
             WHERE c.shop_id = m.shop_id AND (c.origin_order_id = m.order_id OR c.contract_id = (
               SELECT w.contract_id FROM membership_renewals w WHERE w.shop_id = m.shop_id AND w.order_id = m.order_id))
             ORDER BY c.contract_id LIMIT 1) c ON true
           ORDER BY r.index, m.paid_at, m.order_id, m.line_id`,
    values: [asked.map((one) => one.shopId), asked.map((one) => one.id)],
  });
  const payments = new Map<string, { payments: Payment[]; renews: boolean }>();
  for (const row of rows) {
    const one = asked[row.index - 1];
    if (!one) continue;
    const key = `${one.shopId} ${one.id}`;
    const known = payments.get(key) ?? { payments: [], renews: false };
    const { quantity, keptPpm } = row;
    known.payments.push({
      paidOn: dateInZone(row.paidAt, shops.get(one.shopId)?.timeZone ?? 'UTC'),
      ...(row.interval === null
        ? { interval: 'month', intervalCount: row.months }
        : { interval: row.interval, intervalCount: row.intervalCount }),
      ...{ quantity, keptPpm },
    });
    // Only the last payment says whether another is to come.
    if (keptPpm > 0) known.renews = row.renews;
    payments.set(key, known);
  }
  const terms = new Map<string, MembershipTerm>();
  for (const [key, known] of payments) {
    const through = paidThrough(known.payments);
    if (through !== null) terms.set(key, { paidThrough: through, renews: known.renews });
  }
  return terms;
}
