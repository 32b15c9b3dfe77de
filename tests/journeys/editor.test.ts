/**
 * A shop owner changes a program by its editor, in a real browser: nothing that was not touched changes, what is wrong is
 * shown at its field, and publishing is reviewed first. Then a template is taken, and the way back to an older version.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, FrameLocator } from 'playwright-core';
import { violations } from '#tests/kit/axe.ts';
import { desktop, keepPicture, launchBrowser, openContext, phone } from '#tests/kit/browser.ts';
import { startTestStack, until, type TestStack } from '#tests/kit/stack.ts';
import { installRegulars, openRegulars, publishFirstProgram } from './steps.ts';

describe.each([
  { name: 'editor-desktop', screen: desktop },
  { name: 'editor-phone', screen: phone },
])('$name', ({ name, screen }) => {
  let stack: TestStack;
  let browser: Browser;
  let merchant: Awaited<ReturnType<typeof openContext>>;

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startTestStack(), launchBrowser()]);
    merchant = await openContext(browser, screen);
    await publishFirstProgram(merchant.page, await installRegulars(merchant.page, stack));
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  async function liveProgram(): Promise<Record<string, unknown> & { rules: { kind: string; points?: number }[] }> {
    const rows = await stack.query<{
      document: Record<string, unknown> & { rules: { kind: string; points?: number }[] };
    }>('SELECT document FROM program_versions ORDER BY version DESC LIMIT 1');
    if (!rows[0]) throw new Error('no program is published');
    return rows[0].document;
  }

  /** Clicks until the page has answered. Each click is given its time: one more might take back what the first did. */
  async function press(app: FrameLocator, button: string, answered: () => Promise<boolean>): Promise<void> {
    await until(
      `an answer to ${button}`,
      async () => {
        if (await answered()) return true;
        await app
          .getByRole('button', { name: button, exact: true })
          .first()
          .click({ timeout: 10_000 })
          .catch(() => undefined);
        return until(button, answered, 10_000).catch(() => false);
      },
      90_000,
    );
  }

  it('A birthday gift is added complete, reviewed and published, and nothing else changes', async () => {
    const before = await liveProgram();
    const app = await openRegulars(merchant.page, stack, '/app/program/earning');
    await press(app, 'Add a way to earn', () => app.getByRole('menuitem', { name: 'Birthday gift' }).isVisible());
    await app.getByRole('menuitem', { name: 'Birthday gift' }).click();
    await app.getByText('100 points on the birthday').first().waitFor();
    await keepPicture(merchant.page, `${name}-1-earning`);
    const points = app.getByLabel('Points', { exact: true }).last();
    await points.fill('many');
    await points.blur();
    await app.getByText('Enter a whole number.').first().waitFor();
    await points.fill('150');
    await app.getByText('150 points on the birthday').first().waitFor();
    await app
      .getByRole('link', { name: 'Review and publish' })
      .or(app.getByRole('button', { name: 'Review and publish' }))
      .first()
      .click();
    await app.getByText('New: Birthday (150 points on the birthday)').waitFor();
    await keepPicture(merchant.page, `${name}-2-review`);
    await app.getByRole('button', { name: 'Publish', exact: true }).click();
    await until('the published version', async () => (await liveProgram()).rules.length === 3);
    const after = await liveProgram();
    expect({ ...after, rules: after.rules.slice(0, 2) }).toEqual(before);
    expect(after.rules[2]).toMatchObject({ kind: 'birthday', points: 150, enabled: true });
    await app.getByText('Your store shows exactly this: version 2').waitFor();
    // The frame tells the admin its address, which follows.
    await until('the address', async () => /\/app\/program$/.test(new URL(merchant.page.url()).pathname));
  });

  it('Nothing lies over what can be pressed, wherever the page stands, and the store is seen from where one edits', async () => {
    const app = await openRegulars(merchant.page, stack, '/app/program/earning');
    const isOpen = () => app.getByRole('spinbutton').or(app.getByRole('textbox')).first().isVisible();
    await press(app, 'Edit Spending', isOpen);
    const covered = await app.locator('main').evaluate((main) =>
      [...main.querySelectorAll<HTMLElement>('button, a, input')]
        .filter((control) => control.checkVisibility({ visibilityProperty: true }) && control.offsetWidth > 20)
        .flatMap((control) => {
          control.scrollIntoView({ block: 'end', behavior: 'instant' });
          const { left, top, width, height } = control.getBoundingClientRect();
          const above = document.elementFromPoint(left + width / 2, top + height / 2);
          const isFree = above === null || control.contains(above) || above.contains(control);
          return isFree ? [] : [`${control.outerHTML} under ${above.outerHTML}`];
        }),
    );
    expect(covered).toEqual([]);
    const preview = app.getByRole('button', { name: 'Preview', exact: true });
    expect(await preview.count()).toBe(screen === phone ? 2 : 0);
    if (screen === phone) {
      await preview.last().click();
      await app.getByRole('dialog').getByText('Your store shows it in the fonts of your theme.').waitFor();
      await merchant.page.keyboard.press('Escape');
      await app.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await isOpen()).toBe(true);
    }
    expect(await violations(app)).toEqual([]);
  });

  it('Two people work on one draft: who saves second is told, puts both together, and neither loses anything', async () => {
    const second = await openContext(browser, screen);
    const [mine, theirs] = [
      await openRegulars(merchant.page, stack, '/app/program/looks'),
      await openRegulars(second.page, stack, '/app/program/looks'),
    ];
    const pick = (app: FrameLocator, icon: string) => app.getByText(icon, { exact: true }).click();
    const save = (page: typeof second.page) => page.getByRole('button', { name: 'Save draft' }).click();
    const saved = () => stack.query<{ document: Record<string, unknown> }>('SELECT document FROM program_drafts');
    await theirs.getByText('Stamp card', { exact: true }).click();
    await pick(mine, 'Bean');
    await save(second.page);
    await until('the draft of the other', async () => (await saved())[0]?.document.style === 'stamps');
    await save(merchant.page);
    await mine.getByText('You saved this draft in another window').waitFor();
    await mine.getByText('Members see their balance in another way').first().waitFor();
    await keepPicture(merchant.page, `${name}-3-together`);
    expect((await saved())[0]?.document).toMatchObject({ style: 'stamps', icon: 'star' });
    await mine.getByRole('button', { name: 'Put both together' }).click();
    await save(merchant.page);
    await until('both in one draft', async () => (await saved())[0]?.document.icon === 'bean');
    expect((await saved())[0]?.document).toMatchObject({ style: 'stamps', icon: 'bean' });
    expect(second.complaints).toEqual([]);
    await second.context.close();
    // The page is left for another one only when one says so; here everything is saved.
    await stack.query('DELETE FROM program_drafts');
  });

  it('Another version is published while one edits: the work stands on top of it, is looked at, and both are in the next version', async () => {
    const second = await openContext(browser, screen);
    const [mine, theirs] = [
      await openRegulars(merchant.page, stack, '/app/program/looks'),
      await openRegulars(second.page, stack, '/app/program/earning'),
    ];
    const review = (app: FrameLocator) =>
      app
        .getByRole('link', { name: 'Review and publish' })
        .or(app.getByRole('button', { name: 'Review and publish' }))
        .first()
        .click();
    const points = theirs.getByLabel('Points', { exact: true }).last();
    await press(theirs, 'Edit Birthday gift', () => points.isVisible());
    await points.fill('175');
    await theirs.getByText('175 points on the birthday').first().waitFor();
    await review(theirs);
    await theirs.getByText('175 points on the birthday').first().waitFor();
    await mine.getByText('Bean', { exact: true }).click();
    await theirs.getByRole('button', { name: 'Publish', exact: true }).click();
    await until('the version of the other', async () => (await liveProgram()).rules[2]?.points === 175);
    await merchant.page.getByRole('button', { name: 'Save draft' }).click();
    await mine.getByText('Version 3 was published while you were editing').first().waitFor();
    await mine.getByText('What that version changed:').waitFor();
    await keepPicture(merchant.page, `${name}-6-published-meanwhile`);
    expect(await liveProgram()).toMatchObject({ icon: 'star' });
    await review(mine);
    await press(mine, 'Publish', async () => (await liveProgram()).icon === 'bean');
    expect((await liveProgram()).rules[2]).toMatchObject({ kind: 'birthday', points: 175 });
    expect([...second.complaints, ...merchant.complaints]).toEqual([]);
    await second.context.close();
  });

  it('A template is looked at and taken, and an older version comes back as a draft', async () => {
    const app = await openRegulars(merchant.page, stack, '/app/program/templates/k2');
    await press(app, 'Use this program', () => app.getByText('Not saved', { exact: true }).first().isVisible());
    await app.getByText('Silver').first().waitFor();
    await keepPicture(merchant.page, `${name}-4-template`);
    const history = await openRegulars(merchant.page, stack, '/app/program/history');
    await history.getByText('175 points on the birthday').waitFor();
    await history.getByRole('link', { name: 'View version 1' }).click();
    await press(history, 'Bring back as a draft', () => history.getByText('Removed: Birthday').first().isVisible());
    await keepPicture(merchant.page, `${name}-5-restore`);
    expect((await liveProgram()).rules).toHaveLength(3);
    expect(merchant.complaints).toEqual([]);
  });
});
