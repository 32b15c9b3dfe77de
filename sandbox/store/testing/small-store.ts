/** A small shop for tests of the store: four products, one customer, on a free port. Not used outside tests. */
import { createServer } from 'node:http';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openWorld } from '#sandbox/world/world.ts';
import type { World } from '#sandbox/world/world.ts';
import type { Customer, Product } from '#sandbox/world/types.ts';
import { createStoreHandler } from '../handler.ts';
import type { StoreOptions } from '../handler.ts';

export const testNowMs = Date.parse('2026-11-02T09:00:00Z');

export interface SmallStore {
  world: World;
  url: string;
  coffee: Product;
  mug: Product;
  giftCard: Product;
  customer: Customer;
  /** Requests with a cookie jar of its own, like one browser. Redirects are not followed. */
  visitor(): Browser;
  errors: string[];
  close(): Promise<void>;
}

export interface Browser {
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
  postJson(path: string, value: unknown): Promise<Response>;
  /** Goes through the log-in with the code from the mailbox. */
  logIn(email: string): Promise<Response>;
}

/** Writes files into a fresh temporary folder; `close` removes it. */
export function temporaryFolder(files: Record<string, string>): {
  path: string;
  write(files: Record<string, string>): void;
  close(): void;
} {
  const path = mkdtempSync(join(tmpdir(), 'store-test-'));
  const write = (more: Record<string, string>) => {
    for (const [name, content] of Object.entries(more)) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), content);
    }
  };
  write(files);
  return { path, write, close: () => rmSync(path, { recursive: true, force: true }) };
}

export async function openSmallStore(
  options: StoreOptions & { currencyCode?: string; moneyFormat?: string; appUrl?: string } = {},
): Promise<SmallStore> {
  const {
    currencyCode = 'DKK',
    moneyFormat = '{{amount_with_comma_separator}} kr.',
    appUrl,
    ...storeOptions
  } = options;
  const world = openWorld({
    file: ':memory:',
    realNowMs: () => testNowMs,
    startAt: '2026-11-02T09:00:00Z',
    frozen: true,
  });
  const address = {
    id: 1,
    firstName: null,
    lastName: null,
    company: null,
    address1: 'Strandgade 1',
    address2: null,
    city: 'København',
    zip: '1401',
    province: null,
    provinceCode: null,
    country: 'Denmark',
    countryCode: 'DK',
    phone: null,
  };
  world.shop.open({
    domain: 'small.myshopify.com',
    handle: 'small',
    name: 'Small Shop',
    email: 'owner@example.com',
    ownerName: 'Ida Holm',
    currencyCode,
    presentmentCurrencies: [],
    ianaTimezone: 'Europe/Copenhagen',
    primaryLocale: 'da',
    locales: ['da', 'en', 'sv', 'de', 'hu'].map((locale) => ({ locale, primary: locale === 'da', published: true })),
    taxesIncluded: true,
    taxRateBp: 2500,
    taxTitle: 'Moms',
    planName: 'basic',
    planDisplayName: 'Basic',
    moneyFormat,
    moneyWithCurrencyFormat: `${moneyFormat} ${currencyCode}`,
    address,
    shippingRates: [
      { id: 'standard', title: 'GLS', priceMinor: 3900 },
      { id: 'express', title: 'Express', priceMinor: 7900 },
    ],
  });
  const coffee = world.catalog.createProduct({
    title: 'Nordlys Espresso',
    handle: 'espresso',
    productType: 'Coffee',
    options: [{ name: 'Size', values: ['250 g', '1 kg'] }],
    variants: [
      { sku: 'C1', priceMinor: 8900, optionValues: ['250 g'], title: '250 g' },
      { sku: 'C2', priceMinor: 29900, optionValues: ['1 kg'], title: '1 kg' },
    ],
  });
  const mug = world.catalog.createProduct({
    title: 'Krus',
    handle: 'krus',
    variants: [{ sku: 'M1', priceMinor: 12000, inventoryQuantity: 3 }],
  });
  const giftCard = world.catalog.createProduct({
    title: 'Gavekort',
    handle: 'gavekort',
    isGiftCard: true,
    variants: [{ sku: 'G1', priceMinor: 20000, requiresShipping: false }],
  });
  world.catalog.createCollection({ title: 'Kaffe', handle: 'kaffe', productIds: [coffee.id] });
  const customer = world.customers.create({
    email: 'maja@example.com',
    firstName: 'Maja',
    lastName: 'Lund',
    state: 'enabled',
  });
  world.apps.register({
    appId: 424242,
    handle: 'regulars',
    title: 'Regulars',
    apiKey: 'test-key',
    apiSecret: 'test-secret',
    applicationUrl: appUrl ?? 'http://localhost:1',
    embedded: true,
    scopes: ['write_discounts', 'read_orders'],
    optionalScopes: [],
    webhookApiVersion: '2026-10',
    webhookSubscriptions: [],
    appProxy: { url: `${appUrl ?? 'http://localhost:1'}/proxy`, prefix: 'apps', subpath: 'regulars' },
  });
  world.apps.install();

  const errors: string[] = [];
  let tokens = 0;
  const handler = createStoreHandler(world, {
    extensionsDir: join(tmpdir(), 'store-test-no-extensions'),
    newToken: () => `token-${++tokens}`,
    newLoginCode: () => '123456',
    onLiquidError: (message) => errors.push(message),
    ...storeOptions,
  });
  const server = createServer((request, response) => void handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const listening = server.address();
  const url = `http://localhost:${typeof listening === 'object' && listening ? listening.port : 0}`;
  return {
    world,
    url,
    coffee,
    mug,
    giftCard,
    customer,
    errors,
    visitor: () => openBrowser(url),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      world.close();
    },
  };
}

function openBrowser(url: string): Browser {
  const cookies = new Map<string, string>();
  const ask = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(url + path, { ...init, headers, redirect: 'manual' });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    return response;
  };
  const browser: Browser = {
    get: (path, headers = {}) => ask(path, { headers }),
    post: (path, fields, headers = {}) => ask(path, { method: 'POST', body: new URLSearchParams(fields), headers }),
    postJson: (path, value) =>
      ask(path, { method: 'POST', body: JSON.stringify(value), headers: { 'content-type': 'application/json' } }),
    logIn: async (email) => {
      await browser.post('/account/login', { email });
      return browser.post('/account/login', { code: '123456' });
    },
  };
  return browser;
}

/** The id of a product's variant, as forms send it. */
export const variantOf = (product: { variants: { id: number }[] }, index = 0): string =>
  String(product.variants[index]?.id);

/** A code that takes a tenth off everything. */
export function tenPercent(world: World, code: string, more: object = {}) {
  return world.discounts.create(null, {
    kind: 'basic',
    title: code,
    code,
    items: { kind: 'all' },
    value: { kind: 'percentage', percentageBp: 1000 },
    ...more,
  });
}
