/** Numbers as merchants type them: both decimal marks, marks and spaces between thousands. Pure. */
import type { Locale } from '../../lib/locales.ts';
import { currencyDecimals, formatMinorAsDecimal, parseDecimalToMinor } from '../../lib/money.ts';

/**
 * "1.250,5" and "1,250.5" are both 1250.5; null when the text is no number. One mark before three digits is a thousand
 * ("1.250"), except where three decimals are usual.
 * @param decimals how many the number can have.
 */
export function normalizeDecimal(text: string, decimals: number): string | null {
  const compact = text.replace(/[\s\u00a0\u202f']/g, '');
  if (/^\d+$/.test(compact)) return compact;
  if (/^[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})+$/.test(compact)) return compact.replace(/[.,]/g, '');
  const match = /^(\d+|\d{1,3}(?:([.,])\d{3})+)([.,])(\d+)$/.exec(compact);
  const [, whole = '', groupMark, mark, fraction = ''] = match ?? [];
  if (!match || groupMark === mark) return null;
  const isThousand = groupMark === undefined && fraction.length === 3 && decimals < 3 && /^[1-9]\d{0,2}$/.test(whole);
  return isThousand ? `${whole}${fraction}` : `${whole.replace(/[.,]/g, '')}.${fraction}`;
}

/** Minor units, or null when the text is no amount or has more decimals than the currency. */
export function readMoney(text: string, currencyCode: string): number | null {
  const decimal = normalizeDecimal(text, currencyDecimals(currencyCode));
  if (decimal === null) return null;
  if ((decimal.split('.')[1] ?? '').replace(/0+$/, '').length > currencyDecimals(currencyCode)) return null;
  return parseDecimalToMinor(decimal, currencyCode);
}

export function readWhole(text: string): number | null {
  const decimal = normalizeDecimal(text, 0);
  return decimal !== null && /^\d{1,15}$/.test(decimal) ? Number(decimal) : null;
}

/** "12,5" as 1250 basis points. */
export function readBasisPoints(text: string): number | null {
  return readDecimal(text.replace('%', ''), 2);
}

/** A decimal as a whole number of its smallest part: "1,5" with 4 decimals is 15000. Null when it cannot be read. */
export function readDecimal(text: string, decimals: number): number | null {
  const decimal = normalizeDecimal(text, decimals);
  const [whole = '', fraction = ''] = (decimal ?? '').split('.');
  if (!/^\d{1,9}$/.test(whole) || fraction.length > decimals) return null;
  return Number(whole) * 10 ** decimals + Number(fraction.padEnd(decimals, '0'));
}

/** Minor units as they are typed in this language: 1250 as "12.50", 5000 as "50". */
export function writeMoney(value: number, currencyCode: string, locale: Locale): string {
  return withMark(formatMinorAsDecimal(value, currencyCode).replace(/\.0+$/, ''), locale);
}

/** A whole number with so many of its digits after the mark: 1250 with 2 is "12.5". */
export function writeDecimal(value: number, decimals: number, locale: Locale): string {
  const digits = String(value).padStart(decimals + 1, '0');
  return withMark(`${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`.replace(/\.?0+$/, ''), locale);
}

function withMark(decimal: string, locale: Locale): string {
  return locale === 'en' ? decimal : decimal.replace('.', ',');
}
