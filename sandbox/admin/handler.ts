/**
 * The sandbox's admin: pages of the shop, the frame around the embedded app, and (through `admin-api/`) the Admin API.
 * It owns routing only; what happens to orders and customers is decided by the world. It must never import from `app/`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createAdminApi } from '#sandbox/admin-api/handler.ts';
import { bulkResult } from '#sandbox/admin-api/resolvers/bulk.ts';
import { findTheme } from '#sandbox/world/themes.ts';
import type { World } from '#sandbox/world/world.ts';
import { assetFor } from './assets.ts';
import { readText } from './forms.ts';
import { html } from './html.ts';
import { layout } from './layout.ts';
import type { AdminReply, AdminVisit } from './page.ts';
import { NOT_FOUND, head } from './page.ts';
import { activityPage, deliveryPage, postActivity, postRedeliver } from './pages/activity.ts';
import {
  appPage,
  appQuestion,
  appsPage,
  grantPage,
  postChangeScopes,
  postGrant,
  postUninstall,
} from './pages/app-frame.ts';
import { discountPage, discountsPage, postDiscount, postPrices, productPage, productsPage } from './pages/catalog.ts';
import { customerPage, customersPage, postCustomer, postNewCustomer } from './pages/customers.ts';
import { homePage } from './pages/home.ts';
import { postOrder } from './pages/order-actions.ts';
import { orderPage, ordersPage } from './pages/orders.ts';
import { posPage, postPos } from './pages/pos.ts';
import { postSettings, postStaff, settingsPage } from './pages/settings.ts';
import { postPublishTheme, themesPage } from './pages/themes.ts';
import { pickerItems } from './resource-picker.ts';

export interface AdminOptions {
  /** Addresses as a browser sees them. Default: the admin's from the request's Host, the store on the next port. */
  adminOrigin?: string | (() => string);
  storeOrigin?: string | (() => string);
  /** Real time: session tokens and the API's cost bucket live by it, not by the sandbox's clock. */
  realNowMs?: () => number;
  log?: (message: string) => void;
  /** Sends what is due; asked after the buttons of the activity page, so that it shows their effect. */
  pump?: { pump: () => Promise<void> };
}

/** The page must not wait for an app that does not answer. */
const ACTIVITY_WAIT_MS = 400;

