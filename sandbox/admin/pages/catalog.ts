/** Products and discounts, to look at; prices can be changed. */
import { parseMinor, formatMinor } from '#sandbox/world/money.ts';
import type { Discount } from '#sandbox/world/discount-types.ts';
import { FormProblem, act } from '../forms.ts';
import { html } from '../html.ts';
import type { AdminReply, AdminVisit } from '../page.ts';
import { NOT_FOUND, badge, head, money, notices, paged, personName, searchForm, when } from '../page.ts';

export function productsPage(visit: AdminVisit): AdminReply {
  const { world, base } = visit;
  const body = html`${head('Products')}${notices(visit)}
    <section class="card flush">
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>Product</th>
              <th>Status</th>
              <th class="hide-phone">Type</th>
              <th class="hide-phone">Collections</th>
              <th class="num">Price</th>
            </tr>
          </thead>
          <tbody>
            ${world.catalog.products().map((product) => {
              const prices = product.variants.map((variant) => variant.priceMinor);
              const low = Math.min(...prices);
              const image = product.images[0];
              return html`<tr>
                <td>
                  <div class="line">
                    ${image ? html`<img src="/cdn/images/${image.file}" alt="" width="40" height="40" />` : null}<a
                      class="row"
                      href="${base}/products/${product.id}"
                      >${product.title}</a
                    >
                  </div>
                </td>
                <td>${badge(product.status)}</td>
                <td class="muted hide-phone">${product.productType}</td>
                <td class="muted hide-phone">
                  ${world.catalog
                    .collectionsOfProduct(product.id)
                    .map((collection) => collection.title)
                    .join(', ')}
                </td>
                <td class="num">${Math.max(...prices) > low ? 'from ' : ''}${money(visit, low)}</td>
              </tr>`;
            })}
          </tbody>
        </table>
      </div>
    </section>`;
  return { status: 200, page: { title: 'Products', section: 'products', body } };
}

export function productPage(visit: AdminVisit, id: number): AdminReply {
  const { world, base } = visit;
  const product = world.catalog.product(id);
  if (!product) return NOT_FOUND;
  const currency = world.shop.get().currencyCode;
  const image = product.images[0];
  const collections = world.catalog.collectionsOfProduct(id);
  const plans = product.sellingPlans ?? [];
  const body = html`${head(html`${product.title} ${badge(product.status)}`, {
      crumb: html`<a class="crumb" href="${base}/products">‹ Products</a>`,
      actions: html`<a
        class="button"
        href="${visit.storeOrigin}/products/${product.handle}"
        target="_blank"
        rel="noopener"
        >View in store</a
      >`,
    })}${notices(visit)}
    <div class="columns">
      <section class="card">
        <h2>Variants</h2>
        <form method="post" action="${base}/products/${id}/prices">
          <div class="scroll">
            <table>
              <thead>
                <tr>
                  <th>Variant</th>
                  <th>SKU</th>
                  <th class="num">Stock</th>
                  <th>Price (${currency})</th>
                </tr>
              </thead>
              <tbody>
                ${product.variants.map(
                  (variant) =>
                    html`<tr>
                      <td>${variant.title === 'Default Title' ? product.title : variant.title}</td>
                      <td class="mono muted">${variant.sku}</td>
                      <td class="num">${variant.inventoryQuantity ?? '–'}</td>
                      <td>
                        <input
                          name="price-${variant.id}"
                          value="${formatMinor(variant.priceMinor, currency)}"
                          inputmode="decimal"
                          aria-label="Price of ${variant.title}"
                          style="width:110px"
                        />
                      </td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>
          <p><button class="primary">Save prices</button></p>
        </form>
      </section>
      <section class="card">
        ${image ? html`<img src="/cdn/images/${image.file}" alt="${image.alt}" style="width:100%;border-radius:8px" />` : null}
        <p class="muted">${product.vendor} · ${product.productType}${product.isGiftCard ? ' · gift card' : ''}</p>
        <p>${product.tags.map((tag) => html`<span class="badge">${tag}</span> `)}</p>
        <h2>Collections</h2>
        <p class="muted">${collections.map(({ title }) => title).join(', ') || 'None'}</p>
        ${
          plans.length > 0
            ? html`<h2>Subscription plans</h2>
                <p class="muted">
                  ${plans.map((plan) => html`${plan.name}${plan.discountBp > 0 ? ` (−${plan.discountBp / 100} %)` : ''}<br />`)}${product.requiresSellingPlan ? 'Only sold as a subscription' : null}
                </p>`
            : null
        }
      </section>
    </div>`;
  return { status: 200, page: { title: product.title, section: 'products', body } };
}

export function postPrices(visit: AdminVisit, id: number, form: URLSearchParams): AdminReply {
  const product = visit.world.catalog.product(id);
  if (!product) return NOT_FOUND;
  const currency = visit.world.shop.get().currencyCode;
  return act(`${visit.base}/products/${id}`, () => {
    const variants = product.variants.map((variant) => {
      const text = (form.get(`price-${variant.id}`) ?? '').trim().replace(',', '.');
      const priceMinor = parseMinor(text, currency);
      if (priceMinor === null || priceMinor < 0) throw new FormProblem(`"${text}" is not an amount of ${currency}.`);
      return { id: variant.id, priceMinor };
    });
    visit.world.catalog.updateProduct(id, { variants });
    return 'Prices saved.';
  });
}

function valueWords(visit: AdminVisit, discount: Discount): string {
  if (discount.kind === 'free_shipping') return 'Free shipping';
  if (discount.kind === 'bxgy') return `Buy X get Y (${discount.gets.percentageBp / 100} %)`;
  return discount.value.kind === 'percentage'
    ? `${discount.value.percentageBp / 100} % off`
    : `${money(visit, discount.value.amountMinor)} off`;
}

export function discountsPage(visit: AdminVisit): AdminReply {
  const { world, base } = visit;
  const search = searchForm(visit, 'Search discounts', 'Title or code');
  const all = world.discounts.list({ reverse: true, ...(search.query ? { query: search.query } : {}) });
  const { rows, pager } = paged(visit, all);
  const body = html`${head('Discounts')}${notices(visit)} ${search.form}
    <section class="card flush">
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>Code</th>
              <th>Value</th>
              <th>Status</th>
              <th class="hide-phone">For</th>
              <th class="num">Used</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (discount) =>
                html`<tr>
                  <td>
                    <a class="row mono" href="${base}/discounts/${discount.id}"
                      >${discount.method === 'automatic' ? 'Automatic' : (world.discounts.codes(discount.id, { limit: 1 })[0]?.code ?? '–')}</a
                    ><br /><span class="muted">${discount.title}</span>
                  </td>
                  <td>${valueWords(visit, discount)}</td>
                  <td>${badge(world.discounts.status(discount))}</td>
                  <td class="muted hide-phone">
                    ${discount.context.kind === 'all' ? 'Everyone' : discount.context.kind === 'customers' ? `${discount.context.customerIds.length} customer(s)` : 'A segment'}
                  </td>
                  <td class="num">
                    ${world.discounts.useCount(discount.id)}${discount.usageLimit ? ` of ${discount.usageLimit}` : ''}
                  </td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${all.length === 0 ? html`<p class="empty">No discount codes yet.</p>` : pager}
    </section>`;
  return { status: 200, page: { title: 'Discounts', section: 'discounts', body } };
}

