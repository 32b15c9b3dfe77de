/** WCAG 2.2 AA by axe, in a light and a dark theme, wide and on a phone; and how little the first touch costs. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { violations } from '#tests/kit/axe.ts';
import { hasStyle } from '#tests/kit/browser.ts';
import { openBrowser, soon } from './browser.ts';
import { member, renderBlock } from './render-block.ts';
import type { Member, Scene } from './render-block.ts';
import { clubMember, clubProgram, stampProgram } from './rich-program.ts';
import { Storefront, pageAround } from './storefront.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const store = new Storefront();
let browser: Browser;

beforeAll(async () => {
  await store.start();
  browser = await openBrowser();
}, 60_000);

afterAll(async () => {
  await browser.close();
  await store.stop();
});

const code = { redemptionId: 'rd_9', rewardId: 'rw_ship', code: 'RG-4HVN-Q2XK-81', expiresAt: '2027-05-20T00:00:00Z' };
const product = {
  selected_or_first_available_variant: { id: 1, price: 8950 },
  price_min: 8950,
  price_max: 16_000,
  variants: [
    { id: 1, price: 8950 },
    { id: 2, price: 16_000 },
  ],
};

/** Every part of a rich program, opened: forms, slider, ladder, stamps, badges, the card. */
async function visitClub(who: Member | undefined, options: { dark: boolean; phone: boolean }): Promise<Page> {
  store.reset();
  const scene: Scene = { program: clubProgram, member: who };
  const stamps = renderBlock('stamp-card', { program: stampProgram, member: member({ availablePoints: 14 }) });
  // Blocks have ids of their own in a theme.
  const main = renderBlock('loyalty-page', scene) + stamps.replaceAll('regulars-test', 'regulars-second');
  store.html = pageAround('', { dark: options.dark, main });
  const way = { subject: '', name: null, question: null, points: 30, doable: true, done: false };
  const ways = [
    { ...way, activity: 'survey' },
    { ...way, activity: 'follow', subject: 'instagram' },
  ];
  store.script.set('activities', [
    { status: 200, body: { ways, goals: [], badges: [], birthday: { birthday: null, fixedUntil: null } } },
  ]);
  store.script.set('card', [{ status: 200, body: { svg: '<svg xmlns="http://www.w3.org/2000/svg"/>' } }]);
  store.script.set('member', [{ status: 503, body: {} }]);
  const viewport = options.phone ? { width: 390, height: 844 } : { width: 1280, height: 800 };
  const page = await browser.newPage({ viewport, reducedMotion: 'reduce' });
  await page.goto(store.origin);
  if (who) {
    await page.locator('regulars-doings summary').click();
    await page.locator('regulars-doings [data-rg-do=go]').first().click();
    await page.locator('regulars-membercard summary').click();
    await page.locator('.rg-qr img').waitFor({ state: 'attached' });
    await soon(() => hasStyle(page, 'regulars-forms.css')).toBe(true);
  }
  return page;
}

async function visit(scene: Scene, options: { dark: boolean; phone: boolean }): Promise<Page> {
  store.reset();
  store.member = scene.member ?? null;
  store.history = [{ at: '2026-11-20T10:00:00Z', points: 129, kind: 'earned', text: 'Order #1042' }];
  const main = renderBlock('product-points', { ...scene, globals: { product } }) + renderBlock('balance', scene);
  store.html = pageAround(renderBlock('launcher', scene), { dark: options.dark, main });
  const viewport = options.phone ? { width: 390, height: 844 } : { width: 1280, height: 800 };
  const page = await browser.newPage({ viewport, reducedMotion: 'reduce' });
  await page.goto(store.origin);
  return page;
}

/** Opens the panel and waits until it is as a person sees it, for a member with what the app answered. */
async function openPanel(page: Page, who: Member | null | undefined): Promise<void> {
  await page.click('.rg-launcher');
  await page.locator('regulars-panel:defined').waitFor({ state: 'attached' });
  await soon(() => hasStyle(page, 'regulars-panel.css')).toBe(true);
  if (who) await page.locator('[data-rg-history] [data-rg=waiting][hidden]').waitFor({ state: 'attached' });
}

describe.each([
  { name: 'light', dark: false, phone: false, settings: {} },
  { name: 'dark', dark: true, phone: false, settings: {} },
  { name: 'phone', dark: false, phone: true, settings: {} },
  { name: 'a mid-tone accent', dark: false, phone: false, settings: { color_accent: '#7a7a7a' } },
])('With a theme that is $name', ({ dark, phone, settings }) => {
  test.each([
    ['a visitor', undefined],
    ['a customer', null],
    ['a member', member({ availablePoints: 640, pendingPoints: 5, codes: [code] })],
  ])('%s meets no barrier, in the page and in the panel', async (_, who) => {
    const page = await visit({ member: who, settings }, { dark, phone });
    expect(await violations(page, 'html')).toEqual([]);
    await openPanel(page, who);
    if (who) {
      await page.click('[data-rg-history] summary');
      await page.locator('[data-rg-do=redeem]').first().click();
      const status = page.locator('.rg-panel [data-rg-status]');
      await soon(() => status.textContent()).toMatch(/^Done! .* The code is applied to your cart\.$/);
    }
    expect(await violations(page, 'html')).toEqual([]);
    await page.close();
  });

  test.each([
    ['a visitor', undefined],
    ['a member', clubMember()],
  ])('%s meets no barrier on the loyalty page, with everything open', async (_, who) => {
    const page = await visitClub(who, { dark, phone });
    expect(await violations(page, 'html')).toEqual([]);
    const sizes = await page
      .locator('.rg-card :is(button, a, summary, select, textarea, .rg-input)')
      .evaluateAll((controls) =>
        controls.filter((each) => each.checkVisibility()).map((each) => each.getBoundingClientRect().height),
      );
    expect(sizes.filter((height) => height < 43.9)).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(overflow).toBe(false);
    await page.close();
  });

  test('every control is at least 44 by 44 pixels', async () => {
    const who = member({ availablePoints: 640, codes: [code] });
    const page = await visit({ member: who, settings }, { dark, phone });
    await openPanel(page, who);
    const sizes = await page
      .locator('.rg-launcher, .rg-panel :is(button, a, summary), .rg-card :is(button, a)')
      .evaluateAll((controls) =>
        controls
          .filter((control) => control.checkVisibility())
          .map((control) => {
            const { width, height } = control.getBoundingClientRect();
            return { control: control.outerHTML.slice(0, 90), width, height };
          }),
      );
    expect(sizes.length).toBeGreaterThan(5);
    expect(sizes.filter(({ width, height }) => Math.min(width, height) < 43.9)).toEqual([]);
    await page.close();
  });
});
