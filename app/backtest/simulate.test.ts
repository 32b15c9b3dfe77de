import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultProgram } from '../program/default-program.ts';
import { makeProgram, type Program, type ProgramInput } from '../program/document.ts';
import { evaluate } from '../program/evaluate.ts';
import { templates } from '../program/templates/registry.ts';
import type { PastOrder } from './past-order.ts';
import { Backtest, OutOfOrder } from './run-backtest.ts';
import type { BacktestAssumptions, BacktestOutcome } from './report.ts';

const DAY_MS = 86_400_000;
const START_MS = Date.parse('2025-01-06T12:00:00Z');

let orders = 0;
function order(customer: string | null, day: number, amountMinor: number, changes: Partial<PastOrder> = {}): PastOrder {
  orders++;
  const line = { lineId: '1', productId: '7', quantity: 1, amountMinor, giftCard: false, tip: false };
  return {
    orderId: String(orders),
    customer,
    currencyCode: 'DKK',
    paidAtMs: START_MS + day * DAY_MS,
    lines: [line],
    shippingMinor: 0,
    ...changes,
  };
}

function programWith(changes: Partial<ProgramInput>): Program {
  const { rules, ...rest } = defaultProgram('DKK');
  return makeProgram({ ...rest, rules: rules.filter(({ kind }) => kind === 'order_amount'), rewards: [], ...changes });
}

function play(program: Program, past: readonly PastOrder[], assumptions: Partial<BacktestAssumptions> = {}) {
  const backtest = new Backtest({ programs: [program], timeZone: 'Europe/Copenhagen', assumptions });
  for (const one of past) backtest.add(one);
  const result = backtest.finish();
  return { result, outcome: result.outcomes[0] as BacktestOutcome };
}

const text = (en: string) => ({ en, da: en, sv: en, hu: en, de: en });
const code = {
  minimumSubtotalMinor: 0,
  codeValidDays: 365,
  combinesWith: { order: false, product: false, shipping: true },
};
const tenOff = {
  id: 'ten',
  kind: 'amount_off' as const,
  enabled: true,
  title: text('10 off'),
  costPoints: 100,
  amountMinor: 1000,
  ...code,
};

