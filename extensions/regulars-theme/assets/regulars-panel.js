/** <regulars-panel>: the launcher and its dialog. Brings fresh figures when opened, and shows the history. */
import { announce, day, define, fail, load, part, points } from './regulars-core.js';
import { isDiscount, renewCart } from './regulars-rewards.js';

const opensItself = 'commandForElement' in HTMLButtonElement.prototype;

class RegularsPanel extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector('dialog');
    this.onclick = (event) => this.#press(event);
    this.onkeydown = (event) => this.#keepFocus(event);
    document.addEventListener('regulars:member', ({ detail }) => this.#show(detail));
    window.addEventListener('online', () => this.dialog.open && this.load());
    new MutationObserver(() => (this.dialog.open ? this.#opened() : this.#closed())).observe(this.dialog, {
      attributeFilter: ['open'],
    });
    if (this.dialog.open) this.#opened();
  }

  async load() {
    if (this.dataset.rgState === 'visitor') return;
    try {
      await load();
    } catch (problem) {
      fail(this, problem, 'load');
    }
  }

  #opened() {
    this.querySelector('.rg-title').focus();
    this.load();
  }

  #closed() {
    announce(this, '');
    if (this.dialog.cartIsOld) renewCart();
  }

  #press(event) {
    if (event.target === this.dialog && !('closedBy' in this.dialog)) this.dialog.close();
    const action = event.target.closest('[data-rg-do]')?.dataset.rgDo;
    if (action === 'open' && !opensItself && !this.dialog.open) this.dialog.showModal();
    if (action === 'close' && !opensItself) this.dialog.close();
  }

  /** A modal dialog keeps the page out; this also keeps Tab from leaving for the browser's own bars. */
  #keepFocus(event) {
    if (event.key !== 'Tab' || !this.dialog.open) return;
    const stops = [...this.dialog.querySelectorAll('a, button, summary, input, select, textarea')].filter(
      (stop) => stop.checkVisibility(),
    );
    if (event.shiftKey) stops.reverse();
    const here = document.activeElement;
    if (here !== stops.at(-1) && !(event.shiftKey && here.matches('.rg-title'))) return;
    event.preventDefault();
    stops[0].focus();
  }

  #show({ member, codes, history }) {
    if (!member) return;
    part(this, 'paused').hidden = member.status === 'active';
    const ready = part(this, 'ready');
    ready.textContent = codes.filter(({ kind, status }) => status === 'ready' && isDiscount(kind)).length;
    ready.parentNode.hidden = ready.textContent === '0';
    this.#showHistory(history);
  }

  #showHistory(history) {
    const box = this.querySelector('[data-rg-history]');
    if (!box) return;
    const pattern = part(box, 'pattern').content.firstElementChild;
    part(box, 'waiting').hidden = true;
    part(box, 'none').hidden = history.length > 0;
    const rows = history.map((entry) => {
      const row = pattern.cloneNode(true);
      part(row, 'text').textContent = entry.text;
      part(row, 'why').textContent = entry.why ?? '';
      part(row, 'time').textContent = day(entry.at);
      part(row, 'time').dateTime = entry.at;
      // Points that became available are neither more nor less.
      part(row, 'points').textContent = entry.points ? `${entry.points > 0 ? '+' : ''}${points(entry.points)}` : '';
      return row;
    });
    part(box, 'entries').replaceChildren(...rows);
  }
}

define('panel', RegularsPanel);
