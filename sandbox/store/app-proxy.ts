import { createHmac } from 'node:crypto';
import { html } from './http/reply.ts';
import type { Reply } from './http/reply.ts';
import type { Visit } from './visit.ts';

// Headers that belong to one connection, and those that Shopify keeps to itself: an app proxy sees no cookies.
const notForwarded = new Set([
  'cookie',
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'content-length',
  'accept-encoding',
  'proxy-authorization',
  'te',
  'trailer',
  'expect',
]);
const notReturned = new Set([
  'set-cookie',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-encoding',
  'content-length',
]);

/** The parameters that Shopify adds; a visitor's own values for them are thrown away. */
const reserved = ['shop', 'logged_in_customer_id', 'path_prefix', 'timestamp', 'signature'];

/**
 * Signs a query as Shopify does for app proxies: `key=value` pairs, several values joined by a comma, sorted, run
 * together without a separator, HMAC-SHA256 with the app's secret, in hex.
 */
export function signProxyQuery(query: URLSearchParams, secret: string): string {
  const pairs = [...new Set(query.keys())]
    .filter((name) => name !== 'signature')
    .map((name) => `${name}=${query.getAll(name).join(',')}`)
    .sort();
  return createHmac('sha256', secret).update(pairs.join('')).digest('hex');
}

/** The part of the path after `/apps/regulars`, or null when the path is not the app's. */
export function proxiedPath(visit: Visit): string | null {
  const proxy = visit.world.apps.registration()?.appProxy;
  if (!proxy || !visit.world.apps.installation()) return null;
  const prefix = `/${proxy.prefix}/${proxy.subpath}`;
  if (visit.view.path === prefix) return '';
  return visit.view.path.startsWith(`${prefix}/`) ? visit.view.path.slice(prefix.length) : null;
}

function errorPage(visit: Visit, status: number): Reply {
  return visit.page('page', 'app-error', {}, status);
}

/** Forwards a request below `/apps/<subpath>` to the app and hands its answer back. */
export async function forwardToApp(visit: Visit, rest: string): Promise<Reply> {
  const registration = visit.world.apps.registration();
  const proxy = registration?.appProxy;
  if (!registration || !proxy) return errorPage(visit, 404);
  const { request, view, host } = visit;
  const query = new URLSearchParams(request.url.searchParams);
  for (const name of reserved) query.delete(name);
  query.set('shop', view.shop.domain);
  query.set('logged_in_customer_id', view.customer ? String(view.customer.id) : '');
  query.set('path_prefix', `/${proxy.prefix}/${proxy.subpath}`);
  // The app compares this with its own, real clock (90 s at most), whatever the sandbox's clock says.
  query.set('timestamp', String(Math.floor(host.options.realNowMs() / 1000)));
  query.set('signature', signProxyQuery(query, registration.apiSecret));
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value === undefined || notForwarded.has(name)) continue;
    headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  headers.set('x-forwarded-for', request.remoteAddress);
  headers.set('x-forwarded-host', view.shop.domain);
  headers.set('x-forwarded-proto', 'https');
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
  let answer: Response;
  let body: Buffer;
  try {
    answer = await fetch(`${proxy.url.replace(/\/$/, '')}${rest}?${query}`, {
      method: request.method,
      headers,
      ...(hasBody ? { body: new Uint8Array(request.body) } : {}),
      redirect: 'manual',
      signal: AbortSignal.timeout(host.options.proxyTimeoutMs),
    });
    body = Buffer.from(await answer.arrayBuffer());
  } catch (error) {
    const isTimeout = error instanceof Error && error.name === 'TimeoutError';
    return errorPage(visit, isTimeout ? 504 : 502);
  }
  const type = answer.headers.get('content-type') ?? '';
  if (type.startsWith('application/liquid')) {
    const liquid = body.toString('utf8');
    return html(visit.renderer('page', 'page').renderPage({ liquid }), answer.status);
  }
  const returned: Record<string, string> = {};
  answer.headers.forEach((value, name) => {
    if (!notReturned.has(name)) returned[name] = value;
  });
  return { status: answer.status, headers: returned, body };
}
