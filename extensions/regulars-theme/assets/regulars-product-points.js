/**
 * <regulars-product-points>: shows the points of the variant that the buyer picked. Computes nothing: blocks/product-points.liquid
 * wrote the figure and the sentence of every variant. Themes tell of a choice in different ways, so all usual ones are heard:
 * Shopify's standard event, a `change`, the form's hidden id, and `?variant=` in the address.
 */
class RegularsProductPoints extends HTMLElement {
  #stop;
  #observer = new MutationObserver(() => this.#show(this.#field()?.value));

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.variants = JSON.parse(this.querySelector('[data-rg=variants]').textContent);
    const look = () => this.#look();
    // A theme sets the form's id in its own listener, perhaps after ours and after a request.
    const soon = () => [0, 150, 600].forEach((ms) => setTimeout(look, ms));
    document.addEventListener('change', soon, { signal });
    document.addEventListener('shopify:product:select', soon, { signal });
    window.navigation?.addEventListener('currententrychange', soon, { signal });
    window.addEventListener('popstate', soon, { signal });
    look();
  }

  disconnectedCallback() {
    this.#stop.abort();
    this.#observer.disconnect();
  }

  /** The field of this product's form: the one that names one of our variants, nearest first. */
  #field() {
    const near = this.closest('.shopify-section, section, main') ?? document;
    const selector = 'form[action*="/cart/add"] [name=id], [form][name=id]';
    return [...near.querySelectorAll(selector), ...document.querySelectorAll(selector)]
      .filter((field) => field.type !== 'radio' || field.checked)
      .find((field) => field.value in this.variants);
  }

  #look() {
    const field = this.#field();
    // A hidden field fires no event, but its attribute follows its value.
    if (field) this.#observer.observe(field, { attributeFilter: ['value'] });
    this.#show(field?.value ?? new URLSearchParams(location.search).get('variant'));
  }

  #show(id) {
    const found = this.variants[id];
    if (!found) return;
    const [count, sentence] = found;
    const earn = this.querySelector('[data-rg=earn]');
    this.dataset.points = count;
    earn.hidden = count === 0;
    if (earn.textContent !== sentence) earn.textContent = sentence;
  }
}

if (!customElements.get('regulars-product-points'))
  customElements.define('regulars-product-points', RegularsProductPoints);
