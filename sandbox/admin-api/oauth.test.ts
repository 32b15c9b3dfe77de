import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestShop } from './test-shop.ts';
import { openTestShop } from './test-shop.ts';

let shop: TestShop;
beforeEach(async () => {
  shop = await openTestShop();
});
afterEach(() => shop.close());

const EXCHANGE = {
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
  requested_token_type: 'urn:shopify:params:oauth:token-type:offline-access-token',
};
const INVALID = {
  status: 400,
  body: {
    error: 'invalid_subject_token',
    error_description: 'Token exchange cannot be performed due to an invalid subject token.',
  },
};

describe('Token exchange', () => {
  it('A session token becomes an offline token that works', async () => {
    const { status, body } = await shop.exchange({ ...EXCHANGE, subject_token: shop.sessionToken() });
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(['access_token', 'scope']);
    expect(String(body['scope']).split(',')).toContain('write_discounts');
    const answer = await shop.graphql('{ shop { name } }', {}, String(body['access_token']));
    expect(answer.data).toEqual({ shop: { name: 'Nordlys Kaffe & Hjem' } });
  });

  it('An online token names the person', async () => {
    const requested_token_type = 'urn:shopify:params:oauth:token-type:online-access-token';
    const { body } = await shop.exchange({ ...EXCHANGE, requested_token_type, subject_token: shop.sessionToken() });
    expect(body['associated_user']).toMatchObject({ account_owner: true, email: shop.world.shop.staff().email });
    expect(body['expires_in']).toBe(86_399);
  });

  it('A token signed with another secret is refused', async () => {
    expect(await shop.exchange({ ...EXCHANGE, subject_token: shop.sessionToken({ apiSecret: 'guessed' }) })).toEqual(
      INVALID,
    );
  });

  it('An expired token, one for another app, and one of another shop are refused', async () => {
    const bad = [
      shop.sessionToken({ nowMs: shop.time.nowMs - 120_000 }),
      shop.sessionToken({ apiKey: 'another-app' }),
      shop.sessionToken({ shopDomain: 'other.myshopify.com' }),
      'not.a.token',
    ];
    for (const subject_token of bad) expect(await shop.exchange({ ...EXCHANGE, subject_token })).toEqual(INVALID);
  });

  it('A token without a signature is refused, whatever its header says', async () => {
    const [, body] = shop.sessionToken().split('.');
    const header = Buffer.from('{"alg":"none"}').toString('base64url');
    expect(await shop.exchange({ ...EXCHANGE, subject_token: `${header}.${body}.` })).toEqual(INVALID);
  });

  it('A wrong client secret is refused', async () => {
    const answer = await shop.exchange({ ...EXCHANGE, client_secret: 'wrong', subject_token: shop.sessionToken() });
    expect(answer.body['error']).toBe('invalid_client');
  });

  it('An app that is not installed gets nothing', async () => {
    shop.world.apps.uninstall();
    expect(await shop.exchange({ ...EXCHANGE, subject_token: shop.sessionToken() })).toEqual(INVALID);
  });
});

describe('Expiring offline tokens', () => {
  const expiring = () => shop.exchange({ ...EXCHANGE, expiring: '1', subject_token: shop.sessionToken() });

  it('Last an hour of real time, whatever the clock of the shop does', async () => {
    const { body } = await expiring();
    expect(body['expires_in']).toBe(3600);
    const token = String(body['access_token']);
    shop.world.clock.advance(30 * 86_400_000);
    expect((await shop.graphql('{ shop { name } }', {}, token)).status).toBe(200);
    shop.time.nowMs += 3_601_000;
    expect((await shop.graphql('{ shop { name } }', {}, token)).status).toBe(401);
  });

  it('A refresh token buys a new pair, once', async () => {
    const { body } = await expiring();
    const refresh = { grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) };
    const renewed = await shop.exchange(refresh);
    expect(renewed.status).toBe(200);
    expect((await shop.graphql('{ shop { name } }', {}, String(renewed.body['access_token']))).status).toBe(200);
    expect((await shop.graphql('{ shop { name } }', {}, String(body['access_token']))).status).toBe(401);
    expect((await shop.exchange(refresh)).status).toBe(400);
  });
});
