import type { World } from '#sandbox/world/world.ts';
import { emptyCart, loadCart, priceCart, saveCart } from './cart-state.ts';
import type { CartState } from './cart-state.ts';
import type { ThemeExtension } from './extension/theme-extension.ts';
import { html, json } from './http/reply.ts';
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
  themes: Theme[];
  extensions: ThemeExtension[];
  options: Required<StoreOptions>;
  /** Answers a visit by its path; the section rendering of carts asks it for other pages. */
  route(visit: Visit): Promise<Reply>;
  visitAt(host: StoreHost, request: StoreRequest, session: Session): Visit;
  /** Errors of Liquid, newest last, for the editor page. */
  liquidErrors: { at: string; page: string; message: string }[];
}

export interface StoreOptions {
  /** The folder of the extensions; default `extensions/` beside `sandbox/`. */
  extensionsDir?: string;
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
  readonly theme: Theme;
  private cartState: CartState | undefined;

  constructor(host: StoreHost, request: StoreRequest, session: Session, view: StoreView, theme: Theme) {
    this.host = host;
    this.request = request;
    this.session = session;
    this.view = view;
    this.theme = theme;
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
    const priced = priceCart(this.world, cart, {
      customerId: this.view.customer?.id ?? null,
      currencyCode: this.view.currencyCode,
    });
    return cartObject(this.view, cart, priced);
  }

  renderer(type: PageType, template: string, objects: object = {}): PageRenderer {
    const globals = globalObjects(this.view, { type, template }, () => this.cartObject());
    Object.defineProperties(globals, Object.getOwnPropertyDescriptors(objects));
    const isCheckout = template === 'checkout' || template === 'thank-you';
    return new PageRenderer({
      world: this.world,
      view: this.view,
      theme: this.theme,
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
    const list = sectionList(searchParams);
    const one = searchParams.get('section_id');
    if (list !== null) {
      // Source: shopify.dev, "Use the Section Rendering API": more than five answer 400 and render nothing.
      if (list.length > maxSections)
        return json({ status: 400, message: 'Bad Request', description: 'Too many sections' }, 400);
      return json(Object.fromEntries(list.map((id) => [id, renderer.renderSectionById(id)])));
    }
    if (one !== null) {
      const section = renderer.renderSectionById(one);
      return section === null ? html('', 404) : html(section);
    }
    return html(renderer.renderPage(), status);
  }

  /**
   * "Bundled section rendering" of the Ajax cart: sections in the context of another page (`sections_url`, else the page
   * that asks). Null for a section that does not exist. Source: shopify.dev, Cart API reference.
   */
  async sectionsAt(pathWithQuery: string, ids: string[]): Promise<Record<string, string | null>> {
    const url = new URL(pathWithQuery, this.request.url.origin);
    url.searchParams.set('sections', ids.slice(0, maxSections).join(','));
    const request: StoreRequest = { ...this.request, method: 'GET', url, body: Buffer.alloc(0) };
    const there = this.host.visitAt(this.host, request, this.session);
    const reply = await this.host.route(there);
    return reply.status === 200 ? (JSON.parse(String(reply.body)) as Record<string, string | null>) : {};
  }

  /** One word of the theme in the visitor's language. */
  word(key: string): string {
    const found = this.theme.lookUp(key, this.view.locale);
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

const maxSections = 5;

/** `?sections=a,b` or `?sections[]=a&sections[]=b`; null when sections are not asked for. */
function sectionList(query: URLSearchParams): string[] | null {
  const values = [...query.getAll('sections'), ...query.getAll('sections[]')];
  if (values.length === 0) return null;
  return values
    .join(',')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
}
