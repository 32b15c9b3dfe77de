import { expect, test } from 'vitest';
import { dateFormat, numberFormat, pluralRules } from './formats.ts';

test('A format is made once for each language and way of writing, and no two are taken for one another', () => {
  expect(numberFormat('da')).toBe(numberFormat('da'));
  expect([numberFormat('da').format(1234.5), numberFormat('en').format(1234.5)]).toEqual(['1.234,5', '1,234.5']);
  expect(numberFormat('en', { style: 'percent' }).format(0.5)).toBe('50%');
  expect(numberFormat('en').format(0.5)).toBe('0.5');
  const on = new Date('2026-03-01T00:00:00Z');
  expect(dateFormat('en', { month: 'long', timeZone: 'UTC' }).format(on)).toBe('March');
  expect(dateFormat('de', { month: 'long', timeZone: 'UTC' }).format(on)).toBe('März');
  expect([pluralRules('en').select(1), pluralRules('en').select(2)]).toEqual(['one', 'other']);
});
