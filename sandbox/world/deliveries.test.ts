import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { DeliveryPump } from './delivery-pump.ts';
import { testWorld } from './testing.ts';
import { RETRY_AFTER_MS } from './webhooks.ts';
import { openWorld } from './world.ts';

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

const servers: Server[] = [];

/** A real receiver: answers with the statuses that are given, then 200; a status of 0 never answers. */
async function receiver(statuses: number[] = []): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      const status = statuses.shift() ?? 200;
      if (status !== 0) response.writeHead(status).end();
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, received };
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listening(statuses: number[] = [], topics = ['customers/update', 'orders/paid']) {
  const target = await receiver(statuses);
  const test = testWorld({ topics, appUrl: target.url, apiSecret: 'shh' });
  return { ...test, ...target, pump: new DeliveryPump(test.world) };
}

describe('A webhook', () => {
  it('arrives with Shopify’s headers, signed over the raw body', async () => {
    const { world, member, pump, received } = await listening();
    world.customers.update(member.id, { firstName: 'Æbbe' });
    await pump.settle();
    const [request] = received;
    expect(received).toHaveLength(1);
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-shopify-topic': 'customers/update',
      'x-shopify-shop-domain': 'test-shop.myshopify.com',
      'x-shopify-api-version': '2026-10',
      'x-shopify-hmac-sha256': createHmac('sha256', 'shh')
        .update(request?.body ?? '', 'utf8')
        .digest('base64'),
      'x-shopify-triggered-at': '2026-03-01T12:00:00.000Z',
    });
    expect(request?.headers['x-shopify-webhook-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(request?.headers['x-shopify-event-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.parse(request?.body ?? '{}')).toMatchObject({ first_name: 'Æbbe' });
  });

  it('that is refused comes again with the same ids and the original body, as the sandbox’s clock moves', async () => {
    const { world, member, pump, received } = await listening([500, 302]);
    world.customers.update(member.id, { firstName: 'One' });
    await pump.settle();
    expect(received).toHaveLength(1);
    world.clock.advance(60_000);
    await pump.settle();
    world.clock.advance(2 * 60_000);
    await pump.settle();
    expect(received).toHaveLength(3);
    expect(new Set(received.map(({ headers }) => headers['x-shopify-webhook-id'])).size).toBe(1);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    const [delivery] = world.webhooks.deliveries();
    expect(delivery).toMatchObject({
      status: 'delivered',
      attempts: [{ httpStatus: 500 }, { httpStatus: 302 }, { httpStatus: 200 }],
    });
  });

  it('is given up after eight retries over four hours', async () => {
    expect(RETRY_AFTER_MS.reduce((sum, wait) => sum + wait, 0)).toBe(4 * 60 * 60 * 1000);
    const { world, member, pump, received } = await listening(Array.from({ length: 20 }, () => 503));
    world.customers.update(member.id, {});
    for (const waitMs of [0, ...RETRY_AFTER_MS, 86_400_000]) {
      world.clock.advance(waitMs);
      await pump.settle();
    }
    expect(received).toHaveLength(9);
    expect(world.webhooks.deliveries()[0]?.status).toBe('failed');
  });

  it('that gets no answer in time is tried again', async () => {
    const { world, member, pump } = await listening([0]);
    world.changeSettings({ deliveryTimeoutMs: 50 });
    world.customers.update(member.id, {});
    await pump.settle();
    expect(world.webhooks.deliveries()[0]).toMatchObject({
      status: 'retrying',
      attempts: [{ httpStatus: null, error: 'timed out' }],
    });
  });

  it('to several subscriptions of a topic has one event id and several webhook ids', async () => {
    const { world, member, pump, received, url } = await listening();
    world.webhooks.subscribe({ topic: 'customers/update', uri: `${url}/other`, includeFields: ['id', 'email'] });
    world.customers.update(member.id, {});
    await pump.settle();
    expect(new Set(received.map(({ headers }) => headers['x-shopify-event-id'])).size).toBe(1);
    expect(new Set(received.map(({ headers }) => headers['x-shopify-webhook-id'])).size).toBe(2);
    expect(received.map(({ body }) => Object.keys(JSON.parse(body) as object).join())).toContain('id,email');
  });
});

