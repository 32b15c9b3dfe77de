/**
 * P21 and P24 in a browser: a shop owner makes a place with a QR code, a shopper scans it, checks in, answers a survey; staff
 * scan the shopper's card; the shop owner reads what was answered.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { defaultProgram } from '#app/program/default-program.ts';
import { makeProgram } from '#app/program/document.ts';
import { violations } from '#tests/kit/axe.ts';
import { desktop, keepPicture, launchBrowser, openContext, phone } from '#tests/kit/browser.ts';
import { readQr } from '#tests/kit/qr.ts';
import { startTestStack, until, type TestStack } from '#tests/kit/stack.ts';
import { installWithProgram, keepBothWidths, logIn, openRegulars, syncProgram } from './steps.ts';

const program = makeProgram({
  ...defaultProgram('DKK'),
  rules: [
    { id: 'checkin', enabled: true, when: [], kind: 'activity', activity: 'check_in', points: 5 },
    { id: 'nps', enabled: true, when: [], kind: 'activity', activity: 'survey', points: 20 },
  ],
  goals: [
    {
      id: 'card',
      enabled: true,
      title: { en: 'Five cups, one free', da: 'Fem kopper, én gratis' },
      measure: { kind: 'activity', activity: 'check_in' },
      when: [],
      target: 5,
      within: { kind: 'ever' },
      repeats: true,
      grants: { points: 100 },
      display: 'stamps',
    },
  ],
});

describe('activities at the counter', () => {
  let stack: TestStack;
  let browser: Browser;
  let merchant: Awaited<ReturnType<typeof openContext>>;
  let shopper: Awaited<ReturnType<typeof openContext>>;
  /** What the poster's QR code leads to. */
  let posterPath = '';

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startTestStack(), launchBrowser()]);
    merchant = await openContext(browser, desktop);
    shopper = await openContext(browser, phone);
    await syncProgram(stack, await installWithProgram(merchant.page, stack, program));
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const picture = (name: string) => keepBothWidths(merchant.page, `activities-${name}`);

  it('The shop owner makes a place, and its poster can be printed', async () => {
    const app = await openRegulars(merchant.page, stack, '/app/activities/places');
    await app.getByRole('textbox', { name: 'Name' }).fill('Counter, Main Street');
    expect(await violations(app)).toEqual([]);
    await app.getByRole('button', { name: 'Create place' }).click();
    await app.getByRole('heading', { name: 'Counter, Main Street' }).waitFor();
    await picture('places');
    await app.getByRole('link', { name: 'Open poster' }).click();
    await app.locator('.regulars-poster svg').waitFor();
    const address = new URL((await app.locator('.regulars-poster').getAttribute('data-address')) ?? '');
    posterPath = address.pathname + address.search;
    await picture('poster');
    expect(await violations(app)).toEqual([]);
  });

  it('A shopper who scans it logs in, checks in with one tap and sees the stamp card', async () => {
    const { page } = shopper;
    await logIn(page, stack, 'maja.soe@example.com');
    await page.goto(`${stack.storeUrl}${posterPath}`);
    await keepPicture(page, 'activities-check-in');
    await page.locator('.regulars-check-in button').click();
    await page.getByText('Fem kopper, én gratis: 1 af 5').waitFor();
    await keepPicture(page, 'activities-checked-in');
    await page.goto(`${stack.storeUrl}${posterPath}`);
    await page.locator('.regulars-check-in button').click();
    await page.getByText('Det gik hurtigt').waitFor();
  });

  it('Staff scan the card of the shopper and give stamps', async () => {
    // The picture on the shopper's screen is what the staff's scanner reads.
    const opener = shopper.page.locator('regulars-membercard summary').first();
    await until('the program and the member in the store', async () => {
      await shopper.page.goto(`${stack.storeUrl}/pages/member-card`);
      return (await opener.count()) > 0;
    });
    await opener.click();
    await shopper.page.locator('.rg-qr img').first().waitFor();
    await keepPicture(shopper.page, 'activities-card');
    // The picture has its place before it is painted.
    const card = await until('the card on the screen', () =>
      readQr(shopper.page.locator('.rg-qr').first()).catch(() => null),
    );
    expect(card).toMatch(/^c\./);
    const app = await openRegulars(merchant.page, stack, '/app/activities/scan');
    await app.getByRole('textbox', { name: 'Card or customer number' }).fill(card);
    await app.getByRole('button', { name: 'One stamp more' }).click();
    await app.getByRole('button', { name: 'Give stamps' }).click();
    await app.getByText('Five cups, one free: 3 of 5').waitFor();
    await picture('scan');
    expect(await violations(app)).toEqual([]);
    await app.getByRole('textbox', { name: 'Card or customer number' }).fill(card);
    await app.getByRole('button', { name: 'Give stamps' }).click();
    await app.getByText('within the last minute').waitFor();
  });

  it('An unhappy answer is read and seen to; the score is shown', async () => {
    const status = await shopper.page.evaluate(async () => {
      const body = JSON.stringify({ score: 4, comment: 'The coffee was cold, and nobody said hello.' });
      return (await fetch('/apps/regulars/activities/survey', { method: 'POST', body })).status;
    });
    expect(status).toBe(200);
    const app = await openRegulars(merchant.page, stack, '/app/activities');
    await app.getByText('The coffee was cold').waitFor();
    await picture('answers');
    expect(await violations(app)).toEqual([]);
    await app.getByRole('button', { name: /^Mark as followed up/ }).click();
    await app.getByRole('button', { name: /^Followed up/ }).waitFor();
  });

  it('A token is shown once and opens the API; revoked it opens nothing', async () => {
    const app = await openRegulars(merchant.page, stack, '/app/activities/connections');
    await app.getByRole('textbox', { name: 'What it is for' }).fill('Review app');
    await app.getByRole('button', { name: 'Create token' }).click();
    const token = await app.locator('.Polaris-Banner code').innerText();
    await picture('connections');
    expect(await violations(app)).toEqual([]);
    const rows = await stack.query<{ customer_id: string }>(
      'SELECT customer_id FROM members ORDER BY joined_at DESC LIMIT 1',
    );
    const ask = () =>
      fetch(`${stack.appUrl}/api/v1/members?customerId=${rows[0]?.customer_id}`, {
        headers: { Authorization: `Bearer ${token}` },
      });
    expect((await ask()).status).toBe(200);
    await app.getByRole('button', { name: 'Revoke Review app' }).click();
    await until('the token to be revoked', async () => (await ask()).status === 401);
  });

  it('The ledger holds, and no page complained', async () => {
    expect(await stack.auditBreaches()).toEqual([]);
    expect(merchant.complaints).toEqual([]);
  });
});
