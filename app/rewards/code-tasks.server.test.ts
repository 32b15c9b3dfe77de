import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction, pool } from '#app/db.server.ts';
import { runDueOutbox, runNow } from '#app/jobs/run-outbox.server.ts';
import { adjustPoints } from '#app/members/adjust.server.ts';
import type { Member } from '#app/members/membership.server.ts';
import { applyOrderUpdates } from '#app/orders/apply.server.ts';
import { readOrderPayload } from '#app/shopify/payloads/order.ts';
import { balanceOf } from '#tests/kit/door.ts';
import { NOW, orderPayload, simpleProgram } from '#tests/kit/factories.ts';
import { openLocalShopify, type LocalShopify } from '#tests/kit/local-shopify.ts';
import { cancelRedemption } from './cancel.server.ts';
import { redeem } from './redeem.server.ts';
import { getRedemption } from './redemption-store.server.ts';

let shopify: LocalShopify;
beforeAll(async () => {
  shopify = await openLocalShopify();
});
beforeEach(() => {
  shopify.world.apiFaults.clear();
  shopify.world.log.clearApiCalls();
});
afterAll(() => shopify.close());

interface Redeemed {
  member: Member & { customerId: string };
  id: string;
  code: string;
}

/** A member with 250 points who wishes for a reward of 100. */
async function redeemed(rewardId = 'rw_amount'): Promise<Redeemed> {
  const { shop } = shopify;
  const member = await shopify.joinedCustomer();
  const gift = { shopId: shop.id, memberId: member.id, points: 250, note: 'a gift', requestId: randomUUID() };
  await adjustPoints({ ...gift, actor: 'test', now: NOW });
  const result = await redeem({ shop, member, rewardId, requestId: randomUUID(), now: NOW });
  if (!result.ok) throw new Error(result.refusal);
  return { member, id: result.redemption.id, code: result.redemption.code };
}

const makeCode = (id: string) => runNow({ shopId: shopify.shop.id, topic: 'create_code', subject: id });
const withdraw = (id: string) => runNow({ shopId: shopify.shop.id, topic: 'withdraw_code', subject: id });
const state = async (id: string) => (await getRedemption(pool(), shopify.shop.id, id))?.state;
const balance = (of: Redeemed) => balanceOf(shopify.shop.id, of.member.id);
const takeBack = (of: Redeemed, memberId: string | undefined = of.member.id) =>
  cancelRedemption({ shopId: shopify.shop.id, redemptionId: of.id, memberId, actor: 'shopper', now: NOW });
/** How often Shopify was asked to make this code. */
const createCalls = (of: Redeemed) =>
  shopify.world.log
    .apiCalls()
    .filter((call) => call.rootFields.some((field) => /^discountCode.*Create$/.test(field)))
    .filter((call) => JSON.stringify(call.variables).includes(of.code)).length;

/** An order of the sandbox's shop that carries the code, as orders/paid tells it. */
async function paysWith(of: Redeemed, options: { id?: number } = {}): Promise<number> {
  const { shop } = shopify;
  const currency = shop.currencyCode;
  const payload = orderPayload({
    ...options,
    ...{ customerId: of.member.customerId, currency, codes: [of.code], lines: [{ price: '30.00' }] },
  });
  const snapshot = readOrderPayload(payload, true, NOW.toISOString());
  await inTransaction((sql) =>
    applyOrderUpdates(
      sql,
      [{ shopId: shop.id, orderId: snapshot.orderId, kind: 'snapshot', snapshot }],
      new Map([[shop.id, shop]]),
      NOW,
    ),
  );
  return payload.id;
}

