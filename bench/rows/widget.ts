/**
 * What the theme app extension costs a page of the store, measured in the browser: the same product page of the same store with a
 * published program and without one, by turns. JavaScript counts as Shopify's CDN serves it: minified and compressed by brotli.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import sparticuz from '@sparticuz/chromium';
import { chromium, type Browser, type Page } from 'playwright-core';
import { transformWithEsbuild } from 'vite';

import { openSmallStore, type SmallStore } from '#sandbox/store/testing/small-store.ts';
import { program } from '#tests/extension/render-block.ts';
import { freePort } from '../../prisma/embedded-postgres.ts';
import { interleave, median } from '../kit/figures.ts';
import { absolute, type BenchContext, type BenchRow, type Measure } from '../kit/row.ts';

const ASSETS = 'extensions/regulars-theme/assets';
const APP_ID = 424242;
const THROTTLING = 4;
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const;

const brotli = (text: string) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }).length;
const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(2)} KB`;

interface Visit {
  /** Requests for the extension's files and for the app, before anybody touched the page. */
  requests: number;
  inlineBytes: number;
  scriptMs: number;
  layoutShift: number;
  htmlBytes: number;
}

async function openStore(withProgram: boolean): Promise<SmallStore> {
  const store = await openSmallStore({ extensionsDir: fileURLToPath(new URL('../../extensions', import.meta.url)) });
  const installation = store.world.apps.installation();
  if (withProgram && installation) {
    const owner = { ownerType: 'API_PERMISSION' as const, ownerId: installation.id };
    const field = { namespace: 'regulars', key: 'program', type: 'json', value: JSON.stringify(program) };
    store.world.metafields.set(APP_ID, [{ ...owner, ...field }]);
  }
  return store;
}

async function servedBytes(name: string): Promise<number> {
  const { code } = await transformWithEsbuild(readFileSync(join(ASSETS, name), 'utf8'), name, {
    minify: true,
    target: 'es2022',
  });
  return brotli(code);
}

/** The extension's own scripts in a page: those beside its elements, by the names that they use. */
const inlineScripts = (html: string) =>
  [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)]
    .map((match) => match[1] ?? '')
    .filter((text) => /regulars/.test(text));

async function visit(browser: Browser, address: string): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  try {
    const client = await context.newCDPSession(page);
    await client.send('Performance.enable');
    await client.send('Emulation.setCPUThrottlingRate', { rate: THROTTLING });
    let requests = 0;
    page.on('request', (request) => {
      if (/regulars/.test(new URL(request.url()).pathname)) requests++;
    });
    // The theme's fonts move its text when they arrive, with or without us.
    await page.route(/\.woff2?(\?|$)/, (route) => route.abort());
    await watchShifts(page);
    const response = await page.goto(address, { waitUntil: 'networkidle' });
    const html = (await response?.text()) ?? '';
    await page.waitForTimeout(300);
    const { metrics } = await client.send('Performance.getMetrics');
    return {
      requests,
      inlineBytes: inlineScripts(html).length === 0 ? 0 : brotli(inlineScripts(html).join('')),
      scriptMs: (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? Number.NaN) * 1000,
      layoutShift: await readShift(page),
      htmlBytes: brotli(html),
    };
  } finally {
    await context.close();
  }
}

