import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSmallStore, tenPercent, variantOf } from '../testing/small-store.ts';
import type { Browser, SmallStore } from '../testing/small-store.ts';

let store: SmallStore;
let visitor: Browser;

beforeEach(async () => {
  store = await openSmallStore();
  visitor = store.visitor();
});
afterEach(() => store.close());

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
    tenPercent(store.world, 'TI');
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
    tenPercent(store.world, 'LINK');
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
    const forged = Buffer.from(JSON.stringify({ cartToken: 'token-1', customerId: store.customer.id })).toString(
      'base64url',
    );
    const response = await fetch(`${store.url}/account`, {
      headers: { cookie: `_store_session=${forged}.AAAA` },
      redirect: 'manual',
    });
    expect(response.headers.get('location')).toBe('/account/login');
  });
});
