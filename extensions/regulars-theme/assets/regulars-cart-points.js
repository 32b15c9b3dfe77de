/** <regulars-cart-points>: what the cart earns, asked of the app's engine once the page was touched, and again when the cart changes. */
import { call, config, points, say } from './regulars-core.js';

class RegularsCartPoints extends HTMLElement {
  #turn = 0;
  /** Themes change the cart by Shopify's Ajax API in ways of their own; the browser tells of every request. */
  #watch = new window.PerformanceObserver((list) => {
    if (list.getEntries().some(({ name }) => /\/cart\/(add|change|update|clear)/.test(name))) this.#ask();
  });

  connectedCallback() {
    if (config.foreign) return;
    this.#watch.observe({ type: 'resource' });
    this.#ask();
  }

  disconnectedCallback() {
    this.#watch.disconnect();
  }

  async #ask() {
    const turn = ++this.#turn;
    try {
      const { items, total_price: paidCents } = await (await fetch(`${config.cart}.js`)).json();
      const lines = items.map((item) => ({
        amountCents: item.final_line_price,
        quantity: item.quantity,
        giftCard: item.gift_card,
        productId: item.product_id,
        variantId: item.variant_id,
        subscription: Boolean(item.selling_plan_allocation),
      }));
      const { points: count } = await call('estimate', { lines, paidCents });
      if (turn !== this.#turn) return;
      const text = this.firstElementChild;
      text.dataset.points = count;
      text.hidden = count === 0;
      text.textContent = say('cart_earns', { points: points(count) });
    } catch {
      // What Liquid wrote stands.
    }
  }
}

if (!customElements.get('regulars-cart-points')) customElements.define('regulars-cart-points', RegularsCartPoints);