export function createAdminHandler(
  world: World,
  options: AdminOptions = {},
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const realNowMs = options.realNowMs ?? Date.now;
  let seenOrigin = 'http://localhost:4500';
  const adminOrigin = (): string => read(options.adminOrigin) ?? seenOrigin;
  const storeOrigin = (): string => read(options.storeOrigin) ?? nextPort(adminOrigin());
  const adminApi = createAdminApi(world, { adminOrigin, storeOrigin, realNowMs });

  return async (request, response) => {
    if (request.headers.host) seenOrigin = `http://${request.headers.host}`;
    try {
      if (await adminApi(request, response)) return;
      const url = new URL(request.url ?? '/', adminOrigin());
      const asset = request.method === 'GET' ? assetFor(url.pathname) : null;
      if (asset) {
        response.writeHead(200, { 'Content-Type': asset.contentType, 'Cache-Control': 'no-cache' }).end(asset.body);
        return;
      }
      const bulk = /^\/bulk\/(\d+)\.jsonl$/.exec(url.pathname)?.[1];
      if (bulk) {
        const text = bulkResult(world, bulk);
        response.writeHead(text === null ? 404 : 200, { 'Content-Type': 'application/jsonl' }).end(text ?? '');
        return;
      }
      await answerPage(request, response, url);
    } catch (error) {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      (options.log ?? ((text: string) => process.stderr.write(`${text}\n`)))(`Sandbox admin: ${message}`);
      if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' });
      response.end('The sandbox failed at this. Its log says why.');
    }
  };

  async function answerPage(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const { handle } = world.shop.get();
    const base = `/store/${handle}`;
    if (url.pathname === '/' || url.pathname === '/store') {
      response.writeHead(302, { Location: base }).end();
      return;
    }
    const visit: AdminVisit = { world, base, adminOrigin: adminOrigin(), storeOrigin: storeOrigin(), url, realNowMs };
    const path =
      url.pathname === base ? '' : url.pathname.startsWith(`${base}/`) ? url.pathname.slice(base.length) : null;
    const reply = path === null ? NOT_FOUND : await route(visit, request, path);
    if (request.method === 'POST' && path?.startsWith('/activity') && options.pump) {
      await Promise.race([options.pump.pump(), new Promise((resolve) => setTimeout(resolve, ACTIVITY_WAIT_MS))]);
    }
    if (reply.location) {
      response.writeHead(reply.status, { Location: reply.location }).end();
    } else if (reply.json !== undefined) {
      response.writeHead(reply.status, {
        'Content-Type': 'application/json; charset=utf-8',
        'Cache-Control': 'no-store',
      });
      response.end(JSON.stringify(reply.json));
    } else {
      const page = reply.page ?? {
        title: 'Not found',
        section: 'home' as const,
        body: html`${head('There is nothing here')}
          <section class="card empty">This page does not exist in the sandbox's admin.</section>`,
      };
      response.writeHead(reply.status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
      response.end(layout(visit, page).text);
    }
  }
}

async function route(visit: AdminVisit, request: IncomingMessage, path: string): Promise<AdminReply> {
  if (request.method === 'GET' || request.method === 'HEAD') return getPage(visit, path);
  if (request.method !== 'POST') return { status: 405 };
  const body = await readText(request);
  if (request.headers['content-type']?.includes('application/json')) return postJson(visit, path, body);
  // A form of another site must not reach this shop.
  const { origin } = request.headers;
  if (origin && origin !== 'null' && new URL(origin).host !== request.headers.host) return { status: 403 };
  return postForm(visit, path, new URLSearchParams(body));
}

const LISTS: Record<string, (visit: AdminVisit) => AdminReply> = {
  '': homePage,
  '/orders': ordersPage,
  '/pos': posPage,
  '/products': productsPage,
  '/customers': customersPage,
  '/discounts': discountsPage,
  '/apps': appsPage,
  '/activity': activityPage,
  '/deliveries': activityPage,
  '/settings': settingsPage,
  '/themes': themesPage,
  '/oauth/install': grantPage,
};

const DETAILS: Record<string, (visit: AdminVisit, id: number) => AdminReply> = {
  orders: orderPage,
  products: productPage,
  customers: customerPage,
  discounts: discountPage,
};

function getPage(visit: AdminVisit, path: string): AdminReply {
  const list = LISTS[path.replace(/\/$/, '')];
  if (list) return list(visit);
  const editor = /^\/themes\/([^/]+)\/editor$/.exec(path);
  if (editor) return toThemeEditor(visit, editor[1] ?? 'current');
  const detail = /^\/(orders|products|customers|discounts)\/(\d+)$/.exec(path);
  if (detail) return DETAILS[detail[1] ?? '']?.(visit, Number(detail[2])) ?? NOT_FOUND;
  const delivery = /^\/activity\/deliveries\/(\d+)$/.exec(path);
  if (delivery) return deliveryPage(visit, Number(delivery[1]));
  const app = appPath(visit, path);
  return app === null ? NOT_FOUND : appPage(visit, app);
}

/** Shopify's theme editor; here the store has its own. Deep links (`activateAppId`, `addAppBlockId` …) go with it. */
function toThemeEditor(visit: AdminVisit, which: string): AdminReply {
  const theme = findTheme(visit.world, which);
  if (!theme) return NOT_FOUND;
  const query = new URLSearchParams(visit.url.searchParams);
  query.set('theme', String(theme.id));
  return { status: 302, location: `${visit.storeOrigin}/editor?${query.toString()}` };
}

/** What follows `/apps/<handle>`; Shopify's own links name the app by its client id as well. */
function appPath(visit: AdminVisit, path: string): string | null {
  const match = /^\/apps\/([^/]+)(\/.*)?$/.exec(path);
  const app = visit.world.apps.registration();
  if (!match || !app || (match[1] !== app.handle && match[1] !== app.apiKey)) return null;
  return match[2] === '/' ? '' : (match[2] ?? '');
}

function postJson(visit: AdminVisit, path: string, body: string): AdminReply {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return { status: 400, json: { error: 'This is no JSON.' } };
  }
  if (path === '/resource-picker') {
    const asked = typeof parsed === 'object' && parsed !== null ? parsed : {};
    const type = 'type' in asked && typeof asked.type === 'string' ? asked.type : 'product';
    const query = 'query' in asked && typeof asked.query === 'string' ? asked.query : '';
    return { status: 200, json: { items: pickerItems(visit, type, query) } };
  }
  const question = appPath(visit, path);
  return question === null ? NOT_FOUND : appQuestion(visit, question.slice(1), parsed);
}

function postForm(visit: AdminVisit, path: string, form: URLSearchParams): AdminReply {
  if (path === '/customers') return postNewCustomer(visit, form);
  if (path === '/pos') return postPos(visit, form);
  if (path === '/settings') return postSettings(visit, form);
  if (path === '/settings/staff') return postStaff(visit, form);
  const publish = /^\/themes\/(\d+)\/publish$/.exec(path);
  if (publish) return postPublishTheme(visit, Number(publish[1]));
  if (path === '/oauth/install') return postGrant(visit);
  const one = /^\/(orders|customers|discounts|products)\/(\d+)\/([a-z-]+)$/.exec(path);
  if (one) {
    const [, kind, idText, action = ''] = one;
    const id = Number(idText);
    if (kind === 'orders') return postOrder(visit, id, action, form);
    if (kind === 'customers') return postCustomer(visit, id, action, form);
    if (kind === 'discounts') return postDiscount(visit, id, action);
    return action === 'prices' ? postPrices(visit, id, form) : NOT_FOUND;
  }
  const redeliver = /^\/activity\/deliveries\/(\d+)\/redeliver$/.exec(path);
  if (redeliver) return postRedeliver(visit, Number(redeliver[1]));
  const activity = /^\/activity\/([a-z-]+)$/.exec(path);
  if (activity) return postActivity(visit, activity[1] ?? '', form);
  const app = appPath(visit, path);
  if (app === '/uninstall') return postUninstall(visit);
  if (app === '/change-scopes') return postChangeScopes(visit, form);
  return NOT_FOUND;
}

function read(value: string | (() => string) | undefined): string | undefined {
  return typeof value === 'function' ? value() : value;
}

function nextPort(origin: string): string {
  const url = new URL(origin);
  url.port = String(Number(url.port || 80) + 1);
  return url.origin;
}
