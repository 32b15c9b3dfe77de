/** What points are called, and whether they are money. Pure. */
import { locales, type Locale } from '../lib/locales.ts';
import type { Program } from './document.ts';

export interface PointName {
  one: string;
  other: string;
  /** Of cashback, where a point is one minor unit of this currency: told as money, not as points. */
  currencyCode?: string;
}

/** The names in every language, as whoever puts points into words needs them. */
export function pointNames({
  pointName,
  style,
  currencyCode,
}: Pick<Program, 'pointName' | 'style' | 'currencyCode'>): Record<Locale, PointName> {
  const named = { ...pointName } as Record<Locale, PointName>;
  if (style === 'cashback') for (const locale of locales) named[locale] = { ...pointName[locale], currencyCode };
  return named;
}
