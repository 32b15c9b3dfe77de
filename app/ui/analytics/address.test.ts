import { expect, test } from 'vitest';
import { panelSections } from '../../analytics/panel.ts';
import { comparisons, periodPresets, readPeriodAsk } from '../../analytics/period.ts';
import { analyticsUrl, periodQuery, readSection } from './address.ts';

const paramsOf = (url: string) => new URL(url, 'https://app.example').searchParams;

test('Every section, period and comparison comes back from its own address', () => {
  const range = { firstOn: '2026-02-01', lastOn: '2026-02-28' };
  for (const section of panelSections) {
    for (const preset of periodPresets) {
      for (const comparison of comparisons) {
        const ask = { preset, comparison, ...(preset === 'custom' ? { range } : {}) };
        const params = paramsOf(analyticsUrl(section, ask));
        expect(readPeriodAsk(params)).toEqual(ask);
        expect(readSection(params)).toBe(section);
      }
    }
  }
});

test('The plain address is the overview of 30 days, and anything unknown leads there', () => {
  expect(analyticsUrl('overview', readPeriodAsk(new URLSearchParams()))).toBe('/app/analytics');
  expect(readSection(new URLSearchParams('section=secrets'))).toBe('overview');
  expect(periodQuery(readPeriodAsk(new URLSearchParams('period=forever&compare=never'))).size).toBe(0);
});

test('A custom period that ends before it begins, or is no date, is 30 days', () => {
  for (const query of ['from=2026-03-01&to=2026-02-01', 'from=2026-02-30&to=2026-03-01', 'from=x', '']) {
    expect(readPeriodAsk(new URLSearchParams(`period=custom&${query}`)).preset).toBe('30d');
  }
});
