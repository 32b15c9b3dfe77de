/** Panels that list: bars, the funnel and cohorts. Only reads. */
import { pool } from '../db.server.ts';
import { COMPARED_DAYS, NO_DAY } from '../figures/part.ts';
import { segmentIds } from '../figures/segments.ts';
import { sayPoints } from '../i18n/explain.ts';
import { addDays, addMonths, monthsBetween } from '../lib/calendar.ts';
import { nearestLocale } from '../lib/locales.ts';
import { pointNames } from '../program/point-name.ts';
import type { BarRow, CohortsPanel, FunnelPanel, PANELS } from './panel.ts';
import type { DateRange } from './period.ts';
import { shareOf, type PanelContext } from './figure-panels.server.ts';
import { latestSnapshot, nextMonth, sumOf, sumsByDate, sumsByKey } from './read-rollups.server.ts';

type IdOf<Kind extends string> = Extract<(typeof PANELS)[number], { kind: Kind }>['id'];
type Words = Record<string, string>;

/** The merchant's words in a language, or in whatever language there are any. */
function wordIn(words: Words | undefined, locale: string): string | undefined {
  return words?.[locale] || words?.['en'] || Object.values(words ?? {}).find(Boolean);
}

function withShares(rows: BarRow[]): BarRow[] {
  const whole = rows.reduce((sum, { value }) => sum + Math.max(0, value ?? 0), 0);
  return rows.map((row) => ({ ...row, share: shareOf(Math.max(0, row.value ?? 0), whole) ?? 0 }));
}

export const bars: Record<IdOf<'bars'>, (context: PanelContext, range: DateRange) => Promise<BarRow[]>> = {
  async levels({ shop, program, locale }) {
    const [levels, counts] = await Promise.all([
      program().then((known) => known?.tiers?.levels ?? []),
      sumsByKey(shop.id, 'level', { firstOn: NO_DAY, lastOn: NO_DAY }),
    ]);
    if (levels.length === 0) return [];
    const known = levels.map(({ id, name }) => ({ key: id, name: wordIn(name, locale), value: counts.get(id) ?? 0 }));
    const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
    // Levels that are being moved away from after a change count as none.
    const none = all - known.reduce((sum, { value }) => sum + value, 0);
    return withShares([{ key: 'none', value: none }, ...known]);
  },
  async average_order({ shop }, range) {
    const [orders, revenue] = await Promise.all([
      sumsByKey(shop.id, 'orders', range),
      sumsByKey(shop.id, 'revenue', range),
    ]);
    return ['member', 'other'].map((key) => {
      const count = orders.get(key) ?? 0;
      return { key, value: count > 0 ? Math.round((revenue.get(key) ?? 0) / count) : null };
    });
  },
  async rewards_taken(context, range) {
    const [taken, offered] = await Promise.all([sumsByKey(context.shop.id, 'taken', range), offeredIds(context)]);
    const rows = await named(context, new Set([...taken.keys(), ...offered]), (id) => taken.get(id) ?? 0);
    return withShares(rows.sort((a, b) => (b.value ?? 0) - (a.value ?? 0)));
  },
  async rewards_used(context, range) {
    const [taken, used, offered] = await Promise.all([
      sumsByKey(context.shop.id, 'taken', range),
      sumsByKey(context.shop.id, 'taken_used', range),
      offeredIds(context),
    ]);
    const rows = await named(context, new Set([...taken.keys(), ...offered]), (id) =>
      shareOf(used.get(id) ?? 0, taken.get(id) ?? 0),
    );
    return rows.sort((a, b) => (taken.get(b.key) ?? 0) - (taken.get(a.key) ?? 0));
  },
  async segments({ shop }) {
    const counts = await latestSnapshot(shop.id, 'segment');
    return withShares(segmentIds.map((key) => ({ key, value: counts.get(key) ?? 0 })));
  },
  async churn_risk({ shop }) {
    const counts = await latestSnapshot(shop.id, 'churn');
    return withShares(['on_time', 'late', 'overdue'].map((key) => ({ key, value: counts.get(key) ?? 0 })));
  },
  async reward_cost({ shop }, range) {
    const costs = await sumsByKey(shop.id, 'reward_cost', range);
    const rows = [...costs].flatMap(([key, value]) => (value === 0 ? [] : [{ key, value }]));
    return withShares(rows.sort((a, b) => b.value - a.value));
  },
  async before_and_after({ shop, todayOn }, { firstOn, lastOn }) {
    const settledOn = addDays(todayOn, -COMPARED_DAYS);
    const sums = await sumsByKey(shop.id, 'around', { firstOn, lastOn: lastOn < settledOn ? lastOn : settledOn });
    const members = sums.get('members') ?? 0;
    return ['before', 'after'].map((key) => ({
      key,
      value: members > 0 ? Math.round((sums.get(key) ?? 0) / members) : null,
    }));
  },
  async donations(context) {
    const given = await sumsByKey(context.shop.id, 'donated', { firstOn: NO_DAY, lastOn: context.todayOn });
    const rows = await named(
      context,
      new Set([...given].flatMap(([id, value]) => (value > 0 ? [id] : []))),
      (id) => given.get(id) ?? 0,
    );
    return withShares(rows);
  },
};

