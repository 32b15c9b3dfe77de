/** <regulars-membercard>: the member's code for the counter, asked for when it is opened. */
import { call } from './regulars-client.js';

class RegularsMembercard extends HTMLElement {
  connectedCallback() {
    const details = this.querySelector('details');
    details.addEventListener('toggle', () => details.open && this.#load());
    if (details.open) this.#load();
  }

  async #load() {
    const waiting = this.querySelector('[data-rg=waiting]');
    try {
      const { svg } = await call('card');
      // As an image the drawing cannot run anything.
      const image = document.createElement('img');
      image.alt = '';
      image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
      this.querySelector('.rg-qr').replaceChildren(image);
      waiting.hidden = true;
    } catch (problem) {
      waiting.textContent = problem.message;
    }
  }
}

if (!customElements.get('regulars-membercard')) customElements.define('regulars-membercard', RegularsMembercard);
