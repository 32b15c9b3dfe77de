import { describe, expect, it } from 'vitest';
import { differences } from './schema-check.ts';
import { testApp, testWorld } from './testing.ts';
import type { TestWorld } from './testing.ts';
import type { Order } from './order-types.ts';
import type { Json, Product } from './types.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

function bodies({ world }: TestWorld, topic: string): Json[] {
  return world.webhooks.deliveries({ topic }).map((delivery) => JSON.parse(delivery.body) as Json);
}

function gateways(order: Order): [string, string, number][] {
  return order.transactions.map(({ kind, gateway, amount }) => [kind, gateway, amount.shopMinor]);
}

function subscription({ world }: TestWorld): { product: Product; variantId: number; planId: number } {
  const product = world.catalog.createProduct({
    title: 'Beans',
    variants: [{ sku: 'BEANS', priceMinor: 10_000 }],
    sellingPlans: [{ name: 'Monthly', interval: 'month', intervalCount: 1, discountBp: 1000 }],
    requiresSellingPlan: true,
  });
  const planId = product.sellingPlans?.[0]?.id ?? 0;
  return { product, variantId: product.variants[0]?.id ?? 0, planId };
}

describe('Store credit', () => {
  it('is spent by what expires first, and what is left at its expiry is taken back by the clock', () => {
    const shop = testWorld();
    const { world, member } = shop;
    const credit = (amountMinor: number, expiresAt?: string) =>
      world.credits.creditStoreCredit({ customerId: member.id, amountMinor, currencyCode: 'DKK', expiresAt }).account
        .id;
    const accountId = credit(1000);
    credit(2000, '2026-05-01T00:00:00Z');
    credit(500, '2026-04-01T00:00:00Z');
    world.credits.debitStoreCredit({ accountId, amountMinor: 800, currencyCode: 'DKK' });
    world.clock.moveTo('2026-06-01T00:00:00Z');
    const told = world.credits
      .storeCreditTransactions(accountId)
      .map(({ kind, amountMinor, balanceAfterMinor, createdAt }) => [kind, amountMinor, balanceAfterMinor, createdAt]);
    expect(told.slice(3)).toEqual([
      ['debit', 800, 2700, '2026-03-01T12:00:00Z'],
      ['expiration', 1700, 1000, '2026-05-01T00:00:00Z'],
    ]);
    expect(() => credit(1, '2026-05-30T00:00:00Z')).toThrow('The expiry date must be in the future');
    expect(() => world.credits.debitStoreCredit({ accountId, amountMinor: 1001, currencyCode: 'DKK' })).toThrow(
      'sufficient funds',
    );
  });

  it('pays an order of somebody who is signed in, and comes back by a refund as the payment that it was', () => {
    const shop = testWorld({ topics: ['orders/paid', 'refunds/create'] });
    const { world, coffee, member } = shop;
    world.credits.creditStoreCredit({ customerId: member.id, amountMinor: 4000, currencyCode: 'DKK' });
    const lines = [{ variantId: coffee.id, quantity: 1 }];
    const order = world.orders.place({ lines, buyer: { customerId: member.id }, useStoreCredit: true });
    expect(gateways(order)).toEqual([
      ['sale', 'shopify_store_credit', 4000],
      ['sale', 'bogus', 5900],
    ]);
    expect(() => world.orders.place({ lines, buyer: { email: 'guest@example.com' }, useStoreCredit: true })).toThrow(
      'Sign in to use store credit.',
    );
    const { refund } = world.orders.refund(order.id, { lines: [{ lineId: order.lines[0]?.id ?? 0, quantity: 1 }] });
    expect(refund.transactions.map(({ gateway, amount }) => [gateway, amount.shopMinor])).toEqual([
      ['bogus', 5900],
      ['shopify_store_credit', 4000],
    ]);
    const [account] = world.credits.storeCreditAccounts(member.id);
    expect(account?.balanceMinor).toBe(4000);
    expect(world.credits.storeCreditTransactions(account?.id ?? 0).at(-1)).toMatchObject({
      kind: 'debit_revert',
      event: 'order_refund',
      orderId: order.id,
    });
  });

  it('may be what a refund is given as, with an expiry', () => {
    const { world, coffee, member } = testWorld();
    const buyer = { customerId: member.id };
    const order = world.orders.place({ lines: [{ variantId: coffee.id, quantity: 1 }], buyer });
    const storeCredit = { expiresAt: '2027-01-01T00:00:00Z' };
    const { order: after } = world.orders.refund(order.id, { amountMinor: 2500, storeCredit });
    expect(gateways(after).at(-1)).toEqual(['refund', 'shopify_store_credit', 2500]);
    const [account] = world.credits.storeCreditAccounts(member.id);
    expect(world.credits.storeCreditTransactions(account?.id ?? 0)).toMatchObject([
      { kind: 'credit', amountMinor: 2500, expiresAt: '2027-01-01T00:00:00Z', event: 'order_refund' },
    ]);
  });
});

