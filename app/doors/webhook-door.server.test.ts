import { createHmac, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { deliver, openDoors, settle, type Doors } from '#tests/kit/door.ts';
import { documentedExample, subscribedTopics } from '#tests/kit/documented-webhooks.ts';
import { dumpStore } from '#tests/kit/dump.ts';
import { createMember, createShop, orderPayload, signWebhook } from '#tests/kit/factories.ts';
import { counters } from './counters.server.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());
beforeEach(() => settle());

describe('the signature comes first (S1)', () => {
  const body = '{"id":1}';
  const otherSecret = createHmac('sha256', 'another secret').update(body).digest('base64');
  it.each([
    ['no signature', ''],
    ['a signature of nothing', signWebhook('')],
    ['a signature of another body', signWebhook('{"id":2}')],
    ['a signature with another secret', otherSecret],
    ['a signature in hexadecimal', createHmac('sha256', 'regulars-test-secret').update(body).digest('hex')],
    ['half of the signature', signWebhook(body).slice(0, 20)],
    ['a very long one', 'A'.repeat(8000)],
    ['no base64 at all', '%%%%'],
  ])('%s gets 401 and leaves nothing but a count', async (_name, signature) => {
    const shop = await createShop();
    const before = await dumpStore();
    const refused = counters()['webhook.bad_signature'] ?? 0;
    expect(await deliver(doors, shop, 'orders/paid', body, { signature })).toBe(401);
    const unknown = { ...shop, domain: `never-seen-${randomUUID()}.myshopify.com` };
    expect(await deliver(doors, unknown, 'orders/paid', body, { signature })).toBe(401);
    await settle();
    expect(await dumpStore()).toEqual(before);
    expect(counters()['webhook.bad_signature']).toBe(refused + 2);
  });

  it('The raw body is what is signed: one byte more, even a space, is refused', async () => {
    const shop = await createShop();
    expect(await deliver(doors, shop, 'orders/paid', `${body} `, { signature: signWebhook(body) })).toBe(401);
    expect(await deliver(doors, shop, 'app/scopes_update', body, { signature: signWebhook(body) })).toBe(200);
  });

  it.each([
    ['X-Shopify-Shop-Domain', 'evil.example.com'],
    ['X-Shopify-Shop-Domain', 'shop.myshopify.com.example.com'],
    ['X-Shopify-Shop-Domain', ''],
    ['X-Shopify-Topic', '../orders'],
    ['X-Shopify-Topic', ''],
  ])('A signed body under the header %s "%s" is refused with 400 and not kept', async (header, value) => {
    const before = await dumpStore();
    const response = await fetch(`${doors.origin}/webhooks`, {
      method: 'POST',
      headers: {
        'X-Shopify-Topic': 'orders/paid',
        'X-Shopify-Shop-Domain': 'fine.myshopify.com',
        'X-Shopify-Hmac-Sha256': signWebhook(body),
        [header]: value,
      },
      body,
    });
    expect(response.status).toBe(400);
    expect(await dumpStore()).toEqual(before);
  });

  it('Only POST is a delivery', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'HEAD'])
      expect((await fetch(`${doors.origin}/webhooks`, { method })).status).toBe(405);
  });

  it('A time of sending that no database holds stops neither this delivery nor those beside it', async () => {
    const shop = await createShop();
    for (const triggeredAt of ['+275760-09-13T00:00:00Z', '-000001-01-01T00:00:00Z', 'yesterday', '']) {
      const response = await fetch(`${doors.origin}/webhooks`, {
        method: 'POST',
        headers: {
          'X-Shopify-Topic': 'app/scopes_update',
          'X-Shopify-Shop-Domain': shop.domain,
          'X-Shopify-Hmac-Sha256': signWebhook(body),
          'X-Shopify-Event-Id': randomUUID(),
          'X-Shopify-Triggered-At': triggeredAt,
        },
        body,
      });
      expect(response.status).toBe(200);
    }
  });

  it('An address that cannot be read is 400, never 500', async () => {
    const port = Number(new URL(doors.origin).port);
    for (const address of ['//', 'http://[', '//%zz:port/webhooks']) {
      const status = await new Promise<string>((resolve, reject) => {
        const socket = connect(port, '127.0.0.1', () =>
          socket.write(`GET ${address} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`),
        );
        socket.once('data', (data) => resolve(String(data).split(' ')[1] ?? ''));
        socket.once('error', reject);
      });
      expect(['400', '404']).toContain(status);
    }
  });

  it('A body beyond the limit is refused with 413 and counted', async () => {
    const shop = await createShop();
    const before = counters()['webhook.too_large'] ?? 0;
    expect(await deliver(doors, shop, 'orders/paid', Buffer.alloc(33 * 1024 * 1024, 32))).toBe(413);
    expect(counters()['webhook.too_large']).toBe(before + 1);
  });
});

