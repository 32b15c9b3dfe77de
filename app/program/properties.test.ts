import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, localMoment } from '../lib/calendar.ts';
import { holdsHours, weekdayOf } from './conditions/hours.ts';
import { defaultProgram } from './default-program.ts';
import { makeProgram, type Program, type ProgramInput } from './document.ts';
import { evaluate } from './evaluate.ts';
import type { OrderEvent, OrderLine } from './events.ts';
import { noteAwards, noteBudgets } from './note.ts';
import { periodEnd, periods, periodStart, Tallies } from './tallies.ts';

const [rule] = defaultProgram('DKK').rules;
if (rule?.kind !== 'order_amount') throw new Error('the default program has an order rule');
const program = (changes: Partial<ProgramInput>): Program =>
  makeProgram({ ...defaultProgram('DKK'), rules: [rule], ...changes });

const date = fc.integer({ min: 0, max: 800 }).map((days) => addDays('2025-11-01', days));
const line = fc.record({
  lineId: fc.uuid(),
  productId: fc.constantFrom('1', '2', '3', null),
  quantity: fc.integer({ min: 0, max: 9 }),
  amountMinor: fc.integer({ min: 0, max: 900_000 }),
  giftCard: fc.boolean(),
  tip: fc.boolean(),
});
const lines = fc.uniqueArray(line, { selector: ({ lineId }) => lineId, minLength: 1, maxLength: 8 });
const order = (of: readonly OrderLine[], on = '2026-11-20'): OrderEvent => ({
  kind: 'order',
  orderId: '1',
  currencyCode: 'DKK',
  at: { date: on, minute: 700 },
  lines: of,
});
const total = (of: readonly OrderLine[], by: Program) =>
  evaluate(order(of), { status: 'active' }, by).awards.reduce((sum, { points }) => sum + points, 0);

describe('whatever is bought', () => {
  it('A limit of a member is never passed in any of its periods, by any number of orders', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(lines, date), { maxLength: 12 }),
        fc.constantFrom(...periods),
        fc.integer({ min: 1, max: 5_000 }),
        (orders, period, points) => {
          const limited = program({ rules: [{ ...rule, limits: { perMember: [{ period, points }] } }] });
          const tallies = new Tallies();
          for (const [of, on] of orders) {
            const { awards } = evaluate(order(of, on), { status: 'active', tallies }, limited);
            noteAwards(tallies, on, awards);
            expect(tallies.inPeriod('rule:order:points', on, period)).toBeLessThanOrEqual(points);
          }
        },
      ),
    );
  });

  it('A budget is never overdrawn, and is used to the last point where there is enough to give', () => {
    fc.assert(
      fc.property(fc.array(lines, { maxLength: 12 }), fc.integer({ min: 1, max: 20_000 }), (orders, budgetPoints) => {
        const limited = program({ rules: [{ ...rule, limits: { budgetPoints } }] });
        const used = new Map([['order', 0]]);
        let wanted = 0;
        for (const of of orders) {
          wanted += total(of, program({}));
          noteBudgets(used, evaluate(order(of), { status: 'active' }, limited, used).awards);
        }
        expect(used.get('order')).toBe(Math.min(budgetPoints, wanted));
      }),
    );
  });

  it('The order of the lines changes nothing in what the order earns', () => {
    fc.assert(
      fc.property(lines, fc.constantFrom('sum', 'best', 'first'), (of, overlap) => {
        const special = { ...rule, id: 'special', pointsPerUnit: 3, when: [{ kind: 'products', productIds: ['1'] }] };
        const two = program({ overlap, rules: [rule, special] } as Partial<ProgramInput>);
        expect(total([...of].reverse(), two)).toBe(total(of, two));
      }),
    );
  });

  it('Multipliers that multiply give at least as much as those that add, and these as the highest alone', () => {
    const factor = fc.integer({ min: 10_001, max: 50_000 });
    fc.assert(
      fc.property(lines, fc.array(factor, { minLength: 1, maxLength: 4 }), (of, factors) => {
        const campaigns = factors.map((factorBp, index) => ({
          id: `c${index}`,
          enabled: true,
          name: { en: 'More' },
          effect: { kind: 'multiply' as const, factorBp },
        }));
        const [highest, add, multiply] = (['highest', 'add', 'multiply'] as const).map((stacking) =>
          total(of, program({ campaigns, stacking })),
        );
        expect(add).toBeGreaterThanOrEqual(highest ?? 0);
        expect(multiply).toBeGreaterThanOrEqual(add ?? 0);
        expect(highest).toBeGreaterThanOrEqual(total(of, program({})));
      }),
    );
  });
});

describe('the shop’s clock', () => {
  it('Happy hours cover exactly their minutes of a week, over midnight too', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        minute,
        minute,
        (weekdays, from, to) => {
          let covered = 0;
          for (let day = 0; day < 7; day++) {
            const on = addDays('2026-11-16', day);
            for (let at = 0; at < 1440; at++)
              if (holdsHours({ kind: 'hours', weekdays, fromMinute: from, toMinute: to }, { date: on, minute: at }))
                covered++;
          }
          const length = from < to ? to - from : 1440 - from + to;
          expect(covered).toBe(length * weekdays.length);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('An hour that daylight saving leaves out has no instant, one that comes twice has both', () => {
    const night = { kind: 'hours' as const, weekdays: [7], fromMinute: 120, toMinute: 180 };
    const minutesWithin = (start: string) => {
      let within = 0;
      for (let minute = 0; minute < 1440; minute++) {
        const moment = localMoment(new Date(Date.parse(start) + minute * 60_000), 'Europe/Copenhagen');
        if (holdsHours(night, moment)) within++;
      }
      return within;
    };
    expect(weekdayOf('2026-03-29')).toBe(7);
    expect(minutesWithin('2026-03-28T23:00:00Z')).toBe(0);
    expect(minutesWithin('2026-10-24T22:00:00Z')).toBe(120);
    expect(minutesWithin('2026-11-21T23:00:00Z')).toBe(60);
  });

  it('Every date lies within its period, and the next period begins the day after it ends', () => {
    fc.assert(
      fc.property(date, fc.constantFrom('day', 'week', 'month', 'year'), (on, period) => {
        const start = periodStart(on, period) ?? '';
        const end = periodEnd(on, period) ?? '';
        expect(start <= on && on <= end).toBe(true);
        expect(periodStart(addDays(end, 1), period)).toBe(addDays(end, 1));
        expect(periodStart(end, period)).toBe(start);
      }),
    );
  });
});
