/** Reading without JavaScript, from right to left, from the screen by a scanner, and by keyboard alone; and what a first press costs. */
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { qrSvg } from '#app/activities/qr.server.ts';
import { readQr } from '#tests/kit/qr.ts';
import { openBrowser, soon } from './browser.ts';
import { cart, member, renderBlock, type BlockHandle, type Scene } from './render-block.ts';
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

beforeEach(() => store.reset());

const codes = ['RG-AAAA', 'RG-BBBB', 'RG-CCCC'].map((code, index) => ({
  redemptionId: `rd_${index}`,
  rewardId: index === 2 ? 'gift_of_a_level' : 'rw_ship',
  code,
  expiresAt: '2027-05-20T00:00:00Z',
  ...(index === 2 ? { title: { en: 'Birthday gift', da: 'Fødselsdagsgave' }, cancellable: false } : {}),
}));
const product = {
  selected_or_first_available_variant: { id: 1, price: 8950 },
  price: 8950,
  price_min: 8950,
  price_max: 8950,
  variants: [{ id: 1, price: 8950 }],
};
const globals = {
  product,
  cart,
};

/** What each block has to say to a member; a word that is only there when the block has its content. */
const contents: Record<BlockHandle, string> = {
  launcher: '640 points',
  'product-points': 'product',
  'product-card-points': 'points',
  balance: '640 points',
  'tier-ladder': 'Your level',
  'stamp-card': 'stamp',
  progress: '640 points',
  'cart-points': 'Earn with every order',
  rewards: 'Free shipping',
  challenges: 'Challenges',
  referral: 'ref=',
  'member-card': 'JavaScript',
  'loyalty-page': 'Free shipping',
};