describe('A gift card', () => {
  it('that was bought is issued and mailed when the order is paid, and pays for another order', () => {
    const { world, coffee, giftCard, member } = testWorld();
    world.orders.place({ lines: [{ variantId: giftCard.id, quantity: 1 }], buyer: { customerId: member.id } });
    const [card] = world.giftCards.list({ customerId: member.id });
    expect(card).toMatchObject({ balanceMinor: 20_000 });
    expect(world.log.mails()[0]?.text).toContain(card?.code);
    const order = world.orders.place({
      lines: [{ variantId: coffee.id, quantity: 3 }],
      buyer: { email: 'friend@example.com' },
      giftCardCodes: [card?.code.toUpperCase() ?? ''],
    });
    expect(gateways(order)).toEqual([
      ['sale', 'gift_card', 20_000],
      ['sale', 'bogus', 9700],
    ]);
    world.orders.cancel(order.id);
    expect(world.giftCards.get(card?.id ?? 0)?.balanceMinor).toBe(20_000);
  });

  it('that is empty, over or deactivated refuses the order', () => {
    const { world, coffee } = testWorld();
    const lines = [{ variantId: coffee.id, quantity: 1 }];
    const over = world.giftCards.create({ amountMinor: 100, expiresOn: '2026-02-28' });
    const gone = world.giftCards.deactivate(world.giftCards.create({ amountMinor: 100 }).id);
    for (const code of [over.code, gone.code, 'nothing0']) {
      expect(() => world.orders.place({ lines, buyer: null, giftCardCodes: [code] })).toThrow('valid gift card');
    }
  });
});

describe('A subscription', () => {
  it('renews by the clock, each time at its own date, as an order of its own', () => {
    const shop = testWorld({ topics: ['orders/paid'] });
    const { world, member } = shop;
    const { variantId, planId } = subscription(shop);
    const first = world.orders.place({
      lines: [{ variantId, quantity: 2, sellingPlanId: planId }],
      buyer: { customerId: member.id },
      shippingRateId: 'standard',
    });
    expect(world.orders.originalTotals(first).subtotal.shopMinor).toBe(18_000);
    world.clock.moveTo('2026-06-01T11:00:00Z');
    const orders = world.orders.list({ customerId: member.id });
    expect(orders.map(({ createdAt, sourceName }) => [createdAt, sourceName])).toEqual([
      ['2026-03-01T12:00:00Z', 'web'],
      ['2026-04-01T12:00:00Z', 'subscription_contract'],
      ['2026-05-01T12:00:00Z', 'subscription_contract'],
    ]);
    const [contract] = world.subscriptions.list();
    world.subscriptions.setStatus(contract?.id ?? 0, 'cancelled');
    world.clock.moveTo('2026-09-01T00:00:00Z');
    expect(world.orders.count({ customerId: member.id })).toBe(3);
  });

  it('tells the app that may know of contracts; a refused bill is tried again, and the third refusal ends it', () => {
    const topics = ['create', 'update', 'fail'].map((verb) => `subscription_contracts/${verb}`);
    topics.push('subscription_billing_attempts/success', 'subscription_billing_attempts/failure');
    const shop = testWorld({ topics });
    const { world, member } = shop;
    const { variantId, planId } = subscription(shop);
    const lines = [{ variantId, quantity: 1, sellingPlanId: planId }];
    world.orders.place({ lines, buyer: { customerId: member.id } });
    expect(world.webhooks.deliveries()).toEqual([]);
    world.apps.updateScopes([...testApp().scopes, 'read_own_subscription_contracts']);
    const order = world.orders.place({ lines, buyer: { customerId: member.id } });
    const contract = world.subscriptions.list().find(({ originOrderId }) => originOrderId === order.id);
    const id = contract?.id ?? 0;
    expect(
      differences('subscription_contracts/create', bodies(shop, 'subscription_contracts/create')[0] ?? null),
    ).toEqual([]);
    world.subscriptions.failNext(id, 3);
    world.clock.moveTo('2026-04-10T00:00:00Z');
    const failures = bodies(shop, 'subscription_billing_attempts/failure');
    expect(failures).toHaveLength(3);
    expect(failures[0]).toMatchObject({
      subscription_contract_id: id,
      order_id: null,
      error_code: 'insufficient_funds',
    });
    expect(world.subscriptions.get(id)?.status).toBe('failed');
    expect(bodies(shop, 'subscription_contracts/fail')).toHaveLength(1);
  });

  it('is left out by discounts that do not say otherwise', () => {
    const shop = testWorld();
    const { world } = shop;
    const { variantId, planId } = subscription(shop);
    const lines = [{ variantId, quantity: 1, sellingPlanId: planId }];
    const value = { kind: 'percentage' as const, percentageBp: 1000 };
    const common = { kind: 'basic' as const, title: 'Ten', items: { kind: 'all' as const }, value };
    world.discounts.create(null, { ...common, code: 'ONCE' });
    world.discounts.create(null, { ...common, code: 'AGAIN', purchases: { oneTime: false, subscription: true } });
    const priced = (codes: string[]) => world.pricing.priceCheckout({ lines, codes });
    expect(priced(['ONCE']).rejectedCodes[0]?.reason).toBe('no_entitled_lines');
    expect(priced(['AGAIN']).discountMinor).toBe(900);
  });
});

