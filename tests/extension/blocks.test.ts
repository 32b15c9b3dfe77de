/** The blocks outside of the panel, in a real browser: joining, the cart, a friend who comes, the theme editor, both directions of writing. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { hasStyle } from '#tests/kit/browser.ts';
import { openBrowser, soon } from './browser.ts';
import { cart, member, renderBlock, rewards } from './render-block.ts';
import type { BlockHandle, Scene } from './render-block.ts';
import { clubMember, clubProgram } from './rich-program.ts';
import { Storefront, pageAround } from './storefront.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const store = new Storefront();
let browser: Browser;
let context: BrowserContext;
let page: Page;
let problems: string[] = [];

beforeAll(async () => {
  await store.start();
  browser = await openBrowser();
}, 60_000);

afterAll(async () => {
  await browser.close();
  await store.stop();
});

beforeEach(async () => {
  store.reset();
  problems = [];
  context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  page = await context.newPage();
  page.on('pageerror', (error) => problems.push(error.message));
});

afterEach(async () => {
  await context.close();
  expect(problems).toEqual([]);
});

/** Blocks have ids of their own in a theme, also where one stands twice. */
const twice = (handle: BlockHandle, scene: Scene) =>
  renderBlock(handle, scene) + renderBlock(handle, scene).replaceAll('regulars-test', 'regulars-second');

const inCart = {
  cart,
  request: { locale: { iso_code: 'en' }, page_type: 'cart' },
};

describe('Joining where a block stands', () => {
  test('shows both instances of the block as a member sees them, says so, and keeps the focus in the block', async () => {
    store.html = pageAround('', { main: twice('rewards', { member: null }) });
    await page.goto(store.origin);
    expect(store.requested).toEqual(['/']);
    store.html = pageAround('', { main: twice('rewards', { member: member({ availablePoints: 100 }) }) });
    const join = page.getByRole('button', { name: 'Join now' });
    expect(await join.count()).toBe(2);
    await page.evaluate(() => {
      document.addEventListener('regulars:joined', ({ detail }: CustomEventInit) => Object.assign(window, { detail }));
    });
    await join.nth(1).press('Enter');
    await soon(() => page.locator('#regulars-second [data-rg-status]').textContent()).toBe(
      'Welcome! You are now a member.',
    );
    expect(store.count('join')).toBe(1);
    // It is said as soon as it is true; the page is read anew after it, and the focus follows.
    await soon(() => page.evaluate(() => document.activeElement?.id)).toBe('regulars-second-h');
    expect(await page.getByRole('button', { name: 'Join now' }).count()).toBe(0);
    expect(await page.getByText('200 points to go').first().isVisible()).toBe(true);
    expect(await page.locator('#regulars-second [data-rg-status]').textContent()).toBe(
      'Welcome! You are now a member.',
    );
    expect(await page.evaluate(() => Object(window).detail.member.availablePoints)).toBe(100);
  });

  test('shows a block as a member sees it also where a member sees more blocks than before', async () => {
    const blocks = (who: Scene['member']) =>
      renderBlock('member-card', { member: who }).replaceAll('regulars-test', 'regulars-card') +
      renderBlock('rewards', { member: who });
    store.html = pageAround('', { main: blocks(null) });
    await page.goto(store.origin);
    store.html = pageAround('', { main: blocks(member({ availablePoints: 100 })) });
    expect(await page.locator('regulars-codes').count()).toBe(0);
    await page.locator('#regulars-test').getByRole('button', { name: 'Join now' }).click();
    await soon(() => page.locator('#regulars-test regulars-codes').count()).toBe(1);
  });

  test('tells what went wrong, and can be tried again', async () => {
    store.html = pageAround('', { main: renderBlock('tier-ladder', { program: clubProgram, member: null }) });
    store.script.set('join', [{ status: 503, body: {} }]);
    await page.goto(store.origin);
    await page.getByRole('button', { name: 'Join now' }).click();
    await soon(() => page.locator('[data-rg-status]').textContent()).toContain('Nothing was lost');
    await page.getByRole('button', { name: 'Join now' }).click();
    await soon(() => store.count('join')).toBe(2);
  });
});

test('Where the module cannot come, a pressed link is followed as if there were no script', async () => {
  const code = { redemptionId: 'r-1', rewardId: 'rw_ship', code: 'RG-1', expiresAt: null };
  store.html = pageAround('', { main: renderBlock('rewards', { member: member({ codes: [code] }) }) });
  await page.route('**/regulars-rewards.js*', (route) => route.abort());
  await page.goto(store.origin);
  await page.locator('[data-rg-do=apply]').click();
  await page.waitForURL('**/discount/RG-1?redirect=/cart');
});

