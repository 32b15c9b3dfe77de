/**
 * Opens what shoppers see: pages of the sandbox's store with Regulars in them, and each block of the extension alone on a plain
 * page, where light, dark and right-to-left can be asked for.
 */
import type { Browser, Page } from 'playwright-core';
import { storefrontProgram } from '#app/program/storefront.ts';
import { findTemplate } from '#app/program/templates/registry.ts';
import type { TemplateContext } from '#app/program/templates/parts.ts';
import { makeProgram } from '#app/program/document.ts';
import { cart, member, renderBlock, type BlockHandle, type Member } from '#tests/extension/render-block.ts';
import { clubMember } from '#tests/extension/rich-program.ts';
import { Storefront, pageAround } from '#tests/extension/storefront.ts';
import { logIn } from '#tests/journeys/steps.ts';
import { openContext } from '#tests/kit/browser.ts';
import type { TestStack } from '#tests/kit/stack.ts';
import type { Album } from './album.ts';
import { complaintsOf, findings, type Language } from './checks.ts';
import type { StoreScreen } from './registry.ts';
import { richProgram } from './rich-program.ts';

export interface StoreRun {
  browser: Browser;
  languages: Language[];
  widthsPx: number[];
  album: Album;
  tell(sentence: string): void;
}

const OURS = '[class^="rg-"], [class*=" rg-"]';
const TALLEST_PX = 7000;

/** The pages in each theme that they are asked for in; the plain one is published again at the end. */
export async function shootStore(run: StoreRun & { stack: TestStack; screens: StoreScreen[] }): Promise<void> {
  try {
    for (const theme of ['nordlys', 'fjord'] as const) {
      const screens = run.screens.filter((screen) => (screen.theme ?? 'nordlys') === theme);
      if (screens.length === 0) continue;
      await run.stack.control('/themes/publish', { theme });
      await shootTheme({ ...run, screens });
      run.tell(`the theme ${theme}`);
    }
  } finally {
    await run.stack.control('/themes/publish', { theme: 'nordlys' });
  }
}

async function shootTheme(run: StoreRun & { stack: TestStack; screens: StoreScreen[] }): Promise<void> {
  for (const who of ['visitor', 'member'] as const) {
    const screens = run.screens.filter((screen) => screen.who.includes(who));
    if (screens.length === 0) continue;
    const { context, page } = await openContext(run.browser, { width: 1280, height: 860 });
    const complaints = complaintsOf(page);
    if (who === 'member') await logIn(page, run.stack, await anActiveMember(run.stack));
    await page.request.post(`${run.stack.storeUrl}/cart/add.js`, { data: { items: await someGoods(run.stack) } });
    for (const language of run.languages) {
      for (const screen of screens) {
        complaints.take();
        const form = { country_code: screen.country ?? 'DK' };
        // A connection that was kept may be closed by the store just then.
        await page.request.post(`${run.stack.storeUrl}/localization`, { form, maxRetries: 3 });
        const prefix = language === 'da' ? '' : `/${language}`;
        for (const widthPx of run.widthsPx) {
          const named = { screen: screen.name, language, widthPx };
          try {
            await page.setViewportSize({ width: widthPx, height: widthPx < 600 ? 844 : 860 });
            await page.goto(`${run.stack.storeUrl}${prefix}${screen.path === '/' && prefix ? '' : screen.path}`);
            if (screen.panel) {
              await page.locator('.rg-launcher').click();
              await page.locator('#regulars-dialog').waitFor();
            }
            if (screen.drawer) await openDrawer(page);
            await settle(page, !screen.panel && !screen.drawer);
            await page.screenshot({ path: run.album.add({ ...named, variant: who }) });
            if ((await page.locator(OURS).count()) > 0)
              run.album.find(await findings(page.mainFrame(), { ...named, words: OURS, barriers: OURS }));
          } catch (error) {
            run.album.find([{ ...named, kind: 'not_shown', what: error instanceof Error ? error.message : '' }]);
          }
        }
        run.album.find(
          complaints
            .take()
            .map((what) => ({ screen: screen.name, language, widthPx: 0, kind: 'console' as const, what })),
        );
      }
    }
    run.tell(`${screens.length} pages of the store as a ${who}`);
    await context.close();
  }
}

const context: TemplateContext = {
  currencyCode: 'DKK',
  today: '2026-11-22',
  freeProductIds: ['1'],
  membershipProductIds: ['2'],
  collectionIds: ['3'],
};
const product = {
  selected_or_first_available_variant: { id: 1, price: 8950 },
  price: 8950,
  price_min: 8950,
  price_max: 16_000,
  variants: [
    { id: 1, price: 8950 },
    { id: 2, price: 16_000 },
  ],
};

function sceneOf(handle: BlockHandle): { program: ReturnType<typeof storefrontProgram>; member: Member } {
  const stamps = findTemplate('p21');
  if (handle === 'stamp-card' && stamps) {
    const program = storefrontProgram(makeProgram(stamps.document(context)), 3);
    return { program, member: member({ availablePoints: 7 }) };
  }
  const rich = richProgram(context);
  const [goal, badge] = rich.goals ?? [];
  const halfway = { id: 'vib', source: 'qualified', until: '2027-12-31', value: 520_000 };
  return {
    program: storefrontProgram(rich, 3),
    member: clubMember({
      tier: {
        ...halfway,
        next: { id: 'rouge', missing: 480_000, missingCents: 480_000, progressPpm: 520_000, by: '2026-12-31' },
        keep: null,
        renews: null,
      },
      goals: [
        { id: goal?.id ?? '', progress: 31_000, progressCents: 31_000, reached: 0, done: false, deadline: null },
        { id: badge?.id ?? '', progress: 64, reached: 0, done: false, deadline: null },
      ],
      badges: [],
    }),
  };
}

