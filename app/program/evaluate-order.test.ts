import { describe, expect, it } from 'vitest';
import { defaultProgram } from './default-program.ts';
import { makeProgram, type ProgramInput } from './document.ts';
import { evaluate } from './evaluate.ts';
import type { OrderEvent, OrderLine } from './events.ts';
import { Tallies } from './tallies.ts';

const line = (lineId: string, productId: string, amountMinor: number): OrderLine => ({
  lineId,
  productId,
  amountMinor,
  ...{ quantity: 1, giftCard: false, tip: false },
});
const order = (...lines: OrderLine[]): OrderEvent => ({
  kind: 'order',
  orderId: '1',
  currencyCode: 'DKK',
  at: { date: '2026-11-20', minute: 600 },
  lines,
});
const [rule] = defaultProgram('DKK').rules;
if (rule?.kind !== 'order_amount') throw new Error('the default program has an order rule');
const program = (changes: Partial<ProgramInput>) =>
  makeProgram({ ...defaultProgram('DKK'), rules: [rule], ...changes });
const member = { status: 'active' as const };

describe('why a line earns nothing', () => {
  const coffeeOnly = program({ rules: [{ ...rule, when: [{ kind: 'products', productIds: ['7'] }] }] });

  it('Lines that no rule is for are named, once each; the others earn', () => {
    const { awards, nothing } = evaluate(
      order(line('a', '7', 10_000), line('b', '8', 5_000), line('c', '9', 5_000)),
      member,
      coffeeOnly,
    );
    expect(awards.map(({ lineId, points }) => [lineId, points])).toEqual([['a', 100]]);
    expect(nothing).toEqual([
      { code: 'product_excluded', lineId: 'b' },
      { code: 'product_excluded', lineId: 'c' },
    ]);
  });

  it('A condition of the order that does not hold is the reason, not the goods', () => {
    const tenFirst = program({ rules: [{ ...rule, when: [{ kind: 'order_total', minMinor: 100_000 }] }] });
    expect(evaluate(order(line('a', '7', 10_000)), member, tenFirst).nothing).toEqual([
      { code: 'conditions_not_met', ruleId: 'order' },
    ]);
  });

  it('A limit that is used up says so', () => {
    const limited = program({ rules: [{ ...rule, limits: { perMember: [{ period: 'week', points: 60 }] } }] });
    const tallies = new Tallies().add('rule:order:points', '2026-11-16', 50);
    const first = evaluate(order(line('a', '7', 10_000)), { ...member, tallies }, limited);
    expect(first.awards).toMatchObject([
      { points: 10, reason: { limited: { by: 'week', givenPoints: 10, wantedPoints: 100 } } },
    ]);
    tallies.add('rule:order:points', '2026-11-20', 10);
    expect(evaluate(order(line('a', '7', 10_000)), { ...member, tallies }, limited)).toMatchObject({
      awards: [],
      nothing: [{ code: 'limit_reached', ruleId: 'order' }],
    });
    // The week before has a limit of its own.
    const lastWeek = { ...order(line('a', '7', 10_000)), at: { date: '2026-11-15', minute: 0 } };
    expect(evaluate(lastWeek, { ...member, tallies }, limited).awards).toMatchObject([{ points: 60 }]);
  });
});

describe('several multipliers', () => {
  const campaign = (id: string, factorBp: number) => ({
    id,
    enabled: true,
    name: { en: id },
    effect: { kind: 'multiply' as const, factorBp },
  });
  const earned = (stacking: 'multiply' | 'add' | 'highest', tierId: string | null = null) => {
    const with2 = program({
      stacking,
      campaigns: [campaign('double', 20_000), campaign('half_more', 15_000)],
      tiers: {
        measure: 'spend',
        window: { kind: 'lifetime' },
        levels: [{ id: 'gold', name: { en: 'Gold' }, threshold: 0, perks: [{ kind: 'multiplier', factorBp: 12_500 }] }],
      },
    });
    const { awards } = evaluate(order(line('a', '7', 10_000)), { ...member, tierId }, with2);
    return awards.reduce((sum, award) => sum + award.points, 0);
  };

  it('Stack as the merchant chose', () => {
    expect(earned('highest')).toBe(200);
    expect(earned('add')).toBe(100 + 100 + 50);
    expect(earned('multiply')).toBe(300);
  });

  it('Count the level of the member like a campaign', () => {
    expect(earned('highest', 'gold')).toBe(200);
    expect(earned('add', 'gold')).toBe(275);
    expect(earned('multiply', 'gold')).toBe(375);
  });
});
