/**
 * What counts towards the levels of members, from what is recorded: orders, or the journal. Nothing is counted on the side,
 * so nothing can drift. Each amount stands on the day of its payment, and what went back of it on the day of the refund.
 */
import type { Sql } from '../db.server.ts';
import { dateInZone } from '../lib/calendar.ts';
import type { OrderFacts } from '../orders/facts.ts';
import { returnedShares } from '../orders/reversal.ts';
import type { Earned } from '../program/standing.ts';
import type { Tiers } from '../program/tiers.ts';

export interface EarnedQuestion {
  shopId: number;
  memberId: string;
  measure: Tiers['measure'];
  currencyCode: string;
  timeZone: string;
}

/** Points that a level gave for being reached: they do not count towards the next one. */
export const ENTRY_RULE = 'tier_entry_';

export type EarnedByMember = Map<string, Earned[]>;

/** By `shopId memberId`; a member who earned nothing has an empty list. */
export async function loadEarned(sql: Sql, asked: readonly EarnedQuestion[]): Promise<EarnedByMember> {
  const earned: EarnedByMember = new Map(asked.map((one) => [`${one.shopId} ${one.memberId}`, []]));
  const byOrders = asked.filter(({ measure }) => measure !== 'points');
  const byPoints = asked.filter(({ measure }) => measure === 'points');
  if (byOrders.length > 0) await readOrders(sql, byOrders, earned);
  if (byPoints.length > 0) await readPoints(sql, byPoints, earned);
  return earned;
}

type TakenFacts = Pick<OrderFacts, 'lines' | 'linesAt' | 'refunds' | 'cancelledAt'>;

async function readOrders(sql: Sql, asked: readonly EarnedQuestion[], earned: EarnedByMember): Promise<void> {
  const { rows } = await sql.query<{
    index: number;
    date: string;
    currencyCode: string;
    eligibleMinor: number;
    taken: TakenFacts | null;
  }>({
    name: 'tiers-orders',
    // The facts are long; they are only read where something of the order may have gone back.
    text: `SELECT r.index::int AS index, to_char(o.paid_on, 'YYYY-MM-DD') AS date, o.currency_code AS "currencyCode",
             o.eligible_minor AS "eligibleMinor",
             CASE WHEN o.cancelled_at IS NOT NULL OR o.returned_minor > 0 THEN jsonb_build_object('lines', o.facts -> 'lines',
               'linesAt', o.facts -> 'linesAt', 'refunds', coalesce(o.facts -> 'refunds', '[]'), 'cancelledAt', o.facts -> 'cancelledAt') END AS taken
           FROM unnest($1::int[], $2::uuid[]) WITH ORDINALITY AS r(shop_id, member_id, index)
           JOIN orders o ON o.shop_id = r.shop_id AND o.member_id = r.member_id
           WHERE o.paid_on IS NOT NULL AND o.eligible_minor > 0`,
    values: [asked.map((one) => one.shopId), asked.map((one) => one.memberId)],
  });
  for (const { index, date, currencyCode, eligibleMinor, taken } of rows) {
    const question = asked[index - 1];
    if (!question || (question.measure === 'spend' && currencyCode !== question.currencyCode)) continue;
    const back = taken ? takenBack(taken, eligibleMinor, question.timeZone) : [];
    const list = earned.get(`${question.shopId} ${question.memberId}`);
    if (question.measure === 'spend') list?.push({ date, amount: eligibleMinor, takenBack: back });
    else list?.push({ date, amount: 1, takenBack: whollyBack(back, eligibleMinor) });
  }
}

/** What of the goods of an order went back, by the shop's date on which it did. */
function takenBack(
  { lines, linesAt, refunds, cancelledAt }: TakenFacts,
  eligibleMinor: number,
  timeZone: string,
): { on: string; amount: number }[] {
  const counted = new Set((lines ?? []).filter((line) => !line.tip && !line.giftCard).map((line) => line.lineId));
  const back: { on: string; amount: number }[] = [];
  let soFar = 0;
  const upTo = (total: number, at: string): void => {
    const amount = Math.min(total, eligibleMinor) - soFar;
    if (amount <= 0) return;
    soFar += amount;
    back.push({ on: dateInZone(new Date(at), timeZone), amount });
  };
  const returned = (count: number, removed: boolean): number =>
    returnedShares(lines ?? [], refunds.slice(0, count), removed)
      .filter(({ lineId }) => counted.has(lineId))
      .reduce((sum, line) => sum + line.refundedMinor, 0);
  refunds.forEach((refund, index) => upTo(returned(index + 1, false), refund.at));
  if (lines?.some((line) => line.removedQuantity > 0)) upTo(returned(refunds.length, true), linesAt);
  if (cancelledAt) upTo(eligibleMinor, cancelledAt);
  return back;
}

/** An order counts until all of its goods went back. */
function whollyBack(
  back: readonly { on: string; amount: number }[],
  eligibleMinor: number,
): { on: string; amount: number }[] {
  let left = eligibleMinor;
  for (const { on, amount } of back) if ((left -= amount) <= 0) return [{ on, amount: 1 }];
  return [];
}

/** Points that were awarded, also to those who became part of the member, on the day of the fact that earned them. */
async function readPoints(sql: Sql, asked: readonly EarnedQuestion[], earned: EarnedByMember): Promise<void> {
  const { rows } = await sql.query<{
    index: number;
    key: string;
    reversesKey: string | null;
    kind: 'award' | 'award_reversal' | 'award_restoration';
    points: number;
    occurredAt: Date;
  }>({
    name: 'tiers-points',
    text: `SELECT r.index::int AS index, t.key, t.reverses_key AS "reversesKey", t.kind, t.points, t.occurred_at AS "occurredAt"
           FROM unnest($1::int[], $2::uuid[]) WITH ORDINALITY AS r(shop_id, member_id, index)
           CROSS JOIN LATERAL (
             SELECT r.member_id AS id UNION ALL
             SELECT a.id FROM members a WHERE a.shop_id = r.shop_id AND a.merged_into = r.member_id) m
           JOIN transfers t ON t.shop_id = r.shop_id AND t.member_id = m.id
           WHERE t.kind IN ('award', 'award_reversal', 'award_restoration') AND coalesce(t.rule_id, '') NOT LIKE $3`,
    values: [asked.map((one) => one.shopId), asked.map((one) => one.memberId), `${ENTRY_RULE.replace(/_/g, '\\_')}%`],
  });
  const awards = new Map<string, Earned & { takenBack: { on: string; amount: number }[] }>();
  for (const { index, key, kind, points, occurredAt } of rows) {
    const question = asked[index - 1];
    if (!question || kind !== 'award') continue;
    const award = { date: dateInZone(occurredAt, question.timeZone), amount: points, takenBack: [] };
    awards.set(`${index} ${key}`, award);
    earned.get(`${question.shopId} ${question.memberId}`)?.push(award);
  }
  for (const { index, reversesKey, kind, points, occurredAt } of rows) {
    const question = asked[index - 1];
    if (!question || kind === 'award') continue;
    awards.get(`${index} ${reversesKey ?? ''}`)?.takenBack.push({
      on: dateInZone(occurredAt, question.timeZone),
      amount: kind === 'award_reversal' ? points : -points,
    });
  }
}
