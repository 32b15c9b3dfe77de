/** The panel in a real browser, with an app and a cart that answer what a test needs. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { hasStyle } from '#tests/kit/browser.ts';
import { openBrowser, soon } from './browser.ts';
import { member, renderBlock } from './render-block.ts';
import type { Scene } from './render-block.ts';
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
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  page = await context.newPage();
  page.on('pageerror', (error) => problems.push(error.message));
});

afterEach(async () => {
  await context.close();
  expect(problems).toEqual([]);
});

/** A page with the launcher, the app holding the same member, and what the module tells kept in `window.told`. */
async function visit(scene: Scene, main?: string): Promise<void> {
  store.member = scene.member ? structuredClone(scene.member) : null;
  store.locale = scene.locale ?? 'en';
  store.html = pageAround(renderBlock('launcher', scene), { locale: scene.locale, main });
  await page.addInitScript(() => {
    const told: unknown[] = [];
    Object.assign(window, { told });
    for (const name of ['redeemed', 'code-applied', 'returned', 'error']) {
      document.addEventListener(`regulars:${name}`, (event) => told.push([name, (event as CustomEvent).detail]));
    }
    document.addEventListener('regulars:member', () => Object.assign(window, { isFresh: true }));
  });
  await page.goto(store.origin);
}

/** Opens the panel and waits until it shows what the app answered: until then what is pressed may be written anew. */
async function open(): Promise<void> {
  await page.click('.rg-launcher');
  await page.locator('regulars-panel:defined').waitFor({ state: 'attached' });
  await soon(() => page.evaluate(() => Boolean(Object(window).isFresh))).toBe(true);
}

const told = () => page.evaluate(() => (Object(window) as { told: [string, Record<string, unknown>][] }).told);
const status = () => page.locator('.rg-panel [data-rg-status]').textContent();
const balance = () => page.locator('.rg-count').textContent();
const redeem = (rewardId: string) => page.locator(`[data-rg-reward=${rewardId}] [data-rg-do=redeem]`);
const codes = () => page.locator('.rg-panel .rg-code code').allTextContents();

describe('Before anyone touches it, the launcher', () => {
  test('asks for nothing but the page itself', async () => {
    await visit({ member: member() });
    await page.waitForTimeout(400);
    expect(store.requested).toEqual(['/']);
  });

  test('moves nothing in the layout', async () => {
    await visit({ member: member() });
    const shift = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) sum += (entry as PerformanceEntry & { value: number }).value;
          }).observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => resolve(sum), 300);
        }),
    );
    expect(shift).toBe(0);
  });
});

test('Without JavaScript the panel opens and can be read, and codes are links', async () => {
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const silent = await plain.newPage();
  const code = { redemptionId: 'rd_9', rewardId: 'rw_ship', code: 'RG-1', expiresAt: '2027-05-20T00:00:00Z' };
  store.html = pageAround(renderBlock('launcher', { member: member({ availablePoints: 640, codes: [code] }) }));
  await silent.goto(store.origin);
  await silent.click('.rg-launcher');
  expect(await silent.locator('.rg-count').isVisible()).toBe(true);
  const opacity = () => silent.locator('.rg-panel').evaluate((panel) => getComputedStyle(panel).opacity);
  await soon(opacity).toBe('1');
  expect(await silent.locator('a[data-rg-do=apply]').getAttribute('href')).toBe('/discount/RG-1?redirect=/cart');
  expect(await silent.locator('[data-rg-do=redeem]').first().isVisible()).toBe(false);
  await plain.close();
});

