/** Settings: the shop's own facts, the few that may change, and where outside scripts find the sandbox. */
import type { PlanName } from '#sandbox/world/types.ts';
import { act } from '../forms.ts';
import { html } from '../html.ts';
import type { AdminReply, AdminVisit } from '../page.ts';
import { head, notices } from '../page.ts';

const PLANS: Record<PlanName, string> = { basic: 'Basic', grow: 'Grow', advanced: 'Advanced', plus: 'Shopify Plus' };

/** The languages of Shopify's admin that a trial is likely to need: those of the app, and some that it does not speak. */
const STAFF_LANGUAGES = ['en', 'da', 'sv', 'hu', 'de', 'fr', 'nb', 'fi', 'pt-BR', 'ja'];

function languageName(locale: string): string {
  const endonym = new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? locale;
  return `${endonym.charAt(0).toUpperCase()}${endonym.slice(1)} (${locale})`;
}

export function settingsPage(visit: AdminVisit): AdminReply {
  const shop = visit.world.shop.get();
  const staff = visit.world.shop.staff();
  const app = visit.world.apps.registration();
  const row = (label: string, value: string) =>
    html`<tr>
      <td class="muted">${label}</td>
      <td>${value}</td>
    </tr>`;
  const body = html`${head('Settings')}${notices(visit)}
    <section class="card">
      <h2>Store details</h2>
      <form method="post" action="${visit.base}/settings">
        <div class="inline">
          <label class="grow field"><span>Name</span><input name="name" value="${shop.name}" required /></label>
          <label class="grow field"
            ><span>E-mail</span><input name="email" type="email" value="${shop.email}" required
          /></label>
          <label class="field"
            ><span>Plan (sets the API's rate limit)</span
            ><select name="plan">
              ${(Object.keys(PLANS) as PlanName[]).map((plan) => html`<option value="${plan}" ${plan === shop.planName ? html`selected` : null}>${PLANS[plan]}</option>`)}
            </select></label
          >
        </div>
        <button class="primary">Save (sends shop/update)</button>
      </form>
    </section>
    <section class="card">
      <h2>Your account</h2>
      <form method="post" action="${visit.base}/settings/staff" class="inline">
        <label class="grow field"
          ><span
            >Language of ${staff.firstName} ${staff.lastName} (apps are opened in it; this admin stays English)</span
          ><select name="locale">
            ${STAFF_LANGUAGES.map(
              (locale) =>
                html`<option value="${locale}" ${locale === staff.locale ? html`selected` : null}>
                  ${languageName(locale)}
                </option>`,
            )}
          </select></label
        >
        <button class="primary">Save</button>
      </form>
    </section>
    <section class="card flush">
      <h2>This shop</h2>
      <table class="sum">
        <tbody>
          ${row('Domain', shop.domain)}${row('Currency', [shop.currencyCode, ...shop.presentmentCurrencies.map((one) => one.currencyCode)].join(', '))}
          ${row('Markets', (shop.markets ?? []).map((market) => `${market.name} (${market.countryCodes.join(', ')}: ${market.currencyCode})`).join('; '))}
          ${row('Time zone', shop.ianaTimezone)}${row('Languages', shop.locales.map((one) => `${one.locale}${one.primary ? ' (default)' : ''}`).join(', '))}
          ${row('Taxes', `${shop.taxRateBp / 100} % ${shop.taxTitle}, ${shop.taxesIncluded ? 'included in prices' : 'added to prices'}`)}
          ${row('Shipping', shop.shippingRates.map((rate) => rate.title).join(', '))}
        </tbody>
      </table>
    </section>
    ${
      app
        ? html`<section class="card flush">
            <h2>App configuration (shopify.app.toml)</h2>
            <table class="sum">
              <tbody>
                ${row('Address', app.applicationUrl)}${row('Client id', app.apiKey)}${row('Scopes', app.scopes.join(', '))}
                ${row('Webhooks', app.webhookSubscriptions.map((one) => one.topic).join(', '))}
                ${row('App proxy', app.appProxy ? `/${app.appProxy.prefix}/${app.appProxy.subpath} → ${app.appProxy.url}` : 'none')}
              </tbody>
            </table>
          </section>`
        : null
    }
    <section class="card">
      <h2>Tools</h2>
      <p>
        <a href="${visit.base}/themes">Themes</a> has the theme editor, which places the app's blocks in the online
        store. <a href="${visit.base}/activity?tab=faults">Faults &amp; clock</a> makes things go wrong. Scripts drive
        this sandbox over <span class="mono">/control</span> (docs/sandbox.md).
      </p>
    </section>`;
  return { status: 200, page: { title: 'Settings', section: 'settings', body } };
}

export function postSettings(visit: AdminVisit, form: URLSearchParams): AdminReply {
  return act(`${visit.base}/settings`, () => {
    const { shop } = visit.world;
    const plan = (Object.keys(PLANS) as PlanName[]).find((known) => known === form.get('plan')) ?? shop.get().planName;
    shop.update({
      name: form.get('name')?.trim() || shop.get().name,
      email: form.get('email')?.trim() || shop.get().email,
      planName: plan,
      planDisplayName: PLANS[plan],
    });
    return 'Saved.';
  });
}

export function postStaff(visit: AdminVisit, form: URLSearchParams): AdminReply {
  return act(`${visit.base}/settings`, () => {
    const { locale } = visit.world.shop.setStaffLocale(form.get('locale') ?? '');
    return `Apps are now opened in ${languageName(locale)}.`;
  });
}
