import { expect, test } from 'vitest';
import { addDays } from '../lib/calendar.ts';
import { periodEnding, periodLengths, readPeriodLength } from './period.ts';
import { stepsOf } from './points-trend.server.ts';

test('A period ends today and is followed backwards by one of the same length', () => {
  expect(periodEnding('2026-03-01', 7)).toEqual({
    days: 7,
    current: { firstOn: '2026-02-23', lastOn: '2026-03-01' },
    previous: { firstOn: '2026-02-16', lastOn: '2026-02-22' },
  });
});

test('Days are counted over leap days and the change of the clock', () => {
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  expect(addDays('2026-03-29', 1)).toBe('2026-03-30');
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
});

test('An unknown length is 30 days', () => {
  expect([readPeriodLength('365'), readPeriodLength('31'), readPeriodLength(null)]).toEqual([365, 30, 30]);
});

test.each(periodLengths)('The steps of a chart of %i days cover every day once', (days) => {
  const period = periodEnding('2026-11-21', days);
  let expected = period.current.firstOn;
  for (const step of stepsOf(period)) {
    expect(step.firstOn).toBe(expected);
    expect(step.lastOn >= step.firstOn).toBe(true);
    expected = addDays(step.lastOn, 1);
  }
  expect(expected).toBe('2026-11-22');
});
