/** The order list, and the order page. What its forms do is in order-actions.ts. */
import type { Order, OrderLine } from '#sandbox/world/order-types.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import type { AdminReply, AdminVisit } from '../page.ts';
import { NOT_FOUND, badge, head, money, notices, paged, personName, searchForm, when } from '../page.ts';

export function ordersPage(visit: AdminVisit): AdminReply {
  const { world, base } = visit;
  const search = searchForm(visit, 'Search orders', 'Order number, e-mail or name');
  const all = world.orders.list({ reverse: true, ...(search.query ? { query: search.query } : {}) });
  const { rows, pager } = paged(visit, all);
  const body = html`${head('Orders')}${notices(visit)} ${search.form}
    <section class="card flush">
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>Order</th>
              <th class="hide-phone">Date</th>
              <th>Customer</th>
              <th class="num">Total</th>
              <th>Payment</th>
              <th class="hide-phone">Fulfillment</th>
              <th class="num hide-phone">Items</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map((order) => {
              const customer = order.customerId === null ? null : world.customers.get(order.customerId);
              return html`<tr>
                <td>
                  <a class="row ${order.cancelledAt ? 'strike' : ''}" href="${base}/orders/${order.id}"
                    >${order.name}</a
                  >
                </td>
                <td class="muted hide-phone">${when(visit, order.createdAt)}</td>
                <td>${customer ? personName(customer) : (order.email ?? 'No customer')}</td>
                <td class="num">
                  ${money(visit, world.orders.currentTotals(order).total.shopMinor, order.currencyCode)}
                </td>
                <td>${order.cancelledAt ? badge('cancelled') : badge(order.financialStatus)}</td>
                <td class="hide-phone">${badge(order.fulfillmentStatus ?? 'unfulfilled')}</td>
                <td class="num hide-phone">${order.lines.reduce((sum, line) => sum + line.currentQuantity, 0)}</td>
              </tr>`;
            })}
          </tbody>
        </table>
      </div>
      ${all.length === 0 ? html`<p class="empty">No order fits.</p>` : pager}
    </section>`;
  return { status: 200, page: { title: 'Orders', section: 'orders', body } };
}

export function orderPage(visit: AdminVisit, id: number): AdminReply {
  const order = visit.world.orders.get(id);
  if (!order) return NOT_FOUND;
  const { world, base } = visit;
  const customer = order.customerId === null ? null : world.customers.get(order.customerId);
  const amount = (minor: number): string => money(visit, minor, order.currencyCode);
  const title = html`${order.name} ${order.cancelledAt ? badge('cancelled') : badge(order.financialStatus)}
  ${badge(order.fulfillmentStatus ?? 'unfulfilled')}`;
  const body = html`${head(title, {
      sub: `${when(visit, order.createdAt)} from ${channelName(order.sourceName)}`,
      crumb: html`<a class="crumb" href="${base}/orders">‹ Orders</a>`,
    })}${notices(visit)}
    <div class="columns">
      <div>
        ${linesCard(visit, order)} ${totalsCard(visit, order)} ${order.cancelledAt ? null : actionCards(visit, order)}
        ${order.refunds.length > 0 ? refundsCard(visit, order) : null}
        <section class="card">
          <h2>Timeline</h2>
          <ol class="timeline">
            ${order.timeline.toReversed().map((event) => html`<li>${event.message}<time>${when(visit, event.at)}</time></li>`)}
          </ol>
        </section>
      </div>
      <div>
        <section class="card">
          <h2>Customer</h2>
          ${
            customer
              ? html`<p>
                  <a href="${base}/customers/${customer.id}">${personName(customer)}</a><br /><span class="muted"
                    >${customer.email ?? 'No e-mail'}</span
                  ><br />${badge(customer.state, customer.state === 'enabled' ? 'Has an account' : 'Guest')}
                </p>`
              : html`<p class="muted">No customer${order.email ? ` (${order.email})` : ''}</p>`
          }
        </section>
        <section class="card">
          <h2>Discounts</h2>
          ${
            order.discountApplications.length > 0
              ? html`<ul class="timeline">
                  ${order.discountApplications.map((applied) => html`<li><a class="mono" href="${base}/discounts/${applied.discountId}">${applied.code}</a><time>${applied.valueType === 'percentage' ? `${applied.value / 100} %` : amount(applied.value)} · ${applied.discountClass}</time></li>`)}
                </ul>`
              : html`<p class="muted">None</p>`
          }
        </section>
        <section class="card">
          <h2>Details</h2>
          <p class="muted">
            Id <span class="mono">${order.id}</span><br />Confirmation ${order.confirmationNumber}<br />Language
            ${order.customerLocale}<br />Paid in
            ${order.presentmentCurrencyCode}${order.tags.length > 0 ? html`<br />Tags ${order.tags.join(', ')}` : null}
          </p>
          ${order.note ? html`<p>${order.note}</p>` : null}
        </section>
      </div>
    </div>`;
  return { status: 200, page: { title: `Order ${order.name}`, section: 'orders', body } };
}

