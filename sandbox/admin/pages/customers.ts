/** The customer list and page: edit, merge, delete, and the privacy requests that Shopify passes on. */
import { FormProblem, act } from '../forms.ts';
import { html } from '../html.ts';
import type { AdminReply, AdminVisit } from '../page.ts';
import { NOT_FOUND, badge, head, money, notices, paged, personName, searchForm, when } from '../page.ts';
import { consentCard, postProgramCard, programCards } from './customer-cards.ts';

export function customersPage(visit: AdminVisit): AdminReply {
  const { world, base } = visit;
  const search = searchForm(visit, 'Search customers', 'Name or e-mail');
  const all = world.customers.list({ reverse: true, ...(search.query ? { query: search.query } : {}) });
  const { rows, pager } = paged(visit, all);
  const body = html`${head('Customers')}${notices(visit)} ${search.form}
    <section class="card flush">
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>Customer</th>
              <th>Account</th>
              <th class="hide-phone">Since</th>
              <th class="num">Orders</th>
              <th class="num">Spent</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map((customer) => {
              const { numberOfOrders, amountSpentMinor } = world.customers.statistics(customer.id);
              return html`<tr>
                <td>
                  <a class="row" href="${base}/customers/${customer.id}">${personName(customer)}</a><br /><span
                    class="muted"
                    >${customer.email}</span
                  >
                </td>
                <td>
                  ${badge(customer.state, customer.state === 'enabled' ? 'Account' : customer.state === 'invited' ? 'Invited' : 'Guest')}
                </td>
                <td class="muted hide-phone">${when(visit, customer.createdAt)}</td>
                <td class="num">${numberOfOrders}</td>
                <td class="num">${money(visit, amountSpentMinor)}</td>
              </tr>`;
            })}
          </tbody>
        </table>
      </div>
      ${all.length === 0 ? html`<p class="empty">No customer fits.</p>` : pager}
    </section>
    <details class="card">
      <summary>Add a customer</summary>
      <form method="post" action="${base}/customers" class="inline">
        <label class="field"><span>First name</span><input name="firstName" /></label
        ><label class="field"><span>Last name</span><input name="lastName" /></label>
        <label class="grow field"><span>E-mail</span><input name="email" type="email" required /></label
        ><button class="primary" style="margin-bottom:12px">Add</button>
      </form>
    </details>`;
  return { status: 200, page: { title: 'Customers', section: 'customers', body } };
}

