/** A member's codes and what is redeemed for them, where more than one thing happens at a time: two blocks, answers that come late. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser, soon } from './browser.ts';
import { cart, member, renderBlock } from './render-block.ts';
import type { Member, Scene } from './render-block.ts';
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
  context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  page = await context.newPage();
  page.on('pageerror', (error) => problems.push(error.message));
  await page.addInitScript(() => {
    const told: string[] = [];
    Object.assign(window, { told });
    for (const name of ['member', 'redeemed', 'code-applied', 'returned', 'cart-updated', 'error'])
      document.addEventListener(`regulars:${name}`, () => told.push(name));
  });
});

afterEach(async () => {
  await context.close();
  expect(problems).toEqual([]);
});

const nine = { redemptionId: 'rd_9', rewardId: 'rw_15pct', code: 'RG-NINE', expiresAt: '2027-05-20T00:00:00Z' };
const eight = { redemptionId: 'rd_8', rewardId: 'rw_ship', code: 'RG-EIGHT', expiresAt: '2027-05-20T00:00:00Z' };
const onCartPage = { cart, request: { locale: { iso_code: 'en' }, page_type: 'cart' } };

/** Two instances of the block of rewards, `#regulars-test` and `#regulars-second`. */
async function visitTwice(who: Member, settings = {}): Promise<void> {
  store.member = structuredClone(who);
  const block = renderBlock('rewards', { member: who, settings });
  store.html = pageAround('', { main: block + block.replaceAll('regulars-test', 'regulars-second') });
  await page.goto(store.origin);
}

async function visitPanel(scene: Scene & { member: Member }): Promise<void> {
  store.member = structuredClone(scene.member);
  store.html = pageAround(renderBlock('launcher', scene));
  await page.goto(store.origin);
}

const told = (name: string) =>
  page.evaluate((name) => (Object(window) as { told: string[] }).told.filter((each) => each === name).length, name);

/** Waits until the page shows what the app answers from now on. */
async function isShown(act: () => Promise<unknown>): Promise<void> {
  const before = await told('member');
  await act();
  await soon(() => told('member')).toBeGreaterThan(before);
}

const openPanel = () => isShown(() => page.click('.rg-launcher'));
/** The panel asks again how things stand. */
const askAgain = () => isShown(() => page.evaluate(() => window.dispatchEvent(new Event('online'))));
const statusIn = (block: string) => page.locator(`${block} [data-rg-status]`).textContent();
const control = (block: string, code: string, action: string) =>
  page.locator(`${block} .rg-code`, { hasText: code }).locator(`[data-rg-do=${action}]`);
const codesInCart = () => store.cart.discount_codes.map(({ code }) => code);
const focused = () => page.evaluate(() => document.activeElement?.id);

describe('The list of codes', () => {
  test('is brought up to date under the hand: what is open, what has the focus and a press that has begun stay', async () => {
    await visitPanel({ member: member({ codes: [nine, eight] }) });
    await openPanel();
    const summaries = page.locator('.rg-code summary');
    await summaries.first().click();
    await summaries.last().click();
    const copy = control('.rg-panel', 'RG-EIGHT', 'copy');
    const box = await copy.boundingBox();
    if (!box) throw new Error('The second code is open.');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await copy.focus();
    await askAgain();
    await page.mouse.up();
    await soon(() => statusIn('.rg-panel')).toBe('Code copied.');
    expect(await copy.evaluate((each) => each === document.activeElement)).toBe(true);
    const open = page
      .locator('.rg-code details')
      .evaluateAll((all: HTMLDetailsElement[]) => all.map((each) => each.open));
    expect(await open).toEqual([false, true]);
  });

  test('is in the order of the app, without what is gone, with what is new and what has become of the others', async () => {
    await visitPanel({ member: member({ codes: [nine, eight] }) });
    await openPanel();
    const seven = { ...eight, redemptionId: 'rd_7', code: 'RG-SEVEN', expiresAt: null };
    store.member = member({ codes: [seven, { ...nine, expiresAt: '2028-05-20T00:00:00Z', cancellable: false }] });
    await askAgain();
    expect(await page.locator('.rg-code code').allTextContents()).toEqual(['RG-SEVEN', 'RG-NINE']);
    expect(await page.locator('.rg-code [data-rg=expires]').allTextContents()).toEqual([
      '',
      'Valid until May 20, 2028',
    ]);
    expect(await control('.rg-panel', 'RG-SEVEN', 'back').isVisible()).toBe(true);
    expect(await control('.rg-panel', 'RG-NINE', 'back').isVisible()).toBe(false);
  });

  test('gives the focus to the heading when the code that has it goes, and when a reward cannot be had any more', async () => {
    await visitTwice(member({ availablePoints: 300, codes: [nine] }));
    await isShown(() => page.locator('#regulars-second [data-rg-reward=rw_ship]').hover());
    await page.locator('#regulars-second [data-rg-reward=rw_ship] [data-rg-do=redeem]').press('Enter');
    await soon(() => statusIn('#regulars-second')).toContain('applied to your cart');
    expect(await focused()).toBe('regulars-second-h');
    await page.locator('#regulars-test .rg-code summary').last().press('Enter');
    await control('#regulars-test', 'RG-NINE', 'back').press('Enter');
    await soon(() => statusIn('#regulars-test')).toContain('The code is canceled.');
    expect(await focused()).toBe('regulars-test-h');
  });
});

