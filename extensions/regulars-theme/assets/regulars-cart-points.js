/** <regulars-cart-points>: what the cart earns, asked of the app's engine once the page was touched, and again when the cart changes. */
import { call, config, define, points, say } from './regulars-core.js';

/** The buyer's cents in the shop's money, in whole minor units as the order will tell it. */
const own = (cents) => Math.round(cents / config.rate / config.minorCents) * config.minorCents;

class RegularsCartPoints extends HTMLElement {
  #turn = 0;
  /** Themes change the cart by Shopify's Ajax API in ways of their own; the browser tells of every request. */
  #watch = new window.PerformanceObserver((list) => {
    if (list.getEntries().some(({ name }) => /\/cart\/(add|change|update|clear)/.test(name))) this.#ask();
  });

  connectedCallback() {
    if (!config.rate) return;
    this.#watch.observe({ type: 'resource' });
    this.#ask();
  }

  disconnectedCallback() {
    this.#watch.disconnect();
  }

  async #ask() {
    const turn = ++this.#turn;
    try {
      const cart = await (await fetch(`${config.cart}.js`)).json();
      let paidCents = own(cart.total_price - cart.items_subtotal_price);
      const lines = cart.items.map((item) => ({
        amountCents: own(item.original_price) * item.quantity - own(item.original_line_price - item.final_line_price),
        quantity: item.quantity,
        giftCard: item.gift_card,
        productId: item.product_id,
        variantId: item.variant_id,
        subscription: Boolean(item.selling_plan_allocation),
      }));
      for (const { amountCents } of lines) paidCents += amountCents;
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

define('cart-points', RegularsCartPoints);
