/**
 * <regulars-codes>: a member's live codes. Copies one, uses it in the cart, or gives it back for its points. Works on its
 * own in blocks and inside <regulars-panel>.
 */
import { call, freshen, refresh } from './regulars-client.js';
import { applyCode, removeCode } from './regulars-cart.js';
import { announce, config, day, emit, points, say, showBalance, titleOf } from './regulars-view.js';

const part = (root, name) => root.querySelector(`[data-rg=${name}]`);

/** Whether a reward is a code for the cart; of an unknown kind it is. */
export const isDiscount = (kind) => !kind || /off|chosen|free|price/.test(kind);

class RegularsCodes extends HTMLElement {
  #busy = false;

  #member = ({ detail }) => (this.codes = detail.codes);

  connectedCallback() {
    this.addEventListener('click', this);
    document.addEventListener('regulars:member', this.#member);
  }

  disconnectedCallback() {
    this.removeEventListener('click', this);
    document.removeEventListener('regulars:member', this.#member);
  }

  handleEvent(event) {
    const control = event.target.closest('[data-rg-do]');
    const row = control?.closest('[data-rg-redemption]');
    if (!row) return;
    event.preventDefault();
    const action = control.dataset.rgDo;
    if (action === 'copy') this.#copy(row);
    if (action === 'apply') this.#once(control, () => this.apply(part(row, 'code').textContent, row.dataset.rgReward));
    if (action === 'back') this.#once(control, () => this.#giveBack(row));
  }

  /** Shows the codes that the app told of, in its order. */
  set codes(codes) {
    const pattern = part(this, 'pattern').content.firstElementChild;
    const rows = codes.map(({ redemptionId, rewardId, title, code, status, expiresAt, kind, cancellable }) => {
      const row = pattern.cloneNode(true);
      const made = status !== 'preparing';
      const ready = made && Boolean(code);
      row.dataset.rgRedemption = redemptionId;
      row.dataset.rgReward = rewardId ?? '';
      part(row, 'title').textContent = title ?? titleOf(rewardId);
      part(row, 'code').textContent = ready ? code : made ? say('yours') : say('making');
      part(row, 'expires').textContent = expiresAt ? say('expires', { date: day(expiresAt) }) : '';
      row.querySelector('[data-rg-do=copy]').hidden = !ready;
      row.querySelector('[data-rg-do=back]').hidden = cancellable === false;
      const use = row.querySelector('a');
      use.hidden = !isDiscount(kind);
      use.href = this.#link(code);
      part(row, 'actions').hidden = !made || (use.hidden && cancellable === false);
      return row;
    });
    part(this, 'list').replaceChildren(...rows);
  }

  /** Uses a code in the cart and says what came of it; `before` is said first. Never throws. */
  async apply(code, rewardId, before = '') {
    const tell = (text, kind) => announce(this, `${before} ${text}`.trim(), kind);
    try {
      const { outcome, cart } = await applyCode(code, rewardId);
      if (outcome === 'applied') {
        tell(say('applied'));
        emit('code-applied', { code, rewardId, cart });
        this.#cartChanged();
      } else if (outcome === 'unsupported') {
        if (!before) location.assign(this.#link(code));
      } else {
        const minimum = config.rewards.find((reward) => reward.id === rewardId)?.minimum;
        tell(outcome === 'minimum' ? minimum : say(outcome), before ? 'done' : 'error');
        emit('error', { code: outcome, during: 'apply' });
      }
    } catch {
      const code = navigator.onLine ? 'failed' : 'offline';
      if (!before) tell(say(code), 'error');
      emit('error', { code, during: 'apply' });
    }
  }

  #link(code) {
    return `/discount/${encodeURIComponent(code ?? '')}?redirect=${encodeURIComponent(config.cart)}`;
  }

  async #copy(row) {
    const code = part(row, 'code');
    try {
      await navigator.clipboard.writeText(code.textContent);
      announce(this, say('copied'));
    } catch {
      getSelection().selectAllChildren(code);
      announce(this, say('copy_failed'), 'error');
    }
  }

  async #giveBack(row) {
    const { rgRedemption: redemptionId } = row.dataset;
    const code = part(row, 'code').textContent;
    try {
      const { availablePoints } = await call(`redemptions/${encodeURIComponent(redemptionId)}/cancel`, {});
      row.remove();
      showBalance(availablePoints);
      announce(this, say('taken_back', { points: points(availablePoints) }));
      emit('returned', { redemptionId, availablePoints });
      if (await removeCode(code).catch(() => false)) this.#cartChanged();
    } catch (problem) {
      announce(this, problem.message, 'error');
      emit('error', { code: problem.code, during: 'cancel' });
    }
    await refresh().catch(() => {});
    await freshen();
  }

  /** The totals of a cart page are old now. In the panel, the panel reloads the page when it is closed. */
  #cartChanged() {
    const panel = this.closest('regulars-panel');
    if (panel) panel.cartIsOld = true;
    else if (config.onCartPage) location.reload();
  }

  async #once(control, action) {
    if (this.#busy) return;
    this.#busy = true;
    control.ariaDisabled = 'true';
    await action();
    control.ariaDisabled = null;
    this.#busy = false;
  }
}

if (!customElements.get('regulars-codes')) customElements.define('regulars-codes', RegularsCodes);
