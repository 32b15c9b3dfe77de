/**
 * How money is written. The shop's own currency has the formats of its settings; every other one has Shopify's usual format.
 */
import type { StoreView } from '../objects/store-view.ts';

/** Without the currency's code. Source: the formats that Shopify proposes to shops of these currencies. */
const usualFormats: Record<string, string> = {
  DKK: '{{amount_with_comma_separator}} kr',
  EUR: '€{{amount_with_comma_separator}}',
  SEK: '{{amount_no_decimals}} kr',
  HUF: '{{amount_no_decimals_with_comma_separator}} Ft',
  JPY: '¥{{amount_no_decimals}}',
  KWD: '{{amount}} KD',
};

export interface MoneyFormats {
  money: string;
  withCurrency: string;
}

/** The formats of the visitor's currency. */
export function moneyFormats({ shop, currencyCode }: Pick<StoreView, 'shop' | 'currencyCode'>): MoneyFormats {
  if (currencyCode === shop.currencyCode) {
    return { money: shop.moneyFormat, withCurrency: shop.moneyWithCurrencyFormat };
  }
  const money = usualFormats[currencyCode] ?? '{{amount}}';
  return { money, withCurrency: `${money} ${currencyCode}` };
}

/** Liquid's `currency` object. */
export function currencyObject(currencyCode: string) {
  const named = (currencyDisplay: 'narrowSymbol' | 'name') =>
    new Intl.NumberFormat('en', { style: 'currency', currency: currencyCode, currencyDisplay })
      .formatToParts(1)
      .find(({ type }) => type === 'currency')?.value ?? currencyCode;
  return { iso_code: currencyCode, name: named('name'), symbol: named('narrowSymbol') };
}
