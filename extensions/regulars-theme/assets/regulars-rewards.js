/**
 * Joining, what points buy, and the codes that came of it: <regulars-join>, <regulars-rewards> and <regulars-codes>, in the panel and in
 * blocks. One file, since one press needs all of it and together it is a third smaller.
 */
import { announce, arrange, ask, call, config, day, define, emit, fail, freshen, known, leave, money, once, part, points, refresh, say, showBalance, unanswered } from './regulars-core.js';

/* The store's cart, by Shopify's Ajax API. Other codes stay as they were. */
/** The cart or, with codes, the cart after it has been given exactly these. Throws when the store does not answer. */
async function cart(codes) {
  const discount = codes?.map(({ code }) => code).join(',');
  const response = await ask(`${codes ? config.cartUpdate : config.cart}.js`, codes && { discount });
  if (!response.ok) throw new Error(`cart ${response.status}`);
  return response.json();
}

let queue = Promise.resolve();
/** What is done with the cart is done one thing after the other, whichever block it was pressed in. */
const inTurn = (deed) => (queue = queue.then(deed, deed));

/** The totals of a cart page are old. It is read anew when nothing is left to be done with the cart. */
export const renewCart = () => config.onCartPage && inTurn(() => location.reload());

/** Codes that were given back, which no press that waited may put into the cart again, unless the app tells of them once more. */
const returned = new Set();

const same = (one, other) => one.toUpperCase() === other.toUpperCase();
const without = (code, { discount_codes: codes = [] }) => codes.filter((each) => !same(each.code, code));

/**
 * What came of it: `applied`, `cart_empty`, `minimum`, `cannot_combine`, or `unsupported` when this store's cart takes no
 * codes that way. A code that does not apply, or that would push another one out, is taken out again.
 */
async function applyCode(code, rewardId) {
  if (returned.has(code)) return {};
  const before = await cart();
  if (before.item_count === 0) return { outcome: 'cart_empty' };
  const held = without(code, before);
  const after = await cart([...held, { code }]);
  if (!after.discount_codes) return { outcome: 'unsupported' };
  const applies = (wanted) => after.discount_codes.some((each) => each.applicable && same(each.code, wanted));
  const lost = held.some((each) => each.applicable && !applies(each.code));
  if (applies(code) && !lost) return { outcome: 'applied', cart: after };
  await cart(held);
  const isTooLittle = before.items_subtotal_price < known(rewardId)?.minimumCents;
  return { outcome: isTooLittle ? 'minimum' : 'cannot_combine' };
}

/** Takes a canceled code out of the cart. Answers the cart, or false when the code was not in it. */
async function removeCode(code) {
  const now = await cart();
  const rest = without(code, now);
  return rest.length < now.discount_codes?.length && cart(rest);
}

/** Whether a reward is a code for the cart; of an unknown kind it is. */
export const isDiscount = (kind) => !kind || /off|chosen|free|price/.test(kind);

/** A member's live codes: copies one, uses it in the cart, or gives it back for its points. */
class RegularsCodes extends HTMLElement {
  connectedCallback() {
    this.onclick = (event) => this.#press(event);
    document.addEventListener('regulars:member', this);
  }

  disconnectedCallback() {
    document.removeEventListener('regulars:member', this);
  }

  #press(event) {
    const control = event.target.closest('[data-rg-do]');
    const row = control?.closest('[data-rg-redemption]');
    if (!row) return;
    event.preventDefault();
    const code = part(row, 'code');
    const actions = {
      copy: () => this.#copy(code),
      apply: () => this.apply(code.textContent, row.dataset.rgReward),
      back: () => inTurn(() => this.#giveBack(row, code.textContent)),
    };
    once(control, actions[control.dataset.rgDo]);
  }