describe('Members’ prices', () => {
  it('are an automatic discount on a collection for a segment of tagged customers', () => {
    const { world, coffee, tea, member } = testWorld();
    const collection = world.catalog.createCollection({ title: 'Members', productIds: [coffee.productId] });
    const segment = world.segments.create({ name: 'Gold', query: "customer_tags CONTAINS 'gold'" });
    world.discounts.create(null, {
      kind: 'basic',
      method: 'automatic',
      title: 'Gold price',
      code: '',
      items: { kind: 'collections', collectionIds: [collection.id] },
      value: { kind: 'percentage', percentageBp: 2000 },
      context: { kind: 'segments', segmentIds: [segment.id] },
    });
    const lines = [
      { variantId: coffee.id, quantity: 1 },
      { variantId: tea.id, quantity: 1 },
    ];
    const off = (customerId: number | null) => world.pricing.priceCheckout({ lines, customerId }).discountMinor;
    expect([off(null), off(member.id)]).toEqual([0, 0]);
    world.customers.addTags(member.id, ['Gold']);
    expect(off(member.id)).toBe(1980);
    const order = world.orders.place({ lines, buyer: { customerId: member.id } });
    expect(order.discountApplications).toMatchObject([{ kind: 'automatic', code: 'Gold price' }]);
  });

  it('and a code that do not combine: the one that saves more is taken, and the other says so', () => {
    const { world, coffee, member } = testWorld();
    const items = { kind: 'products' as const, productIds: [coffee.productId], variantIds: [] };
    const percent = (percentageBp: number) => ({ kind: 'percentage' as const, percentageBp });
    const common = { kind: 'basic' as const, items };
    world.discounts.create(null, { ...common, method: 'automatic', title: 'Auto', code: '', value: percent(1000) });
    world.discounts.create(null, { ...common, title: 'Small', code: 'SMALL', value: percent(500) });
    world.discounts.create(null, { ...common, title: 'Large', code: 'LARGE', value: percent(3000) });
    const priced = (code: string) =>
      world.pricing.priceCheckout({
        lines: [{ variantId: coffee.id, quantity: 1 }],
        customerId: member.id,
        codes: [code],
      });
    expect(priced('LARGE').appliedCodes.map(({ code }) => code)).toEqual(['LARGE']);
    expect(priced('SMALL').appliedCodes.map(({ code }) => code)).toEqual(['Auto']);
    expect(priced('SMALL').rejectedCodes).toMatchObject([{ code: 'SMALL', reason: 'cannot_combine' }]);
  });
});

describe('A free product', () => {
  it('is given once, for a minimum spent, without being counted as bought', () => {
    const { world, coffee, tea } = testWorld();
    world.discounts.create(null, {
      kind: 'bxgy',
      title: 'Free tea',
      code: 'FREETEA',
      buys: {
        items: { kind: 'products', productIds: [coffee.productId, tea.productId], variantIds: [] },
        quantity: 1,
        amountMinor: null,
      },
      gets: {
        items: { kind: 'products', productIds: [tea.productId], variantIds: [] },
        quantity: 1,
        percentageBp: 10_000,
      },
      usesPerOrderLimit: 1,
    });
    const off = (...lines: [number, number][]) =>
      world.pricing.priceCheckout({
        lines: lines.map(([variantId, quantity]) => ({ variantId, quantity })),
        codes: ['FREETEA'],
      });
    expect(off([coffee.id, 1], [tea.id, 3]).discountMinor).toBe(5000);
    expect(off([tea.id, 1]).rejectedCodes[0]?.reason).toBe('no_entitled_lines');
  });
});

