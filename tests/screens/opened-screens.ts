/** What opens on a page of the admin: dialogs, menus, chosen rows, the steps of an import. Only data and short ways to get there. */
import type { FrameLocator } from 'playwright-core';
import type { Opened } from './registry.ts';
import type { ShopState } from './shops.ts';

interface OpenedScreen {
  name: string;
  route: string;
  path: string;
  shops: ShopState[];
  act: Opened;
}

/** What is seen of that name: Polaris measures copies that nobody sees, and on a phone actions are items of a menu. */
const button = (app: FrameLocator, name: string) =>
  app
    .getByRole('button', { name, exact: true })
    .or(app.getByRole('menuitem', { name, exact: true }))
    .filter({ visible: true })
    .first();

/** On a phone Polaris' dialog is fixed to the window, and what has its role is of no height: its box is waited for. */
const dialogOf = (app: FrameLocator) => app.locator('.Polaris-Modal-Dialog__Modal');

/** Actions of a page stand in its head on a desk, and behind "More" or three points on a phone. */
async function pressAction(app: FrameLocator, name: string, more: string): Promise<void> {
  for (const opener of [button(app, more), app.locator('.Polaris-ActionMenu-RollupActions__RollupActivator button')]) {
    if (await button(app, name).isVisible()) break;
    if (await opener.isVisible()) await opener.click();
    await app.locator('body').evaluate(() => new Promise((done) => setTimeout(done, 300)));
  }
  await button(app, name).click();
  await dialogOf(app).waitFor();
}

/** On a phone a button shows the boxes. */
async function chooseAll(app: FrameLocator, word: (key: string) => string): Promise<void> {
  const select = button(app, word('members.select'));
  if (await select.isVisible()) await select.click();
  const box = app.locator('.Polaris-IndexTable input[type=checkbox]').filter({ visible: true }).first();
  await box.waitFor();
  await box.check({ force: true });
}

const member = {
  route: 'app.members.$memberId',
  path: '/app/members/:member',
  shops: ['rich'] as OpenedScreen['shops'],
};
const members = { route: 'app.members._index', path: '/app/members', shops: ['rich'] as OpenedScreen['shops'] };

const memberDialogs: OpenedScreen[] = (['adjust', 'extend', 'merge', 'erase'] as const).map((dialog) => ({
  name: `member-${dialog}`,
  ...member,
  act: async (app, word) => pressAction(app, word(`member.${dialog}.open`), word('member.more')),
}));

const fileWith = (points: number) => `Customer ID;Points Balance;Tier;Expires on
1001;${points};Gold;2027-06-30
1002;1200;Silver;
nobody;many;;
;50;;
`;
let files = 0;

/** Each time another one: what was brought in already is not brought in again. */
async function chooseFile(app: FrameLocator, content = fileWith(250 + files++)): Promise<void> {
  const buffer = Buffer.from(content);
  await app.locator('input[type=file]').setInputFiles({ name: 'balances.csv', mimeType: 'text/csv', buffer });
}

/** Leaves one reward out of the draft. */
async function changeRewards(app: FrameLocator): Promise<void> {
  await app.locator('.regulars-item button:not([aria-expanded])').first().click();
}

async function checkFile(app: FrameLocator, word: (key: string) => string): Promise<void> {
  await chooseFile(app);
  await button(app, word('members.import.check')).click();
  await button(app, word('members.import.apply')).waitFor();
}

