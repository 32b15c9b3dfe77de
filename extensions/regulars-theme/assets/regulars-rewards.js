/**
 * <regulars-rewards>: what points buy. Redeems, with the amount that the slider says, and tells what came of it. The page shows
 * only what the app answered; between a press and the answer it shows what will be, dimmed.
 */
import { isDiscount } from './regulars-codes.js';
import { call, freshen, refresh, work } from './regulars-client.js';
import { announce, config, emit, money, points, say, showBalance, titleOf } from './regulars-view.js';

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
/** An unanswered request is sent again under its id for this long; later a press means a new redemption. */
const requestLifeMs = 15 * 60_000;
/** A redemption whose answer was lost is asked for again at once: the same id is the same redemption. */
const retryDelaysMs = [700, 2500];
const pollDelaysMs = [1000, 1500, 2000, 3000, 5000, 8000, 10_000, 10_000, 15_000, 15_000, 20_000];

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

const known = (rewardId) => config.rewards.find((reward) => reward.id === rewardId);

class RegularsRewards extends HTMLElement {
  #available = 0;
  #polled = new Set();
  #member = ({ detail }) => this.#show(detail);

  connectedCallback() {
    this.#available = Number(this.dataset.rgAvailable);
    this.addEventListener('click', this);
    this.addEventListener('input', this);
    document.addEventListener('regulars:member', this.#member);
    if (!this.closest('regulars-panel') && this.closest('[data-rg-state=member]')) refresh().catch(() => {});
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
      const { affordable, left, missingPoints = 0, steps, why, whyNot = 'insufficient_points' } = reward;
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
    else await this.#refresh();
  }

  /** Sends a redemption, again if nobody answered. */
  async #ask(redemption) {
    for (const delayMs of retryDelaysMs) {
      try {
        return await call('redeem', redemption);
      } catch (problem) {
        if (problem.answered || problem.code === 'offline') throw problem;
        await wait(delayMs);
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
      await this.#refresh();
      return this.#poll(redemptionId, rewardId);
    }
    if (status === 'returned') {
      announce(this, say('returned', { points: points(availablePoints) }), 'error');
      emit('error', { code: 'returned', during: 'redeem' });
      return this.#refresh();
    }
    const isCode = isDiscount(kind);
    const reward = answer.title ?? titleOf(rewardId);
    const told = say(isCode ? 'redeemed' : 'delivered', { reward });
    announce(this, isCode ? told : `${told} ${say(kind)} ${code ?? ''}`.trim());
    emit('redeemed', { redemptionId, rewardId, code, availablePoints });
    await this.#refresh();
    this.closest('.rg-body')?.scrollTo(0, 0);
    const codes = this.closest('[data-rg-root]').querySelector('regulars-codes');
    if (isCode && this.closest('[data-rg-apply=true]')) await codes?.apply(code, rewardId, told);
    freshen();
  }

  /** What was just announced stays when the app cannot be reached. */
  #refresh() {
    return refresh().catch(() => {});
  }

  /** Asks again, ever more rarely, until the code is there or the points are back. */
  async #poll(redemptionId, rewardId) {
    if (this.#polled.has(redemptionId)) return;
    this.#polled.add(redemptionId);
    for (const delayMs of pollDelaysMs) {
      await wait(delayMs);
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

if (!customElements.get('regulars-rewards')) customElements.define('regulars-rewards', RegularsRewards);
