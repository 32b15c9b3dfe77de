import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction, pool } from '#app/db.server.ts';
import { runNow } from '#app/jobs/run-outbox.server.ts';
import { adjustPoints } from '#app/members/adjust.server.ts';
import { applyOrderUpdates } from '#app/orders/apply.server.ts';
import { readOrderPayload } from '#app/shopify/payloads/order.ts';
import { balanceOf } from '#tests/kit/door.ts';
import { NOW, orderPayload } from '#tests/kit/factories.ts';
import { openLocalShopify, type LocalShopify } from '#tests/kit/local-shopify.ts';
import { expireCodes } from './expire-codes.server.ts';
import { redeem } from './redeem.server.ts';
import { getRedemption } from './redemption-store.server.ts';

let shopify: LocalShopify;
beforeAll(async () => {
  shopify = await openLocalShopify();
});
afterAll(() => shopify.close());

const DAY_MS = 24 * 60 * 60 * 1000;
/** The kit's codes hold for a year. */
const EXPIRED = new Date(NOW.getTime() + 366 * DAY_MS);

/** A member with 150 points who has a working code for 100 of them. */
async function readyCode() {
  const { shop } = shopify;
  const member = await shopify.joinedCustomer();
  const gift = { shopId: shop.id, memberId: member.id, points: 250, note: 'a gift', requestId: randomUUID() };
  await adjustPoints({ ...gift, actor: 'test', now: NOW });
  const result = await redeem({ shop, member, rewardId: 'rw_amount', requestId: randomUUID(), now: NOW });
  if (!result.ok) throw new Error(result.refusal);
  const { id, code } = result.redemption;
  await runNow({ shopId: shop.id, topic: 'create_code', subject: id });
  return { member, id, code };
}

const redemptionOf = (id: string) => getRedemption(pool(), shopify.shop.id, id);
const withdraw = (id: string) => runNow({ shopId: shopify.shop.id, topic: 'withdraw_code', subject: id });

async function orderWith(code: string, customerId: string): Promise<void> {
  const { shop } = shopify;
  const payload = orderPayload({
    ...{ customerId, currency: shop.currencyCode, codes: [code], lines: [{ price: '30.00' }] },
  });
  const snapshot = readOrderPayload(payload, true, NOW.toISOString());
  const update = { shopId: shop.id, orderId: snapshot.orderId, kind: 'snapshot' as const, snapshot };
  await inTransaction((sql) => applyOrderUpdates(sql, [update], new Map([[shop.id, shop]]), NOW));
}

describe('codes that run out unused (C2)', () => {
  it('The points of an unused code come back once after its last instant, and the code works no more (C2)', async () => {
    const { member, id } = await readyCode();
    const expiresAt = (await redemptionOf(id))?.expiresAt;
    if (!expiresAt) throw new Error('the code of the kit runs out');
    await expireCodes(expiresAt, 100);
    expect((await redemptionOf(id))?.state).toBe('ready');
    await Promise.all([expireCodes(EXPIRED, 100), expireCodes(EXPIRED, 100)]);
    expect((await redemptionOf(id))?.state).toBe('cancelling');
    await withdraw(id);
    await expireCodes(EXPIRED, 100);
    expect(await redemptionOf(id)).toMatchObject({ state: 'returned', failure: 'code_expired' });
    expect(await balanceOf(shopify.shop.id, member.id)).toBe(250);
    const { rows } = await pool().query(`SELECT detail FROM transfers WHERE key = $1`, [`redemption:${id}:return`]);
    expect(rows[0].detail).toMatchObject({ code: 'redemption_return', cause: 'code_expired' });
  });

  it('An order that used the code just before it ran out wins, while the points are on their way back (C2)', async () => {
    const { member, id, code } = await readyCode();
    await expireCodes(EXPIRED, 100);
    await orderWith(code, member.customerId);
    await withdraw(id);
    expect((await redemptionOf(id))?.state).toBe('used');
    expect(await balanceOf(shopify.shop.id, member.id)).toBe(150 + 30);
  });

  it('When Shopify refuses to take a code out of use that has run out, its points come back all the same (C2)', async () => {
    const { member, id } = await readyCode();
    const scopes = shopify.world.apps.installation()?.grantedScopes ?? [];
    shopify.world.apps.updateScopes(scopes.filter((scope) => scope !== 'write_discounts'));
    await expireCodes(EXPIRED, 100);
    await withdraw(id);
    shopify.world.apps.updateScopes(scopes);
    expect((await redemptionOf(id))?.state).toBe('returned');
    expect(await balanceOf(shopify.shop.id, member.id)).toBe(250);
  });

  it('A code that Shopify counts as used keeps its points until its order comes, and is not asked about again (C2)', async () => {
    const { member, id, code } = await readyCode();
    const discount = shopify.world.discounts.byCode(code)?.discount;
    if (!discount) throw new Error('the code was made');
    const usedAt = new Date(NOW.getTime() - 60_000).toISOString();
    const customerId = Number(member.customerId);
    shopify.world.discounts.recordUse({ discountId: discount.id, code, orderId: 1, customerId, email: null, usedAt });
    await expireCodes(EXPIRED, 100);
    await withdraw(id);
    expect(await redemptionOf(id)).toMatchObject({ state: 'ready', failure: 'used_unseen' });
    await expireCodes(EXPIRED, 100);
    expect((await redemptionOf(id))?.state).toBe('ready');
    await orderWith(code, member.customerId);
    expect((await redemptionOf(id))?.state).toBe('used');
    expect(await balanceOf(shopify.shop.id, member.id)).toBe(150 + 30);
  });
});