export const openedScreens: OpenedScreen[] = [
  {
    name: 'analytics-long-period',
    route: 'app.analytics',
    path: '/app/analytics?period=365d&compare=last_year&section=members',
    shops: ['rich'],
    act: () => Promise.resolve(),
  },
  {
    name: 'analytics-table',
    route: 'app.analytics',
    path: '/app/analytics?section=points',
    shops: ['rich'],
    act: async (app) => app.locator('section[data-kind=series] .regulars-panel-tools button').first().click(),
  },
  {
    name: 'member-more',
    ...member,
    act: async (app, word) => {
      const more = button(app, word('member.more'));
      if (await more.isVisible()) await more.click();
      else await app.locator('.Polaris-ActionMenu-RollupActions__RollupActivator button').click();
    },
  },
  {
    name: 'members-sort',
    ...members,
    act: async (app) =>
      app.locator('.Polaris-IndexFilters__ActionWrap button').filter({ visible: true }).last().click(),
  },
  {
    name: 'rewards-hand-over',
    route: 'app.rewards',
    path: '/app/rewards',
    shops: ['rich'],
    act: async (app) => {
      await app.locator('.regulars-timeline .Polaris-Button--variantPlain').first().click();
      await dialogOf(app).waitFor();
    },
  },
  {
    name: 'referrals-refuse',
    route: 'app.referrals',
    path: '/app/referrals',
    shops: ['rich'],
    act: async (app) => {
      await app.locator('.regulars-timeline .Polaris-Button--variantPlain').first().click();
      await dialogOf(app).waitFor();
    },
  },
  {
    name: 'program-changed',
    route: 'app.program.$section',
    path: '/app/program/rewards',
    shops: ['rich'],
    act: changeRewards,
  },
  {
    name: 'program-publish',
    route: 'app.program.review',
    path: '/app/program/rewards',
    shops: ['rich'],
    act: async (app, word) => {
      await changeRewards(app);
      await app.getByRole('link', { name: word('program.publish.open') }).click();
      await button(app, word('program.publish.send')).waitFor();
    },
  },
  {
    name: 'program-wrong',
    route: 'app.program.$section',
    path: '/app/program/rewards',
    shops: ['rich'],
    act: async (app) => {
      await app.locator('.regulars-item button[aria-expanded=false]').first().click();
      const field = app.locator('.regulars-items input[type=text], .regulars-items input[inputmode]').first();
      await field.fill('');
      await field.blur();
    },
  },
  {
    name: 'program-preview',
    route: 'app.program._index',
    path: '/app/program',
    shops: ['rich'],
    act: async (app, word) => {
      if (await button(app, word('preview.open')).isVisible()) await button(app, word('preview.open')).click();
    },
  },
  {
    name: 'onboarding-wrong',
    route: 'app.onboarding',
    path: '/app/onboarding?step=points',
    shops: ['new'],
    act: async (app, word) => {
      await app.locator('main .Polaris-TextField__Input').first().fill('');
      await button(app, word('onboarding.next')).click();
    },
  },
  {
    name: 'operations-discard',
    route: 'app.operations._index',
    path: '/app/operations',
    shops: ['troubled'],
    act: async (app, word) => {
      await app.getByText(word('operations.discard.do'), { exact: true }).first().click();
      await dialogOf(app).waitFor();
    },
  },
  {
    name: 'members-import-waiting',
    route: 'app.members.import',
    path: '/app/members/import',
    shops: ['troubled'],
    act: async (app, word) => {
      await chooseFile(app, 'Email;Points\nmaja@example.com;250\nida@example.com;1200\n');
      await button(app, word('members.import.check')).click();
      await button(app, word('members.import.check')).waitFor({ state: 'detached' });
    },
  },
  {
    // Another section is on its way, and the page keeps what it has.
    name: 'analytics-loading',
    route: 'app.analytics',
    path: '/app/analytics',
    shops: ['rich'],
    act: async (app, word, page) => {
      await page.route(/\/app\/analytics\.data/, () => new Promise(() => undefined));
      await app.getByRole('link', { name: word('analytics.sections.members'), exact: true }).click();
      await app.getByText(word('common.loading'), { exact: true }).waitFor();
    },
  },
  {
    name: 'analytics-how-counted',
    route: 'app.analytics',
    path: '/app/analytics',
    shops: ['rich'],
    act: async (app) => app.locator('.regulars-panel-tools button').first().click(),
  },
  {
    name: 'analytics-period',
    route: 'app.analytics',
    path: '/app/analytics',
    shops: ['rich'],
    act: async (app, word) => {
      await button(app, word('analytics.period.30d')).click();
      await app.getByText(word('analytics.period.custom'), { exact: true }).click();
    },
  },
  {
    name: 'members-filters',
    ...members,
    path: '/app/members?balanceFrom=100',
    act: async (app) => app.locator('.Polaris-Filters__AddFilter').first().click(),
  },
  { name: 'members-chosen', ...members, act: chooseAll },
  {
    name: 'members-adjust',
    ...members,
    act: async (app, word) => {
      await chooseAll(app, word);
      await button(app, word('members.bulk.adjust.open')).click();
      await dialogOf(app).waitFor();
    },
  },
  {
    name: 'members-export',
    ...members,
    act: async (app, word) => pressAction(app, word('members.export.open'), word('member.more')),
  },
  ...memberDialogs,
  {
    name: 'member-level',
    ...member,
    act: async (app, word) => {
      await button(app, word('member.level.give')).click();
      await dialogOf(app).waitFor();
    },
  },
  {
    name: 'members-import-columns',
    route: 'app.members.import',
    path: '/app/members/import',
    shops: ['empty'],
    act: async (app) => chooseFile(app),
  },
  {
    name: 'members-import-checked',
    route: 'app.members.import',
    path: '/app/members/import',
    shops: ['empty'],
    act: checkFile,
  },
  {
    name: 'members-import-finished',
    route: 'app.members.import',
    path: '/app/members/import',
    shops: ['empty'],
    act: async (app, word) => {
      await checkFile(app, word);
      await button(app, word('members.import.apply')).click();
      await button(app, word('members.import.apply')).waitFor({ state: 'detached' });
      await app.locator('.Polaris-ProgressBar').waitFor({ state: 'detached', timeout: 60_000 });
    },
  },
  ...(['earning', 'rewards', 'campaigns'] as const).flatMap((section): OpenedScreen[] => [
    {
      name: `program-${section}-open`,
      route: 'app.program.$section',
      path: `/app/program/${section}`,
      shops: ['rich'],
      act: async (app) => app.locator('.regulars-item button[aria-expanded=false]').first().click(),
    },
    {
      name: `program-${section}-add`,
      route: 'app.program.$section',
      path: `/app/program/${section}`,
      shops: ['rich'],
      act: async (app) =>
        app.locator('.regulars-beside button[aria-haspopup], .regulars-beside button[aria-expanded]').first().click(),
    },
  ]),
];
