/** What a member presses besides a plain reward: the slider, the link for friends, a survey, a birthday, the card. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser, soon } from './browser.ts';
import { member, renderBlock } from './render-block.ts';
import { clubMember, clubProgram } from './rich-program.ts';
import { Storefront, pageAround } from './storefront.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const store = new Storefront();
let browser: Browser;
let context: BrowserContext;
let page: Page;
let problems: string[] = [];

beforeAll(async () => {
  await store.start();
  browser = await openBrowser();
}, 60_000);

afterAll(async () => {
  await browser.close();
  await store.stop();
});

beforeEach(async () => {
  store.reset();
  problems = [];
  context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  page = await context.newPage();
  page.on('pageerror', (error) => problems.push(error.message));
});

afterEach(async () => {
  await context.close();
  expect(problems).toEqual([]);
});

/** What the app says of the shelf of the rich program. */
const shelf = (steps: number) =>
  ['rw_slide', 'rw_gift', 'rw_event'].map((id) => ({
    id,
    affordable: id !== 'rw_event',
    missingPoints: 0,
    whyNot: id === 'rw_event' ? 'reward_sold_out' : null,
    why: id === 'rw_event' ? 'All places are taken.' : null,
    left: id === 'rw_gift' ? 3 : null,
    steps: id === 'rw_slide' ? { most: 20, affordable: steps } : null,
  }));

function answerMember(available: number, codes: object[] = []): void {
  const body = {
    member: { ...member({ availablePoints: available }), joinedAt: '2026-01-05T09:00:00Z' },
    rewards: shelf(Math.floor(available / 100)),
    codes,
    history: [],
  };
  store.script.set(
    'member',
    Array.from({ length: 6 }, () => ({ status: 200, body })),
  );
}

async function visit(...blocks: ('launcher' | 'rewards' | 'referral' | 'loyalty-page')[]): Promise<void> {
  const html = blocks.map((handle) => renderBlock(handle, { program: clubProgram, member: clubMember() }));
  store.html = pageAround(html.join(''));
  await page.goto(store.origin);
}

const status = () => page.locator('[data-rg-status]').first().textContent();

test('Nothing is asked for before a touch, also with every part of the program on the page', async () => {
  await visit('loyalty-page', 'launcher');
  await page.waitForTimeout(300);
  expect(store.requested).toEqual(['/']);
});

test('The slider chooses the amount, by keyboard too, and says what it costs; the wish carries it', async () => {
  answerMember(640);
  await visit('rewards');
  const slider = page.locator('[data-rg-reward=rw_slide] input[type=range]');
  await slider.focus();
  await page.locator('regulars-rewards:defined').waitFor({ state: 'attached' });
  await soon(() => slider.getAttribute('max')).toBe('6');
  for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowRight');
  expect(await page.locator('.rg-slider output').textContent()).toBe('400 points for 40 kr.');
  store.script.set('redeem', [
    {
      status: 200,
      body: {
        status: 'ready',
        redemptionId: 'r',
        kind: 'amount_chosen',
        code: 'RG-40',
        title: '40 kr.',
        availablePoints: 240,
      },
    },
  ]);
  await page.locator('[data-rg-reward=rw_slide] [data-rg-do=redeem]').click();
  await soon(status).toContain('Done! Here is your code for 40 kr.. The code is applied to your cart.');
  const asked = store.asked.find(({ path }) => path === 'redeem')?.body;
  expect(asked).toMatchObject({ rewardId: 'rw_slide', steps: 4 });
});

test('A gift card is delivered with its code and does not go into the cart; what is sold out says so', async () => {
  answerMember(640, [
    {
      redemptionId: 'g',
      rewardId: 'rw_gift',
      title: '50 kr. gift card',
      kind: 'gift_card',
      code: 'GIFT-1234',
      status: 'ready',
      cancellable: false,
      expiresAt: null,
    },
  ]);
  await visit('rewards');
  await page.locator('.rg-card').hover();
  await page.locator('.rg-reward[data-rg-reward=rw_gift]').hover();
  await soon(() => page.locator('.rg-reward[data-rg-reward=rw_gift]').textContent()).toContain('3 left');
  expect(await page.locator('[data-rg-reward=rw_event] [data-rg-missing]').textContent()).toBe('All places are taken.');
  store.script.set('redeem', [
    {
      status: 200,
      body: {
        status: 'used',
        redemptionId: 'g',
        kind: 'gift_card',
        code: 'GIFT-1234',
        title: '50 kr. gift card',
        availablePoints: 140,
      },
    },
  ]);
  await page.locator('.rg-reward[data-rg-reward=rw_gift] [data-rg-do=redeem]').click();
  await soon(status).toBe('Done: 50 kr. gift card. Your gift card code: GIFT-1234');
  await soon(() => page.locator('.rg-code code').textContent()).toBe('GIFT-1234');
  expect(await page.locator('.rg-code [data-rg-do=apply]').isVisible()).toBe(false);
  expect(await page.locator('.rg-code [data-rg-do=back]').isVisible()).toBe(false);
  expect(store.count('/cart/update.js')).toBe(0);
});

