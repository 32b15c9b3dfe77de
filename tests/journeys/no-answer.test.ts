/** What a merchant has typed stays when the server does not answer, and when the page is left by a slip. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { defaultProgram } from '#app/program/default-program.ts';
import { desktop, launchBrowser, openContext } from '#tests/kit/browser.ts';
import { startTestStack, until, type TestStack } from '#tests/kit/stack.ts';
import { installWithProgram, openRegulars } from './steps.ts';

const NO_ANSWER = 'No answer came. What you entered is still here; try again in a moment.';

describe.each(['the network is gone', 'the server fails'] as const)('what was typed while %s', (how) => {
  let stack: TestStack;
  let browser: Browser;
  let page: Awaited<ReturnType<typeof openContext>>['page'];

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startTestStack(), launchBrowser()]);
    ({ page } = await openContext(browser, desktop));
    await installWithProgram(page, stack, defaultProgram('DKK'));
  });
  beforeEach(() => page.unrouteAll({ behavior: 'ignoreErrors' }));
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  /** From here on nothing that the app asks for is answered. */
  const cutOff = () =>
    page.route(/\.data(\?|$)/, (route) =>
      how === 'the network is gone'
        ? route.abort('internetdisconnected')
        : route.fulfill({ status: 500, body: 'Unexpected Server Error' }),
    );

  it('A draft of the program stays, and is saved by the next try', async () => {
    const app = await openRegulars(page, stack, '/app/program/looks');
    await app.getByText('Bean', { exact: true }).click();
    await cutOff();
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText(NO_ANSWER).waitFor();
    expect(await app.locator('[name=program-icon][value=bean]').isChecked()).toBe(true);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.getByRole('button', { name: 'Save draft' }).click();
    await until('the draft', async () => {
      const drafts = await stack.query<{ document: { icon: string } }>('SELECT document FROM program_drafts');
      return drafts[0]?.document.icon === 'bean';
    });
  });

  it('An adjustment of points stays in its dialog', async () => {
    const { customers } = await stack.control<{ customers: { id: number | string }[] }>('/customers?limit=1');
    const id = String(customers[0]?.id).split('/').at(-1);
    await stack.query(
      `INSERT INTO members (id, shop_id, customer_id, joined_at, joined_via)
       SELECT gen_random_uuid(), id, $1, now(), 'import' FROM shops ON CONFLICT DO NOTHING`,
      [id],
    );
    const [member] = await stack.query<{ id: string }>('SELECT id FROM members LIMIT 1');
    const app = await openRegulars(page, stack, `/app/members/${member?.id}`);
    await app.getByRole('button', { name: 'Adjust points' }).first().click();
    const dialog = app.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Note' }).fill('A late parcel');
    await dialog.getByRole('textbox', { name: 'Points' }).fill('25');
    await cutOff();
    await dialog.getByRole('button', { name: 'Adjust', exact: true }).click();
    await page.getByText(NO_ANSWER).waitFor();
    expect(await dialog.getByRole('textbox', { name: 'Note' }).inputValue()).toBe('A late parcel');
  });

  it('A page that could not be loaded is there as soon as it can be, without a press', async () => {
    const app = await openRegulars(page, stack, '/app/settings');
    await cutOff();
    await app.getByRole('link', { name: 'Open operations' }).click();
    await app.getByText('Something went wrong').first().waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await app.getByRole('heading', { name: 'Operations', exact: true }).waitFor();
  });

  it('The words of a message are not left by a slip', async () => {
    const app = await openRegulars(page, stack, '/app/messages/welcome');
    await app.getByRole('textbox', { name: 'Subject' }).fill('Hello there');
    await page.getByRole('button', { name: 'Save', exact: true }).waitFor();
    await app.getByRole('link', { name: 'Messages', exact: true }).filter({ visible: true }).click();
    await until('Shopify’s own question', () =>
      page
        .getByText(/unsaved/i)
        .first()
        .isVisible(),
    );
    expect(await app.getByRole('textbox', { name: 'Subject' }).inputValue()).toBe('Hello there');
  });
});
