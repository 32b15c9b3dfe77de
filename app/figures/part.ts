/**
 * What one member adds to the figures. A part is what is known of the member; `contributions` says what of it stands in which
 * rollup. Both are pure: the fold books the difference between a member's old part and the new one, the audit adds all of
 * them up again. Change FIGURES_VERSION with the meaning of either: the figures of every shop are then worked out anew.
 */
import { dateOfDay, monthsBetween } from '../lib/calendar.ts';

export const FIGURES_VERSION = 2;

/** Days are counted from 1 January 1970, on the shop's calendar. Money is in minor units of the shop's currency. */
export interface MemberPart {
  /** Neither merged nor erased. */
  isCounted: boolean;
  joinedDay: number;
  tierId: string | null;
  /** One entry for each day with an order, oldest first. */
  orderDays: OrderDay[];
  rewards: RewardPart[];
  /** Recommended friends: when they came, and when that was rewarded, if it counts. */
  referrals: { cameDay: number; rewardedDay: number | null }[];
  firstPointsDay: number | null;
  pointsEarned: number;
  pointsRedeemed: number;
}

export interface OrderDay {
  day: number;
  orders: number;
  spentMinor: number;
  /** Of these, the orders that carried a reward. */
  rewardOrders: number;
  rewardSpentMinor: number;
  /** What its orders earned, less what went back with refunds. */
  points: number;
}

export interface RewardPart {
  takenDay: number;
  rewardId: string;
  kind: string;
  /** Null until it is used; of rewards that ran out unused too. */
  usedDay: number | null;
  amountMinor: number | null;
}

/** The shape in the store: arrays, since jsonb keeps their order and they are small. */
export type StoredPart = [
  isCounted: 0 | 1,
  joinedDay: number,
  tierId: string | null,
  orderDays: [number, number, number, number, number, number][],
  rewards: [number, string, string, number | null, number | null][],
  referrals: [number, number | null][],
  firstPointsDay: number | null,
  pointsEarned: number,
  pointsRedeemed: number,
];

export function storePart(part: MemberPart): StoredPart {
  return [
    part.isCounted ? 1 : 0,
    part.joinedDay,
    part.tierId,
    part.orderDays.map((d) => [d.day, d.orders, d.spentMinor, d.rewardOrders, d.rewardSpentMinor, d.points]),
    part.rewards.map((r) => [r.takenDay, r.rewardId, r.kind, r.usedDay, r.amountMinor]),
    part.referrals.map((r) => [r.cameDay, r.rewardedDay]),
    part.firstPointsDay,
    part.pointsEarned,
    part.pointsRedeemed,
  ];
}

export function readPart(stored: StoredPart): MemberPart {
  const [isCounted, joinedDay, tierId, orderDays, rewards, referrals, firstPointsDay, pointsEarned, pointsRedeemed] =
    stored;
  return {
    ...{ isCounted: isCounted === 1, joinedDay, tierId, firstPointsDay, pointsEarned, pointsRedeemed },
    orderDays: orderDays.map(([day, orders, spentMinor, rewardOrders, rewardSpentMinor, points]) => ({
      ...{ day, orders, spentMinor, rewardOrders, rewardSpentMinor, points },
    })),
    rewards: rewards.map(([takenDay, rewardId, kind, usedDay, amountMinor]) => ({
      ...{ takenDay, rewardId, kind, usedDay, amountMinor },
    })),
    referrals: referrals.map(([cameDay, rewardedDay]) => ({ cameDay, rewardedDay })),
  };
}

/** `metric date key`, and how much of it. The key comes last: it may hold anything. */
export type Contributions = Map<string, number>;

/** Sums that are kept by day and, under this name with "_m", by month: a year is then twelve rows, not 365. */
export const dayMetrics = [
  ...([
    'orders',
    'revenue',
    'reward_orders',
    'reward_revenue',
    'taken',
    'taken_used',
    'reward_cost',
    'unpriced',
  ] as const),
  ...(['donated', 'referrals', 'joined', 'funnel', 'first_order', 'second_order', 'around'] as const),
] as const;
export type DayMetric = (typeof dayMetrics)[number];
const byDay: ReadonlySet<string> = new Set(dayMetrics);

/** What has no day of its own is kept under this one. */
export const NO_DAY = '1970-01-01';
/** The days before and after joining that are compared. */
export const COMPARED_DAYS = 90;

export function contributions(part: MemberPart): Contributions {
  const sums: Contributions = new Map();
  const add = (metric: string, on: string, key: string, value: number) => {
    if (value === 0) return;
    const name = `${metric} ${on} ${key}`;
    sums.set(name, (sums.get(name) ?? 0) + value);
    if (!byDay.has(metric)) return;
    const ofMonth = `${metric}_m ${monthOf(on)} ${key}`;
    sums.set(ofMonth, (sums.get(ofMonth) ?? 0) + value);
  };
  for (const d of part.orderDays) {
    const on = dateOfDay(d.day);
    add('orders', on, 'member', d.orders);
    add('revenue', on, 'member', d.spentMinor);
    add('reward_orders', on, '', d.rewardOrders);
    add('reward_revenue', on, '', d.rewardSpentMinor);
  }
  for (const reward of part.rewards) {
    add('taken', dateOfDay(reward.takenDay), reward.rewardId, 1);
    if (reward.kind === 'donation' && reward.amountMinor !== null)
      add('donated', dateOfDay(reward.takenDay), reward.rewardId, reward.amountMinor);
    if (reward.usedDay === null) continue;
    add('taken_used', dateOfDay(reward.takenDay), reward.rewardId, 1);
    if (reward.amountMinor === null) add('unpriced', dateOfDay(reward.usedDay), reward.kind, 1);
    else add('reward_cost', dateOfDay(reward.usedDay), reward.kind, reward.amountMinor);
  }
  for (const { cameDay, rewardedDay } of part.referrals) {
    add('referrals', dateOfDay(cameDay), 'came', 1);
    if (rewardedDay !== null) add('referrals', dateOfDay(rewardedDay), 'rewarded', 1);
  }
  if (part.isCounted) addPerson(part, add);
  return sums;
}

