/**
 * The storefront's door, behind Shopify's app proxy: the signature first; the shop and the customer come from it and from
 * nothing else. Answers JSON, in the language that is asked for.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { env } from '../lib/env.server.ts';
import { nearestLocale } from '../lib/locales.ts';
import { log, messageOf } from '../lib/log.server.ts';
import type { OutboxRef } from '../outbox/outbox-store.server.ts';
import { shopFactsByDomain } from '../shops/shop-store.server.ts';
import { answerStorefront, type StorefrontAnswer } from '../storefront/endpoints.server.ts';
import { storefrontError } from '../storefront/errors.ts';
import { count } from './counters.server.ts';
import { verifyProxy } from './proxy-signature.server.ts';
import { readBody } from './read-body.server.ts';

const BODY_LIMIT_BYTES = 64 * 1024;

/** What Shopify is told is loaded when there is something to tell: a process that only reads balances stays small. */
async function runNow(task: OutboxRef, how?: { isAwaited: boolean }): Promise<void> {
  const outbox = await import('../jobs/run-outbox.server.ts');
  await outbox.runNow(task, how);
}

export async function proxyDoor(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const body = await readBody(request, BODY_LIMIT_BYTES);
  const locale = nearestLocale(url.searchParams.get('locale') ?? request.headers['accept-language']?.split(',')[0]);
  const now = new Date();
  const caller = verifyProxy(url.searchParams, now);
  if (!caller.ok) {
    count(`proxy.${caller.reason}`);
    return send(response, { status: 401, body: storefrontError('not_signed', locale) });
  }
  if (body === null) return send(response, { status: 413, body: storefrontError('invalid_request', locale) });
  try {
    const shop = await shopFactsByDomain(caller.shopDomain);
    if (!shop.isInstalled) return send(response, { status: 404, body: storefrontError('not_installed', locale) });
    count('proxy.accepted');
    const answer = await answerStorefront({
      method: request.method ?? 'GET',
      path: url.pathname.replace(/^\/proxy\/?/, '').replace(/\/$/, ''),
      body,
      query: url.searchParams,
      shop,
      customerId: caller.customerId,
      locale,
      now,
      runNow,
    });
    return send(response, answer);
  } catch (error) {
    count('proxy.failed');
    log.error('a storefront request failed', {
      path: url.pathname,
      error: messageOf(error),
      stack: env().NODE_ENV === 'production' ? undefined : (error as Error).stack,
    });
    return send(response, { status: 503, body: storefrontError('unavailable', locale) });
  }
}

function send(response: ServerResponse, answer: StorefrontAnswer): void {
  if (response.headersSent || response.destroyed) return;
  const text = answer.script ?? answer.liquid ?? JSON.stringify(answer.body);
  const type = answer.script ? 'text/javascript' : answer.liquid ? 'application/liquid' : 'application/json';
  response.writeHead(answer.status, {
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Length': String(Buffer.byteLength(text)),
    'Cache-Control': answer.script ? 'public, max-age=3600' : 'no-store',
  });
  response.end(text);
}
