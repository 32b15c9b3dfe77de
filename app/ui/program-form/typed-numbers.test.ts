import { describe, expect, test } from 'vitest';
import { locales } from '../../lib/locales.ts';
import { normalizeDecimal, readDecimal, readMoney, readWhole, writeDecimal, writeMoney } from './typed-numbers.ts';

describe('What is typed', () => {
  test.each([
    ['50', '50'],
    ['12,5', '12.5'],
    ['12.50', '12.50'],
    ['1.250,75', '1250.75'],
    ['1,250.75', '1250.75'],
    ['1 250', '1250'],
    ['1.250', '1250'],
    ['1.250.000', '1250000'],
    ['0.250', '0.250'],
  ])('%s is read as %s', (typed, decimal) => {
    expect(normalizeDecimal(typed, 2)).toBe(decimal);
  });

  test.each(['', 'abc', '-5', '1,2,3', '5 kr', '1..5', ','])('%j is no number', (typed) => {
    expect(normalizeDecimal(typed, 2)).toBeNull();
  });

  test('an amount has no more decimals than its currency', () => {
    expect(readMoney('12,50', 'DKK')).toBe(1250);
    expect(readMoney('12,5055', 'DKK')).toBeNull();
    expect(readMoney('500', 'JPY')).toBe(500);
    expect(readMoney('500.5', 'JPY')).toBeNull();
    expect(readMoney('1.5', 'KWD')).toBe(1500);
    expect(readMoney('1.500', 'KWD')).toBe(1500);
    expect(readMoney('1.500', 'DKK')).toBe(150_000);
  });

  test('points are whole, percentages have two decimals at most, factors four', () => {
    expect(readWhole('1.000')).toBe(1000);
    expect(readWhole('1,5')).toBeNull();
    expect(readDecimal('12,5', 2)).toBe(1250);
    expect(readDecimal('1,255', 2)).toBe(125_500);
    expect(readDecimal('0,255', 2)).toBeNull();
    expect(readDecimal('1.5', 4)).toBe(15_000);
    expect(readDecimal('2', 4)).toBe(20_000);
  });

  test.each(locales)('what is written in %s is read as what it was', (locale) => {
    for (const value of [1, 99, 1250, 5000, 123_456])
      for (const currencyCode of ['DKK', 'JPY', 'KWD', 'HUF'])
        expect(readMoney(writeMoney(value, currencyCode, locale), currencyCode)).toBe(value);
    for (const value of [1, 1250, 10_000]) expect(readDecimal(writeDecimal(value, 2, locale), 2)).toBe(value);
    for (const value of [10_001, 15_000, 20_000]) expect(readDecimal(writeDecimal(value, 4, locale), 4)).toBe(value);
  });
});
