/** The point of sale: staff choose goods and (by e-mail, phone number, name or a scanned code) the customer, and take the money. */
import { parseMinor } from '#sandbox/world/money.ts';
import type { Customer, Product, Variant } from '#sandbox/world/types.ts';
import type { World } from '#sandbox/world/world.ts';
import { FormProblem, act, wholeNumber } from '../forms.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import type { AdminReply, AdminVisit } from '../page.ts';
import { head, money, notices, personName } from '../page.ts';

/** What is sold over the counter most stands first. */
const COUNTER_FIRST = 'kaffebar';

interface Good {
  product: Product;
  variant: Variant;
}

function goods(world: World): Good[] {
  const sold = world.catalog.products({ status: 'active' }).filter((product) => !product.requiresSellingPlan);
  return sold.flatMap((product) => product.variants.map((variant) => ({ product, variant })));
}

function tile(visit: AdminVisit, { product, variant }: Good): Html {
  const image = product.images[0];
  const name = variant.title === 'Default Title' ? product.title : `${product.title}, ${variant.title}`;
  return html`<label class="pos-tile">
    ${image ? html`<img src="/cdn/images/${image.file}" alt="" width="48" height="48" />` : null}
    <span class="text"
      ><strong>${name}</strong><br /><span class="muted">${money(visit, variant.priceMinor)}</span></span
    >
    <input
      type="number"
      name="q-${variant.id}"
      min="0"
      max="99"
      value="0"
      inputmode="numeric"
      aria-label="How many ${name}"
    />
  </label>`;
}

export function posPage(visit: AdminVisit): AdminReply {
  const { world, base } = visit;
  const customers = world.customers.list({ reverse: true, limit: 200 });
  const bar = new Set(world.catalog.collectionByHandle(COUNTER_FIRST)?.productIds ?? []);
  const all = goods(world);
  const counter = all.filter(({ product }) => bar.has(product.id));
  const others = all.filter(({ product }) => !bar.has(product.id));
  const body = html`${head('Point of sale', {
      sub: `${world.shop.get().address.address1 ?? ''} · orders have the channel “pos” and are handed over at once`,
    })}${notices(visit)}
    <form method="post" action="${base}/pos" class="columns">
      <section class="card">
        <h2>Goods</h2>
        <div class="pos-tiles">${counter.map((good) => tile(visit, good))}</div>
        <details ${counter.length === 0 ? html`open` : null}>
          <summary>Everything else</summary>
          <div class="pos-tiles">${others.map((good) => tile(visit, good))}</div>
        </details>
      </section>
      <div class="pos-pay">
        <section class="card">
          <h2>Customer</h2>
          <label class="field"
            ><span>E-mail, phone, name or scanned code</span
            ><input name="customer" list="pos-customers" autocomplete="off" placeholder="Nobody in particular"
          /></label>
          <datalist id="pos-customers">
            ${customers.flatMap(({ email, firstName, lastName }) => (email ? html`<option value="${email}">${[firstName, lastName].filter(Boolean).join(' ')}</option>` : []))}
          </datalist>
        </section>
        <section class="card">
          <h2>Payment</h2>
          <label class="field"><span>Discount code</span><input name="code" autocomplete="off" /></label>
          <label class="field"><span>Gift card</span><input name="giftCard" autocomplete="off" /></label>
          <label class="field"><span>Tip</span><input name="tip" inputmode="decimal" placeholder="0" /></label>
          <label class="field"
            ><span>Paid by</span
            ><select name="gateway">
              <option value="cash">Cash</option>
              <option value="shopify_payments">Card</option>
            </select></label
          >
          <button class="primary">Take payment</button>
        </section>
      </div>
    </form>`;
  return { status: 200, page: { title: 'Point of sale', section: 'pos', body } };
}

/** By id, e-mail, phone number, or a name that only one customer has. A scanned address may hold any of these at its end. */
function customerOf(world: World, entered: string): Customer {
  const text = decodeURIComponent(entered.trim().split(/[/=]/).at(-1) ?? '');
  const id = Number(text);
  const byId = Number.isSafeInteger(id) && id > 0 ? world.customers.get(world.customers.resolveMerged(id)) : null;
  const named = (): Customer | null => {
    const found = world.customers.list({ query: text });
    if (found.length > 1)
      throw new FormProblem(`${found.length} customers are called “${text}”: use the e-mail address.`);
    return found[0] ?? null;
  };
  const customer = byId ?? world.customers.byEmail(text) ?? world.customers.byPhone(text) ?? named();
  if (!customer) throw new FormProblem(`There is no customer “${text}”.`);
  return customer;
}

export function postPos(visit: AdminVisit, form: URLSearchParams): AdminReply {
  const { world, base } = visit;
  return act(`${base}/pos`, () => {
    const lines = goods(world)
      .map(({ variant }) => ({ variantId: variant.id, quantity: wholeNumber(form, `q-${variant.id}`, 0) }))
      .filter(({ quantity }) => quantity > 0);
    if (lines.length === 0) throw new FormProblem('Choose something to sell.');
    const text = (name: string): string => (form.get(name) ?? '').trim();
    const customer = text('customer') === '' ? null : customerOf(world, text('customer'));
    const tipMinor = parseMinor(text('tip').replace(',', '.') || '0', world.shop.get().currencyCode);
    if (tipMinor === null || tipMinor < 0) throw new FormProblem(`"${text('tip')}" is not an amount.`);
    const order = world.transaction(() => {
      const placed = world.orders.place({
        lines,
        buyer: customer ? { customerId: customer.id } : null,
        codes: text('code') ? [text('code')] : [],
        giftCardCodes: text('giftCard') ? [text('giftCard')] : [],
        tipMinor,
        sourceName: 'pos',
        gateway: text('gateway') || 'cash',
      });
      return placed.lines.some((line) => line.requiresShipping) ? world.orders.fulfill(placed.id) : placed;
    });
    const total = money(visit, world.orders.originalTotals(order).total.shopMinor);
    return `${order.name}: ${total}${customer ? ` from ${personName(customer)}` : ''}.`;
  });
}