async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.assign(window, { shift: 0 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { hadRecentInput, value } = entry as PerformanceEntry & { hadRecentInput: boolean; value: number };
        if (!hadRecentInput) Object.assign(window, { shift: Number(Object(window).shift) + value });
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

const readShift = (page: Page) => page.evaluate(() => Number(Object(window).shift));

/** The four scores of Lighthouse, 0 to 100, for a phone. */
async function score(address: string, port: number): Promise<Record<string, number>> {
  // Loaded here, so that the other rows do not wait for it.
  const { default: lighthouse } = await import('lighthouse');
  const result = await lighthouse(address, {
    port,
    onlyCategories: [...CATEGORIES],
    logLevel: 'error',
    output: 'json',
  });
  return Object.fromEntries(
    CATEGORIES.map((name) => [name, Math.round((result?.lhr.categories[name]?.score ?? Number.NaN) * 100)]),
  );
}

export const widget: BenchRow = {
  name: 'widget',
  what: 'the theme app extension on a product page of the store, on a phone',
  async run(context: BenchContext) {
    const port = await freePort();
    const browser = await chromium.launch({
      executablePath: await sparticuz.executablePath(),
      args: [
        ...sparticuz.args.filter((arg) => !['--single-process', '--no-zygote', '--disable-web-security'].includes(arg)),
        '--no-sandbox',
        `--remote-debugging-port=${port}`,
      ],
    });
    const stores = { ours: await openStore(true), theirs: await openStore(false) };
    const address = (side: keyof typeof stores) => `${stores[side].url}/en/products/espresso`;
    try {
      const isThere = async (side: keyof typeof stores) =>
        (await (await fetch(address(side))).text()).includes('<regulars-product-points');
      if (!(await isThere('ours')) || (await isThere('theirs')))
        throw new Error('The two pages are not one with the extension and one without.');
      const visits = await interleave(
        { ours: () => visit(browser, address('ours')), theirs: () => visit(browser, address('theirs')) },
        Math.max(5, context.rounds),
      );
      const scores = await interleave(
        { ours: () => score(address('ours'), port), theirs: () => score(address('theirs'), port) },
        Math.max(3, Math.ceil(context.rounds / 2)),
      );
      const sizes = await Promise.all(
        readdirSync(ASSETS)
          .filter((name) => name.endsWith('.js'))
          .map(servedBytes),
      );
      return { measures: judge(visits.ours, visits.theirs, scores.ours, scores.theirs, sizes) };
    } finally {
      await browser.close();
      await Promise.all([stores.ours.close(), stores.theirs.close()]);
    }
  },
};

function judge(
  ours: readonly Visit[],
  theirs: readonly Visit[],
  ourScores: readonly Record<string, number>[],
  theirScores: readonly Record<string, number>[],
  moduleBytes: readonly number[],
): Measure[] {
  const of = (visits: readonly Visit[], name: keyof Visit) => median(visits.map((each) => each[name]));
  const before = of(ours, 'inlineBytes');
  const all = before + moduleBytes.reduce((sum, size) => sum + size, 0);
  const requests = Math.max(...ours.map((each) => each.requests));
  const scriptMs = median(ours.map((each, index) => each.scriptMs - (theirs[index]?.scriptMs ?? Number.NaN)));
  const shift = of(ours, 'layoutShift') - of(theirs, 'layoutShift');
  const nothing = 'the page without a program';
  return [
    absolute('<= 4 KB', before <= 4096, {
      against: 'JavaScript before a touch',
      ours: kilobytes(before),
      theirs: 'nothing',
    }),
    absolute('<= 10 KB', all <= 10_240, {
      against: 'JavaScript in all, every module',
      ours: kilobytes(all),
      theirs: 'nothing',
    }),
    absolute('0', requests === 0, { against: 'requests before a touch', ours: String(requests), theirs: '0' }),
    absolute('<= 8 ms', scriptMs <= 8, {
      against: `script time at ${THROTTLING}x throttling, beyond ${nothing}`,
      ours: `${scriptMs.toFixed(1)} ms`,
      theirs: `${of(theirs, 'scriptMs').toFixed(1)} ms`,
    }),
    absolute('0', shift <= 0.0005, {
      against: `layout shift, beyond ${nothing}`,
      ours: Math.max(0, shift).toFixed(3),
      theirs: of(theirs, 'layoutShift').toFixed(3),
    }),
    absolute('told', true, {
      against: 'the HTML of the page, compressed',
      ours: kilobytes(of(ours, 'htmlBytes')),
      theirs: kilobytes(of(theirs, 'htmlBytes')),
    }),
    ...CATEGORIES.map((name) => {
      const score = (scores: readonly Record<string, number>[]) =>
        median(scores.map((each) => each[name] ?? Number.NaN));
      const loss = score(theirScores) - score(ourScores);
      return absolute('loss <= 1 point', loss <= 1, {
        against: `Lighthouse ${name}`,
        ours: String(score(ourScores)),
        theirs: String(score(theirScores)),
      });
    }),
  ];
}
