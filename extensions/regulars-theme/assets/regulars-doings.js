/** <regulars-doings>: what a member can do here besides buying; <regulars-membercard>: the code for the counter. Both are asked for when opened. */
import { announce, call, config, define, freshen, points, refresh } from './regulars-core.js';

const names = { x: 'X', tiktok: 'TikTok', youtube: 'YouTube', whatsapp: 'WhatsApp' };
const nameOf = (network) => names[network] ?? network[0].toUpperCase() + network.slice(1);

class RegularsDoings extends HTMLElement {
  connectedCallback() {
    this.words = JSON.parse(this.querySelector('[data-rg=words]').textContent);
    const details = this.querySelector('details');
    details.addEventListener('toggle', () => details.open && this.#load());
    if (details.open) this.#load();
  }

  #part = (name) => this.querySelector(`[data-rg=${name}]`);
  #copy = (name) => this.#part(name).content.firstElementChild.cloneNode(true);
  #say = (key, values = {}) => this.words[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  async #load() {
    try {
      this.#show(await call('activities'));
      this.#part('waiting').hidden = true;
    } catch (problem) {
      this.#part('waiting').textContent = problem.message;
    }
  }

  #show({ ways, birthday }) {
    const rows = ways.filter(({ doable, done }) => doable || done).map((way) => this.#row(way));
    if (birthday) rows.push(this.#birthday(birthday));
    if (rows.length === 0) rows.push(this.#say('none'));
    this.#part('ways').replaceChildren(...rows);
  }

  #row({ activity, subject, name, question, points: worth, done }) {
    const row = this.#copy('way');
    const find = (part) => row.querySelector(`[data-rg=${part}]`);
    const title = activity === 'profile' ? 'birthday' : activity;
    find('name').textContent = name ?? question ?? this.#say(title, { network: subject && nameOf(subject) });
    find('points').textContent = done ? this.#say('done') : `+${points(worth)}`;
    const button = row.querySelector('button');
    button.hidden = done || activity === 'profile';
    if (activity === 'visit') button.onclick = () => this.#do('visit', {});
    if (activity === 'survey') button.onclick = () => this.#survey(row, subject, question);
    if (activity === 'share' || activity === 'follow') button.onclick = () => this.#leave(button, activity, subject);
    return row;
  }

  #survey(row, survey, question) {
    const form = this.#copy('survey');
    if (question) form.querySelector('legend').textContent = question;
    form.onsubmit = (event) => {
      event.preventDefault();
      const said = new FormData(form);
      this.#do('survey', { survey, score: Number(said.get('score')), comment: said.get('comment') });
    };
    row.replaceChildren(form);
    form.querySelector('input').focus();
  }

  #birthday({ birthday, fixedUntil }) {
    const item = document.createElement('li');
    const month = new Intl.DateTimeFormat(config.locale, { month: 'long', timeZone: 'UTC' });
    if (birthday && fixedUntil) {
      const date = new Intl.DateTimeFormat(config.locale, { day: 'numeric', month: 'long', timeZone: 'UTC' });
      item.textContent = this.#say('known', { date: date.format(new Date(`2024-${birthday}T00:00Z`)) });
      return item;
    }
    const form = this.#copy('birthday');
    for (let index = 0; index < 12; index++)
      form.elements.month.add(new window.Option(month.format(Date.UTC(2024, index)), index + 1));
    form.onsubmit = (event) => {
      event.preventDefault();
      const two = (name) => form.elements[name].value.padStart(2, '0');
      this.#do('birthday', { birthday: `${two('month')}-${two('day')}` });
    };
    item.append(form);
    return item;
  }

  /** Opens the other site at once, while the press allows it; the points come when the member is back. */
  async #leave(button, kind, network) {
    const tab = window.open('', '_blank');
    try {
      const { url, token } = await call('activities/leave', { kind, network });
      if (tab) {
        tab.opener = null;
        tab.location = url;
      } else location.assign(url);
      button.firstElementChild.textContent = this.#say('back');
      button.onclick = () => this.#do('back', { token });
    } catch (problem) {
      tab?.close();
      announce(this, problem.message, 'error');
    }
  }

  async #do(what, body) {
    if (this.busy) return;
    this.busy = true;
    try {
      const { points: earned } = await call(`activities/${what}`, body);
      announce(this, earned ? this.#say('earned', { points: points(earned) }) : this.#say('thanks'));
      await Promise.allSettled([refresh(), freshen(), this.#load()]);
    } catch (problem) {
      announce(this, problem.message, 'error');
    }
    this.busy = false;
  }
}

define('doings', RegularsDoings);

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

define('membercard', RegularsMembercard);
