/**
 * <regulars-panel>: the launcher and its dialog. Brings fresh figures when opened, redeems rewards, lets a customer join.
 * The page shows only what the app answered; between a press and the answer it shows what will be, dimmed.
 */
import './regulars-codes.js';
import { call } from './regulars-client.js';
import { announce, config, day, emit, points, say, showBalance, showExpiry, titleOf } from './regulars-view.js';

const opensItself = 'commandForElement' in HTMLButtonElement.prototype;
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
/** An unanswered request is sent again under its id for this long; later a press means a new redemption. */
const requestLifeMs = 15 * 60_000;
/** A redemption whose answer was lost is asked for again at once: the same id is the same redemption. */
const retryDelaysMs = [700, 2500];
const pollDelaysMs = [1000, 1500, 2000, 3000, 5000, 8000, 10_000, 10_000, 15_000, 15_000, 20_000];

/** Kept in the tab, so that a lost answer and a reload do not spend points twice. */
class RequestIds {
  #fallback = new Map();
  #key = (rewardId) => `regulars:${config.customer}:${rewardId}`;

  get(rewardId) {
    const key = this.#key(rewardId);
    let kept = this.#fallback.get(key);
    try {
      kept ??= JSON.parse(sessionStorage.getItem(key) ?? 'null');
    } catch {
      // No storage here: this page remembers.
    }
    if (!kept || Date.now() - kept.at > requestLifeMs) kept = { id: crypto.randomUUID(), at: Date.now() };
    this.#fallback.set(key, kept);
    try {
      sessionStorage.setItem(key, JSON.stringify(kept));
    } catch {
      // As above.
    }
    return kept.id;
  }

  forget(rewardId) {
    const key = this.#key(rewardId);
    this.#fallback.delete(key);
    try {
      sessionStorage.removeItem(key);
    } catch {
      // As above.
    }
  }
}

class RegularsPanel extends HTMLElement {
  cartIsOld = false;
  #requestIds = new RequestIds();
  #busy = false;
  #turn = 0;
  #available = 0;
  #polled = new Set();

