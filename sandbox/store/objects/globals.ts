import { Drop } from 'liquidjs';
import { isOnStore, localPath } from './store-view.ts';
import type { StoreView } from './store-view.ts';
import type { CartObject } from './cart.ts';
import { currencyObject, moneyFormats } from '../liquid/currency-formats.ts';
import { customerObject } from './customer.ts';
import { localizationObject } from './markets.ts';
import { Metafields } from './metafields.ts';
import { findPage, pageObject, shopPages } from './page.ts';
import { collectionObject, productObject } from './product.ts';

export type PageType =
  | 'index'
  | 'product'
  | 'collection'
  | 'list-collections'
  | 'cart'
  | 'search'
  | 'customers/login'
  | 'customers/account'
  | 'customers/order'
  | '404'
  | 'page';

class CollectionsDrop extends Drop {
  readonly #view: StoreView;
  constructor(view: StoreView) {
    super();
    this.#view = view;
  }
  *[Symbol.iterator](): Iterator<unknown> {
    for (const collection of this.#view.world.catalog.collections()) yield collectionObject(this.#view, collection);
  }
  get size(): number {
    return this.#view.world.catalog.collections().length;
  }
  override liquidMethodMissing(handle: string | number): unknown {
    const collection = this.#view.world.catalog.collectionByHandle(String(handle));
    return collection ? collectionObject(this.#view, collection) : undefined;
  }
}

/** `pages['loyalty']` */
class PagesDrop extends Drop {
  readonly #view: StoreView;
  constructor(view: StoreView) {
    super();
    this.#view = view;
  }
  override liquidMethodMissing(handle: string | number): unknown {
    const page = findPage(String(handle));
    return page ? pageObject(this.#view, page) : undefined;
  }
}

class ProductsDrop extends Drop {
  readonly #view: StoreView;
  constructor(view: StoreView) {
    super();
    this.#view = view;
  }
  override liquidMethodMissing(handle: string | number): unknown {
    const product = this.#view.world.catalog.productByHandle(String(handle));
    return product && isOnStore(product) ? productObject(this.#view, product) : undefined;
  }
}

/** `template` is both text (`{% if template == 'product' %}`) and an object (`template.name`). */
class TemplateDrop extends Drop {
  readonly name: string;
  readonly directory: string | null;
  readonly suffix: string | null;
  readonly #path: string;
  constructor(path: string) {
    super();
    this.#path = path;
    const [name = '', suffix = null] = path.replace(/^customers\//, '').split('.');
    this.name = name;
    this.suffix = suffix;
    this.directory = path.startsWith('customers/') ? 'customers' : null;
  }
  override valueOf(): string {
    return this.#path;
  }
  override toString(): string {
    return this.#path;
  }
}

function languageObject(view: StoreView, locale: string, primary: boolean) {
  const nameIn = (display: string) => new Intl.DisplayNames([display], { type: 'language' }).of(locale) ?? locale;
  const endonym = nameIn(locale);
  return {
    iso_code: locale,
    name: nameIn(view.locale),
    endonym_name: endonym.charAt(0).toUpperCase() + endonym.slice(1),
    primary,
    root_url: primary ? '/' : `/${locale}`,
  };
}

function routesObject(view: StoreView) {
  const at = (path: string) => localPath(view, path);
  return {
    root_url: view.rootUrl,
    account_url: at('/account'),
    account_login_url: at('/account/login'),
    account_logout_url: at('/account/logout'),
    account_register_url: at('/account/register'),
    account_addresses_url: at('/account/addresses'),
    account_recover_url: at('/account/recover'),
    account_profile_url: at('/account/profile'),
    storefront_login_url: at('/account/login'),
    collections_url: at('/collections'),
    all_products_collection_url: at('/collections/all'),
    search_url: at('/search'),
    predictive_search_url: at('/search/suggest'),
    product_recommendations_url: at('/recommendations/products'),
    cart_url: at('/cart'),
    cart_add_url: at('/cart/add'),
    cart_change_url: at('/cart/change'),
    cart_clear_url: at('/cart/clear'),
    cart_update_url: at('/cart/update'),
  };
}

/** The merchant's menus, made from the collections. `main-menu` and `footer` as at every new shop. */
function linklistsObject(view: StoreView) {
  const links = view.world.catalog.collections().map((collection) => ({
    title: collection.title,
    url: localPath(view, `/collections/${collection.handle}`),
    active: view.path === `/collections/${collection.handle}`,
    current: view.path === `/collections/${collection.handle}`,
    child_active: false,
    links: [],
    levels: 0,
    type: 'collection_link',
    handle: collection.handle,
  }));
  const pages = shopPages.map((page) => {
    const { title, url, handle } = pageObject(view, page);
    const isHere = view.path === `/pages/${handle}`;
    return {
      title,
      url,
      active: isHere,
      current: isHere,
      child_active: false,
      links: [],
      levels: 0,
      type: 'page_link',
      handle,
    };
  });
  return {
    // Four and the club fit beside the name of the shop on one line; the footer has them all.
    'main-menu': {
      title: 'Main menu',
      handle: 'main-menu',
      links: [...links.slice(0, 4), ...pages.slice(0, 1)],
      levels: 1,
    },
    footer: { title: 'Footer menu', handle: 'footer', links: [...links, ...pages], levels: 1 },
  };
}

/**
 * Everything that any template may read. Page objects (`product`, `collection` …) are added by the page.
 * Only what Shopify documents is here: an unknown name must be nothing, as it would be there.
 */
export function globalObjects(view: StoreView, page: { type: PageType; template: string }, cart: () => CartObject) {
  const { shop, world } = view;
  const languages = shop.locales
    .filter((locale) => locale.published)
    .sort((left, right) => Number(right.primary) - Number(left.primary))
    .map((locale) => languageObject(view, locale.locale, locale.primary));
  const language = languages.find((candidate) => candidate.iso_code === view.locale) ?? languages[0];
  const formats = moneyFormats(view);
  let readCart: CartObject | undefined;
  const getCart = () => (readCart ??= cart());
  return {
    shop: {
      id: shop.id,
      name: shop.name,
      email: shop.email,
      description: '',
      domain: new URL(view.origin).host,
      permanent_domain: shop.domain,
      url: view.origin,
      secure_url: view.origin,
      currency: shop.currencyCode,
      enabled_currencies: [shop.currencyCode, ...shop.presentmentCurrencies.map((other) => other.currencyCode)].map(
        currencyObject,
      ),
      money_format: formats.money,
      money_with_currency_format: formats.withCurrency,
      published_locales: languages,
      locale: view.locale,
      customer_accounts_enabled: true,
      customer_accounts_optional: true,
      taxes_included: shop.taxesIncluded,
      products_count: world.catalog.countProducts(),
      accepts_gift_cards: true,
      address: {
        city: shop.address.city,
        country: shop.address.country,
        country_code: shop.address.countryCode,
        zip: shop.address.zip,
      },
      metafields: new Metafields(world, { ownerType: 'SHOP', ownerId: shop.id }),
    },
    request: {
      host: new URL(view.origin).host,
      origin: view.origin,
      path: view.pathWithQuery.split('?')[0],
      page_type: page.type,
      design_mode: view.designMode,
      visual_preview_mode: false,
      locale: language,
    },
    localization: {
      available_languages: languages,
      ...localizationObject(view),
      language,
    },
    routes: routesObject(view),
    linklists: linklistsObject(view),
    collections: new CollectionsDrop(view),
    all_products: new ProductsDrop(view),
    pages: new PagesDrop(view),
    get cart(): CartObject {
      return getCart();
    },
    customer: view.customer ? customerObject(view, view.customer) : null,
    template: new TemplateDrop(page.template),
    canonical_url: view.origin + localPath(view, view.path),
    page_title: shop.name,
    page_description: '',
    handle: '',
    current_page: Math.max(1, Number(view.query.get('page')) || 1),
  };
}