describe('A code that is given back', () => {
  test('while it is being applied is not left in the cart', async () => {
    await visitTwice(member({ availablePoints: 640 }));
    store.cartDelayMs = 200;
    await page.locator('#regulars-test [data-rg-reward=rw_ship] [data-rg-do=redeem]').click();
    await control('#regulars-second', 'RG-7K3M', 'back').click();
    await soon(() => statusIn('#regulars-test')).toContain('applied to your cart');
    await soon(() => statusIn('#regulars-second')).toBe('The code is canceled. You have 640 points again.');
    await soon(codesInCart).toEqual([]);
    await soon(() => told('cart-updated')).toBe(2);
    expect(await page.locator('.rg-code').count()).toBe(0);
  });

  test('is not put into the cart by a press that came before anybody could know', async () => {
    await visitTwice(member({ codes: [nine, eight] }));
    await isShown(() => page.locator('#regulars-test').hover());
    await page.locator('#regulars-second .rg-code summary').last().click();
    store.cartDelayMs = 200;
    await page.evaluate(() => {
      const late = document.querySelector<HTMLElement>('#regulars-second [data-rg-do=apply]');
      document.addEventListener('regulars:returned', () => late?.click());
    });
    await control('#regulars-test', 'RG-NINE', 'back').click();
    await soon(() => statusIn('#regulars-test')).toContain('The code is canceled.');
    await control('#regulars-second', 'RG-EIGHT', 'apply').click();
    await soon(() => statusIn('#regulars-second')).toBe('The code is applied to your cart.');
    expect(codesInCart()).toEqual(['RG-EIGHT']);
    expect(store.asked.some(({ body }) => String(body.discount).includes('RG-NINE'))).toBe(false);
  });

  test.each([
    ['after another change of the cart', true],
    ['first of all', false],
  ])('leaves the cart and the cart page, %s, when the panel is closed at once', async (_, isAppliedBefore) => {
    store.cart.discount_codes = [{ code: 'RG-NINE', applicable: true }];
    await visitPanel({ member: member({ codes: [nine] }), globals: onCartPage });
    await openPanel();
    if (isAppliedBefore) {
      await control('.rg-panel', 'RG-NINE', 'apply').click();
      await soon(() => statusIn('.rg-panel')).toBe('The code is applied to your cart.');
    }
    store.cartDelayMs = 200;
    const drawnAnew = page.waitForEvent('load');
    await control('.rg-panel', 'RG-NINE', 'back').click();
    await page.keyboard.press('Escape');
    await drawnAnew;
    expect(codesInCart()).toEqual([]);
  });

  test('waits for no other one: each press on another code is heard, and each is shown to be under way', async () => {
    await visitTwice(member({ codes: [nine, eight] }));
    await isShown(() => page.locator('#regulars-test').hover());
    await page.locator('#regulars-test .rg-code summary').last().click();
    const apply = page.locator('#regulars-test [data-rg-do=apply]');
    const states = (all: Element[]) => all.map((each) => each.ariaDisabled);
    const pressed = await apply.evaluateAll((all: HTMLElement[]) => {
      for (const each of all) each.click();
      return all.map((each) => each.ariaDisabled);
    });
    expect(pressed).toEqual(['true', 'true']);
    await soon(codesInCart).toEqual(['RG-NINE', 'RG-EIGHT']);
    await soon(() => apply.evaluateAll(states)).toEqual([null, null]);
  });
});