  /** Shows the codes that the app told of, in its order. A row of which nothing new is known is not touched; of new ones the first is open. */
  handleEvent({ detail }) {
    const list = part(this, 'list');
    const rows = detail.codes.map((told, index) => {
      const { redemptionId, rewardId, title, code, status, expiresAt, kind, cancellable } = told;
      const key = JSON.stringify(told);
      returned.delete(code);
      let row = list.querySelector(`[data-rg-redemption="${redemptionId}"]`);
      if (row?.key === key) return row;
      if (!row) {
        row = part(this, 'pattern').content.firstElementChild.cloneNode(true);
        row.firstElementChild.open = !index;
      }
      const made = status !== 'preparing';
      row.key = key;
      row.dataset.rgRedemption = redemptionId;
      row.dataset.rgReward = rewardId ?? '';
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
    arrange(list, rows);
  }

  /** Uses a code in the cart and says what came of it; `before` is said first. Never throws. */
  async apply(code, rewardId, before = '') {
    const { outcome, cart, isLost } = await inTurn(() => applyCode(code, rewardId)).catch(() => ({
      outcome: unanswered(),
      isLost: true,
    }));
    const tell = (text, kind) => announce(this, `${before} ${text}`.trim(), kind);
    if (outcome === 'applied') {
      tell(say('applied'));
      emit('code-applied', { code, rewardId, cart });
      this.#cartChanged(cart);
    } else if (outcome === 'unsupported') {
      if (!before) location.assign(this.#link(code));
    } else if (outcome) {
      const text = outcome === 'minimum' ? known(rewardId)?.minimum : say(outcome);
      if (!before || !isLost) tell(text, before ? 'done' : 'error');
      emit('error', { code: outcome, during: 'apply' });
    }
  }

  #link(code) {
    return `/discount/${encodeURIComponent(code ?? '')}?redirect=${encodeURIComponent(config.cart)}`;
  }

  async #copy(code) {
    try {
      await navigator.clipboard.writeText(code.textContent);
      announce(this, say('copied'));
    } catch {
      getSelection().selectAllChildren(code);
      announce(this, say('copy_failed'), 'error');
    }
  }

  async #giveBack(row, code) {
    const { rgRedemption: redemptionId } = row.dataset;
    try {
      const { availablePoints } = await call(`redemptions/${redemptionId}/cancel`, {});
      returned.add(code);
      leave(row);
      row.remove();
      showBalance(availablePoints);
      announce(this, say('taken_back', { points: points(availablePoints) }));
      emit('returned', { redemptionId, availablePoints });
    } catch (problem) {
      fail(this, problem, 'cancel');
    }
    refresh();
    freshen();
    const cart = returned.has(code) && (await removeCode(code).catch(() => {}));
    if (cart) this.#cartChanged(cart);
  }

  /** While the panel is open it hides a cart page, which is read anew when it is closed. */
  #cartChanged(cart) {
    emit('cart-updated', { cart });
    const panel = this.closest('.rg-panel[open]');
    if (panel) panel.cartIsOld = true;
    else renewCart();
  }
}

const wait = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
/** An unanswered request is sent again under its id for this long; later a press means a new redemption. */
const requestLifeMs = 15 * 60_000;

/** Kept in the tab, so that a lost answer and a reload do not spend points twice; where there is no storage, in the page. */
const storageKey = `regulars:${config.customer}`;
let requests = {};
try {
  requests = JSON.parse(sessionStorage[storageKey]);
} catch {
  // None are kept.
}

/** Of a wish that is fulfilled or refused, nothing is kept. */
function keep(wish, request) {
  requests[wish] = request;
  try {
    sessionStorage[storageKey] = JSON.stringify(requests);
  } catch {
    // No storage here.
  }
}

function requestId(wish) {
  if (!(requests[wish]?.at > Date.now() - requestLifeMs)) keep(wish, { id: crypto.randomUUID(), at: Date.now() });
  return requests[wish].id;
}

/** The member's points, as the app or the page told last. */
let available;
/** Redemptions whose codes one of the page's blocks waits for. */
const polled = new Set();

/** One redemption at a time: the balance that the others go by is not known. */
function setBusy(busy) {
  document.body.toggleAttribute('data-rg-busy', busy);
  for (const button of document.querySelectorAll('[data-rg-do=redeem]')) button.ariaDisabled = busy || null;
}

/**
 * Redeems, with the amount that the slider says, and tells what came of it. The page shows only what the app answered; between a press
 * and the answer it shows what will be, dimmed.
 */
class RegularsRewards extends HTMLElement {
  connectedCallback() {
    available ??= Number(this.dataset.rgAvailable);
    this.onclick = ({ target }) => this.#redeem(target.closest('[data-rg-do=redeem]'));
    this.oninput = ({ target }) => this.#slide(target);
    document.addEventListener('regulars:member', this);
    if (this.closest('.rg-card[data-rg-state=member]')) refresh();
  }

  disconnectedCallback() {
    document.removeEventListener('regulars:member', this);
  }

