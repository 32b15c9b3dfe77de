/** Asks the app through the store's app proxy. Knows no screen. */
import { config, points, say } from './regulars-view.js';

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
