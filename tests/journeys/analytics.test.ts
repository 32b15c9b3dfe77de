/**
 * The shop owner asks whether the program pays: Home of a new shop, Home and every section of the analytics after the first
 * orders, another period, a panel as a table and as a file, a group of members as a segment for campaigns.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import pg from 'pg';
import type { Browser } from 'playwright-core';
import { panelSections } from '#app/analytics/panel.ts';
import { defaultProgram } from '#app/program/default-program.ts';
import { violations } from '#tests/kit/axe.ts';
import { desktop, launchBrowser, openContext } from '#tests/kit/browser.ts';
import { startTestStack, until, type TestStack } from '#tests/kit/stack.ts';
import { installWithProgram, keepBothWidths, openRegulars, untilPanelsAreThere } from './steps.ts';

describe('analytics', () => {
  let stack: TestStack;
  let browser: Browser;
  let merchant: Awaited<ReturnType<typeof openContext>>;

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startTestStack(), launchBrowser()]);
    merchant = await openContext(browser, desktop);
    await installWithProgram(merchant.page, stack, defaultProgram('DKK'));
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  it('Home of a new shop says what will come, and shows no zeros', async () => {
    const app = await openRegulars(merchant.page, stack, '/app');
    await app.getByText('Your program is live').first().waitFor();
    expect(await app.getByText('Does the program pay?').count()).toBe(0);
    expect(await violations(app)).toEqual([]);
    await keepBothWidths(merchant.page, 'home-new');
  });

  it('After the first orders Home answers whether the program pays', async () => {
    const order = (buyer: Record<string, string>, sku: string) =>
      stack.control('/orders', { ...buyer, lines: [{ variant: sku, quantity: 2 }], shippingRateId: 'pakkeshop' });
    await order({ customer: 'freja.holm@example.com' }, 'NE-250');
    await order({ customer: 'emil.lund@example.com' }, 'KF-100');
    await order({ email: 'guest@example.com', firstName: 'Gry' }, 'NE-250');
    await until('the figures of three orders', async () => {
      const [sum] = await stack.query<{ orders: string | null }>(
        `SELECT sum(value) AS orders FROM figure_rollups WHERE metric = 'orders'`,
      );
      return Number(sum?.orders) === 3;
    });
    const app = await openRegulars(merchant.page, stack, '/app');
    await app.getByText('Does the program pay?').waitFor();
    await app.getByText(/of your revenue came from members/).waitFor();
    await app.getByRole('link', { name: 'Freja Holm' }).first().waitFor();
    expect(await violations(app)).toEqual([]);
    await keepBothWidths(merchant.page, 'home-first-orders');
  });

  it.each(panelSections)('The section %s shows its panels, and axe finds nothing', async (section) => {
    const app = await openRegulars(merchant.page, stack, `/app/analytics?section=${section}&period=90d`);
    await untilPanelsAreThere(app);
    expect(await app.getByText('This could not be loaded.').count()).toBe(0);
    expect(await violations(app)).toEqual([]);
    await keepBothWidths(merchant.page, `analytics-${section}`);
  });

  it('A chart can be read as a table, and saved as a file', async () => {
    const { page } = merchant;
    const app = await openRegulars(page, stack, '/app/analytics?section=orders');
    await app.getByRole('button', { name: 'Show as table: Revenue: members and others' }).click();
    await app.getByRole('columnheader', { name: 'Everyone else', exact: true }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      app.getByRole('button', { name: 'Export as CSV: Revenue: members and others' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^revenue_over_time-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/);
    expect(readFileSync(await download.path(), 'utf8')).toMatch(/^\uFEFFWhen,Members,Everyone else,DKK/);
  });

  it('Another period is an address, and how a number is counted is said', async () => {
    const app = await openRegulars(merchant.page, stack, '/app/analytics');
    await app.getByRole('button', { name: 'Last 30 days' }).click();
    await app.getByText('This month', { exact: true }).click();
    await app.getByRole('button', { name: 'This month' }).waitFor();
    await until('the address to say so', async () => merchant.page.url().includes('period=this_month'));
    await app.getByRole('button', { name: /How this is counted.*: New members/ }).click();
    await app.getByText('Members who joined within the period.').waitFor();
  });

  it('What takes its time comes later, and what is pressed meanwhile stays', async () => {
    const { page } = merchant;
    const holder = new pg.Client({ connectionString: stack.databaseUrl });
    await holder.connect();
    try {
      // One of the panels cannot be read for now.
      await holder.query('BEGIN; LOCK TABLE survey_answers IN ACCESS EXCLUSIVE MODE');
      const app = await openRegulars(page, stack, '/app/analytics', 'commit');
      await app.getByRole('button', { name: 'Last 30 days' }).click();
      await app.getByText('This month', { exact: true }).waitFor();
      await holder.query('ROLLBACK');
      await untilPanelsAreThere(app);
      expect(await app.getByText('This month', { exact: true }).isVisible()).toBe(true);
      expect(merchant.complaints).toEqual([]);
    } finally {
      await holder.end();
    }
  });

  it('While another section is on its way, the page keeps what it has and says so', async () => {
    const { page } = merchant;
    const app = await openRegulars(page, stack, '/app/analytics');
    await untilPanelsAreThere(app);
    let letThrough: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letThrough = resolve));
    await page.route(/\.data(\?|$)/, async (route) => {
      await held;
      await route.continue();
    });
    await app.getByRole('link', { name: 'Members', exact: true }).click();
    await app.getByText('Loading…').waitFor();
    expect(await app.locator('a[data-coming]').innerText()).toBe('Members');
    await app.getByRole('heading', { name: 'New members' }).waitFor();
    letThrough();
    await app.getByRole('heading', { name: 'Active members by month' }).waitFor();
    await app.getByText('Loading…').waitFor({ state: 'detached' });
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  it('Two months are two numbers, not a line, and the one that goes on says so', async () => {
    const app = await openRegulars(merchant.page, stack, '/app/analytics?section=members');
    const months = app.getByRole('list', { name: 'Active members by month' }).getByRole('listitem');
    await months.last().waitFor();
    expect(await months.last().innerText()).toMatch(/, so far\s+\d+%/);
    await app.getByRole('button', { name: 'Show as table: Active members by month' }).click();
    await app.getByRole('columnheader', { name: 'Active members', exact: true }).waitFor();
  });

  it('A group of members becomes a segment of the draft', async () => {
    await stack.query(
      `INSERT INTO figure_snapshots (shop_id, metric, on_date, key, value)
       SELECT id, 'segment', '2100-01-01', 'new', 2 FROM shops ON CONFLICT DO NOTHING`,
      [],
    );
    const app = await openRegulars(merchant.page, stack, '/app/analytics?section=segments');
    await app.getByRole('button', { name: 'Use in a campaign: New', exact: true }).click();
    await until('the draft', async () => {
      const drafts = await stack.query(
        `SELECT 1 FROM program_drafts WHERE document -> 'segments' @> '[{"id":"rfm_new"}]'`,
      );
      return drafts.length === 1;
    });
    await until('the campaigns', async () => merchant.page.url().includes('/app/program/campaigns'));
  });

  it('Without a session the file says nothing, and the browser never complained', async () => {
    const answer = await fetch(
      `${stack.appUrl}/app/analytics-file?panel=member_revenue&shop=regulars-demo.myshopify.com`,
      {
        redirect: 'manual',
      },
    );
    expect(answer.headers.get('Content-Type') ?? '').not.toContain('csv');
    expect(await answer.text()).not.toContain('DKK');
    expect(merchant.complaints).toEqual([]);
    expect(await stack.auditBreaches()).toEqual([]);
  });
});
