/** What a backtest answers. Plain data, kept as JSON and shown by the screen and the command. Money in minor units. */
import type { PassedOver } from './past-order.ts';
import type { BacktestMonth } from './point-books.ts';

export type { BacktestMonth } from './point-books.ts';

export interface BacktestAssumptions {
  /** Of 10,000 customers so many would have been members, from their first order on. */
  joinBp: number;
  /** Of 10,000 members so many take a reward whenever their points suffice; each wants one of the rewards. */
  redeemBp: number;
}

export const defaultAssumptions: BacktestAssumptions = { joinBp: 10_000, redeemBp: 7_000 };

/** What the source held. Dates by the shop's calendar; null when it held nothing. */
export interface SeenHistory {
  firstOn: string | null;
  lastOn: string | null;
  orders: number;
  customers: number;
  revenueMinor: number;
  passedOver: Partial<Record<PassedOver, number>>;
}

/** Parts of the program that past orders cannot tell about. */
export const leftOutCodes = [
  'activities',
  'birthdays',
  'referral',
  'catalog',
  'customer_tags',
  'free_shipping_perk',
  'unpriced_rewards',
] as const;
export type LeftOut = (typeof leftOutCodes)[number];

export interface BacktestOutcome {
  members: number;
  /** Of the goods and shipping-free value of the orders of members. */
  memberRevenueMinor: number;
  issuedPoints: number;
  redeemedPoints: number;
  expiredPoints: number;
  outstandingPoints: number;
  /** What rewards cost that were taken or given. */
  rewardCostMinor: number;
  /** What the outstanding points would cost, at what a point cost in this run (or buys at best); null where that is unknown. */
  liabilityMinor: number | null;
  /** By rule, campaign, level ("tier_" and its id), goal, or entry into a level ("tier_entry_" and its id). */
  byRule: { ruleId: string; points: number; times: number }[];
  /** By level at the end of the history; null for none. Empty without levels. */
  byTier: { tierId: string | null; members: number }[];
  byReward: { rewardId: string; bought: number; given: number; points: number; costMinor: number }[];
  byGoal: { goalId: string; times: number }[];
  months: BacktestMonth[];
  /** Tenths of the members, those who spent most first. */
  deciles: { members: number; revenueMinor: number; points: number; rewardCostMinor: number }[];
  /** Members whose points sufficed for a reward, the first time after so many orders: the middle one; null when nobody's did. */
  firstReward: { members: number; medianOrders: number | null };
  leftOut: LeftOut[];
}

export interface BacktestResult {
  currencyCode: string;
  history: SeenHistory;
  assumptions: BacktestAssumptions;
  outcomes: BacktestOutcome[];
}
