/**
 * What a history is made of, as plain data that fast-check makes and makes smaller. Every plan is a valid history, whatever
 * is left out of it: numbers are taken modulo what there is to choose from.
 */
import fc from 'fast-check';

export const stepKinds = [
  'order',
  'order',
  'order',
  'refund',
  'refund',
  'cancel',
  'edit',
  'grow',
  'grow',
  'join',
  'merge',
  'redeem',
  'make_code',
  'take_back',
  'use_code',
  'adjust',
  'block',
  'publish',
  'pause',
  'redact',
  'pay',
  'pay',
  'spend',
] as const;
export type StepKind = (typeof stepKinds)[number];

export interface Step {
  kind: StepKind;
  /** Numbers to choose with. */
  a: number;
  b: number;
  c: number;
  /** By how many pauses the events of this step are late. */
  late: number;
}

/** Two levels, reached by what was spent or earned within a window. */
export interface TierPlan {
  measure: 'spend' | 'points';
  /** Null: everything counts for ever. */
  months: number | null;
  graceDays: number;
  afterRefund: 'kept' | 'lost';
  /** Minor units or points; the first may be 0. */
  thresholds: [number, number];
  /** In ten-thousandths. */
  factorsBp: [number, number];
  entryPoints: [number, number];
  /** Settings that a later publication may bring, and the next take away again; null for none, and where members are merged. */
  second: Pick<TierPlan, 'months' | 'graceDays' | 'afterRefund' | 'thresholds' | 'factorsBp'> | null;
}

/** So many orders, or so much spent on goods, give points, once. */
export interface GoalPlan {
  measure: 'orders' | 'spend';
  target: number;
  /** Read from the orders as they stand instead of from the steps that were written. */
  countsHistory: boolean;
  points: number;
}

/** Points become money by themselves: so much for so many at least, at once. */
export interface CashbackPlan {
  costPoints: number;
  amountMinor: number;
  /** A currency in which some orders are paid, and so many of its minor units for a thousand of the shop's. */
  abroad: { currencyCode: string; perMille: number; isRefused: boolean } | null;
}

export interface Plan {
  currencyCode: string;
  pointsPerUnit: number;
  /** Money for that many points, in minor units. */
  unitMinor: number;
  signupPoints: number;
  whenSpent: 'owed' | 'forgiven';
  redeemedPoints: 'returned' | 'kept';
  /** Whether the points of orders count at once, wait for longer than the history lasts, or wait until the next pause. */
  pending: 'none' | 'waits' | 'matures';
  /** In most histories no points run out, but lots with different ends are spent in another order. `soon`: all of them do, now and then. */
  expiry: 'never' | 'rolling' | 'fixed' | 'inactivity' | 'soon';
  /** For each customer, what they are at the start: a member, one with an account who has not joined yet, or a guest. */
  customers: ('member' | 'account' | 'guest')[];
  /** Histories with merges have no members who are blocked and no welcome points: those depend on who came first. */
  hasMerges: boolean;
  /** Histories with levels or a goal have no members who are blocked: what they miss depends on when. */
  tiers: TierPlan | null;
  goal: GoalPlan | null;
  /** Histories with merges have none: Shopify merges nobody who has store credit. */
  cashback: CashbackPlan | null;
  steps: Step[];
  /** Decides disorder, repetition and crashes. */
  disorder: number;
}

const step = fc.record({
  kind: fc.constantFrom(...stepKinds),
  a: fc.nat(9_999),
  b: fc.nat(9_999),
  c: fc.nat(9_999),
  late: fc.constantFrom(0, 0, 0, 1, 2),
});

const settings = fc
  .record({
    months: fc.constantFrom(3, 6, 12, null),
    graceDays: fc.constantFrom(0, 10, 20),
    afterRefund: fc.constantFrom('kept' as const, 'lost' as const),
    first: fc.constantFrom(0, 3_000, 12_000),
    further: fc.constantFrom(9_000, 30_000),
    factorsBp: fc.constantFrom<[number, number]>([12_500, 20_000], [10_001, 13_333]),
  })
  .map(({ first, further, ...rest }) => ({ ...rest, thresholds: [first, first + further] as [number, number] }));