export function discountPage(visit: AdminVisit, id: number): AdminReply {
  const { world, base } = visit;
  const discount = world.discounts.get(id);
  if (!discount) return NOT_FOUND;
  const status = world.discounts.status(discount);
  const combines = [
    discount.combinesWith.order ? 'order discounts' : '',
    discount.combinesWith.product ? 'product discounts' : '',
    discount.combinesWith.shipping ? 'shipping discounts' : '',
  ].filter(Boolean);
  const uses = world.discounts.uses(id);
  const customers =
    discount.context.kind === 'customers' ? discount.context.customerIds.map((one) => world.customers.get(one)) : [];
  const segments =
    discount.context.kind === 'segments' ? discount.context.segmentIds.map((one) => world.segments.get(one)) : [];
  const app = world.apps.registration();
  const body = html`${head(
      html`<span class="mono">${world.discounts.codes(id, { limit: 1 })[0]?.code ?? discount.title}</span>
        ${badge(status)}`,
      {
        sub: world.discounts.summary(discount),
        crumb: html`<a class="crumb" href="${base}/discounts">‹ Discounts</a>`,
        actions: html`<form
            method="post"
            action="${base}/discounts/${id}/${status === 'expired' ? 'activate' : 'deactivate'}"
          >
            <button>${status === 'expired' ? 'Activate' : 'Deactivate'}</button>
          </form>
          <form method="post" action="${base}/discounts/${id}/delete" data-confirm="Delete this discount?">
            <button class="critical">Delete</button>
          </form>`,
      },
    )}${notices(visit)}
    <div class="columns">
      <section class="card flush">
        <h2>Uses</h2>
        <div class="scroll">
          <table>
            <tbody>
              ${uses.map(
                (use) =>
                  html`<tr>
                    <td class="mono">${use.code}</td>
                    <td>
                      <a href="${base}/orders/${use.orderId}">${world.orders.get(use.orderId)?.name ?? use.orderId}</a>
                    </td>
                    <td class="muted">${when(visit, use.usedAt)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
        ${uses.length === 0 ? html`<p class="empty">Not used yet.</p>` : null}
      </section>
      <section class="card">
        <h2>Details</h2>
        <p>${valueWords(visit, discount)} · ${discount.discountClass}</p>
        <p class="muted">
          From ${when(visit, discount.startsAt)}<br />Until ${when(visit, discount.endsAt)}<br />Limit
          ${discount.usageLimit ?? 'none'}${discount.appliesOncePerCustomer ? ', once per customer' : ''}<br />Combines
          with ${combines.join(', ') || 'nothing'}<br />Made by
          ${discount.createdByAppId === null ? 'the shop' : (app?.title ?? 'an app')}
        </p>
        ${segments.map((segment) => (segment ? html`<p>For the segment ${segment.name}: <span class="mono">${segment.query}</span></p>` : null))}
        ${customers.map((customer) => (customer ? html`<p>Only for <a href="${base}/customers/${customer.id}">${personName(customer)}</a></p>` : null))}
      </section>
    </div>`;
  return { status: 200, page: { title: discount.title, section: 'discounts', body } };
}

export function postDiscount(visit: AdminVisit, id: number, action: string): AdminReply {
  const { discounts } = visit.world;
  if (!discounts.get(id)) return NOT_FOUND;
  const list = `${visit.base}/discounts`;
  if (action === 'activate') return act(`${list}/${id}`, () => (discounts.activate(id), 'Activated.'));
  if (action === 'deactivate') return act(`${list}/${id}`, () => (discounts.deactivate(id), 'Deactivated.'));
  if (action === 'delete')
    return act(`${list}/${id}`, () => (discounts.delete(id), { done: 'Deleted.', location: list }));
  return NOT_FOUND;
}
