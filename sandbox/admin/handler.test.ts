import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestShop } from '#sandbox/admin-api/test-shop.ts';
import { TEST_APP, openTestShop } from '#sandbox/admin-api/test-shop.ts';
import type { Order } from '#sandbox/world/order-types.ts';

let shop: TestShop;
beforeEach(async () => {
  shop = await openTestShop();
});
afterEach(() => shop.close());

const BASE = '/store/regulars-demo';

async function get(path: string): Promise<{ status: number; location: string | null; text: string }> {
  const response = await fetch(shop.origin + path, { redirect: 'manual' });
  return { status: response.status, location: response.headers.get('location'), text: await response.text() };
}

async function post(path: string, fields: Record<string, string> = {}): Promise<URL> {
  const response = await fetch(shop.origin + path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });
  expect(response.status).toBe(303);
  return new URL(response.headers.get('location') ?? '', shop.origin);
}

function placeOrder(): Order {
  const customer = shop.world.customers.byEmail('freja.holm@example.com');
  const variants = shop.world.catalog.products().flatMap((product) => (product.isGiftCard ? [] : product.variants));
  const [one, other] = variants;
  if (!customer || !one || !other) throw new Error('The small shop has them.');
  return shop.world.orders.place({
    buyer: { customerId: customer.id },
    lines: [
      { variantId: one.id, quantity: 2 },
      { variantId: other.id, quantity: 1 },
    ],
  });
}

