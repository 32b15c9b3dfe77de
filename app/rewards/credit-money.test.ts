import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { creditAt, creditRate, type Sale } from './credit-money.ts';

/** 100 kr. that were paid as 13.40 euros. */
const euro = { currencyCode: 'EUR', amountMinor: 1340, shopMinor: 10_000 };
const inCrowns: Sale = { shopCurrencyCode: 'DKK', paid: null };
const inEuros: Sale = { shopCurrencyCode: 'DKK', paid: euro };

describe('the currency of store credit', () => {
  it.each<[string, Sale[], string | null]>([
    ['is the shop’s for who has bought nothing', [], null],
    ['is the shop’s for who pays in it', [inCrowns, inEuros], null],
    ['is that of the order that was paid last', [inEuros, inCrowns], 'EUR'],
    ['is told by no order of a few cents', [{ ...inEuros, paid: { ...euro, amountMinor: 13 } }, inCrowns], null],
    ['nor by one of a few øre', [{ ...inEuros, paid: { ...euro, shopMinor: 99 } }, inEuros], 'EUR'],
    ['nor by one from before the shop changed its own', [{ shopCurrencyCode: 'SEK', paid: euro }], null],
  ])('%s', (_, sales, expected) => {
    expect(creditRate('DKK', sales)?.currencyCode ?? null).toBe(expected);
  });
});

describe('the amount of store credit', () => {
  it.each([
    [1745, euro, 234],
    [10_000, { currencyCode: 'JPY', amountMinor: 2210, shopMinor: 10_000 }, 2210],
    [10_000, { currencyCode: 'KWD', amountMinor: 4450, shopMinor: 10_000 }, 4450],
    [125, { currencyCode: 'SEK', amountMinor: 152, shopMinor: 100 }, 190],
  ])('%d øre at the rate of the order, to the nearest', (shopMinor, rate, amountMinor) => {
    expect(creditAt(rate, shopMinor)).toEqual({ amountMinor, currencyCode: rate.currencyCode });
  });

  it('is null where it is nothing', () => {
    expect(creditAt(euro, 3)).toBeNull();
    expect(creditAt(euro, 4)).toEqual({ amountMinor: 1, currencyCode: 'EUR' });
  });

  it('of all that was paid is all that was paid, and is never off by more than half a minor unit, however large', () => {
    const minor = fc.integer({ min: 100, max: 10 ** 14 });
    fc.assert(
      fc.property(minor, minor, fc.bigInt(1n, 10n ** 12n), (amountMinor, shopMinor, part) => {
        const rate = { currencyCode: 'EUR', amountMinor, shopMinor };
        expect(creditAt(rate, shopMinor)?.amountMinor).toBe(amountMinor);
        // The exact amount is at most 10^24 minor units: only what a credit can be is asked.
        const asked = part % BigInt(shopMinor);
        const got = BigInt(creditAt(rate, Number(asked))?.amountMinor ?? 0);
        const offBy = got * BigInt(shopMinor) - asked * BigInt(amountMinor);
        expect(2n * (offBy < 0n ? -offBy : offBy) <= BigInt(shopMinor)).toBe(true);
      }),
    );
  });
});
