/**
 * `npm run screens`: every page of the admin and every block and page of the storefront, as pictures with a page that shows them
 * side by side, and what a machine finds wrong in them. Ends with 1 when it finds something. Options: see docs/testing.md.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultProgram } from '#app/program/default-program.ts';
import { launchBrowser, openContext } from '#tests/kit/browser.ts';
import { installRegulars, installWithProgram } from '#tests/journeys/steps.ts';
import { shootAdmin } from './admin-screens.ts';
import { openAlbum } from './album.ts';
import { languages, type Language } from './checks.ts';
import { adminScreens, blockScreens, publicScreens, storeScreens } from './registry.ts';
import { shootPublic } from './public-screens.ts';
import { openShops, shopStates, type ShopState } from './shops.ts';
import { shootBlocks, shootStore } from './store-screens.ts';
import { makeTroubles } from './troubles.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    lang: { type: 'string', multiple: true, default: [] },
    width: { type: 'string', multiple: true, default: [] },
    shop: { type: 'string', multiple: true, default: [] },
    part: { type: 'string', multiple: true, default: [] },
    out: { type: 'string', default: join('tests', 'artifacts', 'screens') },
    fresh: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const listed = (given: string[]) => given.flatMap((each) => each.split(','));
const only = listed(values.only);
const parts = listed(values.part);
const isWanted = (part: 'admin' | 'store' | 'blocks' | 'public', name: string) =>
  (parts.length === 0 || parts.includes(part)) && (only.length === 0 || only.some((piece) => name.includes(piece)));
const chosen = listed(values.lang).map((name) => {
  const language = languages.find((each) => each === name);
  if (!language) throw new Error(`"${name}" is none of ${languages.join(', ')}.`);
  return language;
});
const run = {
  languages: chosen.length > 0 ? chosen : ([...languages] as Language[]),
  widthsPx: values.width.length > 0 ? listed(values.width).map(Number) : [1280, 390],
};
const startedAt = performance.now();
const tell = (sentence: string) =>
  console.log(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(5)} s  ${sentence}`);

const admin = adminScreens.filter(({ name }) => isWanted('admin', name));
const store = storeScreens.filter(({ name }) => isWanted('store', name));
const outside = publicScreens.filter(({ name }) => isWanted('public', name));
const blocks = blockScreens.filter((handle) => isWanted('blocks', `block-${handle}`));
const states = shopStates.filter(
  (state) =>
    (values.shop.length === 0 || listed(values.shop).includes(state)) &&
    (admin.some(({ shops }) => shops.includes(state)) || (state === 'rich' && store.length + outside.length > 0)),
);

const album = openAlbum(values.out, values.keep);
const browser = await launchBrowser();
try {
  if (blocks.length > 0) await shootBlocks({ ...run, browser, album, tell, blocks });
  if (states.length > 0) {
    const shops = await openShops({ fresh: values.fresh, tell });
    try {
      for (const state of states) await shoot(state, shops);
    } finally {
      await shops.stop();
    }
  }
} finally {
  await browser.close();
}
const index = album.finish();
for (const { kind, screen, language, widthPx, what } of album.findings)
  console.log(`${kind}  ${screen}  ${language} ${widthPx || ''}  ${what.replaceAll('\n', ' ').slice(0, 220)}`);
tell(`${album.shots.length} pictures, ${album.findings.length} findings: ${index}`);
process.exitCode = album.findings.length > 0 ? 1 : 0;

async function shoot(state: ShopState, shops: Awaited<ReturnType<typeof openShops>>): Promise<void> {
  const stack = await shops.open(state);
  try {
    if (state === 'troubled') await makeTroubles(browser, stack);
    if (state === 'new' || state === 'empty') {
      const { context, page } = await openContext(browser, { width: 1280, height: 860 });
      if (state === 'new') {
        const app = await installRegulars(page, stack);
        await app.locator('.Polaris-Page').first().waitFor({ timeout: 60_000 });
      } else await installWithProgram(page, stack, defaultProgram('DKK'));
      await context.close();
    }
    const screens = admin.filter((screen) => screen.shops.includes(state));
    if (screens.length > 0) await shootAdmin({ ...run, browser, stack, shop: state, screens, album, tell });
    if (state === 'rich' && outside.length > 0)
      await shootPublic({ ...run, browser, stack, screens: outside, album, tell });
    if (state === 'rich' && store.length > 0) await shootStore({ ...run, browser, stack, screens: store, album, tell });
  } finally {
    await stack.stop();
  }
}
