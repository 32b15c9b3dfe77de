/**
 * The embedded app: managed installation with its grant page, the frame with Shopify's signed query, and the small JSON
 * answers that the App Bridge stand-in asks the admin for. Source: shopify.dev, "Set up embedded app authorization".
 */
import { createHmac, randomUUID } from 'node:crypto';
import type { AppRegistration } from '#sandbox/world/machine-types.ts';
import { scopeWords, withoutIncluded } from '#sandbox/admin-api/scope-words.ts';
import { signSessionToken } from '#sandbox/admin-api/session-token.ts';
import { withImpliedScopes } from '#sandbox/admin-api/access.ts';
import { act } from '../forms.ts';
import { html } from '../html.ts';
import type { AdminReply, AdminVisit } from '../page.ts';
import { NOT_FOUND, head, notices, when } from '../page.ts';
import { themeExtensionInfo } from '../theme-extensions.ts';

/** One for the life of the process: the person's session in this admin. */
const SESSION_ID = randomUUID();

export function appsPage(visit: AdminVisit): AdminReply {
  const { world, base } = visit;
  const app = world.apps.registration();
  const installation = world.apps.installation();
  const body = html`${head('Apps', { sub: 'Apps that this sandbox knows from shopify.app.toml' })}${notices(visit)}
  ${
    app
      ? html`<section class="card">
            <div class="line">
              <span class="app-icon large" aria-hidden="true">${app.title.slice(0, 1)}</span>
              <div class="text">
                <strong>${app.title}</strong><br /><span class="muted"
                  >${installation ? `Installed ${when(visit, installation.installedAt)}` : 'Not installed'}</span
                >
              </div>
              <span style="flex:1"></span>
              ${
                installation
                  ? html`<a class="button primary" href="${base}/apps/${app.handle}">Open</a>
                      <form
                        method="post"
                        action="${base}/apps/${app.handle}/uninstall"
                        data-confirm="Uninstall ${app.title}? Shopify tells it with app/uninstalled, and asks 48 hours later to erase the shop's data."
                      >
                        <button class="critical">Uninstall</button>
                      </form>`
                  : html`<a class="button primary" href="${grantPath(visit, app)}">Install</a>`
              }
            </div>
          </section>
          ${installation ? scopesCard(visit, app, installation.grantedScopes) : null}`
      : html`<section class="card empty">No shopify.app.toml was found, so there is no app to install.</section>`
  }`;
  return { status: 200, page: { title: 'Apps', section: 'apps', body } };
}

function scopesCard(visit: AdminVisit, app: AppRegistration, granted: string[]) {
  const lacking = missingScopes(app, granted);
  return html`<section class="card">
    <h2>Access</h2>
    <ul class="scopes">
      ${withoutIncluded(granted).map(
        (scope) =>
          html`<li>
            <span>${scopeWords(scope)} <span class="mono muted">${scope}</span></span>
          </li>`,
      )}
    </ul>
    ${lacking.length > 0 ? html`<p class="notice">The app now asks for more: ${lacking.join(', ')}. <a href="${grantPath(visit, app)}">Review</a></p>` : null}
    <form method="post" action="${visit.base}/apps/${app.handle}/change-scopes" class="inline">
      <label class="grow field"
        ><span>Granted scopes, separated by commas</span><input name="scopes" value="${granted.join(',')}"
      /></label>
      <button>Change (sends app/scopes_update)</button>
    </form>
  </section>`;
}

function missingScopes(app: AppRegistration, granted: readonly string[]): string[] {
  const has = withImpliedScopes(granted);
  return app.scopes.filter((scope) => !has.has(scope));
}

function grantPath(visit: AdminVisit, app: AppRegistration): string {
  return `${visit.base}/oauth/install?client_id=${encodeURIComponent(app.apiKey)}`;
}

/** The grant page of a managed installation, of changed scopes, or of optional scopes. */
export function grantPage(visit: AdminVisit): AdminReply {
  const { world, url } = visit;
  const app = world.apps.registration();
  if (!app || url.searchParams.get('client_id') !== app.apiKey) return NOT_FOUND;
  const installation = world.apps.installation();
  const optional = (url.searchParams.get('optional_scopes') ?? '')
    .split(',')
    .filter((scope) => app.optionalScopes.includes(scope));
  const scopes = [...app.scopes, ...optional];
  const verb = installation ? 'Update' : 'Install';
  const body = html`<div class="consent">
    <section class="card">
      <header>
        <span class="app-icon large" aria-hidden="true">${app.title.slice(0, 1)}</span>
        <div>
          <h1>${verb} ${app.title}</h1>
          <span class="muted">in ${world.shop.get().name}</span>
        </div>
      </header>
      <p>${app.title} will be able to:</p>
      <ul class="scopes">
        ${withoutIncluded(scopes).map((scope) => html`<li><span>${scopeWords(scope)}</span></li>`)}
      </ul>
      <p class="muted">
        It is told of changes to orders and customers by webhooks (${app.webhookSubscriptions.length}
        topics)${app.appProxy ? html`, and answers in the online store under <span class="mono">/${app.appProxy.prefix}/${app.appProxy.subpath}</span>` : null}.
      </p>
      <form
        method="post"
        action="${visit.base}/oauth/install${url.search}"
        class="inline"
        style="justify-content:flex-end"
      >
        <a class="button" href="${visit.base}/apps">Cancel</a><button class="primary">${verb}</button>
      </form>
    </section>
  </div>`;
  return { status: 200, page: { title: `${verb} ${app.title}`, section: 'apps', body } };
}