describe('making the code', () => {
  it.each([
    ['rw_amount', 'an amount off'],
    ['rw_percentage', 'a percentage off'],
    ['rw_shipping', 'free shipping'],
  ])('%s becomes a code at Shopify for %s: of this customer alone, once', async (rewardId) => {
    const wish = await redeemed(rewardId);
    await makeCode(wish.id);
    expect(await state(wish.id)).toBe('ready');
    const found = shopify.world.discounts.byCode(wish.code);
    expect(found?.discount.usageLimit).toBe(1);
    expect(JSON.stringify(found?.discount)).toContain(wish.member.customerId);
    expect(await balance(wish)).toBe(150);
  });

  it('When the answer is lost after Shopify made the code, the next try adopts it: one code, one debit (D4)', async () => {
    const wish = await redeemed();
    shopify.world.apiFaults.add({ kind: 'timeout_after_success', operation: 'discountCodeBasicCreate', timeoutMs: 20 });
    await makeCode(wish.id);
    expect(await state(wish.id)).toBe('debited');
    expect(shopify.world.discounts.byCode(wish.code)).not.toBeNull();
    await makeCode(wish.id);
    expect(await state(wish.id)).toBe('ready');
    expect(createCalls(wish)).toBe(2);
    const stored = await getRedemption(pool(), shopify.shop.id, wish.id);
    expect(stored?.discountGid).toContain(String(shopify.world.discounts.byCode(wish.code)?.discount.id));
    expect(await balance(wish)).toBe(150);
  });

  it.each([
    ['asked to slow down', { kind: 'throttled' as const }],
    ['answered with an error of its own', { kind: 'server_error' as const }],
    ['silent', { kind: 'timeout' as const, timeoutMs: 20 }],
  ])('While Shopify is %s the wish waits, and is tried again', async (_name, fault) => {
    const wish = await redeemed();
    shopify.world.apiFaults.add(fault);
    await makeCode(wish.id);
    expect(await state(wish.id)).toBe('debited');
    const { rows } = await pool().query(
      `SELECT attempts, dead_at, last_error, available_at >= created_at + interval '500 milliseconds' AS later
       FROM outbox_tasks WHERE subject = $1 AND topic = 'create_code'`,
      [wish.id],
    );
    expect(rows[0]).toMatchObject({ attempts: 1, dead_at: null, later: true });
    expect(rows[0].last_error).not.toBe('');
    await makeCode(wish.id);
    expect(await state(wish.id)).toBe('ready');
  });

  it('When Shopify finally refuses, the points come back and the reason is kept (D4)', async () => {
    const wish = await redeemed();
    shopify.world.customers.delete(Number(wish.member.customerId), { force: true });
    await makeCode(wish.id);
    expect(await state(wish.id)).toBe('returned');
    expect((await getRedemption(pool(), shopify.shop.id, wish.id))?.failure).not.toBe('');
    expect(await balance(wish)).toBe(250);
    await makeCode(wish.id);
    expect(await balance(wish)).toBe(250);
  });

  it('Two runners at once make one code', async () => {
    const wish = await redeemed();
    await Promise.all([makeCode(wish.id), makeCode(wish.id), runDueOutbox()]);
    expect(await state(wish.id)).toBe('ready');
    expect(createCalls(wish)).toBe(1);
  });
});

