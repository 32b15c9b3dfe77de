import { minorToCents } from '../liquid/money.ts';
import type { World } from '#sandbox/world/world.ts';
import type { Customer, Product, Shop } from '#sandbox/world/types.ts';

/** What the Liquid objects of one request are made from. */
export interface StoreView {
  world: World;
  shop: Shop;
  locale: string;
  /** `/` for the shop's first locale, `/en` for another. */
  rootUrl: string;
  customer: Customer | null;
  /** Where the visitor shops: ISO 3166 code; its market's currency is the one of every price. */
  countryCode: string;
  currencyCode: string;
  /** `http://localhost:4501` */
  origin: string;
  /** Path without locale prefix, e.g. `/products/espresso`. */
  path: string;
  /** With locale prefix and query, as asked. */
  pathWithQuery: string;
  query: URLSearchParams;
  /** Shown inside the theme editor. */
  designMode: boolean;
}

/** `/products/x` -> `/en/products/x` in a locale that is not the shop's first. */
export function localPath(view: Pick<StoreView, 'rootUrl'>, path: string): string {
  return view.rootUrl === '/' ? path : view.rootUrl + (path === '/' ? '' : path);
}

type Currencies = Pick<StoreView, 'world' | 'currencyCode'>;

/** Minor units of the visitor's currency as Liquid's hundredths. */
export function toCents(view: Pick<StoreView, 'currencyCode'>, amountMinor: number): number {
  return minorToCents(amountMinor, view.currencyCode);
}

/** A price of the shop as the visitor sees it: converted, and rounded unless it is that of a gift card. */
export function priceCents(view: Currencies, shopMinor: number, isGiftCard: boolean): number {
  if (isGiftCard) return convertedCents(view, shopMinor);
  return toCents(view, view.world.shop.toPriceMinor(shopMinor, view.currencyCode));
}

/** Any other money of the shop as the visitor sees it. */
export function convertedCents(view: Currencies, shopMinor: number): number {
  return toCents(view, view.world.shop.toPresentmentMinor(shopMinor, view.currencyCode));
}

/**
 * Liquid objects hold each other (a product its collections, a collection its products), so they read lazily, and say
 * themselves what `json` writes. The `toJSON` is hidden from Liquid's loops.
 */
export function withJson<T extends object>(object: T, toJson: () => unknown): T {
  Object.defineProperty(object, 'toJSON', { value: toJson, enumerable: false });
  return object;
}

/** Only what the online store shows. */
export function isOnStore(product: Product): boolean {
  return product.status === 'active' && product.publishedAt !== null;
}
