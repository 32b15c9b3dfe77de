/** The app's real doors on a port of their own, and a shopper and a Shopify that knock on them. */
import { createHmac, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { pool } from '#app/db.server.ts';
import { createHttpServer, type Fallback } from '#app/doors/http-server.server.ts';
import { applyBatch } from '#app/intake/apply.server.ts';
import { store } from '#app/intake/inbox.server.ts';
import type { ShopFacts } from '#app/shops/shop-store.server.ts';
import { NOW, signWebhook } from './factories.ts';

export interface Doors {
  origin: string;
  close(): Promise<void>;
}

/** @param answerLimitMs how long a webhook may take; as the environment says when not given. */
export async function openDoors(answerLimitMs?: number): Promise<Doors> {
  const notFound: Fallback = (_request, response) => {
    response.writeHead(404, { 'Content-Length': '0' });
    response.end();
  };
  const server = createHttpServer(notFound, store, answerLimitMs);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Delivers a webhook as Shopify does. @returns the status of the answer. */
export async function deliver(
  doors: Doors,
  shop: ShopFacts,
  topic: string,
  payload: unknown,
  options: { eventId?: string; signature?: string } = {},
): Promise<number> {
  const body = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload);
  const response = await fetch(`${doors.origin}/webhooks`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-Shopify-Topic': topic,
      'X-Shopify-Shop-Domain': shop.domain,
      'X-Shopify-Hmac-Sha256': options.signature ?? signWebhook(body),
      'X-Shopify-Event-Id': options.eventId ?? randomUUID(),
      'X-Shopify-Webhook-Id': randomUUID(),
      'X-Shopify-Triggered-At': NOW.toISOString(),
      'X-Shopify-API-Version': '2026-10',
    },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  await response.arrayBuffer();
  return response.status;
}

/** Applies everything that waits in the inbox. */
export async function settle(): Promise<void> {
  while ((await applyBatch(NOW)) > 0);
}

/** The address of a storefront request, signed as Shopify's app proxy does. */
export function proxyUrl(
  doors: Doors,
  shop: ShopFacts,
  path: string,
  customerId: string | null,
  extra: Record<string, string> = {},
): string {
  const query: Record<string, string> = {
    shop: shop.domain,
    path_prefix: '/apps/regulars',
    timestamp: String(Math.floor(Date.now() / 1000)),
    logged_in_customer_id: customerId ?? '',
    ...extra,
  };
  const message = Object.entries(query)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('');
  const signature = createHmac('sha256', process.env.SHOPIFY_API_SECRET ?? '')
    .update(message)
    .digest('hex');
  return `${doors.origin}/proxy/${path}?${new URLSearchParams({ ...query, signature })}`;
}

export async function balanceOf(shopId: number, memberId: string): Promise<number> {
  const { rows } = await pool().query<{ available: number }>(
    'SELECT available FROM balances WHERE shop_id = $1 AND member_id = $2',
    [shopId, memberId],
  );
  return rows[0]?.available ?? 0;
}
