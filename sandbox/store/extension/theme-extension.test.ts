import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSmallStore, temporaryFolder } from '../testing/small-store.ts';
import type { SmallStore } from '../testing/small-store.ts';

const schema = (value: object) => `{% schema %}${JSON.stringify(value)}{% endschema %}`;

const files = {
  'hello/shopify.extension.toml': 'type = "theme"\nname = "Hello"\n[build]\n',
  'other/shopify.extension.toml': '[[extensions]]\ntype = "ui_extension"\nhandle = "other"\n',
  'hello/locales/en.default.json': JSON.stringify({
    hello: 'Hello',
    points: { one: '{{ count }} point', other: '{{ count }} points' },
  }),
  'hello/locales/da.json': JSON.stringify({ hello: 'Hej' }),
  'hello/locales/en.default.schema.json': JSON.stringify({ launcher: { name: 'The launcher', corner: 'Corner' } }),
  'hello/assets/hello.js': 'console.log("hello");',
  'hello/assets/hello.css': 'b { color: red; }',
  'hello/snippets/inner.liquid': '({{ block.settings.corner }}|{{ passed }}|{{ section.id }}|{{ product.title }})',
  'hello/blocks/launcher.liquid':
    '<i data-corner="{{ block.settings.corner }}">{{ "hello" | t }} {{ app.metafields.regulars.program.value.word }} {{ customer.metafields["$app:regulars"].member.value.availablePoints }} {{ "points" | t: count: 2 }}</i><a href="{{ "hello.js" | asset_url }}"></a>' +
    schema({
      name: 't:launcher.name',
      target: 'body',
      javascript: 'hello.js',
      stylesheet: 'hello.css',
      settings: [
        { type: 'header', content: 'Looks' },
        { type: 'text', id: 'corner', label: 't:launcher.corner', default: 'left' },
        { type: 'checkbox', id: 'shown', label: 'Shown', default: true },
      ],
    }),
  'hello/blocks/meta.liquid':
    '<meta name="hello" content="{{ shop.name }}">' + schema({ name: 'Meta', target: 'head' }),
  'hello/blocks/product-line.liquid':
    '<p id="line">[{{ settings.color_paper }}{{ theme.id }}{{ section.settings }}] {{ section.id }} {{ product.title }} {{ product.selected_or_first_available_variant.price | money }} {% render "inner", passed: 1 %}</p>' +
    schema({
      name: 'Line',
      target: 'section',
      javascript: 'hello.js',
      class: 'extra',
      enabled_on: { templates: ['product'] },
      settings: [{ type: 'text', id: 'corner', label: 'Corner', default: 'top' }],
    }),
  'hello/blocks/balance.liquid':
    '<p id="balance">{{ cart.total_price | money }}</p>' +
    schema({ name: 'Balance', target: 'section', enabled_on: { templates: ['cart', 'customers/account'] } }),
  'hello/blocks/gated.liquid':
    '<p>gated</p>' + schema({ name: 'Gated', target: 'body', available_if: '{{ app.metafields.regulars.gate }}' }),
};

let folder: ReturnType<typeof temporaryFolder>;
let store: SmallStore;

/** Places blocks by the theme editor's forms, as a merchant would. */
async function place(store: SmallStore): Promise<void> {
  const edit = async (fields: Record<string, string>) => {
    const reply = await store.visitor().post('/editor', fields, { accept: 'application/json' });
    expect(reply.status).toBe(200);
  };
  for (const handle of ['launcher', 'meta', 'gated']) {
    await edit({ action: 'embed', block: `hello/${handle}`, enabled: 'true', 'setting:corner': 'left' });
  }
  const main = { action: 'add', section: 'main' };
  await edit({ ...main, path: 'templates/product', block: 'hello/product-line' });
  await edit({ ...main, path: 'templates/cart', block: 'hello/balance' });
  await edit({ ...main, path: 'templates/customers/account', block: 'hello/balance' });
}

beforeEach(async () => {
  folder = temporaryFolder(files);
  store = await openSmallStore({ extensionsDir: folder.path });
  await place(store);
  const installation = store.world.apps.installation();
  const appId = installation?.appId ?? 0;
  store.world.metafields.set(appId, [
    {
      ownerType: 'API_PERMISSION',
      ownerId: installation?.id ?? 0,
      namespace: 'regulars',
      key: 'program',
      type: 'json',
      value: '{"word":"program-word"}',
    },
    {
      ownerType: 'CUSTOMER',
      ownerId: store.customer.id,
      namespace: '$app:regulars',
      key: 'member',
      type: 'json',
      value: '{"availablePoints":340}',
    },
  ]);
});
afterEach(async () => {
  await store.close();
  folder.close();
});

const page = async (path: string) => (await store.visitor().get(path)).text();

