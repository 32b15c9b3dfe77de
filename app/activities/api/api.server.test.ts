import { createHmac, randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { inTransaction, pool } from '#app/db.server.ts';
import { announce } from '#app/messages/announce.server.ts';
import { makeProgram } from '#app/program/document.ts';
import type { ShopFacts } from '#app/shops/shop-store.server.ts';
import { balanceOf, openDoors, type Doors } from '#tests/kit/door.ts';
import { createMember, createShop, NOW, simpleProgram, spoiled } from '#tests/kit/factories.ts';
import { stopTheClock } from '#tests/kit/still-clock.ts';
import { switchFlow } from '../flow/triggers.server.ts';
import { apiScopes, createToken, listTokens, revokeToken, type ApiScope } from './tokens.server.ts';

stopTheClock();

const program = makeProgram({
  ...simpleProgram(),
  rules: [
    { id: 'review', enabled: true, when: [], kind: 'activity', activity: 'review', points: 25 },
    {
      id: 'gym',
      enabled: true,
      when: [],
      kind: 'activity',
      activity: 'custom',
      subjects: ['training'],
      points: 1,
      perUnit: true,
      limits: { perMember: [{ period: 'day', points: 60 }] },
    },
  ],
});

async function opened(options: { scopes?: readonly ApiScope[]; memberPerDay?: number; perDay?: number } = {}) {
  const shop = await createShop({ program });
  const doors = await openDoors();
  onTestFinished(() => doors.close());
  const token = await createToken({
    shopId: shop.id,
    name: 'Reviews',
    scopes: options.scopes ?? apiScopes,
    memberPerDay: options.memberPerDay ?? 10,
    perDay: options.perDay ?? 1000,
    actor: 'test',
    now: NOW,
  });
  return { shop, doors, token, member: await createMember(shop) };
}

async function call(
  doors: Doors,
  token: string,
  path: string,
  body?: unknown,
  key: string | null = randomUUID(),
): Promise<{
  status: number;
  retryAfter: string | null;
  body: { points?: number; error?: { code: string; field?: string } } & Record<string, unknown>;
}> {
  const response = await fetch(`${doors.origin}/api/v1/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { Authorization: `Bearer ${token}`, ...(key === null ? {} : { 'Idempotency-Key': key }) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    body: (await response.json()) as never,
  };
}

describe('the public API', () => {
  it('An event counts once for its Idempotency-Key, also when it is sent many times at once (D1)', async () => {
    const { shop, doors, token, member } = await opened();
    const review = { customerId: member.customerId, type: 'review', score: 5 };
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => call(doors, token, 'events', review, 'review-1')),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201]);
    expect(answers[0]?.body).toMatchObject({ points: 25, reasons: [], member: { memberId: member.id } });
    expect(await balanceOf(shop.id, member.id)).toBe(25);
    expect((await call(doors, token, 'events', { ...review, score: 1 }, 'review-1')).body.error?.code).toBe(
      'idempotency_conflict',
    );
  });

  it("Units are limited by the program's own limits, and the answer says so", async () => {
    const { shop, doors, token, member } = await opened();
    const training = (quantity: number) =>
      call(doors, token, 'events', { memberId: member.id, type: 'custom', name: 'training', quantity });
    expect((await training(45)).body).toMatchObject({ points: 45 });
    expect((await training(45)).body).toMatchObject({ points: 15 });
    expect((await training(45)).body).toMatchObject({ points: 0, reasons: ['limit_reached'] });
    expect(await balanceOf(shop.id, member.id)).toBe(60);
    expect(
      (await call(doors, token, 'events', { memberId: member.id, type: 'custom', name: 'sauna' })).body,
    ).toMatchObject({
      points: 0,
      reasons: ['no_rule'],
    });
  });

  it('What is wrong is refused with a code and the field', async () => {
    const { doors, token, member } = await opened();
    const event = { customerId: member.customerId, type: 'review' };
    const code = async (body: unknown, key: string | null = randomUUID()) => {
      const { status, body: answer } = await call(doors, token, 'events', body, key);
      return [status, answer.error?.code, answer.error?.field];
    };
    expect(await code(event, null)).toEqual([400, 'idempotency_key_missing', undefined]);
    expect(await code('{')).toEqual([422, 'invalid_request', undefined]);
    expect(await code({ ...event, type: 'order' })).toEqual([422, 'invalid_request', 'type']);
    expect(await code({ ...event, memberId: member.id })).toEqual([422, 'invalid_request', 'customerId']);
    expect(await code({ ...event, type: 'custom' })).toEqual([422, 'invalid_request', 'name']);
    expect(await code({ ...event, quantity: 0 })).toEqual([422, 'invalid_request', 'quantity']);
    expect(await code({ ...event, happenedAt: '2020-01-01T00:00:00Z' })).toEqual([
      422,
      'time_out_of_bounds',
      'happenedAt',
    ]);
    expect(await code({ ...event, customerId: '1' })).toEqual([404, 'member_not_found', undefined]);
  });

  it('S1: a token opens its own shop, within its scopes, until it is revoked; only its digest is kept', async () => {
    const { shop, doors, token, member } = await opened({ scopes: ['members:read'] });
    const other = await opened();
    expect((await call(doors, token, `members?customerId=${member.customerId}`)).body).toMatchObject({
      member: { memberId: member.id, availablePoints: 0, status: 'active' },
    });
    expect((await call(doors, token, `members/${member.id}`)).status).toBe(200);
    expect((await call(doors, token, `members/${other.member.id}`)).status).toBe(404);
    expect((await call(doors, token, 'events', { memberId: member.id, type: 'review' })).body.error?.code).toBe(
      'scope_missing',
    );
    expect((await call(doors, spoiled(token), `members/${member.id}`)).status).toBe(401);
    // Another shop's number in front of the same secret opens nothing.
    const swapped = token.replace(/^rgl_[^_]+/, `rgl_${other.shop.id.toString(36)}`);
    expect((await call(doors, swapped, `members/${other.member.id}`)).status).toBe(401);
    const { rows } = await pool().query<{ row: string }>('SELECT t::text AS row FROM api_tokens t');
    expect(rows.map(({ row }) => row).join()).not.toContain(token.slice(10));
    const [known] = await listTokens(shop.id);
    expect(known?.lastUsedAt).not.toBeNull();
    expect(await revokeToken(other.shop.id, known?.id ?? '', 'test', NOW)).toBe(false);
    expect(await revokeToken(shop.id, known?.id ?? '', 'test', NOW)).toBe(true);
    expect((await call(doors, token, `members/${member.id}`)).status).toBe(401);
  });

  it('The limits of the token for a member, for a day and for a minute answer 429 and say when to come again', async () => {
    const { doors, token, member, shop } = await opened({ memberPerDay: 2, perDay: 3 });
    const second = await createMember(shop);
    const review = (memberId: string, key: string = randomUUID()) =>
      call(doors, token, 'events', { memberId, type: 'review' }, key);
    expect((await review(member.id, 'one')).status).toBe(201);
    expect((await review(member.id)).status).toBe(201);
    const refused = await review(member.id);
    expect([refused.status, Number(refused.retryAfter) > 0]).toEqual([429, true]);
    expect((await review(member.id, 'one')).status).toBe(200);
    expect((await review(second.id)).status).toBe(201);
    expect((await review(second.id)).status).toBe(429);
    const many = await Promise.all(Array.from({ length: 125 }, () => call(doors, token, `members/${member.id}`)));
    expect(many.some(({ status }) => status === 429)).toBe(true);
  });
});

describe('Shopify Flow', () => {
  async function run(
    doors: Doors,
    shop: ShopFacts,
    action: string,
    properties: object,
    id: string = randomUUID(),
    secret = process.env.SHOPIFY_API_SECRET ?? '',
  ) {
    const body = JSON.stringify({
      shop_id: 'x',
      shopify_domain: shop.domain,
      action_run_id: id,
      handle: action,
      properties,
    });
    const response = await fetch(`${doors.origin}/flow/${action}`, {
      method: 'POST',
      headers: { 'X-Shopify-Hmac-Sha256': createHmac('sha256', secret).update(body).digest('base64') },
      body,
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  it('An action counts once for its run, and an unsigned one not at all (S1)', async () => {
    const { shop, doors, member } = await opened();
    const gift = { customer_id: Number(member.customerId), points: '30', note: 'Thank you' };
    expect((await run(doors, shop, 'give-points', gift, 'run-1', 'wrong')).status).toBe(401);
    for (let time = 0; time < 3; time++)
      expect(await run(doors, shop, 'give-points', gift, 'run-1')).toEqual({ status: 200, body: { points: 30 } });
    const training = { customer_id: `gid://shopify/Customer/${member.customerId}`, event: 'training', quantity: 20 };
    for (let time = 0; time < 2; time++)
      expect((await run(doors, shop, 'record-event', training, 'run-2')).status).toBe(200);
    expect(await balanceOf(shop.id, member.id)).toBe(50);
    expect((await run(doors, shop, 'record-event', { ...training, customer_id: 5 })).status).toBe(404);
    expect((await run(doors, shop, 'give-points', { ...gift, points: -5 })).status).toBe(422);
    expect((await run(doors, shop, 'drop-tables', gift)).status).toBe(404);
  });

  it('A fact is noted for Flow once, and only where the merchant has switched it on', async () => {
    const { shop, member } = await opened();
    const told = { shopId: shop.id, memberId: member.id, kind: 'points_earned' as const, data: { points: 7 } };
    await inTransaction((sql) => announce(sql, [{ ...told, key: 'before' }], NOW));
    await switchFlow(shop.id, true, NOW);
    for (let time = 0; time < 2; time++) await inTransaction((sql) => announce(sql, [{ ...told, key: 'after' }], NOW));
    const { rows } = await pool().query(
      `SELECT subject, wanted FROM outbox_tasks WHERE shop_id = $1 AND topic = 'tell_flow'`,
      [shop.id],
    );
    expect(rows).toEqual([{ subject: 'after', wanted: 1 }]);
  });
});