  connectedCallback() {
    this.dialog = this.querySelector('dialog');
    this.codes = this.querySelector('regulars-codes');
    this.#available = Number(this.dataset.rgAvailable);
    this.addEventListener('click', (event) => this.#press(event));
    this.addEventListener('keydown', (event) => this.#keepFocus(event));
    this.addEventListener('regulars:changed', () => this.load());
    window.addEventListener('online', () => this.dialog.open && this.load());
    new MutationObserver(() => (this.dialog.open ? this.#opened() : this.#closed())).observe(this.dialog, {
      attributeFilter: ['open'],
    });
    if (this.dialog.open) this.#opened();
  }

  /** Asks the app how things stand and shows it. A later question makes an earlier answer void. */
  async load() {
    if (this.dataset.rgState === 'visitor') return;
    const turn = ++this.#turn;
    try {
      const answer = await call('member');
      if (turn === this.#turn && !this.#busy) this.#show(answer);
    } catch (problem) {
      if (turn === this.#turn) this.#fail(problem, 'load');
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
    const control = event.target.closest('[data-rg-do]');
    const action = control?.dataset.rgDo;
    if (action === 'open' && !opensItself && !this.dialog.open) this.dialog.showModal();
    if (action === 'close' && !opensItself) this.dialog.close();
    if (action === 'join') this.#join();
    if (action === 'redeem') this.#redeem(control);
  }

  /** A modal dialog keeps the page out; this also keeps Tab from leaving for the browser's own bars. */
  #keepFocus(event) {
    if (event.key !== 'Tab' || !this.dialog.open) return;
    const stops = [...this.dialog.querySelectorAll('a[href], button, summary')].filter((stop) =>
      stop.checkVisibility(),
    );
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    const here = document.activeElement;
    if (here !== edge && !(event.shiftKey && here.matches('.rg-title'))) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
  }

  #show({ member, rewards, codes, history }) {
    this.dataset.rgState = member ? 'member' : 'guest';
    if (!member) return;
    this.#available = member.availablePoints;
    showBalance(member.availablePoints, member.pendingPoints);
    showExpiry(member.nextExpiry);
    const active = member.status === 'active';
    this.querySelector('[data-rg-paused]').hidden = active;
    this.#showRewards(rewards, active);
    this.codes.codes = codes;
    const ready = codes.filter((code) => code.status === 'ready').length;
    this.querySelector('[data-rg-badge]').hidden = ready === 0;
    this.querySelector('[data-rg-badge-count]').textContent = ready;
    this.#showHistory(history);
    for (const code of codes) if (code.status === 'preparing') this.#poll(code.redemptionId, code.rewardId);
  }

  #showRewards(rewards, active) {
    for (const row of this.querySelectorAll('.rg-reward')) {
      const reward = rewards.find((each) => each.id === row.dataset.rgReward);
      row.hidden = !reward;
      if (!reward) continue;
      const missing = row.querySelector('[data-rg-missing]');
      row.querySelector('[data-rg-do=redeem]').hidden = !reward.affordable || !active;
      missing.hidden = reward.affordable;
      missing.textContent = say('missing', { points: points(reward.missingPoints ?? 0) });
    }
  }

  #showHistory(history) {
    const box = this.querySelector('[data-rg-history]');
    if (!box) return;
    const part = (root, name) => root.querySelector(`[data-rg=${name}]`);
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

  #fail(problem, during) {
    announce(this, problem.message, 'error');
    emit('error', { code: problem.code, during });
  }

  async #join() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await call('join', {});
      announce(this, say('joined'));
    } catch (problem) {
      this.#fail(problem, 'join');
    }
    this.#busy = false;
    await this.load();
  }

  async #redeem(button) {
    if (this.#busy) return;
    this.#busy = true;
    const rewardId = button.closest('[data-rg-reward]').dataset.rgReward;
    const before = this.#available;
    const costPoints = config.rewards.find((reward) => reward.id === rewardId)?.costPoints ?? 0;
    button.ariaDisabled = 'true';
    this.dataset.rgBusy = '';
    announce(this, say('redeeming'));
    showBalance(before - costPoints);
    let answer;
    try {
      answer = await this.#ask({ rewardId, requestId: this.#requestIds.get(rewardId) });
      this.#requestIds.forget(rewardId);
    } catch (problem) {
      if (problem.answered) this.#requestIds.forget(rewardId);
      showBalance(before);
      this.#fail(problem, 'redeem');
    }
    button.ariaDisabled = null;
    delete this.dataset.rgBusy;
    this.#busy = false;
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
    showBalance(answer.availablePoints);
    this.#available = answer.availablePoints;
    if (answer.status === 'preparing') {
      announce(this, say('preparing'));
      await this.#refresh();
      return this.#poll(answer.redemptionId, rewardId);
    }
    if (answer.status === 'returned') {
      announce(this, say('returned', { points: points(answer.availablePoints) }), 'error');
      emit('error', { code: 'returned', during: 'redeem' });
      return this.#refresh();
    }
    const told = say('redeemed', { reward: answer.title ?? titleOf(rewardId) });
    announce(this, told);
    const { redemptionId, code, availablePoints } = answer;
    emit('redeemed', { redemptionId, rewardId, code, availablePoints });
    await this.#refresh();
    this.querySelector('.rg-body').scrollTop = 0;
    if (this.dataset.rgApply === 'true') await this.codes.apply(code, rewardId, told);
  }

  /** Like load, but what was just announced stays when the app cannot be reached. */
  async #refresh() {
    const turn = ++this.#turn;
    const answer = await call('member').catch(() => null);
    if (answer && turn === this.#turn) this.#show(answer);
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
    announce(this, say('stillPreparing'));
  }
}

if (!customElements.get('regulars-panel')) customElements.define('regulars-panel', RegularsPanel);
