import type { Shop } from '#sandbox/world/types.ts';

/** For a shop in DKK: a market whose prices end in 95 cents, and one whose currency has no decimals and ends in hundreds. */
export const euroAndYen = {
  presentmentCurrencies: [
    { currencyCode: 'EUR', rateMicros: 134_000, rounding: { stepMinor: 100, endMinor: 95 } },
    { currencyCode: 'JPY', rateMicros: 22_100_000, rounding: { stepMinor: 100, endMinor: 0 } },
  ],
  markets: [
    { handle: 'eu', name: 'Eurozone', currencyCode: 'EUR', countryCodes: ['DE', 'IE'] },
    { handle: 'jp', name: 'Japan', currencyCode: 'JPY', countryCodes: ['JP'] },
  ],
} satisfies Partial<Shop>;
