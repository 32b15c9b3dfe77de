/**
 * Joining, what points buy, and the codes that came of it: <regulars-join>, <regulars-rewards> and <regulars-codes>, in the panel and in
 * blocks. One file, since one press needs all of it and together it is a third smaller.
 */
import { announce, call, config, day, define, emit, freshen, known, money, part, points, refresh, say, showBalance, unanswered, work } from './regulars-core.js';

/* The store's cart, by Shopify's Ajax API. Other codes stay as they were. */
/** `{cart}` or, with codes, the cart after it has been given exactly these. Throws when the store does not answer. */
async function cart(codes) {
  const options = codes && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ discount: codes.join(',') }),
  };
  const response = await fetch(`${codes ? config.cartUpdate : config.cart}.js`, options);
  if (!response.ok) throw new Error(`cart ${response.status}`);
  return response.json();
}

const same = (one, other) => one.toUpperCase() === other.toUpperCase();

/**
 * What came of it: `applied`, `cart_empty`, `minimum`, `cannot_combine`, or `unsupported` when this store's cart takes no
 * codes that way. A code that does not apply, or that would push another one out, is taken out again.
 */
async function applyCode(code, rewardId) {
  const before = await cart();
  if (before.item_count === 0) return { outcome: 'cart_empty' };
  const held = (before.discount_codes ?? []).filter((each) => !same(each.code, code));
  const after = await cart([...held.map((each) => each.code), code]);
  if (!after.discount_codes) return { outcome: 'unsupported' };
  const applies = (wanted) => after.discount_codes.some((each) => each.applicable && same(each.code, wanted));
  const lost = held.some((each) => each.applicable && !applies(each.code));
  if (applies(code) && !lost) return { outcome: 'applied', cart: after };
  await cart(held.map((each) => each.code));
  const minimumCents = known(rewardId)?.minimumCents ?? 0;
  return { outcome: before.items_subtotal_price < minimumCents ? 'minimum' : 'cannot_combine' };
}

/** Takes a canceled code out of the cart. Answers the cart, or null when the code was not in it. */
async function removeCode(code) {
  const codes = (await cart()).discount_codes ?? [];
  if (!codes.some((each) => same(each.code, code))) return null;
  return cart(codes.map((each) => each.code).filter((each) => !same(each, code)));
}

/** Whether a reward is a code for the cart; of an unknown kind it is. */
const isDiscount = (kind) => !kind || /off|chosen|free|price/.test(kind);

/** A member's live codes: copies one, uses it in the cart, or gives it back for its points. */
class RegularsCodes extends HTMLElement {
  #busy = false;

  #member = ({ detail }) => (this.codes = detail.codes);

