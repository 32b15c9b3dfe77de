/** The client of theme developers and headless shops, against the app's real door: as served, and how small it is. */
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { transformWithEsbuild } from 'vite';
import { regulars, RegularsError } from '../../public/storefront/client.js';
import { adjustPoints } from '#app/members/adjust.server.ts';
import type { ShopFacts } from '#app/shops/shop-store.server.ts';
import { openDoors, proxyUrl, type Doors } from '#tests/kit/door.ts';
import { createMember, createShop, NOW } from '#tests/kit/factories.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

/** What Shopify's app proxy does with a request of the page: signs it for who is logged in. */
function clientOf(shop: ShopFacts, customerId: string | null, locale = 'da') {
  const proxied: typeof fetch = (address, options) => {
    const url = new URL(String(address), 'https://store.example');
    const path = url.pathname.replace('/apps/regulars/', '');
    return fetch(proxyUrl(doors, shop, path, customerId, Object.fromEntries(url.searchParams)), options);
  };
  return regulars({ locale, fetch: proxied });
}

describe('the client for themes', () => {
  it('asks, redeems once for one wish however often it is sent, and takes back', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    const { availablePoints: had = 0 } = (await clientOf(shop, member.customerId).member()).member ?? {};
    const gift = { shopId: shop.id, memberId: member.id, points: 1000, note: 'a gift', requestId: crypto.randomUUID() };
    expect(await adjustPoints({ ...gift, actor: 'test', now: NOW })).toMatchObject({ ok: true });
    const client = clientOf(shop, member.customerId);
    const { member: standing, rewards } = await client.member();
    expect(standing?.availablePoints).toBe(had + 1000);
    const reward = rewards.find(({ affordable }) => affordable);
    const requestId = crypto.randomUUID();
    const first = await client.redeem(reward?.id ?? '', { requestId });
    const again = await client.redeem(reward?.id ?? '', { requestId });
    expect(again).toEqual(first);
    expect(first.availablePoints).toBe(had + 1000 - (reward?.costPoints ?? 0));
    expect((await client.redemption(first.redemptionId)).redemptionId).toBe(first.redemptionId);
    expect(await client.estimate({ lines: [{ amountCents: 10_000 }] })).toEqual({ points: expect.any(Number) });
  });

  it('tells a refusal by its code, with a message in the language asked for', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    const { rewards } = await clientOf(shop, member.customerId).member();
    const poor = await clientOf(shop, member.customerId, 'hu')
      .redeem(rewards[0]?.id ?? '')
      .catch((error: unknown) => error);
    expect(poor).toBeInstanceOf(RegularsError);
    expect(poor).toMatchObject({ status: 409, code: 'insufficient_points', missingPoints: rewards[0]?.costPoints });
    expect((poor as RegularsError).message).toMatch(/pont/);
    await expect(clientOf(shop, null).join()).rejects.toMatchObject({ status: 401, code: 'login_required' });
  });

  it('is served by the app proxy as a module of a few hundred bytes', async () => {
    const shop = await createShop();
    const response = await fetch(proxyUrl(doors, shop, 'client.js', null, {}));
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    const text = await response.text();
    const { code } = await transformWithEsbuild(text, 'client.js', { minify: true, format: 'esm' });
    expect(brotliCompressSync(code).length).toBeLessThan(600);
  });
});
