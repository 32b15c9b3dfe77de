/** Formats that all webhook payloads share: Shopify's time with the shop's offset, and its money objects. */
import { formatMinor } from './money.ts';
import type { Instant, Json, MoneySet } from './types.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs far more than using it. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  });
  formats.set(timeZone, format);
  return format;
}

/** `2026-11-21T19:48:10+01:00`: payloads carry the shop's local time with its offset. */
export function shopTime(instant: Instant, ianaTimezone: string): string;
export function shopTime(instant: Instant | null, ianaTimezone: string): string | null;
export function shopTime(instant: Instant | null, ianaTimezone: string): string | null {
  if (instant === null) return null;
  const parts = formatOf(ianaTimezone).formatToParts(new Date(instant));
  const part = (type: string): string => parts.find((candidate) => candidate.type === type)?.value ?? '';
  const offset = part('timeZoneName').replace('GMT', '') || '+00:00';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}${offset}`;
}

export interface Currencies {
  currencyCode: string;
  presentmentCurrencyCode: string;
}

/** `{ shop_money: { amount, currency_code }, presentment_money: { … } }` */
export function moneyBag(amount: MoneySet, currencies: Currencies): Json {
  return {
    shop_money: {
      amount: formatMinor(amount.shopMinor, currencies.currencyCode),
      currency_code: currencies.currencyCode,
    },
    presentment_money: {
      amount: formatMinor(amount.presentmentMinor, currencies.presentmentCurrencyCode),
      currency_code: currencies.presentmentCurrencyCode,
    },
  };
}
