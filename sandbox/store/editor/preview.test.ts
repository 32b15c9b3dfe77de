/** The theme editor and the modern theme in a real browser: events, the cart drawer, suggestions. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { THEMES } from '#sandbox/world/themes.ts';
import { launchBrowser } from '#tests/kit/browser.ts';
import { openSmallStore, temporaryFolder } from '../testing/small-store.ts';
import type { SmallStore } from '../testing/small-store.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const fjord = String(THEMES[1]?.id);
const schema = {
  name: 'Badge',
  target: 'section',
  enabled_on: { templates: ['product'] },
  settings: [{ type: 'text', id: 'word', label: 'Word', default: 'plain' }],
};
const files = {
  'hello/shopify.extension.toml': 'type = "theme"\nname = "Hello"\n',
  'hello/blocks/badge.liquid': `<b id="badge">{{ block.settings.word }}</b>{% schema %}${JSON.stringify(schema)}{% endschema %}`,
};

let browser: Browser;
let folder: ReturnType<typeof temporaryFolder>;
let store: SmallStore;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  folder = temporaryFolder(files);
  store = await openSmallStore({ extensionsDir: folder.path });
  page = await browser.newPage();
});
afterEach(async () => {
  await page.close();
  await store.close();
  folder.close();
});

test('A block that is selected and changed in the editor gets the events of Shopify, in their order', async () => {
  const add = { theme: fjord, action: 'add', path: 'templates/product', section: 'main', block: 'hello/badge' };
  await store.visitor().post('/editor', add);
  await page.goto(`${store.url}/editor?theme=${fjord}&template=product`);
  const preview = page.frameLocator('#preview');
  await preview.locator('#badge').waitFor();
  const frame = page.frames().find((one) => one.url().includes('editor_theme_id'));
  await frame?.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    for (const name of ['section:load', 'section:unload', 'section:select', 'block:select', 'block:deselect']) {
      document.addEventListener(`shopify:${name}`, (event) =>
        heard.push(`${name} ${(event.target as Element).tagName}`),
      );
    }
  });
  await page.locator('details[data-block] summary').click();
  await page.getByLabel('Word').fill('changed');
  await page.locator('details[data-block]').getByRole('button', { name: 'Save' }).click();
  await preview.getByText('changed').waitFor();
  await expect
    .poll(() => frame?.evaluate('window.heard.slice(0, 4)'), { timeout: 15_000 })
    .toEqual(['section:select SECTION', 'block:select DIV', 'section:unload SECTION', 'section:load SECTION']);
});

test('The drawer opens with what was added, changes in place, and the count follows', async () => {
  await page.goto(`${store.url}/en/products/krus?preview_theme_id=${fjord}&pb=0`);
  await page.getByRole('button', { name: 'Add to cart' }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('button', { name: 'One more of Krus' }).click();
  await drawer.getByText('240,00 kr. DKK').waitFor();
  await drawer.getByRole('button', { name: 'Close' }).click();
  await expect.poll(() => page.locator('#cart-link').innerText(), { timeout: 15_000 }).toContain('2');
});

test('Suggestions come while typing and are chosen by the keyboard', async () => {
  await page.goto(`${store.url}/en/?preview_theme_id=${fjord}&pb=0`);
  const field = page.getByRole('combobox', { name: 'What are you looking for?' });
  await field.pressSequentially('nordlys');
  await page.getByRole('option', { name: /Nordlys Espresso/ }).waitFor();
  while ((await field.getAttribute('aria-activedescendant')) !== 'suggest-product-1') await field.press('ArrowDown');
  await field.press('Enter');
  await page.waitForURL(/\/en\/products\/espresso/);
});
