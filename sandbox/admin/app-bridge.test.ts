/** The App Bridge stand-in in a real browser: a small app in the admin's frame, with the elements that real apps use. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifySessionToken } from '#sandbox/admin-api/session-token.ts';
import type { TestShop } from '#sandbox/admin-api/test-shop.ts';
import { TEST_APP, openTestShop } from '#sandbox/admin-api/test-shop.ts';
import { launchBrowser } from '#tests/kit/browser.ts';

let browser: Browser;
let appServer: Server;
let shop: TestShop;
let page: Page;
let frame: Frame;
/** What the app's server saw at `/data`. */
let seen: { authorization: string | undefined; tries: number };
let problems: string[];

/** A client-side router as small as can be: it follows `shopify:navigate`, as the Remix package does. */
function appDocument(): string {
  return `<!doctype html><html><head><title>Fixture</title>
<script data-api-key="${TEST_APP.apiKey}" src="${shop.origin}/app-bridge.js"></script></head><body>
<ui-nav-menu><a href="/app" rel="home">Home</a><a href="/app/members">Members</a><a href="/app/program">Program</a></ui-nav-menu>
<ui-title-bar title="Fixture page"><button variant="primary" id="primary">Publish</button></ui-title-bar>
<h1 id="where"></h1>
<ui-save-bar id="bar"><button variant="primary" id="save">Save</button><button id="discard">Discard</button></ui-save-bar>
<form data-save-bar id="form"><input name="note" value="before" aria-label="Note"></form>
<ui-modal id="modal"><p>Sure about it?</p><ui-title-bar title="Question"><button variant="primary" id="sure">Yes</button></ui-title-bar></ui-modal>
<a id="leave" href="shopify://admin/products">Products</a>
<script>
  const where = () => { document.getElementById('where').textContent = location.pathname; };
  where();
  addEventListener('shopify:navigate', (event) => { history.pushState(null, '', event.target.getAttribute('href')); where(); });
  addEventListener('popstate', where);
  window.clicked = [];
  for (const id of ['primary', 'save', 'discard', 'sure']) document.getElementById(id).addEventListener('click', () => clicked.push(id));
  document.getElementById('form').addEventListener('submit', (event) => { event.preventDefault(); clicked.push('submitted'); });
</script></body></html>`;
}

beforeAll(async () => {
  appServer = createServer((request, response) => {
    if (request.url?.startsWith('/data')) {
      seen = { authorization: request.headers.authorization, tries: seen.tries + 1 };
      if (request.url === '/data?stale' && seen.tries === 1) {
        response.writeHead(401, { 'X-Shopify-Retry-Invalid-Session-Request': '1' }).end();
      } else response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"ok":true}');
      return;
    }
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(appDocument());
  });
  await new Promise<void>((resolve) => appServer.listen(0, '127.0.0.1', resolve));
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  appServer.closeAllConnections();
  await new Promise((resolve) => appServer.close(resolve));
});

beforeEach(async () => {
  seen = { authorization: undefined, tries: 0 };
  problems = [];
  shop = await openTestShop({ applicationUrl: `http://127.0.0.1:${(appServer.address() as AddressInfo).port}/app` });
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(`${shop.origin}/store/regulars-demo/apps/regulars`);
  await page.locator('[data-app-menu] a').first().waitFor();
  const found = page.frame({ name: 'app-iframe' });
  if (!found) throw new Error('The app frame is missing.');
  frame = found;
});
afterEach(async () => {
  await page.close();
  await shop.close();
  expect(problems).toEqual([]);
});

