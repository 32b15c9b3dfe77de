/** Whole minor units: decimals of a currency, proportional shares that add up, and Shopify's decimal strings. */
import type { MoneySet } from './types.ts';

const ZERO_DECIMALS = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' '));
const THREE_DECIMALS = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));

/** How many decimals the currency has (ISO 4217). */
export function currencyDecimals(currencyCode: string): number {
  if (ZERO_DECIMALS.has(currencyCode)) return 0;
  return THREE_DECIMALS.has(currencyCode) ? 3 : 2;
}

/** `amount * numerator / denominator`, rounded half away from zero; exact for any safe integers. */
export function mulDiv(amount: number, numerator: number, denominator: number): number {
  const product = BigInt(amount) * BigInt(numerator);
  const divisor = BigInt(denominator);
  const negative = product < 0n !== divisor < 0n && product !== 0n;
  const absolute = (value: bigint): bigint => (value < 0n ? -value : value);
  const half = (absolute(product) * 2n + absolute(divisor)) / (absolute(divisor) * 2n);
  return Number(negative ? -half : half);
}

/**
 * Splits an amount over weights so that the parts add up to it. Shares are rounded down and the units left over go one
 * by one to the first parts, as Shopify's own open-source money library does (`Money#allocate`, round robin).
 * Parts of weight zero get nothing.
 */
export function allocate(amountMinor: number, weights: number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (total === 0n) return weights.map(() => 0);
  const amount = BigInt(amountMinor);
  const parts = weights.map((weight) => Number((amount * BigInt(weight)) / total));
  let left = amountMinor - parts.reduce((sum, part) => sum + part, 0);
  while (left > 0) {
    for (let index = 0; index < parts.length && left > 0; index += 1) {
      if (weights[index] === 0) continue;
      parts[index] = (parts[index] ?? 0) + 1;
      left -= 1;
    }
  }
  return parts;
}

/** Shopify's decimal string of an amount: `formatMinor(129950, 'DKK')` -> `1299.50`, JPY without decimals. */
export function formatMinor(amountMinor: number, currencyCode: string): string {
  const decimals = currencyDecimals(currencyCode);
  if (decimals === 0) return String(amountMinor);
  const digits = String(Math.abs(amountMinor)).padStart(decimals + 1, '0');
  const sign = amountMinor < 0 ? '-' : '';
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** The other way round; null when the text is no amount of this currency (more decimals than it has are refused). */
export function parseMinor(text: string, currencyCode: string): number | null {
  const match = /^(-?)(\d{1,12})(?:\.(\d+))?$/.exec(text.trim());
  if (!match) return null;
  const decimals = currencyDecimals(currencyCode);
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > decimals) return null;
  const minor = Number(`${match[2] ?? ''}${fraction.padEnd(decimals, '0')}`);
  return match[1] && minor !== 0 ? -minor : minor;
}

export const ZERO: MoneySet = { shopMinor: 0, presentmentMinor: 0 };

export function addMoney(...amounts: MoneySet[]): MoneySet {
  return amounts.reduce(
    (sum, amount) => ({
      shopMinor: sum.shopMinor + amount.shopMinor,
      presentmentMinor: sum.presentmentMinor + amount.presentmentMinor,
    }),
    ZERO,
  );
}

export function subtractMoney(from: MoneySet, amount: MoneySet): MoneySet {
  return {
    shopMinor: from.shopMinor - amount.shopMinor,
    presentmentMinor: from.presentmentMinor - amount.presentmentMinor,
  };
}

/** What `taken` of `whole` units of an amount are worth, so that any sequence of partial takings adds up exactly. */
export function shareOf(amount: MoneySet, fromUnit: number, toUnit: number, whole: number): MoneySet {
  const upTo = (minor: number, unit: number): number => (whole === 0 ? 0 : mulDiv(minor, unit, whole));
  return {
    shopMinor: upTo(amount.shopMinor, toUnit) - upTo(amount.shopMinor, fromUnit),
    presentmentMinor: upTo(amount.presentmentMinor, toUnit) - upTo(amount.presentmentMinor, fromUnit),
  };
}