  connectedCallback() {
    this.addEventListener('click', this);
    document.addEventListener('regulars:member', this.#member);
  }

  disconnectedCallback() {
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

  /** Shows the codes that the app told of, in its order: what was open stays so, else the first one is. */
  set codes(codes) {
    const pattern = part(this, 'pattern').content.firstElementChild;
    const rows = codes.map(({ redemptionId, rewardId, title, code, status, expiresAt, kind, cancellable }, index) => {
      const row = pattern.cloneNode(true);
      const made = status !== 'preparing';
      row.dataset.rgRedemption = redemptionId;
      row.dataset.rgReward = rewardId ?? '';
      row.firstElementChild.open = !index || this.querySelector(`[data-rg-redemption="${redemptionId}"] [open]`);
      part(row, 'title').textContent = title;
      part(row, 'code').textContent = code;
      part(row, 'how').textContent = say(made ? kind : 'making') || say(code ? '' : 'yours');
      part(row, 'expires').textContent = expiresAt ? say('expires', { date: day(expiresAt) }) : '';
      row.querySelector('[data-rg-do=copy]').hidden = !code;
      row.querySelector('[data-rg-do=back]').hidden = cancellable === false;
      const use = row.querySelector('a');
      use.hidden = !isDiscount(kind);
      use.href = this.#link(code);
      part(row, 'actions').hidden = !made;
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
        this.#cartChanged(cart);
      } else if (outcome === 'unsupported') {
        if (!before) location.assign(this.#link(code));
      } else {
        const minimum = known(rewardId)?.minimum;
        tell(outcome === 'minimum' ? minimum : say(outcome), before ? 'done' : 'error');
        emit('error', { code: outcome, during: 'apply' });
      }
    } catch {
      const code = unanswered();
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
      const cart = await removeCode(code).catch(() => null);
      if (cart) this.#cartChanged(cart);
    } catch (problem) {
      announce(this, problem.message, 'error');
      emit('error', { code: problem.code, during: 'cancel' });
    }
    await refresh();
    await freshen();
  }

  /** The totals of a cart page are old now. In the panel, the panel reloads the page when it is closed. */
  #cartChanged(cart) {
    emit('cart-updated', { cart });
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

const wait = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
/** An unanswered request is sent again under its id for this long; later a press means a new redemption. */
const requestLifeMs = 15 * 60_000;
/** A redemption whose answer was lost is asked for again at once: the same id is the same redemption. */
const retryDelays = [0.7, 2.5];
const pollDelays = [1, 1.5, 2, 3, 5, 8, 10, 10, 15, 15, 20];

/** Kept in the tab, so that a lost answer and a reload do not spend points twice. */
const ids = new Map();
const keyOf = (wish) => `regulars:${config.customer}:${wish}`;
const stored = (action) => {
  try {
    return action(sessionStorage);
  } catch {
    // No storage here: this page remembers.
  }
};

function requestId(wish) {
  const key = keyOf(wish);
  let kept = ids.get(key) ?? stored((storage) => JSON.parse(storage.getItem(key)));
  if (!kept || Date.now() - kept.at > requestLifeMs) kept = { id: crypto.randomUUID(), at: Date.now() };
  ids.set(key, kept);
  stored((storage) => storage.setItem(key, JSON.stringify(kept)));
  return kept.id;
}

function forget(wish) {
  ids.delete(keyOf(wish));
  stored((storage) => storage.removeItem(keyOf(wish)));
}

/**
 * Redeems, with the amount that the slider says, and tells what came of it. The page shows only what the app answered; between a press
 * and the answer it shows what will be, dimmed.
 */
class RegularsRewards extends HTMLElement {
  #available = 0;
  #polled = new Set();
  #member = ({ detail }) => this.#show(detail);

  connectedCallback() {
    this.#available = Number(this.dataset.rgAvailable);
    this.addEventListener('click', this);
    this.addEventListener('input', this);
    document.addEventListener('regulars:member', this.#member);
    if (!this.closest('regulars-panel') && this.closest('[data-rg-state=member]')) refresh();
  }

  disconnectedCallback() {
    document.removeEventListener('regulars:member', this.#member);
  }

  handleEvent({ type, target }) {
    const control = target.closest('[data-rg-do]');
    if (type === 'input' && control) this.#slide(control);
    else if (control?.dataset.rgDo === 'redeem') this.#redeem(control);
  }

  #slide(range) {
    const { costPoints, amountCents } = known(range.closest('.rg-reward').dataset.rgReward);
    const text = say('trade', { points: points(costPoints * range.value), amount: money(amountCents * range.value) });
    range.nextElementSibling.textContent = text;
    range.ariaValueText = text;
  }

  #show({ member, rewards, codes }) {
    if (!member) return;
    this.#available = member.availablePoints;
    for (const row of this.querySelectorAll('.rg-reward')) {
      const reward = rewards.find((each) => each.id === row.dataset.rgReward);
      row.hidden = !reward;
      if (!reward) continue;
      const { affordable, left, missingPoints = 0, steps, why, whyNot } = reward;
      const missing = row.querySelector('[data-rg-missing]');
      row.querySelector('[data-rg-do=redeem]').hidden = !affordable || member.status !== 'active';
      missing.hidden = affordable;
      missing.textContent =
        whyNot === 'insufficient_points' || !why ? say('missing', { points: points(missingPoints) }) : why;
      row.querySelector('[data-rg-left]').textContent = typeof left === 'number' ? ` · ${say('left', { number: left })}` : '';
      const slider = row.querySelector('.rg-slider');
      if (!slider || !steps) continue;
      slider.hidden = !affordable || steps.affordable < 2;
      const range = slider.querySelector('input');
      range.max = Math.max(1, steps.affordable);
      this.#slide(range);
    }
    for (const code of codes) if (code.status === 'preparing') this.#poll(code.redemptionId, code.rewardId);
  }

  async #redeem(button) {
    if (work.busy) return;
    work.busy = true;
    const row = button.closest('.rg-reward');
    const { rgReward: rewardId } = row.dataset;
    const before = this.#available;
    const steps = Number(row.querySelector('[data-rg-do=slide]')?.value ?? 1);
    const wish = steps > 1 ? `${rewardId}:${steps}` : rewardId;
    const root = this.closest('[data-rg-root]');
    button.ariaDisabled = 'true';
    root.dataset.rgBusy = '';
    announce(this, say('redeeming'));
    showBalance(before - (known(rewardId)?.costPoints ?? 0) * steps);
    let answer;
    try {
      answer = await this.#ask({ rewardId, requestId: requestId(wish), ...(steps > 1 ? { steps } : {}) });
      forget(wish);
    } catch (problem) {
      if (problem.answered) forget(wish);
      showBalance(before);
      announce(this, problem.message, 'error');
      emit('error', { code: problem.code, during: 'redeem' });
    }
    button.ariaDisabled = null;
    delete root.dataset.rgBusy;
    work.busy = false;
    if (answer) await this.#settle(answer, rewardId);
    else await refresh();
  }

  /** Sends a redemption, again if nobody answered. */
  async #ask(redemption) {
    for (const seconds of retryDelays) {
      try {
        return await call('redeem', redemption);
      } catch (problem) {
        if (problem.answered || problem.code === 'offline') throw problem;
        await wait(seconds);
      }
    }
    return call('redeem', redemption);
  }

  /** Shows what an answer about a redemption says. */
  async #settle(answer, rewardId) {
    const { status, redemptionId, availablePoints, kind, code } = answer;
    showBalance(availablePoints);
    this.#available = availablePoints;
    if (status === 'preparing') {
      announce(this, say('preparing'));
      await refresh();
      return this.#poll(redemptionId, rewardId);
    }
    if (status === 'returned') {
      announce(this, say('returned', { points: points(availablePoints) }), 'error');
      emit('error', { code: 'returned', during: 'redeem' });
      return refresh();
    }
    const isCode = isDiscount(kind);
    const reward = answer.title ?? known(rewardId)?.title ?? '';
    const told = say(isCode ? 'redeemed' : 'delivered', { reward });
    announce(this, isCode ? told : `${told} ${say(kind)} ${code ?? ''}`.trim());
    emit('redeemed', { redemptionId, rewardId, code, availablePoints });
    await refresh();
    this.closest('.rg-body')?.scrollTo(0, 0);
    const codes = this.closest('[data-rg-root]').querySelector('regulars-codes');
    if (isCode && this.closest('[data-rg-apply=true]')) await codes?.apply(code, rewardId, told);
    freshen();
  }

  /** Asks again, ever more rarely, until the code is there or the points are back. */
  async #poll(redemptionId, rewardId) {
    if (this.#polled.has(redemptionId)) return;
    this.#polled.add(redemptionId);
    for (const seconds of pollDelays) {
      await wait(seconds);
      if (!this.isConnected) break;
      const answer = await call(`redemptions/${encodeURIComponent(redemptionId)}`).catch(() => null);
      if (!answer || answer.status === 'preparing') continue;
      this.#polled.delete(redemptionId);
      return this.#settle({ redemptionId, ...answer }, rewardId);
    }
    this.#polled.delete(redemptionId);
    announce(this, say('still_preparing'));
  }
}

/** A customer becomes a member by one press. */
class RegularsJoin extends HTMLElement {
  connectedCallback() {
    this.addEventListener('click', this);
  }

  async handleEvent() {
    if (this.busy) return;
    this.busy = true;
    const root = this.closest('[data-rg-root]');
    try {
      const { member } = await call('join', {});
      announce(this, say('joined'));
      emit('joined', { member });
      await refresh();
      await freshen('.rg-card[data-rg-root]');
      const now = document.getElementById(root.id);
      (now.querySelector('.rg-title') ?? now.querySelector('h2'))?.focus();
      if (now !== root) announce(now, say('joined'));
    } catch (problem) {
      announce(this, problem.message, 'error');
      emit('error', { code: problem.code, during: 'join' });
    }
    this.busy = false;
    await freshen();
  }
}

define('codes', RegularsCodes);
define('rewards', RegularsRewards);
define('join', RegularsJoin);
