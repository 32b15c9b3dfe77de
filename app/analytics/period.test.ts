import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays } from '../lib/calendar.ts';
import { bucketsOf, daysIn, periodPresets, readPeriodAsk, resolvePeriod } from './period.ts';
import { grainsOf } from './read-rollups.server.ts';

const ask = (text: string) => readPeriodAsk(new URLSearchParams(text));

test('Presets end today and are compared with the time before of the same length', () => {
  expect(resolvePeriod(ask('period=7d'), '2026-03-03')).toMatchObject({
    current: { firstOn: '2026-02-25', lastOn: '2026-03-03' },
    before: { firstOn: '2026-02-18', lastOn: '2026-02-24' },
  });
  expect(resolvePeriod(ask('period=365d&compare=none'), '2026-03-03').before).toBeNull();
});

test('A month that is not over is compared with as many days of the month before, a whole one with the whole month before', () => {
  expect(resolvePeriod(ask('period=this_month'), '2026-03-31')).toMatchObject({
    current: { firstOn: '2026-03-01', lastOn: '2026-03-31' },
    before: { firstOn: '2026-02-01', lastOn: '2026-02-28' },
  });
  expect(resolvePeriod(ask('period=this_month'), '2026-03-05').before).toEqual({
    firstOn: '2026-02-01',
    lastOn: '2026-02-05',
  });
  expect(resolvePeriod(ask('period=last_month'), '2026-03-05')).toMatchObject({
    current: { firstOn: '2026-02-01', lastOn: '2026-02-28' },
    before: { firstOn: '2026-01-01', lastOn: '2026-01-31' },
  });
});

test('The same period of the year before knows leap days', () => {
  const leap = resolvePeriod(ask('period=custom&from=2028-02-29&to=2028-02-29&compare=last_year'), '2028-03-01');
  expect(leap.before).toEqual({ firstOn: '2027-02-28', lastOn: '2027-02-28' });
});

test.each([
  'period=custom&from=2026-02-30&to=2026-03-01',
  'period=custom&from=2026-03-02&to=2026-03-01',
  'period=custom&from=1990-01-01&to=2026-03-01',
  'period=custom&from=x',
  'period=never',
])('What cannot be read (%s) is 30 days', (text) => {
  expect(ask(text)).toEqual({ preset: '30d', comparison: 'previous' });
});

test('Buckets, and whole months with the days before and after them, hold each day of a range once', () => {
  const start = fc.integer({ min: 0, max: 3_000 }).map((days) => addDays('2020-01-01', days));
  fc.assert(
    fc.property(start, fc.integer({ min: 0, max: 500 }), (firstOn, more) => {
      const range = { firstOn, lastOn: addDays(firstOn, more) };
      const { months, head, tail } = grainsOf(range);
      const days = [head, months, tail].flatMap(({ firstOn: from, lastOn: to }) =>
        from > to ? [] : Array.from({ length: daysIn({ firstOn: from, lastOn: to }) }, (_, day) => addDays(from, day)),
      );
      expect(days).toEqual(Array.from({ length: more + 1 }, (_, day) => addDays(firstOn, day)));
      if (months.firstOn <= months.lastOn) {
        expect(months.firstOn.endsWith('-01')).toBe(true);
        expect(addDays(months.lastOn, 1).endsWith('-01')).toBe(true);
      }
      const buckets = bucketsOf(range);
      expect(new Set(buckets)).toEqual(new Set(days.map((day) => day.slice(0, buckets[0]?.length))));
      expect(new Set(buckets).size).toBe(buckets.length);
    }),
  );
});

test('Every preset can be asked for', () => {
  for (const preset of periodPresets.filter((name) => name !== 'custom'))
    expect(ask(`period=${preset}`).preset).toBe(preset);
});
