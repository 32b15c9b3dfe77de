/**
 * K2 and K3 on a shop owner's screen: what a member's page says of the level, why, how far the next one is and what it gives;
 * and a level that is given by hand.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { defaultProgram } from '#app/program/default-program.ts';
import { makeProgram } from '#app/program/document.ts';
import { violations } from '#tests/kit/axe.ts';
import { desktop, launchBrowser, openContext, phone } from '#tests/kit/browser.ts';
import { startTestStack, until, type TestStack } from '#tests/kit/stack.ts';
import { addToCart, checkOut, installWithProgram, keepBothWidths, logIn, openRegulars } from './steps.ts';

const program = makeProgram({
  ...defaultProgram('DKK'),
  tiers: {
    measure: 'spend',
    window: { kind: 'rolling', months: 12 },
    graceDays: 30,
    levels: [
      { id: 'bronze', name: { en: 'Bronze' }, threshold: 0, color: '#a8703a' },
      {
        ...{ id: 'silver', name: { en: 'Silver', da: 'Sølv' }, threshold: 5_000, color: '#7d8790' },
        perks: [
          { kind: 'multiplier', factorBp: 15_000 },
          { kind: 'free_shipping', minimumSubtotalMinor: 30_000 },
          { kind: 'tag', tag: 'level-silver', title: { en: 'Early access to new roasts' } },
          { kind: 'entry_points', points: 50 },
        ],
      },
      {
        ...{ id: 'gold', name: { en: 'Gold', da: 'Guld' }, threshold: 200_000, color: '#b8860b' },
        perks: [
          { kind: 'multiplier', factorBp: 20_000 },
          { kind: 'service', title: { en: 'A seat at every tasting' } },
        ],
      },
    ],
  },
});

describe('levels on the page of a member', () => {
  let stack: TestStack;
  let browser: Browser;
  let merchant: Awaited<ReturnType<typeof openContext>>;
  let memberId = '';

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startTestStack(), launchBrowser()]);
    merchant = await openContext(browser, desktop);
    await installWithProgram(merchant.page, stack, program);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const picture = (name: string) => keepBothWidths(merchant.page, `levels-${name}`);

  it('An order reaches the level, and the tag arrives at the customer', async () => {
    const shopper = await openContext(browser, phone);
    await logIn(shopper.page, stack, 'maja.soe@example.com');
    await addToCart(shopper.page, stack, 'stentojskruset-klit');
    await checkOut(shopper.page, stack);
    memberId = await until('the level', async () => {
      const rows = await stack.query<{ id: string }>(`SELECT id FROM members WHERE tier_id = 'silver'`);
      return rows[0]?.id;
    });
    const customer = await until('the tag', async () => {
      const { customers } = await stack.control<{ customers: { tags: string[] }[] }>('/customers?limit=250');
      return customers.find(({ tags }) => tags.includes('level-silver'));
    });
    expect(customer.tags).toContain('level-silver');
  });

  it('The shop owner reads the level and why, and can give a higher one', async () => {
    const app = await openRegulars(merchant.page, stack, `/app/members/${memberId}`);
    await app.getByRole('heading', { name: 'Level', exact: true }).waitFor({ timeout: 60_000 });
    await app.getByText('Early access to new roasts').waitFor();
    await app.getByRole('heading', { name: 'Level', exact: true }).scrollIntoViewIfNeeded();
    await picture('member');
    expect(await violations(app, 'main')).toEqual([]);
    await app.getByRole('button', { name: 'Give a level' }).click();
    await app.getByRole('dialog').waitFor();
    await app.getByRole('button', { name: 'Give', exact: true }).click();
    await app.getByText('Write a note').waitFor();
    await app.getByRole('textbox', { name: 'Reason' }).fill('She opened our first shop with us');
    await picture('dialog');
    expect(await violations(app, '[role=dialog]')).toEqual([]);
    await app.getByRole('button', { name: 'Give', exact: true }).click();
    await app.getByText('Given by you').waitFor();
    await picture('given');
    const rows = await stack.query<{ tier: string }>('SELECT tier_id AS tier FROM members WHERE id = $1', [memberId]);
    expect(rows[0]?.tier).toBe('gold');
    await app.getByRole('button', { name: 'Give a level' }).click();
    await app.getByRole('button', { name: 'Take back the given level' }).click();
    await app.getByText('Given by you').waitFor({ state: 'detached' });
    expect(await stack.auditBreaches()).toEqual([]);
  });
});
