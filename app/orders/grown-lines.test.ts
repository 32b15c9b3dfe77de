/** A line whose quantity an edit raises after it has counted: what it earns for the growth, and what goes back of both. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { history, lineOf, type Event } from '#tests/kit/order-history.ts';
import { defaultProgram } from '../program/default-program.ts';
import { makeProgram, type Program } from '../program/document.ts';
import { applyLimits, timesMeasure } from '../program/limits.ts';
import { Tallies } from '../program/tallies.ts';
import type { FactLine, RefundFact } from './facts.ts';

describe('a line that an edit makes larger', () => {
  const refundOf = (at: string, changes: Partial<RefundFact>): RefundFact => ({
    ...{ refundId: at, at, lines: [], moneyMinor: 0, linesMinor: 0, shippingMinor: 0 },
    ...changes,
  });
  const told = (at: string, lines: FactLine[], cancelledAt: string | null = null): Event => ({
    kind: 'snapshot',
    snapshot: {
      ...{ orderId: '1', name: '#1', customerId: '7', customerHasAccount: true, email: null, currencyCode: 'DKK' },
      ...{ totalMinor: 0, at, paidAt: '2026-11-20T10:00:00.000Z', cancelledAt, test: false },
      ...{ lines, refunds: [], discountCodes: [] },
    },
  });
  const items = (at: string, quantity: number): Event => ({
    kind: 'refund',
    refund: refundOf(at, {
      lines: [{ lineId: 'l0', quantity }],
      linesMinor: quantity * 5_000,
      moneyMinor: quantity * 5_000,
    }),
  });
  /** The line at 50 each, as Shopify tells it: so many bought, and the amount of all of them. */
  const of = (hour: number, quantity: number, removed = 0) =>
    told(`2026-11-21T${hour}:00:00.000Z`, [lineOf(0, quantity * 5_000, quantity, removed)]);
  const awards = (events: Event[], program?: Program) =>
    history(events, { program, redeemed: 0 }).end.awards.map(({ points, reversed }) => [points, reversed]);
  const programWith = (changes: Partial<Program>) => makeProgram({ ...defaultProgram('DKK'), ...changes });

  it('Earns for what it grew by, once, whatever is told again and in which order', () => {
    expect(awards([of(10, 2), of(11, 5)])).toEqual([
      [100, 0],
      [150, 0],
    ]);
    expect(awards([of(10, 2), of(11, 5), of(10, 2), of(11, 5)])).toEqual(awards([of(10, 2), of(11, 5)]));
    expect(awards([of(10, 2), of(11, 3), of(12, 5), of(11, 3)])).toEqual([
      [100, 0],
      [50, 0],
      [100, 0],
    ]);
    expect(awards([of(10, 2), of(12, 5), of(11, 3)])).toEqual(awards([of(10, 2), of(11, 5)]));
    expect(awards([of(12, 5), of(10, 2), of(11, 3)])).toEqual([[250, 0]]);
  });

  it('Gives back what is returned of all that was bought, from what was given first', () => {
    expect(awards([of(10, 2), of(11, 5), items('2026-11-22T10:00:00.000Z', 1)])).toEqual([
      [100, 50],
      [150, 0],
    ]);
    expect(awards([of(10, 2), of(11, 5), items('2026-11-22T10:00:00.000Z', 3)])).toEqual([
      [100, 100],
      [150, 50],
    ]);
    const whole = [of(10, 2), of(11, 5), items('2026-11-22T10:00:00.000Z', 5)];
    expect(awards(whole)).toEqual([
      [100, 100],
      [150, 150],
    ]);
    // More than was bought takes no more than was given; one explanation is of the line as the buyer knows it.
    expect(awards([...whole, items('2026-11-23T10:00:00.000Z', 5)])).toEqual(awards(whole));
    const detail = history(whole, { redeemed: 0 }).transfers.at(-1)?.detail;
    expect(detail).toMatchObject({ awardedPoints: 250, reversedPoints: 250, quantity: { returned: 5, bought: 5 } });
  });

  it('Moves no point that is back already when it grows after a refund, and ends as if it had grown before', () => {
    const refund = items('2026-11-22T10:00:00.000Z', 1);
    const late = history([of(10, 2), refund, of(11, 5)], { redeemed: 0 });
    expect(late.transfers.map(({ kind, points }) => [kind, points])).toEqual([
      ['award', 100],
      ['award_reversal', 50],
      ['award', 150],
    ]);
    expect(late.end).toEqual(history([of(10, 2), of(11, 5), refund], { redeemed: 0 }).end);
    // An edit took one of two out, another brought three more: Shopify counts five, of which four are left.
    expect(awards([of(10, 2), of(11, 2, 1), of(12, 5, 1)])).toEqual([
      [100, 50],
      [150, 0],
    ]);
    // Without items, an amount is spread over all of it: half of what was paid is half of the points.
    const amount: Event = { kind: 'refund', refund: refundOf('2026-11-22T11:00:00.000Z', { moneyMinor: 12_500 }) };
    expect(awards([of(10, 2), amount, of(11, 5)])).toEqual(awards([of(10, 2), of(11, 5), amount]));
    expect(awards([of(10, 2), amount, of(11, 5)])).toEqual([
      [100, 100],
      [150, 25],
    ]);
  });

  it('Has no points left once the order is cancelled, also when the growth is told last', () => {
    const cancelled = told('2026-11-25T10:00:00.000Z', [lineOf(0, 10_000, 2, 2)], '2026-11-25T10:00:00.000Z');
    const gone = [
      [100, 100],
      [150, 150],
    ];
    expect(awards([of(10, 2), of(11, 5), cancelled])).toEqual(gone);
    expect(awards([of(10, 2), cancelled, of(11, 5)])).toEqual(gone);
  });

  it('Waits with its points as long as those of the order do', () => {
    const program = programWith({ pending: { kind: 'after_payment', days: 30 } });
    const { transfers, end } = history([of(10, 2), of(11, 5)], { program, redeemed: 0 });
    expect(transfers.map(({ to, opensPending }) => [to, opensPending?.maturesAt])).toEqual([
      ['pending', transfers[0]?.opensPending?.maturesAt],
      ['pending', transfers[0]?.opensPending?.maturesAt],
    ]);
    expect(end.balance).toBe(250);
  });

  it('Earns nothing again by what is given once for an order, and keeps within what is the most for one', () => {
    const [perAmount] = defaultProgram('DKK').rules;
    if (perAmount?.kind !== 'order_amount') throw new Error('the default program has a rule for money');
    const fixed = { id: 'fixed', kind: 'order_fixed' as const, enabled: true, points: 40 };
    const limited = { ...perAmount, limits: { pointsPerEvent: 160, perMember: [], budgetPoints: null } };
    expect(
      awards(
        [of(10, 2), of(11, 5)],
        programWith({ rules: makeProgram({ ...defaultProgram('DKK'), rules: [fixed] }).rules }),
      ),
    ).toEqual([[40, 0]]);
    expect(awards([of(10, 2), of(11, 5), of(12, 9)], programWith({ rules: [limited] }))).toEqual([
      [100, 0],
      [60, 0],
    ]);
  });

  it('Is not another time for a rule that gives so many times, as another order would be', () => {
    const once = {
      pointsPerEvent: null,
      perMember: [{ period: 'day' as const, times: 1, points: null }],
      budgetPoints: null,
    };
    const tallies = new Tallies().add(timesMeasure('order'), '2026-11-20', 1);
    const left = (earlier?: number) => applyLimits(once, 'order', 60, '2026-11-20', tallies, 0, earlier).points;
    expect([left(100), left()]).toEqual([60, 0]);
  });

  it('Makes steps towards a goal for what it grew by, and takes them back with it', () => {
    const title = { en: 'Ten', da: 'Ten', sv: 'Ten', hu: 'Ten', de: 'Ten' };
    const goal = { id: 'ten', enabled: true, title, measure: { kind: 'items' as const } };
    const rest = {
      target: 10,
      within: { kind: 'ever' as const },
      repeats: false,
      countsHistory: false,
      when: [],
      grants: { points: 5 },
    };
    const program = programWith({
      goals: makeProgram({ ...defaultProgram('DKK'), goals: [{ ...goal, ...rest }] }).goals,
    });
    const { progress } = history([of(10, 2), of(11, 5), items('2026-11-22T10:00:00.000Z', 3)], { program });
    expect(progress.map(({ amount, reversed }) => [amount, reversed])).toEqual([
      [2, 2],
      [3, 1],
    ]);
  });

  it('Ends the same in any order, repeated any number of times (R2, R5)', () => {
    const lives = fc.record({
      // Whole points for each item, so that it does not matter how many of them are counted together.
      bought: fc.array(
        fc.record({ unitMinor: fc.nat(90).map((n) => n * 100), quantity: fc.integer({ min: 1, max: 4 }) }),
        { minLength: 1, maxLength: 3 },
      ),
      changes: fc.array(
        fc.record({
          grows: fc.boolean(),
          line: fc.nat(2),
          by: fc.integer({ min: 1, max: 3 }),
          looseMinor: fc.nat(9_000),
        }),
        { maxLength: 6 },
      ),
      cancelled: fc.boolean(),
    });
    fc.assert(
      fc.property(lives, fc.array(fc.nat(), { minLength: 20, maxLength: 20 }), (life, ranks) => {
        const lines = life.bought.map(({ unitMinor, quantity }, index) =>
          lineOf(index, unitMinor * quantity, quantity),
        );
        const unitOf = (index: number) => life.bought[index]?.unitMinor ?? 0;
        const now = (at: string, cancelledAt: string | null = null) =>
          told(
            at,
            lines.map((line) => ({ ...line })),
            cancelledAt,
          );
        const events = [now('2026-11-21T10:00:00.000Z')];
        life.changes.forEach(({ grows, line: number, by, looseMinor }, place) => {
          const at = `2026-11-22T1${place}:00:00.000Z`;
          const index = number % lines.length;
          const line = lines[index];
          if (!line) return;
          if (grows) {
            line.quantity += by;
            line.amountMinor += by * unitOf(index);
            events.push(now(at));
            return;
          }
          const quantity = Math.min(by, line.quantity - line.removedQuantity);
          line.removedQuantity += quantity;
          const linesMinor = quantity * unitOf(index);
          const named = quantity > 0 ? [{ lineId: line.lineId, quantity }] : [];
          const refund = refundOf(at, { lines: named, linesMinor, moneyMinor: linesMinor + looseMinor });
          events.push({ kind: 'refund', refund });
        });
        if (life.cancelled) events.push(now('2026-11-23T10:00:00.000Z', '2026-11-23T10:00:00.000Z'));
        const endOf = (list: Event[]) => {
          const { end, transfers } = history(list, { redeemed: 0 });
          expect(new Set(transfers.map(({ key }) => key)).size).toBe(transfers.length);
          for (const award of end.awards) expect(award.reversed).toBeLessThanOrEqual(award.points);
          expect(end.balance).toBe(end.pointsAwarded - end.pointsReversed);
          const ofLine = lines.map(({ lineId }) => {
            const parts = end.awards.filter(({ key }) => new RegExp(`:line:${lineId}[:>]`).test(key));
            const sum = (pick: (part: (typeof parts)[number]) => number) =>
              parts.reduce((total, part) => total + pick(part), 0);
            return [sum(({ points }) => points), sum(({ reversed }) => reversed)];
          });
          return { ...end, awards: ofLine };
        };
        const disorder = [...events, ...events]
          .map((event, index) => ({ event, rank: ranks[index] ?? index }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ event }) => event);
        const end = endOf(events);
        expect(endOf(disorder)).toEqual(end);
        expect(end.awards.map(([points]) => points)).toEqual(lines.map(({ amountMinor }) => amountMinor / 100));
      }),
      { numRuns: 2000 },
    );
  });
});