describe('The dialog', () => {
  test('takes the focus, keeps it while tabbing both ways, and gives it back on Escape', async () => {
    await visit({ member: member({ availablePoints: 640 }) });
    await open();
    const inside = () => page.evaluate(() => Boolean(document.activeElement?.closest('dialog')));
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('regulars-title');
    for (const key of ['Tab', 'Shift+Tab']) {
      for (let press = 0; press < 14; press++) {
        await page.keyboard.press(key);
        expect(await inside()).toBe(true);
      }
    }
    await page.keyboard.press('Escape');
    expect(await page.locator('dialog').evaluate((dialog: HTMLDialogElement) => dialog.open)).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('rg-launcher');
  });

  test('opens by keyboard and closes by its button and by a press beside it', async () => {
    await visit({ member: member() });
    const isOpen = () => page.locator('dialog').evaluate((dialog: HTMLDialogElement) => dialog.open);
    await page.focus('.rg-launcher');
    await page.keyboard.press('Enter');
    await soon(isOpen).toBe(true);
    await page.click('.rg-close');
    await soon(isOpen).toBe(false);
    await page.click('.rg-launcher');
    await soon(isOpen).toBe(true);
    // Only its style puts the panel at the side.
    await soon(() => hasStyle(page, 'regulars-panel.css')).toBe(true);
    await page.mouse.click(100, 400);
    await soon(isOpen).toBe(false);
  });

  test('shows what the app knows, not what the page was rendered with', async () => {
    await visit({ member: member({ availablePoints: 340 }) });
    const nextExpiry = { points: 120, expiresAt: '2027-03-03T22:59:59.999Z', expiresOn: '2027-03-03' };
    store.member = member({ availablePoints: 515, pendingPoints: 20, nextExpiry });
    store.history = [{ at: '2026-11-20T10:00:00Z', points: 175, kind: 'earned', text: 'Order #1042 <b>' }];
    await open();
    await soon(balance).toBe('515 points');
    expect(await page.locator('.rg-launcher').textContent()).toContain('515 points');
    expect(await page.locator('[data-rg-pending]').textContent()).toBe('20 points on the way');
    expect(await page.locator('[data-rg-expiry]').textContent()).toBe('120 points to use by Mar 3, 2027');
    expect(await redeem('rw_50off').isVisible()).toBe(true);
    expect(await page.locator('.rg-progress p').textContent()).toBe('685 points to go: 15% off an order');
    await page.click('[data-rg-history] summary');
    expect(await page.locator('.rg-entry').textContent()).toContain('Order #1042 <b>');
    expect(await page.locator('.rg-entry-points').textContent()).toBe('+175 points');
  });

  test('asks nothing for a visitor and invites to log in', async () => {
    await visit({});
    await page.click('.rg-launcher');
    await page.locator('regulars-panel:defined').waitFor({ state: 'attached' });
    await page.waitForTimeout(200);
    expect(store.asked).toEqual([]);
    expect(await page.getByRole('link', { name: 'Join or log in' }).getAttribute('href')).toBe('/account/login');
  });

  test('lets a customer join and then shows the points', async () => {
    await visit({ member: null });
    await open();
    await page.getByRole('button', { name: 'Join now' }).click();
    await soon(balance).toBe('100 points');
    expect(await status()).toBe('Welcome! You are now a member.');
    expect(store.count('join')).toBe(1);
  });
});