test('The link for friends is copied, and says how many came', async () => {
  await visit('referral');
  const friends = [{ state: 'held' }, { state: 'rewarded' }];
  store.script.set('referral', [
    { status: 200, body: { referral: { code: 'KLIT7Q3M', friends, rewardedFriends: 1 } } },
  ]);
  await page.locator('[data-rg-do=copy-link]').click();
  await soon(() => page.locator('[data-rg=told]').textContent()).toBe('Link copied. Rewarded: 1. On the way: 1.');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('https://kaffe.example/?ref=KLIT7Q3M');
});

test('A link that is known is copied at once, also while the app cannot be reached', async () => {
  await visit('referral');
  store.script.set('referral', [{ status: 503, body: {} }]);
  await page.locator('[data-rg-do=copy-link]').click();
  await soon(() => store.count('referral')).toBe(1);
  await soon(() => page.locator('[data-rg=told]').textContent()).toBe('Link copied.');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('https://kaffe.example/?ref=KLIT7Q3M');
});

test('A list that was opened before its script came is asked for once, and says so when there is nothing to do', async () => {
  answerMember(640);
  const nothing = { status: 200, body: { ways: [], goals: [], badges: [], birthday: null } };
  store.script.set('activities', [nothing, nothing, nothing]);
  await visit('loyalty-page');
  await page.locator('regulars-doings summary').click();
  const row = page.locator('regulars-doings li', { hasText: 'Nothing more to do today. Come back soon!' });
  await row.waitFor();
  // One that comes into the page open, before the browser tells that it was opened.
  await page.evaluate(async () => {
    const list = document.querySelector('regulars-doings');
    const copy = list?.cloneNode(true) as HTMLElement;
    copy.querySelector('details')?.removeAttribute('open');
    const opened = new Promise((resolve) => copy.querySelector('details')?.addEventListener('toggle', resolve));
    copy.querySelector('details')?.setAttribute('open', '');
    list?.after(copy);
    await opened;
  });
  await soon(() => row.count()).toBe(2);
  expect(store.count('activities')).toBe(2);
  await page.locator('regulars-doings summary').last().click();
  await page.locator('regulars-doings summary').last().click();
  await soon(() => store.count('activities')).toBe(3);
});

test('What was done in one block is done in the other that lies open, too', async () => {
  answerMember(640);
  const visits = { activity: 'visit', subject: '', network: null, name: null, question: null, points: 5 };
  const answer = (isDone: boolean) => ({
    status: 200,
    body: { ways: [{ ...visits, doable: !isDone, done: isDone }], goals: [], badges: [], birthday: null },
  });
  store.script.set('activities', [answer(false), answer(false), answer(true), answer(true)]);
  store.script.set('activities/visit', [{ status: 200, body: { points: 5, availablePoints: 645 } }]);
  await visit('loyalty-page', 'loyalty-page');
  for (const which of [0, 1]) {
    await page.locator('regulars-doings summary').nth(which).click();
    await soon(() => page.locator('regulars-doings [data-rg-do=go]').count()).toBe(which + 1);
  }
  await page.locator('regulars-doings [data-rg-do=go]').first().click();
  const done = page.locator('regulars-doings').getByText('Done', { exact: true });
  await soon(() => done.count()).toBe(2);
  expect(store.count('activities')).toBe(4);
});

