/** Shopify and shoppers at the doors, who do not give up: a delivery is sent again until it is answered with 200. */
import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SECRET, SHOP, type Fleet } from './fleet.ts';

/** Delivers a webhook; @returns when it was acknowledged. @throws Error when that takes longer than a minute. */
export async function deliver(fleet: Fleet, topic: string, payload: unknown, eventId = randomUUID()): Promise<void> {
  const body = JSON.stringify(payload);
  const deadline = performance.now() + 60_000;
  for (;;) {
    const status = await fetch(`${fleet.appUrl}/webhooks`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Shopify-Topic': topic,
        'X-Shopify-Shop-Domain': SHOP,
        'X-Shopify-Hmac-Sha256': createHmac('sha256', SECRET).update(body).digest('base64'),
        'X-Shopify-Event-Id': eventId,
        'X-Shopify-Webhook-Id': eventId,
        'X-Shopify-Triggered-At': new Date().toISOString(),
      },
      body,
      signal: AbortSignal.timeout(5_000),
    })
      .then(async (response) => {
        await response.arrayBuffer();
        return response.status;
      })
      .catch(() => 0);
    if (status === 200) return;
    if (status === 401 || status === 400) throw new Error(`A delivery of ${topic} was answered with ${status}.`);
    if (performance.now() > deadline) throw new Error(`A delivery of ${topic} was not taken for a minute.`);
    await sleep(50);
  }
}

/** A request of the storefront, signed as Shopify's app proxy signs it. @returns null when nobody answered. */
export async function ask(
  fleet: Fleet,
  customerId: string,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Record<string, unknown> } | null> {
  const query: Record<string, string> = {
    shop: SHOP,
    path_prefix: '/apps/regulars',
    timestamp: String(Math.floor(Date.now() / 1000)),
    logged_in_customer_id: customerId,
  };
  const message = Object.entries(query)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('');
  const signature = createHmac('sha256', SECRET).update(message).digest('hex');
  try {
    const response = await fetch(`${fleet.appUrl}/proxy/${path}?${new URLSearchParams({ ...query, signature })}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
      signal: AbortSignal.timeout(8_000),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  } catch {
    return null;
  }
}

export interface DirectOrder {
  id: number;
  customerId: string;
  wholeUnits: number[];
}

/** An order of whole crowns, so that its points are the crowns. */
export function paidPayload(order: DirectOrder): Record<string, unknown> {
  const set = (units: number) => {
    const money = { amount: `${units}.00`, currency_code: 'DKK' };
    return { shop_money: money, presentment_money: money };
  };
  return {
    id: order.id,
    name: `#D${order.id}`,
    currency: 'DKK',
    financial_status: 'paid',
    processed_at: '2026-11-01T10:00:00Z',
    created_at: '2026-11-01T10:00:00Z',
    updated_at: '2026-11-01T10:00:00Z',
    taxes_included: true,
    total_price_set: set(order.wholeUnits.reduce((sum, units) => sum + units, 0)),
    customer: { id: Number(order.customerId), state: 'enabled' },
    discount_codes: [],
    line_items: order.wholeUnits.map((units, index) => ({
      id: order.id * 10 + index,
      title: `Item ${index}`,
      product_id: 5,
      quantity: 1,
      current_quantity: 1,
      price_set: set(units),
    })),
  };
}

/** The first line goes back. */
export function refundPayload(order: DirectOrder): Record<string, unknown> {
  const amount = `${order.wholeUnits[0]}.00`;
  const money = { amount, currency_code: 'DKK' };
  return {
    id: order.id + 1,
    order_id: order.id,
    created_at: '2026-11-02T10:00:00Z',
    processed_at: '2026-11-02T10:00:00Z',
    refund_line_items: [
      { line_item_id: order.id * 10, quantity: 1, subtotal_set: { shop_money: money, presentment_money: money } },
    ],
    refund_shipping_lines: [],
    order_adjustments: [],
    transactions: [{ kind: 'refund', status: 'success', amount, currency: 'DKK' }],
  };
}
