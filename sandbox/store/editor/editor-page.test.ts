import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { THEMES } from '#sandbox/world/themes.ts';
import { openSmallStore, temporaryFolder } from '../testing/small-store.ts';
import type { SmallStore } from '../testing/small-store.ts';

const schema = (value: object) => `{% schema %}${JSON.stringify(value)}{% endschema %}`;
const [nordlys, fjord] = THEMES;

const files = {
  'hello/shopify.extension.toml': 'type = "theme"\nname = "Hello"\n[build]\n',
  'hello/locales/en.default.schema.json': JSON.stringify({ launcher: { name: 'The launcher', corner: 'Corner' } }),
  'hello/blocks/launcher.liquid':
    '<i data-corner="{{ block.settings.corner }}"></i>' +
    schema({
      name: 't:launcher.name',
      target: 'body',
      settings: [{ type: 'text', id: 'corner', label: 't:launcher.corner', default: 'left' }],
    }),
  'hello/blocks/badge.liquid':
    '<b class="badge-of">{{ block.settings.product.title | default: "none" }}|{{ block.settings.word }}</b>' +
    schema({
      name: 'Badge',
      target: 'section',
      enabled_on: { templates: ['product', 'collection', 'page'] },
      settings: [
        { type: 'product', id: 'product', label: 'Product', autofill: true },
        { type: 'text', id: 'word', label: 'Word', default: 'plain' },
      ],
    }),
  'hello/blocks/note.liquid':
    '<em>note</em>' + schema({ name: 'Note', target: 'section', enabled_on: { groups: ['custom.overlay', 'header'] } }),
};

let folder: ReturnType<typeof temporaryFolder>;
let store: SmallStore;

beforeEach(async () => {
  folder = temporaryFolder(files);
  store = await openSmallStore({ extensionsDir: folder.path });
});
afterEach(async () => {
  await store.close();
  folder.close();
});

const page = async (path: string) => (await store.visitor().get(path)).text();
const edit = (fields: Record<string, string>) =>
  store.visitor().post('/editor', { theme: String(nordlys.id), ...fields }, { accept: 'application/json' });
const badges = (html: string) => [...html.matchAll(/<b class="badge-of">(.*?)<\/b>/g)].map(([, text]) => text);

