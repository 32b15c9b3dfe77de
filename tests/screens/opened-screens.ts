/** What opens on a page of the admin: dialogs, menus, chosen rows, the steps of an import. Only data and short ways to get there. */
import type { FrameLocator } from 'playwright-core';
import type { Opened } from './registry.ts';

interface OpenedScreen {
  name: string;
  route: string;
  path: string;
  shops: ('new' | 'empty' | 'rich')[];
  act: Opened;
}

const button = (app: FrameLocator, name: string) => app.getByRole('button', { name, exact: true }).first();

/** Actions of a page stand in its head on a desk, and behind "More" or three points on a phone. */
async function pressAction(app: FrameLocator, name: string, more: string): Promise<void> {
  for (const opener of [button(app, more), app.locator('.Polaris-ActionMenu-RollupActions__RollupActivator button')]) {
    if (await button(app, name).isVisible()) break;
    if (await opener.isVisible()) await opener.click();
    await app.locator('body').evaluate(() => new Promise((done) => setTimeout(done, 300)));
  }
  await button(app, name).click();
  await app.getByRole('dialog').waitFor();
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

const FILE = `Customer ID;Points Balance;Tier;Expires on
1001;250;Gold;2027-06-30
1002;1200;Silver;
nobody;many;;
;50;;
`;

async function chooseFile(app: FrameLocator): Promise<void> {
  await app
    .locator('input[type=file]')
    .setInputFiles({ name: 'balances.csv', mimeType: 'text/csv', buffer: Buffer.from(FILE) });
}

export const openedScreens: OpenedScreen[] = [
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
      await app.getByRole('radio', { name: word('analytics.period.custom') }).check();
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
      await app.getByRole('dialog').waitFor();
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
      await app.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'members-import-columns',
    route: 'app.members.import',
    path: '/app/members/import',
    shops: ['empty'],
    act: chooseFile,
  },
  {
    name: 'members-import-checked',
    route: 'app.members.import',
    path: '/app/members/import',
    shops: ['empty'],
    act: async (app, word) => {
      await chooseFile(app);
      await button(app, word('members.import.check')).click();
      await button(app, word('members.import.check')).waitFor({ state: 'detached' });
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