test('Another site is opened once, however often the button is pressed while it is asked for', async () => {
  answerMember(640);
  const follow = {
    activity: 'follow',
    subject: 'instagram',
    network: 'Instagram',
    points: 20,
    doable: true,
    done: false,
  };
  store.script.set('activities', [{ status: 200, body: { ways: [follow], goals: [], badges: [], birthday: null } }]);
  store.script.set('activities/leave', [{ status: 200, body: { url: '#there', token: 't' } }]);
  await visit('loyalty-page');
  await page.locator('regulars-doings summary').click();
  const button = page.locator('regulars-doings [data-rg-do=go]');
  await button.waitFor();
  const opened = await button.evaluate((go: HTMLButtonElement) => {
    let count = 0;
    window.open = () => (count++, null);
    for (let press = 0; press < 3; press++) go.click();
    return count;
  });
  expect(opened).toBe(1);
});

test('A survey is answered, a birthday is told, and the card is shown', async () => {
  answerMember(640);
  await visit('loyalty-page');
  const activities = {
    ways: [{ activity: 'survey', subject: '', name: null, question: null, points: 30, doable: true, done: false }],
    goals: [],
    badges: [],
    birthday: { birthday: null, fixedUntil: null },
  };
  store.script.set(
    'activities',
    Array.from({ length: 4 }, () => ({ status: 200, body: activities })),
  );
  store.script.set('activities/survey', [{ status: 200, body: { points: 30, availablePoints: 670 } }]);
  store.script.set('activities/birthday', [{ status: 200, body: { points: 0, availablePoints: 670 } }]);
  store.script.set('card', [{ status: 200, body: { card: 'x', svg: '<svg xmlns="http://www.w3.org/2000/svg"/>' } }]);
  await page.locator('regulars-doings summary').click();
  await page.locator('regulars-doings [data-rg-do=go]').click();
  await page.locator('.rg-scores label').nth(9).click();
  await page.locator('.rg-form textarea').fill('Good coffee');
  await page.getByRole('button', { name: 'Send' }).click();
  await soon(status).toBe('Thank you! 30 points for you.');
  const survey = store.asked.find(({ path }) => path === 'activities/survey')?.body;
  expect(survey).toEqual({ survey: '', score: 9, comment: 'Good coffee' });
  await page.locator('select[name=day]').selectOption('7');
  await page.locator('select[name=month]').selectOption('3');
  await page.getByRole('button', { name: 'Save' }).click();
  await soon(status).toBe('Thank you!');
  expect(store.asked.find(({ path }) => path === 'activities/birthday')?.body).toEqual({ birthday: '03-07' });
  await page.locator('regulars-membercard summary').click();
  await soon(() => page.locator('.rg-qr img').count()).toBe(1);
});

test('What a member has begun to fill in stays when something else was done, and so does the focus in it', async () => {
  answerMember(640);
  await visit('loyalty-page');
  const way = { subject: '', network: null, name: null, question: null, doable: true, done: false };
  const visits = { ...way, activity: 'visit', points: 5 };
  const survey = { ...way, activity: 'survey', points: 30 };
  const rest = { goals: [], badges: [], birthday: { birthday: null, fixedUntil: null } };
  store.script.set('activities', [
    { status: 200, body: { ways: [visits, survey], ...rest } },
    { status: 200, body: { ways: [{ ...visits, doable: false, done: true }, survey], ...rest } },
  ]);
  store.script.set('activities/visit', [{ status: 200, body: { points: 5, availablePoints: 645 } }]);
  await page.locator('regulars-doings summary').click();
  await page.locator('regulars-doings [data-rg-do=go]').nth(1).click();
  await page.locator('select[name=day]').selectOption('7');
  const done = page.locator('regulars-doings').getByText('Done', { exact: true });
  expect(await done.count()).toBe(0);
  await page.locator('regulars-doings [data-rg-do=go]').first().click();
  await page.locator('.rg-form textarea').fill('Good coffee');
  await soon(() => done.count()).toBe(1);
  expect(await page.locator('.rg-form textarea').inputValue()).toBe('Good coffee');
  expect(await page.locator('select[name=day]').inputValue()).toBe('7');
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
});

test('Two of the same block on one page both work and agree', async () => {
  answerMember(640);
  await visit('rewards', 'rewards');
  await page.locator('.rg-reward[data-rg-reward=rw_gift]').last().hover();
  await soon(() => page.locator('[data-rg-left]').allTextContents()).toEqual(
    expect.arrayContaining([' · 3 left', ' · 3 left']),
  );
  await page.locator('.rg-slider input').last().focus();
  await page.keyboard.press('ArrowRight');
  expect(await page.locator('.rg-slider output').allTextContents()).toEqual([
    '100 points for 10 kr.',
    '200 points for 20 kr.',
  ]);
});
