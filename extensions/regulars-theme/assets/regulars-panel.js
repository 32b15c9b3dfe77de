/** <regulars-panel>: the launcher and its dialog. Brings fresh figures when opened, and shows the history. */
import { announce, config, day, define, emit, load, part, points } from './regulars-core.js';
import './regulars-rewards.js';

const opensItself = 'commandForElement' in HTMLButtonElement.prototype;

class RegularsPanel extends HTMLElement {
  cartIsOld = false;

  connectedCallback() {
    this.dialog = this.querySelector('dialog');
    this.addEventListener('click', (event) => this.#press(event));
    this.addEventListener('keydown', (event) => this.#keepFocus(event));
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
      announce(this, problem.message, 'error');
      emit('error', { code: problem.code, during: 'load' });
    }
  }

  #opened() {
    this.querySelector('.rg-title').focus();
    this.load();
  }

  #closed() {
    announce(this, '');
    if (this.cartIsOld && config.onCartPage) location.reload();
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
    const stops = [...this.dialog.querySelectorAll('a[href], button, summary, input, select, textarea')].filter(
      (stop) => stop.checkVisibility(),
    );
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    const here = document.activeElement;
    if (here !== edge && !(event.shiftKey && here.matches('.rg-title'))) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
  }

  #show({ member, codes, history }) {
    if (!member) return;
    this.querySelector('[data-rg-paused]').hidden = member.status === 'active';
    const ready = codes.filter((code) => code.status === 'ready').length;
    this.querySelector('[data-rg-badge]').hidden = ready === 0;
    this.querySelector('[data-rg-badge-count]').textContent = ready;
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
