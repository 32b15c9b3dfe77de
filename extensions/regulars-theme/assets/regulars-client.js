/** Asks the app through the store's app proxy. Knows no screen. */
import { config, emit, points, say, showMember } from './regulars-view.js';

/** While something is being spent, the page shows what will be, not what was. */
export const work = { busy: false };
let turn = 0;

/**
 * A request that did not do what was asked. `code` is the app's own, or `offline` or `failed`.
 * `answered` is true when the app decided; otherwise nobody knows whether it did, and only the same request may be sent again.
 */
export class Problem extends Error {
  constructor(code, message, answered) {
    super(message);
    this.code = code;
    this.answered = answered;
  }
}

/** The answer as an object. With a `body` the request is a POST. Throws a Problem with words for the buyer. */
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
    const code = navigator.onLine ? 'failed' : 'offline';
    throw new Problem(code, say(code), false);
  }
  if (response.ok) return data;
  const error = data?.error ?? {};
  const answered = response.status < 500 && response.status !== 429 && Boolean(error.code);
  const known =
    error.missingPoints === undefined && error.code === 'insufficient_points'
      ? ''
      : say(error.code, { points: points(error.missingPoints ?? 0) });
  throw new Problem(error.code ?? 'failed', (answered && (known || error.message)) || say('failed'), answered);
}

/** Asks how things stand and shows it everywhere. A later question makes an earlier answer void. */
export async function refresh() {
  const mine = ++turn;
  const answer = await call('member');
  if (mine !== turn || work.busy) return;
  showMember(answer);
  emit('member', answer);
}

/** Reads the page anew for what only Liquid writes: levels, challenges, stamps. */
export async function freshen() {
  const olds = document.querySelectorAll('[data-rg-fresh]');
  if (olds.length === 0) return;
  const html = await fetch(location.href).then((response) => response.text(), () => '');
  const news = new window.DOMParser().parseFromString(html, 'text/html').querySelectorAll('[data-rg-fresh]');
  if (news.length === olds.length) olds.forEach((old, index) => old.replaceWith(news[index]));
}
