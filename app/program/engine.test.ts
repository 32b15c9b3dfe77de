import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { multiplyFloor } from '../lib/shares.ts';
import { defaultProgram } from './default-program.ts';
import { readProgram, type Program } from './document.ts';
import { evaluate } from './evaluate.ts';
import type { OrderEvent, OrderLine } from './events.ts';
import { storefrontProgram } from './storefront.ts';

const line = fc.record({
  lineId: fc.uuid(),
  productId: fc.constant(null),
  quantity: fc.integer({ min: 0, max: 50 }),
  amountMinor: fc.integer({ min: 0, max: 5_000_000 }),
  giftCard: fc.boolean(),
  tip: fc.boolean(),
});
const lines = fc.uniqueArray(line, { selector: ({ lineId }) => lineId, maxLength: 10 });
const rate = fc.record({
  pointsPerUnit: fc.integer({ min: 1, max: 1000 }),
  unitMinor: fc.integer({ min: 1, max: 100_000 }),
});

function programWith(
  changes: { pointsPerUnit?: number; unitMinor?: number; excludeGiftCards?: boolean } = {},
): Program {
  const program = defaultProgram('DKK');
  return {
    ...program,
    rules: program.rules.map((rule) => (rule.kind === 'order_amount' ? { ...rule, ...changes } : rule)),
  };
}
const orderOf = (of: readonly OrderLine[]): OrderEvent => ({
  kind: 'order',
  orderId: '1',
  currencyCode: 'DKK',
  at: { date: '2026-11-21', minute: 720 },
  lines: of,
});
const points = (of: readonly OrderLine[], program: Program) =>
  evaluate(orderOf(of), { status: 'active' }, program).awards.reduce((sum, award) => sum + award.points, 0);

