/** The extension inside the sandbox's own store: its theme, its Liquid objects, its cart, its app proxy. */
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Browser } from 'playwright-core';
import { openSmallStore } from '#sandbox/store/testing/small-store.ts';
import type { SmallStore } from '#sandbox/store/testing/small-store.ts';
import { openBrowser, soon } from './browser.ts';
import { extensionRoot, locales, member, program } from './render-block.ts';
import { Storefront } from './storefront.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const app = new Storefront();
let store: SmallStore;
let browser: Browser;

beforeAll(async () => {
  await app.start();
  browser = await openBrowser();
}, 60_000);

afterAll(async () => {
  await browser.close();
  await app.stop();
});

beforeEach(async () => {
  app.reset();
  store = await openSmallStore({ extensionsDir: `${extensionRoot}/..`, appUrl: app.origin });
  return () => store.close();
});

const appId = 424242;

function publish(value: object = program): void {
  const installation = store.world.apps.installation();
  if (!installation) throw new Error('The app is installed in every small store.');
  const owner = { ownerType: 'API_PERMISSION' as const, ownerId: installation.id };
  const field = { namespace: 'regulars', key: 'program', type: 'json', value: JSON.stringify(value) };
  store.world.metafields.set(appId, [{ ...owner, ...field }]);
}

function enroll(who = member()): void {
  app.member = who;
  const owner = { ownerType: 'CUSTOMER' as const, ownerId: store.customer.id };
  const field = { namespace: '$app:regulars', key: 'member', type: 'json', value: JSON.stringify(who) };
  store.world.metafields.set(appId, [{ ...owner, ...field }]);
}

function makeCode(code: string, percentageBp: number): void {
  store.world.discounts.create(null, {
    kind: 'basic',
    title: code,
    code,
    items: { kind: 'all' },
    value: { kind: 'percentage', percentageBp },
  });
}

const pointsIn = (html: string) => [...html.matchAll(/data-points="(\d+)"/g)].map((match) => Number(match[1]));

test('Nothing of the extension is on any page until a program is published', async () => {
  const visitor = store.visitor();
  for (const path of ['/', '/products/krus', '/cart']) {
    expect(await (await visitor.get(path)).text()).not.toContain('regulars-panel');
  }
  publish({ ...program, published: false });
  expect(await (await visitor.get('/')).text()).not.toContain('regulars-panel');
});

test('Every product page tells the points of its price, and a gift card none', async () => {
  publish();
  const visitor = store.visitor();
  const shown = async (handle: string) => pointsIn(await (await visitor.get(`/products/${handle}`)).text());
  expect(await shown('espresso')).toEqual([89]);
  expect(await shown('krus')).toEqual([120]);
  expect(await shown('gavekort')).toEqual([]);
});

test.each(locales)(
  'Home, product, cart and account in %s have no error of Liquid and no word missing',
  async (locale) => {
    publish();
    enroll(
      member({ codes: [{ redemptionId: 'r', rewardId: 'rw_ship', code: 'RG-1', expiresAt: '2027-01-01T00:00:00Z' }] }),
    );
    const visitor = store.visitor();
    await visitor.logIn(store.customer.email ?? '');
    const prefix = locale === 'da' ? '' : `/${locale}`;
    await visitor.postJson('/cart/add.js', { id: store.mug.variants[0]?.id, quantity: 1 });
    for (const path of ['/', '/products/espresso', '/cart', '/account']) {
      const text = await (await visitor.get(prefix + path)).text();
      expect(text).toContain('<regulars-panel');
      expect(text).toContain(`340 ${program.pointName[locale].other}`);
      expect(text).not.toMatch(/ranslation missing|Liquid (syntax )?error/);
    }
    expect(store.errors).toEqual([]);
  },
);

test('The cart tells the points of what is paid: after discounts, without gift cards', async () => {
  publish();
  enroll();
  makeCode('TYVE', 2000);
  const visitor = store.visitor();
  await visitor.logIn(store.customer.email ?? '');
  const add = (id: number | undefined, quantity: number) => visitor.postJson('/cart/add.js', { id, quantity });
  const shown = async () => pointsIn(await (await visitor.get('/cart')).text());
  await add(store.mug.variants[0]?.id, 1);
  await add(store.coffee.variants[0]?.id, 3);
  expect(await shown()).toEqual([120 + 3 * 89]);
  await add(store.giftCard.variants[0]?.id, 1);
  expect(await shown()).toEqual([387]);
  await visitor.postJson('/cart/update.js', { discount: 'TYVE' });
  const cart = (await (await visitor.get('/cart.js')).json()) as { total_price: number };
  expect(cart.total_price).toBe(38_700 * 0.8 + 20_000);
  expect(await shown()).toEqual([309]);
});

test('A member logs in, redeems, and finds the reward in the cart, on a phone', async () => {
  publish();
  enroll(member({ availablePoints: 640 }));
  makeCode('RG-7K3M-9QXT-1', 1000);
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(`${store.url}/en/account/login`);
  await page.fill('input[type=email]', store.customer.email ?? '');
  await page.keyboard.press('Enter');
  await page.locator('input[name=code]').fill('123456');
  await Promise.all([page.waitForURL(/\/account(?!\/login)/), page.keyboard.press('Enter')]);
  await page.goto(`${store.url}/en/products/krus`);
  await page.evaluate(async (id) => {
    const headers = { 'content-type': 'application/json' };
    await fetch('/cart/add.js', { method: 'POST', headers, body: JSON.stringify({ id, quantity: 1 }) });
  }, store.mug.variants[0]?.id);
  await page.click('.rg-launcher');
  await page.locator('[data-rg-reward=rw_50off] [data-rg-do=redeem]').click();
  const status = page.locator('.rg-panel [data-rg-status]');
  await soon(() => status.textContent()).toContain('The code is applied to your cart.');
  const cart = await page.evaluate(async () => (await fetch('/cart.js')).json() as Promise<unknown>);
  expect(cart).toMatchObject({ discount_codes: [{ code: 'RG-7K3M-9QXT-1', applicable: true }], total_price: 10_800 });
  await page.goto(`${store.url}/en/cart`);
  expect(await page.locator('.rg-earns').textContent()).toBe('This order earns 108 points.');
  expect(problems).toEqual([]);
  await page.close();
});

test('Picking a variant in the theme shows its points', async () => {
  publish();
  const page = await browser.newPage();
  await page.goto(`${store.url}/en/products/espresso`);
  await page.getByText('1 kg', { exact: true }).first().click();
  const block = page.locator('regulars-product-points');
  await soon(() => block.getAttribute('data-points')).toBe('299');
  expect(await block.textContent()).toContain('Earn 299 points with this product');
  await page.close();
});
