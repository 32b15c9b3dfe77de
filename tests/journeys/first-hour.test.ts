/**
 * A merchant's first hour, in a real browser on the whole product: installed and set up by the keyboard alone, left and taken
 * up again, published, shown in the store, tried out; then a rule is changed, a member is helped, and the figures are read.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { violations } from '#tests/kit/axe.ts';
import { desktop, launchBrowser, openContext } from '#tests/kit/browser.ts';
import { startTestStack, until, type TestStack } from '#tests/kit/stack.ts';
import { addToCart, checkOut, keepBothWidths, logIn, openPanel, openRegulars, untilPanelsAreThere } from './steps.ts';

const MOST_TABS = 80;

/** Goes on with the Tab key until the control has the focus; one that cannot be reached so is the test's failure. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  await control.waitFor({ timeout: 20_000 });
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    if (await control.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The keyboard does not reach ${control.toString()}.`);
}

async function pressOn(page: Page, control: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, control);
  await page.keyboard.press(key);
}

describe('a merchant’s first hour', () => {
  let stack: TestStack;
  let browser: Browser;
  let merchant: Awaited<ReturnType<typeof openContext>>;
  let page: Page;
  let app: FrameLocator;
  const testBuyer = 'owner@nordlys.example';

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startTestStack(), launchBrowser()]);
    merchant = await openContext(browser, desktop);
    page = merchant.page;
    page.setDefaultTimeout(60_000);
    app = page.frameLocator('iframe');
    // A shop that is new to Regulars has its embed off; the sandbox's theme comes with it on.
    const off = await fetch(`${stack.storeUrl}/editor`, {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body: new URLSearchParams({ action: 'embed', block: 'regulars-theme/launcher' }),
    });
    expect(off.status).toBe(200);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const button = (name: string) => app.getByRole('button', { name, exact: true });
  const heading = (name: string) => app.getByRole('heading', { name, exact: true });
  /** What stands in the way of somebody on this page; nothing is right. */
  const barriers = () => violations(app, 'body');
  const kept = () =>
    stack.query<{ step: string; name: string }>(
      `SELECT step, document #>> '{pointName,en,other}' AS name FROM program_drafts`,
    );

  describe('setting up, by the keyboard', () => {
    it('Installs, and picks one of the programs that suit what the shop sells', async () => {
      await page.goto(`${stack.adminUrl}/store/regulars-demo/apps`);
      await pressOn(page, page.getByRole('link', { name: 'Install' }));
      await page.getByRole('heading', { name: 'Install Regulars' }).waitFor();
      await pressOn(page, page.getByRole('button', { name: 'Install' }));
      await heading('Which program suits your shop?').waitFor({ timeout: 60_000 });
      await tabTo(page, app.getByLabel('We sell'));
      // A busy machine shows the page some time before it hears what is chosen.
      await until('fewer programs', async () => {
        await app.getByLabel('We sell').selectOption('Anything');
        await app.getByLabel('We sell').selectOption('Food and drink');
        return (await app.getByText('30 programs fit').count()) === 0;
      });
      await tabTo(page, app.getByLabel('We want'));
      await app.getByLabel('We want').selectOption('A club for the best');
      expect(await barriers()).toEqual([]);
      await keepBothWidths(page, 'first-hour-choose');
      await pressOn(page, app.getByRole('link', { name: /^Bronze, Silver, Gold/ }));
      await heading('Bronze, Silver, Gold').waitFor();
      expect(await barriers()).toEqual([]);
      await pressOn(page, button('Use this program'));
      await heading('How do your customers earn?').waitFor();
    });

    it('Shows an own product in the own currency, and what is typed at once', async () => {
      const preview = app.locator('.regulars-preview');
      await preview.getByText('Stentøjskruset Klit').waitFor();
      expect(await preview.innerText()).toMatch(/DKK\s149\n/);
      for (const [field, word] of [
        ['One (English)', 'bean'],
        ['Several (English)', 'beans'],
      ] as const) {
        await tabTo(page, app.getByLabel(field));
        await page.keyboard.press('ControlOrMeta+a');
        await page.keyboard.type(word);
      }
      await preview.getByText('Earn 149 beans with this purchase').waitFor();
      expect(await barriers()).toEqual([]);
      await keepBothWidths(page, 'first-hour-points');
      await pressOn(page, button('Continue'));
      await heading('What do they get?').waitFor();
      expect(await barriers()).toEqual([]);
      await until('both to be kept', async () => {
        const [draft] = await kept();
        return draft?.step === 'rewards' && draft.name === 'beans';
      });
    });

    it('Left and opened again it goes on where it was, reads what past orders would have meant, and publishes', async () => {
      await page.goto(`${stack.adminUrl}/store/regulars-demo/orders`);
      app = await openRegulars(page, stack, '/app');
      await heading('What do they get?').waitFor();
      await app.locator('.regulars-preview').getByText('450 beans').first().waitFor();
      // A busy machine shows the page some time before it hears the keyboard.
      await until('the last step', async () => {
        const last = heading('Ready to publish');
        if (await last.isVisible()) return true;
        if (await button('Continue').isVisible()) await pressOn(page, button('Continue')).catch(() => undefined);
        return last.waitFor({ timeout: 10_000 }).then(
          () => true,
          () => false,
        );
      });
      await app
        .getByText(/^Your \d+ orders from .* would have given [\d,]+ beans, and rewards that cost you DKK/)
        .waitFor();
      expect(await barriers()).toEqual([]);
      await keepBothWidths(page, 'first-hour-publish');
      await pressOn(page, button('Publish program'));
      await heading('Your program is live').waitFor();
      await app.getByText('1 of 4 done').waitFor();
      expect(await barriers()).toEqual([]);
      expect(await stack.query('SELECT version FROM program_versions')).toEqual([{ version: 1 }]);
    });
  });

  describe('showing it in the store, and trying it out', () => {
    it('The theme editor opens at the embed; once it is saved, the checklist knows', async () => {
      await pressOn(page, app.getByRole('link', { name: 'Open the theme editor' }));
      await page.waitForURL('**/editor?context=apps**');
      await page.getByText('Rewards launcher is switched on below').waitFor();
      expect(await page.request.get(stack.storeUrl).then((answer) => answer.text())).not.toContain('rg-launcher');
      await pressOn(page, page.getByRole('button', { name: 'Save' }).first());
      await until('the launcher in the store', async () =>
        (await (await page.request.get(stack.storeUrl)).text()).includes('rg-launcher'),
      );
      app = await openRegulars(page, stack, '/app/onboarding?done=1');
      await app.getByText('2 of 4 done').waitFor();
      await keepBothWidths(page, 'first-hour-checklist');
    });

    it('A test order in the store earns, and a reward is taken; each is ticked off while one looks', async () => {
      const [tab] = await Promise.all([
        merchant.context.waitForEvent('page'),
        pressOn(page, app.getByRole('link', { name: 'Open your store' })),
      ]);
      await logIn(tab, stack, testBuyer);
      await addToCart(tab, stack, 'nordlys-espresso', '1 kg');
      await addToCart(tab, stack, 'stentojskruset-klit');
      await checkOut(tab, stack);
      await app.getByText('3 of 4 done').waitFor();
      await until('the balance in the store', async () => {
        await tab.goto(stack.storeUrl);
        return (await tab.locator('.rg-launcher').innerText()).includes('569');
      });
      await openPanel(tab);
      await tab.locator('[data-rg-reward=rw_amount] [data-rg-do=redeem]').click();
      await tab.locator('.rg-code [data-rg=code]').first().waitFor();
      await tab.close();
      await app.getByText('of 4 done').waitFor({ state: 'detached' });
      expect(await barriers()).toEqual([]);
    });
  });

  describe('running it', () => {
    it('A rule is changed: the preview follows, undone and done again, kept as a draft, checked, published', async () => {
      app = await openRegulars(page, stack, '/app/program/earning');
      const points = app.getByRole('textbox', { name: 'Points', exact: true }).first();
      await until('the rule to open', async () => {
        if (await points.isVisible()) return true;
        await button('Edit Spending').click();
        await points.waitFor({ timeout: 5_000 }).catch(() => undefined);
        return points.isVisible();
      });
      const preview = app.locator('.regulars-preview');
      await points.fill('2');
      await preview.getByText('Earn 298 beans with this purchase').waitFor();
      await keepBothWidths(page, 'first-hour-earning');
      expect(await barriers()).toEqual([]);
      await button('Undo').click();
      await preview.getByText('Earn 149 beans with this purchase').waitFor();
      await button('Redo').click();
      await preview.getByText('Earn 298 beans with this purchase').waitFor();
      await page.getByRole('button', { name: 'Save draft' }).click();
      await app.getByText('Unpublished changes').waitFor();
      await app.getByRole('link', { name: 'Review and publish' }).click();
      await app
        .getByText('Spending: 2 beans for every DKK 1 spent (until now: 1 bean for every DKK 1 spent)')
        .waitFor();
      await app.getByText('All is well').waitFor();
      expect(await barriers()).toEqual([]);
      await keepBothWidths(page, 'first-hour-review');
      await button('Publish').click();
      await app.getByText('Your store shows exactly this: version 2').waitFor();
    });

    it('A member is given beans with a note, which stands in the history', async () => {
      app = await openRegulars(page, stack, '/app/members');
      await app.getByRole('link', { name: testBuyer }).click();
      await heading('History').waitFor();
      await app.getByText('Nordlys Espresso - 1 kg').waitFor();
      await button('Adjust points').click();
      const dialog = app.getByRole('dialog');
      await dialog.getByRole('textbox', { name: 'Points' }).fill('25');
      await dialog.getByRole('button', { name: 'Adjust', exact: true }).click();
      await dialog.getByText('Write a note').waitFor();
      await dialog.getByRole('textbox', { name: 'Note' }).fill('Thank you for trying it out');
      expect(await violations(app, '[role=dialog]')).toEqual([]);
      await dialog.getByRole('button', { name: 'Adjust', exact: true }).click();
      await dialog.waitFor({ state: 'detached' });
      await app.getByText('Thank you for trying it out').first().waitFor();
      await app.getByText('94 beans', { exact: true }).waitFor();
      expect(await barriers()).toEqual([]);
      await keepBothWidths(page, 'first-hour-member');
    });

    it('Home and analytics tell of it, nothing failed, and no page has complained', async () => {
      await until('the order in the figures', async () => {
        const [sum] = await stack.query<{ orders: string | null }>(
          `SELECT sum(value) AS orders FROM figure_rollups WHERE metric = 'orders'`,
        );
        return Number(sum?.orders) === 1;
      });
      app = await openRegulars(page, stack, '/app');
      await app.getByText('100% of your revenue came from members.').waitFor();
      await app.getByText('Thank you for trying it out').first().waitFor();
      expect(await app.getByText('of 4 done').count()).toBe(0);
      expect(await barriers()).toEqual([]);
      await keepBothWidths(page, 'first-hour-home');
      app = await openRegulars(page, stack, '/app/analytics?section=rewards');
      await untilPanelsAreThere(app);
      await app.getByText('DKK 50 off').first().waitFor();
      expect(await barriers()).toEqual([]);
      app = await openRegulars(page, stack, '/app/operations');
      await heading('Nothing failed').waitFor();
      expect(await barriers()).toEqual([]);
      expect(merchant.complaints).toEqual([]);
      expect(await stack.auditBreaches()).toEqual([]);
    });
  });
});