describe('what an order earns', () => {
  it('The lines add up to the points of the order: its eligible amount at the rate, rounded down once', () => {
    fc.assert(
      fc.property(lines, rate, fc.boolean(), (of, { pointsPerUnit, unitMinor }, excludeGiftCards) => {
        const program = programWith({ pointsPerUnit, unitMinor, excludeGiftCards });
        const { awards, nothing } = evaluate(orderOf(of), { status: 'active' }, program);
        const eligible = of.filter((entry) => !entry.tip && !(entry.giftCard && excludeGiftCards));
        const eligibleMinor = eligible.reduce((sum, entry) => sum + entry.amountMinor, 0);
        expect(awards.reduce((sum, award) => sum + award.points, 0)).toBe(
          multiplyFloor(eligibleMinor, pointsPerUnit, unitMinor),
        );
        for (const award of awards) {
          expect(award.points).toBeGreaterThan(0);
          expect(eligible.map((entry) => entry.lineId)).toContain(award.lineId);
          expect(award.reason).toMatchObject({ code: 'order_amount', eligibleMinor, pointsPerUnit, unitMinor });
        }
        expect(new Set(awards.map((award) => award.lineId)).size).toBe(awards.length);
        // Every line earned, or is named with the reason why not, or its share was below one point.
        for (const entry of of) {
          const isExcluded = entry.tip || (entry.giftCard && excludeGiftCards) || entry.amountMinor <= 0;
          expect(nothing.some((reason) => reason.lineId === entry.lineId)).toBe(isExcluded);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('The estimate of a cart is the award of its order, in whatever order the lines come, and again and again (M1)', () => {
    fc.assert(
      fc.property(lines, rate, (of, { pointsPerUnit, unitMinor }) => {
        const program = programWith({ pointsPerUnit, unitMinor });
        const estimated = points(
          of.map((entry, index) => ({ ...entry, lineId: String(index) })),
          program,
        );
        expect(points(of, program)).toBe(estimated);
        expect(points([...of].reverse(), program)).toBe(estimated);
        const once = evaluate(orderOf(of), { status: 'active' }, program);
        expect(evaluate(orderOf(of), { status: 'active' }, program)).toEqual(once);
      }),
      { numRuns: 1000 },
    );
  });

  it('Spending more never earns less', () => {
    fc.assert(
      fc.property(lines, rate, fc.nat(1_000_000), (of, { pointsPerUnit, unitMinor }, more) => {
        const program = programWith({ pointsPerUnit, unitMinor });
        const richer = of.map((entry) => ({ ...entry, amountMinor: entry.amountMinor + more }));
        expect(points(richer, program)).toBeGreaterThanOrEqual(points(of, program));
      }),
    );
  });

  it('Changes neither the event nor the program', () => {
    const freeze = <Value>(value: Value): Value => {
      if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
      return value;
    };
    const entry = { lineId: '1', productId: null, quantity: 1, amountMinor: 5000, giftCard: false, tip: false };
    expect(points(freeze([entry]), freeze(programWith()))).toBe(50);
  });

  it('Nothing without a rule, for a blocked member, or in another currency, each with its reason (N1)', () => {
    const entry = { lineId: '1', productId: null, quantity: 1, amountMinor: 5000, giftCard: false, tip: false };
    const program = programWith();
    const reasons = (event: OrderEvent, status: 'active' | 'blocked' | 'merged' | 'erased', of: Program) => {
      const { awards, nothing } = evaluate(event, { status }, of);
      expect(awards).toEqual([]);
      return nothing.map((reason) => reason.code);
    };
    expect(reasons(orderOf([entry]), 'active', { ...program, rules: [] })).toEqual(['no_rule']);
    const disabled = program.rules.map((rule) => ({ ...rule, enabled: false }));
    expect(reasons(orderOf([entry]), 'active', { ...program, rules: disabled })).toEqual(['no_rule']);
    for (const status of ['blocked', 'merged', 'erased'] as const)
      expect(reasons(orderOf([entry]), status, program)).toEqual(['member_blocked']);
    expect(reasons({ ...orderOf([entry]), currencyCode: 'EUR' }, 'active', program)).toEqual(['currency_differs']);
    expect(reasons(orderOf([{ ...entry, amountMinor: 99 }]), 'active', program)).toEqual(['below_one_point']);
  });
});

describe('the program document', () => {
  it.each(['DKK', 'USD', 'EUR', 'HUF', 'JPY', 'KWD', 'ISK', 'INR'])(
    'The proposal for %s is a valid document',
    (code) => {
      const reading = readProgram(defaultProgram(code));
      expect(reading).toEqual({ ok: true, program: defaultProgram(code) });
      expect(readProgram(JSON.parse(JSON.stringify(defaultProgram(code))))).toEqual(reading);
    },
  );

  it('A wrong document names every problem at once, each at its place', () => {
    const program = defaultProgram('DKK');
    const reading = readProgram({
      ...program,
      icon: 'unicorn',
      pointName: { ...program.pointName, da: { one: '', other: 'x'.repeat(31) } },
      rules: [{ ...program.rules[0], pointsPerUnit: 0, unitMinor: 1.5 }, program.rules[1]],
      rewards: [
        { ...program.rewards[0], costPoints: -1, title: { ...program.rewards[0]?.title, en: ' ' } },
        { ...program.rewards[2], percentageBp: 10_001, codeValidDays: 0 },
      ],
    });
    if (reading.ok) throw new Error('a wrong document was read');
    expect(Object.fromEntries(reading.problems.map((problem) => [problem.path.join('.'), problem.code]))).toEqual({
      icon: 'invalid',
      'pointName.da.one': 'point_name_missing',
      'pointName.da.other': 'point_name_too_long',
      'rules.0.pointsPerUnit': 'points_too_few',
      'rules.0.unitMinor': 'amount_invalid',
      'rewards.0.costPoints': 'points_too_few',
      'rewards.0.title.en': 'text_missing',
      'rewards.1.percentageBp': 'percentage_invalid',
      'rewards.1.codeValidDays': 'days_invalid',
    });
  });

  it('One id twice is named, and a reference that leads nowhere', () => {
    const program = defaultProgram('DKK');
    const [first] = program.rules;
    const problems = (input: unknown) => {
      const reading = readProgram(input);
      return reading.ok ? [] : reading.problems.map((problem) => `${problem.path.join('.')} ${problem.code}`);
    };
    expect(problems({ ...program, rules: [first, first] })).toEqual(['rules.1.id id_not_unique']);
    expect(problems({ ...program, rewards: [program.rewards[0], program.rewards[0]] })).toEqual([
      'rewards.1.id id_not_unique',
    ]);
    expect(problems({ ...program, rules: [{ ...first, when: [{ kind: 'tier', tierIds: ['gold'] }] }] })).toEqual([
      'rules.0.when.0.tierIds tier_unknown',
    ]);
    expect(problems({ ...program, referral: { enabled: true, friendRewardId: 'rw_gone' } })).toEqual([
      'referral.friendRewardId reward_unknown',
    ]);
    const both = { productIds: ['1'], collectionIds: ['2'] };
    const [reward] = program.rewards;
    const free = { ...reward, id: 'rw_free', kind: 'free_product', productIds: ['1'], purchase: both };
    expect(
      problems({ ...program, rewards: [{ ...reward, kind: 'percentage_off', percentageBp: 1_000, ...both }, free] }),
    ).toEqual(['rewards.0.collectionIds goods_both', 'rewards.1.purchase.collectionIds goods_both']);
  });

  it('Two rules for the same line give what the merchant chose: both, the better, or the first (D3)', () => {
    const program = defaultProgram('DKK');
    const of: OrderLine[] = [
      { lineId: 'a', productId: '7', quantity: 1, amountMinor: 10_000, giftCard: false, tip: false },
      { lineId: 'b', productId: '8', quantity: 1, amountMinor: 5_000, giftCard: false, tip: false },
    ];
    const [order] = program.rules;
    const special = {
      ...order,
      id: 'special',
      pointsPerUnit: 3,
      when: [{ kind: 'products', productIds: ['7'] }],
    };
    const earned = (overlap: string) => {
      const reading = readProgram({ ...program, overlap, rules: [order, special] });
      if (!reading.ok) throw new Error('the program of the test is wrong');
      return points(of, reading.program);
    };
    expect(earned('sum')).toBe(150 + 300);
    expect(earned('best')).toBe(300 + 50);
    expect(earned('first')).toBe(150);
  });

  it('A document of the first shape is brought up to the present one and earns the same', () => {
    const program = defaultProgram('DKK');
    const first = {
      schemaVersion: 1,
      currencyCode: 'DKK',
      pointName: program.pointName,
      icon: 'star',
      rules: [
        { id: 'order', kind: 'order_amount', enabled: true, pointsPerUnit: 2, unitMinor: 100, excludeGiftCards: true },
        { id: 'signup', kind: 'signup', enabled: true, points: 100 },
      ],
      rewards: [
        {
          id: 'rw_amount',
          kind: 'amount_off',
          enabled: true,
          costPoints: 500,
          amountMinor: 5000,
          title: { en: '50 off', da: '', sv: '', hu: '', de: '' },
          minimumSubtotalMinor: 0,
          codeValidDays: 365,
          combinesWith: { order: false, product: false, shipping: true },
        },
      ],
      refunds: { whenSpent: 'owed', redeemedPoints: 'returned' },
    };
    const reading = readProgram(first);
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
    expect(reading.program).toMatchObject({ schemaVersion: 2, style: 'points', tiers: null, goals: [] });
    expect(reading.program.rewards[0]).toMatchObject({ whenUnused: 'returned', stock: null });
    expect(
      points(
        [{ lineId: 'a', productId: null, quantity: 1, amountMinor: 9_900, giftCard: false, tip: false }],
        reading.program,
      ),
    ).toBe(198);
    expect(readProgram({ ...first, schemaVersion: 99 })).toMatchObject({ ok: false });
  });

  it('Anything at all can be read without an exception', () => {
    fc.assert(
      fc.property(fc.anything(), (input) => {
        const reading = readProgram(input);
        if (!reading.ok) expect(reading.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
  });

  it('The storefront sees enabled rewards by their price, and amounts in hundredths', () => {
    const program = defaultProgram('JPY');
    const seen = storefrontProgram(
      { ...program, rewards: program.rewards.map((reward, index) => ({ ...reward, enabled: index !== 2 })) },
      7,
    );
    expect(seen.version).toBe(7);
    expect(seen.rewards.map((reward) => reward.id)).toEqual(['rw_shipping', 'rw_amount']);
    expect(seen.minorCents).toBe(100);
    expect(seen.earnLiquid).toEqual({ pointsPerUnit: 1, unitCents: 10_000 });
    expect(seen.rewards[1]).toMatchObject({ amountMinor: 500, amountCents: 50_000 });
  });
});
