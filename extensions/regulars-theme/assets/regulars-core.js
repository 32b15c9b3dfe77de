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
  return new Date(instant).toLocaleDateString(config.locale, { year: 'numeric', month, day: 'numeric' });
}

/** What Liquid wrote of a reward, if it is on the shelf. */
export const known = (rewardId) => config.rewards.find((reward) => reward.id === rewardId);

/** Tells the theme and the other blocks; docs/storefront-api.md lists the events. */
export function emit(name, detail) {
  document.dispatchEvent(new CustomEvent(`regulars:${name}`, { detail }));
}

/** Says a result in the block's live region, which screen readers read out. */
export function announce(element, text, kind = '') {
  const status = element.closest('[data-rg-root]')?.querySelector('[data-rg-status]');
  if (!status) return;
  status.dataset.kind = kind;
  status.textContent = text;
}

/** Says what went wrong, and tells the theme. */
export function fail(element, { code, message }, during) {
  announce(element, message, 'error');
  emit('error', { code, during });
}

/** Shows who the buyer is now, what they have, and what of it runs out next. Noon keeps the shop's day a day in every time zone. */
function showMember(member) {
  for (const root of document.querySelectorAll('[data-rg-state]')) root.dataset.rgState = member ? 'member' : 'guest';
  if (!member) return;
  const { availablePoints, pendingPoints, nextExpiry: next } = member;
  showBalance(availablePoints, pendingPoints);
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

let turn = 0;

/**
 * A request that did not do what was asked. `code` is the app's own, or `offline` or `failed`.
 * `answered` is true when the app decided; otherwise nobody knows whether it did, and only the same request may be sent again.
 */
const problem = (code, message, answered) => Object.assign(new Error(message), { code, answered });

/** The code of a request that nobody answered. */
export const unanswered = () => (navigator.onLine ? 'failed' : 'offline');

/** A request for JSON, with a `body` a POST. Who does not answer within half a minute has not answered. */
export function ask(url, body) {
  return fetch(url, {
    method: body && 'POST',
    headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
}

/** The app's answer as an object. Throws a problem with words for the buyer. */
export async function call(path, body) {
  let response;
  let data;
  try {
    response = await ask(`${config.proxy}/${path}?locale=${encodeURIComponent(config.locale)}`, body);
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

/** Does what a control is for, once at a time, which can be seen and heard. The action tells of its own faults. */
export async function once(control, action) {
  if (control.ariaDisabled) return;
  control.ariaDisabled = 'true';
  await action();
  control.ariaDisabled = null;
}

/** The focus in what goes away is not lost: what it was folded up in has it, else its block's heading. */
export function leave(part) {
  if (!part.contains(document.activeElement)) return;
  part.parentNode.closest('details, [data-rg-root]').querySelector('summary, [tabindex]')?.focus();
}

/** Makes these rows the list's. One that was in it stays where it is, with what was begun in it. */
export function arrange(list, rows) {
  for (const old of [...list.childNodes]) {
    if (rows.includes(old)) continue;
    leave(old);
    old.remove();
  }
  rows.forEach((row, at) => row === list.childNodes[at] || list.insertBefore(row, list.childNodes[at]));
}

/**
 * Asks how things stand and shows it everywhere. A later question makes an earlier answer void; and while something is being spent, the
 * page shows what will be, not what was.
 */
export async function load() {
  const mine = ++turn;
  const answer = await call('member');
  if (mine !== turn || document.querySelector('[data-rg-busy]')) return;
  showMember(answer.member);
  emit('member', answer);
}

/** As `load`, where something was just said, which stays when the app cannot be reached. */
export const refresh = () => load().catch(() => {});

/** Reads the page anew for what only Liquid writes: levels, challenges, stamps, or whole blocks, of which a member may see more than before. */
export async function freshen(parts = '[data-rg-fresh]') {
  const olds = document.querySelectorAll(parts);
  if (olds.length === 0) return;
  const html = await fetch(location.href).then((response) => response.text()).catch(() => '');
  const page = new window.DOMParser().parseFromString(html, 'text/html');
  const news = page.querySelectorAll(parts);
  olds.forEach((old, index) => {
    const now = page.getElementById(old.id) ?? (news.length === olds.length && news[index]);
    if (now) old.replaceWith(now);
  });
}

/** Defines `<regulars-NAME>`; a module may come twice, from two addresses. */
export function define(name, element) {
  if (!customElements.get(`regulars-${name}`)) customElements.define(`regulars-${name}`, element);
}

// A page that the browser kept for the way back shows what was.
window.addEventListener('pageshow', ({ persisted }) => persisted && config.customer && refresh());
emit('ready', { locale: config.locale, proxy: config.proxy });