describe('app embeds', () => {
  it('stand before the end of the body, with defaults, words and app metafields', async () => {
    const html = await page('/');
    expect(html).toMatch(
      /class="shopify-block shopify-app-block"><i data-corner="left">Hej program-word {2}2 points<\/i>[\s\S]*<\/body>/,
    );
    expect(html).not.toMatch(/Liquid error|Translation missing/);
  });

  it('stand in the head without a wrapper when they are meant for it', async () => {
    expect(await page('/')).toMatch(/<meta name="hello" content="Small Shop"><\/head>/);
  });

  it('follow the language, and the default language where a word is missing', async () => {
    expect(await page('/en')).toContain('>Hello program-word  2 points<');
    expect(await page('/de')).toContain('>Hello program-word  2 points<');
  });

  it("read the app's own metafields of the customer who is logged in", async () => {
    const visitor = store.visitor();
    await visitor.logIn('maja@example.com');
    expect(await (await visitor.get('/')).text()).toContain('program-word 340 2 points');
  });

  it('load what their schema names once, from an address that may be kept for ever', async () => {
    const html = await page('/products/espresso');
    const scripts = html.match(/<script src="\/cdn\/extensions\/hello-[0-9a-f]+\/assets\/hello\.js"[^>]*defer/g);
    expect(scripts).toHaveLength(1);
    expect(html).toMatch(/<link href="\/cdn\/extensions\/hello-[0-9a-f]+\/assets\/hello\.css" rel="stylesheet"/);
    const address = /\/cdn\/extensions\/hello-[0-9a-f]+\/assets\/hello\.js/.exec(html)?.[0] ?? '';
    const response = await store.visitor().get(address);
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect(await response.text()).toBe('console.log("hello");');
  });

  it('wait for the metafield that available_if names', async () => {
    expect(await page('/')).not.toContain('<p>gated</p>');
    const installation = store.world.apps.installation();
    store.world.metafields.set(installation?.appId ?? 0, [
      {
        ownerType: 'API_PERMISSION',
        ownerId: installation?.id ?? 0,
        namespace: 'regulars',
        key: 'gate',
        type: 'boolean',
        value: 'true',
      },
    ]);
    expect(await page('/')).toContain('<p>gated</p>');
  });

  it('are not rendered in the checkout, nor after the app was uninstalled', async () => {
    const visitor = store.visitor();
    await visitor.post('/cart/add.js', { id: String(store.coffee.variants[0]?.id) });
    const checkout = (await visitor.get('/checkout')).headers.get('location') ?? '';
    expect(await (await visitor.get(checkout)).text()).not.toContain('shopify-app-block');
    store.world.apps.uninstall();
    expect(await page('/')).not.toContain('shopify-app-block');
  });
});

describe('app blocks', () => {
  it('stand in the slot of the section, with what Shopify shows them and no more', async () => {
    const html = await page('/products/espresso');
    expect(html).toMatch(
      /<div id="shopify-block-[\w-]+" class="shopify-block shopify-app-block extra" data-block-handle="product-line">/,
    );
    expect(html).toContain('[] template--1__main Nordlys Espresso 89,00 kr. (|1|template--1__main|Nordlys Espresso)');
  });

  it('only stand on the templates they are meant for', async () => {
    expect(await page('/cart')).not.toContain('id="line"');
  });

  it('stand on the cart page, where the section asks for its blocks all at once, and on the account', async () => {
    const visitor = store.visitor();
    await visitor.logIn('maja@example.com');
    await visitor.post('/cart/add.js', { id: String(store.coffee.variants[0]?.id), quantity: '2' });
    expect(await (await visitor.get('/cart')).text()).toContain('<p id="balance">178,00 kr.</p>');
    expect(await (await visitor.get('/account')).text()).toContain('<p id="balance">178,00 kr.</p>');
  });

  it('show the price of the variant in the address', async () => {
    expect(await page(`/products/espresso?variant=${store.coffee.variants[1]?.id}`)).toContain('Espresso 299,00 kr.');
  });
});

describe('mistakes in an extension', () => {
  const slotError = async (content: string) => {
    folder.write({ 'hello/blocks/product-line.liquid': content });
    const fresh = await openSmallStore({ extensionsDir: folder.path });
    await place(fresh);
    try {
      return { html: await (await fresh.visitor().get('/products/espresso')).text(), errors: fresh.errors };
    } finally {
      await fresh.close();
    }
  };

  it('are shown where they happen, and reported', async () => {
    const { html, errors } = await slotError(`a{{ 1 | divided_by: 0 }}z${schema({ name: 'x', target: 'section' })}`);
    expect(html).toContain('aLiquid error (blocks/product-line line 1): divided by 0z');
    expect(errors).toEqual(['Liquid error (blocks/product-line line 1): divided by 0']);
  });

  it('include tags that Shopify forbids there', async () => {
    const { html } = await slotError(`{% section 'header' %}${schema({ name: 'x', target: 'section' })}`);
    expect(html).toContain('Liquid syntax error (blocks/product-line line 1)');
    expect(html).toContain('not allowed in a theme app extension');
  });

  it('include a schema that does not parse', async () => {
    const { html } = await slotError('x{% schema %}{ nope }{% endschema %}');
    expect(html).toContain('Invalid schema in blocks/product-line.liquid');
  });
});
