/** The points of the picked variant, in the ways in which themes tell of a choice. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, soon } from './browser.ts';
import { renderBlock } from './render-block.ts';
import { Storefront, pageAround } from './storefront.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const store = new Storefront();
let browser: Browser;
let page: Page;

beforeAll(async () => {
  await store.start();
  browser = await openBrowser();
}, 60_000);

afterAll(async () => {
  await browser.close();
  await store.stop();
});

beforeEach(async () => {
  store.reset();
  page = await browser.newPage();
});

afterEach(() => page.close());

const variants = [
  { id: 101, price: 8950 },
  { id: 102, price: 16_000 },
];
const product = { selected_or_first_available_variant: variants[0], price_min: 8950, price_max: 16_000, variants };

async function visit(form: string): Promise<void> {
  const block = renderBlock('product-points', { globals: { product } });
  store.html = pageAround('', { main: `<section>${form}${block}</section>` });
  await page.goto(store.origin);
}

const shown = async () => [
  await page.locator('[data-rg=earn]').textContent(),
  await page.locator('regulars-product-points').getAttribute('data-points'),
];
const first = ['Earn 89 points with this product', '89'];
const second = ['Earn 160 points with this product', '160'];

test('Nothing is loaded until the page is touched', async () => {
  await visit('');
  await page.mouse.move(200, 100);
  await page.waitForTimeout(200);
  expect(store.requested).toEqual(['/']);
  expect(await shown()).toEqual(first);
});

test('A select named id', async () => {
  await visit(
    '<form action="/cart/add"><select name="id"><option value="101">S</option><option value="102">L</option></select></form>',
  );
  await page.selectOption('select', '102');
  await soon(shown).toEqual(second);
  await page.selectOption('select', '101');
  await soon(shown).toEqual(first);
});

test('A hidden id that a script of the theme sets without an event', async () => {
  await visit(
    '<form action="/da/cart/add"><input type="hidden" name="id" value="101"><button type="button">L</button></form>',
  );
  await page.evaluate(() => {
    document.querySelector('button')?.addEventListener('click', () => {
      setTimeout(() => (document.querySelector<HTMLInputElement>('[name=id]')!.value = '102'), 900);
    });
  });
  await page.click('button');
  await soon(shown).toEqual(second);
});

test('A variant in the address alone', async () => {
  await visit('<button type="button">L</button>');
  await page.evaluate(() => {
    document.querySelector('button')?.addEventListener('click', () => history.replaceState({}, '', '?variant=102'));
  });
  await page.click('button');
  await soon(shown).toEqual(second);
});

test('The form of another product on the page changes nothing', async () => {
  await visit(
    '<form action="/cart/add"><select name="id"><option value="900">S</option><option value="901">L</option></select></form>',
  );
  await page.selectOption('select', '901');
  await page.locator('regulars-product-points:defined').waitFor();
  await page.waitForTimeout(700);
  expect(await shown()).toEqual(first);
});
