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

const codesInCart = async (browser: Browser) =>
  ((await (await browser.get('/cart.js')).json()) as { discount_codes: { code: string }[] }).discount_codes.map(
    ({ code }) => code,
  );

describe('checkout', () => {
  const address = {
    email: 'gaest@example.com',
    firstName: 'Per',
    lastName: 'Berg',
    address1: 'Vej 1',
    zip: '2100',
    city: 'København',
  };

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
    expect(await (await visitor.get('/cart.js')).json()).toMatchObject({ item_count: 0 });
  });

  it('places the order of the customer who is logged in', async () => {
    await visitor.logIn('maja@example.com');
    const path = await begin(visitor);
    await visitor.post(path, { ...address, intent: 'pay', card: '1' });
    expect(store.world.orders.list({ customerId: store.customer.id })).toHaveLength(1);
  });

  it('applies a good code, shows its share on the line, and puts it on the order', async () => {
    tenPercent(store.world, 'TI');
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
    [
      'too small a cart',
      { minimum: { kind: 'subtotal', amountMinor: 50000 } },
      'KODE',
      'kræver en subtotal på mindst 500,00 kr.',
    ],
    ['expired', { startsAt: '2026-01-01T00:00:00Z', endsAt: '2026-02-01T00:00:00Z' }, 'KODE', 'er udløbet'],
  ])('says why a code does not apply: %s', async (_name, more, entered, reason) => {
    tenPercent(store.world, 'KODE', more);
    const path = await begin(visitor);
    const response = await visitor.post(path, { intent: 'apply_discount', discount: entered });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain(reason);
    expect(await codesInCart(visitor)).toEqual([]);
  });

  it('refuses a code of another customer', async () => {
    tenPercent(store.world, 'MAJAS', { context: { kind: 'customers', customerIds: [store.customer.id] } });
    const other = store.visitor();
    await other.logIn('anden@example.com');
    const path = await begin(other);
    expect(await (await other.post(path, { intent: 'apply_discount', discount: 'MAJAS' })).text()).toContain(
      'tilhører en anden kunde',
    );
    await visitor.logIn('maja@example.com');
    const own = await begin(visitor);
    expect((await visitor.post(own, { intent: 'apply_discount', discount: 'MAJAS' })).status).toBe(303);
  });

  it('names the code that another one cannot be combined with, and keeps the first', async () => {
    tenPercent(store.world, 'A1');
    tenPercent(store.world, 'B2');
    const path = await begin(visitor);
    await visitor.post(path, { intent: 'apply_discount', discount: 'A1' });
    const response = await visitor.post(path, { intent: 'apply_discount', discount: 'B2' });
    expect(await response.text()).toContain('B2 kan ikke kombineres med A1');
    expect(await codesInCart(visitor)).toEqual(['A1']);
  });

  it('takes several codes that combine, and drops one on request', async () => {
    const open = { order: true, product: true, shipping: true };
    tenPercent(store.world, 'TI', { combinesWith: open });
    store.world.discounts.create(null, { kind: 'free_shipping', title: 'F', code: 'FRAGT', combinesWith: open });
    const path = await begin(visitor);
    await visitor.post(path, { intent: 'apply_discount', discount: 'TI' });
    await visitor.post(path, { intent: 'apply_discount', discount: 'FRAGT' });
    expect(await (await visitor.get(path)).text()).toContain('160,20 kr. DKK');
    await visitor.post(path, { remove_discount: 'ti' });
    expect(await codesInCart(visitor)).toEqual(['FRAGT']);
  });

  it('does not charge when a code ran out meanwhile: it says so and shows the new total', async () => {
    const discount = tenPercent(store.world, 'SIDSTE');
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
    expect(await (await visitor.post(path, { email: 'x@example.com', intent: 'pay', card: '1' })).text()).toContain(
      'din adresse',
    );
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
