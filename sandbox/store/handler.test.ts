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

const variantOf = (product: { variants: { id: number }[] }, index = 0) => String(product.variants[index]?.id);

interface AjaxCart {
  item_count: number;
  total_price: number;
  original_total_price: number;
  total_discount: number;
  items: { key: string; quantity: number; final_line_price: number; variant_id: number; properties: object }[];
  discount_codes: { code: string; applicable: boolean }[];
  cart_level_discount_applications: { title: string; total_allocated_amount: number }[];
}

const readCart = async (browser: Browser) => (await (await browser.get('/cart.js')).json()) as AjaxCart;

function tenPercent(code: string, more: object = {}) {
  return store.world.discounts.create(null, {
    kind: 'basic',
    title: code,
    code,
    items: { kind: 'all' },
    value: { kind: 'percentage', percentageBp: 1000 },
    ...more,
  });
}

describe('pages', () => {
  it.each(['/', '/en', '/de/collections', '/collections/kaffe', '/collections/all', '/products/espresso', '/hu/cart', '/search?q=krus', '/account/login', '/editor'])(
    'shows %s without an error of Liquid or a missing word',
    async (path) => {
      const response = await visitor.get(path);
      const text = await response.text();
      expect(response.status).toBe(200);
      expect(text).not.toMatch(/Liquid (syntax )?error|Translation missing/);
      expect(store.errors).toEqual([]);
    },
  );

  it('says 404 on a page that does not exist', async () => {
    expect((await visitor.get('/products/none')).status).toBe(404);
    expect((await visitor.get('/a/b/c')).status).toBe(404);
  });

  it('speaks the language of the path and links within it', async () => {
    const english = await (await visitor.get('/en/products/espresso')).text();
    expect(english).toContain('<html lang="en"');
    expect(english).toContain('Add to cart');
    expect(english).toContain('href="/en/cart"');
    expect((await (await visitor.get('/products/espresso')).text())).toContain('Læg i kurven');
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

describe('the Ajax cart', () => {
  it('adds, changes and clears, with money in hundredths', async () => {
    const added = await visitor.post('/cart/add.js', { id: variantOf(store.coffee), quantity: '2' });
    expect(((await added.json()) as { quantity: number }).quantity).toBe(2);
    let cart = await readCart(visitor);
    expect([cart.item_count, cart.total_price]).toEqual([2, 17800]);
    await visitor.postJson('/cart/change.js', { id: cart.items[0]?.key, quantity: 1 });
    cart = await readCart(visitor);
    expect(cart.total_price).toBe(8900);
    await visitor.post('/cart/clear.js', {});
    expect((await readCart(visitor)).item_count).toBe(0);
  });

  it('counts in hundredths in a currency without decimals too', async () => {
    const yen = await openSmallStore({ currencyCode: 'JPY', moneyFormat: '¥{{amount_no_decimals}}' });
    try {
      const browser = yen.visitor();
      await browser.post('/cart/add.js', { id: String(yen.coffee.variants[0]?.id) });
      expect((await readCart(browser)).total_price).toBe(890000);
      expect(await (await browser.get('/cart')).text()).toContain('¥8,900');
    } finally {
      await yen.close();
    }
  });

  it('keeps lines with other properties apart, newest first', async () => {
    const items = [
      { id: variantOf(store.coffee), quantity: 1, properties: { Note: 'til Ida' } },
      { id: variantOf(store.coffee), quantity: 1 },
    ];
    await visitor.postJson('/cart/add.js', { items });
    const cart = await readCart(visitor);
    expect(cart.items.map((item) => item.properties)).toEqual([{}, { Note: 'til Ida' }]);
  });

  it('refuses unknown variants and more than there is in stock', async () => {
    expect((await visitor.post('/cart/add.js', { id: '1' })).status).toBe(404);
    const tooMany = await visitor.post('/cart/add.js', { id: variantOf(store.mug), quantity: '4' });
    expect(tooMany.status).toBe(422);
    expect(((await tooMany.json()) as { description: string }).description).toContain('3');
    expect((await readCart(visitor)).item_count).toBe(0);
  });

  it('updates several lines, and answers fresh sections on request', async () => {
    await visitor.post('/cart/add.js', { id: variantOf(store.coffee) });
    const response = await visitor.postJson('/cart/update.js', {
      updates: { [variantOf(store.coffee)]: 3, [variantOf(store.mug)]: 1 },
      sections: 'cart-drawer,none-such',
    });
    const answer = (await response.json()) as AjaxCart & { sections: Record<string, string | null> };
    expect(answer.item_count).toBe(4);
    expect(answer.sections['cart-drawer']).toContain('id="shopify-section-cart-drawer"');
    expect(answer.sections['none-such']).toBeNull();
  });

  it('applies codes by update.js and tells which of them apply', async () => {
    tenPercent('TI');
    await visitor.post('/cart/add.js', { id: variantOf(store.coffee) });
    await visitor.postJson('/cart/update.js', { discount: 'ti, FINDES-IKKE' });
    const cart = await readCart(visitor);
    expect(cart.discount_codes).toEqual([
      { code: 'ti', applicable: true },
      { code: 'FINDES-IKKE', applicable: false },
    ]);
    expect([cart.total_price, cart.original_total_price, cart.total_discount]).toEqual([8010, 8900, 890]);
    expect(cart.cart_level_discount_applications[0]?.total_allocated_amount).toBe(890);
    expect(cart.items[0]?.final_line_price).toBe(8900);
    await visitor.postJson('/cart/update.js', { discount: '' });
    expect((await readCart(visitor)).discount_codes).toEqual([]);
  });

  it('counts a free-shipping code as applicable before a rate is chosen', async () => {
    store.world.discounts.create(null, { kind: 'free_shipping', title: 'F', code: 'FRAGT' });
    await visitor.post('/cart/add.js', { id: variantOf(store.coffee) });
    await visitor.postJson('/cart/update.js', { discount: 'FRAGT' });
    expect((await readCart(visitor)).discount_codes).toEqual([{ code: 'FRAGT', applicable: true }]);
  });

  it('takes a code from a discount link and goes where the link says', async () => {
    tenPercent('LINK');
    await visitor.post('/cart/add.js', { id: variantOf(store.coffee) });
    expect((await visitor.get('/discount/LINK?redirect=/cart')).headers.get('location')).toBe('/cart');
    expect((await visitor.get('/discount/LINK?redirect=//evil.example')).headers.get('location')).toBe('/');
    expect((await readCart(visitor)).total_price).toBe(8010);
  });

  it('fills the cart from a permalink', async () => {
    const link = `/cart/${variantOf(store.coffee)}:2,${variantOf(store.mug)}:1?storefront=true`;
    expect((await visitor.get(link)).headers.get('location')).toBe('/cart');
    expect((await readCart(visitor)).item_count).toBe(3);
  });

  it('works by plain forms when there is no JavaScript', async () => {
    const response = await visitor.post('/cart/add', { id: variantOf(store.coffee), quantity: '1' });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/cart']);
    expect(await (await visitor.get('/cart')).text()).toContain('Nordlys Espresso');
  });

  it('forgets a session cookie that was tampered with', async () => {
    await visitor.post('/cart/add.js', { id: variantOf(store.coffee) });
    const forged = Buffer.from(JSON.stringify({ cartToken: 'token-1', customerId: store.customer.id })).toString('base64url');
    const response = await fetch(`${store.url}/account`, {
      headers: { cookie: `_store_session=${forged}.AAAA` },
      redirect: 'manual',
    });
    expect(response.headers.get('location')).toBe('/account/login');
  });
});

describe('log-in', () => {
  it('sends a six-digit code and opens the account with it', async () => {
    await visitor.post('/account/login', { email: 'Maja@Example.com' });
    expect(store.world.log.mails({ to: 'maja@example.com' })[0]?.text).toContain('123456');
    expect(await (await visitor.get('/account/login')).text()).toContain('123456');
    const response = await visitor.post('/account/login', { code: '123456' });
    expect(response.headers.get('location')).toBe('/account');
    expect(await (await visitor.get('/account')).text()).toContain('Maja');
  });

  it('refuses a wrong code, and the right one after five wrong ones', async () => {
    await visitor.post('/account/login', { email: 'maja@example.com' });
    for (let attempt = 0; attempt < 5; attempt++) {
      expect((await visitor.post('/account/login', { code: '000000' })).status).toBe(422);
    }
    expect((await visitor.post('/account/login', { code: '123456' })).status).toBe(422);
    expect((await visitor.get('/account')).status).toBe(302);
  });

  it('refuses a code that is older than a quarter of an hour', async () => {
    await visitor.post('/account/login', { email: 'maja@example.com' });
    store.world.clock.advance(16 * 60_000);
    expect((await visitor.post('/account/login', { code: '123456' })).status).toBe(422);
  });

  it('makes a customer of a new address', async () => {
    await visitor.logIn('ny@example.com');
    expect(store.world.customers.byEmail('ny@example.com')?.state).toBe('enabled');
  });

  it('goes back to the page that asked for the log-in, but never to another host', async () => {
    await visitor.get('/account/login?return_url=/products/krus');
    expect((await visitor.logIn('maja@example.com')).headers.get('location')).toBe('/products/krus');
    const other = store.visitor();
    await other.get('/account/login?return_url=https://evil.example/');
    expect((await other.logIn('maja@example.com')).headers.get('location')).toBe('/account');
  });

  it('forgets the customer at log-out', async () => {
    await visitor.logIn('maja@example.com');
    await visitor.get('/account/logout');
    expect((await visitor.get('/account')).headers.get('location')).toBe('/account/login');
  });
});

describe('checkout', () => {
  const address = { email: 'gaest@example.com', firstName: 'Per', lastName: 'Berg', address1: 'Vej 1', zip: '2100', city: 'København' };

  async function begin(browser: Browser): Promise<string> {
    await browser.post('/cart/add.js', { id: variantOf(store.coffee), quantity: '2' });
    return (await browser.get('/checkout')).headers.get('location') ?? '';
  }

  it('places a paid order for a guest, and shows it', async () => {
    const path = await begin(visitor);
    const response = await visitor.post(path, { ...address, intent: 'pay', card: '1' });
    expect(response.status).toBe(303);
    const order = store.world.orders.list({ reverse: true, limit: 1 })[0];
    expect([order?.email, order?.financialStatus]).toEqual(['gaest@example.com', 'paid']);
    expect(order && store.world.orders.originalTotals(order).total.shopMinor).toBe(17800 + 3900);
    expect(await (await visitor.get(response.headers.get('location') ?? '')).text()).toContain(order?.name);
    expect((await readCart(visitor)).item_count).toBe(0);
  });

  it('places the order of the customer who is logged in', async () => {
    await visitor.logIn('maja@example.com');
    const path = await begin(visitor);
    await visitor.post(path, { ...address, intent: 'pay', card: '1' });
    expect(store.world.orders.list({ customerId: store.customer.id })).toHaveLength(1);
  });

  it('applies a good code, shows its share on the line, and puts it on the order', async () => {
    tenPercent('TI');
    const path = await begin(visitor);
    expect((await visitor.post(path, { intent: 'apply_discount', discount: 'ti' })).status).toBe(303);
    const page = await (await visitor.get(path)).text();
    expect(page).toContain('−17,80 kr.');
    await visitor.post(path, { ...address, intent: 'pay', card: '1' });
    const order = store.world.orders.list({ reverse: true, limit: 1 })[0];
    expect(order?.discountApplications.map((application) => application.code.toLowerCase())).toEqual(['ti']);
    expect(store.world.discounts.useCount(store.world.discounts.byCode('TI')?.discount.id ?? 0)).toBe(1);
  });

  it.each([
    ['unknown', {}, 'ANDEN', 'er ikke en gyldig rabatkode'],
    ['too small a cart', { minimum: { kind: 'subtotal', amountMinor: 50000 } }, 'KODE', 'kræver en subtotal på mindst 500,00 kr.'],
    ['expired', { startsAt: '2026-01-01T00:00:00Z', endsAt: '2026-02-01T00:00:00Z' }, 'KODE', 'er udløbet'],
  ])('says why a code does not apply: %s', async (_name, more, entered, reason) => {
    tenPercent('KODE', more);
    const path = await begin(visitor);
    const response = await visitor.post(path, { intent: 'apply_discount', discount: entered });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain(reason);
    expect((await readCart(visitor)).discount_codes).toEqual([]);
  });

  it('refuses a code of another customer', async () => {
    tenPercent('MAJAS', { context: { kind: 'customers', customerIds: [store.customer.id] } });
    const other = store.visitor();
    await other.logIn('anden@example.com');
    const path = await begin(other);
    expect(await (await other.post(path, { intent: 'apply_discount', discount: 'MAJAS' })).text()).toContain('tilhører en anden kunde');
    await visitor.logIn('maja@example.com');
    const own = await begin(visitor);
    expect((await visitor.post(own, { intent: 'apply_discount', discount: 'MAJAS' })).status).toBe(303);
  });

  it('names the code that another one cannot be combined with, and keeps the first', async () => {
    tenPercent('A1');
    tenPercent('B2');
    const path = await begin(visitor);
    await visitor.post(path, { intent: 'apply_discount', discount: 'A1' });
    const response = await visitor.post(path, { intent: 'apply_discount', discount: 'B2' });
    expect(await response.text()).toContain('B2 kan ikke kombineres med A1');
    expect((await readCart(visitor)).discount_codes.map((code) => code.code)).toEqual(['A1']);
  });

  it('takes several codes that combine, and drops one on request', async () => {
    const open = { order: true, product: true, shipping: true };
    tenPercent('TI', { combinesWith: open });
    store.world.discounts.create(null, { kind: 'free_shipping', title: 'F', code: 'FRAGT', combinesWith: open });
    const path = await begin(visitor);
    await visitor.post(path, { intent: 'apply_discount', discount: 'TI' });
    await visitor.post(path, { intent: 'apply_discount', discount: 'FRAGT' });
    expect(await (await visitor.get(path)).text()).toContain('160,20 kr. DKK');
    await visitor.post(path, { remove_discount: 'ti' });
    expect((await readCart(visitor)).discount_codes.map((code) => code.code)).toEqual(['FRAGT']);
  });

  it('does not charge when a code ran out meanwhile: it says so and shows the new total', async () => {
    const discount = tenPercent('SIDSTE');
    const path = await begin(visitor);
    await visitor.post(path, { intent: 'apply_discount', discount: 'SIDSTE' });
    store.world.discounts.deactivate(discount.id);
    const response = await visitor.post(path, { ...address, intent: 'pay', card: '1' });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('er udløbet');
    expect(store.world.orders.count()).toBe(0);
  });

  it.each([
    ['2', 'blev afvist'],
    ['3', 'mislykkedes'],
    ['4111', 'testkort'],
  ])('does not place an order with card %s', async (card, reason) => {
    const path = await begin(visitor);
    const response = await visitor.post(path, { ...address, intent: 'pay', card });
    expect(await response.text()).toContain(reason);
    expect(store.world.orders.count()).toBe(0);
  });

  it('asks for an address only when something is sent', async () => {
    const path = await begin(visitor);
    expect(await (await visitor.post(path, { email: 'x@example.com', intent: 'pay', card: '1' })).text()).toContain('din adresse');
    const other = store.visitor();
    await other.post('/cart/add.js', { id: variantOf(store.giftCard) });
    const giftPath = (await other.get('/checkout')).headers.get('location') ?? '';
    expect((await other.post(giftPath, { email: 'x@example.com', intent: 'pay', card: '1' })).status).toBe(303);
  });

  it("does not show one visitor's checkout to another", async () => {
    const path = await begin(visitor);
    expect((await store.visitor().get(path)).headers.get('location')).toBe('/cart');
  });
});
