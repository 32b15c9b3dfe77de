import { expect, test } from 'vitest';
import { locales } from '../../lib/locales.ts';
import { axisNumber } from './axis-number.ts';

test('Thousands on an axis are written out in every language, millions are short', () => {
  const written = locales.map((locale) => [2_000, -150_000, 1_250_000].map(axisNumber(locale)));
  const plain = written.map((row) => row.map((text) => text.replace(/\s/g, ' ')));
  expect(Object.fromEntries(locales.map((locale, index) => [locale, plain[index]]))).toEqual({
    en: ['2,000', '-150,000', '1.3M'],
    da: ['2.000', '-150.000', '1,3 mio.'],
    sv: ['2 000', '−150 000', '1,3 mn'],
    hu: ['2000', '-150 000', '1,3 M'],
    de: ['2.000', '-150.000', '1,3 Mio.'],
  });
});

test('What is less than one keeps a digit', () => {
  expect(axisNumber('da')(0.5)).toBe('0,5');
  expect(axisNumber('da')(0)).toBe('0');
});
