import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../lib/calendar.ts';
import { byDay, goalStanding, settleGoal, type GoalAward, type GoalTerms } from './settle.ts';

const stamps = (target: number, repeats = true): GoalTerms => ({ target, within: { kind: 'ever' }, repeats });
const days = (...steps: [date: string, amount: number][]) => byDay(steps);

/** Applies a settlement as the store does. */
function settled(terms: GoalTerms | null, steps: ReturnType<typeof byDay>, awards: GoalAward[] = []): GoalAward[] {
  const { give, takeBack } = settleGoal(terms, steps, awards);
  const after = new Map(awards.map((award) => [award.occurrence, award]));
  for (const occurrence of takeBack) {
    const award = after.get(occurrence);
    if (award) after.set(occurrence, { ...award, given: false });
  }
  for (const reached of give) if (terms) after.set(reached.occurrence, { ...reached, terms, given: true });
  return [...after.values()];
}
const givenOf = (awards: readonly GoalAward[]) =>
  awards
    .filter((award) => award.given)
    .map(({ occurrence }) => occurrence)
    .sort();

describe('settling a goal', () => {
  it('A stamp card is full at its target, again and again, and what is over counts for the next', () => {
    expect(givenOf(settled(stamps(10), days(['2026-01-01', 9])))).toEqual([]);
    expect(givenOf(settled(stamps(10), days(['2026-01-01', 9], ['2026-01-02', 1])))).toEqual(['1']);
    expect(givenOf(settled(stamps(10), days(['2026-01-01', 35])))).toEqual(['1', '2', '3']);
    expect(givenOf(settled(stamps(10, false), days(['2026-01-01', 35])))).toEqual(['1']);
    expect(
      goalStanding(stamps(10), days(['2026-01-01', 13]), settled(stamps(10), days(['2026-01-01', 13])), '2026-02-01'),
    ).toMatchObject({ progress: 3, target: 10, reached: 1, done: false });
  });

  it('A refund takes the newest award back, and the same stamp later gives it again under its number', () => {
    let awards = settled(stamps(10), days(['2026-01-01', 20]));
    awards = settled(stamps(10), days(['2026-01-01', 19]), awards);
    expect(givenOf(awards)).toEqual(['1']);
    awards = settled(stamps(10), days(['2026-01-01', 19], ['2026-03-01', 1]), awards);
    expect(givenOf(awards)).toEqual(['1', '2']);
  });

  it('A changed target takes nothing from anybody, and pays nothing twice', () => {
    const before = settled(stamps(10), days(['2026-01-01', 25]));
    expect(givenOf(settled(stamps(5), days(['2026-01-01', 25]), before))).toEqual(['1', '2', '3']);
    expect(givenOf(settled(stamps(20), days(['2026-01-01', 25]), before))).toEqual(['1', '2']);
    expect(givenOf(settled(null, days(['2026-01-01', 25]), before))).toEqual(['1', '2']);
    expect(givenOf(settled(null, days(['2026-01-01', 15]), before))).toEqual(['1']);
    const monthly: GoalTerms = { target: 5, within: { kind: 'period', period: 'month' }, repeats: true };
    expect(givenOf(settled(monthly, days(['2026-01-01', 25]), before))).toEqual(['1', '2']);
    expect(givenOf(settled(monthly, days(['2026-01-01', 25], ['2026-02-01', 5]), before))).toEqual([
      '1',
      '2',
      '2026-02-01',
    ]);
  });

  it('A monthly challenge counts each calendar month for itself', () => {
    const monthly: GoalTerms = { target: 3, within: { kind: 'period', period: 'month' }, repeats: true };
    const steps = days(['2026-01-30', 2], ['2026-02-01', 2], ['2026-02-28', 1], ['2026-03-01', 9]);
    expect(givenOf(settled(monthly, steps))).toEqual(['2026-02-01', '2026-03-01']);
    expect(givenOf(settled({ ...monthly, repeats: false }, steps))).toEqual(['1']);
    expect(goalStanding(monthly, steps, [], '2026-01-31')).toMatchObject({ progress: 2, deadline: '2026-01-31' });
  });

  it('Three within a week: the days count from any first step', () => {
    const week: GoalTerms = { target: 3, within: { kind: 'days', days: 7 }, repeats: true };
    expect(givenOf(settled(week, days(['2026-01-01', 1], ['2026-01-07', 1], ['2026-01-10', 1])))).toEqual([]);
    expect(givenOf(settled(week, days(['2026-01-01', 1], ['2026-01-07', 1], ['2026-01-08', 1])))).toEqual(['1']);
    expect(
      givenOf(settled(week, days(['2026-01-01', 1], ['2026-01-07', 1], ['2026-01-10', 1], ['2026-01-14', 1]))),
    ).toEqual(['1']);
    expect(goalStanding(week, days(['2026-01-01', 1], ['2026-01-07', 1]), [], '2026-01-09')).toMatchObject({
      progress: 1,
      deadline: '2026-01-14',
    });
  });

  it('A streak is so many weeks in a row, and a week left out begins it anew', () => {
    const streak: GoalTerms = { target: 3, within: { kind: 'streak', period: 'week' }, repeats: true };
    // Mondays of four weeks in a row, over the turn of the year; ISO weeks know no year.
    const steps = days(['2025-12-22', 1], ['2025-12-29', 1], ['2026-01-06', 2], ['2026-01-13', 1]);
    expect(givenOf(settled(streak, steps))).toEqual(['1']);
    expect(goalStanding(streak, steps, settled(streak, steps), '2026-01-14')).toMatchObject({
      progress: 1,
      reached: 1,
      stepDone: true,
    });
    expect(givenOf(settled(streak, days(['2025-12-22', 1], ['2026-01-06', 1], ['2026-01-13', 1])))).toEqual([]);
    expect(goalStanding(streak, days(['2026-01-06', 1]), [], '2026-01-14')).toMatchObject({
      progress: 1,
      stepDone: false,
      deadline: '2026-01-18',
    });
    expect(goalStanding(streak, days(['2026-01-06', 1]), [], '2026-01-21')).toMatchObject({ progress: 0 });
  });
});

