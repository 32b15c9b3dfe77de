/**
 * The program that onboarding proposes: points per amount and three rewards, sized by the shop's currency so that the first
 * reward is reached after one or two ordinary purchases.
 */
import { formatMoney } from '../lib/money.ts';
import { locales } from '../lib/locales.ts';
import { currencySizes } from './currency-sizes.ts';
import { makeProgram, type Program } from './document.ts';
import type { Text } from './text.ts';

/** @param currencyCode the shop's currency, ISO 4217. The same currency always gives the same document. */
export function defaultProgram(currencyCode: string): Program {
  const { unitMinor, discountMinor: amountOffMinor } = currencySizes(currencyCode);
  // Ten points' worth of spending for one of discount: the amount-off reward gives a tenth back.
  const amountOffCost = Math.round((amountOffMinor * 10) / unitMinor);
  const noCombination = { order: false, product: false, shipping: true };
  return makeProgram({
    schemaVersion: 2,
    currencyCode,
    pointName: {
      en: { one: 'point', other: 'points' },
      da: { one: 'point', other: 'point' },
      sv: { one: 'poäng', other: 'poäng' },
      hu: { one: 'pont', other: 'pont' },
      de: { one: 'Punkt', other: 'Punkte' },
    },
    icon: 'star',
    rules: [
      {
        id: 'order',
        kind: 'order_amount',
        enabled: true,
        pointsPerUnit: 1,
        unitMinor,
        excludeGiftCards: true,
      },
      { id: 'signup', kind: 'signup', enabled: true, points: Math.max(1, Math.round(amountOffCost / 5)) },
    ],
    rewards: [
      {
        id: 'rw_shipping',
        kind: 'free_shipping',
        enabled: true,
        costPoints: Math.max(1, Math.round(amountOffCost * 0.6)),
        title: {
          en: 'Free shipping',
          da: 'Gratis fragt',
          sv: 'Fri frakt',
          hu: 'Ingyenes szállítás',
          de: 'Kostenloser Versand',
        },
        minimumSubtotalMinor: 0,
        codeValidDays: 365,
        combinesWith: { order: true, product: true, shipping: false },
      },
      {
        id: 'rw_amount',
        kind: 'amount_off',
        enabled: true,
        costPoints: amountOffCost,
        amountMinor: amountOffMinor,
        title: amountOffTitle(amountOffMinor, currencyCode),
        minimumSubtotalMinor: 0,
        codeValidDays: 365,
        combinesWith: noCombination,
      },
      {
        id: 'rw_percentage',
        kind: 'percentage_off',
        enabled: true,
        costPoints: amountOffCost * 2,
        percentageBp: 1500,
        title: { en: '15% off', da: '15 % rabat', sv: '15 % rabatt', hu: '15% kedvezmény', de: '15 % Rabatt' },
        minimumSubtotalMinor: 0,
        codeValidDays: 365,
        combinesWith: noCombination,
      },
    ],
    refunds: { whenSpent: 'owed', redeemedPoints: 'returned' },
    pending: { kind: 'none' },
    expiry: { kind: 'never' },
  });
}

const offWords: Record<keyof Text, (amount: string) => string> = {
  en: (amount) => `${amount} off`,
  da: (amount) => `${amount} rabat`,
  sv: (amount) => `${amount} rabatt`,
  hu: (amount) => `${amount} kedvezmény`,
  de: (amount) => `${amount} Rabatt`,
};

/** The title of an amount-off reward in every language, e.g. "50 kr. rabat". */
export function amountOffTitle(amountMinor: number, currencyCode: string): Text {
  const title: Text = { en: '', da: '', sv: '', hu: '', de: '' };
  for (const locale of locales) title[locale] = offWords[locale](formatMoney(amountMinor, currencyCode, locale));
  return title;
}
