/**
 * A shopper's first month, on a phone, in Danish and Hungarian, on a theme with a cart drawer and on a plain one: joins, earns,
 * recommends, redeems, reaches a level, brings something back, takes a code back, reads the history, and is told what runs out.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { defaultProgram } from '#app/program/default-program.ts';
import { makeProgram } from '#app/program/document.ts';
import { violations } from '#tests/kit/axe.ts';
import { desktop, hasStyle, keepPicture, launchBrowser, openContext, phone } from '#tests/kit/browser.ts';
import { startTestStack, until, type TestStack } from '#tests/kit/stack.ts';
import {
  addToCart,
  checkOut,
  hurry,
  installWithProgram,
  logIn,
  openPanel,
  syncProgram,
  untilPanelIsStyled,
} from './steps.ts';

const base = defaultProgram('DKK');
const [shipping] = base.rewards;
if (!shipping) throw new Error('the default program has rewards');
const program = makeProgram({
  ...base,
  pending: { kind: 'after_fulfillment', days: 0 },
  expiry: { kind: 'rolling', months: 1 },
  rewards: [...base.rewards, { ...shipping, id: 'rw_friend', costPoints: 0 }],
  referral: { enabled: true, advocatePoints: 200, friendRewardId: 'rw_friend', holdDays: 0 },
  tiers: {
    measure: 'spend',
    window: { kind: 'rolling', months: 12 },
    levels: [
      {
        ...{ id: 'silver', name: { en: 'Silver', da: 'Sølv', hu: 'Ezüst' }, threshold: 40_000, color: '#7d8790' },
        perks: [{ kind: 'entry_points', points: 50 }],
      },
      { id: 'gold', name: { en: 'Gold', da: 'Guld', hu: 'Arany' }, threshold: 500_000, color: '#b8860b' },
    ],
  },
});

describe('a shopper’s first month', () => {
  let stack: TestStack;
  let browser: Browser;
  let shopper: Awaited<ReturnType<typeof openContext>>;
  let page: Page;
  let memberId = '';
  let firstOrder = '';
  let secondOrder = '';
  const email = 'maja.soe@example.com';

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startTestStack(), launchBrowser()]);
    shopper = await openContext(browser, phone, 'da-DK');
    page = shopper.page;
    page.setDefaultTimeout(60_000);
    await stack.control('/themes/publish', { theme: 'fjord' });
    const merchant = await openContext(browser, desktop);
    await syncProgram(stack, await installWithProgram(merchant.page, stack, program));
    await merchant.context.close();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const dialog = () => page.locator('#regulars-dialog');
  const balance = async () => {
    const [row] = await stack.query<{ available: number; pending: number }>(
      `SELECT available::int AS available, pending::int AS pending FROM balances WHERE member_id = $1`,
      [memberId],
    );
    return row;
  };
  const untilAvailable = (what: string, points: number) =>
    until(what, async () => {
      await hurry(stack, 'mature_points');
      return (await balance())?.available === points;
    });
  /** The store's page, as soon as the figures on it are the ones that the app has. */
  async function openStore(path: string, words: string): Promise<void> {
    await until(`${words} in the store`, async () => {
      await page.goto(`${stack.storeUrl}${path}`);
      return (await page.locator('.rg-launcher').innerText()).includes(words);
    });
  }
  const redeem = async (rewardId: string) => {
    await page.locator(`[data-rg-reward=${rewardId}] [data-rg-do=redeem]`).click();
    const code = dialog().locator('.rg-code [data-rg=code]').first();
    await until('the code', async () => (await code.count()) > 0 && (await code.innerText()).startsWith('RG'));
    return code.innerText();
  };

  describe('on a theme with a cart drawer, in Danish', () => {
    it('A visitor reads what points are worth, and the way to join is one press', async () => {
      await until('the program in the store', async () => {
        await page.goto(`${stack.storeUrl}/products/nordlys-espresso`);
        return (await page.locator('.rg-launcher').count()) > 0;
      });
      await page.getByText('Køb denne vare, og få 95 point').waitFor();
      await page.locator('.rg-launcher').click();
      await dialog().getByText('Som nyt medlem får du 100 point.').waitFor();
      await dialog().getByText('50 kr. rabat', { exact: true }).waitFor();
      await untilPanelIsStyled(page);
      expect(await violations(page, '#regulars-dialog')).toEqual([]);
      await keepPicture(page, 'first-month-visitor');
      await dialog().getByRole('link', { name: 'Bliv medlem eller log ind' }).click();
      await page.waitForURL('**/account/login**');
    });

    it('Joins by logging in, sees in the drawer what the order earns, and after it what is on its way', async () => {
      await logIn(page, stack, email);
      memberId = await until('the member', async () => {
        const rows = await stack.query<{ id: string }>('SELECT id FROM members ORDER BY joined_at DESC LIMIT 1');
        return rows[0]?.id;
      });
      await openStore('/products/nordlys-espresso', '100 point');
      await addToCart(page, stack, 'nordlys-espresso', '1 kg');
      await page.locator('dialog[open]').getByText('Denne ordre giver 320 point.').waitFor();
      expect(await violations(page, 'dialog[open] regulars-cart-points')).toEqual([]);
      await keepPicture(page, 'first-month-drawer');
      firstOrder = await checkOut(page, stack);
      await until('the points on their way', async () => (await balance())?.pending === 320);
      await openStore('/', '100 point');
      await openPanel(page);
      await dialog().getByText('320 point på vej').waitFor();
      await keepPicture(page, 'first-month-pending');
    });

    it('The parcel is sent, and the points can be used', async () => {
      await stack.control(`/orders/${firstOrder}/fulfill`, {});
      await untilAvailable('the points', 420);
      await openStore('/', '420 point');
      expect(await balance()).toEqual({ available: 420, pending: 0 });
    });

    it('A friend comes by the link that was shared and buys, and both have something of it', async () => {
      await openPanel(page);
      await dialog().getByRole('button', { name: 'Kopiér link' }).click();
      const field = dialog().locator('.rg-share input');
      await until('the link', async () => (await field.inputValue()).includes('ref='));
      const link = new URL(await field.inputValue());
      const friend = await openContext(browser, phone, 'da-DK');
      await friend.page.goto(`${stack.storeUrl}/${link.search}`);
      await friend.page.locator('.rg-friend').waitFor();
      await until('the style of the greeting', () => hasStyle(friend.page, 'regulars-forms.css'));
      expect(await violations(friend.page, '.rg-friend')).toEqual([]);
      await keepPicture(friend.page, 'first-month-friend');
      await logIn(friend.page, stack, 'bo.friis@example.com');
      await until(
        'the claim',
        async () => (await stack.query(`SELECT 1 FROM referrals WHERE state = 'claimed'`)).length,
      );
      // The answer may come after the claim is written; a page that is left before it claims once more.
      await until('the claim to be done', () =>
        friend.page.evaluate(() => !localStorage.getItem('regulars-ref') && !sessionStorage.getItem('regulars-ref')),
      );
      await addToCart(friend.page, stack, 'stentojskruset-klit');
      const order = await checkOut(friend.page, stack, { firstName: 'Bo', lastName: 'Friis', address: 'Vestergade 7' });
      await stack.control(`/orders/${order}/fulfill`, {});
      await untilAvailable('the thanks for the friend', 620);
      expect(friend.complaints).toEqual([]);
      await friend.context.close();
    });
  });

  describe('on a plain theme, in Hungarian', () => {
    it('Redeems a reward, which is in the cart at once, and pays with it', async () => {
      await stack.control('/themes/publish', { theme: 'nordlys' });
      await openStore('/hu', '620 pont');
      const { products } = await stack.control<{ products: { handle: string; variants: { id: string }[] }[] }>(
        '/products',
      );
      const mug = products.find(({ handle }) => handle === 'stentojskruset-klit')?.variants[0]?.id;
      await page.request.post(`${stack.storeUrl}/cart/add.js`, { data: { items: [{ id: Number(mug), quantity: 3 }] } });
      await page.goto(`${stack.storeUrl}/hu/cart`);
      await openPanel(page);
      expect(await violations(page, '#regulars-dialog')).toEqual([]);
      const code = await redeem('rw_amount');
      await dialog().getByText('A kódot hozzáadtuk a kosaradhoz.').waitFor();
      await keepPicture(page, 'first-month-redeemed');
      const cart = (await (await page.request.get(`${stack.storeUrl}/cart.js`)).json()) as { discount_codes: unknown };
      expect(cart.discount_codes).toEqual([{ code, applicable: true }]);
      secondOrder = await checkOut(page, stack);
      await until('the code to be used', async () => {
        const [row] = await stack.query<{ state: string }>('SELECT state FROM redemptions WHERE code = $1', [code]);
        return row?.state === 'used';
      });
    });

    it('Reaches a level with it, which has its own gift', async () => {
      await stack.control(`/orders/${secondOrder}/fulfill`, {});
      // 620, less 500 for the reward; 397 of 447 kroner were paid; 50 for the level.
      await untilAvailable('the points and the gift of the level', 567);
      await openStore('/hu', '567 pont');
      await openPanel(page);
      const level = dialog().locator('.rg-level[aria-current=step]');
      expect(await level.innerText()).toContain('Ezüst');
      await level.scrollIntoViewIfNeeded();
      await keepPicture(page, 'first-month-level');
    });

    it('Brings one mug back, and the points of that one go', async () => {
      const { order } = await stack.control<{ order: { lines: { id: string }[] } }>(`/orders/${secondOrder}`);
      await stack.control(`/orders/${secondOrder}/refund`, {
        lines: [{ line: order.lines[0]?.id, quantity: 1, restockType: 'return' }],
      });
      // 397 kroner were paid for three, and of the 500 points that paid the rest a third comes back too.
      const [sum] = await until('the points to go back', async () => {
        const rows = await stack.query<{ points: number }>(
          `SELECT points::int AS points FROM transfers WHERE kind = 'award_reversal'`,
        );
        return rows.length > 0 && rows;
      });
      expect([132, 133]).toContain(sum?.points);
    });

    it('Takes a code, thinks better of it, and has the points again', async () => {
      const points = (await balance())?.available ?? 0;
      await openStore('/hu', `${points} pont`);
      await openPanel(page);
      await redeem('rw_shipping');
      // The code is tried in the cart first, which says so in the same place.
      await dialog().getByText('A kosarad üres.').waitFor();
      expect((await balance())?.available).toBe(points - 300);
      await dialog().locator('[data-rg-do=back]').first().click();
      await dialog().getByText(`Az egyenleged ismét ${points} pont.`).waitFor();
      expect(await dialog().locator('.rg-code').count()).toBe(0);
      await untilAvailable('the points again', points);
    });

    it('The history tells all of it, and adds up to the balance', async () => {
      const points = (await balance())?.available ?? 0;
      await openStore('/hu', `${points} pont`);
      await openPanel(page);
      const history = dialog().locator('[data-rg-history]');
      await history.locator('summary').press('Enter');
      const amounts = await history.locator('[data-rg=entries] [data-rg=points]').allInnerTexts();
      expect(amounts.length).toBeGreaterThanOrEqual(9);
      const sum = amounts.reduce((total, text) => total + Number(text.replace('−', '-').replace(/[^\d-]/g, '')), 0);
      expect(sum).toBe(points);
      await history.getByText(`#${secondOrder}`).first().waitFor();
      expect(await violations(page, '#regulars-dialog')).toEqual([]);
      await history.scrollIntoViewIfNeeded();
      await keepPicture(page, 'first-month-history');
    });
  });

  it('Weeks later a mail says what runs out, and when', async () => {
    const points = (await balance())?.available ?? 0;
    const preload = pathToFileURL(join('tests', 'kit', 'clock-ahead.ts')).href;
    // A worker of today finds no message of that day due, and would put aside what the later one wants sent.
    await stack.stopWorker();
    const later = stack.startWorker({ NODE_OPTIONS: `--import ${preload}`, CLOCK_AHEAD_DAYS: '26' });
    const mail = await until('the mail', async () => {
      const { mails } = await stack.control<{ mails: { subject: string; text: string }[] }>(
        `/mails?to=${encodeURIComponent(email)}&reverse=1&limit=20`,
      );
      return mails.find(({ subject }) => subject.includes('brug dem senest'));
    });
    await later.stop();
    expect(mail.text).toContain('udløber snart');
    expect(mail.text).toContain(`Din saldo: ${points} point`);
    expect(shopper.complaints).toEqual([]);
    expect(await stack.auditBreaches()).toEqual([]);
  });
});
