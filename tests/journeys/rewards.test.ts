/**
 * Rewards that are no code, in a browser: a shopper exchanges points for a drink at the counter, a donation, a gift card and
 * store credit; staff hand the drink over by its code; the shop owner marks the donation as given.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { violations } from '#tests/kit/axe.ts';
import { desktop, keepPicture, launchBrowser, openContext, phone } from '#tests/kit/browser.ts';
import { programWith, words } from '#tests/kit/rewards.ts';
import { startTestStack, until, type TestStack } from '#tests/kit/stack.ts';
import { installWithProgram, keepBothWidths, logIn, openRegulars } from './steps.ts';

const terms = { enabled: true, costPoints: 100 };
const program = programWith(
  [
    { ...terms, id: 'rw_drink', title: words('A cup of coffee'), kind: 'service', validDays: 30 },
    {
      ...{ ...terms, id: 'rw_trees', title: words('Plant a tree'), kind: 'donation', amountMinor: 2500 },
      charity: words('Trees for the city'),
    },
    { ...terms, id: 'rw_card', title: words('Gift card'), kind: 'gift_card', amountMinor: 5000 },
    { ...terms, id: 'rw_credit', title: words('Store credit'), kind: 'store_credit', amountMinor: 4000 },
  ],
  { rules: [{ id: 'welcome', enabled: true, kind: 'signup', points: 1000 }], tiers: null },
);

interface Redeemed {
  status: string;
  redemptionId: string;
  code: string | null;
  availablePoints: number;
}

describe('rewards of the shop itself', () => {
  let stack: TestStack;
  let browser: Browser;
  let merchant: Awaited<ReturnType<typeof openContext>>;
  let shopper: Awaited<ReturnType<typeof openContext>>;
  let drinkCode = '';

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startTestStack(), launchBrowser()]);
    merchant = await openContext(browser, desktop);
    shopper = await openContext(browser, phone);
    await installWithProgram(merchant.page, stack, program);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  /** A call of the storefront's endpoints as the theme makes it. */
  async function proxy<Answer>(path: string, body?: unknown): Promise<Answer> {
    return shopper.page.evaluate(
      async ([address, sent]) => {
        const answer = await fetch(`/apps/regulars/${address ?? ''}`, sent ? { method: 'POST', body: sent } : {});
        return (await answer.json()) as Answer;
      },
      [path, body === undefined ? null : JSON.stringify(body)] as const,
    );
  }
  /** Takes a reward and, as the theme does, asks again while it is being made. */
  async function redeem(rewardId: string): Promise<Redeemed> {
    const first = await proxy<Redeemed>('redeem', { rewardId, requestId: randomUUID() });
    return until(`${rewardId} to be made`, async () => {
      const now = await proxy<Redeemed>(`redemptions/${first.redemptionId}`);
      return now.status === 'preparing' ? null : now;
    });
  }

  it('A shopper exchanges points for each, and has it at once', async () => {
    const { page } = shopper;
    await logIn(page, stack, 'maja.soe@example.com');
    await proxy('join', {});
    const drink = await redeem('rw_drink');
    expect(drink).toMatchObject({ status: 'ready' });
    drinkCode = drink.code ?? '';
    expect(drinkCode).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    expect(await redeem('rw_trees')).toMatchObject({ status: 'ready', code: null });
    const card = await redeem('rw_card');
    expect(card.status).toBe('used');
    expect(card.code).toMatch(/^RG[0-9A-Z]{16}$/);
    expect(await redeem('rw_credit')).toMatchObject({ status: 'used', code: null, availablePoints: 600 });
    const { codes, rewards } = await proxy<{
      codes: { kind: string; code: string | null }[];
      rewards: { id: string; available: boolean }[];
    }>('member');
    expect(codes.map(({ kind }) => kind).sort()).toEqual(['donation', 'gift_card', 'service']);
    expect(rewards.every(({ available }) => available)).toBe(true);
  });

  it('Staff hand the drink over by its code, once', async () => {
    const app = await openRegulars(merchant.page, stack, '/app/rewards');
    await app.getByRole('heading', { name: 'Hand over', exact: true }).waitFor();
    await app.getByText(drinkCode).waitFor();
    expect(await violations(app)).toEqual([]);
    await keepBothWidths(merchant.page, 'rewards');
    const field = app.getByRole('textbox', { name: 'Code' });
    await field.fill('0000-0000');
    await app.getByRole('button', { name: 'Look up' }).click();
    await app.getByText('No reward has this code.').waitFor();
    await field.fill(drinkCode.toLowerCase().replace('-', ''));
    await app.getByRole('button', { name: 'Look up' }).click();
    await app.getByText('Hand it over now?').waitFor();
    await keepPicture(merchant.page, 'rewards-confirm');
    await app.getByRole('dialog').getByRole('button', { name: 'Hand over' }).click();
    await app.getByText('Nothing waits at the moment.').waitFor();
    await field.fill(drinkCode);
    await app.getByRole('button', { name: 'Look up' }).click();
    await app.getByText('This was handed over before.').waitFor();
  });

  it('The shop owner marks the donation as given, and sees what became of each reward', async () => {
    const app = await openRegulars(merchant.page, stack, '/app/rewards');
    await app.getByRole('button', { name: /Trees for the city/ }).click();
    await app.getByRole('dialog').getByRole('button', { name: 'Mark as given' }).click();
    await app.getByText('Nothing to be given at the moment').waitFor();
    await app.getByText('1 taken · 1 used').first().waitFor();
    await keepPicture(merchant.page, 'rewards-done');
    expect(await violations(app)).toEqual([]);
    expect(merchant.complaints).toEqual([]);
    expect(await stack.auditBreaches()).toEqual([]);
  });
});