describe('the theme editor', () => {
  it('lists what may stand on a template, with the words of its schema, and the embeds', async () => {
    const product = await page('/editor?template=product');
    expect(product).toContain('value="hello/badge"');
    expect(product).not.toContain('value="hello/launcher"');
    expect(await page('/editor?template=cart')).not.toContain('value="hello/badge"');
    expect(await page('/editor?context=apps')).toContain('The launcher');
  });

  it('places two of one block on a page, each with settings and an id of its own', async () => {
    const add = { action: 'add', path: 'templates/product', section: 'main', block: 'hello/badge' };
    expect(await (await edit(add)).json()).toEqual({ sectionId: 'template--1__main' });
    await edit(add);
    const one = { path: 'templates/product', section: 'main', key: 'badge_2' };
    await edit({ ...one, action: 'save', enabled: 'true', 'setting:word': 'second', 'setting:product': 'krus' });
    const html = await page('/products/espresso');
    expect(badges(html)).toEqual(['Nordlys Espresso|plain', 'Krus|second']);
    expect(new Set(html.match(/id="shopify-block-[^"]+"/g)).size).toBe(2);
    await edit({ ...one, action: 'up' });
    expect(badges(await page('/products/espresso'))).toEqual(['Krus|second', 'Nordlys Espresso|plain']);
    await edit({ ...one, action: 'remove' });
    expect(badges(await page('/products/espresso'))).toEqual(['Nordlys Espresso|plain']);
  });

  it('hides a block without forgetting it', async () => {
    await edit({ action: 'add', path: 'templates/product', section: 'main', block: 'hello/badge' });
    const one = { action: 'save', path: 'templates/product', section: 'main', key: 'badge_1', 'setting:word': 'kept' };
    await edit(one);
    expect(badges(await page('/products/espresso'))).toEqual([]);
    await edit({ ...one, enabled: 'true' });
    expect(badges(await page('/products/espresso'))).toEqual(['Nordlys Espresso|kept']);
  });

  it('wraps a block in an Apps section, which goes with its last block', async () => {
    await edit({ action: 'add', path: 'templates/page.loyalty', section: 'new', block: 'hello/badge' });
    expect(await page('/pages/loyalty')).toMatch(/id="shopify-section-template--1__apps_1"[^]*none\|plain/);
    expect(badges(await page('/pages/about'))).toEqual([]);
    await edit({ action: 'remove', path: 'templates/page.loyalty', section: 'apps_1', key: 'badge_1' });
    expect(await page('/pages/loyalty')).not.toContain('apps_1');
  });

  it('refuses a block where its schema does not allow it', async () => {
    const reply = await edit({ action: 'add', path: 'templates/cart', section: 'main', block: 'hello/badge' });
    expect(reply.status).toBe(422);
    const unknown = await edit({ action: 'add', path: 'templates/product', section: 'main', block: 'hello/none' });
    expect(unknown.status).toBe(422);
  });

  it('switches an embed on and off, and takes every change back', async () => {
    await edit({ action: 'embed', block: 'hello/launcher', enabled: 'true', 'setting:corner': 'right' });
    expect(await page('/')).toContain('data-corner="right"');
    await edit({ action: 'embed', block: 'hello/launcher', 'setting:corner': 'right' });
    expect(await page('/')).not.toContain('data-corner');
    await edit({ action: 'embed', block: 'hello/launcher', enabled: 'true' });
    await edit({ action: 'reset' });
    expect(await page('/')).not.toContain('data-corner');
  });

  it('keeps what is placed in one theme out of the other', async () => {
    const add = { action: 'add', path: 'templates/product', section: 'main', block: 'hello/badge' };
    await edit({ ...add, theme: String(fjord?.id) });
    expect(badges(await page('/products/espresso'))).toEqual([]);
    expect(badges(await page(`/products/espresso?preview_theme_id=${fjord?.id}`))).toEqual(['Nordlys Espresso|plain']);
  });

  it('puts a block on every product card of a theme that takes it there, each for its own product', async () => {
    const theme = String(fjord?.id);
    await edit({
      theme,
      action: 'add',
      path: 'templates/collection',
      section: 'main',
      holder: 'card',
      block: 'hello/badge',
    });
    const html = await page(`/collections/all?preview_theme_id=${theme}`);
    expect(badges(html).sort()).toEqual(['Gavekort|plain', 'Krus|plain', 'Nordlys Espresso|plain']);
  });

  it('lets only blocks that are meant for groups stand in the header and in the cart drawer', async () => {
    const theme = String(fjord?.id);
    const add = { theme, action: 'add', path: 'sections/overlay-group', section: 'cart-drawer' };
    expect((await edit({ ...add, block: 'hello/badge' })).status).toBe(422);
    expect((await edit({ ...add, block: 'hello/note' })).status).toBe(200);
    expect(await page(`/?preview_theme_id=${theme}`)).toMatch(/<dialog class="drawer"[^]*<em>note<\/em>/);
  });
});

describe('a deep link', () => {
  const link = (query: string) => page(`/editor?theme=${nordlys.id}&${query}`);

  it('switches an embed on, to be saved', async () => {
    const html = await link('context=apps&activateAppId=test-key/launcher');
    expect(html).toContain('The launcher is switched on below');
    expect(html).toMatch(/name="enabled" value="true" checked/);
  });

  it('offers a block for the main section of the template that it names', async () => {
    const html = await link('template=product&addAppBlockId=test-key/badge&target=mainSection');
    expect(html).toContain('Add <strong>Badge</strong> to the section Product of <strong>product</strong>');
  });

  it('offers a new Apps section, also on a page with a template of its own', async () => {
    const html = await link('template=page.loyalty&addAppBlockId=test-key/badge&target=newAppsSection');
    expect(html).toContain('Add <strong>Badge</strong> to a new Apps section of <strong>page.loyalty</strong>');
  });

  it('says what is wrong with it', async () => {
    expect(await link('addAppBlockId=other/badge')).toContain('No installed app has the block other/badge');
    expect(await link('template=cart&addAppBlockId=test-key/badge')).toContain('may not stand on templates/cart');
    expect(await link('activateAppId=test-key/badge')).toContain('is a block for sections');
    expect(await link('template=collection&addAppBlockId=test-key/badge&target=mainSection')).toContain(
      'takes app blocks',
    );
  });
});

describe('a page in the editor', () => {
  it('names its sections and blocks for the editor and says that it is in design mode; a visitor sees none of it', async () => {
    await edit({ action: 'add', path: 'templates/product', section: 'main', block: 'hello/badge' });
    const html = await page(`/products/espresso?editor_theme_id=${nordlys.id}`);
    expect(html).toContain('Shopify.designMode=true');
    expect(html).toMatch(/data-shopify-editor-section="\{&quot;id&quot;:&quot;template--1__main&quot;/);
    expect(html).toMatch(/data-shopify-editor-block="\{[^"]*hello/);
    expect(await page('/products/espresso')).not.toMatch(/shopify-editor|designMode/);
  });
});
