/**
 * What is ordinary in a currency, as round numbers: the one place that proposals and templates take their amounts from. In
 * whole currency units. Pure.
 */
import { currencyDecimals } from '../lib/money.ts';

interface CurrencySizes {
  /** What is spent for one point: about ten a point in crowns, one in dollars and euros. */
  unit: number;
  /** What the proposed discount takes off. */
  discount: number;
  /** About a euro. */
  coin: number;
}

const plain: CurrencySizes = { unit: 1, discount: 5, coin: 1 };
const sizes: Record<string, CurrencySizes> = {
  DKK: { unit: 1, discount: 50, coin: 10 },
  SEK: { unit: 1, discount: 50, coin: 10 },
  NOK: { unit: 1, discount: 50, coin: 10 },
  CZK: { unit: 10, discount: 150, coin: 25 },
  PLN: { unit: 1, discount: 25, coin: 5 },
  HUF: { unit: 100, discount: 2000, coin: 400 },
  JPY: { unit: 100, discount: 500, coin: 150 },
  KRW: { unit: 1000, discount: 5000, coin: 1500 },
  ISK: { unit: 100, discount: 1000, coin: 150 },
  INR: { unit: 50, discount: 400, coin: 100 },
  KWD: { unit: 1, discount: 5, coin: 0.5 },
};

/** The sizes in minor units of the currency, ISO 4217. */
export function currencySizes(currencyCode: string): { unitMinor: number; discountMinor: number; coinMinor: number } {
  const { unit, discount, coin } = sizes[currencyCode] ?? plain;
  const minorPerUnit = 10 ** currencyDecimals(currencyCode);
  return { unitMinor: unit * minorPerUnit, discountMinor: discount * minorPerUnit, coinMinor: coin * minorPerUnit };
}