/** What says how often something was told, not what is so. */
const tellings = [
  'inbox_events',
  'outbox_tasks',
  'figure_changes',
  'orders.version',
  'orders.updated_at',
  'admin_actions',
];

describe("Shopify's documented example", () => {
  it('Exists for nearly every topic', () => {
    const missing = subscribedTopics.filter((topic) => documentedExample(topic) === undefined);
    expect(subscribedTopics.length).toBeGreaterThanOrEqual(14);
    expect(missing).toEqual([]);
  });

  it.each(subscribedTopics.map((topic) => [topic]))(
    'of %s is applied or ignored with a reason; delivered twice it changes nothing more',
    async (topic) => {
      const shop = await createShop({ currencyCode: 'USD' });
      // The customers of the examples have joined, so that there is something to book, merge and erase.
      for (const customerId of ['706405506930370000', '115310627314723950', '1', '2', '191167'])
        await createMember(shop, customerId);
      const example = documentedExample(topic);
      const eventId = randomUUID();
      expect(await deliver(doors, shop, topic, example, { eventId })).toBe(200);
      await settle();
      const { rows } = await pool().query('SELECT state, reason FROM inbox_events WHERE shop_id = $1', [shop.id]);
      expect(rows).toHaveLength(1);
      expect(['applied', 'ignored'], rows[0].reason).toContain(rows[0].state);
      if (rows[0].state === 'ignored') expect(rows[0].reason).toMatch(/\w+ \w+/);

      const before = await dumpStore();
      expect(await deliver(doors, shop, topic, example, { eventId })).toBe(200);
      await settle();
      expect(await dumpStore()).toEqual(before);

      const facts = await dumpStore(tellings);
      expect(await deliver(doors, shop, topic, example)).toBe(200);
      await settle();
      expect(await dumpStore(tellings)).toEqual(facts);
    },
  );

  it('of orders/paid earns its buyer points, and the example of refunds/create takes them all back', async () => {
    const shop = await createShop({ currencyCode: 'USD' });
    const paid = documentedExample('orders/paid') as { customer: { id: number }; line_items: { price: string }[] };
    const member = await createMember(shop, String(paid.customer.id));
    await deliver(doors, shop, 'orders/paid', { ...paid, cancelled_at: null });
    await settle();
    const sum = async () => {
      const { rows } = await pool().query('SELECT available FROM balances WHERE shop_id = $1 AND member_id = $2', [
        shop.id,
        member.id,
      ]);
      return rows[0]?.available ?? 0;
    };
    const earned = await sum();
    expect(earned).toBeGreaterThan(300);
    await deliver(doors, shop, 'refunds/create', documentedExample('refunds/create'));
    await settle();
    // The example names every item of the order.
    expect(await sum()).toBe(0);
  });

  it('of shop/redact, after the app was removed, leaves nothing of the shop but its address', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    await deliver(
      doors,
      shop,
      'orders/paid',
      orderPayload({ customerId: member.customerId, lines: [{ price: '9.00' }] }),
    );
    await settle();
    await deliver(doors, shop, 'app/uninstalled', documentedExample('app/uninstalled'));
    await settle();
    await deliver(doors, shop, 'shop/redact', documentedExample('shop/redact'));
    await settle();
    const dump = await dumpStore();
    for (const [table, rows] of Object.entries(dump)) {
      if (table === 'shops' || table === 'inbox_events') continue;
      expect(
        rows.filter((row) => row.includes(`"shop_id": ${shop.id},`) || row.includes(shop.domain)),
        table,
      ).toEqual([]);
    }
    const { rows } = await pool().query('SELECT sum(length(body))::int AS bytes FROM inbox_events WHERE shop_id = $1', [
      shop.id,
    ]);
    expect(rows[0].bytes).toBe(0);
  });
});

describe('a database that does not answer', () => {
  it('A delivery that is not kept in time is answered with 503; sent again it is kept once, whatever became of the first (D1)', async () => {
    const shop = await createShop();
    const impatient = await openDoors(300);
    const eventId = randomUUID();
    const blocker = await pool().connect();
    const tooSlow = counters()['webhook.too_slow'] ?? 0;
    try {
      await blocker.query('BEGIN');
      await blocker.query('LOCK TABLE inbox_events IN EXCLUSIVE MODE');
      expect(await deliver(impatient, shop, 'app/scopes_update', { id: 1 }, { eventId })).toBe(503);
      expect(counters()['webhook.too_slow']).toBe(tooSlow + 1);
    } finally {
      await blocker.query('ROLLBACK');
      blocker.release();
      await impatient.close();
    }
    expect(await deliver(doors, shop, 'app/scopes_update', { id: 1 }, { eventId })).toBe(200);
    const { rows } = await pool().query('SELECT 1 FROM inbox_events WHERE shop_id = $1', [shop.id]);
    expect(rows).toHaveLength(1);
  });
});
