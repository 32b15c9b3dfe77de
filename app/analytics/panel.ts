/**
 * What a panel of the analytics page is: its shape, and the list of all of them in the order of the page. Pure; also runs in the
 * browser. Each comment in the list is the definition of the panel: what the screen says in words must say the same.
 */

/** share: basis points (10,000 is all). ratio: hundredths (150 is 1.5). money: minor units of the panel's currency. */
export type Unit = 'points' | 'money' | 'count' | 'share' | 'ratio' | 'days';

interface Money {
  /** Of panels in money. */
  currencyCode?: string;
}

/** One number, and the same of the time that it is compared with. Null where there is nothing to reckon it from. */
export interface FigurePanel extends Money {
  kind: 'figure';
  id: PanelId;
  unit: Unit;
  value: number | null;
  before: number | null;
}

/** Buckets are days (YYYY-MM-DD) or months (YYYY-MM) of the shop's calendar; `before` holds the same lines of the time compared with. */
export interface SeriesPanel extends Money {
  kind: 'series';
  id: PanelId;
  unit: Unit;
  buckets: string[];
  lines: { key: string; values: (number | null)[] }[];
  before?: (number | null)[][];
}

export interface BarRow {
  key: string;
  /** The merchant's own words, in the language asked for; without it the key is translated. */
  name?: string;
  value: number | null;
  /** Basis points of all rows. */
  share?: number;
}

export interface BarsPanel extends Money {
  kind: 'bars';
  id: PanelId;
  unit: Unit;
  rows: BarRow[];
}

export interface FunnelPanel {
  kind: 'funnel';
  id: PanelId;
  steps: { key: string; value: number }[];
}

/** values[n] is the share in the n-th month after that of joining (0 is that month itself); null for months to come. */
export interface CohortsPanel {
  kind: 'cohorts';
  id: PanelId;
  unit: 'share';
  rows: { cohort: string; size: number; values: (number | null)[] }[];
}

export interface MembersPanel extends Money {
  kind: 'members';
  id: PanelId;
  /** customerId is null of a member who was forgotten. Values, all of the period: orders, spent (minor units), points of orders, referrals, lastOrderOn. */
  rows: { memberId: string; customerId: string | null; values: Record<string, number | string | null> }[];
}

export type Panel = FigurePanel | SeriesPanel | BarsPanel | FunnelPanel | CohortsPanel | MembersPanel;
export type PanelKind = Panel['kind'];

export const panelSections = [
  'overview',
  'members',
  'orders',
  'points',
  'rewards',
  'retention',
  'segments',
  'cost',
] as const;
export type PanelSection = (typeof panelSections)[number];

interface PanelEntry {
  id: string;
  section: PanelSection;
  kind: PanelKind;
  unit: Unit;
  /** What the period says: `period` counts what happened in it, `at_end` the state at its end, `now` the state of today. */
  time: 'period' | 'at_end' | 'now';
}

