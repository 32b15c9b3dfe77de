import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openSmallStore } from './testing/small-store.ts';
import type { Browser, SmallStore } from './testing/small-store.ts';

let store: SmallStore;
let visitor: Browser;

beforeEach(async () => {
  store = await openSmallStore();
  visitor = store.visitor();
});
afterEach(() => store.close());

describe('pages', () => {
  it.each([
    '/',
    '/en',
    '/de/collections',
    '/collections/kaffe',
    '/collections/all',
    '/products/espresso',
    '/hu/cart',
    '/search?q=krus',
    '/account/login',
    '/editor',
  ])('shows %s without an error of Liquid or a missing word', async (path) => {
    const response = await visitor.get(path);
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(text).not.toMatch(/Liquid (syntax )?error|Translation missing/);
    expect(store.errors).toEqual([]);
  });

  it('says 404 on a page that does not exist', async () => {
    expect((await visitor.get('/products/none')).status).toBe(404);
    expect((await visitor.get('/a/b/c')).status).toBe(404);
  });

  it.each([
    '/%',
    '/%ff',
    '/products/%E0%A4%A',
    '/cdn/shop/files/%ff',
    '/cart/change?id=&quantity=x',
    '/?variant=9e99&page=-1',
  ])('does not stumble over %s', async (path) => {
    expect((await visitor.get(path)).status).toBeLessThan(500);
  });

  it('refuses a body that it cannot read, or that is too large', async () => {
    const send = (body: string) =>
      fetch(`${store.url}/cart/add.js`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect((await send('{"id":')).status).toBe(400);
    expect((await send(`{"id":"${'9'.repeat(1_100_000)}"}`)).status).toBe(413);
  });

  it('speaks the language of the path and links within it', async () => {
    const english = await (await visitor.get('/en/products/espresso')).text();
    expect(english).toContain('<html lang="en"');
    expect(english).toContain('Add to cart');
    expect(english).toContain('href="/en/cart"');
    expect(await (await visitor.get('/products/espresso')).text()).toContain('Læg i kurven');
  });

  it('sends the first language to its address without a prefix', async () => {
    expect((await visitor.get('/da/cart?x=1')).headers.get('location')).toBe('/cart?x=1');
  });

  it('changes the language from the footer and stays on the page', async () => {
    const response = await visitor.post('/localization', { locale_code: 'sv', return_to: '/products/krus' });
    expect(response.headers.get('location')).toBe('/sv/products/krus');
  });

  it('has the same words in all five languages', () => {
    const folder = fileURLToPath(new URL('./theme/locales', import.meta.url));
    const keysOf = (value: unknown, path = ''): string[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([name, item]) => keysOf(item, `${path}.${name}`))
        : [path];
    const all = readdirSync(folder).map((name) => keysOf(JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'))).sort());
    expect(all).toHaveLength(5);
    for (const keys of all) expect(keys).toEqual(all[0]);
  });

  it('serves files that name their content for a year, compressed', async () => {
    const page = await (await visitor.get('/')).text();
    const address = /href="(\/cdn\/shop\/t\/1\/assets\/base\.css\?v=\w+)"/.exec(page)?.[1] ?? '';
    const response = await visitor.get(address, { 'accept-encoding': 'br' });
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect(response.headers.get('content-encoding')).toBe('br');
    expect((await visitor.get('/cdn/shop/t/1/assets/..%2f..%2fhandler.ts')).status).toBe(404);
  });
});
