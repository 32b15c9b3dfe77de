import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import '@shopify/shopify-api/adapters/node';
import { ApiVersion, shopifyApi } from '@shopify/shopify-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signProxyQuery } from './app-proxy.ts';
import { openSmallStore } from './testing/small-store.ts';
import type { SmallStore } from './testing/small-store.ts';

interface Seen {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  body: string;
}

let app: Server;
let appUrl: string;
let seen: Seen[];
let reply: (response: ServerResponse) => void;
let store: SmallStore;

beforeEach(async () => {
  seen = [];
  reply = (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
  app = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.push({
        method: request.method ?? '',
        url: new URL(request.url ?? '/', 'http://app'),
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      });
      reply(response);
    });
  });
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  const address = app.address();
  appUrl = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  store = await openSmallStore({ appUrl, realNowMs: Date.now });
});
afterEach(async () => {
  await store.close();
  app.closeAllConnections();
  await new Promise((resolve) => app.close(resolve));
});

const shopify = shopifyApi({
  apiKey: 'test-key',
  apiSecretKey: 'test-secret',
  apiVersion: ApiVersion.July26,
  hostName: 'app.example.com',
  isEmbeddedApp: true,
  logger: { level: 0 },
});

/** Shopify's own library decides whether a query is signed well. */
const isSigned = (query: URLSearchParams) =>
  shopify.utils.validateHmac(new URLSearchParams(query), { signator: 'appProxy' });

describe('the signature', () => {
  it("equals the example of Shopify's documentation", () => {
    const query = new URLSearchParams(
      'extra=1&extra=2&shop=shop-name.myshopify.com&logged_in_customer_id=1&path_prefix=%2Fapps%2Fawesome_reviews&timestamp=1317327555',
    );
    expect(signProxyQuery(query, 'hush')).toBe('4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddb');
  });

  it('satisfies shopify-api for a visitor, with parameters that repeat and are not ASCII', async () => {
    await store.visitor().get('/apps/regulars/member?locale=da&x=1&x=2&navn=S%C3%B8ren+%26+co');
    const query = seen[0]?.url.searchParams ?? new URLSearchParams();
    expect(await isSigned(query)).toBe(true);
    expect(query.get('logged_in_customer_id')).toBe('');
    expect(query.get('shop')).toBe('small.myshopify.com');
    expect(query.get('path_prefix')).toBe('/apps/regulars');
    query.set('locale', 'en');
    expect(await isSigned(query)).toBe(false);
  });

  it('names the customer who is logged in, whatever the visitor claims', async () => {
    const visitor = store.visitor();
    await visitor.get('/apps/regulars/member?logged_in_customer_id=1&signature=x&shop=evil.example');
    await visitor.logIn('maja@example.com');
    await visitor.get('/apps/regulars/member?logged_in_customer_id=1');
    expect(seen.map((request) => request.url.searchParams.getAll('logged_in_customer_id'))).toEqual([
      [''],
      [String(store.customer.id)],
    ]);
    for (const request of seen) expect(await isSigned(request.url.searchParams)).toBe(true);
  });

  it('is made with real time even when the clock of the sandbox is far ahead', async () => {
    store.world.clock.advance(400 * 86_400_000);
    await store.visitor().get('/apps/regulars/member');
    expect(await isSigned(seen[0]?.url.searchParams ?? new URLSearchParams())).toBe(true);
  });
});

describe('forwarding', () => {
  it('passes method, path, body and headers, but no cookies', async () => {
    const visitor = store.visitor();
    await visitor.post('/cart/add.js', { id: String(store.coffee.variants[0]?.id) });
    const response = await visitor.postJson('/apps/regulars/redeem/now', { rewardId: 'rw' });
    expect(await response.json()).toEqual({ ok: true });
    expect(seen[0]?.method).toBe('POST');
    expect(seen[0]?.url.pathname).toBe('/proxy/redeem/now');
    expect(seen[0]?.body).toBe('{"rewardId":"rw"}');
    expect(seen[0]?.headers['content-type']).toBe('application/json');
    expect(seen[0]?.headers.cookie).toBeUndefined();
    expect(seen[0]?.headers['x-forwarded-host']).toBe('small.myshopify.com');
  });

  it('hands back status and headers, but sets no cookies of the app', async () => {
    reply = (response) =>
      response
        .writeHead(409, { 'content-type': 'application/json', 'set-cookie': 'a=1', 'x-app': 'y' })
        .end('{"error":1}');
    const response = await fetch(`${store.url}/apps/regulars/x`);
    expect([response.status, response.headers.get('x-app'), response.headers.get('set-cookie')]).toEqual([
      409,
      'y',
      null,
    ]);
  });

  it('passes redirects on', async () => {
    reply = (response) => response.writeHead(302, { location: '/products/krus' }).end();
    const response = await store.visitor().get('/apps/regulars/go');
    expect([response.status, response.headers.get('location')]).toEqual([302, '/products/krus']);
  });

  it('renders Liquid inside the layout of the theme', async () => {
    reply = (response) =>
      response
        .writeHead(200, { 'content-type': 'application/liquid' })
        .end('<h1>{{ shop.name }}: {{ 1 | plus: 1 }}</h1>');
    const html = await (await store.visitor().get('/apps/regulars/page')).text();
    expect(html).toContain('<h1>Small Shop: 2</h1>');
    expect(html).toContain('<title>');
    reply = (response) =>
      response.writeHead(200, { 'content-type': 'application/liquid' }).end('{% layout none %}{{ shop.name }}');
    expect(await (await store.visitor().get('/apps/regulars/page')).text()).toBe('Small Shop');
  });

  it('shows a page when the app does not answer in time or not at all', async () => {
    reply = () => undefined;
    const hasty = await openSmallStore({ appUrl, realNowMs: Date.now, proxyTimeoutMs: 300 });
    expect((await hasty.visitor().get('/apps/regulars/slow')).status).toBe(504);
    await hasty.close();
    reply = (response) => response.destroy();
    const response = await store.visitor().get('/apps/regulars/gone');
    expect(response.status).toBe(502);
    expect(await response.text()).toContain('tredjepartsappen');
  });

  it('leaves other paths and an uninstalled app alone', async () => {
    expect((await store.visitor().get('/apps/other/x')).status).toBe(404);
    store.world.apps.uninstall();
    expect((await store.visitor().get('/apps/regulars/member')).status).toBe(404);
    expect(seen).toEqual([]);
  });
});
