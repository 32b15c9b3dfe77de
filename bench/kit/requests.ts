/** Signed requests as Shopify sends them, prepared as bytes before the clock runs. */
import { createHmac, randomUUID } from 'node:crypto';
import { SECRET } from './environment.ts';

export interface PreparedWebhook {
  /** The request up to its event id, and after it. */
  before: Buffer;
  after: Buffer;
}

/** A webhook whose body is signed already; only its event id, which the signature does not cover, is new each time. */
export function prepareWebhook(shopDomain: string, topic: string, body: Buffer): PreparedWebhook {
  const signature = createHmac('sha256', SECRET).update(body).digest('base64');
  const before = [
    'POST /webhooks HTTP/1.1',
    'Host: regulars.invalid',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'User-Agent: Shopify-Captain-Hook',
    `X-Shopify-Topic: ${topic}`,
    `X-Shopify-Shop-Domain: ${shopDomain}`,
    `X-Shopify-Hmac-Sha256: ${signature}`,
    `X-Shopify-Triggered-At: ${new Date().toISOString()}`,
    'X-Shopify-API-Version: 2026-10',
    `X-Shopify-Webhook-Id: ${randomUUID()}`,
    'X-Shopify-Event-Id: ',
  ].join('\r\n');
  return { before: Buffer.from(before), after: Buffer.concat([Buffer.from('\r\n\r\n'), body]) };
}

const run = randomUUID().slice(0, 23);
let events = 0;

/** The request with an event id that none had before. */
export function freshDelivery(webhook: PreparedWebhook): Buffer {
  const eventId = `${run}-${(++events).toString(16).padStart(12, '0')}`;
  return Buffer.concat([webhook.before, Buffer.from(eventId), webhook.after]);
}

/** A storefront request, signed as Shopify's app proxy does; good for the 90 s that the door allows. */
export function proxyRequest(shopDomain: string, path: string, customerId: string, now: Date): Buffer {
  const query: Record<string, string> = {
    shop: shopDomain,
    path_prefix: '/apps/regulars',
    timestamp: String(Math.floor(now.getTime() / 1000)),
    logged_in_customer_id: customerId,
  };
  const message = Object.entries(query)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('');
  const signature = createHmac('sha256', SECRET).update(message).digest('hex');
  const address = `/proxy/${path}?${new URLSearchParams({ ...query, signature })}`;
  return Buffer.from(`GET ${address} HTTP/1.1\r\nHost: regulars.invalid\r\nAccept: application/json\r\n\r\n`);
}

/** An order in the shape of orders/paid, padded with the fields that Regulars does not read to `bytes`. */
export function orderBody(order: { id: number; customerId: string; amount: string; bytes: number }): Buffer {
  const money = { shop_money: { amount: order.amount, currency_code: 'DKK' } };
  const payload = {
    id: order.id,
    name: `#${order.id}`,
    currency: 'DKK',
    financial_status: 'paid',
    processed_at: '2026-11-20T10:00:00+01:00',
    updated_at: '2026-11-20T10:00:01+01:00',
    taxes_included: true,
    total_price_set: money,
    customer: { id: Number(order.customerId), state: 'enabled' },
    discount_codes: [],
    line_items: [
      { id: order.id * 10, title: 'Coffee', name: 'Coffee', quantity: 1, current_quantity: 1, price_set: money },
    ],
    refunds: [],
    note: '',
  };
  const length = JSON.stringify(payload).length;
  return Buffer.from(JSON.stringify({ ...payload, note: 'x'.repeat(Math.max(0, order.bytes - length)) }));
}
