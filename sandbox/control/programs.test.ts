import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox } from '#sandbox/server.ts';
import type { Sandbox } from '#sandbox/server.ts';

interface Received {
  path: string;
  headers: Record<string, unknown>;
  body: string;
}

let app: Server;
let sandbox: Sandbox;
const received: Received[] = [];

async function call<T>(path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${sandbox.adminUrl}/control${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { Authorization: `Bearer ${sandbox.controlToken}`, 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  expect([path, response.status]).toEqual([path, 200]);
  return (await response.json()) as T;
}

beforeEach(async () => {
  app = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body });
      response.writeHead(request.url?.startsWith('/flow') ? 202 : 200).end('taken');
    });
  });
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  const address = app.address();
  const appUrl = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  sandbox = await startSandbox({ appUrl, seed: 'small', startAt: '2026-11-21T12:00:00Z', frozen: true });
  sandbox.world.apps.install();
}, 60_000);

afterEach(async () => {
  received.length = 0;
  await sandbox.close();
  app.closeAllConnections();
  app.close();
});

describe('From outside', () => {
  it('a Flow action is posted as Flow does, signed with the app’s secret, the same run twice when asked', async () => {
    const input = { handle: 'award-points', path: '/flow/award-points', properties: { points: 50 } };
    const { run } = await call<{ run: { actionRunId: string; httpStatus: number; response: string } }>(
      '/flow/actions',
      input,
    );
    expect(run).toMatchObject({ httpStatus: 202, response: 'taken' });
    await call('/flow/actions', { ...input, actionRunId: run.actionRunId });
    const posts = received.filter(({ path }) => path === '/flow/award-points');
    const bodies = posts.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    expect(bodies[0]).toMatchObject({
      shop_id: String(sandbox.world.shop.get().id),
      shopify_domain: 'regulars-demo.myshopify.com',
      handle: 'award-points',
      properties: { points: 50 },
    });
    expect(bodies.map((body) => body['action_run_id'])).toEqual([run.actionRunId, run.actionRunId]);
    const secret = sandbox.world.apps.registration()?.apiSecret ?? '';
    const [first] = posts;
    const signature = createHmac('sha256', secret)
      .update(first?.body ?? '')
      .digest('base64');
    expect(first?.headers['x-shopify-hmac-sha256']).toBe(signature);
  });

  it('a till finds the customer by phone, and tells of the order with its channel', async () => {
    await call('/sign-up', { email: 'till@example.com', firstName: 'Tilde' });
    await call('/customers/till@example.com/update', { phone: '+45 20 11 22 33' });
    const { order } = await call<{ order: { id: number; sourceName: string; fulfillmentStatus: string | null } }>(
      '/pos/orders?settle=1',
      { customer: '+4520112233', lines: [{ variant: 'KOP-LATTE' }], tipMinor: 300 },
    );
    expect(order).toMatchObject({ sourceName: 'pos', fulfillmentStatus: null });
    const told = received.filter(({ headers }) => headers['x-shopify-topic'] === 'orders/paid').at(-1);
    expect(JSON.parse(told?.body ?? '{}')).toMatchObject({
      id: order.id,
      source_name: 'pos',
      total_tip_received: '3.00',
    });
  });

  it('a history of past orders is placed in one call, and the clock goes on from where it was', async () => {
    const orders = Array.from({ length: 50 }, (_, index) => ({
      customer: 'emil.lund@example.com',
      lines: [{ variant: index % 2 === 0 ? 'NE-250' : 'KF-100', quantity: 1 }],
      processedAt: new Date(Date.parse('2026-01-01T10:00:00Z') + index * 86_400_000).toISOString(),
    }));
    const placed = await call<{ orders: { processedAt: string }[] }>('/orders/many', { orders });
    expect(placed.orders.map(({ processedAt }) => processedAt).at(-1)).toBe('2026-02-19T10:00:00Z');
    const { clock } = await call<{ clock: { now: string } }>('/state');
    expect(clock.now).toBe('2026-11-21T12:00:00Z');
  });

  it('an order at a time moves the clock there first, and what was due on the way has happened', async () => {
    const lines = [{ variant: 'AB-250', sellingPlan: 'Hver måned' }];
    await call('/orders', { customer: 'freja.holm@example.com', lines, shippingRateId: 'pakkeshop' });
    await call('/customers/freja.holm@example.com/store-credit', {
      amountMinor: 900,
      expiresAt: '2026-12-31T00:00:00Z',
    });
    const later = { customer: 'freja.holm@example.com', lines: [{ variant: 'KS-1' }], at: '2027-01-22T08:00:00Z' };
    await call('/orders', later);
    const { orders } = await call<{ orders: { createdAt: string; sourceName: string }[] }>(
      '/orders?customer=freja.holm@example.com',
    );
    expect(orders.map(({ createdAt, sourceName }) => [createdAt.slice(0, 10), sourceName])).toEqual([
      ['2026-11-21', 'web'],
      ['2026-12-21', 'subscription_contract'],
      ['2027-01-21', 'subscription_contract'],
      ['2027-01-22', 'web'],
    ]);
    const { accounts } = await call<{ accounts: { balanceMinor: number }[] }>(
      '/customers/freja.holm@example.com/store-credit',
    );
    expect(accounts).toMatchObject([{ balanceMinor: 0 }]);
  });
});