test('A reward redeemed in one of two blocks is told in that one and shown in both', async () => {
  const scene: Scene = { member: member({ availablePoints: 640 }) };
  store.member = member({ availablePoints: 640 });
  store.html = pageAround('', { main: twice('rewards', scene) + renderBlock('progress', scene) });
  await page.goto(store.origin);
  await page.evaluate(() => {
    document.addEventListener('regulars:cart-updated', ({ detail }: CustomEventInit) =>
      Object.assign(window, { cart: detail.cart }),
    );
  });
  await page.locator('#regulars-second [data-rg-reward=rw_ship] [data-rg-do=redeem]').click();
  await soon(() => page.locator('#regulars-second [data-rg-status]').textContent()).toContain('applied to your cart');
  expect(await page.locator('#regulars-test [data-rg-status]').first().textContent()).toBe('');
  await soon(() => page.locator('.rg-code code').allTextContents()).toHaveLength(2);
  expect(await page.locator('[data-rg-balance]').first().textContent()).toBe('340 points');
  expect(await page.evaluate(() => Object(window).cart.discount_codes[0].applicable)).toBe(true);
});

describe('What the cart earns', () => {
  const item = {
    product_id: 7,
    variant_id: 70,
    quantity: 2,
    original_price: 10_000,
    original_line_price: 20_000,
    final_line_price: 20_000,
    gift_card: false,
  };

  test('stands there without a request, and is asked of the engine after a touch and after each change of the cart', async () => {
    store.html = pageAround('', {
      main: `<button type="button">+</button>${renderBlock('cart-points', { member: member(), globals: inCart })}`,
    });
    Object.assign(store.cart, { items: [item], total_price: 18_000 });
    store.script.set('estimate', [
      { status: 200, body: { points: 270 } },
      { status: 200, body: { points: 1 } },
    ]);
    await page.goto(store.origin);
    const told = page.locator('.rg-earns');
    expect(await told.textContent()).toBe('This order earns 200 points.');
    await page.waitForTimeout(300);
    expect(store.requested).toEqual(['/']);
    await page.click('button');
    await soon(() => told.textContent()).toBe('This order earns 270 points.');
    expect(store.asked.find(({ path }) => path === 'estimate')?.body).toEqual({
      lines: [{ amountCents: 20_000, quantity: 2, giftCard: false, productId: 7, variantId: 70, subscription: false }],
      paidCents: 18_000,
    });
    await page.evaluate(() => fetch('/cart/change.js', { method: 'POST', body: '{}' }));
    await soon(() => told.textContent()).toBe('This order earns 1 point.');
  });

  test('stays as Liquid wrote it while the app cannot be reached, and names no figure while the rate is not known', async () => {
    store.html = pageAround('', { main: renderBlock('cart-points', { member: member(), globals: inCart }) });
    Object.assign(store.cart, { items: [item], total_price: 20_000 });
    store.script.set('estimate', [{ status: 503, body: {} }]);
    await page.goto(store.origin);
    await page.click('h1');
    await soon(() => store.count('estimate')).toBe(1);
    expect(await page.locator('.rg-earns').textContent()).toBe('This order earns 200 points.');
    const abroad = { ...inCart, cart: { ...inCart.cart, currency: { iso_code: 'EUR' } } };
    expect(renderBlock('cart-points', { member: member(), globals: abroad })).not.toContain('data-points');
  });
});

