/** Home: what there is, and where the sandbox's tools are. */
import { html } from '../html.ts';
import type { AdminReply, AdminVisit } from '../page.ts';
import { badge, head, money, notices, personName, when } from '../page.ts';

export function homePage(visit: AdminVisit): AdminReply {
  const { world, base } = visit;
  const shop = world.shop.get();
  const app = world.apps.registration();
  const recent = world.orders.list({ reverse: true, limit: 6 });
  const backlog = world.webhooks.backlog();
  const monthAgo = new Date(world.clock.nowMs() - 30 * 86_400_000).toISOString().replace(/\.\d+Z$/, 'Z');
  const month = world.orders.list({ createdAtMin: monthAgo }).filter((order) => !order.cancelledAt);
  const sales = month.reduce((sum, order) => sum + world.orders.currentTotals(order).total.shopMinor, 0);
  const stat = (label: string, value: string | number, path: string) =>
    html`<a class="card stat" href="${base}${path}" style="color:inherit;margin:0"
      ><b>${value}</b><span>${label}</span></a
    >`;
  const body = html`${head(`Good day, ${world.shop.staff().firstName}`, { sub: `${shop.name} · ${shop.domain}` })}${notices(visit)}
    <div class="grid">
      ${stat('Sales, last 30 days', money(visit, sales), '/orders')}
      ${stat('Orders, last 30 days', month.length, '/orders')}
      ${stat('Customers', world.customers.count(), '/customers')}
      ${stat('Products', world.catalog.countProducts(), '/products')}
    </div>
    ${
      app && !world.apps.installation()
        ? html`<section class="card line">
            <span class="app-icon large" aria-hidden="true">${app.title.slice(0, 1)}</span>
            <div class="text">
              <strong>${app.title} is not installed yet</strong><br /><span class="muted"
                >Install it as a shop owner would: see what it may do, then open it.</span
              >
            </div>
            <span style="flex:1"></span
            ><a class="button primary" href="${base}/oauth/install?client_id=${app.apiKey}">Install ${app.title}</a>
          </section>`
        : null
    }
    <section class="card flush">
      <h2>Latest orders</h2>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>Order</th>
              <th>Customer</th>
              <th class="hide-phone">Date</th>
              <th>Payment</th>
              <th class="num">Total</th>
            </tr>
          </thead>
          <tbody>
            ${recent.map((order) => {
              const customer = order.customerId === null ? null : world.customers.get(order.customerId);
              return html`<tr>
                <td><a class="row" href="${base}/orders/${order.id}">${order.name}</a></td>
                <td>${customer ? personName(customer) : (order.email ?? 'No customer')}</td>
                <td class="hide-phone muted">${when(visit, order.createdAt)}</td>
                <td>${badge(order.financialStatus)}</td>
                <td class="num">${money(visit, world.orders.currentTotals(order).total.shopMinor)}</td>
              </tr>`;
            })}
          </tbody>
        </table>
      </div>
      ${recent.length === 0 ? html`<p class="empty">No orders yet.</p>` : null}
    </section>
    <section class="card">
      <h2>This is a sandbox</h2>
      <p class="muted">
        A local stand-in for Shopify: its shop, its Admin API, its webhooks and its online store run on this machine,
        and nothing leaves it.
      </p>
      <p>
        ${backlog.open} webhooks under way. <a href="${base}/activity">Deliveries &amp; calls</a> shows them, makes them
        fail, and moves the clock.
        <a href="${visit.storeOrigin}" target="_blank" rel="noopener">Open the online store</a> to buy as a customer.
      </p>
    </section>`;
  return { status: 200, page: { title: 'Home', section: 'home', body } };
}