describe('Redeeming', () => {
  test('spends once, shows the code, applies it beside the codes already there, and tells the theme', async () => {
    store.cart.discount_codes = [];
    await visit({ member: member({ availablePoints: 640 }) });
    store.cart.discount_codes = [{ code: 'WELCOME', applicable: true }];
    await open();
    await redeem('rw_50off').click();
    await soon(status).toBe('Done! Here is your code for 50 kr. off. The code is applied to your cart.');
    expect(await codes()).toEqual(['RG-7K3M-9QXT-1']);
    expect(await balance()).toBe('140 points');
    expect(store.cart.discount_codes.map(({ code }) => code)).toEqual(['WELCOME', 'RG-7K3M-9QXT-1']);
    expect((await told()).map(([name]) => name)).toEqual(['redeemed', 'code-applied']);
    expect((await told())[0]?.[1]).toMatchObject({
      code: 'RG-7K3M-9QXT-1',
      rewardId: 'rw_50off',
      availablePoints: 140,
    });
  });

  test('is one redemption however often the button is pressed', async () => {
    await visit({ member: member({ availablePoints: 2000 }) });
    await open();
    store.delayMs = 300;
    await redeem('rw_50off').evaluate((button: HTMLButtonElement) => {
      for (let press = 0; press < 5; press++) button.click();
    });
    await soon(codes).toHaveLength(1);
    expect(store.count('redeem')).toBe(1);
    expect(await balance()).toBe('1,500 points');
  });

  test('that is repeated later is a second redemption', async () => {
    await visit({ member: member({ availablePoints: 2000 }), settings: { apply_at_once: false } });
    await open();
    for (const count of [1, 2]) {
      await redeem('rw_50off').click();
      await soon(codes).toHaveLength(count);
    }
    const ids = store.asked.filter(({ path }) => path === 'redeem').map(({ body }) => body.requestId);
    expect(new Set(ids).size).toBe(2);
    expect(store.count('/cart/update.js')).toBe(0);
  });

  test('whose answer was lost is asked again under the same id, and spends once', async () => {
    await visit({ member: member({ availablePoints: 640 }) });
    await open();
    store.script.set('redeem', ['lost_after']);
    await redeem('rw_50off').click();
    await soon(codes).toHaveLength(1);
    const ids = store.asked.filter(({ path }) => path === 'redeem').map(({ body }) => body.requestId);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(await balance()).toBe('140 points');
  });

  test('keeps its id over a reload while nobody has answered', async () => {
    await visit({ member: member({ availablePoints: 640 }) });
    await open();
    const broken = { status: 503, body: {} };
    store.script.set('redeem', [broken, broken, broken]);
    await redeem('rw_50off').click();
    await soon(status).toBe('That did not work just now. Nothing was lost: please try again.');
    expect(await balance()).toBe('640 points');
    await page.reload();
    await open();
    await redeem('rw_50off').click();
    await soon(codes).toHaveLength(1);
    const ids = store.asked.filter(({ path }) => path === 'redeem').map(({ body }) => body.requestId);
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(1);
  });

  test('that the app refuses puts the balance back and says why, in the words of the page', async () => {
    await visit({ locale: 'da', member: member({ availablePoints: 640 }) });
    await open();
    const error = { code: 'insufficient_points', message: 'x', missingPoints: 12 };
    store.script.set('redeem', [{ status: 409, body: { error } }]);
    await redeem('rw_50off').click();
    await soon(status).toBe('Du mangler 12 point til denne belønning.');
    expect(await balance()).toBe('640 point');
    expect(await told()).toEqual([['error', { code: 'insufficient_points', during: 'redeem' }]]);
    store.script.set('redeem', [{ status: 422, body: { error: { code: 'reward_sold_out', message: 'Udsolgt.' } } }]);
    await redeem('rw_50off').click();
    await soon(status).toBe('Udsolgt.');
  });

  test('waits for a code that is still being made', async () => {
    await visit({ member: member({ availablePoints: 640 }) });
    await open();
    store.pollsUntilReady = 2;
    await redeem('rw_50off').click();
    await soon(status).toBe('Your code is being made. This usually takes a few seconds.');
    await soon(codes).toEqual(['RG-7K3M-9QXT-1']);
    expect(store.count('redemptions/rd_1')).toBe(2);
  });

  test('that Shopify finally refuses says that the points are back', async () => {
    await visit({ member: member({ availablePoints: 640 }) });
    await open();
    store.pollsUntilReady = 2;
    store.script.set('redemptions/rd_1', [{ status: 200, body: { status: 'returned', availablePoints: 640 } }]);
    await redeem('rw_50off').click();
    await soon(status).toBe('The reward could not be made. Your points are back: 640 points.');
  });

  test('says so when the buyer is offline, loses nothing, and goes on when the connection is back', async () => {
    await visit({ member: member({ availablePoints: 640 }) });
    await open();
    await soon(balance).toBe('640 points');
    await context.setOffline(true);
    await redeem('rw_50off').click();
    await soon(status).toContain('You seem to be offline.');
    expect(await balance()).toBe('640 points');
    await context.setOffline(false);
    await redeem('rw_50off').click();
    await soon(codes).toHaveLength(1);
  });
});