describe('A friend who follows a link', () => {
  const valid = { valid: true, friendGets: 'Free shipping', minimumOrderMinor: 0, linkDays: 30 };
  const consent = (given: boolean | undefined) =>
    page.addInitScript((allowed) => {
      if (allowed === undefined) return;
      const loadFeatures = (_: unknown, done: () => void) => {
        Object(window).Shopify.customerPrivacy = {
          marketingAllowed: () => allowed,
          preferencesProcessingAllowed: () => allowed,
        };
        done();
      };
      Object.assign(window, { Shopify: { loadFeatures } });
    }, given);
  const kept = () =>
    page.evaluate(() => ({
      device: Boolean(localStorage.getItem('regulars-device')),
      always: Boolean(localStorage.getItem('regulars-ref')),
      tab: Boolean(sessionStorage.getItem('regulars-ref')),
    }));
  const attributes = () =>
    store.asked.find(({ path }) => path === '/cart/update.js')?.body.attributes as Record<string, unknown> | undefined;
  const friendly = { ...clubProgram, referral: { ...clubProgram.referral, friendGets: { en: 'Free shipping' } } };

  async function come(): Promise<void> {
    store.script.set('referral/check', [{ status: 200, body: valid }]);
    store.html = pageAround(renderBlock('launcher', { program: friendly }));
    await page.goto(`${store.origin}/?ref=abcd2345`);
    await soon(attributes).toBeTruthy();
  }

  test('reads what they get, and puts it away with the keyboard', async () => {
    await consent(true);
    await come();
    const notice = page.locator('.rg-friend');
    expect(await notice.textContent()).toContain('Join, and you get: Free shipping');
    expect(await page.locator('[data-rg-friend][role=status] .rg-friend').count()).toBe(1);
    await notice.getByRole('button', { name: 'Close' }).press('Enter');
    expect(await notice.count()).toBe(0);
  });

  test('who allows it is remembered for later visits, with a token of the browser', async () => {
    await consent(true);
    await come();
    expect(await kept()).toEqual({ device: true, always: true, tab: false });
    expect(attributes()?.regulars_ref).toBe('ABCD2345');
    expect(String(attributes()?.regulars_device)).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each([
    ['who does not allow it', false],
    ['in a store that cannot say', undefined],
  ])('%s is remembered by the tab alone, without a token', async (_, given) => {
    await consent(given);
    await come();
    expect(await kept()).toEqual({ device: false, always: false, tab: true });
    expect(attributes()).toEqual({ regulars_ref: 'ABCD2345' });
  });
});

test('In the theme editor a selected block is unfolded, and a selected launcher shows its panel', async () => {
  const scene: Scene = {
    program: clubProgram,
    member: clubMember(),
    globals: { request: { locale: { iso_code: 'en' }, page_type: 'index', design_mode: true } },
  };
  store.html = pageAround(`<div id="embed">${renderBlock('launcher', scene)}</div>`);
  await page.goto(store.origin);
  const tell = (name: string) =>
    page.evaluate((name) => document.querySelector('#embed')?.dispatchEvent(new Event(name, { bubbles: true })), name);
  await tell('shopify:block:select');
  await soon(() => page.locator('dialog').isVisible()).toBe(true);
  expect(await page.locator('details[data-rg-history]').evaluate((part: HTMLDetailsElement) => part.open)).toBe(true);
  await tell('shopify:block:deselect');
  expect(await page.locator('dialog').isVisible()).toBe(false);
  expect(renderBlock('launcher', { member: member() })).not.toContain('shopify:block');
});

describe.each([390, 1280])('Written from right to left, %i px wide', (width) => {
  test('nothing sticks out, and the launcher, the panel and codes keep their sides', async () => {
    await page.setViewportSize({ width, height: 844 });
    const code = { redemptionId: 'rd_9', rewardId: 'rw_ship', code: 'RG-4HVN-Q2XK', expiresAt: '2027-05-20T00:00:00Z' };
    const scene: Scene = { program: clubProgram, member: { ...clubMember(), codes: [code] } };
    const html = pageAround(renderBlock('launcher', scene), { main: renderBlock('loyalty-page', scene) });
    store.html = html.replace('<html ', '<html dir="rtl" ');
    await page.goto(store.origin);
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(await overflow()).toBe(false);
    expect(await page.locator('.rg-code code').first().getAttribute('dir')).toBe('ltr');
    const launcher = await page.locator('.rg-launcher').boundingBox();
    expect(launcher?.x).toBeLessThan(width / 2);
    await page.click('.rg-launcher');
    await page.locator('regulars-panel:defined').waitFor({ state: 'attached' });
    await soon(() => hasStyle(page, 'regulars-panel.css')).toBe(true);
    await soon(() => page.locator('.rg-panel').evaluate((panel) => getComputedStyle(panel).opacity)).toBe('1');
    expect(await overflow()).toBe(false);
    const out = await page.locator('.rg-panel').evaluate((panel) => {
      const edge = panel.getBoundingClientRect();
      return [...panel.querySelectorAll('*')]
        .filter((each) => each.checkVisibility() && !each.closest('.rg-hide, svg'))
        .map((each) => each.getBoundingClientRect())
        .filter((box) => box.width > 1 && (box.left < edge.left - 1 || box.right > edge.right + 1)).length;
    });
    expect(out).toBe(0);
  });
});

test('With forced colors, a progress and a button can still be told from the page', async () => {
  await page.emulateMedia({ forcedColors: 'active' });
  store.html = pageAround('', { main: renderBlock('rewards', { member: member({ availablePoints: 640 }) }) });
  await page.goto(store.origin);
  const border = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((each) => getComputedStyle(each).borderTopWidth);
  expect(await border('.rg-button')).toBe('1px');
  expect(rewards.length).toBeGreaterThan(0);
});

test('The rounding that the merchant chose holds for the launcher and for every block of the page', async () => {
  const scene: Scene = { member: member(), settings: { radius: 0 } };
  store.html = pageAround(renderBlock('launcher', scene), { main: renderBlock('rewards', { member: member() }) });
  await page.goto(store.origin);
  for (const part of ['.rg-launcher', '.rg-card', '.rg-missing']) {
    const corner = await page
      .locator(part)
      .first()
      .evaluate((each) => getComputedStyle(each).borderTopLeftRadius);
    expect(corner, part).toBe('0px');
  }
});
