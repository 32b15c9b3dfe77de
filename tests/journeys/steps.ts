/** What a merchant and a shopper do in their browsers, step by step. */
import { expect } from 'vitest';
import type { FrameLocator, Page } from 'playwright-core';
import { desktop, hasStyle, keepPicture, keepsPictures, phone } from '#tests/kit/browser.ts';
import { until, type TestStack } from '#tests/kit/stack.ts';

/**
 * Opens a page of Regulars inside the admin. @returns the embedded app, which hears what is done in it.
 * @param until `commit` does not wait for what the page brings later.
 */
export async function openRegulars(
  page: Page,
  stack: TestStack,
  path: string,
  until: 'load' | 'commit' = 'load',
): Promise<FrameLocator> {
  await page.goto(`${stack.adminUrl}/store/regulars-demo/apps/regulars${path}`, { waitUntil: until });
  const app = page.frameLocator('iframe');
  await untilAwake(app);
  return app;
}

/**
 * A page that the server wrote is there some time before it hears clicks and keys, on a busy machine long before: until
 * React has taken it over, which React notes at the document.
 */
async function untilAwake(app: FrameLocator): Promise<void> {
  await until('the page of the app to hear', () =>
    app
      .locator('html')
      .evaluate(({ ownerDocument }) => {
        const mark = Object.keys(ownerDocument).find((key) => key.startsWith('__reactContainer$'));
        const state = mark && Object(ownerDocument)[mark].stateNode.current.memoizedState;
        return Boolean(state && !state.isDehydrated);
      })
      .catch(() => false),
  );
}

export async function installRegulars(page: Page, stack: TestStack): Promise<FrameLocator> {
  await page.goto(`${stack.adminUrl}/store/regulars-demo/apps`);
  await page
    .getByRole('link', { name: 'Install' })
    .or(page.getByRole('button', { name: 'Install' }))
    .first()
    .click();
  await page.getByRole('heading', { name: 'Install Regulars' }).waitFor();
  await page.getByRole('button', { name: 'Install' }).click();
  return page.frameLocator('iframe');
}

/** Installs Regulars and makes a program the live one, without the walk through onboarding. @returns the shop's id. */
export async function installWithProgram(page: Page, stack: TestStack, program: unknown): Promise<number> {
  await installRegulars(page, stack);
  const shopId = await until('the installed shop', async () => {
    const rows = await stack.query<{ id: number }>('SELECT id FROM shops WHERE installed_at IS NOT NULL');
    return rows[0]?.id;
  });
  await stack.query(
    `INSERT INTO program_versions (shop_id, version, document, published_at, published_by) VALUES ($1, 1, $2, now(), 'test')`,
    [shopId, JSON.stringify(program)],
  );
  return shopId;
}

/** Asks the worker to write the live program to where the store reads it, as publishing does. */
export async function syncProgram(stack: TestStack, shopId: number): Promise<void> {
  await stack.query(
    `INSERT INTO outbox_tasks AS t (shop_id, topic, subject) VALUES ($1, 'sync_program', 'program')
     ON CONFLICT (shop_id, topic, subject) DO UPDATE SET wanted = t.wanted + 1, available_at = now()`,
    [shopId],
  );
}

/** Panels of the analytics that take longer come after their page; until then gray lines stand in their place. */
export async function untilPanelsAreThere(app: FrameLocator): Promise<void> {
  const missing = app.locator('.regulars-panels .Polaris-SkeletonBodyText');
  await app.locator('.regulars-panels section').first().waitFor();
  await until('every panel', async () => (await missing.count()) === 0);
}

/** Makes a job on a clock due at once, which would come within a minute or some. */
export async function hurry(stack: TestStack, job: string): Promise<void> {
  await stack.query('UPDATE scheduled_jobs SET next_run_at = now() WHERE name = $1', [job]);
}

/** Keeps what the page shows, at the desktop's width and at a phone's. */
export async function keepBothWidths(page: Page, name: string): Promise<void> {
  if (!keepsPictures) return;
  await keepPicture(page, `${name}-desktop`);
  await page.setViewportSize(phone);
  await page.waitForTimeout(400);
  await keepPicture(page, `${name}-phone`);
  await page.setViewportSize(desktop);
}