/** "An order" is always: paid, in the shop's own currency, not cancelled and not refunded in full; its money is after refunds. */
export const PANELS = [
  /** Members at the end of the period. Who was merged into another or forgotten does not count. */
  { id: 'members_total', section: 'overview', kind: 'figure', unit: 'count', time: 'at_end' },
  /** Of these, who joined within the period. */
  { id: 'members_new', section: 'overview', kind: 'figure', unit: 'count', time: 'period' },
  /** Members with at least one order in the period, each counted once. */
  { id: 'members_active', section: 'overview', kind: 'figure', unit: 'count', time: 'period' },
  /** Active members of the period, of all members at its end. Null without members. */
  { id: 'active_share', section: 'overview', kind: 'figure', unit: 'share', time: 'period' },
  /** What members paid for orders of the period. */
  { id: 'member_revenue', section: 'overview', kind: 'figure', unit: 'money', time: 'period' },
  /** Of what everybody paid in the period, the part that members paid. Null without orders. */
  { id: 'member_revenue_share', section: 'overview', kind: 'figure', unit: 'share', time: 'period' },
  /** Of the surveys answered in the period: those who gave 9 or 10 less those who gave 0 to 6, per hundred answers (-100 to 100). */
  { id: 'promoter_score', section: 'overview', kind: 'figure', unit: 'count', time: 'period' },

  /** Members who joined, by day or month (`joined`), and members there were at its end (`total`). */
  { id: 'members_over_time', section: 'members', kind: 'series', unit: 'count', time: 'period' },
  /** Of the members at the end of each calendar month, who had an order in it. The months that the period touches. */
  { id: 'active_by_month', section: 'members', kind: 'series', unit: 'share', time: 'period' },
  /** How many members have each level today; `none` for those without. Keys are the levels' ids. */
  { id: 'levels', section: 'members', kind: 'bars', unit: 'count', time: 'now' },
  /** Of the members who joined in the period: who has by now ordered, earned points, used a reward, used a second one. */
  { id: 'funnel', section: 'members', kind: 'funnel', unit: 'count', time: 'period' },
  /** The 25 members who spent most on orders of the period. */
  { id: 'best_by_spend', section: 'members', kind: 'members', unit: 'money', time: 'period' },
  /** The 25 members whose orders of the period earned the most points, less what was taken back for refunds. */
  { id: 'best_by_points', section: 'members', kind: 'members', unit: 'points', time: 'period' },
  /** The 25 members with the most recommendations that were rewarded in the period. */
  { id: 'best_by_referrals', section: 'members', kind: 'members', unit: 'count', time: 'period' },
  /** Friends who came by a recommendation (`came`), and those whose first order was rewarded (`rewarded`), by day or month. */
  { id: 'referrals', section: 'members', kind: 'series', unit: 'count', time: 'period' },

  /** What was paid for orders of the period, by `member` and by `other`: guests and customers who are no members. */
  { id: 'revenue_over_time', section: 'orders', kind: 'series', unit: 'money', time: 'period' },
  /** What an order of the period came to on average, of a `member` and of an `other`. */
  { id: 'average_order', section: 'orders', kind: 'bars', unit: 'money', time: 'period' },
  /** Of the members who had ordered by the end of the period, who had ordered on a second day. Null while nobody had. */
  { id: 'repeat_rate', section: 'orders', kind: 'figure', unit: 'share', time: 'at_end' },
  /** Orders of members in the period for each member who ordered in it. Null when none did. */
  { id: 'purchase_frequency', section: 'orders', kind: 'figure', unit: 'ratio', time: 'period' },
  /** Half of the pauses between a member's days of order were shorter. The calendar months that the period touches, by the later day. */
  { id: 'days_between_orders', section: 'orders', kind: 'figure', unit: 'days', time: 'period' },
  /** What all members had spent by the end of the period, for each member there was. Not a forecast. */
  { id: 'lifetime_value', section: 'orders', kind: 'figure', unit: 'money', time: 'at_end' },

  /** Points by day or month: `issued` by the program, `redeemed` for rewards, `expired`, `returned` (unused rewards) and `reversed` (refunds). */
  { id: 'points_over_time', section: 'points', kind: 'series', unit: 'points', time: 'period' },
  /** Points redeemed in the period less those that came back, of the points issued in it less those taken back. Null without any issued. */
  { id: 'redemption_rate', section: 'points', kind: 'figure', unit: 'share', time: 'period' },
  /** Points that members held at the end of the period, pending ones too. */
  { id: 'liability_points', section: 'points', kind: 'figure', unit: 'points', time: 'at_end' },
  /** The same at the most that they can buy of a reward worth a fixed amount of money: the upper bound. Null where no reward is. */
  { id: 'liability_money', section: 'points', kind: 'figure', unit: 'money', time: 'at_end' },
  /** Points that members held, at the end of each day or month. */
  { id: 'liability_over_time', section: 'points', kind: 'series', unit: 'points', time: 'period' },

  /** How often each reward was taken in the period and not returned, the most taken first; those that nobody took are there with 0. */
  { id: 'rewards_taken', section: 'rewards', kind: 'bars', unit: 'count', time: 'period' },
  /** Of the rewards taken in the period, how many are by now used, by reward. Null of a reward that nobody took. */
  { id: 'rewards_used', section: 'rewards', kind: 'bars', unit: 'share', time: 'period' },
  /** Orders of the period that were paid with a reward. */
  { id: 'reward_orders', section: 'rewards', kind: 'figure', unit: 'count', time: 'period' },
  /** What was paid for these orders. They might have come without a reward too. */
  { id: 'reward_revenue', section: 'rewards', kind: 'figure', unit: 'money', time: 'period' },

  /** Of those who joined in a month, who had an order in that month and in each month after it. The last 12 months. */
  { id: 'cohorts', section: 'retention', kind: 'cohorts', unit: 'share', time: 'at_end' },

  /** Members by how lately, how often and for how much they buy (docs/figures.md has the table), as of this morning. */
  { id: 'segments', section: 'segments', kind: 'bars', unit: 'count', time: 'now' },
  /**
   * Members with two days of order or more, by how long their pause is against their own usual one: `on_time` (up to 1.5 times),
   * `late` (up to 3 times), `overdue` (longer). As of this morning.
   */
  { id: 'churn_risk', section: 'segments', kind: 'bars', unit: 'count', time: 'now' },

  /** The worth of rewards used in the period, where it is a fixed amount of money, by kind. */
  { id: 'reward_cost', section: 'cost', kind: 'bars', unit: 'money', time: 'period' },
  /** The cost above, of what members paid in the period. Null without orders. */
  { id: 'cost_share', section: 'cost', kind: 'figure', unit: 'share', time: 'period' },
  /** Rewards used in the period whose worth is no fixed amount (a percentage, shipping, a product): they are not in the cost. */
  { id: 'unpriced_rewards', section: 'cost', kind: 'figure', unit: 'count', time: 'period' },
  /**
   * Members who joined in the period, at least 90 days ago, and had ordered in the 90 days before: what each spent on average
   * in the 90 days `before` joining and in the 90 days from it on (`after`). A difference, not proof of a cause.
   */
  { id: 'before_and_after', section: 'cost', kind: 'bars', unit: 'money', time: 'period' },
  /** What members gave to each good cause, in all time; keys are the rewards' ids. Empty where the program gives none. */
  { id: 'donations', section: 'cost', kind: 'bars', unit: 'money', time: 'now' },
] as const satisfies readonly PanelEntry[];

export type PanelId = (typeof PANELS)[number]['id'];

const ids: ReadonlySet<string> = new Set(PANELS.map(({ id }) => id));

export function isPanelId(text: string): text is PanelId {
  return ids.has(text);
}
