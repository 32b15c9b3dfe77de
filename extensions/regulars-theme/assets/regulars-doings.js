/**
 * <regulars-doings>: what a member can do here besides buying; <regulars-membercard>: the code for the counter. Both are asked for when
 * opened. <regulars-share>: the member's link for friends.
 */
import { announce, arrange, call, config, define, freshen, once, part, points, refresh, say } from './regulars-core.js';
import { device } from './regulars-referral.js';

/** Folded up until it is wanted: then it asks, and again whenever it is opened. */
class Folded extends HTMLElement {
  connectedCallback() {
    const details = this.querySelector('details');
    let seen;
    // Its script may come between a press and the event that tells of it.
    const look = () => {
      if (details.open && !seen) this.load();
      seen = details.open;
    };
    details.ontoggle = look;
    look();
  }
}

class RegularsDoings extends Folded {
  #copy = (name) => part(this, name).content.firstElementChild.cloneNode(true);
  #say = (key, values) => say(key, values, JSON.parse(part(this, 'words').textContent));

  async load() {
    const turn = (this.turn = {});
    try {
      const answer = await call('activities');
      if (turn !== this.turn) return;
      this.#show(answer);
      part(this, 'waiting').hidden = true;
    } catch (problem) {
      part(this, 'waiting').textContent = problem.message;
    }
  }

  /** A row of which nothing new is known stays where it is, with what the member has begun in it. */
  #show({ ways, birthday }) {
    const list = part(this, 'ways');
    const olds = [...list.children];
    const rows = [...ways.filter(({ doable, done }) => doable || done), birthday].filter(Boolean).map((way) => {
      const key = JSON.stringify(way);
      const make = () => Object.assign(way.activity ? this.#row(way) : this.#birthday(way), { key });
      return olds.find((old) => old.key === key) ?? make();
    });
    if (rows.length === 0) rows.push(Object.assign(document.createElement('li'), { textContent: this.#say('none') }));
    arrange(list, rows);
  }

  #row({ activity, subject, network, name, question, points: worth, done }) {
    const row = this.#copy('way');
    const title = activity === 'profile' ? 'birthday' : activity;
    part(row, 'name').textContent = name ?? question ?? this.#say(title, { network });
    part(row, 'points').textContent = done ? this.#say('done') : `+${points(worth)}`;
    const button = row.querySelector('button');
    button.hidden = done || activity === 'profile';
    if (activity === 'visit') button.onclick = () => this.#do(row, 'visit', {});
    if (activity === 'survey') button.onclick = () => this.#survey(row, subject, question);
    if (activity === 'share' || activity === 'follow')
      button.onclick = () => once(button, () => this.#leave(row, button, activity, subject));
    return row;
  }

  #survey(row, survey, question) {
    const form = this.#copy('survey');
    if (question) form.querySelector('legend').textContent = question;
    form.onsubmit = (event) => {
      event.preventDefault();
      const said = new FormData(form);
      this.#do(row, 'survey', { survey, score: Number(said.get('score')), comment: said.get('comment') });
    };
    row.replaceChildren(form);
    form.querySelector('input').focus();
  }

  #birthday({ birthday, fixedUntil }) {
    const item = document.createElement('li');
    const inWords = (date, day) => date.toLocaleDateString(config.locale, { day, month: 'long', timeZone: 'UTC' });
    if (birthday && fixedUntil) {
      item.textContent = this.#say('known', { date: inWords(new Date(`2024-${birthday}T00:00Z`), 'numeric') });
      return item;
    }
    const form = this.#copy('birthday');
    for (let index = 0; index < 12; index++)
      form.elements.month.add(new window.Option(inWords(new Date(Date.UTC(2024, index))), index + 1));
    form.onsubmit = (event) => {
      event.preventDefault();
      const two = (name) => form.elements[name].value.padStart(2, '0');
      this.#do(item, 'birthday', { birthday: `${two('month')}-${two('day')}` });
    };
    item.append(form);
    return item;
  }

  /** Opens the other site at once, while the press allows it; the points come when the member is back. */
  async #leave(row, button, kind, network) {
    const tab = window.open('', '_blank');
    try {
      const { url, token } = await call('activities/leave', { kind, network });
      if (tab) {
        tab.opener = null;
        tab.location = url;
      } else location.assign(url);
      button.firstElementChild.textContent = this.#say('back');
      button.onclick = () => this.#do(row, 'back', { token });
    } catch (problem) {
      tab?.close();
      announce(this, problem.message, 'error');
    }
  }

  #do(row, what, body) {
    once(row.querySelector('.rg-button'), async () => {
      try {
        const { points: earned } = await call(`activities/${what}`, body);
        announce(this, earned ? this.#say('earned', { points: points(earned) }) : this.#say('thanks'));
        row.key = '';
        // Also where the same list stands open in another block.
        for (const { parentNode } of document.querySelectorAll('regulars-doings>[open]')) parentNode.load();
        await Promise.all([refresh(), freshen()]);
      } catch (problem) {
        announce(this, problem.message, 'error');
      }
    });
  }
}

define('doings', RegularsDoings);

class RegularsMembercard extends Folded {
  async load() {
    try {
      const { svg } = await call('card');
      // As an image the drawing cannot run anything.
      const image = document.createElement('img');
      image.alt = '';
      image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
      this.querySelector('.rg-qr').replaceChildren(image);
      part(this, 'waiting').hidden = true;
    } catch (problem) {
      part(this, 'waiting').textContent = problem.message;
    }
  }
}

define('membercard', RegularsMembercard);

/** Copies the member's link or hands it to the device, and says how many came by it. */
class RegularsShare extends HTMLElement {
  connectedCallback() {
    this.querySelector('[data-rg-do=share]').hidden = !navigator.share;
    this.onclick = ({ target }) => this.#press(target.closest('[data-rg-do]')?.dataset.rgDo);
  }

  async #press(action) {
    if (!action) return;
    const field = this.querySelector('input');
    const words = JSON.parse(part(this, 'words').textContent);
    const told = part(this, 'told');
    let done = '';
    const hand = async () => {
      try {
        if (action === 'share') return await navigator.share({ url: field.value });
        field.select();
        await navigator.clipboard.writeText(field.value);
        told.textContent = done = words.copied;
      } catch {
        // The link stands there to be copied by hand.
      }
    };
    // Safari copies and shares only while it is pressed: a link that is known does not wait for the app.
    const handed = field.value && hand();
    try {
      const { referral } = await call('referral', { device: await device().catch(() => undefined) });
      if (!referral) return;
      const { code, friends, rewardedFriends } = referral;
      field.value = `${this.dataset.rgShop}/?ref=${code}`;
      field.hidden = false;
      await (handed || hand());
      const held = friends.filter(({ state }) => state === 'held').length;
      const some = (key, count) => (count ? say(key, { count }, words) : '');
      told.textContent = `${done} ${some('rewarded', rewardedFriends)} ${some('held', held)}`;
    } catch (problem) {
      told.textContent = done || problem.message;
    }
  }
}

define('share', RegularsShare);
