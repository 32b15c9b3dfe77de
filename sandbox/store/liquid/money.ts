import type { Liquid } from 'liquidjs';
import { currencyDecimals } from '#sandbox/world/money.ts';
import { readNumber } from './number.ts';
import { scopeOf } from './scope.ts';

/**
 * Liquid and the Ajax API count money in hundredths whatever the currency: 1,000 JPY is 100000, 1.234 KWD is 123.
 * Thousandths do not fit and are rounded, as Shopify's storefront shows them.
 */
export function minorToCents(amountMinor: number, currencyCode: string): number {
  const digits = currencyDecimals(currencyCode);
  return digits <= 2 ? amountMinor * 10 ** (2 - digits) : Math.round(amountMinor / 10 ** (digits - 2));
}

/** The other way about, for amounts that come in from a page. */
export function centsToMinor(amountCents: number, currencyCode: string): number {
  return Math.round(amountCents * 10 ** (currencyDecimals(currencyCode) - 2));
}

const placeholder = /\{\{\s*(\w+)\s*\}\}/;

interface AmountStyle {
  decimals: number;
  thousands: string;
  decimalMark: string;
}

// The placeholders of Shopify's currency formatting setting.
const amountStyles: Record<string, AmountStyle> = {
  amount: { decimals: 2, thousands: ',', decimalMark: '.' },
  amount_no_decimals: { decimals: 0, thousands: ',', decimalMark: '.' },
  amount_with_comma_separator: { decimals: 2, thousands: '.', decimalMark: ',' },
  amount_no_decimals_with_comma_separator: { decimals: 0, thousands: '.', decimalMark: ',' },
  amount_with_apostrophe_separator: { decimals: 2, thousands: "'", decimalMark: '.' },
  amount_no_decimals_with_space_separator: { decimals: 0, thousands: ' ', decimalMark: ',' },
  amount_with_space_separator: { decimals: 2, thousands: ' ', decimalMark: ',' },
  amount_with_period_and_space_separator: { decimals: 2, thousands: ' ', decimalMark: '.' },
};

function formatAmount(amountCents: number, style: AmountStyle): string {
  const scaled = style.decimals === 0 ? Math.round(Math.abs(amountCents) / 100) : Math.round(Math.abs(amountCents));
  const digits = String(scaled).padStart(style.decimals + 1, '0');
  const whole = style.decimals === 0 ? digits : digits.slice(0, -style.decimals);
  const fraction = style.decimals === 0 ? '' : style.decimalMark + digits.slice(-style.decimals);
  return (amountCents < 0 ? '-' : '') + whole.replace(/\B(?=(\d{3})+$)/g, style.thousands) + fraction;
}

export type MoneyShape = 'full' | 'without_currency' | 'without_trailing_zeros';

/** Formats hundredths by one of the shop's formats, e.g. `{{amount_with_comma_separator}} kr.` */
export function formatMoney(amountCents: number, format: string, shape: MoneyShape = 'full'): string {
  const name = placeholder.exec(format)?.[1] ?? 'amount';
  const style = amountStyles[name] ?? amountStyles['amount']!;
  const exact = formatAmount(amountCents, style);
  const hasOnlyZeros = style.decimals > 0 && Math.round(amountCents) % 100 === 0;
  const amount = shape === 'without_trailing_zeros' && hasOnlyZeros ? exact.slice(0, -(style.decimals + 1)) : exact;
  return shape === 'without_currency' ? amount : format.replace(placeholder, () => amount);
}

/** `money` and its kin. Nothing in, nothing out. */
export function registerMoneyFilters(liquid: Liquid): void {
  const register = (name: string, withCurrency: boolean, shape: MoneyShape) =>
    liquid.registerFilter(name, function (input: unknown) {
      if (input === null || input === undefined || input === '') return '';
      const scope = scopeOf(this.context);
      const format = withCurrency ? scope.moneyWithCurrencyFormat : scope.moneyFormat;
      return formatMoney(readNumber(input).value, format, shape);
    });
  register('money', false, 'full');
  register('money_with_currency', true, 'full');
  register('money_without_currency', false, 'without_currency');
  register('money_without_trailing_zeros', false, 'without_trailing_zeros');
}