describe('While a reward is redeemed', () => {
  const buttons = () =>
    page
      .locator('[data-rg-do=redeem]')
      .evaluateAll((all) => all.filter((each) => each.checkVisibility()).map((each) => each.ariaDisabled));

  test('no other can be, says every button for one, in every block; and nothing stays disabled after a failure', async () => {
    await visitTwice(member({ availablePoints: 2000 }));
    await isShown(() => page.locator('#regulars-test').hover());
    expect(await buttons()).toEqual([null, null, null, null, null, null]);
    const pressed = await page.locator('[data-rg-do=redeem]').evaluateAll((all: HTMLElement[]) => {
      for (const each of all) each.click();
      return all.map((each) => each.ariaDisabled);
    });
    expect(pressed).toEqual(['true', 'true', 'true', 'true', 'true', 'true']);
    await soon(() => statusIn('#regulars-test')).toContain('applied to your cart');
    expect(store.count('redeem')).toBe(1);
    expect(await buttons()).toEqual([null, null, null, null, null, null]);
    store.script.set('redeem', [{ status: 409, body: { error: { code: 'reward_sold_out', message: 'Sold out.' } } }]);
    await page.locator('#regulars-second [data-rg-reward=rw_ship] [data-rg-do=redeem]').click();
    await soon(() => statusIn('#regulars-second')).toBe('Sold out.');
    expect(await buttons()).toEqual([null, null, null, null, null, null]);
  });

  test('one block waits for its code, tells of it and uses it, once', async () => {
    await page.clock.install();
    await visitTwice(member({ availablePoints: 640 }));
    await isShown(() => page.locator('#regulars-test').hover());
    store.pollsUntilReady = 2;
    await page.locator('#regulars-second [data-rg-reward=rw_ship] [data-rg-do=redeem]').click();
    await soon(() => statusIn('#regulars-second')).toContain('Your code is being made.');
    await soon(async () => {
      await page.clock.runFor(1000);
      return statusIn('#regulars-second');
    }).toContain('applied to your cart');
    // Whoever else waits would ask now.
    await page.clock.runFor(60_000);
    await page.evaluate(() => fetch('/cart.js'));
    expect(store.count('redemptions/rd_1')).toBe(2);
    expect(await statusIn('#regulars-test')).toBe('');
    expect(await told('redeemed')).toBe(1);
    expect(await told('code-applied')).toBe(1);
  });

  test('and after it, the launcher says how many codes there are', async () => {
    await visitPanel({ member: member({ availablePoints: 640 }) });
    const name = page.getByRole('button', { name: 'points Your codes: 1' });
    await openPanel();
    expect(await name.count()).toBe(0);
    await page.locator('[data-rg-reward=rw_ship] [data-rg-do=redeem]').click();
    await soon(() => statusIn('.rg-panel')).toContain('applied to your cart');
    await page.keyboard.press('Escape');
    await name.waitFor();
    expect(await page.locator('.rg-badge').textContent()).toMatch(/^\s*Your codes: 1\s*$/);
  });
});

test('A page that comes back from where the browser kept it shows how things stand now', async () => {
  await visitPanel({ member: member({ availablePoints: 640 }) });
  await openPanel();
  store.member = member({ availablePoints: 90 });
  await isShown(() =>
    page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))),
  );
  expect(await page.locator('.rg-count').textContent()).toBe('90 points');
});

test('A press is not lost when the module of another block comes first', async () => {
  const scene = { member: member({ codes: [nine] }), globals: onCartPage };
  store.member = scene.member;
  store.html = pageAround('', { main: renderBlock('cart-points', scene) + renderBlock('balance', scene) });
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/regulars-rewards.js*', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(store.origin);
  await page.evaluate(() => document.querySelector<HTMLElement>('[data-rg-do=apply]')?.click());
  await soon(() => store.requested).toContain('/cart.js');
  release();
  await soon(codesInCart).toEqual(['RG-NINE']);
});
