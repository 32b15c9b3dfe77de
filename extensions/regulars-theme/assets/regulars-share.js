/** <regulars-share>: the member's link for friends. Copies it or hands it to the device; makes the code where there is none. */
import { call, define } from './regulars-core.js';
import { device } from './regulars-referral.js';

class RegularsShare extends HTMLElement {
  connectedCallback() {
    this.words = JSON.parse(this.querySelector('[data-rg=words]').textContent);
    this.field = this.querySelector('input');
    this.querySelector('[data-rg-do=share]').hidden = !navigator.share;
    this.addEventListener('click', (event) => this.#press(event.target.closest('[data-rg-do]')?.dataset.rgDo));
  }

  async #press(action) {
    if (!action) return;
    const told = this.querySelector('[data-rg=told]');
    try {
      const { code, friends = [], rewardedFriends = 0 } = (await call('referral', { device: await device().catch(() => undefined) })).referral ?? {};
      if (!code) return;
      this.field.value = `${this.dataset.rgShop}/?ref=${code}`;
      this.field.hidden = false;
      const held = friends.filter(({ state }) => state === 'held').length;
      const say = (key, count) => (count ? this.words[key].replace('{count}', count) : '');
      told.textContent = `${say('rewarded', rewardedFriends)} ${say('held', held)}`;
      if (action === 'share') await navigator.share({ url: this.field.value }).catch(() => {});
      else {
        this.field.select();
        await navigator.clipboard.writeText(this.field.value);
        told.textContent = `${this.words.copied} ${told.textContent}`;
      }
    } catch (problem) {
      told.textContent = problem.answered === undefined ? '' : problem.message;
    }
  }
}

define('share', RegularsShare);
