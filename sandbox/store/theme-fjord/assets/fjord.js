// Fjord's JavaScript: three custom elements and the cart. Everything also works without it, by plain forms.

/** The id by which the Section Rendering API knows the section around an element. */
const sectionId = (element) => element.closest('.shopify-section').id.replace('shopify-section-', '');
const parse = (html) => new DOMParser().parseFromString(html, 'text/html');

const cart = {
  drawer: () => document.querySelector('fjord-cart-drawer'),
  page: () => document.querySelector('[data-fjord-cart]'),

  /** Changes the cart and gets the sections that show it in the same answer, as they look on this page. */
  async send(url, body) {
    const shown = [this.drawer() && sectionId(this.drawer()), this.page()?.dataset.fjordCart, 'cart-count'];
    body.append('sections', shown.filter(Boolean).join(','));
    body.append('sections_url', location.pathname);
    const response = await fetch(`${url}.js`, { method: 'POST', headers: { accept: 'application/json' }, body });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.description ?? answer.message);
    this.show(answer.sections);
    document.dispatchEvent(new CustomEvent('fjord:cart', { detail: answer }));
  },

  show(sections) {
    for (const [id, html] of Object.entries(sections)) {
      if (html === null) continue;
      const fresh = parse(html);
      if (id === 'cart-count') {
        const slot = document.querySelector('[data-cart-count-slot]');
        slot?.replaceChildren(...fresh.body.firstElementChild.childNodes);
      } else if (fresh.querySelector('fjord-cart-drawer')) this.drawer().update(fresh.querySelector('dialog'));
      else document.getElementById(`shopify-section-${id}`)?.replaceWith(fresh.body.firstElementChild);
    }
  },
};

class CartDrawer extends HTMLElement {
  get dialog() {
    return this.querySelector('dialog');
  }
  connectedCallback() {
    this.addEventListener('click', (event) => {
      if (event.target === this.dialog) this.dialog.close();
    });
  }
  open() {
    if (!this.dialog.open) this.dialog.showModal();
  }
  /** The dialog itself stays, so that it stays open and keeps the focus inside. */
  update(fresh) {
    const focused = this.contains(document.activeElement) ? document.activeElement.getAttribute('aria-label') : null;
    this.dialog.replaceChildren(...fresh.childNodes);
    if (focused === null) return;
    const again = [...this.querySelectorAll('button')].find((one) => one.getAttribute('aria-label') === focused);
    (again ?? this.dialog).focus();
  }
}
customElements.define('fjord-cart-drawer', CartDrawer);

class ProductInfo extends HTMLElement {
  connectedCallback() {
    this.addEventListener('change', (event) => {
      if (event.target.name === 'id') void this.show(event.target.value);
    });
  }
  /** Another variant: price and button come from the server, by the Section Rendering API. */
  async show(variantId) {
    const { url, section } = this.dataset;
    const here = new URL(location.href);
    here.searchParams.set('variant', variantId);
    history.replaceState(history.state, '', here);
    const answer = await fetch(`${url}?variant=${variantId}&section_id=${section}`);
    if (!answer.ok || new URL(location.href).searchParams.get('variant') !== variantId) return;
    const fresh = parse(await answer.text());
    for (const part of [`price-${section}`, `buy-${section}`]) {
      const next = fresh.getElementById(part);
      if (next) document.getElementById(part)?.replaceWith(next);
    }
  }
}
customElements.define('fjord-product', ProductInfo);

class Search extends HTMLElement {
  connectedCallback() {
    if (!this.dataset.url) return;
    this.input = this.querySelector('input');
    this.results = this.querySelector('[role="listbox"]');
    this.status = this.querySelector('[data-search-status]');
    this.input.addEventListener('input', () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.ask(), 250);
    });
    this.addEventListener('keydown', (event) => this.onKey(event));
    this.addEventListener('focusout', (event) => {
      if (!this.contains(event.relatedTarget)) this.close();
    });
  }
  get options() {
    return [...this.results.querySelectorAll('[role="option"]')];
  }
  async ask() {
    const terms = this.input.value.trim();
    this.asking?.abort();
    if (!terms) return this.close();
    this.asking = new AbortController();
    const query = new URLSearchParams({
      q: terms,
      'resources[limit]': '4',
      'resources[limit_scope]': 'each',
      section_id: 'predictive-search',
    });
    try {
      const answer = await fetch(`${this.dataset.url}?${query}`, { signal: this.asking.signal });
      if (!answer.ok) return this.close();
      const found = parse(await answer.text()).querySelector('.suggest');
      if (!found) return this.close();
      this.results.replaceChildren(found);
      this.results.hidden = false;
      this.input.setAttribute('aria-expanded', 'true');
      this.status.textContent = found.dataset.countText;
    } catch (error) {
      if (error.name !== 'AbortError') this.close();
    }
  }
  close() {
    this.results.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }
  onKey(event) {
    if (event.key === 'Escape') return this.close();
    const { options } = this;
    const at = options.findIndex((one) => one.getAttribute('aria-selected') === 'true');
    if (event.key === 'Enter' && at >= 0 && !this.results.hidden && options[at].href) {
      event.preventDefault();
      location.assign(options[at].href);
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    if (this.results.hidden || options.length === 0) return;
    event.preventDefault();
    const next =
      (at + (event.key === 'ArrowDown' ? 1 : -1) + options.length + (at < 0 && event.key === 'ArrowUp' ? 1 : 0)) %
      options.length;
    options.forEach((one, index) => one.setAttribute('aria-selected', String(index === next)));
    this.input.setAttribute('aria-activedescendant', options[next].id);
    options[next].scrollIntoView({ block: 'nearest' });
  }
}
customElements.define('fjord-search', Search);

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  const isAdd = form.matches('[data-fjord-add]');
  if (!isAdd && !form.matches('[data-cart-change]')) return;
  event.preventDefault();
  const around = isAdd ? form : (form.closest('dialog') ?? cart.page());
  const error = around.querySelector('[data-cart-error]');
  around.classList.add('is-busy');
  if (error) error.hidden = true;
  try {
    await cart.send(form.action, new FormData(form, event.submitter));
    if (isAdd && cart.drawer()) cart.drawer().open();
    else if (isAdd) location.assign(document.body.dataset.cartUrl);
  } catch (problem) {
    if (!error) return form.submit();
    error.textContent = problem.message;
    error.hidden = false;
  } finally {
    around.classList.remove('is-busy');
  }
});

document.addEventListener('click', (event) => {
  const link = event.target.closest('#cart-link');
  if (!link || !cart.drawer() || cart.page() || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  cart.drawer().open();
});

document.addEventListener('change', (event) => {
  if (event.target.matches('[data-submit-on-change]')) event.target.form.requestSubmit();
});

// In the theme editor a selected section comes into view, and the drawer opens while it is selected.
document.addEventListener('shopify:section:select', (event) => {
  event.target.querySelector('fjord-cart-drawer')?.open();
  event.target.scrollIntoView({ block: 'center' });
});
document.addEventListener('shopify:section:deselect', (event) => event.target.querySelector('dialog[open]')?.close());
document.addEventListener('shopify:block:select', (event) => event.target.scrollIntoView({ block: 'center' }));
