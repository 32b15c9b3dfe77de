/** Panels of one number: each works for any range of dates, so that two of them can be compared. Only reads. */
import { pool } from '../db.server.ts';
import { addDays, startOfDate } from '../lib/calendar.ts';
import type { Program } from '../program/document.ts';
import type { PANELS } from './panel.ts';
import type { DateRange } from './period.ts';
import { heldBy, pointsByKind } from './read-points.server.ts';
import { activeMembers, everUntil, sumOf, sumsByKey, usualDaysBetween } from './read-rollups.server.ts';

export type FigurePanelId = Extract<(typeof PANELS)[number], { kind: 'figure' }>['id'];

export interface PanelContext {
  shop: { id: number; timeZone: string; currencyCode: string };
  /** Read by the panels that speak of it, once. */
  program: () => Promise<Program | null>;
  todayOn: string;
  locale: string;
}

type Figure = (context: PanelContext, range: DateRange) => Promise<number | null>;

/** Basis points; null where the whole is nothing. */
export function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? Math.round((part * 10_000) / whole) : null;
}

const membersAt: (context: PanelContext, range: DateRange) => Promise<number> = ({ shop }, { lastOn }) =>
  sumOf(shop.id, 'joined', everUntil(lastOn));

const heldAt = async ({ shop }: PanelContext, { lastOn }: DateRange): Promise<number> => {
  let held = 0;
  for (const [kind, points] of await pointsByKind(shop.id, everUntil(lastOn))) held += heldBy(kind, points);
  return held;
};

const costOf = ({ shop }: PanelContext, range: DateRange) => sumOf(shop.id, 'reward_cost', range);

/** The most money that one point can buy, as a fraction; null where no reward that is offered says an amount. */
export function dearestPoint(program: Program | null): { amountMinor: number; costPoints: number } | null {
  let dearest: { amountMinor: number; costPoints: number } | null = null;
  for (const reward of program?.rewards ?? []) {
    if (!reward.enabled || reward.costPoints < 1 || !('amountMinor' in reward)) continue;
    const { amountMinor, costPoints } = reward;
    if (!dearest || amountMinor * dearest.costPoints > dearest.amountMinor * costPoints)
      dearest = { amountMinor, costPoints };
  }
  return dearest;
}

export const figures: Record<FigurePanelId, Figure> = {
  members_total: membersAt,
  members_new: ({ shop }, range) => sumOf(shop.id, 'joined', range),
  members_active: ({ shop }, range) => activeMembers(shop.id, range),
  async active_share(context, range) {
    const [active, members] = await Promise.all([activeMembers(context.shop.id, range), membersAt(context, range)]);
    return shareOf(active, members);
  },
  member_revenue: ({ shop }, range) => sumOf(shop.id, 'revenue', range, 'member'),
  async member_revenue_share({ shop }, range) {
    const revenue = await sumsByKey(shop.id, 'revenue', range);
    return shareOf(revenue.get('member') ?? 0, (revenue.get('member') ?? 0) + (revenue.get('other') ?? 0));
  },
  async promoter_score({ shop }, { firstOn, lastOn }) {
    const { rows } = await pool().query<{ score: number | null }>({
      name: 'panel-promoter-score',
      text: `SELECT round((count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) * 100.0 / nullif(count(*), 0))::int AS score
             FROM survey_answers WHERE shop_id = $1 AND answered_at >= $2 AND answered_at < $3`,
      values: [
        shop.id,
        startOfDate(firstOn, shop.timeZone).toISOString(),
        startOfDate(addDays(lastOn, 1), shop.timeZone).toISOString(),
      ],
    });
    return rows[0]?.score ?? null;
  },
  async repeat_rate({ shop }, { lastOn }) {
    const [once, again] = await Promise.all([
      sumOf(shop.id, 'first_order', everUntil(lastOn)),
      sumOf(shop.id, 'second_order', everUntil(lastOn)),
    ]);
    return shareOf(again, once);
  },
  async purchase_frequency({ shop }, range) {
    const [orders, active] = await Promise.all([
      sumOf(shop.id, 'orders', range, 'member'),
      activeMembers(shop.id, range),
    ]);
    return active > 0 ? Math.round((orders * 100) / active) : null;
  },
  days_between_orders: ({ shop }, range) => usualDaysBetween(shop.id, range),
  async lifetime_value(context, range) {
    const [spent, members] = await Promise.all([
      sumOf(context.shop.id, 'revenue', everUntil(range.lastOn), 'member'),
      membersAt(context, range),
    ]);
    return members > 0 ? Math.round(spent / members) : null;
  },
  async redemption_rate({ shop }, range) {
    const points = await pointsByKind(shop.id, range);
    const of = (kind: string) => points.get(kind) ?? 0;
    const issued = of('award:in') + of('award_restoration:in') - of('award_reversal:out');
    return shareOf(of('redemption:out') - of('redemption_return:in'), issued);
  },
  liability_points: heldAt,
  async liability_money(context, range) {
    const [program, held] = await Promise.all([context.program(), heldAt(context, range)]);
    const dearest = program?.currencyCode === context.shop.currencyCode ? dearestPoint(program) : null;
    if (!dearest) return null;
    return Number((BigInt(Math.max(0, held)) * BigInt(dearest.amountMinor)) / BigInt(dearest.costPoints));
  },
  reward_orders: ({ shop }, range) => sumOf(shop.id, 'reward_orders', range),
  reward_revenue: ({ shop }, range) => sumOf(shop.id, 'reward_revenue', range),
  unpriced_rewards: ({ shop }, range) => sumOf(shop.id, 'unpriced', range),
  async cost_share(context, range) {
    const [cost, revenue] = await Promise.all([
      costOf(context, range),
      sumOf(context.shop.id, 'revenue', range, 'member'),
    ]);
    return shareOf(cost, revenue);
  },
};
