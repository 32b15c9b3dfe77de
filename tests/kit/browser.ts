/** A real headless Chromium from npm, and the pages of a merchant and of a shopper. Screenshots are kept as artefacts. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sparticuz from '@sparticuz/chromium';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const ARTIFACTS = join('tests', 'artifacts');

export const desktop = { width: 1280, height: 860 };
export const phone = { width: 390, height: 844 };

// What the package chooses for tiny hosts and no person's browser does: one process for all, and pages that may read each other.
const UNLIKE_A_BROWSER = ['--single-process', '--disable-web-security', '--allow-running-insecure-content'];

export async function launchBrowser(): Promise<Browser> {
  // Graphics come by software either way; through WebGL's they cost twenty times the time.
  sparticuz.setGraphicsMode = false;
  return chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: [
      ...sparticuz.args.filter((argument) => !UNLIKE_A_BROWSER.includes(argument)),
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    headless: true,
  });
}

/** A fresh browser session; what its pages complain about in the console is collected in `complaints`. */
export async function openContext(
  browser: Browser,
  viewport: { width: number; height: number },
  locale = 'en-US',
): Promise<{ context: BrowserContext; page: Page; complaints: string[] }> {
  // A headless browser calls itself a bot, which Shopify's library turns away; as a person's browser it has another name.
  const userAgent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${browser.version()} Safari/537.36`;
  const context = await browser.newContext({ viewport, locale, userAgent, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`.trim());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { context, page, complaints };
}

/** Whether a style sheet is there: one that a script asks for comes later than what it is for. */
export function hasStyle(page: Page, name: string): Promise<boolean> {
  return page.evaluate((file) => [...document.styleSheets].some(({ href }) => href?.includes(file)), name);
}

/** Whether journeys keep pictures of what they pass: when asked by KEEP_PICTURES=1, since each costs a second or two. */
export const keepsPictures = process.env.KEEP_PICTURES === '1';

/** Keeps a picture of the page under tests/artifacts. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  if (!keepsPictures) return;
  mkdirSync(ARTIFACTS, { recursive: true });
  await page.screenshot({ path: join(ARTIFACTS, `${name}.png`) });
}
