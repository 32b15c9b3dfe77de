import { createHmac, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiVersion, LogSeverity, shopifyApi } from '@shopify/shopify-api';
import '@shopify/shopify-api/adapters/node';
import { pool } from '#app/db.server.ts';
import { adjustPoints } from '#app/members/adjust.server.ts';
import { redeem } from '#app/rewards/redeem.server.ts';
import type { ShopFacts } from '#app/shops/shop-store.server.ts';
import { balanceOf, openDoors, proxyUrl, type Doors } from '#tests/kit/door.ts';
import { dumpStore } from '#tests/kit/dump.ts';
import { createMember, createShop, nextNumber, NOW, signWebhook, simpleProgram } from '#tests/kit/factories.ts';
import { counters } from './counters.server.ts';
import { verifyProxy } from './proxy-signature.server.ts';
import { isSigned } from './webhook-door.server.ts';
import { makeProgram } from '../program/document.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

interface Answer {
  status: number;
  body: {
    error?: { code: string; message: string; missingPoints?: number };
    member?: { availablePoints: number } | null;
    [key: string]: unknown;
  };
}

async function ask(address: string, body?: unknown): Promise<Answer> {
  const response = await fetch(address, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

const get = (shop: ShopFacts, path: string, customerId: string | null, extra?: Record<string, string>) =>
  ask(proxyUrl(doors, shop, path, customerId, extra));
const send = (
  shop: ShopFacts,
  path: string,
  customerId: string | null,
  body: unknown,
  extra?: Record<string, string>,
) => ask(proxyUrl(doors, shop, path, customerId, extra), body);

async function memberWith(points: number, shop?: ShopFacts) {
  const at = shop ?? (await createShop());
  const member = await createMember(at);
  const gift = { shopId: at.id, memberId: member.id, points, note: 'a gift', requestId: randomUUID() };
  await adjustPoints({ ...gift, actor: 'test', now: NOW });
  return { shop: at, member };
}

/** A query as Shopify signs it, from the parameters in their order; repeated names are joined with commas. */
function signed(parameters: [string, string][]): string {
  const byName = new Map<string, string[]>();
  for (const [name, value] of parameters) byName.set(name, [...(byName.get(name) ?? []), value]);
  const message = [...byName]
    .map(([name, values]) => `${name}=${values.join(',')}`)
    .sort()
    .join('');
  const signature = createHmac('sha256', process.env.SHOPIFY_API_SECRET ?? '')
    .update(message)
    .digest('hex');
  return new URLSearchParams([...parameters, ['signature', signature]]).toString();
}

const nowSeconds = () => String(Math.floor(Date.now() / 1000));

describe('the signature comes first (S1)', () => {
  it('Every change of a signed address is 401: nothing is read, nothing is written', async () => {
    const { shop, member } = await memberWith(100);
    const address = new URL(proxyUrl(doors, shop, 'member', member.customerId, { locale: 'da' }));
    const changes: [string, (query: URLSearchParams) => void][] = [
      ['another customer', (query) => query.set('logged_in_customer_id', '1')],
      ['no customer', (query) => query.delete('logged_in_customer_id')],
      ['another shop', (query) => query.set('shop', 'never-seen.myshopify.com')],
      ['a later time', (query) => query.set('timestamp', String(Number(query.get('timestamp')) + 1))],
      ['another prefix', (query) => query.set('path_prefix', '/apps/other')],
      ['another language', (query) => query.set('locale', 'sv')],
      ['one parameter more', (query) => query.append('extra', '1')],
      ['a customer before', (query) => query.append('logged_in_customer_id', '1')],
      ['no signature', (query) => query.delete('signature')],
      ['an empty signature', (query) => query.set('signature', '')],
      ['a short signature', (query) => query.set('signature', (query.get('signature') ?? '').slice(0, 63))],
      ['a changed signature', (query) => query.set('signature', '0'.repeat(64))],
      ['no hexadecimal', (query) => query.set('signature', 'z'.repeat(64))],
    ];
    const before = await dumpStore();
    const refused = counters()['proxy.bad_signature'] ?? 0;
    for (const [name, change] of changes) {
      const changed = new URL(address);
      change(changed.searchParams);
      for (const method of ['GET', 'POST']) {
        const response = await fetch(changed, { method });
        expect(response.status, name).toBe(401);
        expect(await response.json()).toMatchObject({ error: { code: 'not_signed' } });
      }
    }
    expect(await dumpStore()).toEqual(before);
    expect(counters()['proxy.bad_signature']).toBe(refused + changes.length * 2);
    expect((await ask(address.href)).status).toBe(200);
  });

  it("A customer that the browser adds to the address does not stand before Shopify's, though Shopify signs both", async () => {
    const { shop, member } = await memberWith(100);
    const own: [string, string][] = [
      ['shop', shop.domain],
      ['logged_in_customer_id', ''],
      ['path_prefix', '/apps/regulars'],
      ['timestamp', nowSeconds()],
    ];
    const before = await dumpStore();
    const smuggled: [string, string][] = [
      ['logged_in_customer_id', member.customerId],
      ['shop', 'never-seen.myshopify.com'],
      ['timestamp', '1'],
    ];
    for (const parameter of smuggled) {
      for (const parameters of [
        [parameter, ...own],
        [...own, parameter],
      ]) {
        const answer = await ask(`${doors.origin}/proxy/member?${signed(parameters)}`);
        expect(answer.status, parameter[0]).toBe(401);
      }
    }
    expect(await dumpStore()).toEqual(before);
    // A parameter of the page's own may come twice, as in Shopify's documentation.
    const extra: [string, string][] = [
      ['extra', '1'],
      ['extra', '2'],
    ];
    expect((await ask(`${doors.origin}/proxy/member?${signed([...extra, ...own])}`)).status).toBe(200);
  });

  it('An address older or newer than a minute and a half is refused', () => {
    const at = (ageSeconds: number) => {
      const query = signed([
        ['shop', 'a.myshopify.com'],
        ['timestamp', String(NOW.getTime() / 1000 - ageSeconds)],
      ]);
      return verifyProxy(new URLSearchParams(query), NOW);
    };
    for (const age of [0, 89, -89]) expect(at(age)).toMatchObject({ ok: true });
    for (const age of [91, 3600, -91, Infinity, NaN]) expect(at(age)).toEqual({ ok: false, reason: 'too_old' });
    const timeless = new URLSearchParams(signed([['shop', 'a.myshopify.com']]));
    expect(verifyProxy(timeless, NOW)).toEqual({ ok: false, reason: 'too_old' });
  });
});

describe("Shopify's own library agrees with our signatures", () => {
  const library = shopifyApi({
    apiKey: process.env.SHOPIFY_API_KEY ?? '',
    apiSecretKey: process.env.SHOPIFY_API_SECRET ?? '',
    hostName: 'regulars.test',
    apiVersion: ApiVersion.October26,
    isEmbeddedApp: true,
    logger: { level: LogSeverity.Error },
  });

  it('On app proxy queries, right and wrong', async () => {
    const text = fc.string({ maxLength: 12 });
    const name = fc
      .stringMatching(/^[a-z_]{1,10}$/)
      .filter((value) => !['signature', 'hmac', 'timestamp'].includes(value));
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(name, text), { selector: ([key]) => key, maxLength: 6 }),
        fc.boolean(),
        async (extra, right) => {
          const parameters: [string, string][] = [...extra, ['timestamp', nowSeconds()]];
          const query = new URLSearchParams(signed(parameters));
          if (!right) query.set('timestamp', String(Number(query.get('timestamp')) - 1));
          const theirs = await library.utils
            .validateHmac(Object.fromEntries(query), { signator: 'appProxy' })
            .catch(() => false);
          expect(verifyProxy(query, new Date()).ok).toBe(theirs);
          expect(theirs).toBe(right);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('On webhook bodies, right and wrong', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 1, unit: 'grapheme' }),
        fc.string({ minLength: 1 }),
        async (body, signedBody) => {
          const signature = signWebhook(signedBody);
          const headers = {
            'X-Shopify-Hmac-Sha256': signature,
            'X-Shopify-Topic': 'orders/paid',
            'X-Shopify-Shop-Domain': 'a.myshopify.com',
            'X-Shopify-API-Version': '2026-10',
            'X-Shopify-Webhook-Id': 'w',
          };
          const rawRequest = new Request('https://regulars.test/webhooks', { method: 'POST', headers });
          const theirs = await library.webhooks.validate({ rawBody: body, rawRequest });
          expect(isSigned(Buffer.from(body), signature)).toBe(theirs.valid);
          expect(isSigned(Buffer.from(body), signWebhook(body))).toBe(true);
          expect(isSigned(Buffer.from(body), signature)).toBe(body === signedBody);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('nobody acts for another', () => {
  it("Another member's redemption is answered like one that does not exist, and stays as it is", async () => {
    const { shop, member } = await memberWith(100);
    const { member: stranger } = await memberWith(0, shop);
    const { shop: otherShop, member: otherMember } = await memberWith(0);
    const result = await redeem({ shop, member, rewardId: 'rw_amount', requestId: randomUUID(), now: NOW });
    const id = result.ok ? result.redemption.id : '';
    const before = await dumpStore();
    const missing = await get(shop, `redemptions/${randomUUID()}`, stranger.customerId);
    expect(missing.status).toBe(404);
    for (const [at, who] of [
      [shop, stranger.customerId],
      [otherShop, otherMember.customerId],
      [shop, '999'],
    ] as const) {
      expect(await get(at, `redemptions/${id}`, who)).toEqual(missing);
      expect((await send(at, `redemptions/${id}/cancel`, who, {})).status).toBe(404);
    }
    expect((await get(shop, `redemptions/${id}`, null)).status).toBe(404);
    expect((await send(shop, `redemptions/${id}/cancel`, null, {})).status).toBe(401);
    expect(await dumpStore()).toEqual(before);
    expect((await get(shop, `redemptions/${id}`, member.customerId)).status).toBe(202);
  });

  it('No customer is taken from the body or from the address', async () => {
    const { shop, member: rich } = await memberWith(500);
    const { member: poor } = await memberWith(0, shop);
    const names = ['customer', 'customerId', 'customer_id', 'memberId', 'member', 'logged_in_customer', 'id'];
    const smuggle = Object.fromEntries(names.map((name) => [name, name === 'memberId' ? rich.id : rich.customerId]));
    const wish = { rewardId: 'rw_amount', requestId: randomUUID(), logged_in_customer_id: rich.customerId, ...smuggle };
    expect(await send(shop, 'redeem', poor.customerId, wish, smuggle)).toMatchObject({
      status: 409,
      body: { error: { code: 'insufficient_points', missingPoints: 100 } },
    });
    expect((await send(shop, 'redeem', null, wish, smuggle)).status).toBe(401);
    expect((await get(shop, 'member', poor.customerId, smuggle)).body.member).toMatchObject({ availablePoints: 0 });
    expect((await get(shop, 'member', null, smuggle)).body.member).toBeNull();
    expect((await send(shop, 'join', null, smuggle, smuggle)).status).toBe(401);
    expect(await balanceOf(shop.id, rich.id)).toBe(500);
  });

  it('Odd addresses and bodies are refused with words, never with an error of ours', async () => {
    const { shop, member } = await memberWith(500);
    const odd = [
      '-'.repeat(36),
      `${randomUUID()}x`,
      '..%2f..%2fmember',
      '%00',
      randomUUID().toUpperCase(),
      '0'.repeat(36),
    ];
    for (const id of odd) {
      expect((await get(shop, `redemptions/${id}`, member.customerId)).status, id).toBe(404);
      expect((await send(shop, `redemptions/${id}/cancel`, member.customerId, {})).status, id).toBe(404);
    }
    for (const path of ['', 'members', 'member/1', 'redeem/x', 'admin']) {
      expect((await get(shop, path, member.customerId)).status, path).toBe(404);
    }
    const requestId = randomUUID();
    const bodies = [null, [], 'x', {}, { rewardId: 1, requestId }, { rewardId: 'rw_amount', requestId: 'no-uuid' }];
    for (const body of [...bodies, { rewardId: 'a'.repeat(41), requestId }, { rewardId: { $ne: '' }, requestId }])
      expect((await send(shop, 'redeem', member.customerId, body)).status).toBe(422);
    const raw = await fetch(proxyUrl(doors, shop, 'redeem', member.customerId), {
      method: 'POST',
      body: '{"rewardId":',
    });
    expect(raw.status).toBe(422);
    const large = await fetch(proxyUrl(doors, shop, 'redeem', member.customerId), {
      method: 'POST',
      body: 'x'.repeat(70_000),
    });
    expect(large.status).toBe(413);
    expect(await balanceOf(shop.id, member.id)).toBe(500);
  });
});

describe('the storefront', () => {
  it('A customer joins once, and is greeted with their points; a shop without a program has nothing to join', async () => {
    const shop = await createShop({
      program: makeProgram({
        ...simpleProgram(),
        rules: [{ id: 'signup', kind: 'signup', enabled: true, points: 60 }],
      }),
    });
    const customerId = String(6_000_000 + nextNumber());
    for (let time = 0; time < 2; time++) {
      expect(await send(shop, 'join', customerId, {})).toMatchObject({
        status: 200,
        body: { member: { availablePoints: 60, status: 'active' } },
      });
    }
    const { rows } = await pool().query('SELECT joined_via FROM members WHERE shop_id = $1', [shop.id]);
    expect(rows).toEqual([{ joined_via: 'storefront' }]);
    const bare = await createShop({ program: null });
    expect(await send(bare, 'join', customerId, {})).toMatchObject({
      status: 409,
      body: { error: { code: 'no_program' } },
    });
  });

  it('While Shopify is away a redemption is being prepared, and the same request finds it again', async () => {
    const { shop, member } = await memberWith(150);
    const wish = { rewardId: 'rw_amount', requestId: randomUUID() };
    const first = await send(shop, 'redeem', member.customerId, wish);
    expect(first).toMatchObject({ status: 202, body: { status: 'preparing', availablePoints: 50 } });
    const again = await send(shop, 'redeem', member.customerId, wish);
    expect(again.body).toMatchObject({ redemptionId: first.body['redemptionId'], availablePoints: 50 });
    expect((await get(shop, 'member', member.customerId)).body).toMatchObject({
      codes: [{ status: 'preparing', code: null }],
      history: [{ points: -100 }, { points: 150 }],
    });
  });

  it('Refusals are in the language that was asked for', async () => {
    const { shop, member } = await memberWith(0);
    const messages = await Promise.all(
      ['en', 'da', 'sv', 'hu', 'de'].map(async (locale) => {
        const wish = { rewardId: 'rw_amount', requestId: randomUUID() };
        return (await send(shop, 'redeem', member.customerId, wish, { locale })).body.error?.message;
      }),
    );
    expect(new Set(messages).size).toBe(5);
  });

  it('An uninstalled shop, or one that never was, has no rewards', async () => {
    const { shop, member } = await memberWith(0);
    await pool().query('UPDATE shops SET uninstalled_at = now() WHERE id = $1', [shop.id]);
    const { forgetShopFacts } = await import('#app/shops/shop-store.server.ts');
    forgetShopFacts();
    expect(await get(shop, 'member', member.customerId)).toMatchObject({
      status: 404,
      body: { error: { code: 'not_installed' } },
    });
  });
});
