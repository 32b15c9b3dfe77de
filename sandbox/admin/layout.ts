/** The shell around every page: bar, menu, and places for what the embedded app draws outside of its frame. */
import type { Html } from './html.ts';
import { html } from './html.ts';
import type { AdminPage, AdminVisit } from './page.ts';
import { when } from './page.ts';

const ICONS = {
  home: html`<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M3 9.5 10 3l7 6.5V17h-4.5v-4.5h-5V17H3z" /></svg>`,
  orders: html`<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M4 3h12l1 9v5H3v-5zM3 12h4l1 2h4l1-2h4" /></svg>`,
  products: html`<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M3 3h7l7 7-7 7-7-7zM7 7h.01" /></svg>`,
  customers: html`<svg viewBox="0 0 20 20" aria-hidden="true">
    <circle cx="10" cy="7" r="3.2" />
    <path d="M3.5 17c.6-3.6 3.2-5 6.500-5s5.900 1.400 6.500 5z" />
  </svg>`,
  discounts: html`<svg viewBox="0 0 20 20" aria-hidden="true">
    <path d="M6 14 14 6M7 7h.01M13 13h.01" />
    <circle cx="10" cy="10" r="7.500" />
  </svg>`,
  apps: html`<svg viewBox="0 0 20 20" aria-hidden="true">
    <path d="M3 3h5.500v5.500H3zM11.500 3H17v5.500h-5.500zM3 11.500h5.500V17H3zM14.200 11.500v5.500M11.500 14.200H17" />
  </svg>`,
  activity: html`<svg viewBox="0 0 20 20" aria-hidden="true">
    <path d="M2.500 10h3.500l2.500-6 3.500 12 2.500-6h3" />
  </svg>`,
  settings: html`<svg viewBox="0 0 20 20" aria-hidden="true">
    <circle cx="10" cy="10" r="2.500" />
    <path
      d="M10 2.500v2.500M10 15v2.500M2.500 10h2.500M15 10h2.500M4.700 4.700l1.800 1.800M13.500 13.500l1.800 1.800M4.700 15.300l1.800-1.800M13.500 6.500l1.800-1.800"
    />
  </svg>`,
  pos: html`<svg viewBox="0 0 20 20" aria-hidden="true">
    <path d="M5 2.500h10v6H5zM3.500 11h13V17h-13zM6.500 8.500V11M8 14h4" />
  </svg>`,
  themes: html`<svg viewBox="0 0 20 20" aria-hidden="true">
    <path d="M3 3.500h14v13H3zM3 7.500h14M8 7.500v9" />
  </svg>`,
  store: html`<svg viewBox="0 0 20 20" aria-hidden="true">
    <path d="M3 8h14v9H3zM3 8l1.500-5h11L17 8M8 17v-5h4v5" />
  </svg>`,
};

export function layout(visit: AdminVisit, page: AdminPage): Html {
  const { world, base } = visit;
  const shop = world.shop.get();
  const app = world.apps.registration();
  const installed = world.apps.installation() !== null;
  const initials = shop.name
    .split(/\s+/)
    .map((word) => word[0])
    .join('')
    .slice(0, 2)
    .toUpperCase();
  const item = (section: AdminPage['section'], path: string, label: string, icon: Html): Html =>
    html`<li>
      <a href="${base}${path}" ${page.section === section ? html`aria-current="page"` : null}>${icon}${label}</a>
    </li>`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title} · ${shop.name} · Sandbox admin</title>
        <link rel="stylesheet" href="/assets/admin.css" />
        <link
          rel="icon"
          href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'%3E%3Crect width='20' height='20' rx='5' fill='%2336c78e'/%3E%3C/svg%3E"
        />
      </head>
      <body>
        <header class="topbar">
          <button class="menu-button" type="button" data-menu-toggle aria-label="Menu">
            <svg width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="2">
              <path d="M3 5h14M3 10h14M3 15h14" />
            </svg>
          </button>
          <a class="brand" href="${base}" aria-label="Admin"
            ><svg viewBox="0 0 26 26" aria-hidden="true">
              <rect width="26" height="26" rx="7" fill="#36c78e" />
              <path
                d="M7 10h12l-1 9H8zM10 10a3 3 0 0 1 6 0"
                fill="none"
                stroke="#06281b"
                stroke-width="2"
                stroke-linejoin="round"
              /></svg
            ><span>Admin</span></a
          >
          <span class="tag">Sandbox</span>
          <span class="space"></span>
          <span class="clock" title="The sandbox's clock">${when(visit, world.clock.nowInstant())}</span>
          <span class="shop"><i>${initials}</i><span>${shop.name}</span></span>
          <div class="save-bar" data-save-bar hidden>
            <div class="inner">
              <span>Unsaved changes</span><button type="button" data-discard>Discard</button
              ><button type="button" data-save>Save</button>
            </div>
          </div>
        </header>
        <div class="layout">
          <nav class="sidebar" aria-label="Admin">
            <ul>
              ${item('home', '', 'Home', ICONS.home)} ${item('orders', '/orders', 'Orders', ICONS.orders)}
              ${item('products', '/products', 'Products', ICONS.products)}
              ${item('customers', '/customers', 'Customers', ICONS.customers)}
              ${item('discounts', '/discounts', 'Discounts', ICONS.discounts)}
            </ul>
            <h2>Sales channels</h2>
            <ul>
              <li><a href="${visit.storeOrigin}" target="_blank" rel="noopener">${ICONS.store}Online store</a></li>
              ${item('themes', '/themes', 'Themes', ICONS.themes)} ${item('pos', '/pos', 'Point of sale', ICONS.pos)}
            </ul>
            <h2>Apps</h2>
            <ul>
              ${item('apps', '/apps', 'All apps', ICONS.apps)}
              ${
                app && installed
                  ? html`<li>
                      <a href="${base}/apps/${app.handle}" ${page.section === 'app' ? html`aria-current="page"` : null}
                        ><span class="app-icon" aria-hidden="true">${app.title.slice(0, 1)}</span>${app.title}</a
                      >
                      <ul class="app-menu" data-app-menu></ul>
                    </li>`
                  : null
              }
            </ul>
            <div class="foot">
              <ul>
                ${item('activity', '/activity', 'Deliveries & calls', ICONS.activity)}
                ${item('settings', '/settings', 'Settings', ICONS.settings)}
              </ul>
            </div>
          </nav>
          <button class="veil" type="button" data-menu-veil aria-label="Close menu"></button>
          <main>${page.fullBleed ? page.body : html`<div class="page">${page.body}</div>`}</main>
        </div>
        <div class="toasts" data-toasts></div>
        <script src="/assets/shell.js" type="module"></script>
      </body>
    </html>`;
}
