/**
 * The sandbox's online store: a plain node:http handler over the World. It owns routing, sessions and languages; prices,
 * discounts and orders are the world's, looks are the theme's. It must never import from `app/`.
 */
import { randomInt, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { THEMES, findTheme, publishedTheme } from '#sandbox/world/themes.ts';
import type { World } from '#sandbox/world/world.ts';
import { forwardToApp, proxiedPath } from './app-proxy.ts';
import { fileReply } from './files.ts';
import { findThemeExtensions } from './extension/theme-extension.ts';
import { json, redirect, send } from './http/reply.ts';
import type { Reply } from './http/reply.ts';
import { RequestRefusal, readFields, readRequest, safeDecode, textOf } from './http/request.ts';
import type { StoreRequest } from './http/request.ts';
import { localReturn, readSession, sessionCookie, sessionSecret, writeSession } from './http/session.ts';
import type { Session } from './http/session.ts';
import { placeOf } from './objects/markets.ts';
import { localPath } from './objects/store-view.ts';
import { accountPage, logOut, loginForm, orderPage, postLogin, postNewsletter } from './pages/account-pages.ts';
import { cartAjax, cartForm, cartJson, cartPage, cartPermalink } from './pages/cart-pages.ts';
import {
  applyDiscountLink,
  collectionPage,
  collectionsPage,
  homePage,
  notFound,
  productPage,
  searchPage,
} from './pages/catalog-pages.ts';
import { beginCheckout, checkoutPage, thankYouPage } from './pages/checkout-pages.ts';
import { editorFile, editorPage, postEditor } from './editor/editor-page.ts';
import { parseCodes } from './cart-state.ts';
import { shopPage } from './pages/shop-pages.ts';
import { suggestJson, suggestSection } from './pages/suggest-pages.ts';
import { Theme } from './theme-host/theme.ts';
import { Visit } from './visit.ts';
import type { StoreHost, StoreOptions } from './visit.ts';

export type { StoreOptions } from './visit.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

function withDefaults(options: StoreOptions): Required<StoreOptions> {
  return {
    extensionsDir: here('../../extensions'),
    imagesDir: here('../seed/images'),
    realNowMs: Date.now,
    newToken: randomUUID,
    newLoginCode: () => String(randomInt(0, 1_000_000)).padStart(6, '0'),
    proxyTimeoutMs: 30_000,
    onLiquidError: (message) => console.warn(`[store] ${message}`),
    ...options,
  };
}

/** Makes the store's handler. It answers every request itself, also its own mistakes (500). */
export function createStoreHandler(
  world: World,
  options: StoreOptions = {},
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const complete = withDefaults(options);
  let host: StoreHost | undefined;
  const getHost = (): StoreHost => {
    // The shop is only known once the world was seeded.
    host ??= {
      world,
      options: complete,
      themes: THEMES.map((record) => new Theme(record, world.shop.get().ianaTimezone)),
      route,
      visitAt,
      extensions: [],
      liquidErrors: [],
    };
    return host;
  };
  let lookedAtMs = 0;
  return async (incoming, response) => {
    let request: StoreRequest;
    try {
      request = await readRequest(incoming);
    } catch (error) {
      const status = error instanceof RequestRefusal ? error.httpStatus : 400;
      response.writeHead(status, { 'content-type': 'text/plain' }).end('Bad Request');
      return;
    }
    try {
      const store = getHost();
      // Files are looked at again at most once a second, so that an edited block shows at the next request.
      if (complete.realNowMs() - lookedAtMs > 1000) {
        lookedAtMs = complete.realNowMs();
        refresh(store);
      }
      send(request, response, await answer(store, request));
    } catch (error) {
      if (error instanceof RequestRefusal) {
        send(request, response, json({ status: error.httpStatus, message: error.message }, error.httpStatus));
        return;
      }
      console.error('[store]', error);
      const detail = error instanceof Error ? error.message : String(error);
      send(request, response, { status: 500, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: detail });
    }
  };
}

function refresh(store: StoreHost): void {
  for (const theme of store.themes) theme.refresh();
  for (const extension of store.extensions) extension.refresh();
  const found = findThemeExtensions(store.options.extensionsDir, store.world.shop.get().ianaTimezone);
  const known = new Map(store.extensions.map((extension) => [extension.id, extension]));
  store.extensions = found.map((extension) => known.get(extension.id) ?? extension);
}

/** `/en/products/x` -> locale `en`, path `/products/x`. The shop's first locale has no prefix. */
function splitLocale(world: World, pathname: string) {
  const shop = world.shop.get();
  const [, first = '', ...rest] = pathname.split('/');
  const locale = shop.locales.find((candidate) => candidate.published && candidate.locale === first);
  const path = `/${rest.join('/')}`;
  if (!locale) return { shop, locale: shop.primaryLocale, path: pathname, rootUrl: '/', isRedundant: false };
  const isPrimary = locale.locale === shop.primaryLocale;
  return { shop, locale: locale.locale, path, rootUrl: isPrimary ? '/' : `/${first}`, isRedundant: isPrimary };
}

async function answer(store: StoreHost, request: StoreRequest): Promise<Reply> {
  const { world } = store;
  if (request.url.pathname === '/healthz') return json({ status: 'ok' });
  const fromFile = fileReply(store, request.url) ?? editorFile(request.url.pathname);
  if (fromFile) return fromFile;
  if (splitLocale(world, request.url.pathname).isRedundant) {
    return redirect(splitLocale(world, request.url.pathname).path + request.url.search);
  }
  const secret = sessionSecret(world);
  const session = readSession(request.cookies.get(sessionCookie), secret);
  const before = JSON.stringify(session);
  const customerId = session.customerId === null ? null : world.customers.resolveMerged(session.customerId);
  session.customerId = customerId === null ? null : (world.customers.get(customerId)?.id ?? null);
  const preview = request.url.searchParams.get('preview_theme_id');
  if (preview !== null) session.previewThemeId = findTheme(world, preview)?.id ?? null;
  const reply = await route(visitAt(store, request, session));
  if (JSON.stringify(session) !== before) {
    reply.headers = { ...reply.headers, 'set-cookie': writeSession(session, secret) };
  }
  return reply;
}

/** One request as its visitor makes it. */
function visitAt(store: StoreHost, request: StoreRequest, session: Session): Visit {
  const { world } = store;
  const { url } = request;
  const { shop, locale, path, rootUrl } = splitLocale(world, url.pathname);
  // The theme editor shows any theme, for this request only.
  const edited = findTheme(world, url.searchParams.get('editor_theme_id') ?? '');
  const record = edited ?? findTheme(world, session.previewThemeId ?? 'current') ?? publishedTheme(world);
  const theme = store.themes.find((candidate) => candidate.record.id === record.id);
  if (!theme) throw new Error(`The files of the theme ${record.name} are missing.`);
  const view = {
    world,
    shop,
    locale,
    rootUrl,
    customer: session.customerId === null ? null : world.customers.get(session.customerId),
    ...placeOf(shop, session.countryCode),
    origin: url.origin,
    path: path.length > 1 ? path.replace(/\/+$/, '') || '/' : path,
    pathWithQuery: url.pathname + url.search,
    query: url.searchParams,
    designMode: edited !== null,
  };
  return new Visit(store, request, session, view, theme);
}

async function route(visit: Visit): Promise<Reply> {
  const { request, view } = visit;
  const rest = proxiedPath(visit);
  if (rest !== null) return forwardToApp(visit, rest);
  const parts = view.path.split('/').slice(1).map(safeDecode);
  const [first = '', second, third, fourth] = parts;
  const isPost = request.method === 'POST';
  switch (first) {
    case '':
      return homePage(visit);
    case 'products':
      return second ? productPage(visit, second) : redirect(localPath(view, '/collections/all'));
    case 'collections':
      if (!second) return collectionsPage(visit);
      return third === 'products' && fourth ? productPage(visit, fourth) : collectionPage(visit, second);
    case 'pages':
      return second ? shopPage(visit, second) : notFound(visit);
    case 'search':
      if (second === 'suggest.json') return suggestJson(visit);
      return second === 'suggest' ? suggestSection(visit) : searchPage(visit);
    case 'cart.js':
    case 'cart.json':
      return cartJson(visit);
    case 'cart':
      return routeCart(visit, second, isPost);
    case 'discount': {
      const target = localReturn(view.query.get('redirect'), '/');
      return second ? applyDiscountLink(visit, parseCodes(second), target) : notFound(visit);
    }
    case 'checkout':
      return beginCheckout(visit);
    case 'checkouts':
      if (second !== 'cn' || !third) return notFound(visit);
      if (fourth === 'thank-you') return thankYouPage(visit, third);
      return checkoutPage(visit, third, isPost ? await readFields(request) : null);
    case 'account':
      return routeAccount(visit, second, third, isPost);
    case 'contact':
      return isPost ? postNewsletter(visit, await readFields(request)) : notFound(visit);
    case 'localization':
      return isPost ? changePlace(visit) : redirect(view.rootUrl);
    case 'editor':
      return isPost ? postEditor(visit, await readFields(request)) : editorPage(visit);
    default:
      return notFound(visit);
  }
}

async function routeCart(visit: Visit, action: string | undefined, isPost: boolean): Promise<Reply> {
  const { request, view } = visit;
  if (!action) return isPost ? cartForm(visit, 'update', await readFields(request)) : cartPage(visit);
  const match = /^(add|change|update|clear)(\.js|\.json)?$/.exec(action);
  if (!match) return /^\d+:\d+(,\d+:\d+)*$/.test(action) ? cartPermalink(visit, action) : notFound(visit);
  const verb = match[1] as 'add' | 'change' | 'update' | 'clear';
  const fields = isPost ? await readFields(request) : Object.fromEntries(view.query);
  const wantsJson = match[2] !== undefined || String(request.headers['accept'] ?? '').includes('application/json');
  return wantsJson ? cartAjax(visit, verb, fields) : cartForm(visit, verb, fields);
}

async function routeAccount(
  visit: Visit,
  action: string | undefined,
  token: string | undefined,
  isPost: boolean,
): Promise<Reply> {
  switch (action) {
    case undefined:
      return accountPage(visit);
    case 'login':
      return isPost ? postLogin(visit, await readFields(visit.request)) : loginForm(visit);
    case 'register':
      // A new address registers by logging in: new customer accounts have no passwords.
      return redirect(localPath(visit.view, '/account/login'));
    case 'logout':
      return logOut(visit);
    case 'orders':
      return token ? orderPage(visit, token) : accountPage(visit);
    default:
      return notFound(visit);
  }
}

/** `{% form 'localization' %}`: the same page in another language, in another country, or both. */
async function changePlace(visit: Visit): Promise<Reply> {
  const fields = await readFields(visit.request);
  const { shop } = visit.view;
  const countryCode = textOf(fields['country_code']);
  if (countryCode) visit.session.countryCode = placeOf(shop, countryCode).countryCode;
  const back = localReturn(textOf(fields['return_to']), '/');
  const wanted = textOf(fields['locale_code']) || textOf(fields['language_code']);
  if (!wanted) return redirect(back, 303);
  const locale = shop.locales.find((candidate) => candidate.published && candidate.locale === wanted);
  const { path } = splitLocale(visit.world, back);
  if (!locale || locale.locale === shop.primaryLocale) return redirect(path, 303);
  return redirect(`/${locale.locale}${path === '/' ? '' : path}`, 303);
}
