/**
 * `npm run vitals`: LCP, CLS and INP (the library web-vitals) of the main pages in a real browser with real clicks and keys, each
 * several times in a fresh session; prints the 75th percentile, and ends with 1 when a goal is missed.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import type { Browser, Frame, Page } from 'playwright-core';
import { desktop, launchBrowser, openContext, phone } from '#tests/kit/browser.ts';
import type { TestStack } from '#tests/kit/stack.ts';
import { openShops } from './shops.ts';

const GOALS = { LCP: 2500, CLS: 0.1, INP: 200 } as const;
type Vital = keyof typeof GOALS;
type Sample = Record<Vital, number | null>;

const adminPages = [
  '/app',
  '/app/analytics',
  '/app/members',
  '/app/members/:member',
  '/app/program/earning',
  '/app/rewards',
  '/app/activities',
  '/app/messages',
  '/app/settings',
];
const storePages = ['/', '/products/nordlys-espresso', '/collections/kaffe', '/cart'];

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, only: { type: 'string', default: '' } },
});
const runs = Number(values.runs);
const require = createRequire(import.meta.url);
const library = readFileSync(
  require.resolve('web-vitals').replace(/web-vitals\.[a-z.]+$/, 'web-vitals.iife.js'),
  'utf8',
);
// Every change is told, because the page stays open: the last one counts.
const listening = `${library}; window.vitals = {};
for (const name of ['LCP', 'CLS', 'INP'])
  webVitals['on' + name]((metric) => (window.vitals[name] = metric.value), { reportAllChanges: true, durationThreshold: 16 });`;

const shops = await openShops({ fresh: false, tell: (sentence) => console.log(sentence) });
const browser = await launchBrowser();
let isMissed = false;
try {
  const stack = await shops.open('rich');
  try {
    console.log(
      `\n${'page'.padEnd(44)}${'width'.padStart(7)}${'LCP ms'.padStart(9)}${'CLS'.padStart(8)}${'INP ms'.padStart(9)}`,
    );
    const member = await aMember(stack);
    for (const screen of [desktop, phone]) {
      for (const path of adminPages.filter((each) => each.includes(values.only))) {
        const address = `${stack.adminUrl}/store/regulars-demo/apps/regulars${path.replace(':member', member)}`;
        await measure(`admin ${path}`, screen, (page) => visitAdmin(page, address));
      }
      for (const path of storePages.filter((each) => each.includes(values.only)))
        await measure(`store ${path}`, screen, (page) => visitStore(page, stack.storeUrl + path));
    }
  } finally {
    await stack.stop();
  }
} finally {
  await browser.close();
  await shops.stop();
}
console.log(
  `\nGoals: LCP under ${GOALS.LCP} ms, CLS under ${GOALS.CLS}, INP under ${GOALS.INP} ms; 75th percentile of ${runs}.`,
);
process.exitCode = isMissed ? 1 : 0;

async function measure(name: string, screen: typeof desktop, visit: (page: Page) => Promise<Sample>): Promise<void> {
  const samples: Sample[] = [];
  for (let run = 0; run < runs; run++) samples.push(await inFreshSession(browser, screen, visit));
  const p75 = (vital: Vital) => {
    const sorted = samples.flatMap((sample) => sample[vital] ?? []).sort((one, other) => one - other);
    return sorted[Math.ceil(sorted.length * 0.75) - 1] ?? null;
  };
  const cells = (['LCP', 'CLS', 'INP'] as const).map((vital) => {
    const value = p75(vital);
    if (value !== null && value >= GOALS[vital]) isMissed = true;
    return value === null ? '-' : value.toFixed(vital === 'CLS' ? 3 : 0);
  });
  const [lcp = '', cls = '', inp = ''] = cells;
  console.log(
    `${name.padEnd(44)}${String(screen.width).padStart(7)}${lcp.padStart(9)}${cls.padStart(8)}${inp.padStart(9)}`,
  );
}

async function inFreshSession(
  within: Browser,
  screen: typeof desktop,
  visit: (page: Page) => Promise<Sample>,
): Promise<Sample> {
  const { context, page } = await openContext(within, screen);
  try {
    await context.addInitScript(listening);
    return await visit(page);
  } finally {
    await context.close();
  }
}

async function visitAdmin(page: Page, address: string): Promise<Sample> {
  await page.goto(address);
  const frame = await (await page.locator('iframe').elementHandle())?.contentFrame();
  if (!frame) throw new Error('The app has no frame.');
  await frame.locator('.Polaris-Page').first().waitFor({ timeout: 60_000 });
  await frame.waitForLoadState('networkidle', { timeout: 10_000 }).catch(() => undefined);
  await frame
    .locator('.Polaris-Page')
    .first()
    .click({ position: { x: 4, y: 4 } });
  const field = frame.locator('main input[type=text]:visible, .Polaris-TextField__Input:visible').first();
  if (await field.count()) {
    await field.click();
    await page.keyboard.type('abc', { delay: 60 });
  }
  const choice = frame
    .locator('.Polaris-Choice:visible, [role=tab]:visible, [aria-haspopup]:visible, [aria-expanded]:visible')
    .first();
  if (await choice.count()) await choice.click({ timeout: 3000 }).catch(() => undefined);
  for (let press = 0; press < 5; press++) await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  return readVitals(frame);
}

async function visitStore(page: Page, address: string): Promise<Sample> {
  await page.goto(address);
  await page.waitForLoadState('networkidle');
  await page.locator('.rg-launcher').click();
  await page.locator('#regulars-dialog').waitFor();
  for (let press = 0; press < 5; press++) await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  return readVitals(page.mainFrame());
}

async function readVitals(frame: Frame): Promise<Sample> {
  await frame.page().waitForTimeout(400);
  return frame.evaluate(() => {
    const { vitals } = Object(window) as { vitals: Partial<Record<'LCP' | 'CLS' | 'INP', number>> };
    return { LCP: vitals.LCP ?? null, CLS: vitals.CLS ?? 0, INP: vitals.INP ?? null };
  });
}

async function aMember(stack: TestStack): Promise<string> {
  const [row] = await stack.query<{ id: string }>('SELECT id FROM members ORDER BY joined_at LIMIT 1');
  return row?.id ?? '';
}