const anyTerms: fc.Arbitrary<GoalTerms> = fc.record({
  target: fc.integer({ min: 1, max: 6 }),
  repeats: fc.boolean(),
  within: fc.oneof(
    fc.constant({ kind: 'ever' as const }),
    fc.record({
      kind: fc.constant('period' as const),
      period: fc.constantFrom('day' as const, 'week' as const, 'month' as const),
    }),
    fc.record({ kind: fc.constant('days' as const), days: fc.integer({ min: 1, max: 20 }) }),
    fc.record({
      kind: fc.constant('streak' as const),
      period: fc.constantFrom('day' as const, 'week' as const, 'month' as const),
    }),
  ),
});
const anySteps = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: 70 }).map((offset) => addDays('2026-01-15', offset)),
    fc.integer({ min: 1, max: 4 }),
  ),
  { maxLength: 25 },
);

describe('what always holds of a goal', () => {
  it('The order in which steps arrive and are refunded does not change what is given in the end', () => {
    fc.assert(
      fc.property(
        anyTerms,
        anySteps.chain((steps) =>
          fc.tuple(
            fc.constant(steps),
            fc.array(fc.boolean(), { minLength: steps.length, maxLength: steps.length }),
            fc.shuffledSubarray(
              steps.map((_, index) => index),
              { minLength: steps.length },
            ),
          ),
        ),
        (terms, [steps, refunded, order]) => {
          // Each step comes in any order; then the refunded ones go, one by one, settled after each.
          const present = new Set<number>();
          let awards: GoalAward[] = [];
          const settle = () => {
            awards = settled(
              terms,
              byDay([...present].flatMap((index) => (steps[index] ? [steps[index]] : []))),
              awards,
            );
          };
          for (const index of order) {
            present.add(index);
            settle();
          }
          for (const index of order)
            if (refunded[index]) {
              present.delete(index);
              settle();
            }
          const kept = byDay(steps.filter((_, index) => !refunded[index]));
          expect(givenOf(awards)).toEqual(givenOf(settled(terms, kept)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('Settling again changes nothing, and one more step never takes anything away', () => {
    fc.assert(
      fc.property(anyTerms, anySteps, anySteps, (terms, steps, more) => {
        const awards = settled(terms, byDay(steps));
        expect(settleGoal(terms, byDay(steps), awards)).toEqual({ give: [], takeBack: [] });
        expect(settleGoal(terms, byDay([...steps, ...more]), awards).takeBack).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
