/**
 * What every module builds on: what Liquid wrote into the page, how numbers, words and balances are shown, and asking the app through the
 * store's app proxy. Must print exactly what snippets/regulars-points.liquid and snippets/regulars-progress.liquid print.
 */
export const config = JSON.parse((document.querySelector('#regulars>[data-rg-config]') ?? document.querySelector('[data-rg-config]')).textContent);

/** The words behind a key, with `{points}` and the like filled in; '' for an unknown key. */
export function say(key, values = {}, words = config.words) {
  return (words[key] ?? '').replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Hundredths of the shop's currency as money of the buyer's, in the form of the sample that Liquid wrote: 1234567.89 in that format. */
export function money(cents) {
  const [all, thousands, decimal] = /1(\D*)234\D*56[78](?:(\D)89)?/.exec(config.money) ?? [config.money, ''];
  const [whole, part] = (Math.abs(Math.round(cents * (config.rate || 1))) / 100).toFixed(decimal ? 2 : 0).split('.');
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, thousands) + (Number(part) ? decimal + part : '');
  return config.money.replace(all, () => (cents < 0 ? `-${digits}` : digits));
}

/** 1340 -> "1,340 points", or money where points are money. */
export function points(count) {
  if (config.centsPerPoint) return money(count * config.centsPerPoint);
  const whole = Math.abs(count);
  const digits = String(whole).replace(/\B(?=(\d{3})+$)/g, config.thousands);
  return `${count < 0 ? '−' : ''}${digits} ${whole === 1 ? config.names.one : config.names.other}`;
}

/** An instant as a short date, without the month's name except in English, where 1/2 could be either. */
export function day(instant) {
  const month = config.locale.startsWith('en') ? 'short' : 'numeric';
  return new Intl.DateTimeFormat(config.locale, { year: 'numeric', month, day: 'numeric' }).format(new Date(instant));
}

/** What Liquid wrote of a reward, if it is on the shelf. */
export const known = (rewardId) => config.rewards.find((reward) => reward.id === rewardId);

/** Tells the theme and the other blocks; docs/storefront-api.md lists the events. */
export function emit(name, detail) {
  document.dispatchEvent(new CustomEvent(`regulars:${name}`, { detail }));
}

/** Says a result in the block's live region, which screen readers read out. */
export function announce(element, text, kind = 'done') {
  const status = element.closest('[data-rg-root]')?.querySelector('[data-rg-status]');
  if (!status) return;
  status.dataset.kind = kind;
  status.textContent = text;
}

/** Shows who the buyer is now, and what they have. */
export function showMember({ member }) {
  for (const root of document.querySelectorAll('[data-rg-state]')) root.dataset.rgState = member ? 'member' : 'guest';
  if (!member) return;
  showBalance(member.availablePoints, member.pendingPoints);
  showExpiry(member.nextExpiry);
}

/** Shows what runs out next, wherever the page has a place for it. Noon keeps the shop's day a day in every time zone. */
function showExpiry(next) {
  for (const element of document.querySelectorAll('[data-rg-expiry]')) {
    element.hidden = !next;
    if (next) element.textContent = say('expiry', { points: points(next.points), date: day(`${next.expiresOn}T12:00`) });
  }
}

/** Shows a balance wherever the page has one: launcher, panel, blocks. `pending` undefined = leave as it is. */
export function showBalance(available, pending) {
  for (const element of document.querySelectorAll('[data-rg-balance]')) element.textContent = points(available);
  const next = config.rewards.find((reward) => reward.costPoints > available);
  for (const element of document.querySelectorAll('[data-rg-progress]')) {
    const [bar, text] = element.children;
    const reward = next?.title;
    text.textContent = next ? say('next', { points: points(next.costPoints - available), reward }) : say('all');
    bar.ariaLabel = next ? say('label', { reward }) : say('all');
    bar.max = next?.costPoints ?? 1;
    bar.value = next ? Math.max(0, available) : 1;
  }
  if (pending === undefined) return;
  for (const element of document.querySelectorAll('[data-rg-pending]')) {
    element.hidden = pending <= 0;
    element.textContent = say('pending', { points: points(pending) });
  }
}

/** While something is being spent, the page shows what will be, not what was. */
export const work = { busy: false };
let turn = 0;

/**
 * A request that did not do what was asked. `code` is the app's own, or `offline` or `failed`.
 * `answered` is true when the app decided; otherwise nobody knows whether it did, and only the same request may be sent again.
 */
const problem = (code, message, answered) => Object.assign(new Error(message), { code, answered });

/** The code of a request that nobody answered. */
export const unanswered = () => (navigator.onLine ? 'failed' : 'offline');

/** The answer as an object. With a `body` the request is a POST. Throws a problem with words for the buyer. */
export async function call(path, body) {
  let response;
  let data;
  try {
    const options = { headers: { accept: 'application/json' }, signal: AbortSignal.timeout(30_000) };
    if (body) {
      options.method = 'POST';
      options.headers['content-type'] = 'application/json';
      options.body = JSON.stringify(body);
    }
    response = await fetch(`${config.proxy}/${path}?locale=${encodeURIComponent(config.locale)}`, options);
    data = await response.json();
  } catch {
    throw problem(unanswered(), say(unanswered()), false);
  }
  if (response.ok) return data;
  const error = data?.error ?? {};
  const answered = response.status < 500 && response.status !== 429 && Boolean(error.code);
  const known =
    error.missingPoints === undefined && error.code === 'insufficient_points'
      ? ''
      : say(error.code, { points: points(error.missingPoints ?? 0) });
  throw problem(error.code ?? 'failed', (answered && (known || error.message)) || say('failed'), answered);
}

/** What Liquid marked for the scripts within an element. */
export const part = (root, name) => root.querySelector(`[data-rg=${name}]`);

/** Asks how things stand and shows it everywhere. A later question makes an earlier answer void. */
export async function load() {
  const mine = ++turn;
  const answer = await call('member');
  if (mine !== turn || work.busy) return;
  showMember(answer);
  emit('member', answer);
}

/** As `load`, where something was just said, which stays when the app cannot be reached. */
export const refresh = () => load().catch(() => {});

/** Reads the page anew for what only Liquid writes: levels, challenges, stamps, or whole blocks. */
export async function freshen(parts = '[data-rg-fresh]') {
  const olds = document.querySelectorAll(parts);
  if (olds.length === 0) return;
  const html = await fetch(location.href).then((response) => response.text()).catch(() => '');
  const news = new window.DOMParser().parseFromString(html, 'text/html').querySelectorAll(parts);
  if (news.length === olds.length) olds.forEach((old, index) => old.replaceWith(news[index]));
}

/** Defines `<regulars-NAME>`; a module may come twice, from two addresses. */
export function define(name, element) {
  if (!customElements.get(`regulars-${name}`)) customElements.define(`regulars-${name}`, element);
}

emit('ready', { locale: config.locale, proxy: config.proxy });