describe.each(Object.entries(contents) as [BlockHandle, string][])(
  'Without JavaScript, the block %s',
  (handle, content) => {
    test('has its content, and shows nothing to press that would not answer', async () => {
      const program = handle === 'stamp-card' ? stampProgram : clubProgram;
      const scene: Scene = { program, member: { ...clubMember(), availablePoints: 640, codes }, globals };
      const block = renderBlock(handle, scene);
      store.html = handle === 'launcher' ? pageAround(block) : pageAround('', { main: block });
      const context = await browser.newContext({ javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto(store.origin);
      if (handle === 'launcher') await page.click('.rg-launcher');
      const inputs = await page
        .locator('input')
        .evaluateAll((all) => all.map((each) => (each as HTMLInputElement).value));
      const seen = `${await page.locator('body').innerText()} ${inputs.join(' ')}`;
      expect(seen).toContain(content);
      const dead = page.locator('button:not([command]), input:not([readonly]), select, textarea, a:not([href^="/"])');
      const shown = await dead.evaluateAll((all) =>
        all.filter((each) => each.checkVisibility()).map((each) => each.outerHTML.slice(0, 120)),
      );
      expect(shown).toEqual([]);
      await context.close();
    });
  },
);

test('Many codes are a list of which the first stands open, each with its name, also a gift that no reward of the program is', async () => {
  const scene: Scene = { program: clubProgram, member: { ...clubMember(), codes } };
  store.html = pageAround('', { main: renderBlock('rewards', scene) });
  const page = await browser.newPage({ javaScriptEnabled: false });
  await page.goto(store.origin);
  expect(await page.locator('.rg-code-title').allTextContents()).toEqual([
    'Free shipping',
    'Free shipping',
    'Birthday gift',
  ]);
  const open = () =>
    page.locator('.rg-code details').evaluateAll((all) => all.map((each) => each.hasAttribute('open')));
  expect(await open()).toEqual([true, false, false]);
  await page.locator('.rg-code summary').nth(2).click();
  expect(await open()).toEqual([true, false, true]);
  expect(await page.locator('.rg-code [data-rg-do=back]').nth(2).isVisible()).toBe(false);
  expect(await page.locator('.rg-code [data-rg-do=apply]').nth(2).isVisible()).toBe(true);
  await page.close();
});

test('On a page from right to left a text that runs the other way keeps its order, and stands at the side of the page', async () => {
  const scene: Scene = { program: clubProgram, member: { ...clubMember(), availablePoints: 140 } };
  const html = pageAround('', { main: renderBlock('balance', scene) });
  store.html = html.replace('<html ', '<html dir="rtl" ');
  const page = await browser.newPage();
  await page.goto(store.origin);
  /** Where the first and the last letter stand, and the paragraph. */
  const measured = await page.locator('.rg-progress p').evaluate((paragraph) => {
    const text = paragraph.firstChild as Text;
    const leftOf = (from: number) => {
      const range = document.createRange();
      range.setStart(text, from);
      range.setEnd(text, from + 1);
      return range.getBoundingClientRect();
    };
    const whole = document.createRange();
    whole.selectNodeContents(paragraph);
    return {
      text: text.data,
      number: leftOf(0).left,
      word: leftOf(text.data.indexOf('points')).left,
      textRight: whole.getBoundingClientRect().right,
      right: paragraph.getBoundingClientRect().right,
    };
  });
  expect(measured.text).toMatch(/^\d+ points to go/);
  expect(measured.number).toBeLessThan(measured.word);
  expect(Math.abs(measured.textRight - measured.right)).toBeLessThan(2);
  await page.close();
});

test.each([false, true])('A scanner reads the member card from a phone (dark: %s)', async (dark) => {
  const card = 'c.AbCdEfGhIjKlMnOpQrStUv.fo3.abcdefghijklmnopqrst';
  store.script.set('card', [{ status: 200, body: { svg: await qrSvg(card) } }]);
  const block = renderBlock('member-card', { program: clubProgram, member: clubMember() });
  store.html = pageAround('', { dark, main: block });
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  await page.goto(store.origin);
  await page.locator('regulars-membercard summary').click();
  await page.locator('.rg-qr img').waitFor();
  await soon(() => readQr(page.locator('.rg-qr')).catch(() => '')).toBe(card);
  await page.close();
});

/** Presses Tab until the control that answers to this selector has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let press = 0; press < 60; press++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Nobody gets to ${selector} by Tab.`);
}

test('By keyboard alone: the panel is opened, an amount chosen, redeemed, the code found, the history read, all closed again', async () => {
  const shelf = (available: number) => ({
    member: { ...member({ availablePoints: available }), joinedAt: '2026-01-05T09:00:00Z' },
    rewards: [
      {
        id: 'rw_slide',
        affordable: true,
        missingPoints: 0,
        whyNot: null,
        why: null,
        left: null,
        steps: { most: 20, affordable: 6 },
      },
    ],
    codes:
      available === 640
        ? []
        : [{ ...codes[0], title: 'Choose your discount', status: 'ready', kind: 'amount_chosen', cancellable: true }],
    history: [{ at: '2026-11-20T10:00:00Z', points: 640, kind: 'earned', text: 'Order #1042' }],
  });
  store.script.set(
    'member',
    [640, 340, 340, 340].map((available) => ({ status: 200, body: shelf(available) })),
  );
  const redeemed = {
    status: 'ready',
    redemptionId: 'rd_0',
    code: 'RG-AAAA',
    kind: 'amount_chosen',
    availablePoints: 340,
  };
  store.script.set('redeem', [{ status: 200, body: { ...redeemed, title: 'Choose your discount' } }]);
  const scene: Scene = {
    program: clubProgram,
    member: { ...clubMember(), availablePoints: 640 },
    settings: { apply_at_once: false },
  };
  store.html = pageAround(renderBlock('launcher', scene));
  const page = await browser.newPage();
  await page.goto(store.origin);
  await tabTo(page, '.rg-launcher');
  await page.keyboard.press('Enter');
  await soon(() => page.evaluate(() => document.activeElement?.id)).toBe('regulars-title');
  await soon(() => store.count('member')).toBe(1);
  await tabTo(page, '[data-rg-reward=rw_slide] [data-rg-do=slide]');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await soon(() => page.locator('[data-rg-reward=rw_slide] output').textContent()).toContain('300 points');
  await page.keyboard.press('Shift+Tab');
  expect(
    await page.evaluate(() => document.activeElement?.matches('[data-rg-reward=rw_slide] [data-rg-do=redeem]')),
  ).toBe(true);
  await page.keyboard.press('Enter');
  await soon(() => page.locator('.rg-panel [data-rg-status]').textContent()).toContain('Done!');
  await soon(() => page.locator('.rg-panel .rg-code code').allTextContents()).toEqual(['RG-AAAA']);
  expect(store.asked.find(({ path }) => path === 'redeem')?.body).toMatchObject({ rewardId: 'rw_slide', steps: 3 });
  await tabTo(page, '.rg-code [data-rg-do=copy]');
  await tabTo(page, '[data-rg-history] summary');
  await page.keyboard.press('Enter');
  await soon(() => page.locator('.rg-entry').first().isVisible()).toBe(true);
  await page.keyboard.press('Escape');
  expect(await page.locator('dialog').evaluate((dialog: HTMLDialogElement) => dialog.open)).toBe(false);
  expect(await page.evaluate(() => document.activeElement?.className)).toBe('rg-launcher');
  await page.close();
});

test('The first press of the launcher, with everything on the page and a slow phone, costs less than 200 ms of script in all', async () => {
  store.html = pageAround(renderBlock('launcher', { program: clubProgram, member: clubMember() }), {
    main: renderBlock('loyalty-page', { program: clubProgram, member: clubMember() }),
  });
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  await page.goto(store.origin);
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  // The processor's time, not the clock's: other programs on this machine do not count.
  await session.send('Performance.setTimeDomain', { timeDomain: 'threadTicks' });
  await session.send('Performance.enable');
  const scriptMs = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0) * 1000;
  };
  const before = await scriptMs();
  await page.click('.rg-launcher');
  await page.locator('regulars-panel:defined').waitFor({ state: 'attached' });
  await soon(() => store.count('member')).toBeGreaterThan(0);
  await page.waitForLoadState('networkidle');
  expect((await scriptMs()) - before).toBeLessThan(200);
  await page.close();
});