type Add = (metric: string, on: string, key: string, value: number) => void;

function addPerson(part: MemberPart, add: Add): void {
  const joinedOn = dateOfDay(part.joinedDay);
  add('joined', joinedOn, '', 1);
  add('level', NO_DAY, part.tierId ?? '', 1);
  const used = part.rewards.filter(({ usedDay }) => usedDay !== null).length;
  if (part.orderDays.length > 0) add('funnel', joinedOn, 'ordered', 1);
  if (part.firstPointsDay !== null) add('funnel', joinedOn, 'earned', 1);
  if (used >= 1) add('funnel', joinedOn, 'used', 1);
  if (used >= 2) add('funnel', joinedOn, 'used_again', 1);
  const [first, second] = part.orderDays;
  if (first) add('first_order', dateOfDay(first.day), '', 1);
  if (second) add('second_order', dateOfDay(second.day), '', 1);
  addMonths(part, joinedOn, add);
  addPairs(part.orderDays, add);
  addBeforeAndAfter(part, joinedOn, add);
}

export function monthOf(on: string): string {
  return `${on.slice(0, 7)}-01`;
}

/** The months with an order, counted from that of joining. */
function addMonths({ orderDays }: MemberPart, joinedOn: string, add: Add): void {
  const cohort = monthOf(joinedOn);
  for (const month of new Set(orderDays.map(({ day }) => monthOf(dateOfDay(day))))) {
    add('active_month', month, '', 1);
    const offset = monthsBetween(cohort, month);
    if (offset >= 0) add('cohort', cohort, String(offset).padStart(4, '0'), 1);
  }
}

/**
 * Each day of order with the day of order before it, in four grains. With them the members who ordered between two dates, each
 * counted once, are found for any two dates in a few thousand rows: those whose day lies between them and whose day before
 * lies before the first. "" stands for no day before.
 */
function addPairs(orderDays: readonly OrderDay[], add: Add): void {
  let previous: number | null = null;
  for (const { day } of orderDays) {
    const on = dateOfDay(day);
    const before = previous === null ? '' : dateOfDay(previous);
    const monthBefore = before && monthOf(before);
    add('pair_dd', on, before, 1);
    add('pair_dm', on, monthBefore, 1);
    add('pair_md', monthOf(on), before, 1);
    add('pair_mm', monthOf(on), monthBefore, 1);
    if (previous !== null) add('pause', monthOf(on), String(day - previous).padStart(6, '0'), 1);
    previous = day;
  }
}

/** Only of members who had bought in the days before joining: of the others there is nothing to compare with. */
function addBeforeAndAfter({ joinedDay, orderDays }: MemberPart, joinedOn: string, add: Add): void {
  const before = spentIn(orderDays, joinedDay - COMPARED_DAYS, joinedDay - 1);
  if (before === null) return;
  add('around', joinedOn, 'members', 1);
  add('around', joinedOn, 'before', before);
  add('around', joinedOn, 'after', spentIn(orderDays, joinedDay, joinedDay + COMPARED_DAYS - 1) ?? 0);
}

/** Null without an order. */
function spentIn(orderDays: readonly OrderDay[], from: number, to: number): number | null {
  const within = orderDays.filter(({ day }) => day >= from && day <= to);
  return within.length === 0 ? null : within.reduce((sum, { spentMinor }) => sum + spentMinor, 0);
}

/** What changes in the rollups when a part takes the place of another. */
export function difference(before: MemberPart | null, after: MemberPart, into: Contributions): void {
  for (const [name, value] of contributions(after)) into.set(name, (into.get(name) ?? 0) + value);
  if (before)
    for (const [name, value] of contributions(before)) {
      const left = (into.get(name) ?? 0) - value;
      if (left === 0) into.delete(name);
      else into.set(name, left);
    }
}

export function splitName(name: string): [metric: string, on: string, key: string] {
  const first = name.indexOf(' ');
  return [name.slice(0, first), name.slice(first + 1, first + 11), name.slice(first + 12)];
}

/** The median of the pauses between days of order, in days; null with fewer than two such days. */
export function usualPause(orderDays: readonly OrderDay[]): number | null {
  const pauses = orderDays.slice(1).map(({ day }, index) => day - (orderDays[index]?.day ?? day));
  pauses.sort((a, b) => a - b);
  return pauses[Math.floor((pauses.length - 1) / 2)] ?? null;
}