  #slide(range) {
    const { costPoints, amountCents } = known(range.closest('.rg-reward').dataset.rgReward);
    const text = say('trade', { points: points(costPoints * range.value), amount: money(amountCents * range.value) });
    range.nextElementSibling.textContent = text;
    range.ariaValueText = text;
  }

  handleEvent({ detail: { member, rewards, codes } }) {
    if (!member) return;
    available = member.availablePoints;
    for (const row of this.querySelectorAll('.rg-reward')) {
      const reward = rewards.find((each) => each.id === row.dataset.rgReward);
      row.hidden = !reward;
      if (!reward) continue;
      const { affordable, left, missingPoints = 0, steps, why, whyNot } = reward;
      const missing = row.querySelector('[data-rg-missing]');
      const button = row.querySelector('[data-rg-do=redeem]');
      const isBarred = !affordable || member.status !== 'active';
      if (isBarred) leave(button);
      button.hidden = isBarred;
      missing.hidden = affordable;
      missing.textContent =
        whyNot === 'insufficient_points' || !why ? say('missing', { points: points(missingPoints) }) : why;
      row.querySelector('[data-rg-left]').textContent = typeof left === 'number' ? ` · ${say('left', { number: left })}` : '';
      const range = row.querySelector('[data-rg-do=slide]');
      if (!range || !steps) continue;
      range.parentNode.hidden = !affordable || steps.affordable < 2;
      range.max = Math.max(1, steps.affordable);
      this.#slide(range);
    }
    for (const code of codes) if (code.status === 'preparing') this.#poll(code.redemptionId, code.rewardId);
  }

  async #redeem(button) {
    if (!button || button.ariaDisabled) return;
    const row = button.closest('.rg-reward');
    const { rgReward: rewardId } = row.dataset;
    const before = available;
    const steps = Number(row.querySelector('[data-rg-do=slide]')?.value ?? 1);
    const wish = steps > 1 ? `${rewardId}:${steps}` : rewardId;
    setBusy(true);
    announce(this, say('redeeming'));
    showBalance(before - (known(rewardId)?.costPoints ?? 0) * steps);
    let answer;
    try {
      answer = await this.#ask({ rewardId, requestId: requestId(wish), steps: steps > 1 ? steps : undefined });
      keep(wish);
    } catch (problem) {
      if (problem.answered) keep(wish);
      showBalance(before);
      fail(this, problem, 'redeem');
    }
    setBusy(false);
    if (answer) await this.#settle(answer, rewardId);
    else await refresh();
  }

  /** Sends a redemption, again at once if the answer was lost: the same id is the same redemption. */
  async #ask(redemption) {
    for (const seconds of [0.7, 2.5, 0]) {
      try {
        return await call('redeem', redemption);
      } catch (problem) {
        if (problem.answered || problem.code === 'offline' || !seconds) throw problem;
        await wait(seconds);
      }
    }
  }

  /** Shows what an answer about a redemption says. */
  async #settle(answer, rewardId) {
    const { status, redemptionId, availablePoints, kind, code, title: reward } = answer;
    showBalance(availablePoints);
    available = availablePoints;
    if (status === 'preparing') {
      announce(this, say('preparing'));
      this.#poll(redemptionId, rewardId);
      return refresh();
    }
    if (status === 'returned') {
      fail(this, { code: status, message: say(status, { points: points(availablePoints) }) }, 'redeem');
      return refresh();
    }
    const isCode = isDiscount(kind);
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
    if (polled.has(redemptionId)) return;
    polled.add(redemptionId);
    let answer;
    for (let seconds = 1; !answer && seconds < 30 && this.isConnected; seconds *= 1.4) {
      await wait(seconds);
      answer = await call(`redemptions/${redemptionId}`).catch(() => {});
      if (answer?.status === 'preparing') answer = null;
    }
    polled.delete(redemptionId);
    if (answer) this.#settle({ redemptionId, ...answer }, rewardId);
    else announce(this, say('still_preparing'));
  }
}

/** A customer becomes a member by one press. */
class RegularsJoin extends HTMLElement {
  connectedCallback() {
    this.onclick = () => once(this.firstElementChild, () => this.#join());
  }

  async #join() {
    const root = this.closest('[data-rg-root]');
    try {
      const { member } = await call('join', {});
      announce(this, say('joined'));
      emit('joined', { member });
      await refresh();
      await freshen('.rg-card[data-rg-root]');
      const now = document.getElementById(root.id);
      now.querySelector('[tabindex]')?.focus();
      if (now !== root) announce(now, say('joined'));
    } catch (problem) {
      fail(this, problem, 'join');
    }
    await freshen();
  }
}

define('codes', RegularsCodes);
define('rewards', RegularsRewards);
define('join', RegularsJoin);
