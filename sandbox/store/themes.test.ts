import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { THEMES, publishTheme } from '#sandbox/world/themes.ts';
import { openSmallStore } from './testing/small-store.ts';
import type { Browser, SmallStore } from './testing/small-store.ts';

const fjord = String(THEMES[1]?.id);
let store: SmallStore;
let visitor: Browser;

beforeEach(async () => {
  store = await openSmallStore();
  visitor = store.visitor();
});
afterEach(() => store.close());

const page = async (path: string) => (await visitor.get(path)).text();

describe('themes', () => {
  it('are previewed by one visitor until the preview is closed; others see the published one', async () => {
    expect(await page(`/?preview_theme_id=${fjord}`)).toContain('Preview: Fjord');
    expect(await page('/cart')).toContain('"name":"Fjord","role":"unpublished"');
    expect(await page('/cart?pb=0')).not.toContain('Close preview');
    expect(await (await store.visitor().get('/')).text()).toContain('"name":"Nordlys","role":"main"');
    expect(await page('/cart?preview_theme_id=')).toContain('"name":"Nordlys","role":"main"');
  });

  it('are published for everybody', async () => {
    publishTheme(store.world, 'fjord');
    expect(await page('/')).toContain('"name":"Fjord","role":"main"');
    expect(await page('/')).not.toContain('preview-bar');
  });

  it.each([
    '/',
    '/en',
    '/de/collections',
    '/collections/kaffe',
    '/products/espresso',
    '/hu/cart',
    '/sv/search?q=krus',
    '/account/login',
    '/pages/loyalty',
    '/hu/pages/about',
    '/no-such-page',
  ])('of the modern kind show %s without an error of Liquid or a missing word', async (path) => {
    publishTheme(store.world, 'fjord');
    expect(await page(path)).not.toMatch(/Liquid (syntax )?error|[Tt]ranslation missing/);
    expect(store.errors).toEqual([]);
  });

  it('have color schemes that sections choose from, and one for the pages', async () => {
    publishTheme(store.world, 'fjord');
    expect(await page('/')).toMatch(/\.color-scheme-4 \{\s+--paper: #10161d;[^]*<body class="scheme color-scheme-1"/);
    await visitor.post('/editor', { theme: fjord, action: 'theme', 'setting:page_scheme': 'scheme-4' });
    expect(await page('/')).toContain('<body class="scheme color-scheme-4"');
  });

  it('show pages of the merchant by the template that each has', async () => {
    expect(await page('/en/pages/about')).toContain('<h1>About us</h1>');
    expect((await visitor.get('/pages/none')).status).toBe(404);
  });
});

describe('the section rendering API', () => {
  const sections = async (path: string) => (await (await visitor.get(path)).json()) as Record<string, string | null>;

  it('renders sections of the template, of groups and by file, and says null for others', async () => {
    publishTheme(store.world, 'fjord');
    const ids = ['template--2__main', 'sections--2__header', 'cart-count', 'template--2__none'];
    const found = await sections(`/products/espresso?sections=${ids.join(',')}`);
    expect(Object.keys(found)).toEqual(ids);
    expect(found['template--2__main']).toContain('Nordlys Espresso');
    expect(found['sections--2__header']).toContain('<fjord-search');
    expect(found['cart-count']).toContain('id="shopify-section-cart-count"');
    expect(found['template--2__none']).toBeNull();
    expect(Object.keys(await sections('/?sections[]=header&sections[]=footer'))).toEqual(['header', 'footer']);
  });

  it('refuses more than five sections, and a single one that does not exist', async () => {
    expect((await visitor.get('/?sections=a,b,c,d,e,f')).status).toBe(400);
    expect((await visitor.get('/?section_id=none')).status).toBe(404);
  });

  it('renders sections with the cart as they look on sections_url, else on the page that asks', async () => {
    publishTheme(store.world, 'fjord');
    const add = async (more: object, headers: Record<string, string> = {}) => {
      const body = JSON.stringify({ id: store.mug.variants[0]?.id, sections: ['template--2__main'], ...more });
      const reply = await fetch(`${store.url}/cart/add.js`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...headers },
      });
      return ((await reply.json()) as { sections: Record<string, string> }).sections['template--2__main'];
    };
    expect(await add({ sections_url: '/products/krus' })).toContain('<fjord-product');
    expect(await add({}, { referer: `${store.url}/collections/kaffe` })).toContain('class="grid"');
    expect(await add({})).toContain('data-fjord-cart');
    expect(await add({ sections_url: '/cart' })).toContain('class="cart-line"');
  });
});

describe('predictive search', () => {
  const ask = async (query: string) => {
    const reply = await visitor.get(`/search/suggest.json?${query}`);
    const body = (await reply.json()) as {
      resources?: { results: Record<string, { title?: string; text?: string; url: string }[]> };
    };
    return { status: reply.status, results: body.resources?.results ?? {} };
  };

  it('answers queries, products, collections and pages that begin with what was typed', async () => {
    const { results } = await ask('q=k');
    expect(results['products']?.map((one) => one.title)).toEqual(['Nordlys Espresso', 'Krus']);
    expect(results['collections']?.map((one) => one.title)).toEqual(['Kaffe']);
    expect(results['pages']?.map((one) => one.title)).toEqual(['Kundeklub']);
    expect(results['queries']?.map((one) => one.text)).toEqual(['krus']);
    expect(results['products']?.[0]?.url).toMatch(/^\/products\/espresso\?_pos=1&_psq=k&_ss=e&_v=1\.0$/);
  });

  it('keeps to the types and limits that are asked for, in the language of the path', async () => {
    const few = await ask('q=k&resources[type]=product,page&resources[limit]=1');
    expect([few.results['products']?.length, few.results['pages']?.length, few.results['collections']]).toEqual([
      1,
      0,
      [],
    ]);
    const each = await ask('q=k&resources[type]=product,page&resources[limit]=1&resources[limit_scope]=each');
    expect(each.results['pages']).toHaveLength(1);
    expect((await ask('q=k&resources[type]=shoes')).status).toBe(422);
    expect((await ask('q=')).status).toBe(422);
    expect(await (await visitor.get('/hu/search/suggest.json?q=hűs')).text()).toContain('/hu/pages/loyalty');
  });

  it('is rendered as a section for the theme', async () => {
    publishTheme(store.world, 'fjord');
    const html = await page('/search/suggest?q=krus&section_id=predictive-search');
    expect(html).toContain('role="option"');
    expect(html).toContain('120,00 kr.');
    expect((await visitor.get('/search/suggest?q=krus')).status).toBe(404);
  });
});