/** What the app answers to a member who opens the panel, for each width once: the rewards that the page shows. */
function answersOf(program: ReturnType<typeof storefrontProgram>, shown: Member) {
  const rewards = (program.rewards ?? []).map(({ id, costPoints }) => ({
    id,
    affordable: costPoints <= shown.availablePoints,
    missingPoints: Math.max(0, costPoints - shown.availablePoints),
    left: null,
  }));
  const body = { member: { ...shown, joinedAt: '2026-01-05T09:00:00Z' }, rewards, codes: [], history: [] };
  return Array.from({ length: 4 }, () => ({ status: 200, body }));
}

const looks = [
  { name: 'light', dark: false, rtl: false },
  { name: 'dark', dark: true, rtl: false },
  { name: 'rtl', dark: false, rtl: true },
];

export async function shootBlocks(run: StoreRun & { blocks: BlockHandle[] }): Promise<void> {
  const store = new Storefront();
  await store.start();
  const { context: session, page } = await openContext(run.browser, { width: 1280, height: 860 });
  const complaints = complaintsOf(page);
  try {
    for (const handle of run.blocks) {
      const rich = sceneOf(handle);
      for (const [who, shown] of [
        ['visitor', undefined],
        ['member', rich.member],
      ] as const) {
        for (const { name, dark, rtl } of looks) {
          // A theme's look is the same in every language: two are enough beside the light one.
          for (const language of name === 'light' ? run.languages : run.languages.slice(0, 2)) {
            store.reset();
            store.locale = language;
            store.member = shown ?? null;
            if (shown) store.script.set('member', answersOf(rich.program, shown));
            complaints.take();
            const globals = {
              product,
              cart,
              request: { locale: { iso_code: language }, page_type: handle === 'cart-points' ? 'cart' : 'index' },
            };
            const block = renderBlock(handle, { locale: language, program: rich.program, member: shown, globals });
            const isBody = handle === 'launcher';
            const html = pageAround(isBody ? block : '', {
              dark,
              locale: language,
              ...(isBody ? {} : { main: block }),
            });
            store.html = rtl ? html.replace('<html ', '<html dir="rtl" ') : html;
            for (const widthPx of run.widthsPx) {
              const named = { screen: `block-${handle}`, language, widthPx };
              await page.setViewportSize({ width: widthPx, height: 600 });
              await page.goto(store.origin);
              if (isBody && (await page.locator('.rg-launcher').count()) > 0)
                await page.locator('.rg-launcher').click();
              await settle(page, !isBody);
              await page.screenshot({ path: run.album.add({ ...named, variant: `${who} ${name}` }) });
              if ((await page.locator(OURS).count()) > 0)
                run.album.find(await findings(page.mainFrame(), { ...named, words: OURS, barriers: 'html' }));
            }
            run.album.find(
              complaints
                .take()
                .map((what) => ({ screen: `block-${handle}`, language, widthPx: 0, kind: 'console' as const, what })),
            );
          }
        }
      }
      run.tell(`the block ${handle}`);
    }
  } finally {
    await session.close();
    await store.stop();
  }
}

/** As a person would: the button is brought to the middle of the screen, away from what floats at its edge. */
async function openDrawer(page: Page): Promise<void> {
  const button = page.locator('form[action*="/cart/add"] button:not([name=quantity], [type=button])').first();
  await button.evaluate((element) => element.scrollIntoView({ block: 'center', behavior: 'instant' }));
  await button.click();
  await page.locator('dialog[open]').waitFor();
}

async function settle(page: Page, whole: boolean): Promise<void> {
  await page.waitForLoadState('networkidle', { timeout: 10_000 }).catch(() => undefined);
  await page.waitForTimeout(150);
  if (!whole) return;
  const { width, height } = page.viewportSize() ?? { width: 1280, height: 860 };
  const needed = await page.evaluate(() => document.documentElement.scrollHeight);
  if (needed > height) await page.setViewportSize({ width, height: Math.min(TALLEST_PX, needed) });
}

async function anActiveMember(stack: TestStack): Promise<string> {
  const [row] = await stack.query<{ id: string }>(
    `SELECT m.customer_id AS id FROM members m JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.id
     WHERE m.status = 'active' ORDER BY b.available DESC LIMIT 1`,
  );
  const { customer } = await stack.control<{ customer: { email: string } }>(`/customers/${row?.id}`);
  return customer.email;
}

async function someGoods(stack: TestStack): Promise<{ id: number; quantity: number }[]> {
  const { products } = await stack.control<{ products: { isGiftCard: boolean; variants: { id: string }[] }[] }>(
    '/products',
  );
  return products
    .filter(({ isGiftCard }) => !isGiftCard)
    .slice(0, 2)
    .map(({ variants }) => ({ id: Number(variants[0]?.id), quantity: 1 }));
}
