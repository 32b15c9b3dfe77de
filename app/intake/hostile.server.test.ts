/** Whatever a signed body holds: the door never fails, nothing is lost, and what is bad holds nothing else up. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { balanceOf, deliver, openDoors, settle, type Doors } from '#tests/kit/door.ts';
import { documentedExample, subscribedTopics } from '#tests/kit/documented-webhooks.ts';
import { createMember, createShop, orderPayload, refundPayload } from '#tests/kit/factories.ts';
import { listDeadLetters, replayDeadLetter } from './dead-letters.server.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());
beforeEach(() => settle());

const NUL = '\0';
const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);

/** Written into a body in place of a value, as raw JSON. */
const hostileJson = fc.oneof(
  fc.constantFrom(
    ...['null', 'true', '{}', '[]', '""', '-1', '0', '1.5', '-0', '1e308', '1e999', '-1e999', '0.1e-400', '1E400'],
    ...['9007199254740993', '123456789012345678901234567890', '-99999999999999999999', `"${'9'.repeat(31)}"`],
    ...[
      '"\\u0000"',
      '"a\\u0000b"',
      '"\\ud800"',
      '"\\udc00x"',
      '"🎁"',
      '"NaN"',
      '"1e5"',
      '"١٢٣"',
      '"-0.001"',
      '"99999999999999.99"',
    ],
    ...[
      '"999999999999999999"',
      '"+275760-09-13T00:00:00Z"',
      '"0000-00-00T00:00:00Z"',
      '"1969-12-31T23:59:59Z"',
      '"9999-12-31T23:59:59-12:00"',
    ],
    ...[
      '"gid://shopify/Customer/0"',
      '"gid://shopify/Order/x"',
      '{"__proto__":{"polluted":true}}',
      '{"constructor":{"prototype":{}}}',
    ],
    ...[
      '"\'; DROP TABLE orders; --"',
      '"<script>alert(1)</script>"',
      '"../../etc/passwd"',
      '{"shop_money":{"amount":"1","currency_code":"\\u0000"}}',
    ],
    ...[
      nested(2_000, '[', ']'),
      nested(2_000, '{"a":', '1}').replace(/1\}$/, '1}'),
      `"${'x'.repeat(200_000)}"`,
      `"${'🎁'.repeat(150)}"`,
    ],
  ),
  fc.json({ maxDepth: 3 }),
);

/** Not shop/redact: rightly done after an uninstallation, it would take the good order along. */
const topics = fc.constantFrom(
  ...subscribedTopics.filter((topic) => topic !== 'shop/redact'),
  'orders/unknown',
  'themes/update',
);

function baseOf(topic: string, pick: number): unknown {
  const customerId = String(1 + (pick % 5));
  const own = {
    'orders/paid': () =>
      orderPayload({ customerId, codes: ['RG-1'], lines: [{ price: '10.00', discount: '1.00' }, { price: '5.00' }] }),
    'refunds/create': () =>
      refundPayload({
        orderId: 1 + (pick % 5),
        lines: [{ lineId: 7, quantity: 1, subtotal: '5.00' }],
        shipping: '3.00',
        amountOnly: '1.00',
      }),
  }[topic];
  return pick % 2 === 0 && own ? own() : (documentedExample(topic) ?? { id: 1 });
}

/** Puts `raw` in the place of one value somewhere in the document. */
function mutate(document: unknown, steps: readonly number[], raw: string): string {
  const marker = `marker-${randomUUID()}`;
  const copy: unknown = structuredClone(document);
  let parent: Record<string, unknown> | null = null;
  let key = '';
  let at: unknown = copy;
  for (const step of steps) {
    if (typeof at !== 'object' || at === null) break;
    const keys = Object.keys(at);
    if (keys.length === 0) break;
    parent = at as Record<string, unknown>;
    key = keys[step % keys.length] ?? '';
    at = parent[key];
  }
  if (!parent) return raw;
  parent[key] = marker;
  return JSON.stringify(copy).replace(`"${marker}"`, () => raw);
}

const hostileBody = fc.tuple(topics, fc.nat(9)).chain(([topic, pick]) => {
  const base = baseOf(topic, pick);
  const text = JSON.stringify(base);
  const body = fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .tuple(fc.array(fc.nat(60), { minLength: 1, maxLength: 6 }), hostileJson)
        .map(([steps, raw]) => Buffer.from(mutate(base, steps, raw))),
    },
    { weight: 1, arbitrary: fc.nat(text.length).map((length) => Buffer.from(text.slice(0, length))) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 1, arbitrary: hostileJson.map((raw) => Buffer.from(raw)) },
    {
      weight: 1,
      arbitrary: fc
        .nat(text.length)
        .map((index) =>
          Buffer.concat([
            Buffer.from(text.slice(0, index)),
            Buffer.from([0xff, 0xfe, 0xc3, 0x28]),
            Buffer.from(text.slice(index)),
          ]),
        ),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(NUL, '\uFEFF{}', `${text}${text}`, `[${text}]`, `"${text.replaceAll('"', '')}"`)
        .map((value) => Buffer.from(value)),
    },
  );
  return body.map((bytes) => ({ topic, bytes }));
});

