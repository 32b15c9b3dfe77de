/** How much of a measure, in words: "3 orders", "kr. 300", "200 points". Pure. */
import { say, sayPoints } from '../i18n/explain.ts';
import { locales, type Locale } from '../lib/locales.ts';
import { formatMoney } from '../lib/money.ts';
import type { Program } from '../program/document.ts';
import type { Tiers } from '../program/tiers.ts';
import type { PointName } from '../program/point-name.ts';

/** What of a program is needed to name an amount of its measure. */
export interface MeasureWords {
  measure: Tiers['measure'];
  currencyCode: string;
  pointName: PointName;
}

export function sayMeasure(amount: number, { measure, currencyCode, pointName }: MeasureWords, locale: Locale): string {
  switch (measure) {
    case 'spend':
      return formatMoney(amount, currencyCode, locale);
    case 'points':
      return sayPoints(amount, { locale, pointName });
    case 'orders':
      return say(
        new Intl.PluralRules(locale).select(amount) === 'one' ? 'tier_orders_one' : 'tier_orders_other',
        { number: new Intl.NumberFormat(locale).format(amount) },
        locale,
      );
  }
}

/** What is missing, in every language. */
export function sayMissing(amount: number, measure: Tiers['measure'], program: Program): Record<string, string> {
  const { currencyCode, pointName } = program;
  return Object.fromEntries(
    locales.map((locale) => [
      locale,
      sayMeasure(amount, { measure, currencyCode, pointName: pointName[locale] }, locale),
    ]),
  );
}
