/** Numbers, money and dates in the merchant's language and the shop's time zone. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useRouteLoaderData } from '@remix-run/react';
import { formatMoney } from '../lib/money.ts';
import { nearestLocale, type Locale } from '../lib/locales.ts';

/** What the admin knows of the shop on every page; given by the layout's loader. */
export interface ShopFacts {
  domain: string;
  name: string;
  currencyCode: string;
  timeZone: string;
  /** Shopify's app id for deep links into the theme editor. */
  apiKey: string;
}

export interface Format {
  locale: Locale;
  number(value: number): string;
  /** With a plus or a minus in front. */
  signed(value: number): string;
  /** A ratio such as 0.25 as "25%". */
  percent(ratio: number): string;
  money(amountMinor: number, currencyCode?: string): string;
  date(at: string | Date): string;
  dateTime(at: string | Date): string;
  /** A calendar date (YYYY-MM-DD) without its year. */
  day(on: string): string;
  /** A calendar date (YYYY-MM-DD) with its year. */
  calendarDate(on: string): string;
}

export function useShop(): ShopFacts {
  const data = useRouteLoaderData('routes/app');
  if (!isLayoutData(data)) throw new Error('useShop is for pages inside the admin layout.');
  return data.shop;
}

function isLayoutData(data: unknown): data is { shop: ShopFacts } {
  return typeof data === 'object' && data !== null && 'shop' in data;
}

export function useFormat(): Format {
  const { i18n } = useTranslation();
  const { timeZone, currencyCode } = useShop();
  return useMemo(
    () => createFormat(nearestLocale(i18n.language), timeZone, currencyCode),
    [i18n.language, timeZone, currencyCode],
  );
}

/** @param shopCurrencyCode used for amounts whose own currency is not named. */
export function createFormat(locale: Locale, timeZone: string, shopCurrencyCode: string): Format {
  const number = new Intl.NumberFormat(locale);
  const signed = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  // A calendar date has no time zone: it is read and shown in the same one.
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const calendarDate = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  return {
    locale,
    number: (value) => number.format(value),
    signed: (value) => signed.format(value),
    percent: (ratio) => percent.format(ratio),
    money: (amountMinor, currencyCode) => formatMoney(amountMinor, currencyCode ?? shopCurrencyCode, locale),
    date: (at) => date.format(new Date(at)),
    dateTime: (at) => dateTime.format(new Date(at)),
    day: (on) => day.format(new Date(`${on}T00:00:00Z`)),
    calendarDate: (on) => calendarDate.format(new Date(`${on}T00:00:00Z`)),
  };
}
