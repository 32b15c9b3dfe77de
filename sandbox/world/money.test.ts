import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate, formatMinor, mulDiv, parseMinor } from './money.ts';

describe('Sharing an amount over lines', () => {
  it('gives what rounding leaves over to the first lines, one unit each', () => {
    expect(allocate(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(allocate(5000, [19_800, 5000])).toEqual([3992, 1008]);
  });

  it('gives nothing to a line that costs nothing', () => {
    expect(allocate(10, [0, 3, 3])).toEqual([0, 5, 5]);
    expect(allocate(10, [0, 0])).toEqual([0, 0]);
  });

  it('always adds up, and never takes more from a line than it costs', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 10_000_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 0, max: 10_000 }), (lines, shareBp) => {
        const total = lines.reduce((sum, line) => sum + line, 0);
        const amount = mulDiv(total, shareBp, 10_000);
        const parts = allocate(amount, lines);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(amount);
        parts.forEach((part, index) => expect(part).toBeLessThanOrEqual(lines[index] ?? 0));
      }),
    );
  });
});

describe('Amounts as text', () => {
  it('have as many decimals as their currency', () => {
    expect(formatMinor(129_950, 'DKK')).toBe('1299.50');
    expect(formatMinor(1299, 'JPY')).toBe('1299');
    expect(formatMinor(12_995, 'KWD')).toBe('12.995');
    expect(formatMinor(-5, 'EUR')).toBe('-0.05');
  });

  it('are read back as the same number of minor units, in every currency', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.constantFrom('DKK', 'JPY', 'KWD'), (minor, currency) => {
        expect(parseMinor(formatMinor(minor, currency), currency)).toBe(minor);
      }),
    );
  });

  it('with more decimals than the currency has are refused', () => {
    expect(parseMinor('10.5', 'JPY')).toBeNull();
    expect(parseMinor('10.500', 'DKK')).toBe(1050);
    expect(parseMinor('ten', 'DKK')).toBeNull();
  });

  it('round half away from zero', () => {
    expect([mulDiv(5, 1, 2), mulDiv(-5, 1, 2), mulDiv(7, 1, 3)]).toEqual([3, -3, 2]);
  });
});
