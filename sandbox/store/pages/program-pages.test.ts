import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Order } from '#sandbox/world/order-types.ts';
import { openSmallStore } from '../testing/small-store.ts';
import type { Browser, SmallStore } from '../testing/small-store.ts';

let store: SmallStore;
let visitor: Browser;

beforeEach(async () => {
  store = await openSmallStore();
  visitor = store.visitor();
});
afterEach(async () => {
  expect(store.errors).toEqual([]);
  await store.close();
});

async function begin(variantId: number | undefined, more: Record<string, string> = {}): Promise<string> {
  await visitor.post('/cart/add.js', { id: String(variantId), ...more });
  return (await visitor.get('/checkout')).headers.get('location') ?? '';
}

function lastOrder(): Order | undefined {
  return store.world.orders.list({ reverse: true, limit: 1 })[0];
}

const address = { lastName: 'Berg', address1: 'Vej 1', zip: '2100', city: 'København' };
const paidBy = (order: Order | undefined) =>
  order?.transactions.map(({ gateway, amount }) => [gateway, amount.shopMinor]);

describe('At the checkout', () => {
  it('a gift card and then store credit pay first; the card pays what is left', async () => {
    const { world, mug, customer } = store;
    const card = world.giftCards.create({ amountMinor: 5000 });
    world.credits.creditStoreCredit({ customerId: customer.id, amountMinor: 4000, currencyCode: 'DKK' });
    await visitor.logIn('maja@example.com');
    const path = await begin(mug.variants[0]?.id);
    const wrong = await visitor.post(path, { intent: 'apply_gift_card', gift_card: 'nothing0' });
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('gavekort')]);
    await visitor.post(path, { intent: 'apply_gift_card', gift_card: card.code.toUpperCase() });
    const page = await (await visitor.get(path)).text();
    expect(page).toContain(`•••• ${card.code.slice(-4).toUpperCase()}`);
    const fields = { ...address, boxes: 'newsletter store_credit', store_credit: 'on' };
    await visitor.post(path, { ...fields, intent: 'pay', card: '1' });
    expect(paidBy(lastOrder())).toEqual([
      ['gift_card', 5000],
      ['shopify_store_credit', 4000],
      ['bogus', 12_000 + 3900 - 9000],
    ]);
  });

  it('a visitor is not offered store credit, and may take a gift card off again', async () => {
    const { world, mug } = store;
    const card = world.giftCards.create({ amountMinor: 50_000 });
    const path = await begin(mug.variants[0]?.id);
    await visitor.post(path, { intent: 'apply_gift_card', gift_card: card.code });
    expect(await (await visitor.get(path)).text()).not.toMatch(/name="(card|store_credit)"/);
    await visitor.post(path, { remove_gift_card: card.code });
    expect(await (await visitor.get(path)).text()).toContain('name="card"');
  });

  it('an automatic discount shows by its title and cannot be taken off', async () => {
    const { world, mug } = store;
    world.discounts.create(null, {
      kind: 'basic',
      method: 'automatic',
      title: 'Autumn',
      code: '',
      items: { kind: 'products', productIds: [mug.id], variantIds: [] },
      value: { kind: 'percentage', percentageBp: 1000 },
    });
    const path = await begin(mug.variants[0]?.id);
    const page = await (await visitor.get(path)).text();
    expect(page).toContain('Autumn');
    expect(page).not.toContain('name="remove_discount" value="Autumn"');
    const cart = (await (await visitor.get('/cart.js')).json()) as { total_price: number; discount_codes: object[] };
    expect([cart.total_price, cart.discount_codes]).toEqual([10_800, []]);
  });
});

describe('A subscription', () => {
  it('is chosen on the product page, shown in the cart, and begins with the order', async () => {
    const { world, customer } = store;
    const beans = world.catalog.createProduct({
      title: 'Beans',
      handle: 'beans',
      variants: [{ sku: 'BEANS', priceMinor: 10_000 }],
      sellingPlans: [{ name: 'Hver måned', interval: 'month', intervalCount: 1, discountBp: 1000 }],
      requiresSellingPlan: true,
    });
    const planId = String(beans.sellingPlans?.[0]?.id);
    expect(await (await visitor.get('/products/beans')).text()).toContain(`name="selling_plan" value="${planId}"`);
    const variantId = beans.variants[0]?.id;
    expect((await visitor.post('/cart/add.js', { id: String(variantId) })).status).toBe(422);
    await visitor.logIn('maja@example.com');
    const path = await begin(variantId, { selling_plan: planId });
    expect(await (await visitor.get('/cart')).text()).toContain('Hver måned');
    await visitor.post(path, { ...address, intent: 'pay', card: '1' });
    expect(world.orders.originalTotals(lastOrder() as Order).subtotal.shopMinor).toBe(9000);
    expect(world.subscriptions.list({ customerId: customer.id })).toMatchObject([{ status: 'active' }]);
  });
});

describe('The newsletter', () => {
  it('is asked for at log-in, at the checkout and in the footer, and is consent to mail', async () => {
    const { world, mug } = store;
    const consentOf = (email: string) => world.customers.byEmail(email)?.emailMarketing.state;
    await visitor.post('/account/login', { email: 'new@example.com', newsletter: 'on' });
    await visitor.post('/account/login', { code: '123456' });
    expect(consentOf('new@example.com')).toBe('subscribed');
    visitor = store.visitor();
    const path = await begin(mug.variants[0]?.id);
    const guest = { ...address, email: 'guest@example.com', boxes: 'newsletter', newsletter: 'on' };
    await visitor.post(path, { ...guest, intent: 'pay', card: '1' });
    expect(consentOf('guest@example.com')).toBe('subscribed');
    const form = { 'contact[email]': 'reader@example.com', 'contact[tags]': 'newsletter', return_to: '/' };
    const sent = await visitor.post('/contact', form);
    expect(sent.headers.get('location')).toBe('/?customer_posted=true#contact_form');
    expect(world.customers.byEmail('reader@example.com')).toMatchObject({ state: 'disabled', tags: ['newsletter'] });
    expect(consentOf('reader@example.com')).toBe('subscribed');
    expect(await (await visitor.get('/?customer_posted=true')).text()).toContain('role="status"');
  });
});
