/**
 * K5 from the link to the shop owner's screen: a member's link is followed, the code goes with the cart, the friend's order is
 * held, and the shop owner reads why and decides otherwise.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { defaultProgram } from '#app/program/default-program.ts';
import { makeProgram } from '#app/program/document.ts';
import { violations } from '#tests/kit/axe.ts';
import { desktop, launchBrowser, openContext, phone } from '#tests/kit/browser.ts';
import { startTestStack, until, type TestStack } from '#tests/kit/stack.ts';
import { addToCart, checkOut, installWithProgram, keepBothWidths, logIn, openRegulars, syncProgram } from './steps.ts';

const base = defaultProgram('DKK');
const [reward] = base.rewards;
if (!reward) throw new Error('the default program has rewards');
const program = makeProgram({
  ...base,
  rewards: [...base.rewards, { ...reward, id: 'rw_friend', costPoints: 0 }],
  referral: { enabled: true, advocatePoints: 200, friendRewardId: 'rw_friend', holdDays: 14 },
});

describe('recommending the shop (K5)', () => {
  let stack: TestStack;
  let browser: Browser;
  let merchant: Awaited<ReturnType<typeof openContext>>;
  let advocateId = '';
  let code = '';

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startTestStack(), launchBrowser()]);
    merchant = await openContext(browser, desktop);
    await syncProgram(stack, await installWithProgram(merchant.page, stack, program));
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const rows = () =>
    stack.query<{ state: string; reasons: string[]; evidence: Record<string, string> }>(
      'SELECT state, reasons, evidence FROM referrals ORDER BY id',
    );

  const picture = (name: string) => keepBothWidths(merchant.page, `referrals-${name}`);

  it('A friend follows the link, the code and the browser go with the cart, and it is claimed after logging in', async () => {
    const advocate = await openContext(browser, phone);
    await logIn(advocate.page, stack, 'maja.soe@example.com');
    code = await until('the code', async () => {
      await advocate.page.request.post(`${stack.storeUrl}/apps/regulars/join`, { data: {} });
      const answer = await advocate.page.request.post(`${stack.storeUrl}/apps/regulars/referral`, { data: {} });
      return ((await answer.json()) as { referral?: { code: string } | null }).referral?.code;
    });
    const [owner] = await stack.query<{ id: string }>('SELECT member_id AS id FROM referral_codes');
    advocateId = owner?.id ?? '';
    await until('the program in Liquid', async () =>
      (await (await fetch(`${stack.storeUrl}/`)).text()).includes('regulars-referral'),
    );
    const friend = await openContext(browser, phone);
    await friend.page.goto(`${stack.storeUrl}/?ref=${code.toLowerCase()}`);
    await until('the code in the cart', async () => {
      const cart = (await (await friend.page.request.get(`${stack.storeUrl}/cart.js`)).json()) as {
        attributes: Record<string, string>;
      };
      return cart.attributes.regulars_ref === code && cart.attributes.regulars_device;
    });
    await logIn(friend.page, stack, 'bo.friis@example.com');
    await until('the claim', async () => (await rows())[0]?.state === 'claimed');
    // The answer may come after the claim is written.
    await until('the claim to be done', () =>
      friend.page.evaluate(() => localStorage.getItem('regulars-ref') === null && sessionStorage.length > 0),
    );
    await addToCart(friend.page, stack, 'stentojskruset-klit');
    await checkOut(friend.page, stack);
    await until('the held referral', async () => (await rows())[0]?.state === 'held');
    expect((await rows())[0]?.evidence.device).toMatch(/^[0-9a-f]{16}$/);
    expect(friend.complaints).toEqual([]);

    const other = await openContext(browser, phone);
    await other.page.goto(`${stack.storeUrl}/?ref=newsletter`);
    expect(await other.page.evaluate(() => localStorage.length)).toBe(0);
  });

  it('The shop owner reads how it stands, refuses it with a reason, and accepts it again', async () => {
    let app = await openRegulars(merchant.page, stack, `/app/members/${advocateId}`);
    await app.getByRole('heading', { name: 'Recommended friends' }).waitFor({ timeout: 60_000 });
    await app.getByRole('heading', { name: 'Recommended friends' }).scrollIntoViewIfNeeded();
    await picture('member');
    expect(await violations(app, 'main')).toEqual([]);
    await app.getByRole('button', { name: /^Refuse/ }).click();
    const dialog = app.getByRole('dialog');
    await dialog.waitFor();
    await dialog.getByRole('button', { name: 'Refuse', exact: true }).click();
    await dialog.getByText('Write a reason').waitFor();
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Two friends who trade orders');
    await picture('dialog');
    expect(await violations(app, '[role=dialog]')).toEqual([]);
    await dialog.getByRole('button', { name: 'Refuse', exact: true }).click();
    await app.getByText('Refused by you.').waitFor();
    expect(await rows()).toMatchObject([{ state: 'refused', reasons: ['by_hand'] }]);

    app = await openRegulars(merchant.page, stack, '/app/referrals');
    await app.getByText('Two friends who trade orders').waitFor({ timeout: 60_000 });
    await picture('list');
    expect(await violations(app, 'main')).toEqual([]);
    await app.getByRole('button', { name: 'Rewarded', exact: true }).click();
    await app.getByText('No such referrals.').waitFor();
    await app.getByRole('button', { name: 'Refused', exact: true }).click();
    await app.getByRole('button', { name: /^Accept/ }).click();
    await dialog.waitFor();
    await app.getByRole('dialog').getByRole('textbox', { name: 'Reason' }).fill('They called us');
    await app.getByRole('dialog').getByRole('button', { name: 'Accept', exact: true }).click();
    await until('the accepted one to be held again', async () => (await rows())[0]?.state === 'held');
    expect(await stack.auditBreaches()).toEqual([]);
  });
});
