/**
 * The door of the webhooks: the signature over the raw body first, then the inbox, then the answer. Parses nothing.
 * Source: Shopify's "Verify webhook deliveries"; a delivery has 5 s, and any answer but 2xx is sent again.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { InboxFull, type StoreDelivery } from '../intake/inbox.server.ts';
import { env } from '../lib/env.server.ts';
import { log, messageOf } from '../lib/log.server.ts';
import { shopFactsByDomain } from '../shops/shop-store.server.ts';
import { count } from './counters.server.ts';
import { readBody } from './read-body.server.ts';

const SHOP_DOMAIN = /^[a-z0-9][a-z0-9-]{0,100}\.myshopify\.com$/;
/** Most topics are "orders/paid"; newer ones "customer.tags_added". */
const TOPIC = /^[a-z_]{1,60}[/.][a-z_]{1,60}$/;

export async function webhookDoor(
  request: IncomingMessage,
  response: ServerResponse,
  storeDelivery: StoreDelivery,
  answerLimitMs: number,
): Promise<void> {
  if (request.method !== 'POST') return answer(response, 405, { Allow: 'POST' });
  const body = await readBody(request, env().WEBHOOK_BODY_LIMIT_BYTES);
  if (body === null) {
    count('webhook.too_large');
    return answer(response, 413);
  }
  if (!isSigned(body, header(request, 'x-shopify-hmac-sha256'))) {
    count('webhook.bad_signature');
    return answer(response, 401);
  }
  const topic = header(request, 'x-shopify-topic').toLowerCase();
  const domain = header(request, 'x-shopify-shop-domain').toLowerCase();
  if (!SHOP_DOMAIN.test(domain) || !TOPIC.test(topic)) {
    count('webhook.bad_headers');
    return answer(response, 400);
  }
  try {
    const keep = async () => {
      const shop = await shopFactsByDomain(domain);
      await storeDelivery({
        shopId: shop.id,
        topic,
        eventId: (header(request, 'x-shopify-event-id') || header(request, 'x-shopify-webhook-id')).slice(0, 200),
        body,
        triggeredAt: instantOrNull(header(request, 'x-shopify-triggered-at')),
      });
    };
    await within(answerLimitMs, keep());
  } catch (error) {
    // Nothing was acknowledged, so nothing is lost: Shopify sends it again.
    const isBusy = error instanceof InboxFull || error instanceof TooSlow;
    count(error instanceof InboxFull ? 'webhook.inbox_full' : isBusy ? 'webhook.too_slow' : 'webhook.not_stored');
    if (!isBusy) log.error('a webhook could not be stored', { topic, error: messageOf(error) });
    return answer(response, 503, { 'Retry-After': '5' });
  }
  count('webhook.accepted');
  return answer(response, 200);
}

class TooSlow extends Error {}

/**
 * Waits no longer than the limit. What was begun goes on: a delivery that is kept after all is known when it comes again.
 * @throws TooSlow
 */
async function within(limitMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TooSlow('The delivery was not committed in time.')), limitMs);
  });
  try {
    await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Compares in constant time; an empty or malformed signature is no signature. */
export function isSigned(body: Buffer, signature: string): boolean {
  const expected = createHmac('sha256', env().SHOPIFY_API_SECRET).update(body).digest();
  const given = Buffer.from(signature, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

function instantOrNull(text: string): string | null {
  const ms = Date.parse(text);
  // A year of more than four digits is no time that Shopify sends, and none that PostgreSQL reads.
  return ms >= 0 && ms < Date.UTC(9999, 0) ? new Date(ms).toISOString() : null;
}

function answer(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'Content-Length': '0', ...headers });
  response.end();
}