describe('taking the code back', () => {
  it('Stops the code, then returns the points, however often it is asked (C2)', async () => {
    const wish = await redeemed();
    await makeCode(wish.id);
    for (let time = 0; time < 3; time++) {
      expect(await takeBack(wish)).toEqual({ ok: true });
      await withdraw(wish.id);
    }
    expect(await state(wish.id)).toBe('returned');
    expect(await balance(wish)).toBe(250);
    const found = shopify.world.discounts.byCode(wish.code);
    expect(found && shopify.world.discounts.status(found.discount)).toBe('expired');
  });

  it('A code whose making was lost is found and stopped too', async () => {
    const wish = await redeemed();
    shopify.world.apiFaults.add({ kind: 'timeout_after_success', operation: 'discountCodeBasicCreate', timeoutMs: 20 });
    await makeCode(wish.id);
    await takeBack(wish);
    await withdraw(wish.id);
    expect(await state(wish.id)).toBe('returned');
    const found = shopify.world.discounts.byCode(wish.code);
    expect(found && shopify.world.discounts.status(found.discount)).toBe('expired');
    expect(await balance(wish)).toBe(250);
  });

  it('A code that was never made is never made afterwards', async () => {
    const wish = await redeemed();
    await takeBack(wish);
    await withdraw(wish.id);
    await makeCode(wish.id);
    expect(createCalls(wish)).toBe(0);
    expect(await state(wish.id)).toBe('returned');
  });

  it('A withdrawal that Shopify refuses leaves the code with its holder, to be used or tried again', async () => {
    const wish = await redeemed();
    await makeCode(wish.id);
    const scopes = shopify.world.apps.installation()?.grantedScopes ?? [];
    shopify.world.apps.updateScopes(scopes.filter((scope) => scope !== 'write_discounts'));
    await takeBack(wish);
    await withdraw(wish.id);
    expect(await state(wish.id)).toBe('ready');
    expect(await balance(wish)).toBe(150);
    shopify.world.apps.updateScopes(scopes);
    await takeBack(wish);
    await withdraw(wish.id);
    expect(await state(wish.id)).toBe('returned');
    expect(await balance(wish)).toBe(250);
  });

  it('A code that Shopify has counted as used stays used, and its points stay spent', async () => {
    const wish = await redeemed();
    await makeCode(wish.id);
    const found = shopify.world.discounts.byCode(wish.code);
    shopify.world.changeSettings({ asyncUsageLagMs: 0 });
    shopify.world.discounts.recordUse({
      ...{ discountId: found?.discount.id ?? 0, code: wish.code, customerId: Number(wish.member.customerId) },
      ...{ email: null, orderId: 77, usedAt: shopify.world.clock.nowInstant() },
    });
    await takeBack(wish);
    await withdraw(wish.id);
    expect(await state(wish.id)).toBe('ready');
    expect(await balance(wish)).toBe(150);
    await paysWith(wish);
    expect(await state(wish.id)).toBe('used');
    expect(await takeBack(wish)).toEqual({ ok: false, refusal: 'already_used' });
  });

  it("Another member's redemption is not found, and stays as it is (S1)", async () => {
    const wish = await redeemed();
    const other = await shopify.joinedCustomer();
    expect(await takeBack(wish, other.id)).toEqual({ ok: false, refusal: 'not_found' });
    expect(await state(wish.id)).toBe('debited');
  });

  it('While Shopify is down the points wait with the code', async () => {
    const wish = await redeemed();
    await makeCode(wish.id);
    await takeBack(wish);
    shopify.world.apiFaults.add({ kind: 'server_error', count: 5 });
    await withdraw(wish.id);
    expect(await state(wish.id)).toBe('cancelling');
    expect(await balance(wish)).toBe(150);
    shopify.world.apiFaults.clear();
    await withdraw(wish.id);
    expect(await balance(wish)).toBe(250);
  });

  it('A call that a killed process left on its way to Shopify can make no code after the points went back (D4)', async () => {
    const wish = await redeemed();
    // The runner of the code was killed: its lease is over, and nobody knows whether Shopify will still hear its call.
    await pool().query(
      `UPDATE outbox_tasks SET leased_until = now() - interval '1 second' WHERE subject = $1 AND topic = 'create_code'`,
      [wish.id],
    );
    await takeBack(wish);
    await withdraw(wish.id);
    expect(await state(wish.id)).toBe('returned');
    expect(await balance(wish)).toBe(250);
    const found = shopify.world.discounts.byCode(wish.code);
    if (!found) throw new Error('the name of the code is free for the late call');
    expect(shopify.world.discounts.status(found.discount)).toBe('expired');
  });

  it('A code whose making was never tried is not made to be taken back', async () => {
    const wish = await redeemed();
    await takeBack(wish);
    await withdraw(wish.id);
    expect(await state(wish.id)).toBe('returned');
    expect(createCalls(wish)).toBe(0);
  });

  it('A discount that the merchant deleted by hand gives its points back', async () => {
    const wish = await redeemed();
    await makeCode(wish.id);
    shopify.world.discounts.delete(shopify.world.discounts.byCode(wish.code)?.discount.id ?? 0);
    await takeBack(wish);
    await withdraw(wish.id);
    expect(await state(wish.id)).toBe('returned');
    expect(await balance(wish)).toBe(250);
  });
});

