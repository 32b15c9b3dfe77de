/** Opens the pages of the admin in the sandbox's admin, as the merchant sees them, and keeps them. */
import type { Browser, Frame, Page } from 'playwright-core';
import { openContext } from '#tests/kit/browser.ts';
import { until, type TestStack } from '#tests/kit/stack.ts';
import type { Album } from './album.ts';
import { complaintsOf, findings, wordOf, type Language } from './checks.ts';
import type { AdminScreen } from './registry.ts';
import type { ShopState } from './shops.ts';

export interface AdminRun {
  browser: Browser;
  stack: TestStack;
  shop: ShopState;
  screens: AdminScreen[];
  languages: Language[];
  widthsPx: number[];
  album: Album;
  tell(sentence: string): void;
}

const HEIGHT_PX = { 1280: 860, 390: 844 } as Record<number, number>;
const TALLEST_PX = 7000;

export async function shootAdmin(run: AdminRun): Promise<void> {
  const ids = await idsOf(run.stack);
  for (const language of run.languages) {
    await run.stack.control('/staff', { locale: language });
    const { context, page } = await openContext(run.browser, { width: 1280, height: 860 });
    const complaints = complaintsOf(page);
    for (const screen of run.screens) {
      const path = screen.path.replace(':member', ids.member ?? '').replace(':place', ids.place ?? '');
      const named = { screen: screen.name, language };
      try {
        complaints.take();
        let frame = screen.act ? null : await open(page, run.stack, path, screen, run.widthsPx[0] ?? 1280);
        for (const widthPx of run.widthsPx) {
          if (!frame || screen.act) {
            // What opens is another thing on a phone, and belongs to the window, not to the whole of the page.
            frame = await open(page, run.stack, path, screen, widthPx);
            await screen.act?.(page.frameLocator('iframe'), (key) => wordOf(language, key), page);
            await page.waitForTimeout(600);
          } else await fit(page, frame, widthPx);
          await page.screenshot({ path: run.album.add({ ...named, variant: run.shop, widthPx }) });
          // Before its data comes there is nothing to read.
          if (screen.held !== 'loading')
            run.album.find(await findings(frame, { ...named, widthPx, words: 'body', barriers: 'body' }));
        }
        if (!screen.held) {
          const heard = complaints
            .take()
            .filter((each) => !/status of 404/.test(each) || !screen.name.endsWith('-not-there'));
          run.album.find(heard.map((what) => ({ ...named, widthPx: 0, kind: 'console' as const, what })));
        }
      } catch (error) {
        const what = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
        run.album.find([{ ...named, widthPx: 0, kind: 'not_shown', what }]);
        // Where even a picture cannot be made, the others still are.
        const path = run.album.add({ ...named, variant: `${run.shop} not shown`, widthPx: 1280 });
        await page.screenshot({ path }).catch(() => undefined);
      }
      await page.unrouteAll({ behavior: 'ignoreErrors' });
    }
    run.tell(`${run.shop}: ${run.screens.length} screens of the admin in ${language}`);
    await context.close();
  }
}

async function idsOf(stack: TestStack): Promise<{ member?: string; place?: string }> {
  const [member] = await stack.query<{ id: string }>(
    `SELECT member_id AS id FROM redemptions GROUP BY member_id ORDER BY count(*) DESC LIMIT 1`,
  );
  const [place] = await stack.query<{ id: string }>(`SELECT id FROM places ORDER BY id LIMIT 1`);
  return { member: member?.id, place: place?.id };
}

/** Opens a page and waits until it stands still. */
async function open(page: Page, stack: TestStack, path: string, screen: AdminScreen, widthPx: number): Promise<Frame> {
  await page.setViewportSize({ width: widthPx, height: HEIGHT_PX[widthPx] ?? 860 });
  const address = (to: string) => `${stack.adminUrl}/store/regulars-demo/apps/regulars${to}`;
  // What is held is held on the way from another page, as a merchant meets it.
  await page.goto(address(screen.held ? '/app/settings' : path));
  const frame = await appFrame(page);
  await quiet(page);
  if (!screen.held) return frame;
  await page.route(/\.data(\?|$)/, async (route) => {
    if (screen.held === 'failing') await route.fulfill({ status: 500, body: 'Unexpected Server Error' });
    else await new Promise(() => undefined);
  });
  await page.locator(`a[href$="/apps/regulars${path}"]`).first().click();
  await page.waitForTimeout(1500);
  return frame;
}

async function appFrame(page: Page): Promise<Frame> {
  const handle = await page.locator('iframe').elementHandle();
  const frame = await handle?.contentFrame();
  if (!frame) throw new Error('The app has no frame.');
  await frame.locator('main, [role=main], .Polaris-Page').first().waitFor({ timeout: 60_000 });
  return frame;
}

/** Nothing is on its way, and nothing says that it is. */
async function quiet(page: Page): Promise<void> {
  const frame = await appFrame(page);
  // The admin around it asks for news all the time: only the app's frame comes to rest.
  await frame.waitForLoadState('networkidle', { timeout: 10_000 }).catch(() => undefined);
  await until(
    'the page to be there',
    async () =>
      (await frame
        .locator('.Polaris-SkeletonPage__Page, .Polaris-SkeletonBodyText, .Polaris-Spinner')
        .filter({ visible: true })
        .count()) === 0,
    15_000,
  ).catch(() => undefined);
  await page.waitForTimeout(250);
}

/** As wide as asked, and as high as all of the page. */
async function fit(page: Page, frame: Frame, widthPx: number): Promise<void> {
  const least = HEIGHT_PX[widthPx] ?? 860;
  await page.setViewportSize({ width: widthPx, height: least });
  await page.waitForTimeout(700);
  const missing = await frame.evaluate(() => document.documentElement.scrollHeight - innerHeight);
  if (missing > 0) {
    await page.setViewportSize({ width: widthPx, height: Math.min(TALLEST_PX, least + missing) });
    await page.waitForTimeout(250);
  }
}
