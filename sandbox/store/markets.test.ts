/** A store that sells in several countries: what each visitor sees, and what the order says of both currencies. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSmallStore, variantOf } from './testing/small-store.ts';
import type { Browser, SmallStore } from './testing/small-store.ts';
import { orderPayload } from '#sandbox/world/payload-order.ts';
import { euroAndYen } from './testing/two-markets.ts';

let store: SmallStore;
let visitor: Browser;

beforeEach(async () => {
  store = await openSmallStore();
  store.world.shop.update(euroAndYen);
  visitor = store.visitor();
});
afterEach(() => store.close());

const goTo = (country: string) => visitor.post('/localization', { country_code: country, return_to: '/products/krus' });
const textAt = async (path: string) => (await visitor.get(path)).text();
const cart = async () => (await visitor.get('/cart.js')).json() as Promise<Record<string, unknown>>;

describe('Choosing a country', () => {
  it('leads back to the page, whose prices are then converted and rounded up as its market rounds', async () => {
    expect(await textAt('/products/krus')).toContain('120,00 kr.');
    const answer = await goTo('DE');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/products/krus']);
    // 120.00 kr. at 0.134 is 16.08 euro.
    expect(await textAt('/products/krus')).toContain('€16,95');
    expect(await textAt('/products/krus')).toContain('Shopify.currency={"active":"EUR","rate":"0.134"}');
    await goTo('JP');
    expect(await textAt('/products/krus')).toContain('¥2,700');
    await goTo('DK');
    expect(await textAt('/products/krus')).toContain('120,00 kr.');
  });

  it('is of those that the shop sells to; another is the shop’s own', async () => {
    await goTo('DE');
    await goTo('XX');
    expect(await textAt('/products/krus')).toContain('120,00 kr.');
    const options = [...(await textAt('/')).matchAll(/<option value="([A-Z]{2})"( selected)?>([^<]+)</g)];
    expect(options.map(([, code, selected, name]) => [code, Boolean(selected), name])).toEqual([
      ['DK', true, 'Danmark (DKK)'],
      ['IE', false, 'Irland (EUR)'],
      ['JP', false, 'Japan (JPY)'],
      ['DE', false, 'Tyskland (EUR)'],
    ]);
  });

  it('is not offered where the shop has one market', async () => {
    store.world.shop.update({ markets: [] });
    expect(await textAt('/')).not.toContain('country_code');
  });
});

describe('In another currency', () => {
  it('the cart counts in it: goods rounded, gift cards and discounts not', async () => {
    store.world.discounts.create(null, {
      kind: 'basic',
      title: 'HALV',
      code: 'HALV',
      items: { kind: 'all' },
      value: { kind: 'amount', amountMinor: 5000, onEachItem: false },
      minimum: { kind: 'subtotal', amountMinor: 20_000 },
    });
    await goTo('DE');
    await visitor.postJson('/cart/add.js', { id: variantOf(store.mug), quantity: 2 });
    await visitor.postJson('/cart/update.js', { discount: 'HALV' });
    // The minimum of 200 kr. is 26.80 euro, the discount of 50 kr. 6.70.
    expect(await cart()).toMatchObject({
      currency: 'EUR',
      items_subtotal_price: 3390,
      total_price: 3390 - 670,
      discount_codes: [{ code: 'HALV', applicable: true }],
    });
    await visitor.postJson('/cart/add.js', { id: variantOf(store.giftCard), quantity: 1 });
    expect(await cart()).toMatchObject({ items_subtotal_price: 3390 + 2680 });
  });

  it('the order tells both currencies, the shop’s money converted from what was paid', async () => {
    await goTo('DE');
    await visitor.postJson('/cart/add.js', { id: variantOf(store.mug), quantity: 2 });
    const begun = await visitor.get('/checkout');
    const checkout = begun.headers.get('location') ?? '';
    expect(await textAt(checkout)).toContain('€33,90');
    await visitor.post(checkout, {
      email: 'eva@example.com',
      lastName: 'Stein',
      address1: 'Weg 1',
      zip: '10115',
      city: 'Berlin',
      shippingRateId: 'standard',
      card: '1',
      intent: 'pay',
    });
    const [order] = store.world.orders.list({ limit: 1, reverse: true });
    expect(order?.presentmentCurrencyCode).toBe('EUR');
    // 16.95 euro at 0.134 are 126.49 kr.; shipping of 39 kr. is 5.226, thus 5.95 euro, thus 44.40 kr.
    expect(order?.lines[0]?.unitPrice).toEqual({ presentmentMinor: 1695, shopMinor: 12_649 });
    expect(order?.shippingLines[0]?.price).toEqual({ presentmentMinor: 595, shopMinor: 4440 });
    expect(order?.shippingAddress?.countryCode).toBe('DE');
    const facts = { shop: store.world.shop.get(), customer: null, productExists: () => true };
    expect(order && orderPayload({ order, ...facts })).toMatchObject({
      currency: 'DKK',
      presentment_currency: 'EUR',
      line_items: [
        {
          price_set: {
            shop_money: { amount: '126.49', currency_code: 'DKK' },
            presentment_money: { amount: '16.95', currency_code: 'EUR' },
          },
        },
      ],
    });
  });

  it('a checkout says a code’s minimum in it', async () => {
    store.world.discounts.create(null, {
      kind: 'basic',
      title: 'STOR',
      code: 'STOR',
      items: { kind: 'all' },
      value: { kind: 'percentage', percentageBp: 1000 },
      minimum: { kind: 'subtotal', amountMinor: 100_000 },
    });
    await goTo('JP');
    await visitor.postJson('/cart/add.js', { id: variantOf(store.mug), quantity: 1 });
    const checkout = (await visitor.get('/checkout')).headers.get('location') ?? '';
    const answer = await visitor.post(checkout, { intent: 'apply_discount', discount: 'STOR' });
    expect(await answer.text()).toContain('¥22,100');
  });
});

describe('Money of an app', () => {
  const set = (value: object) => {
    const ownerId = store.world.apps.installation()?.id ?? 0;
    const field = { namespace: 'regulars', key: 'exchange', type: 'money', value: JSON.stringify(value) };
    return store.world.metafields.set(424242, [{ ownerType: 'API_PERMISSION', ownerId, ...field }]);
  };

  it('is taken in the shop’s currency alone', () => {
    expect(set({ amount: '100.00', currency_code: 'DKK' })).toHaveLength(1);
    expect(() => set({ amount: '100.00', currency_code: 'EUR' })).toThrow('currency must be DKK');
    expect(() => set({ amount: 'much', currency_code: 'DKK' })).toThrow('valid money amount');
  });
});