describe('the code in an order', () => {
  it('Marks the redemption as used by that order, once, also when its making was lost', async () => {
    const wish = await redeemed();
    const orderId = await paysWith(wish);
    await paysWith(wish, { id: orderId });
    expect(await getRedemption(pool(), shopify.shop.id, wish.id)).toMatchObject({
      state: 'used',
      usedOrderId: String(orderId),
    });
    await makeCode(wish.id);
    expect(await state(wish.id)).toBe('used');
    expect(await balance(wish)).toBe(150 + 30);
  });

  it('Used after its points were returned, it takes them again, into debt if need be', async () => {
    const wish = await redeemed();
    await makeCode(wish.id);
    await takeBack(wish);
    await withdraw(wish.id);
    const rest = {
      shopId: shopify.shop.id,
      memberId: wish.member.id,
      points: -250,
      note: 'spent',
      requestId: randomUUID(),
    };
    await adjustPoints({ ...rest, actor: 'test', now: NOW });
    const orderId = await paysWith(wish);
    await paysWith(wish, { id: orderId });
    expect(await state(wish.id)).toBe('used');
    expect(await balance(wish)).toBe(-100 + 30);
  });

  it('Shown by two orders of one batch, it is used by the first of them', async () => {
    const { shop } = shopify;
    const wish = await redeemed();
    const payloads = [1, 2].map(() =>
      orderPayload({
        ...{ customerId: wish.member.customerId, currency: shop.currencyCode },
        ...{ codes: [wish.code, wish.code.toLowerCase()], lines: [{ price: '10.00' }] },
      }),
    );
    await inTransaction((sql) =>
      applyOrderUpdates(
        sql,
        payloads.map((payload) => {
          const snapshot = readOrderPayload(payload, true, NOW.toISOString());
          return { shopId: shop.id, orderId: snapshot.orderId, kind: 'snapshot' as const, snapshot };
        }),
        new Map([[shop.id, shop]]),
        NOW,
      ),
    );
    const { rows } = await pool().query(
      `SELECT order_id, jsonb_array_length(facts -> 'redemptions') AS codes FROM orders WHERE shop_id = $1 AND order_id = ANY($2) ORDER BY order_id`,
      [shop.id, payloads.map((payload) => String(payload.id))],
    );
    expect(rows.map((row) => row.codes)).toEqual([1, 0]);
    expect((await getRedemption(pool(), shop.id, wish.id))?.usedOrderId).toBe(rows[0].order_id);
  });
});

describe('the balance that Liquid shows', () => {
  it("Holds the member's points and ready codes, and follows them", async () => {
    const wish = await redeemed();
    await makeCode(wish.id);
    await runNow({ shopId: shopify.shop.id, topic: 'sync_member', subject: wish.member.id });
    const read = () => {
      const app = shopify.world.apps.registration();
      const owner = { ownerType: 'CUSTOMER' as const, ownerId: Number(wish.member.customerId) };
      const [metafield] = shopify.world.metafields.list(app?.appId ?? 0, owner);
      return JSON.parse(metafield?.value ?? 'null') as { availablePoints: number; codes: { code: string }[] };
    };
    expect(read()).toMatchObject({ availablePoints: 150, status: 'active', codes: [{ code: wish.code }] });
    await takeBack(wish);
    await withdraw(wish.id);
    await runNow({ shopId: shopify.shop.id, topic: 'sync_member', subject: wish.member.id });
    expect(read()).toMatchObject({ availablePoints: 250, codes: [] });
  });

  it('A customer who is gone at Shopify stops nothing', async () => {
    const wish = await redeemed();
    shopify.world.customers.delete(Number(wish.member.customerId), { force: true });
    await runNow({ shopId: shopify.shop.id, topic: 'sync_member', subject: wish.member.id });
    const { rowCount } = await pool().query(`SELECT 1 FROM outbox_tasks WHERE topic = 'sync_member' AND subject = $1`, [
      wish.member.id,
    ]);
    expect(rowCount).toBe(0);
  });

  it('The program is written where Liquid reads it', async () => {
    const { shop, world } = shopify;
    await runNow({ shopId: shop.id, topic: 'sync_program', subject: 'program' });
    const app = world.apps.registration();
    const owner = { ownerType: 'API_PERMISSION' as const, ownerId: world.apps.installation()?.id ?? 0 };
    const metafields = world.metafields.list(app?.appId ?? 0, owner);
    const text = JSON.stringify(metafields);
    expect(text).toContain('pointsPerUnit');
    expect(text).toContain(simpleProgram(shop.currencyCode).rewards[0]?.id);
    // By it Liquid knows what the shop's money is in the buyer's.
    expect(metafields).toContainEqual(expect.objectContaining({ key: 'exchange', type: 'money' }));
  });
});