/** Walks through onboarding with the plain program that it proposes, up to the published one. */
export async function publishFirstProgram(page: Page, app: FrameLocator): Promise<void> {
  await app.getByRole('heading', { name: 'Which program suits your shop?' }).waitFor({ timeout: 60_000 });
  await untilAwake(app);
  // While its pictures come nothing holds still.
  const firstStep = app.getByRole('heading', { name: 'How do your customers earn?' });
  await until(
    'the first step of onboarding',
    async () => {
      if (await firstStep.isVisible()) return true;
      await app
        .getByRole('button', { name: 'Start with plain points' })
        .click({ timeout: 10_000 })
        .catch(() => undefined);
      return firstStep.waitFor({ timeout: 10_000 }).then(
        () => true,
        () => false,
      );
    },
    90_000,
  );
  await app.getByRole('button', { name: 'Continue' }).click();
  await app.getByRole('heading', { name: 'What do they get?' }).waitFor();
  await app.getByRole('button', { name: 'Continue' }).click();
  await app.getByRole('heading', { name: 'Ready to publish' }).waitFor();
  await app.getByRole('button', { name: 'Publish program' }).click();
  await app.getByText('Your program is live').first().waitFor();
  expect(page.url()).toContain('/apps/regulars/app');
}

/** Logs a shopper in by e-mail and the code that the shop mails; a new address becomes a new account. */
export async function logIn(page: Page, stack: TestStack, email: string): Promise<void> {
  await page.goto(`${stack.storeUrl}/account/login`);
  await page.locator('#email').fill(email);
  await page.locator('#customer_login button').click();
  await page.locator('#code').waitFor();
  const { mails } = await stack.control<{ mails: { text: string }[] }>(
    `/mails?to=${encodeURIComponent(email)}&reverse=1&limit=1`,
  );
  const code = /\b\d{6}\b/.exec(mails[0]?.text ?? '')?.[0];
  await page.locator('#code').fill(code ?? '');
  await page.locator('#customer_login button').click();
  await page.waitForURL('**/account');
}

export async function addToCart(page: Page, stack: TestStack, handle: string, option?: string): Promise<void> {
  await page.goto(`${stack.storeUrl}/products/${handle}`);
  if (option) await page.getByText(option, { exact: true }).click();
  const inCart = async () =>
    ((await (await page.request.get(`${stack.storeUrl}/cart.js`)).json()) as { item_count: number }).item_count;
  const before = await inCart();
  const button = page.getByRole('button', { name: 'Læg i kurven' });
  // As a person would: the button is brought to the middle of the screen, away from what floats at its edge.
  await button.evaluate((element) => element.scrollIntoView({ block: 'center', behavior: 'instant' }));
  await button.click();
  await until(`${handle} to be in the cart`, async () => (await inCart()) > before);
  // The drawer opens, or without its script the cart page: either is the end of this step.
  await page.waitForLoadState();
}

/** Pays what is in the cart. @param who a friend needs an address of their own. @returns the order's name, e.g. "1501". */
export async function checkOut(
  page: Page,
  stack: TestStack,
  who = { firstName: 'Maja', lastName: 'Sø', address: 'Elmegade 1' },
): Promise<string> {
  await page.goto(`${stack.storeUrl}/checkout`);
  for (const [label, value] of [
    ['Fornavn', who.firstName],
    ['Efternavn', who.lastName],
    ['Adresse', who.address],
    ['Postnummer', '2200'],
    ['By', 'København N'],
    ['Testkortnummer', '1'],
  ] as const) {
    await page.getByLabel(label, { exact: true }).fill(value);
  }
  await page.getByRole('button', { name: /^Betal/ }).click();
  await page.waitForURL('**/thank-you');
  const name = /#(\d+)/.exec(await page.locator('main').innerText())?.[1];
  expect(name, 'the thank-you page names the order').toBeDefined();
  return name ?? '';
}

/** Opens the launcher's panel for a member and waits until it is seen and shows the truth from the server. */
export async function openPanel(page: Page): Promise<void> {
  const [response] = await Promise.all([
    page.waitForResponse((answer) => answer.url().includes('/apps/regulars/member')),
    page.locator('.rg-launcher').click(),
  ]);
  await page.locator('#regulars-dialog').waitFor();
  const { member } = (await response.json()) as { member: object | null };
  // Only of members, and where the merchant shows it.
  const history = page.locator('[data-rg-history] [data-rg=waiting]');
  if (member && (await history.count()) > 0)
    await page.locator('[data-rg-history] [data-rg=waiting][hidden]').waitFor({ state: 'attached' });
  await untilPanelIsStyled(page);
}

/** The panel opens without waiting for its own style, which its launcher asks for at the first touch. */
export async function untilPanelIsStyled(page: Page): Promise<void> {
  await until('the style of the panel', () => hasStyle(page, 'regulars-panel.css'));
}
