/** <regulars-doings>: what a member can do here besides buying; <regulars-membercard>: the code for the counter. Both are asked for when opened. */
import { announce, call, config, define, freshen, part, points, refresh, say } from './regulars-core.js';

/** Folded up until it is wanted: then it asks, and again whenever it is opened. */
class Folded extends HTMLElement {
  connectedCallback() {
    const details = this.querySelector('details');
    const look = () => details.open && this.load();
    details.addEventListener('toggle', look);
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
    const olds = [...list.childNodes];
    const rows = [...ways.filter(({ doable, done }) => doable || done), birthday].filter(Boolean).map((way) => {
      const key = JSON.stringify(way);
      const make = () => Object.assign(way.activity ? this.#row(way) : this.#birthday(way), { key });
      return olds.find((old) => old.key === key) ?? make();
    });
    for (const old of olds) {
      if (rows.includes(old)) continue;
      if (old.contains(document.activeElement)) this.querySelector('summary').focus();
      old.remove();
    }
    rows.forEach((row, at) => row === list.childNodes[at] || list.insertBefore(row, list.childNodes[at]));
    if (rows.length === 0) list.textContent = this.#say('none');
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
    if (activity === 'share' || activity === 'follow') button.onclick = () => this.#leave(row, button, activity, subject);
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
    const inWords = (date, day) =>
      new Intl.DateTimeFormat(config.locale, { day, month: 'long', timeZone: 'UTC' }).format(date);
    if (birthday && fixedUntil) {
      item.textContent = this.#say('known', { date: inWords(new Date(`2024-${birthday}T00:00Z`), 'numeric') });
      return item;
    }
    const form = this.#copy('birthday');
    for (let index = 0; index < 12; index++)
      form.elements.month.add(new window.Option(inWords(Date.UTC(2024, index)), index + 1));
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

  async #do(row, what, body) {
    if (row.busy) return;
    row.busy = true;
    try {
      const { points: earned } = await call(`activities/${what}`, body);
      announce(this, earned ? this.#say('earned', { points: points(earned) }) : this.#say('thanks'));
      row.key = '';
      await Promise.all([refresh(), freshen(), this.load()]);
    } catch (problem) {
      announce(this, problem.message, 'error');
    }
    row.busy = false;
  }
}

define('doings', RegularsDoings);

class RegularsMembercard extends Folded {
  async load() {
    const waiting = part(this, 'waiting');
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