export function customerPage(visit: AdminVisit, id: number): AdminReply {
  const { world, base } = visit;
  const living = world.customers.resolveMerged(id);
  if (living !== id) return { status: 302, location: `${base}/customers/${living}` };
  const customer = world.customers.get(id);
  if (!customer) return NOT_FOUND;
  const to = `${base}/customers/${id}`;
  const orders = world.orders.list({ customerId: id, reverse: true, limit: 20 });
  const statistics = world.customers.statistics(id);
  const credit = world.credits.storeCreditAccounts(id);
  const others = world.customers.list().filter((other) => other.id !== id);
  const metafields = world.metafields.list(null, { ownerType: 'CUSTOMER', ownerId: id });
  const body = html`${head(
      html`${personName(customer)} ${badge(customer.state, customer.state === 'enabled' ? 'Has an account' : 'Guest')}`,
      {
        sub: `Customer since ${when(visit, customer.createdAt)}`,
        crumb: html`<a class="crumb" href="${base}/customers">‹ Customers</a>`,
      },
    )}${notices(visit)}
    <div class="columns">
      <div>
        <div class="grid">
          <div class="card stat"><b>${money(visit, statistics.amountSpentMinor)}</b><span>Spent</span></div>
          <div class="card stat"><b>${statistics.numberOfOrders}</b><span>Orders</span></div>
          ${credit.map((account) => html`<div class="card stat"><b>${money(visit, account.balanceMinor, account.currencyCode)}</b><span>Store credit</span></div>`)}
        </div>
        <section class="card flush">
          <h2>Orders</h2>
          <div class="scroll">
            <table>
              <tbody>
                ${orders.map(
                  (order) =>
                    html`<tr>
                      <td><a class="row" href="${base}/orders/${order.id}">${order.name}</a></td>
                      <td class="muted">${when(visit, order.createdAt)}</td>
                      <td>${order.cancelledAt ? badge('cancelled') : badge(order.financialStatus)}</td>
                      <td class="num">${money(visit, world.orders.currentTotals(order).total.shopMinor)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>
          ${orders.length === 0 ? html`<p class="empty">No orders.</p>` : null}
        </section>
        ${programCards(visit, customer)}
        ${
          metafields.length > 0
            ? html`<section class="card">
                <h2>Metafields</h2>
                ${metafields.map(
                  (metafield) =>
                    html`<p class="mono muted">${metafield.namespace}.${metafield.key} · ${metafield.type}</p>
                      <pre>${metafield.value}</pre>`,
                )}
              </section>`
            : null
        }
      </div>
      <div>
        <section class="card">
          <h2>Contact</h2>
          <form method="post" action="${to}/update">
            <label class="field"><span>First name</span><input name="firstName" value="${customer.firstName}" /></label>
            <label class="field"><span>Last name</span><input name="lastName" value="${customer.lastName}" /></label>
            <label class="field"
              ><span>E-mail</span><input name="email" type="email" value="${customer.email}"
            /></label>
            <label class="field"><span>Phone</span><input name="phone" type="tel" value="${customer.phone}" /></label>
            <label class="field"><span>Tags</span><input name="tags" value="${customer.tags.join(', ')}" /></label>
            <button class="primary">Save</button>
          </form>
        </section>
        ${consentCard(visit, customer)}
        <section class="card">
          <h2>Merge</h2>
          <form method="post" action="${to}/merge" data-confirm="Merge the two customers? This cannot be undone.">
            <label class="field"
              ><span>With</span
              ><select name="other">
                ${others.map((other) => html`<option value="${other.id}">${personName(other)}${other.email ? ` <${other.email}>` : ''}</option>`)}
              </select></label
            >
            <label class="field"
              ><span>Which record stays</span
              ><select name="keep">
                <option value="this">This one</option>
                <option value="other">The other one</option>
              </select></label
            >
            <button>Merge</button>
          </form>
        </section>
        <section class="card">
          <h2>Privacy</h2>
          <form method="post" action="${to}/request-data"><button>Request data</button></form>
          <br />
          <form
            method="post"
            action="${to}/redact"
            data-confirm="Erase this customer's personal data, and tell the apps?"
          >
            <button class="critical">Erase personal data</button>
          </form>
        </section>
        <section class="card">
          <h2>Delete</h2>
          <p class="muted">Shopify deletes only customers without orders.</p>
          <form method="post" action="${to}/delete" data-confirm="Delete this customer?">
            <label class="check"><input type="checkbox" name="force" />Also with orders</label
            ><button class="critical">Delete customer</button>
          </form>
        </section>
      </div>
    </div>`;
  return { status: 200, page: { title: personName(customer), section: 'customers', body } };
}

export function postNewCustomer(visit: AdminVisit, form: URLSearchParams): AdminReply {
  return act(`${visit.base}/customers`, () => {
    const text = (name: string): string | null => form.get(name)?.trim() || null;
    const made = visit.world.customers.create({
      email: text('email'),
      firstName: text('firstName'),
      lastName: text('lastName'),
    });
    return { done: 'Customer added.', location: `${visit.base}/customers/${made.id}` };
  });
}

export function postCustomer(visit: AdminVisit, id: number, action: string, form: URLSearchParams): AdminReply {
  const { customers } = visit.world;
  const customer = customers.get(id);
  if (!customer) return NOT_FOUND;
  const list = `${visit.base}/customers`;
  const back = `${list}/${id}`;
  switch (action) {
    case 'update':
      return act(back, () => {
        const text = (name: string): string | null => form.get(name)?.trim() || null;
        const tags = (form.get('tags') ?? '')
          .split(',')
          .map((tag) => tag.trim())
          .filter(Boolean);
        customers.update(id, {
          firstName: text('firstName'),
          lastName: text('lastName'),
          email: text('email'),
          ...(form.has('phone') ? { phone: text('phone') } : {}),
          tags,
        });
        return 'Saved.';
      });
    case 'merge':
      return act(back, () => {
        const other = Number(form.get('other'));
        if (!customers.get(other)) throw new FormProblem('Choose whom to merge with.');
        const [kept, gone] = form.get('keep') === 'other' ? [other, id] : [id, other];
        customers.merge(kept, gone);
        return { done: 'Merged.', location: `${list}/${kept}` };
      });
    case 'request-data':
      return act(back, () => (customers.requestData(id), 'customers/data_request is on its way.'));
    case 'redact':
      return act(back, () => (customers.redact(id), 'Erased. customers/redact is on its way.'));
    case 'delete':
      return act(back, () => {
        customers.delete(id, { force: form.has('force') });
        return { done: 'Deleted.', location: list };
      });
    default:
      return postProgramCard(visit, customer, action, form) ?? NOT_FOUND;
  }
}