describe('A code', () => {
  const held = { redemptionId: 'rd_9', rewardId: 'rw_15pct', code: 'RG-NINE', expiresAt: '2027-05-20T00:00:00Z' };
  const apply = () => page.locator('.rg-panel [data-rg-do=apply]').click();

  test('that cannot be combined is taken out again, and the other one stays', async () => {
    await visit({ member: member({ codes: [held] }) });
    store.cart = {
      item_count: 1,
      items_subtotal_price: 99_000,
      discount_codes: [{ code: 'WELCOME', applicable: true }],
    };
    store.takes = (code, others) => code === 'WELCOME' || others.length === 0;
    await open();
    await apply();
    await soon(status).toContain('cannot be combined');
    expect(store.cart.discount_codes).toEqual([{ code: 'WELCOME', applicable: true }]);
  });

  test('does not push out a code that applied before', async () => {
    await visit({ member: member({ codes: [held] }) });
    store.cart = {
      item_count: 1,
      items_subtotal_price: 99_000,
      discount_codes: [{ code: 'WELCOME', applicable: true }],
    };
    store.takes = (code, others) => code === 'RG-NINE' || others.length === 0;
    await open();
    await apply();
    await soon(status).toContain('cannot be combined');
    expect(store.cart.discount_codes).toEqual([{ code: 'WELCOME', applicable: true }]);
  });

  test('that needs a larger order says from which amount it applies', async () => {
    await visit({ member: member({ codes: [held] }) });
    store.takes = () => false;
    await open();
    await apply();
    await soon(status).toBe('Orders from 300 kr. can use this code. It stays here until then.');
  });

  test('is not applied to an empty cart', async () => {
    await visit({ member: member({ codes: [held] }) });
    store.cart.item_count = 0;
    await open();
    await apply();
    await soon(status).toBe('Your cart is empty. Add something, then use the code.');
    expect(store.count('/cart/update.js')).toBe(0);
  });

  test('goes through the discount link where the cart takes no codes', async () => {
    await visit({ member: member({ codes: [held] }) });
    store.script.set('/cart/update.js', [{ status: 200, body: { item_count: 2 } }]);
    await open();
    await apply();
    await page.waitForURL('**/discount/RG-NINE?redirect=%2Fcart');
  });

  test('that is given back brings the points back and leaves the cart', async () => {
    await visit({ member: member({ availablePoints: 40, codes: [held] }) });
    store.cart.discount_codes = [
      { code: 'WELCOME', applicable: true },
      { code: 'RG-NINE', applicable: true },
    ];
    await open();
    await page.locator('[data-rg-do=back]').click();
    await soon(status).toBe('The code is canceled. You have 1,240 points again.');
    expect(await codes()).toEqual([]);
    await soon(() => store.cart.discount_codes.map(({ code }) => code)).toEqual(['WELCOME']);
  });

  test('that was used meanwhile cannot be given back', async () => {
    await visit({ member: member({ codes: [held] }) });
    await open();
    store.script.set('redemptions/rd_9/cancel', [
      { status: 409, body: { error: { code: 'already_used', message: 'x' } } },
    ]);
    await page.locator('[data-rg-do=back]').click();
    await soon(status).toBe('This code has already been used.');
  });

  test('is copied', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await visit({ member: member({ codes: [held] }) });
    await open();
    await page.locator('[data-rg-do=copy]').click();
    await soon(status).toBe('Code copied.');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('RG-NINE');
  });

  test('works in the balance block alone, where the first press loads the module', async () => {
    store.member = member({ codes: [held] });
    store.html = pageAround('', { main: renderBlock('balance', { member: store.member }) });
    await page.goto(store.origin);
    expect(store.requested).toEqual(['/']);
    await page.evaluate(() => document.querySelector<HTMLElement>('[data-rg-do=apply]')?.click());
    await soon(() => page.locator('[data-rg-status]').textContent()).toBe('The code is applied to your cart.');
    await page.locator('[data-rg-do=back]').click();
    await soon(() => page.locator('.rg-card-count').textContent()).toBe('1,540 points');
    expect(await page.locator('.rg-progress p').textContent()).toBe('You have enough for every reward.');
  });
});
