import type { World } from '#sandbox/world/world.ts';
import { emptyCart, loadCart, priceCart, saveCart } from './cart-state.ts';
import type { CartState } from './cart-state.ts';
import type { ThemeExtension } from './extension/theme-extension.ts';
import { html } from './http/reply.ts';
import type { Reply } from './http/reply.ts';
import type { Session } from './http/session.ts';
import type { StoreRequest } from './http/request.ts';
import { cartObject } from './objects/cart.ts';
import type { CartObject } from './objects/cart.ts';
import { globalObjects } from './objects/globals.ts';
import type { PageType } from './objects/globals.ts';
import type { StoreView } from './objects/store-view.ts';
import { PageRenderer } from './theme-host/page-renderer.ts';
import type { Theme } from './theme-host/theme.ts';

/** What lives as long as the store. */
export interface StoreHost {
  world: World;
  theme: Theme;
  extensions: ThemeExtension[];
  options: Required<StoreOptions>;
  /** Errors of Liquid, newest last, for the editor page. */
  liquidErrors: { at: string; page: string; message: string }[];
}

export interface StoreOptions {
  /** The folder of the extensions; default `extensions/` beside `sandbox/`. */
  extensionsDir?: string;
  /** The folder of the theme; default the store's own. */
  themeDir?: string;
  /** Where product pictures are; default `sandbox/seed/images`. */
  imagesDir?: string;
  /** Real time: signatures of the app proxy are checked against the app's real clock. */
  realNowMs?: () => number;
  /** Makes tokens of carts and checkouts. */
  newToken?: () => string;
  /** Makes log-in codes: six digits. */
  newLoginCode?: () => string;
  /** Shopify gives an app's proxy 30 s. */
  proxyTimeoutMs?: number;
  /** Every error of Liquid, once for each place. Default: the console. */
  onLiquidError?: (message: string) => void;
}

/** One request of one visitor, with all that a page needs. */
export class Visit {
  readonly host: StoreHost;
  readonly request: StoreRequest;
  readonly session: Session;
  readonly view: StoreView;
  private cartState: CartState | undefined;

  constructor(host: StoreHost, request: StoreRequest, session: Session, view: StoreView) {
    this.host = host;
    this.request = request;
    this.session = session;
    this.view = view;
  }

  get world(): World {
    return this.host.world;
  }

  cart(): CartState {
    this.cartState ??= this.session.cartToken
      ? loadCart(this.world, this.session.cartToken)
      : emptyCart(this.host.options.newToken());
    return this.cartState;
  }

  /** Keeps the cart; from now on the session knows its token. */
  keepCart(cart: CartState): void {
    this.cartState = cart;
    this.session.cartToken = cart.token;
    saveCart(this.world, cart);
  }

  startNewCart(): void {
    this.cartState = undefined;
    this.session.cartToken = null;
  }

  cartObject(): CartObject {
    const cart = this.cart();
    const priced = priceCart(this.world, cart, { customerId: this.view.customer?.id ?? null });
    return cartObject(this.view, cart, priced);
  }

  renderer(type: PageType, template: string, objects: object = {}): PageRenderer {
    const globals = globalObjects(this.view, { type, template }, () => this.cartObject());
    Object.defineProperties(globals, Object.getOwnPropertyDescriptors(objects));
    const isCheckout = template === 'checkout' || template === 'thank-you';
    return new PageRenderer({
      world: this.world,
      view: this.view,
      theme: this.host.theme,
      // Theme app extensions end where the checkout begins.
      extensions: isCheckout ? [] : this.host.extensions,
      templateName: template,
      globals,
      onError: (message) => this.noteError(message),
    });
  }

  /** Renders a page, or only the sections that `?sections=` or `?section_id=` ask for. */
  page(type: PageType, template: string, objects: object = {}, status = 200): Reply {
    const renderer = this.renderer(type, template, objects);
    const { searchParams } = this.request.url;
    const list = searchParams.get('sections');
    const one = searchParams.get('section_id');
    if (list !== null) return { ...html(JSON.stringify(this.sections(renderer, list))), headers: jsonHeaders };
    if (one !== null) {
      const section = renderer.renderSectionById(one);
      return section === null ? html('', 404) : html(section);
    }
    return html(renderer.renderPage(), status);
  }

  /** The section rendering API's answer: at most five sections; null for one that does not exist. */
  sections(renderer: PageRenderer, list: string): Record<string, string | null> {
    const names = list
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean)
      .slice(0, 5);
    return Object.fromEntries(names.map((name) => [name, renderer.renderSectionById(name)]));
  }

  /** One word of the theme in the visitor's language. */
  word(key: string): string {
    const found = this.host.theme.lookUp(key, this.view.locale);
    return typeof found?.value === 'string' ? found.value : key;
  }

  private noteError(message: string): void {
    const { liquidErrors, options } = this.host;
    const isNew = !liquidErrors.some((error) => error.message === message);
    liquidErrors.push({ at: this.world.clock.nowInstant(), page: this.view.path, message });
    if (liquidErrors.length > 100) liquidErrors.shift();
    if (isNew) options.onLiquidError(message);
  }
}

const jsonHeaders = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