export function postGrant(visit: AdminVisit): AdminReply {
  const { apps } = visit.world;
  const app = apps.registration();
  if (!app || visit.url.searchParams.get('client_id') !== app.apiKey) return NOT_FOUND;
  const optional = (visit.url.searchParams.get('optional_scopes') ?? '')
    .split(',')
    .filter((scope) => app.optionalScopes.includes(scope));
  const installation = apps.installation();
  if (installation) apps.updateScopes([...new Set([...installation.grantedScopes, ...app.scopes, ...optional])]);
  else apps.install({ scopes: [...app.scopes, ...optional] });
  return { status: 303, location: `${visit.base}/apps/${app.handle}` };
}

export function appPage(visit: AdminVisit, rest: string): AdminReply {
  const { world, base } = visit;
  const app = world.apps.registration();
  const installation = world.apps.installation();
  if (!app) return NOT_FOUND;
  if (!installation || missingScopes(app, installation.grantedScopes).length > 0) {
    return { status: 302, location: grantPath(visit, app) };
  }
  const body = html`<div class="app">
    <div class="title-bar" data-title-bar>
      <b><span class="app-icon" aria-hidden="true">${app.title.slice(0, 1)}</span>${app.title}</b
      ><span data-title></span><span data-actions></span>
    </div>
    <div class="frame-veil" data-frame-veil><i></i><i></i></div>
    <iframe
      title="${app.title}"
      name="app-iframe"
      data-app-frame
      data-store="${world.shop.get().handle}"
      data-app-origin="${new URL(app.applicationUrl).origin}"
      data-app-path="${base}/apps/${app.handle}"
      src="${frameUrl(visit, app, rest)}"
      allow="clipboard-write; fullscreen"
    ></iframe>
  </div>`;
  return { status: 200, page: { title: app.title, section: 'app', body, fullBleed: true } };
}

/**
 * The address that Shopify opens in the frame. `host` names the real admin even here: shopify-api accepts no other, and
 * the app must not know where it runs. The stand-in talks to the origin that served app-bridge.js.
 */
export function frameUrl(visit: AdminVisit, app: AppRegistration, rest: string): string {
  const shop = visit.world.shop.get();
  const target = new URL(app.applicationUrl);
  if (rest !== '') target.pathname = rest;
  const own = new URLSearchParams(visit.url.searchParams);
  const nowMs = visit.realNowMs();
  const params: Record<string, string> = {
    ...Object.fromEntries(own),
    embedded: '1',
    host: Buffer.from(`admin.shopify.com/store/${shop.handle}`).toString('base64').replace(/=+$/, ''),
    id_token: sessionToken(visit, app),
    locale: visit.world.shop.staff().locale,
    session: createHmac('sha256', app.apiSecret).update(SESSION_ID).digest('hex'),
    shop: shop.domain,
    timestamp: String(Math.floor(nowMs / 1000)),
  };
  const query = Object.keys(params)
    .sort((a, b) => a.localeCompare(b))
    .map((name) => `${encodeURIComponent(name)}=${encodeURIComponent(params[name] ?? '')}`)
    .join('&');
  const hmac = createHmac('sha256', app.apiSecret).update(query).digest('hex');
  target.search = `?${query}&hmac=${hmac}`;
  return target.href;
}

function sessionToken(visit: AdminVisit, app: AppRegistration): string {
  return signSessionToken({
    shopDomain: visit.world.shop.get().domain,
    apiKey: app.apiKey,
    apiSecret: app.apiSecret,
    userId: visit.world.shop.staff().id,
    sessionId: SESSION_ID,
    nowMs: visit.realNowMs(),
  });
}

/** Questions of the frame's script. `body` is JSON. */
export function appQuestion(visit: AdminVisit, question: string, body: unknown): AdminReply {
  const { apps, shop } = visit.world;
  const app = apps.registration();
  const installation = apps.installation();
  if (!app || !installation) return NOT_FOUND;
  if (question === 'session-token') return { status: 200, json: { token: sessionToken(visit, app) } };
  if (question === 'user') {
    const staff = shop.staff();
    const name = `${staff.firstName} ${staff.lastName}`;
    return { status: 200, json: { id: staff.id, name, email: staff.email, accountAccess: 'Account owner' } };
  }
  if (question === 'extensions') return { status: 200, json: themeExtensionInfo(visit.world) };
  if (question !== 'scopes') return NOT_FOUND;
  const asked = typeof body === 'object' && body !== null ? body : {};
  const wanted =
    'scopes' in asked && Array.isArray(asked.scopes) ? asked.scopes.filter((s) => typeof s === 'string') : [];
  const optional = wanted.filter((scope) => app.optionalScopes.includes(scope));
  const action = 'action' in asked ? asked.action : 'query';
  if (action === 'request') apps.updateScopes([...new Set([...installation.grantedScopes, ...optional])]);
  if (action === 'revoke') apps.updateScopes(installation.grantedScopes.filter((scope) => !optional.includes(scope)));
  const granted = apps.installation()?.grantedScopes ?? [];
  return { status: 200, json: { granted, required: app.scopes, optional: app.optionalScopes } };
}

export function postUninstall(visit: AdminVisit): AdminReply {
  return act(`${visit.base}/apps`, () => {
    visit.world.apps.uninstall();
    return 'Uninstalled. app/uninstalled is on its way.';
  });
}

export function postChangeScopes(visit: AdminVisit, form: URLSearchParams): AdminReply {
  return act(`${visit.base}/apps`, () => {
    const scopes = (form.get('scopes') ?? '')
      .split(',')
      .map((scope) => scope.trim())
      .filter(Boolean);
    visit.world.apps.updateScopes(scopes);
    return 'Scopes changed. app/scopes_update is on its way.';
  });
}
