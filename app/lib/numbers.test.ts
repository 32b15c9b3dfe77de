import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, toJsonb } from './clean-text.ts';
import { dateInZone } from './calendar.ts';
import { parseExactJson } from './exact-json.ts';
import { nearestLocale } from './locales.ts';
import { currencyDecimals, formatMinorAsDecimal, formatMoney, minorToCents, parseDecimalToMinor } from './money.ts';
import { multiplyFloor, roundByLargestRemainder, shareInProportion } from './shares.ts';

const currency = fc.constantFrom('USD', 'DKK', 'HUF', 'JPY', 'KRW', 'ISK', 'KWD', 'BHD', 'TWD', 'CZK');

describe('money', () => {
  it.each([
    ['USD', 2],
    ['DKK', 2],
    ['HUF', 2],
    ['TWD', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['KWD', 3],
    ['BHD', 3],
    ['XXQ', 2],
    ['no code', 2],
  ])('%s has %i decimals', (code, decimals) => {
    expect(currencyDecimals(code)).toBe(decimals);
  });

  it('What is written as a decimal is read as the same amount, in every currency', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 14), max: 10 ** 14 }), currency, (minor, code) => {
        const text = formatMinorAsDecimal(minor, code);
        expect(parseDecimalToMinor(text, code)).toBe(minor);
        expect(text).toMatch(currencyDecimals(code) === 0 ? /^-?\d+$/ : /^-?\d+\.\d+$/);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['12.34', 'USD', 1234],
    ['12.3', 'USD', 1230],
    ['12', 'USD', 1200],
    ['-0.5', 'USD', -50],
    ['1234.00', 'HUF', 123400],
    ['500', 'JPY', 500],
    ['500.00', 'JPY', 500],
    ['500.5', 'JPY', 501],
    ['1.2345', 'KWD', 1235],
    ['0.005', 'USD', 1],
    ['-0.004', 'USD', 0],
    ['0.999999', 'USD', 100],
  ])('"%s" %s is %i', (text, code, minor) => {
    expect(parseDecimalToMinor(text, code)).toBe(minor);
  });

  it.each(['', ' ', 'abc', '1,5', '1e3', '.5', '5.', '--1', '0x10', 'NaN', 'Infinity', '9'.repeat(16), '1 000', '١٢'])(
    '"%s" is no amount',
    (text) => {
      expect(parseDecimalToMinor(text, 'USD')).toBeNull();
    },
  );

  it("Liquid's cents are hundredths in every currency", () => {
    expect([minorToCents(500, 'JPY'), minorToCents(500, 'USD'), minorToCents(5000, 'KWD')]).toEqual([50_000, 500, 500]);
  });

  it('Whole amounts are shown without decimals, others with all of them', () => {
    expect(formatMoney(5000, 'USD', 'en')).toBe('$50');
    expect(formatMoney(5050, 'USD', 'en')).toBe('$50.50');
    expect(formatMoney(500, 'JPY', 'en')).toBe('¥500');
    expect(formatMoney(1500, 'KWD', 'en').replace(/\s/, ' ')).toBe('KWD 1.500');
  });
});

const weights = fc.array(fc.integer({ min: 0, max: 10 ** 12 }), { minLength: 1, maxLength: 12 });