describe('a program over past orders', () => {
  it('Issues what the engine gives for each order, and tells how much history it saw', () => {
    const past = [order('a', 0, 12_345), order('b', 3, 10_000), order(null, 4, 5_000), order('a', 40, 20_000)];
    const { result, outcome } = play(programWith({}), past);
    expect(outcome).toMatchObject({
      members: 2,
      issuedPoints: 423,
      memberRevenueMinor: 42_345,
      outstandingPoints: 423,
    });
    expect(result.history).toMatchObject({
      ...{ firstOn: '2025-01-06', lastOn: '2025-02-15', orders: 4, customers: 2, revenueMinor: 47_345 },
      passedOver: { nobody: 1 },
    });
    expect(outcome.months.map(({ month, issuedPoints }) => [month, issuedPoints])).toEqual([
      ['2025-01', 223],
      ['2025-02', 200],
    ]);
  });

  it('Who takes rewards takes one with the next order that can use it, at what it costs with that order', () => {
    const past = [order('a', 0, 10_000), order('a', 10, 600), order('a', 20, 10_000)];
    const { outcome } = play(programWith({ rewards: [tenOff] }), past, { redeemBp: 10_000 });
    // The second order is worth less than the reward takes off.
    expect(outcome).toMatchObject({ redeemedPoints: 100, rewardCostMinor: 600, outstandingPoints: 106 });
    expect(outcome.byReward).toEqual([{ rewardId: 'ten', bought: 1, given: 0, points: 100, costMinor: 600 }]);
    expect(outcome.liabilityMinor).toBe(636);
    expect(outcome.firstReward).toEqual({ members: 1, medianOrders: 1 });
    const nobody = play(programWith({ rewards: [tenOff] }), past, { redeemBp: 0 }).outcome;
    expect(nobody).toMatchObject({
      redeemedPoints: 0,
      rewardCostMinor: 0,
      outstandingPoints: 206,
      liabilityMinor: 2060,
    });
  });

  it('Points run out on their day, also of those who never come back (E2)', () => {
    const program = programWith({ expiry: { kind: 'rolling', months: 3 } });
    const { outcome } = play(program, [order('gone', 0, 10_000), order('b', 200, 5_000)]);
    expect(outcome).toMatchObject({ issuedPoints: 150, expiredPoints: 100, outstandingPoints: 50 });
    expect(outcome.months.find(({ expiredPoints }) => expiredPoints > 0)?.month).toBe('2025-04');
  });

  it('With an end by inactivity, any order keeps all points', () => {
    const program = programWith({ expiry: { kind: 'inactivity', months: 3 } });
    const past = [order('a', 0, 10_000), order('gone', 1, 7_000), order('a', 80, 100), order('a', 160, 100)];
    expect(play(program, past).outcome).toMatchObject({ issuedPoints: 172, expiredPoints: 70, outstandingPoints: 102 });
  });

  it('Points that wait cannot be spent before their day', () => {
    const program = programWith({ rewards: [tenOff], pending: { kind: 'after_payment', days: 14 } });
    const bought = (day: number) =>
      play(program, [order('a', 0, 10_000), order('a', day, 10_000)], { redeemBp: 10_000 }).outcome.redeemedPoints;
    expect(bought(14)).toBe(0);
    expect(bought(15)).toBe(100);
  });

  it('Levels rise with the order that reaches them, multiply from the next one, and fall when the window is over', () => {
    const level = (id: string, threshold: number, perks: object[] = []) => ({ id, threshold, name: text(id), perks });
    const program = programWith({
      tiers: {
        measure: 'spend',
        window: { kind: 'rolling', months: 6 },
        levels: [
          level('base', 0),
          level('gold', 20_000, [
            { kind: 'multiplier', factorBp: 20_000 },
            { kind: 'entry_points', points: 25 },
          ]),
        ],
      } as ProgramInput['tiers'],
    });
    const past = [order('a', 0, 20_000), order('b', 1, 5_000), order('a', 30, 1_000)];
    const early = play(program, past).outcome;
    expect(early.byRule).toEqual([
      { ruleId: 'order', points: 260, times: 3 },
      { ruleId: 'tier_entry_gold', points: 25, times: 1 },
      { ruleId: 'tier_gold', points: 10, times: 1 },
    ]);
    expect(early.byTier).toEqual([
      { tierId: null, members: 0 },
      { tierId: 'base', members: 1 },
      { tierId: 'gold', members: 1 },
    ]);
    const late = play(program, [...past, order('b', 400, 100)]).outcome;
    expect(late.byTier.find(({ tierId }) => tierId === 'gold')?.members).toBe(0);
  });

  it('A stamp card gives its reward at each tenth cup, and its cost is counted', () => {
    const program = programWith({
      rules: [],
      rewards: [{ ...tenOff, costPoints: 0 }],
      goals: [
        {
          ...{ id: 'cups', enabled: true, title: text('Cups'), target: 10, repeats: true, measure: { kind: 'orders' } },
          ...{ within: { kind: 'ever' }, grants: { rewardId: 'ten' } },
        },
      ],
    });
    const cups = Array.from({ length: 25 }, (_, index) => order('a', Math.floor(index / 2), 2_000));
    const { outcome } = play(program, cups);
    expect(outcome.byGoal).toEqual([{ goalId: 'cups', times: 2 }]);
    expect(outcome.byReward).toEqual([{ rewardId: 'ten', bought: 0, given: 2, points: 0, costMinor: 2000 }]);
    expect(outcome.firstReward).toEqual({ members: 1, medianOrders: 10 });
  });

  it('Limits of a member and a budget for all hold over the whole history (B1)', () => {
    const rule = defaultProgram('DKK').rules[0];
    if (rule?.kind !== 'order_amount') throw new Error('The default program gives points per amount.');
    const limits = { perMember: [{ period: 'month' as const, points: 150 }], budgetPoints: 400 };
    const past = Array.from({ length: 12 }, (_, index) => order(index % 2 ? 'a' : 'b', index * 10, 10_000));
    const { outcome } = play(programWith({ rules: [{ ...rule, limits }] }), past);
    expect(outcome.issuedPoints).toBe(400);
    const loose = { ...limits, budgetPoints: null };
    // January has three orders: two of b (150 at most) and one of a.
    const january = play(programWith({ rules: [{ ...rule, limits: loose }] }), past).outcome.months[0];
    expect(january?.issuedPoints).toBe(250);
  });

  it('Cashback is paid out by itself, to the last minor unit that the balance covers', () => {
    const credit = {
      ...{ id: 'cash', kind: 'store_credit' as const, enabled: true, title: text('Credit') },
      ...{ costPoints: 100, amountMinor: 100, automatic: true },
    };
    const { outcome } = play(programWith({ style: 'cashback', rewards: [credit] }), [
      order('a', 0, 9_900),
      order('a', 1, 9_900),
    ]);
    expect(outcome).toMatchObject({ redeemedPoints: 198, rewardCostMinor: 198, outstandingPoints: 0 });
  });

  it('Refuses to go back in time', () => {
    expect(() => play(programWith({}), [order('a', 5, 100), order('a', 4, 100)])).toThrow(OutOfOrder);
  });
});