const tiers: fc.Arbitrary<TierPlan> = fc
  .record({
    measure: fc.constantFrom('spend' as const, 'points' as const),
    settings,
    entryPoints: fc.constantFrom<[number, number]>([10, 70], [45, 30]),
    second: fc.option(settings, { freq: 2, nil: null }),
  })
  .map(({ settings: first, ...rest }) => ({ ...first, ...rest }));

const goal: fc.Arbitrary<GoalPlan> = fc
  .record({
    measure: fc.constantFrom('orders' as const, 'spend' as const),
    target: fc.integer({ min: 1, max: 3 }),
    countsHistory: fc.boolean(),
    points: fc.constantFrom(15, 60),
  })
  .map((plan) => ({ ...plan, target: plan.measure === 'spend' ? plan.target * 7_001 : plan.target }));

const cashback: fc.Arbitrary<CashbackPlan> = fc.record({
  costPoints: fc.constantFrom(10, 100, 1000),
  amountMinor: fc.constantFrom(7, 100, 1000),
  abroad: fc.option(
    fc.record({
      currencyCode: fc.constantFrom('EUR', 'KRW'),
      perMille: fc.constantFrom(134, 1_000, 22_100),
      isRefused: fc.constantFrom(false, false, true),
    }),
    { nil: null },
  ),
});

const anyPlan: fc.Arbitrary<Plan> = fc.record({
  currencyCode: fc.constantFrom('DKK', 'DKK', 'JPY', 'KWD'),
  pointsPerUnit: fc.integer({ min: 1, max: 7 }),
  unitMinor: fc.constantFrom(1, 1, 7, 100, 100, 1000),
  signupPoints: fc.constantFrom(0, 25),
  whenSpent: fc.constantFrom('owed' as const, 'owed' as const, 'owed' as const, 'forgiven' as const),
  redeemedPoints: fc.constantFrom('returned' as const, 'kept' as const),
  pending: fc.constantFrom('none' as const, 'none' as const, 'matures' as const, 'waits' as const),
  expiry: fc.constantFrom(
    ...(['never' as const, 'rolling' as const, 'fixed' as const, 'inactivity' as const, 'soon' as const] as const),
  ),
  customers: fc.array(fc.constantFrom('member' as const, 'member' as const, 'account' as const, 'guest' as const), {
    minLength: 1,
    maxLength: 4,
  }),
  hasMerges: fc.boolean(),
  tiers: fc.option(tiers, { freq: 2, nil: null }),
  goal: fc.option(goal, { freq: 2, nil: null }),
  cashback: fc.option(cashback, { freq: 2, nil: null }),
  steps: fc.array(step, { minLength: 3, maxLength: 18, size: 'max' }),
  disorder: fc.nat(),
});

/** In half of the histories with cashback nobody asks for codes: what earns is paid out, and more of it goes back. */
const instead: Partial<Record<StepKind, StepKind>> = {
  ...{
    redeem: 'order',
    make_code: 'refund',
    take_back: 'refund',
    use_code: 'order',
    merge: 'refund',
    publish: 'cancel',
  },
};
export const plans: fc.Arbitrary<Plan> = anyPlan.map((plan) =>
  cashbackOf(plan) === null || plan.disorder % 2 === 0
    ? plan
    : { ...plan, steps: plan.steps.map((one) => ({ ...one, kind: instead[one.kind] ?? one.kind })) },
);

/** The levels as the program says them: thresholds of points are in proportion to what the program gives for money. */
export function tiersOf({ tiers: plan, hasMerges, pointsPerUnit, unitMinor }: Plan, isSecond = false): TierPlan | null {
  const asked = plan && isSecond && !hasMerges ? { ...plan, ...plan.second } : plan;
  if (asked?.measure !== 'points') return asked;
  const [first, second] = asked.thresholds.map((minor) => Math.ceil((minor * pointsPerUnit) / unitMinor));
  return { ...asked, thresholds: [first ?? 0, Math.max((first ?? 0) + 1, second ?? 0)] };
}

export function cashbackOf({ cashback: asked, hasMerges }: Plan): CashbackPlan | null {
  return hasMerges ? null : asked;
}

/**
 * Whether edits add lines or make lines larger. Where every line is worth a whole number of points they are rounded alike, whether the order had been counted
 * before or not (docs/testing.md).
 */
export function hasAdditions({ unitMinor, tiers: levels }: Plan): boolean {
  return unitMinor === 1 && levels === null;
}