describe('The app in its frame', () => {
  it("shows the app's menu in the admin, without its home link, and follows it through the app's router", async () => {
    expect(await page.locator('[data-app-menu] a').allTextContents()).toEqual(['Members', 'Program']);
    await page.getByRole('link', { name: 'Members' }).click();
    await frame.getByRole('heading', { name: '/app/members' }).waitFor();
    await page.waitForURL('**/apps/regulars/app/members');
    await page.goBack();
    await page.waitForURL('**/apps/regulars/app');
    await frame.getByRole('heading', { name: '/app', exact: true }).waitFor();
  });

  it('opens deep links at their place', async () => {
    await page.goto(`${shop.origin}/store/regulars-demo/apps/regulars/app/program?step=2`);
    await page.frameLocator('iframe').getByRole('heading', { name: '/app/program' }).waitFor();
    expect(new URL(page.url()).search).toBe('?step=2');
  });

  it('draws the title bar, and its button reaches the app', async () => {
    await page.getByRole('button', { name: 'Publish' }).click();
    await expect.poll(() => frame.evaluate('clicked')).toEqual(['primary']);
  });

  it('shows the save bar of ui-save-bar and of a form, and asks before leaving', async () => {
    await frame.evaluate("shopify.saveBar.show('bar')");
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => frame.evaluate('clicked')).toEqual(['save']);
    await page.getByRole('link', { name: 'Members' }).click();
    await page.getByText('Leave page with unsaved changes?').waitFor();
    await page.getByRole('button', { name: 'Stay' }).click();
    await frame.evaluate("shopify.saveBar.hide('bar')");
    await page.locator('.save-bar').waitFor({ state: 'hidden' });

    await frame.getByLabel('Note').fill('after');
    await page.getByRole('button', { name: 'Discard' }).click();
    await expect.poll(() => frame.getByLabel('Note').inputValue()).toBe('before');
    await frame.getByLabel('Note').fill('kept');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => frame.evaluate('clicked')).toEqual(['save', 'submitted']);
    await page.locator('.save-bar').waitFor({ state: 'hidden' });
  });

  it('shows toasts in the admin, and modals with their buttons', async () => {
    await frame.evaluate("shopify.toast.show('Published', { action: 'Undo', onAction: () => clicked.push('undo') })");
    await page.getByRole('status').getByText('Published').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await frame.evaluate("shopify.modal.show('modal')");
    await frame.getByText('Sure about it?').waitFor();
    await frame.getByRole('dialog').getByRole('button', { name: 'Yes' }).click();
    await expect.poll(() => frame.evaluate('clicked')).toEqual(['undo', 'sure']);
  });

  it("signs requests to the app's own server, and tries once more with a fresh token when the app asks", async () => {
    expect(await frame.evaluate("fetch('/data').then((r) => r.json())")).toEqual({ ok: true });
    const expected = {
      apiKey: TEST_APP.apiKey,
      apiSecret: TEST_APP.apiSecret,
      shopDomain: shop.shopDomain,
      nowMs: shop.time.nowMs,
    };
    expect(verifySessionToken(seen.authorization?.replace('Bearer ', '') ?? '', expected)).not.toBeNull();
    seen.tries = 0;
    expect(await frame.evaluate("fetch('/data?stale').then((r) => r.status)")).toBe(200);
    expect(seen.tries).toBe(2);
  });

  it('answers who is there and what is granted, and grants optional scopes after a question', async () => {
    expect(await frame.evaluate('shopify.user().then((user) => user.email)')).toBe(shop.world.shop.staff().email);
    const asked = frame.evaluate("shopify.scopes.request(['read_themes']).then((answer) => answer.result)");
    await page.getByRole('button', { name: 'Grant' }).click();
    expect(await asked).toBe('granted-all');
    expect(shop.world.apps.installation()?.grantedScopes).toContain('read_themes');
  });

  it('picks products of the shop', async () => {
    const picked = frame.evaluate(
      "shopify.resourcePicker({ type: 'product', multiple: true }).then((list) => list.map((one) => one.title))",
    );
    const boxes = page.locator('dialog.picker input[type=checkbox]');
    await boxes.nth(0).check();
    await boxes.nth(1).check();
    await page.getByRole('button', { name: 'Add' }).click();
    expect(await picked).toEqual(
      shop.world.catalog
        .products()
        .slice(0, 2)
        .map((product) => product.title),
    );
  });

  it("tells which of the app's theme blocks are active", async () => {
    const extensions = await frame.evaluate('shopify.app.extensions()');
    expect(extensions).toEqual([
      expect.objectContaining({
        type: 'theme_app_extension',
        activations: expect.arrayContaining([expect.objectContaining({ target: 'body', status: 'active' })]),
      }),
    ]);
  });

  it('leads shopify: links out of the frame', async () => {
    await frame.locator('#leave').click();
    await page.waitForURL('**/store/regulars-demo/products');
  });

  it('reloads a bounced document with a session token', async () => {
    const reload = encodeURIComponent(new URL('/app/members', frame.url()).href);
    await frame.goto(new URL(`/auth/session-token?shopify-reload=${reload}`, frame.url()).href);
    await expect.poll(() => new URL(frame.url()).pathname).toBe('/app/members');
    expect(new URL(frame.url()).searchParams.get('id_token')).not.toBeNull();
  });
});
