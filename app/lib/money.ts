/**
 * Money as whole minor units. Shopify writes amounts as decimal strings in the currency's own number of decimals; inside,
 * an amount is an integer and always stands beside its currency code.
 */
import { numberFormat } from './formats.ts';

/** How many decimals a currency has by ISO 4217: 2 for most, 0 for JPY, 3 for KWD. Source: the runtime's Intl data. */
export function currencyDecimals(currencyCode: string): number {
  const known = decimalsByCurrency.get(currencyCode);
  if (known !== undefined) return known;
  let decimals = 2;
  // Intl refuses codes that are not three letters; an unknown code counts as two decimals, as Shopify shows it.
  if (/^[A-Z]{3}$/.test(currencyCode)) {
    // Shopify and ISO 4217 give these their minor units although daily life (and Intl) does not use them.
    decimals =
      isoDecimals[currencyCode] ??
      new Intl.NumberFormat('en', { style: 'currency', currency: currencyCode }).resolvedOptions()
        .maximumFractionDigits ??
      2;
  }
  decimalsByCurrency.set(currencyCode, decimals);
  return decimals;
}

/** Currencies whose customary decimals differ from ISO 4217, which is what Shopify sends ("1234.00" HUF). */
const isoDecimals: Record<string, number> = { HUF: 2, TWD: 2, IDR: 2, COP: 2, CZK: 2 };
const decimalsByCurrency = new Map<string, number>();

/**
 * Reads a decimal string such as "12.34" or "-0.5" as minor units. More decimals than the currency has are rounded half
 * away from zero, as Shopify does when it shows an amount.
 * @returns minor units, or null when the text is no amount or too large to be exact.
 */
export function parseDecimalToMinor(text: string, currencyCode: string): number | null {
  const match = /^(-?)(\d{1,15})(?:\.(\d{1,20}))?$/.exec(text.trim());
  if (!match) return null;
  const [, sign = '', whole = '0', fraction = ''] = match;
  const decimals = currencyDecimals(currencyCode);
  const kept = fraction.slice(0, decimals).padEnd(decimals, '0');
  const roundsUp = Number(fraction[decimals] ?? '0') >= 5;
  // Twelve digits and three decimals are exact as they are; only longer ones need more.
  const minor =
    whole.length <= 12
      ? Number(whole + kept) + (roundsUp ? 1 : 0)
      : Number(BigInt(whole + kept) + (roundsUp ? 1n : 0n));
  if (!Number.isSafeInteger(minor)) return null;
  return sign === '-' && minor !== 0 ? -minor : minor;
}

/** Writes minor units as the decimal string that Shopify's API takes, e.g. 1250 DKK as "12.50". */
export function formatMinorAsDecimal(amountMinor: number, currencyCode: string): string {
  const decimals = currencyDecimals(currencyCode);
  const digits = String(Math.abs(amountMinor)).padStart(decimals + 1, '0');
  const sign = amountMinor < 0 ? '-' : '';
  return decimals === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Minor units as hundredths, the unit of Liquid and of the Ajax cart for every currency (JPY 500 is 50000). */
export function minorToCents(amountMinor: number, currencyCode: string): number {
  const decimals = currencyDecimals(currencyCode);
  return decimals <= 2 ? amountMinor * 10 ** (2 - decimals) : Math.round(amountMinor / 10 ** (decimals - 2));
}

/** Hundredths, as the Ajax cart tells them, in minor units. */
export function centsToMinor(cents: number, currencyCode: string): number {
  return Math.round(cents * 10 ** (currencyDecimals(currencyCode) - 2));
}

/** An amount in the words of a locale, e.g. "50 kr." for 5000 DKK in Danish; decimals only where there are any. */
export function formatMoney(amountMinor: number, currencyCode: string, locale: string): string {
  const decimals = currencyDecimals(currencyCode);
  const isWhole = amountMinor % 10 ** decimals === 0;
  return numberFormat(locale, {
    style: 'currency',
    currency: currencyCode,
    minimumFractionDigits: isWhole ? 0 : decimals,
    maximumFractionDigits: isWhole ? 0 : decimals,
  }).format(amountMinor / 10 ** decimals);
}
