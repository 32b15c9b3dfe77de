/**
 * The members pages in the shop owner's browser: a file of balances is checked and brought in, members are filtered, kept as a
 * view, given points in one go, exported; one member gets a note, and is merged with another.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, FrameLocator } from 'playwright-core';
import { defaultProgram } from '#app/program/default-program.ts';
import { makeProgram } from '#app/program/document.ts';
import { violations } from '#tests/kit/axe.ts';
import { desktop, launchBrowser, openContext, phone } from '#tests/kit/browser.ts';
import { startTestStack, until, type TestStack } from '#tests/kit/stack.ts';
import { installWithProgram, keepBothWidths, openRegulars } from './steps.ts';

const program = makeProgram({
  ...defaultProgram('DKK'),
  tiers: {
    measure: 'spend',
    window: { kind: 'rolling', months: 12 },
    levels: [
      { id: 'silver', name: { en: 'Silver', da: 'Sølv' }, threshold: 100_000, color: '#7d8790' },
      { id: 'gold', name: { en: 'Gold', da: 'Guld' }, threshold: 500_000, color: '#b8860b' },
    ],
  },
});

describe('members', () => {
  let stack: TestStack;
  let browser: Browser;
  let merchant: Awaited<ReturnType<typeof openContext>>;
  let app: FrameLocator;
  let customers: { id: number | string }[] = [];

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startTestStack(), launchBrowser()]);
    merchant = await openContext(browser, desktop);
    await installWithProgram(merchant.page, stack, program);
    ({ customers } = await stack.control<{ customers: { id: number | string }[] }>('/customers?limit=50'));
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const picture = (name: string) => keepBothWidths(merchant.page, `members-${name}`);
  const balances = () =>
    stack.query<{ available: number }>(
      'SELECT available::int AS available FROM balances WHERE available > 0 ORDER BY available',
    );

  it('A file of balances is checked, shows what it would do, and is brought in while the page may be closed', async () => {
    const lines = customers
      .slice(0, 8)
      .map(
        ({ id }, index) =>
          `${String(id).split('/').at(-1)},${(index + 1) * 100},${['Gold', 'silver', 'Platinum'][index % 3]},2027-06-30`,
      );
    const file = `Customer ID;Points Balance;Tier;Expires on\n${[...lines, '123,many,,', ',50,,'].join('\n').replaceAll(',', ';')}\n`;
    app = await openRegulars(merchant.page, stack, '/app/members/import');
    await app.getByText('What is in the file?').waitFor({ timeout: 60_000 });
    await picture('import-empty');
    await app
      .locator('input[type=file]')
      .setInputFiles({ name: 'balances.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
    await app.getByText('Which column holds what?').waitFor();
    expect(await app.getByLabel('Points', { exact: true }).inputValue()).toBe('Points Balance');
    await picture('import-columns');
    expect(await violations(app, 'main')).toEqual([]);
    await app.getByRole('button', { name: 'Check the file' }).click();
    await app.getByText('What would happen: balances.csv').waitFor();
    await app.getByText('Platinum: 2 rows').waitFor();
    await app.getByText('2 rows are not taken').waitFor();
    await picture('import-review');
    expect(await violations(app, 'main')).toEqual([]);
    expect(await stack.query('SELECT 1 FROM transfers LIMIT 1')).toEqual([]);
    await app.getByRole('button', { name: 'Bring in' }).click();
    await app.getByText('8 rows are in').waitFor();
    await picture('import-done');
    expect((await balances()).map(({ available }) => available)).toEqual([100, 200, 300, 400, 500, 600, 700, 800]);
  });

  it('Members are filtered by the address, kept as a view, and given points all at once', async () => {
    app = await openRegulars(merchant.page, stack, '/app/members?balanceFrom=300&sort=balance+desc');
    await app.getByText('6 members found').waitFor({ timeout: 60_000 });
    await app.getByText('Points: from 300').first().waitFor();
    await app.getByText('Gold').first().waitFor();
    await picture('filtered');
    expect(await violations(app, 'main')).toEqual([]);
    await app.getByRole('button', { name: 'Save as' }).click();
    await app.getByRole('dialog').getByRole('textbox').fill('Many points');
    await app.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    await until(
      'the view',
      async () => (await stack.query(`SELECT 1 FROM saved_views WHERE name = 'Many points'`)).length > 0,
    );
    // The list is read anew for its view; who is chosen before that is chosen for nothing.
    await app.getByRole('tab', { name: 'Many points', selected: true }).waitFor();
    const everybody = app.getByRole('checkbox', { name: /Select all/ }).first();
    await until('everybody to be chosen', async () => {
      if (!(await everybody.isChecked())) await everybody.click({ force: true });
      return everybody.isChecked();
    });
    await app.getByRole('button', { name: 'Adjust points' }).first().click();
    await app.getByText('This is done for 6 members.').waitFor();
    await app.getByRole('textbox', { name: 'Points for each member' }).fill('25');
    await app.getByRole('textbox', { name: 'Note' }).fill('Thank you for ten years');
    await picture('bulk-dialog');
    expect(await violations(app, '[role=dialog]')).toEqual([]);
    await app.getByRole('dialog').getByRole('button', { name: 'Adjust points' }).click();
    await app.getByText('Points adjusted for 6 members').waitFor();
    await picture('bulk-done');
    expect((await balances()).map(({ available }) => available)).toEqual([100, 200, 325, 425, 525, 625, 725, 825]);
    expect(await stack.auditBreaches()).toEqual([]);
  });

  it('The list goes out as a file', async () => {
    const download = merchant.page.waitForEvent('download');
    await app.getByRole('button', { name: 'Export' }).first().click();
    await app.getByRole('dialog').getByRole('button', { name: 'Export' }).click();
    expect((await download).suggestedFilename()).toBe('members.csv');
  });

  it('What was done to many is kept on a page of its own', async () => {
    app = await openRegulars(merchant.page, stack, '/app/members/bulk');
    await app.getByText('25 points given to each: Thank you for ten years').waitFor();
    await app.getByText('You · done for 6 of 6 members').waitFor();
    expect(await violations(app, 'main')).toEqual([]);
  });

  it('On a phone a button shows the boxes, and a press on a row chooses the member', async () => {
    const pocket = await openContext(browser, phone);
    app = await openRegulars(pocket.page, stack, '/app/members');
    await app
      .getByText(/^8 members/)
      .first()
      .waitFor({ timeout: 60_000 });
    await until('the list to hear it', async () => {
      await app
        .getByRole('button', { name: 'Select', exact: true })
        .click({ timeout: 2_000 })
        .catch(() => undefined);
      return app.getByRole('button', { name: 'Done', exact: true }).isVisible();
    });
    await app.locator('tbody tr').nth(1).locator('td').nth(1).click();
    await app.getByText('1 selected').first().waitFor();
    await app.getByRole('button', { name: 'Adjust points' }).filter({ visible: true }).first().waitFor();
    expect(await violations(app, 'main')).toEqual([]);
    await app.getByRole('button', { name: 'Done', exact: true }).click();
    await app.getByRole('button', { name: 'Select', exact: true }).waitFor();
    expect(pocket.complaints).toEqual([]);
    await pocket.context.close();
  });

  it('On a phone all that can be done with a member is one list', async () => {
    const pocket = await openContext(browser, phone);
    const [member] = await stack.query<{ id: string }>('SELECT id FROM members LIMIT 1');
    app = await openRegulars(pocket.page, stack, `/app/members/${member?.id}`);
    await app.locator('.Polaris-ActionMenu-RollupActions__RollupActivator button').click();
    const menu = app.locator('.Polaris-Popover').getByRole('listitem');
    await menu.first().waitFor();
    expect(await menu.allInnerTexts()).toEqual(['Block', 'Merge with another member', 'Remove from the program']);
    expect(await violations(app, 'body')).toEqual([]);
    await pocket.context.close();
  });

  it('The points of one member get a later date, and it is undone at once', async () => {
    const [member] = await stack.query<{ id: string }>(
      `SELECT member_id AS id FROM lots WHERE expires_at IS NOT NULL AND remaining > 0 ORDER BY member_id LIMIT 1`,
    );
    const ends = async () =>
      (
        await stack.query<{ on: string }>(
          `SELECT DISTINCT to_char(expires_at, 'YYYY-MM-DD') AS on FROM lots WHERE member_id = $1 AND expires_at IS NOT NULL`,
          [member?.id],
        )
      ).map(({ on }) => on);
    const before = await ends();
    app = await openRegulars(merchant.page, stack, `/app/members/${member?.id}`);
    await app.getByRole('heading', { name: 'History' }).waitFor({ timeout: 60_000 });
    const dialog = app.getByRole('dialog');
    await until('the dialog', async () => {
      await app
        .getByRole('button', { name: 'Give a later date' })
        .click({ timeout: 2_000 })
        .catch(() => undefined);
      return dialog.isVisible();
    });
    await dialog.getByLabel('Last day').fill('2031-03-31');
    await dialog.getByText(/can be used until Mar 31, 2031/).waitFor();
    await dialog.getByRole('textbox', { name: 'Note' }).fill('Your parcel came late');
    expect(await violations(app, '[role=dialog]')).toEqual([]);
    await dialog.getByRole('button', { name: 'Hold longer' }).click();
    await app.getByText(/can now be used until March 31, 2031. Your parcel came late/).waitFor();
    expect(await ends()).toEqual(['2031-03-31']);
    await merchant.page.getByRole('button', { name: 'Undo' }).click();
    await app.getByText('Later date taken back').waitFor();
    expect(await ends()).toEqual(before);
    expect(await stack.auditBreaches()).toEqual([]);
  });

  it('One member gets a note, and takes over the points of the same person’s other account', async () => {
    const [best, second] = await stack.query<{ id: string; customer_id: string }>(
      `SELECT m.id, m.customer_id FROM members m JOIN balances b ON b.member_id = m.id ORDER BY b.available DESC`,
    );
    app = await openRegulars(merchant.page, stack, `/app/members/${best?.id}`);
    await app.getByRole('heading', { name: 'History' }).waitFor({ timeout: 60_000 });
    // A busy machine shows the page some time before it hears what is typed.
    await until('the note to be heard', async () => {
      await app.getByRole('textbox', { name: 'Note' }).fill('');
      await app.getByRole('textbox', { name: 'Note' }).fill('Likes the light roast');
      return app.getByRole('button', { name: 'Save', exact: true }).isVisible();
    });
    await app.getByRole('button', { name: 'Save', exact: true }).click();
    await until(
      'the note',
      async () => (await stack.query(`SELECT 1 FROM members WHERE note = 'Likes the light roast'`)).length > 0,
    );
    await picture('one');
    expect(await violations(app, 'main')).toEqual([]);
    await app.getByRole('button', { name: 'More', exact: true }).click();
    await app.getByRole('button', { name: 'Merge with another member', exact: true }).click();
    await app.getByRole('textbox', { name: 'Find the other member' }).fill(second?.customer_id ?? '');
    await app.getByRole('button', { name: 'Find', exact: true }).click();
    await app.getByRole('button', { name: /^Choose/ }).click();
    await app.getByText('1,550').waitFor();
    await picture('merge');
    await app.getByRole('button', { name: 'Merge', exact: true }).click();
    await until('the merge', async () => {
      const rows = await stack.query<{ available: number }>(
        'SELECT available::int AS available FROM balances WHERE member_id = $1',
        [best?.id],
      );
      return rows[0]?.available === 1550;
    });
    expect(await stack.auditBreaches()).toEqual([]);
  });
});