describe('every template over any history', () => {
  const history = fc.array(
    fc.record({
      customer: fc.constantFrom('a', 'b', 'c', null),
      days: fc.integer({ min: 0, max: 90 }),
      amountMinor: fc.integer({ min: 0, max: 300_000 }),
      shippingMinor: fc.constantFrom(0, 3900),
    }),
    { maxLength: 40 },
  );

  it('What was issued was redeemed, ran out, or is outstanding; nothing is below zero; twice is the same', () => {
    const context = { currencyCode: 'DKK', membershipProductIds: ['7'], freeProductIds: ['7'], collectionIds: ['1'] };
    const programs = templates.map((template) => makeProgram(template.document(context)));
    fc.assert(
      fc.property(fc.constantFrom(...programs), history, (program, steps) => {
        let day = 0;
        const past = steps.map(({ customer, days, amountMinor, shippingMinor }) =>
          order(customer, (day += days), amountMinor, { shippingMinor }),
        );
        const { outcome } = play(program, past);
        expect(outcome.issuedPoints).toBe(outcome.redeemedPoints + outcome.expiredPoints + outcome.outstandingPoints);
        for (const month of outcome.months)
          for (const value of Object.values(month))
            if (typeof value === 'number') expect(value).toBeGreaterThanOrEqual(0);
        const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
        expect(sum(outcome.byRule.map(({ points }) => points))).toBe(outcome.issuedPoints);
        expect(sum(outcome.deciles.map(({ points }) => points))).toBe(outcome.issuedPoints);
        expect(sum(outcome.deciles.map(({ rewardCostMinor }) => rewardCostMinor))).toBe(outcome.rewardCostMinor);
        expect(sum(outcome.byReward.map(({ costMinor }) => costMinor))).toBe(outcome.rewardCostMinor);
        expect(sum(outcome.byReward.map(({ points }) => points))).toBe(outcome.redeemedPoints);
        if (program.tiers) expect(sum(outcome.byTier.map(({ members }) => members))).toBe(outcome.members);
        expect(play(program, past).outcome).toEqual(outcome);
      }),
      { numRuns: 300 },
    );
  });

  it('A program without memory of its members gives each order what the engine gives it alone', () => {
    const program = programWith({});
    fc.assert(
      fc.property(history, (steps) => {
        let day = 0;
        const past = steps.map(({ customer, days, amountMinor }) => order(customer, (day += days), amountMinor));
        const alone = past
          .filter(({ customer }) => customer !== null)
          .flatMap(({ lines, orderId }) => {
            const at = { date: '2025-01-06', minute: 0 };
            const event = { kind: 'order' as const, orderId, currencyCode: 'DKK', at, lines };
            return evaluate(event, { status: 'active' }, program).awards.map(({ points }) => points);
          });
        expect(play(program, past).outcome.issuedPoints).toBe(alone.reduce((sum, points) => sum + points, 0));
      }),
    );
  });
});

describe('anniversaries of joining in the past', () => {
  const anniversary = { id: 'years', kind: 'anniversary' as const, enabled: true, points: 10, perYear: true };
  const given = (outcome: BacktestOutcome) => outcome.byRule.find(({ ruleId }) => ruleId === 'years');

  it('Come on their day whether anybody orders or not, times the years where the rule says so', () => {
    const program = programWith({ rules: [anniversary] });
    // Joined on 6 January 2025, the other a year later; the history ends in March 2027.
    const past = [order('a', 0, 100), order('b', 400, 100), order('c', 790, 100)];
    const { outcome } = play(program, past);
    // a: one year and two years (10 + 20); b: one year (10).
    expect(given(outcome)).toEqual({ ruleId: 'years', points: 40, times: 3 });
    expect(outcome.issuedPoints).toBe(40);
    expect(outcome.months.find(({ month }) => month === '2026-01')?.issuedPoints).toBe(10);
    expect(outcome.months.find(({ month }) => month === '2027-01')?.issuedPoints).toBe(20);
    expect(outcome.leftOut).toEqual([]);
  });

  it('29 February is 28 February in a common year, and conditions and limits hold as for the live event', () => {
    const leapMs = Date.parse('2024-02-29T12:00:00Z');
    const limited = { ...anniversary, perYear: false, limits: { perMember: [{ period: 'ever' as const, times: 1 }] } };
    const past = [
      { ...order('a', 0, 100), paidAtMs: leapMs },
      { ...order('b', 0, 100), paidAtMs: Date.parse('2026-03-31T12:00:00Z') },
    ];
    const { outcome } = play(programWith({ rules: [limited] }), past);
    expect(given(outcome)).toEqual({ ruleId: 'years', points: 10, times: 1 });
    expect(outcome.months.find(({ month }) => month === '2025-02')?.issuedPoints).toBe(10);
  });

  it('Time that passes without an order brings them too', () => {
    const backtest = new Backtest({ programs: [programWith({ rules: [anniversary] })], timeZone: 'Europe/Copenhagen' });
    backtest.add(order('a', 0, 100));
    backtest.passTo(START_MS + 364 * DAY_MS);
    expect(backtest.totals()[0]?.issuedPoints).toBe(0);
    backtest.passTo(START_MS + 365 * DAY_MS);
    backtest.passTo(START_MS + 370 * DAY_MS);
    expect(backtest.totals()[0]?.issuedPoints).toBe(10);
  });
});