describe('hostile payloads', () => {
  it('Are all taken, judged at once, and listed when they are bad; the good ones of their batch are booked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileBody, { minLength: 10, maxLength: 25 }), async (bodies) => {
        const shop = await createShop();
        const member = await createMember(shop, '424242');
        const good = orderPayload({ customerId: member.customerId, lines: [{ price: '12.00' }] });
        const statuses = await Promise.all([
          ...bodies.map(({ topic, bytes }) => deliver(doors, shop, topic, bytes)),
          deliver(doors, shop, 'orders/paid', good),
        ]);
        expect(statuses).toEqual(statuses.map(() => 200));
        await settle();
        const { rows } = await pool().query<{ state: string; reason: string | null; topic: string; body: Buffer }>(
          'SELECT state, reason, topic, body FROM inbox_events WHERE shop_id = $1',
          [shop.id],
        );
        // The same body under the same topic with another event id is another delivery: each has its row.
        expect(rows).toHaveLength(bodies.length + 1);
        // "received" would be one that failed in the database and is tried again: no payload may get that far.
        for (const row of rows) {
          expect(
            ['applied', 'ignored', 'dead'],
            `${row.topic}: ${row.reason} ${row.body.toString('utf8').slice(0, 3000)}`,
          ).toContain(row.state);
          if (row.state !== 'applied') expect(row.reason).toBeTruthy();
        }
        const dead = await listDeadLetters(shop.id);
        expect(dead).toHaveLength(rows.filter((row) => row.state === 'dead').length);
        for (const letter of dead) expect(letter.reason.length).toBeGreaterThan(5);
        // A redaction or a deletion may have forgotten the member; the points were booked all the same.
        expect(await balanceOf(shop.id, member.id)).toBe(12);
        expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      }),
      { numRuns: 40 },
    );
  });

  it('Of megabytes and deep nesting are taken within a moment', async () => {
    const shop = await createShop();
    const deep = nested(500_000, '[', ']');
    const long = JSON.stringify(orderPayload({ customerId: '1', lines: [{ price: '1.00' }] })).replace(
      'Item 1',
      'x'.repeat(4_000_000),
    );
    const withBigId = `{"id":12345678901234567890,"deep":${nested(200_000, '[', ']')}}`;
    for (const body of [deep, long, withBigId]) expect(await deliver(doors, shop, 'orders/paid', body)).toBe(200);
    await settle();
    const { rows } = await pool().query('SELECT state FROM inbox_events WHERE shop_id = $1 ORDER BY id', [shop.id]);
    expect(rows.map((row) => row.state)).toEqual(['dead', 'applied', 'dead']);
  });

  it('A title with characters that PostgreSQL refuses, or cut in the middle of one, keeps no order from being booked', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    const titles = [`NUL ${NUL} inside`, 'half \ud800 a pair', `${'a'.repeat(199)}🎁 cut`];
    for (const title of titles) {
      const order = orderPayload({ customerId: member.customerId, lines: [{ price: '7.00' }] });
      const lines = order.line_items.map((line) => ({ ...line, title, name: title }));
      await deliver(doors, shop, 'orders/paid', { ...order, name: title, line_items: lines });
    }
    await settle();
    expect(await balanceOf(shop.id, member.id)).toBe(21);
  });
});

describe('dead letters', () => {
  it('Name the place in the payload and never its content', async () => {
    const shop = await createShop();
    await deliver(doors, shop, 'orders/paid', {
      id: 1,
      currency: 'DKK',
      email: 'anna@example.com',
      line_items: 'Anna',
    });
    await deliver(doors, shop, 'orders/paid', '{"id":');
    await deliver(doors, shop, 'fulfillments/create', { id: 1 });
    await settle();
    const letters = await listDeadLetters(shop.id);
    expect(letters.map((letter) => letter.topic)).toEqual(['fulfillments/create', 'orders/paid', 'orders/paid']);
    expect(letters[0]?.reason).toContain('does not subscribe');
    expect(letters[1]?.reason).toBe('The body is not JSON.');
    expect(letters[2]?.reason).toContain('line_items');
    expect(letters.map((letter) => letter.reason).join()).not.toMatch(/anna/i);
  });

  it('Are sent through again, once each, and only by their own shop', async () => {
    const shop = await createShop();
    const other = await createShop();
    const member = await createMember(shop);
    await deliver(
      doors,
      shop,
      'orders/paid',
      orderPayload({ customerId: member.customerId, lines: [{ price: '30.00' }] }),
    );
    // As if an earlier release could not read it.
    await pool().query(`UPDATE inbox_events SET state = 'dead', reason = 'not read' WHERE shop_id = $1`, [shop.id]);
    await settle();
    expect(await balanceOf(shop.id, member.id)).toBe(0);
    const [letter] = await listDeadLetters(shop.id);
    expect(await replayDeadLetter(pool(), other.id, letter?.id ?? '')).toBeNull();
    expect(await replayDeadLetter(pool(), shop.id, letter?.id ?? '')).toBe(letter?.topic);
    await settle();
    expect(await balanceOf(shop.id, member.id)).toBe(30);
    expect(await replayDeadLetter(pool(), shop.id, letter?.id ?? '')).toBeNull();
    expect(await listDeadLetters(shop.id)).toEqual([]);
  });
});