describe('At the till', () => {
  it('an order names the channel, the location and who sold it, and is not shipped', () => {
    const shop = testWorld({ topics: ['orders/paid'] });
    const { world, coffee, member } = shop;
    const input = { lines: [{ variantId: coffee.id, quantity: 1 }], buyer: { customerId: member.id }, tipMinor: 700 };
    world.orders.place({ ...input, sourceName: 'pos', gateway: 'cash' });
    const [body] = bodies(shop, 'orders/paid');
    expect(body).toMatchObject({ source_name: 'pos', location_id: 1, app_id: 129_785, total_tip_received: '7.00' });
    expect(body).not.toHaveProperty('shipping_address');
  });
});

describe('A customer', () => {
  it('who changes consent or tags is told of by the topic of each', () => {
    const consent = ['customers_email_marketing_consent/update', 'customers_marketing_consent/update'];
    const shop = testWorld({ topics: [...consent, 'customer.tags_added', 'customer.tags_removed'] });
    const { world, member } = shop;
    world.customers.setConsent(member.id, { channel: 'email', state: 'subscribed' });
    expect(() => world.customers.setConsent(member.id, { channel: 'sms', state: 'subscribed' })).toThrow(
      'Phone must be',
    );
    world.customers.update(member.id, { phone: '+45 20 00 00 00' });
    world.customers.setConsent(member.id, { channel: 'sms', state: 'subscribed' });
    world.customers.addTags(member.id, ['a', 'b']);
    world.customers.addTags(member.id, ['A']);
    world.customers.removeTags(member.id, ['b']);
    expect(bodies(shop, 'customer.tags_added')).toMatchObject([{ tags: ['a', 'b'] }]);
    expect(bodies(shop, 'customer.tags_removed')).toMatchObject([{ tags: ['b'] }]);
    expect(bodies(shop, consent[0] ?? '')).toMatchObject([
      { customer_id: member.id, email_marketing_consent: { state: 'subscribed', opt_in_level: 'single_opt_in' } },
    ]);
    expect(bodies(shop, consent[1] ?? '')).toMatchObject([{ phone: '+45 20 00 00 00' }]);
    expect(world.customers.byPhone('+4520000000')?.id).toBe(member.id);
  });
});

describe('Segments', () => {
  it('read Shopify’s query language, and refuse what they do not know by name', () => {
    const { world, coffee, member } = testWorld();
    world.orders.place({ lines: [{ variantId: coffee.id, quantity: 2 }], buyer: { customerId: member.id } });
    world.customers.update(member.id, { tags: ['Gold', 'gym'], emailMarketingState: 'subscribed' });
    const finds = (query: string) => world.segments.members(query).some(({ id }) => id === member.id);
    expect(
      [
        "customer_tags CONTAINS 'gold' AND number_of_orders >= 1",
        "amount_spent > 197.5 AND (customer_tags CONTAINS 'no' OR email_subscription_status = 'SUBSCRIBED')",
        "last_order_date >= -7d AND customer_tags NOT CONTAINS 'silver'",
        'first_order_date IS NOT NULL',
        "number_of_orders = 0 OR customer_countries CONTAINS 'SE'",
      ].map(finds),
    ).toEqual([true, true, true, true, false]);
    world.clock.advance(10 * DAY_MS);
    expect(finds('last_order_date >= -7d')).toBe(false);
    expect(() => finds("shoe_size = '42'")).toThrow("'shoe_size', which the sandbox does not know");
    expect(() => world.segments.create({ name: 'Bad', query: "customer_tags CONTAINS 'a' AND" })).toThrow(
      'ends too early',
    );
  });
});

describe('Shopify Flow', () => {
  it('takes only triggers that the app declares, with the fields that they have', () => {
    const { world } = testWorld();
    const fields = [
      { type: 'customer_reference', key: '' },
      { type: 'number_decimal', key: 'points' },
    ];
    world.apps.register({ ...testApp(), flow: { triggers: [{ handle: 'tier-reached', fields }], actions: [] } });
    world.flow.receive('tier-reached', { customer_id: 1, points: 20 });
    expect(world.flow.triggers()).toMatchObject([{ handle: 'tier-reached', payload: { points: 20 } }]);
    const refusals: [string, Json, string][] = [
      ['unknown', { customer_id: 1 }, 'Invalid handle'],
      ['tier-reached', { points: 1 }, "lack the field 'customer_id'"],
      ['tier-reached', { customer_id: 1, color: 'red' }, "unknown field 'color'"],
      ['tier-reached', { customer_id: 1, points: 'x'.repeat(50_001) }, 'larger than 50 KB'],
    ];
    for (const [handle, payload, words] of refusals) expect(() => world.flow.receive(handle, payload)).toThrow(words);
  });
});
