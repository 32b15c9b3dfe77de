import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestShop } from '#sandbox/admin-api/test-shop.ts';
import { openTestShop } from '#sandbox/admin-api/test-shop.ts';
import type { Customer } from '#sandbox/world/types.ts';

let shop: TestShop;
beforeEach(async () => {
  shop = await openTestShop();
});
afterEach(() => shop.close());

const BASE = '/store/regulars-demo';

async function post(path: string, fields: Record<string, string>): Promise<URLSearchParams> {
  const body = new URLSearchParams(fields);
  const response = await fetch(shop.origin + BASE + path, { method: 'POST', body, redirect: 'manual' });
  expect(response.status).toBe(303);
  return new URL(response.headers.get('location') ?? '', shop.origin).searchParams;
}

async function page(path: string): Promise<string> {
  return (await fetch(shop.origin + BASE + path)).text();
}

function freja(): Customer {
  const found = shop.world.customers.byEmail('freja.holm@example.com');
  if (!found) throw new Error('The small shop has her.');
  return found;
}

function variantId(handle: string): number {
  return shop.world.catalog.productByHandle(handle)?.variants[0]?.id ?? 0;
}

describe('The point of sale', () => {
  it('sells to a scanned customer, with a tip, and hands the goods over', async () => {
    expect(await page('/pos')).toContain('Kanelsnurre');
    const scanned = `https://shop.example.com/m/${encodeURIComponent('freja.holm@example.com')}`;
    const fields = { [`q-${variantId('kanelsnurre')}`]: '2', [`q-${variantId('kaffefiltre')}`]: '1' };
    const said = await post('/pos', { ...fields, customer: scanned, tip: '5,00', gateway: 'cash' });
    expect(said.get('done')).toContain('Freja Holm');
    const [order] = shop.world.orders.list({ customerId: freja().id, reverse: true, limit: 1 });
    expect(order).toMatchObject({ sourceName: 'pos', fulfillmentStatus: 'fulfilled', tip: { shopMinor: 500 } });
    expect(order?.transactions.map(({ gateway, amount }) => [gateway, amount.shopMinor])).toEqual([['cash', 12_200]]);
  });

  it('says what is missing, and sells nothing then', async () => {
    const before = shop.world.orders.count();
    expect((await post('/pos', { customer: '' })).get('error')).toContain('Choose something');
    const fields = { [`q-${variantId('kanelsnurre')}`]: '1' };
    expect((await post('/pos', { ...fields, customer: 'nobody@nowhere' })).get('error')).toContain('no customer');
    expect((await post('/pos', { ...fields, code: 'NOPE' })).get('error')).toContain('NOPE');
    expect(shop.world.orders.count()).toBe(before);
  });
});

describe('The customer page', () => {
  it('gives store credit, keeps consent, and renews or ends a subscription', async () => {
    const { id } = freja();
    const to = `/customers/${id}`;
    await post(`${to}/store-credit`, { amount: '25,50', expires: '2027-01-31' });
    expect(shop.world.credits.storeCreditAccounts(id)).toMatchObject([{ balanceMinor: 2550 }]);
    await post(`${to}/consent`, { email: 'on' });
    expect(freja().emailMarketing.state).toBe('subscribed');
    await post(`${to}/consent`, {});
    expect(freja().emailMarketing.state).toBe('unsubscribed');
    const product = shop.world.catalog.productByHandle('kaffeabonnement');
    const sellingPlanId = product?.sellingPlans?.[0]?.id ?? 0;
    const lines = [{ variantId: variantId('kaffeabonnement'), quantity: 1, sellingPlanId }];
    shop.world.orders.place({ lines, buyer: { customerId: id } });
    const contract = String(shop.world.subscriptions.list({ customerId: id })[0]?.id);
    const text = await page(to);
    expect(text).toContain('Kaffeabonnement');
    expect(text).toContain('Store credit');
    expect((await post(`${to}/subscription`, { bill: contract })).get('done')).toContain('Renewed');
    await post(`${to}/subscription`, { cancel: contract });
    expect(shop.world.subscriptions.list({ customerId: id })).toMatchObject([{ status: 'cancelled' }]);
  });
});