async function offeredIds({ program }: PanelContext): Promise<string[]> {
  return ((await program())?.rewards ?? []).filter(({ enabled }) => enabled).map(({ id }) => id);
}

/** Rewards under the name that they have now, or had when they were taken last; of donations, the cause. Of one name, with what they cost. */
async function named(
  context: PanelContext,
  ids: ReadonlySet<string>,
  value: (id: string) => number | null,
): Promise<BarRow[]> {
  const { shop, locale } = context;
  const program = await context.program();
  const known = new Map<string, { title: Words; costPoints: number }>();
  for (const reward of program?.rewards ?? [])
    known.set(reward.id, {
      title: reward.kind === 'donation' ? reward.charity : reward.title,
      costPoints: reward.costPoints,
    });
  const unknown = [...ids].filter((id) => !known.has(id));
  if (unknown.length > 0) {
    const { rows } = await pool().query<{ id: string; title: Words; costPoints: number }>({
      name: 'panel-reward-titles',
      // Bounds and an order in place of an equality, or PostgreSQL reads the table from its start until it meets one.
      text: `SELECT i.id, r.title, r."costPoints" FROM unnest($2::text[]) AS i(id) CROSS JOIN LATERAL (
               SELECT coalesce(reward -> 'charity', reward -> 'title') AS title, coalesce((reward ->> 'costPoints')::bigint, 0) AS "costPoints"
               FROM redemptions
               WHERE shop_id = $1 AND reward_id >= i.id AND reward_id <= i.id AND state <> 'returned' ORDER BY reward_id LIMIT 1) r`,
      values: [shop.id, unknown],
    });
    for (const { id, title, costPoints } of rows) known.set(id, { title, costPoints });
  }
  const names = [...ids].map((id) => wordIn(known.get(id)?.title, locale));
  const language = nearestLocale(locale);
  const speech = program && { locale: language, pointName: pointNames(program)[language] };
  return [...ids].map((key, index) => {
    const name = names[index];
    const isAlone = names.indexOf(name) === names.lastIndexOf(name);
    const costPoints = known.get(key)?.costPoints ?? 0;
    // What is only given has no price to tell it by: "0 points" would be none either.
    const cost = speech && !isAlone && costPoints > 0 ? ` (${sayPoints(costPoints, speech)})` : '';
    return { key, name: name && name + cost, value: value(key) };
  });
}

export async function funnelSteps({ shop }: PanelContext, range: DateRange): Promise<FunnelPanel['steps']> {
  const [joined, reached] = await Promise.all([sumOf(shop.id, 'joined', range), sumsByKey(shop.id, 'funnel', range)]);
  return [
    { key: 'joined', value: joined },
    // Joining gives points in most programs: they come before the first order.
    ...['earned', 'ordered', 'used', 'used_again'].map((key) => ({ key, value: reached.get(key) ?? 0 })),
  ];
}

/** The cohorts of this many months, each followed for as many. */
const COHORTS = 12;

export async function cohortRows(
  { shop, todayOn }: PanelContext,
  { lastOn }: DateRange,
): Promise<CohortsPanel['rows']> {
  const last = `${lastOn.slice(0, 7)}-01`;
  const range = { firstOn: addMonths(last, 1 - COHORTS), lastOn: addDays(nextMonth(last), -1) };
  const [joined, active] = await Promise.all([
    sumsByDate(shop.id, 'joined', range, 'month'),
    sumsByDate(shop.id, 'cohort', range, 'month'),
  ]);
  const counts = new Map(active.map(({ on, key, value }) => [`${on} ${Number(key)}`, value]));
  const rows: CohortsPanel['rows'] = [];
  for (let month = range.firstOn; month <= last; month = nextMonth(month)) {
    const size = joined.reduce((sum, { on, value }) => (on.startsWith(month.slice(0, 7)) ? sum + value : sum), 0);
    if (size === 0 && rows.length === 0) continue;
    const passed = monthsBetween(month, todayOn);
    const values = Array.from({ length: COHORTS }, (_, offset) =>
      offset > passed ? null : shareOf(counts.get(`${month} ${offset}`) ?? 0, size),
    );
    rows.push({ cohort: month.slice(0, 7), size, values });
  }
  return rows;
}