const CHANNELS: Record<string, string> = {
  web: 'the online store',
  pos: 'the point of sale',
  subscription_contract: 'a subscription',
};

function channelName(sourceName: string): string {
  return CHANNELS[sourceName] ?? sourceName;
}

const GATEWAYS: Record<string, string> = {
  gift_card: 'Gift card',
  shopify_store_credit: 'Store credit',
  shopify_payments: 'Card',
  bogus: 'Test card',
  cash: 'Cash',
  manual: 'Marked as paid',
};

/** One row for each means of payment, when there were several or an unusual one. */
function paymentRows(order: Order): { label: string; minor: number }[] {
  const sales = order.transactions.filter(({ kind }) => kind === 'sale' || kind === 'capture');
  return sales.map(({ gateway, amount }) => ({
    label: `Paid by ${(GATEWAYS[gateway] ?? gateway).toLowerCase()}`,
    minor: amount.shopMinor,
  }));
}

function linesCard(visit: AdminVisit, order: Order): Html {
  const amount = (minor: number): string => money(visit, minor, order.currencyCode);
  return html`<section class="card flush">
    <h2>Items</h2>
    <div class="scroll">
      <table class="items">
        <tbody>
          ${order.lines.map((line) => {
            const full = line.unitPrice.shopMinor * line.quantity;
            const paid = visit.world.orders.lineFinal(line).shopMinor;
            return html`<tr>
              <td>
                <div class="line">
                  ${picture(visit, line)}
                  <div class="text">
                    <strong>${line.title}</strong><br /><span class="muted"
                      >${line.variantTitle ?? line.sku}${line.sellingPlan ? ` · ${line.sellingPlan.name}` : ''}</span
                    >
                  </div>
                </div>
              </td>
              <td class="num">
                ${amount(line.unitPrice.shopMinor)} ×
                ${line.quantity}${line.currentQuantity !== line.quantity ? html`<br /><span class="muted">now ${line.currentQuantity}</span>` : null}
              </td>
              <td class="num">
                ${paid !== full ? html`<span class="strike">${amount(full)}</span><br />` : null}${amount(paid)}
              </td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  </section>`;
}

function picture(visit: AdminVisit, line: OrderLine): Html | null {
  const product = line.productId === null ? null : visit.world.catalog.product(line.productId);
  const file = product?.images[0]?.file;
  return file ? html`<img class="thumb" src="/cdn/images/${file}" alt="" width="40" height="40" />` : null;
}

function totalsCard(visit: AdminVisit, order: Order): Html {
  const totals = visit.world.orders.originalTotals(order);
  const net = visit.world.orders.netPayment(order);
  const refunded = order.refunds
    .flatMap((refund) => refund.transactions)
    .filter((t) => t.kind === 'refund' && t.status === 'success');
  const given = refunded.reduce((sum, transaction) => sum + transaction.amount.shopMinor, 0);
  const row = (label: string, minor: number, kind = '') =>
    html`<tr class="${kind}">
      <td>${label}</td>
      <td class="num">${money(visit, minor, order.currencyCode)}</td>
    </tr>`;
  return html`<section class="card flush">
    <h2>Payment</h2>
    <table class="sum">
      <tbody>
        ${row('Items', totals.lines.shopMinor)}
        ${totals.discounts.shopMinor !== 0 ? row('Discounts', -totals.discounts.shopMinor) : null}
        ${row(`Shipping${order.shippingLines[0] ? ` (${order.shippingLines[0].title})` : ''}`, totals.shipping.shopMinor)}
        ${row(order.taxesIncluded ? `${order.taxTitle}, included` : order.taxTitle, totals.tax.shopMinor)}
        ${totals.tip.shopMinor !== 0 ? row('Tip', totals.tip.shopMinor) : null}
        ${row('Total', totals.total.shopMinor, 'total')}
        ${paymentRows(order).map(({ label, minor }) => row(label, minor))}
        ${given !== 0 ? row('Refunded', -given) : null} ${row('Net payment', net.shopMinor, 'total')}
      </tbody>
    </table>
  </section>`;
}

function actionCards(visit: AdminVisit, order: Order): Html {
  const to = `${visit.base}/orders/${order.id}`;
  const open = order.lines.filter((line) => line.currentQuantity > 0);
  const refundable = visit.world.orders.refundable(order).shopMinor;
  const paid = ['paid', 'partially_refunded'].includes(order.financialStatus);
  return html` ${order.financialStatus === 'pending' ? html`<form method="post" action="${to}/mark-paid" class="card line"><span class="text">The payment is pending.</span><span style="flex:1"></span><button class="primary">Mark as paid</button></form>` : null}
    ${
      order.fulfillmentStatus === 'fulfilled' || open.length === 0
        ? null
        : html`<form method="post" action="${to}/fulfill" class="card inline">
            <label class="grow field" style="margin:0"><span>Tracking number</span><input name="tracking" /></label
            ><button>Fulfill items</button>
          </form>`
    }
    ${
      paid
        ? html`<details class="card" id="refund">
            <summary>Refund</summary>
            <form method="post" action="${to}/refund">
              <div class="scroll">
                <table>
                  <thead>
                    <tr>
                      <th>Item</th>
                      <th class="num">Refund</th>
                    </tr>
                  </thead>
                  <tbody>
                    ${open.map(
                      (line) =>
                        html`<tr>
                          <td>
                            <label for="q${line.id}">${line.name}</label>
                            <span class="muted">of ${line.currentQuantity}</span>
                          </td>
                          <td class="num">
                            <input
                              id="q${line.id}"
                              type="number"
                              min="0"
                              max="${line.currentQuantity}"
                              name="quantity-${line.id}"
                              value="0"
                            />
                          </td>
                        </tr>`,
                    )}
                  </tbody>
                </table>
              </div>
              <div class="inline" style="margin-top:12px">
                <label class="field"
                  ><span>Shipping to refund</span><input name="shipping" inputmode="decimal" placeholder="0"
                /></label>
                <label class="field"
                  ><span>Amount given back</span
                  ><input name="amount" inputmode="decimal" placeholder="as the items come to"
                /></label>
                <label class="field"
                  ><span>Stock</span
                  ><select name="restock">
                    <option value="return">Restock</option>
                    <option value="no_restock">Do not restock</option>
                  </select></label
                >
              </div>
              <label class="field"><span>Reason</span><input name="note" /></label>
              ${order.customerId === null ? null : html`<label class="check"><input type="checkbox" name="storeCredit" />As store credit</label>`}
              <p class="muted">
                Up to ${money(visit, refundable, order.currencyCode)} can be given back. Leave the items at 0 and fill
                in an amount for an amount-only refund.
              </p>
              <button class="primary">Refund</button>
            </form>
          </details>`
        : null
    }
    <details class="card" id="edit">
      <summary>Edit quantities</summary>
      <form method="post" action="${to}/edit">
        <div class="scroll">
          <table>
            <tbody>
              ${order.lines.map(
                (line) =>
                  html`<tr>
                    <td><label for="e${line.id}">${line.name}</label></td>
                    <td class="num">
                      <input
                        id="e${line.id}"
                        type="number"
                        min="0"
                        name="quantity-${line.id}"
                        value="${line.currentQuantity}"
                      />
                    </td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
        <div class="inline" style="margin-top:12px">
          <label class="grow field"
            ><span>Add a product</span
            ><select name="add">
              <option value="">–</option>
              ${visit.world.catalog
                .products({ status: 'active' })
                .flatMap((product) =>
                  product.variants.map(
                    (variant) =>
                      html`<option value="${variant.id}">
                        ${product.title}${variant.title === 'Default Title' ? '' : ` – ${variant.title}`}
                        (${money(visit, variant.priceMinor)})
                      </option>`,
                  ),
                )}
            </select></label
          >
          <label class="field"
            ><span>Quantity</span><input type="number" min="1" name="add-quantity" value="1"
          /></label>
        </div>
        <button class="primary">Update order</button>
      </form>
    </details>
    <details class="card" id="cancel">
      <summary>Cancel order</summary>
      <form method="post" action="${to}/cancel">
        <label class="field"
          ><span>Reason</span
          ><select name="reason">
            ${['customer', 'inventory', 'fraud', 'declined', 'staff', 'other'].map((reason) => html`<option>${reason}</option>`)}
          </select></label
        >
        <label class="check"><input type="checkbox" name="refund" checked />Refund the payment</label>
        <label class="check"><input type="checkbox" name="restock" checked />Restock the items</label>
        <button class="primary critical">Cancel order</button>
      </form>
    </details>`;
}

function refundsCard(visit: AdminVisit, order: Order): Html {
  const amount = (minor: number): string => money(visit, minor, order.currencyCode);
  return html`<section class="card">
    <h2>Refunds and removals</h2>
    <ol class="timeline">
      ${order.refunds.map((refund) => {
        const given = refund.transactions
          .filter((t) => t.kind === 'refund')
          .reduce((sum, t) => sum + t.amount.shopMinor, 0);
        const lines = refund.lines.map(
          (line) => `${line.quantity} × ${order.lines.find((other) => other.id === line.lineId)?.name ?? line.lineId}`,
        );
        return html`<li>
          <strong>${amount(given)}</strong> ${refund.cause === 'refund' ? '' : `(${refund.cause})`}
          ${lines.join(', ')}${refund.note ? html` – ${refund.note}` : null}<time
            >${when(visit, refund.createdAt)}</time
          >
        </li>`;
      })}
    </ol>
  </section>`;
}
