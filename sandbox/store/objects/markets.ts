/**
 * Shopify Markets as a storefront sees it: countries to choose from, the market of each, and its currency. Prices themselves
 * are worked out in store-view.ts. Source: shopify.dev, "Support multiple currencies and languages"; the `localization` object.
 */
import { currencyObject } from '../liquid/currency-formats.ts';
import type { Shop } from '#sandbox/world/types.ts';
import type { StoreView } from './store-view.ts';

/** Where a visitor shops, by the country that was chosen; an unknown one is the shop's own. */
export function placeOf(shop: Shop, countryCode: string | null): { countryCode: string; currencyCode: string } {
  const market = marketOf(shop, countryCode);
  if (!market || countryCode === null) {
    return { countryCode: shop.address.countryCode ?? '', currencyCode: shop.currencyCode };
  }
  return { countryCode, currencyCode: market.currencyCode };
}

function marketOf(shop: Shop, countryCode: string | null) {
  return (shop.markets ?? []).find(({ countryCodes }) => countryCodes.includes(countryCode ?? ''));
}

export function countryName(countryCode: string, locale: string): string {
  return new Intl.DisplayNames([locale], { type: 'region' }).of(countryCode) ?? countryCode;
}

/** `localization.country`, `.available_countries` and `.market`. */
export function localizationObject(view: StoreView) {
  const { shop, locale } = view;
  const country = (countryCode: string, currencyCode: string) => ({
    iso_code: countryCode,
    name: countryName(countryCode, locale),
    currency: currencyObject(currencyCode),
    unit_system: 'metric',
  });
  const countries = [
    country(shop.address.countryCode ?? '', shop.currencyCode),
    ...(shop.markets ?? []).flatMap((market) => market.countryCodes.map((code) => country(code, market.currencyCode))),
  ].sort((left, right) => left.name.localeCompare(right.name, locale));
  return {
    available_countries: countries,
    country: countries.find(({ iso_code }) => iso_code === view.countryCode),
    market: { handle: marketOf(shop, view.countryCode)?.handle ?? 'primary' },
  };
}

/** Units of the visitor's currency for one of the shop's, as `Shopify.currency.rate` tells them. */
export function exchangeRate({ shop, currencyCode }: StoreView): string {
  const other = shop.presentmentCurrencies.find((currency) => currency.currencyCode === currencyCode);
  return String(other ? other.rateMicros / 1_000_000 : '1.0');
}
