/** Shopify's own library against this Admin API, through the same seam as the app's. */
import '@shopify/shopify-api/adapters/node';
import type { ApiVersion } from '@shopify/shopify-api';
import { RequestedTokenType, shopifyApi } from '@shopify/shopify-api';
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signSessionToken } from './session-token.ts';
import type { TestShop } from './test-shop.ts';
import { TEST_APP, openTestShop } from './test-shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
  setAbstractFetchFunc((input, init) => {
    const url = new URL(String(input instanceof Request ? input.url : input));
    return fetch(`${shop.origin}/shops/${url.hostname}${url.pathname}${url.search}`, init);
  });
});
beforeEach(() => {
  // The library decodes session tokens by the wall clock, so this file's shop lives by it too.
  shop.time.nowMs = Date.now();
});
afterAll(async () => {
  setAbstractFetchFunc(fetch);
  await shop.close();
});

const api = shopifyApi({
  apiKey: TEST_APP.apiKey,
  apiSecretKey: TEST_APP.apiSecret,
  scopes: TEST_APP.scopes,
  hostName: 'regulars.test',
  hostScheme: 'https',
  isEmbeddedApp: true,
  apiVersion: '2026-10' as ApiVersion,
  logger: { level: 0 },
});

async function offlineSession() {
  const { session } = await api.auth.tokenExchange({
    shop: shop.shopDomain,
    sessionToken: shop.sessionToken({ nowMs: Date.now() }),
    requestedTokenType: RequestedTokenType.OfflineAccessToken,
    expiring: true,
  });
  return session;
}

describe("Shopify's own library", () => {
  it('exchanges a token and refreshes it', async () => {
    const session = await offlineSession();
    expect(session.refreshToken).toMatch(/^shprt_/);
    const { session: renewed } = await api.auth.refreshToken({
      shop: shop.shopDomain,
      refreshToken: session.refreshToken ?? '',
    });
    expect(renewed.accessToken).not.toBe(session.accessToken);
  });

  it('asks GraphQL and gets data, extensions and headers', async () => {
    const client = new api.clients.Graphql({ session: await offlineSession() });
    const answer = await client.request('query { shop { name currencyCode } }');
    expect(answer.data).toEqual({ shop: { name: 'Nordlys Kaffe & Hjem', currencyCode: 'DKK' } });
    expect(answer.headers?.['X-Shopify-Api-Version']).toEqual(['2026-10']);
  });

  it('throws its own errors for a refused query and a dead token', async () => {
    const session = await offlineSession();
    const client = new api.clients.Graphql({ session });
    await expect(client.request('query { shop { nickname } }')).rejects.toThrow(/doesn't exist on type 'Shop'/);
    shop.world.apps.revokeToken(session.accessToken ?? '');
    await expect(client.request('query { shop { name } }')).rejects.toMatchObject({ response: { code: 401 } });
  });

  it('accepts the session token and the signed query of the admin frame', async () => {
    const page = await (await fetch(`${shop.origin}/store/regulars-demo/apps/regulars/app/members?tab=all`)).text();
    const src = /src="(http:\/\/localhost:9\/[^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const url = new URL(src);
    expect(url.pathname).toBe('/app/members');
    expect(url.searchParams.get('tab')).toBe('all');
    shop.time.nowMs = Date.now();
    expect(await api.utils.validateHmac(Object.fromEntries(url.searchParams))).toBe(true);
    const claims = await api.session.decodeSessionToken(url.searchParams.get('id_token') ?? '');
    expect(claims.dest).toBe(`https://${shop.shopDomain}`);
    expect(api.utils.sanitizeHost(url.searchParams.get('host') ?? '')).not.toBeNull();
  });

  it('refuses a session token of a stranger', async () => {
    const forged = signSessionToken({
      shopDomain: shop.shopDomain,
      apiKey: TEST_APP.apiKey,
      apiSecret: 'guessed',
      userId: 1,
      sessionId: 'x',
      nowMs: Date.now(),
    });
    await expect(api.session.decodeSessionToken(forged)).rejects.toThrow();
  });
});
