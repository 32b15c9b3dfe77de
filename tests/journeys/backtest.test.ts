/** The screen that plays a program over past orders: chosen, played by the worker, told with figures, on a desk and on a phone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { defaultProgram } from '#app/program/default-program.ts';
import { desktop, keepPicture, launchBrowser, openContext, phone } from '#tests/kit/browser.ts';
import { startTestStack, until, type TestStack } from '#tests/kit/stack.ts';
import { installRegulars, openRegulars } from './steps.ts';

describe('a program over past orders', () => {
  let stack: TestStack;
  let browser: Browser;
  let merchant: Awaited<ReturnType<typeof openContext>>;

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startTestStack(), launchBrowser()]);
    merchant = await openContext(browser, desktop);
    await installRegulars(merchant.page, stack);
    const shopId = await until('the installed shop', async () => {
      const rows = await stack.query<{ id: number }>('SELECT id FROM shops WHERE installed_at IS NOT NULL');
      return rows[0]?.id;
    });
    await stack.query(
      `INSERT INTO program_versions (shop_id, version, document, published_at, published_by) VALUES ($1, 1, $2, now(), 'test')`,
      [shopId, JSON.stringify(defaultProgram('DKK'))],
    );
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  it('Plays the live program beside a template over a file, and says what it saw and what it could not', async () => {
    const app = await openRegulars(merchant.page, stack, '/app/program/backtest');
    await app.getByLabel('Compare with').selectOption('p23');
    await app.getByLabel('Past orders', { exact: true }).selectOption('file');
    const rows = Array.from({ length: 60 }, (_, index) => {
      const month = String(1 + Math.floor(index / 6)).padStart(2, '0');
      return `#${index},buyer${index % 9}@example.com,paid,2026-${month}-${String(1 + (index % 6) * 4).padStart(2, '0')},DKK,${200 + index * 10}.00,1,${200 + index * 10}.00`;
    });
    const text = ['Name,Email,Financial Status,Paid at,Currency,Subtotal,Lineitem quantity,Lineitem price', ...rows];
    await app
      .locator('input[type=file]')
      .setInputFiles({ name: 'orders.csv', mimeType: 'text/csv', buffer: Buffer.from(text.join('\n')) });
    await app.getByRole('button', { name: 'Try it out' }).click();
    await app.getByText('Orders seen: 60, of 9 customers').waitFor({ timeout: 60_000 });
    expect(await app.getByRole('cell', { name: '9', exact: true }).count()).toBeGreaterThan(1);
    await app.getByText('Referrals are not counted.').waitFor();
    await keepPicture(merchant.page, 'backtest-desktop');
    await merchant.page.setViewportSize({ width: desktop.width, height: 2600 });
    await keepPicture(merchant.page, 'backtest-whole');
    await merchant.page.setViewportSize(phone);
    await keepPicture(merchant.page, 'backtest-phone');
    await merchant.page.setViewportSize(desktop);
  });
});