describe('shares', () => {
  it('Add up to the whole; each is within one of its exact part; nobody without weight gets any', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), weights, (total, list) => {
        const shares = shareInProportion(total, list);
        const sum = list.reduce((left, weight) => left + BigInt(weight), 0n);
        expect(shares.reduce((left, share) => left + share, 0)).toBe(sum === 0n ? 0 : total);
        shares.forEach((share, index) => {
          const weight = list[index] ?? 0;
          if (weight === 0) expect(share).toBe(0);
          if (sum === 0n) return;
          const exact = BigInt(total) * BigInt(weight);
          expect(BigInt(share) * sum > exact - sum && BigInt(share) * sum < exact + sum).toBe(true);
        });
      }),
      { numRuns: 2000 },
    );
  });

  it('A larger remainder never gets less than a smaller one', () => {
    expect(shareInProportion(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(shareInProportion(1, [1, 2, 1])).toEqual([0, 1, 0]);
    expect(shareInProportion(100, [3333, 3333, 3334])).toEqual([33, 33, 34]);
  });

  it('Rounded fractions come to the sum rounded down', () => {
    const fraction = fc.record({ numerator: fc.bigInt(0n, 10n ** 9n), denominator: fc.bigInt(1n, 10n ** 4n) });
    fc.assert(
      fc.property(fc.array(fraction, { maxLength: 8 }), (fractions) => {
        const common = fractions.reduce((product, { denominator }) => product * denominator, 1n);
        const exact = fractions.reduce(
          (sum, { numerator, denominator }) => sum + (numerator * common) / denominator,
          0n,
        );
        const rounded = roundByLargestRemainder(fractions);
        expect(BigInt(rounded.reduce((sum, share) => sum + share, 0))).toBe(exact / common);
      }),
      { numRuns: 1000 },
    );
  });

  it('A product is exact where floating point is not', () => {
    expect(multiplyFloor(9_007_199_254_740_991, 3, 3)).toBe(9_007_199_254_740_991);
    expect(multiplyFloor(29, 100, 100)).toBe(29);
    expect(multiplyFloor(199, 1, 100)).toBe(1);
  });
});

describe('exact JSON', () => {
  it('Ids beyond what a number holds keep every digit, everything else is as JSON.parse has it', () => {
    expect(
      parseExactJson('{"id":820982911946154508,"n":-99999999999999999999,"f":0.12345678901234567,"e":1e20}'),
    ).toEqual({
      id: '820982911946154508',
      n: '-99999999999999999999',
      f: 0.12345678901234567,
      e: 1e20,
    });
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value);
        const exact = parseExactJson(text);
        if (!/\d{16}/.test(text)) expect(exact).toEqual(JSON.parse(text));
      }),
    );
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 30n), (id) => {
        const parsed = parseExactJson(`{"id":${id}}`) as { id: string | number };
        expect(String(parsed.id)).toBe(String(id));
      }),
    );
  });

  it('What is no JSON is refused', () => {
    for (const text of ['', '{', '{"id":12345678901234567890', "{'a':1}", 'undefined'])
      expect(() => parseExactJson(text)).toThrow(SyntaxError);
  });
});

describe('text for PostgreSQL', () => {
  it('Loses what cannot be stored and nothing else', () => {
    expect(cleanText('a\0b')).toBe('ab');
    expect(cleanText('\ud83c\udf81 gift')).toBe('\ud83c\udf81 gift');
    expect(cleanText('x\ud83c')).toBe('x');
    expect(cleanText('\udf81x')).toBe('x');
    expect(cleanText(`${'a'.repeat(9)}🎁`, 10)).toBe('a'.repeat(9));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(cleanText(text)).toBe(text.replaceAll('\0', ''));
      }),
    );
  });

  it('JSON loses the same in keys and values, and text that only looks like an escape stays', () => {
    expect(toJsonb({ 'k\0ey': 'v\0\ud800', text: String.raw`\u0000 \ud800`, emoji: '🎁', tab: '\t\u0001' })).toBe(
      JSON.stringify({ key: 'v', text: String.raw`\u0000 \ud800`, emoji: '🎁', tab: '\t\u0001' }),
    );
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(toJsonb(value)).not.toMatch(/(^|[^\\])(\\\\)*\\u0000/);
        expect(() => JSON.parse(toJsonb(value))).not.toThrow();
      }),
    );
  });
});

describe('calendar and languages', () => {
  it("A day is the shop's day", () => {
    const instant = new Date('2026-03-28T23:30:00Z');
    expect(dateInZone(instant, 'Europe/Copenhagen')).toBe('2026-03-29');
    expect(dateInZone(instant, 'America/Los_Angeles')).toBe('2026-03-28');
    expect(dateInZone(instant, 'Pacific/Kiritimati')).toBe('2026-03-29');
    expect(dateInZone(instant, 'Nowhere/Land')).toBe('2026-03-28');
  });

  it('The nearest language, and English when none is near', () => {
    expect(['da-DK', 'DE', 'hu_HU', 'sv', 'pt-BR', '', null, undefined, 'dansk'].map(nearestLocale)).toEqual([
      ...['da', 'de', 'hu', 'sv', 'en', 'en', 'en', 'en', 'en'],
    ]);
  });
});