describe('On request, deliveries', () => {
  const names = (received: Received[]) =>
    received.map(({ body }) => (JSON.parse(body) as { first_name: string }).first_name);

  it('are dropped, so many and of that topic', async () => {
    const { world, member, pump, received } = await listening();
    world.webhooks.addFault({ kind: 'drop', topic: 'orders/paid', count: 5 });
    world.webhooks.addFault({ kind: 'drop', topic: 'customers/update', count: 2 });
    for (const firstName of ['a', 'b', 'c']) world.customers.update(member.id, { firstName });
    await pump.settle();
    expect(names(received)).toEqual(['c']);
    expect(world.webhooks.deliveries().map(({ status }) => status)).toEqual(['dropped', 'dropped', 'delivered']);
    expect(world.webhooks.faults()).toMatchObject([{ fault: { topic: 'orders/paid' }, remaining: 5 }]);
  });

  it('come 26 hours late', async () => {
    const { world, member, pump, received } = await listening();
    world.webhooks.addFault({ kind: 'delay', delayMs: 26 * 3_600_000 });
    for (const firstName of ['late', 'early']) world.customers.update(member.id, { firstName });
    await pump.settle();
    expect(names(received)).toEqual(['early']);
    world.clock.advance(26 * 3_600_000);
    await pump.settle();
    expect(names(received)).toEqual(['early', 'late']);
    expect(received[1]?.headers['x-shopify-triggered-at']).toBe('2026-03-01T12:00:00.000Z');
  });

  it('come several times, with the same ids', async () => {
    const { world, member, pump, received } = await listening();
    world.webhooks.addFault({ kind: 'duplicate', copies: 3 });
    world.customers.update(member.id, {});
    await pump.settle();
    expect(received).toHaveLength(4);
    expect(new Set(received.map(({ headers }) => headers['x-shopify-webhook-id'])).size).toBe(1);
  });

  it('come in another order', async () => {
    const { world, member, pump, received } = await listening();
    world.webhooks.addFault({ kind: 'reorder', window: 3 });
    for (const firstName of ['a', 'b']) world.customers.update(member.id, { firstName });
    await pump.settle();
    expect([received.length, world.webhooks.backlog().held]).toEqual([0, 2]);
    world.customers.update(member.id, { firstName: 'c' });
    world.clock.advance(10);
    await pump.settle();
    expect(names(received)).toEqual(['c', 'b', 'a']);
  });

  it('held by a window that never fills go out when the faults are cleared', async () => {
    const { world, member, pump, received } = await listening();
    world.webhooks.addFault({ kind: 'reorder', window: 9 });
    world.customers.update(member.id, { firstName: 'a' });
    world.webhooks.clearFaults();
    await pump.settle();
    expect(names(received)).toEqual(['a']);
  });

  it('wait while they are paused, and are sent again by hand', async () => {
    const { world, member, pump, received } = await listening();
    world.webhooks.pause();
    world.customers.update(member.id, { firstName: 'a' });
    expect(await pump.settle()).toMatchObject({ settled: false, paused: true, backlog: { due: 1 } });
    world.webhooks.resume();
    await pump.settle();
    world.webhooks.redeliver(world.webhooks.deliveries()[0]?.id ?? 0);
    await pump.settle();
    expect(received).toHaveLength(2);
    expect(received[0]?.headers['x-shopify-webhook-id']).toBe(received[1]?.headers['x-shopify-webhook-id']);
  });

  it('are replayed with any body, byte for byte', async () => {
    const { world, pump, received } = await listening();
    world.webhooks.emit('orders/paid', null, { rawBody: '{"id": 7,  broken' });
    await pump.settle();
    expect(received[0]?.body).toBe('{"id": 7,  broken');
  });
});

describe('Uninstalling', () => {
  it('says so once, takes tokens and subscriptions away, and asks for the shop’s data 48 hours later', async () => {
    const { world, member, pump, received } = await listening(
      [],
      ['app/uninstalled', 'shop/redact', 'customers/update'],
    );
    const { token } = world.apps.issueToken({ kind: 'offline' });
    world.apps.uninstall();
    expect(world.apps.findToken(token)).toBeNull();
    world.customers.update(member.id, {});
    await pump.settle();
    const topics = () => received.map(({ headers }) => headers['x-shopify-topic']);
    expect(topics()).toEqual(['app/uninstalled']);
    world.clock.advance(48 * 3_600_000);
    await pump.settle();
    expect(topics()).toEqual(['app/uninstalled', 'shop/redact']);
  });

  it('asks for nothing when the app is installed again in time', async () => {
    const { world, pump, received } = await listening([], ['app/uninstalled', 'shop/redact']);
    world.apps.uninstall();
    world.apps.install();
    world.clock.advance(72 * 3_600_000);
    await pump.settle();
    expect(received.map(({ headers }) => headers['x-shopify-topic'])).toEqual(['app/uninstalled']);
  });
});

describe('Faults of the Admin API', () => {
  it('strike as often as asked, and only the operation that was named', () => {
    const { world } = testWorld();
    world.apiFaults.add({ kind: 'timeout_after_success', operation: 'discountCodeBasicCreate', count: 2 });
    const take = () => world.apiFaults.take('CreateCode', ['discountCodeBasicCreate'])?.kind ?? null;
    expect(world.apiFaults.take('Shop', ['shop'])).toBeNull();
    expect([take(), take(), take()]).toEqual(['timeout_after_success', 'timeout_after_success', null]);
  });
});

describe('A world in a file', () => {
  it('is the same after it was closed and opened again, with its clock, its queue and its ids', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sandbox-'));
    try {
      const file = path.join(folder, 'world.sqlite');
      const { world, tea, member } = testWorld({ file, topics: ['orders/paid'] });
      const order = world.orders.place({
        lines: [{ variantId: tea.id, quantity: 1 }],
        buyer: { customerId: member.id },
      });
      world.clock.advance(5 * 60_000);
      world.documents.set('carts', 'one', { lines: [] });
      world.webhooks.takeDue(10);
      const lastId = world.nextId();
      world.close();

      const again = openWorld({ file });
      expect(again.orders.get(order.id)).toEqual(order);
      expect(again.clock.state()).toMatchObject({ now: '2026-03-01T12:05:00Z', frozen: true });
      expect(again.documents.get('carts', 'one')).toEqual({ lines: [] });
      // What was under way when it stopped has an unknown end, so it is sent again.
      expect(again.webhooks.deliveries()[0]?.status).toBe('queued');
      expect(again.nextId()).toBeGreaterThan(lastId);
      again.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('takes nothing over from an action that failed in the middle', () => {
    const { world, tea } = testWorld();
    const before = world.customers.count();
    expect(() =>
      world.transaction(() => {
        world.customers.create({ email: 'half@example.com' });
        world.orders.place({ lines: [{ variantId: tea.id, quantity: 0 }], buyer: null });
      }),
    ).toThrow('whole number');
    expect(world.customers.count()).toBe(before);
  });
});
