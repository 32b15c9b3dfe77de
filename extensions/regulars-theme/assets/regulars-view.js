/**
 * What Liquid wrote into the page, and how numbers, words and balances are shown. Must print exactly what
 * snippets/regulars-points.liquid and snippets/regulars-progress.liquid print.
 */
export const config = JSON.parse(document.querySelector('script[data-rg-config]').textContent);

/** The words behind a key, with `{points}` and the like filled in; '' for an unknown key. */
export function say(key, values = {}) {
  return (config.words[key] ?? '').replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Hundredths as money, in the form of the sample that Liquid wrote: 1234567.89 in the buyer's format. */
export function money(cents) {
  const [all, thousands, decimal] = /1(\D*)234\D*56[78](?:(\D)89)?/.exec(config.money) ?? [config.money, ''];
  const [whole, part] = (Math.abs(Math.round(cents)) / 100).toFixed(decimal ? 2 : 0).split('.');
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

export function titleOf(rewardId) {
  return config.rewards.find((reward) => reward.id === rewardId)?.title ?? '';
}

/** Tells the theme and the other blocks: `regulars:member`, `redeemed`, `code-applied`, `returned`, `error`. */
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
