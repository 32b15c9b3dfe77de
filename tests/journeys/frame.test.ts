/** Ways into a page of the app that are not a press on a page that stands: too early a press, another tab, another try. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, BrowserContext } from 'playwright-core';
import { defaultProgram } from '#app/program/default-program.ts';
import { desktop, launchBrowser, openContext } from '#tests/kit/browser.ts';
import { startTestStack, until, type TestStack } from '#tests/kit/stack.ts';
import { installWithProgram, openRegulars } from './steps.ts';

describe('ways into a page of the app', () => {
  let stack: TestStack;
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  /** A tab that has not been in the app. */
  const newTab = async () => {
    const { context, page } = await openContext(browser, desktop);
    contexts.push(context);
    return page;
  };

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startTestStack(), launchBrowser()]);
    await installWithProgram(await newTab(), stack, defaultProgram('DKK'));
  });
  afterAll(async () => {
    for (const context of contexts) await context.close();
    await browser?.close();
    await stack?.stop();
  });

  it.each(['kept for the tab', 'kept by nobody'])(
    'A link that is pressed before the scripts have come leads to its page, with what is %s',
    async (how) => {
      const page = await newTab();
      if (how === 'kept by nobody')
        await page.addInitScript(() => {
          const { setItem } = Storage.prototype;
          Storage.prototype.setItem = function (key: string, value: string) {
            if (key === 'regulars:frame') throw new DOMException('Refused', 'SecurityError');
            setItem.call(this, key, value);
          };
        });
      await page.route(`${stack.appUrl}/assets/*.js`, () => new Promise(() => undefined));
      await page.goto(`${stack.adminUrl}/store/regulars-demo/apps/regulars/app/analytics`, { waitUntil: 'commit' });
      const app = page.frameLocator('iframe');
      await app.getByRole('link', { name: 'Cost and return' }).click();
      await app.locator('a[aria-current=page]', { hasText: 'Cost and return' }).waitFor();
    },
  );

  it('A whole page that names no shop finds its shop again by the tab', async () => {
    const page = await newTab();
    const app = await openRegulars(page, stack, '/app/analytics');
    await app.locator('html').evaluate(() => location.assign('/app/analytics?section=points'));
    await app.locator('a[aria-current=page]', { hasText: 'Points' }).waitFor();
  });

  it('A link that is opened in another tab opens the app in the admin at that page', async () => {
    const page = await newTab();
    const app = await openRegulars(page, stack, '/app/analytics');
    const link = app.getByRole('link', { name: 'Points', exact: true });
    const [opened] = await Promise.all([page.context().waitForEvent('page'), link.click({ modifiers: ['Control'] })]);
    // By the addresses: what is in the other tab need not be drawn while nobody looks at it.
    const isOpened = (address: string) =>
      address.startsWith(`${stack.appUrl}/app/analytics?`) &&
      ['section=points', 'embedded=1'].every((part) => address.includes(part));
    await until('the page in its frame', async () => opened.frames().some((frame) => isOpened(frame.url())));
    expect(opened.url()).toMatch(new RegExp(`^${stack.adminUrl}/store/regulars-demo/apps/[^/]+/app/analytics`));
  });

  it('A first page that failed is there after another try', async () => {
    const page = await newTab();
    await stack.query('ALTER TABLE program_versions RENAME TO not_there');
    try {
      await page.goto(`${stack.adminUrl}/store/regulars-demo/apps/regulars/app/settings`);
      await page.frameLocator('iframe').getByText('Something went wrong').first().waitFor();
    } finally {
      await stack.query('ALTER TABLE not_there RENAME TO program_versions');
    }
    const app = page.frameLocator('iframe');
    await app.getByRole('button', { name: 'Try again' }).click();
    await app.getByRole('heading', { name: 'Settings', exact: true }).waitFor();
  });
});
