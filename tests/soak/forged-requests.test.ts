/**
 * Requests that were signed and changed afterwards, at both doors (S1): none is accepted, none does harm, nothing is written.
 * FORGED_REQUESTS says how many for each door; 10,000 have been run (docs/testing.md). What Shopify's signature does not
 * cover (a webhook's headers, a proxy request's path and body) is judged by what comes after it, in the doors' own tests.
 */
import { randomUUID } from 'node:crypto';
import { request, Agent } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ShopFacts } from '#app/shops/shop-store.server.ts';
import { openDoors, proxyUrl, type Doors } from '#tests/kit/door.ts';
import { dumpStore } from '#tests/kit/dump.ts';
import { createMember, createShop, orderPayload, signWebhook } from '#tests/kit/factories.ts';

const COUNT = Number(process.env.FORGED_REQUESTS ?? 400);
const SEED = Number(process.env.FORGED_SEED ?? 20261121);
const agent = new Agent({ keepAlive: true, maxSockets: 16 });

let doors: Doors;
let shop: ShopFacts;
let customerId: string;
beforeAll(async () => {
  doors = await openDoors();
  shop = await createShop();
  ({ customerId } = await createMember(shop));
});
afterAll(async () => {
  agent.destroy();
  await doors.close();
});

/** @returns the status; 0 when the connection was closed without an answer, as for what is no HTTP. */
function send(method: string, url: string, headers: Record<string, string>, body: Buffer): Promise<number> {
  return new Promise((resolve) => {
    const outgoing = request(
      url,
      { method, agent, headers: { ...headers, 'Content-Length': body.length } },
      (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode ?? 0));
      },
    );
    outgoing.on('error', () => resolve(0));
    outgoing.end(body);
  });
}

/** Changes bytes: flips, inserts, deletes, cuts off, repeats. */
const change = fc.record({
  kind: fc.constantFrom('flip', 'insert', 'delete', 'cut', 'repeat', 'swap'),
  at: fc.nat(),
  bit: fc.integer({ min: 0, max: 7 }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 6 }),
});
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never;

function changed(original: Buffer, { kind, at, bit, bytes }: Change): Buffer {
  const position = at % original.length;
  const [before, after] = [original.subarray(0, position), original.subarray(position)];
  switch (kind) {
    case 'flip': {
      const copy = Buffer.from(original);
      copy[position] = (copy[position] ?? 0) ^ (1 << bit);
      return copy;
    }
    case 'insert':
      return Buffer.concat([before, bytes, after]);
    case 'delete':
      return Buffer.concat([before, after.subarray(bytes.length)]);
    case 'cut':
      return Buffer.from(before);
    case 'repeat':
      return Buffer.concat([original, after]);
    case 'swap':
      return Buffer.concat([after, before]);
  }
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) await work(item);
    }),
  );
}

const tally = (statuses: number[]) => {
  const counts: Record<number, number> = {};
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

describe('requests that were changed after they were signed (S1)', () => {
  it(`At the webhooks' door ${COUNT} changed bodies and signatures are all refused with 401`, async () => {
    const before = await dumpStore();
    const forgeries = fc.sample(
      fc.record({
        change,
        what: fc.constantFrom('body', 'body', 'body', 'signature'),
        quantity: fc.integer({ min: 1, max: 9 }),
      }),
      { seed: SEED, numRuns: COUNT },
    );
    const statuses: number[] = [];
    await inParallel(forgeries, async ({ change: how, what, quantity }) => {
      const body = Buffer.from(JSON.stringify(orderPayload({ customerId, lines: [{ price: '50.00', quantity }] })));
      const signature = signWebhook(body);
      const forgedBody = what === 'body' ? changed(body, how) : body;
      const forgedSignature =
        what === 'signature'
          ? changed(Buffer.from(signature), how)
              .toString('latin1')
              .replace(/[^\x20-\x7e]/g, '?')
          : signature;
      // A change that changes nothing is no forgery; base64 can spell the same bytes in more than one way.
      if (forgedBody.equals(body) && Buffer.from(forgedSignature, 'base64').equals(Buffer.from(signature, 'base64'))) {
        statuses.push(401);
        return;
      }
      const headers = {
        'Content-Type': 'application/json',
        'X-Shopify-Topic': 'orders/paid',
        'X-Shopify-Shop-Domain': shop.domain,
        'X-Shopify-Hmac-Sha256': forgedSignature,
        'X-Shopify-Event-Id': randomUUID(),
      };
      statuses.push(await send('POST', `${doors.origin}/webhooks`, headers, forgedBody));
    });
    expect(tally(statuses)).toEqual({ 401: COUNT });
    expect(await dumpStore()).toEqual(before);
  }, 300_000);

  it(`At the storefront's door ${COUNT} changed addresses are all refused`, async () => {
    const before = await dumpStore();
    const forgeries = fc.sample(
      fc.record({
        change,
        path: fc.constantFrom('member', 'join', 'redeem', 'estimate'),
        what: fc.constantFrom('bytes', 'value', 'drop', 'add', 'twice', 'signature'),
        which: fc.nat(),
        text: fc.string({ maxLength: 12 }),
      }),
      { seed: SEED, numRuns: COUNT },
    );
    const statuses: number[] = [];
    await inParallel(forgeries, async ({ change: how, path, what, which, text }) => {
      const address = new URL(proxyUrl(doors, shop, path, customerId));
      const signed = new URLSearchParams(address.search);
      const query = new URLSearchParams(address.search);
      const names = [...query.keys()];
      const name = names[which % names.length] ?? 'shop';
      let search: string | null = null;
      if (what === 'value') query.set(name, text);
      else if (what === 'drop') query.delete(name);
      else if (what === 'add') query.append(`extra${text}`, text);
      else if (what === 'twice') query.append(name, query.get(name) ?? '');
      else if (what === 'signature')
        query.set('signature', changed(Buffer.from(query.get('signature') ?? ''), how).toString('latin1'));
      else
        search = changed(Buffer.from(address.search.slice(1)), how)
          .toString('latin1')
          .replace(/[^\x21-\x7e]|#/g, '_');
      const sent = search ?? query.toString();
      const meant = new URLSearchParams(sent);
      // Another spelling of the same parameters (upper case in the signature, another order) is the same request.
      const spelled = (parameters: URLSearchParams) =>
        JSON.stringify(
          [...parameters].map(([key, value]) => [key, key === 'signature' ? value.toLowerCase() : value]).sort(),
        );
      if (spelled(meant) === spelled(signed)) {
        statuses.push(401);
        return;
      }
      const method = path === 'member' ? 'GET' : 'POST';
      statuses.push(await send(method, `${doors.origin}/proxy/${path}?${sent}`, {}, Buffer.from('{}')));
    });
    expect(tally(statuses)).toEqual({ 401: COUNT });
    expect(await dumpStore()).toEqual(before);
  }, 300_000);
});