describe('Pages', () => {
  it('Every list and detail page answers, and an unknown one says so', async () => {
    const order = placeOrder();
    const discount = shop.world.discounts.create(null, {
      kind: 'free_shipping',
      title: 'Free',
      code: 'FREE-1',
    });
    const paths = ['', '/orders', '/products', '/customers', '/discounts', '/apps', '/settings', '/activity'];
    const tabs = ['calls', 'mail', 'faults'].map((tab) => `/activity?tab=${tab}`);
    const product = shop.world.catalog.products()[0];
    const details = [
      `/orders/${order.id}`,
      `/products/${product?.id}`,
      `/customers/${order.customerId}`,
      `/discounts/${discount.id}`,
    ];
    for (const path of [...paths, ...tabs, ...details])
      expect([path, (await get(BASE + path)).status]).toEqual([path, 200]);
    expect((await get(`${BASE}/orders/1`)).status).toBe(404);
    expect((await get('/')).location).toBe(BASE);
  });

  it("The theme editor is the store's own; deep links go with it", async () => {
    const deep = await get(`${BASE}/themes/current/editor?context=apps&activateAppId=key/launcher`);
    expect(deep.location).toMatch(/\/editor\?context=apps&activateAppId=key%2Flauncher&theme=128500000001$/);
    expect((await get(`${BASE}/themes/7/editor`)).status).toBe(404);
  });

  it('Another theme is published, and the Admin API says so', async () => {
    await post(`${BASE}/themes/128500000002/publish`);
    expect((await get(`${BASE}/themes`)).text).toMatch(
      /<strong>Fjord<\/strong>\s*<span class="badge good">Current theme/,
    );
    shop.world.apps.updateScopes([...TEST_APP.scopes, 'read_themes']);
    const { token } = shop.world.apps.issueToken({ kind: 'offline' });
    const { data } = await shop.graphql('{ themes(first: 5) { nodes { name role } } }', {}, token);
    expect(data).toEqual({
      themes: {
        nodes: [
          { name: 'Nordlys', role: 'UNPUBLISHED' },
          { name: 'Fjord', role: 'MAIN' },
        ],
      },
    });
  });

  it('Apps are opened in the language of the person who is signed in', async () => {
    const back = await post(`${BASE}/settings/staff`, { locale: 'hu' });
    expect(back.searchParams.get('done')).toContain('Magyar');
    expect((await get(`${BASE}/apps/regulars`)).text).toContain('locale=hu');
    const wrong = await post(`${BASE}/settings/staff`, { locale: 'nonsense' });
    expect(wrong.searchParams.get('error')).toContain('no language');
  });

  it('What people typed is shown as text, never as markup', async () => {
    const customer = shop.world.customers.create({ firstName: '<script>alert(1)</script>', email: 'x@example.com' });
    const { text } = await get(`${BASE}/customers/${customer.id}`);
    expect(text).not.toContain('<script>alert');
    expect(text).toContain('&lt;script&gt;alert');
  });

  it('A form of another site is refused', async () => {
    const order = placeOrder();
    const response = await fetch(`${shop.origin}${BASE}/orders/${order.id}/cancel`, {
      method: 'POST',
      headers: { Origin: 'https://elsewhere.example', 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'reason=other',
    });
    expect(response.status).toBe(403);
    expect(shop.world.orders.get(order.id)?.cancelledAt).toBeNull();
  });
});

describe('What a shop owner does to an order', () => {
  it('Refunds one of two units', async () => {
    const order = placeOrder();
    const line = order.lines[0];
    const back = await post(`${BASE}/orders/${order.id}/refund`, { [`quantity-${line?.id}`]: '1', note: 'Broken' });
    expect(back.searchParams.get('done')).toMatch(/^Refunded /);
    const after = shop.world.orders.get(order.id);
    expect(after?.lines[0]?.currentQuantity).toBe(1);
    expect(after?.financialStatus).toBe('partially_refunded');
    expect(after?.refunds[0]?.note).toBe('Broken');
  });

  it('Refunds an amount alone', async () => {
    const order = placeOrder();
    await post(`${BASE}/orders/${order.id}/refund`, { amount: '10,50' });
    const [refund] = shop.world.orders.get(order.id)?.refunds ?? [];
    expect(refund?.lines).toEqual([]);
    expect(refund?.transactions[0]?.amount.shopMinor).toBe(1050);
  });

  it('Refuses more than was bought, in words, and changes nothing', async () => {
    const order = placeOrder();
    const back = await post(`${BASE}/orders/${order.id}/refund`, { [`quantity-${order.lines[0]?.id}`]: '9' });
    expect(back.searchParams.get('error')).toBeTruthy();
    expect(shop.world.orders.get(order.id)?.refunds).toEqual([]);
    expect((await get(`${back.pathname}${back.search}`)).text).toContain('role="alert"');
  });

  it('Edits quantities, fulfills, and cancels', async () => {
    const order = placeOrder();
    await post(`${BASE}/orders/${order.id}/edit`, { [`quantity-${order.lines[0]?.id}`]: '1' });
    expect(shop.world.orders.get(order.id)?.edits).toHaveLength(1);
    await post(`${BASE}/orders/${order.id}/cancel`, { reason: 'customer', refund: 'on', restock: 'on' });
    expect(shop.world.orders.get(order.id)?.cancelReason).toBe('customer');
    const other = placeOrder();
    await post(`${BASE}/orders/${other.id}/fulfill`, { tracking: 'PN-1' });
    expect(shop.world.orders.get(other.id)?.fulfillmentStatus).toBe('fulfilled');
  });
});

describe('Customers', () => {
  it('Merging keeps the chosen record, and the old address leads to it', async () => {
    const [one, other] = shop.world.customers.list();
    if (!one || !other) throw new Error('The small shop has them.');
    const back = await post(`${BASE}/customers/${one.id}/merge`, { other: String(other.id), keep: 'other' });
    expect(back.pathname).toBe(`${BASE}/customers/${other.id}`);
    expect((await get(`${BASE}/customers/${one.id}`)).location).toBe(`${BASE}/customers/${other.id}`);
  });

  it('An e-mail that is taken is refused in words', async () => {
    const [one, other] = shop.world.customers.list();
    const back = await post(`${BASE}/customers/${one?.id}/update`, { email: other?.email ?? '' });
    expect(back.searchParams.get('error')).toMatch(/taken/i);
  });
});

describe('The app in the admin', () => {
  it('Is granted before it opens; installing opens it, uninstalling ends its tokens', async () => {
    const token = shop.world.apps.issueToken({ kind: 'offline' }).token;
    await post(`${BASE}/apps/regulars/uninstall`);
    expect((await shop.graphql('{ shop { name } }', {}, token)).status).toBe(401);
    const grant = `${BASE}/oauth/install?client_id=${TEST_APP.apiKey}`;
    expect((await get(`${BASE}/apps/regulars/app/members`)).location).toBe(grant);
    expect((await get(grant)).text).toContain('View and change discounts and discount codes');
    const opened = await post(grant);
    expect(opened.pathname).toBe(`${BASE}/apps/regulars`);
    expect((await get(opened.pathname)).text).toContain('data-app-frame');
  });

  it('Is asked for again when its configuration wants more than was granted', async () => {
    shop.world.apps.register({ ...TEST_APP, scopes: [...TEST_APP.scopes, 'read_locales'] });
    const { location } = await get(`${BASE}/apps/regulars`);
    expect(location).toContain('/oauth/install');
    await post(location ?? '');
    expect(shop.world.apps.installation()?.grantedScopes).toContain('read_locales');
  });

  it('Is found by its client id too, as in links that the app makes itself', async () => {
    expect((await get(`${BASE}/apps/${TEST_APP.apiKey}/app`)).status).toBe(200);
  });
});

describe('Deliveries & calls', () => {
  it('The buttons move the clock and set faults', async () => {
    const before = shop.world.clock.nowMs();
    await post(`${BASE}/activity/advance`, { ms: '86400000' });
    expect(shop.world.clock.nowMs() - before).toBe(86_400_000);
    await post(`${BASE}/activity/webhook-fault`, { kind: 'drop', topic: 'orders/paid', count: '2' });
    expect(shop.world.webhooks.faults()[0]?.fault).toEqual({ kind: 'drop', topic: 'orders/paid', count: 2 });
    await post(`${BASE}/activity/api-fault`, { kind: 'throttled', count: '3' });
    expect(shop.world.apiFaults.list()[0]?.remaining).toBe(3);
    await post(`${BASE}/activity/pause`);
    expect(shop.world.webhooks.isPaused()).toBe(true);
  });
});
