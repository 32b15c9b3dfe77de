import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction, pool } from '#app/db.server.ts';
import { mergeCustomers } from '#app/members/merge.server.ts';
import { adjustPoints } from '#app/members/adjust.server.ts';
import type { Program } from '#app/program/document.ts';
import { redeem } from '#app/rewards/redeem.server.ts';
import { lockRedemption } from '#app/rewards/redemption-store.server.ts';
import { returnPoints } from '#app/rewards/return.server.ts';
import type { ShopFacts } from '#app/shops/shop-store.server.ts';
import { deliver, openDoors, settle, type Doors } from '#tests/kit/door.ts';
import { createMember, createShop, NOW, orderPayload, refundPayload, simpleProgram } from '#tests/kit/factories.ts';
import { expireDue } from './expire.server.ts';
import { matureDue } from './mature.server.ts';
import { nextExpiry } from './next-expiry.server.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

const promising = (promise: Partial<Pick<Program, 'pending' | 'expiry'>>): Program => ({
  ...simpleProgram(),
  ...promise,
});
const afterPayment = promising({ pending: { kind: 'after_payment', days: 14 } });
const afterFulfillment = promising({ pending: { kind: 'after_fulfillment', days: 3 } });
const at = (text: string) => new Date(text);
/** The orders of the kit are paid on 20 November 2026 at 10:00 in Copenhagen: fourteen days later is 4 December. */
const MATURE = at('2026-12-04T23:00:00Z');

async function send(shop: ShopFacts, topic: string, payload: unknown): Promise<void> {
  expect(await deliver(doors, shop, topic, payload)).toBe(200);
  await settle();
}

async function points(shop: ShopFacts, memberId: string): Promise<{ pending: number; available: number }> {
  const { rows } = await pool().query('SELECT pending, available FROM balances WHERE shop_id = $1 AND member_id = $2', [
    shop.id,
    memberId,
  ]);
  return rows[0] ?? { pending: 0, available: 0 };
}

async function expireAll(now: Date): Promise<void> {
  while (await expireDue(now, 3));
}

async function redeemed(shop: ShopFacts, member: Awaited<ReturnType<typeof createMember>>, now: Date) {
  const rewardId = simpleProgram().rewards[0]?.id ?? '';
  const result = await redeem({ shop, member, rewardId, requestId: crypto.randomUUID(), now });
  if (!result.ok) throw new Error(result.refusal);
  return result.redemption;
}

const giveBack = (shop: ShopFacts, redemptionId: string, now: Date) =>
  inTransaction(async (sql) => {
    const redemption = await lockRedemption(sql, shop.id, redemptionId);
    if (redemption) await returnPoints(sql, redemption, 'taken_back', null, now);
  });

const cancellation = (order: { id: number }, customerId: string, price: string) =>
  orderPayload({ id: order.id, customerId, lines: [{ price }], cancelledAt: '2026-11-21T09:00:00Z' });

describe('pending points', () => {
  it('Points of an order wait until the days after payment are over, then count once (T1)', async () => {
    const shop = await createShop({ program: afterPayment });
    const member = await createMember(shop);
    await send(shop, 'orders/paid', orderPayload({ customerId: member.customerId, lines: [{ price: '100.00' }] }));
    expect(await points(shop, member.id)).toEqual({ pending: 100, available: 0 });
    await matureDue(new Date(MATURE.getTime() - 2), 10);
    expect(await points(shop, member.id)).toEqual({ pending: 100, available: 0 });
    await Promise.all([matureDue(MATURE, 10), matureDue(MATURE, 10), matureDue(MATURE, 10)]);
    expect(await points(shop, member.id)).toEqual({ pending: 0, available: 100 });
  });

  it('A refund takes from what is pending; what is left becomes available (R3)', async () => {
    const shop = await createShop({ program: afterPayment });
    const member = await createMember(shop);
    const order = orderPayload({ customerId: member.customerId, lines: [{ price: '50.00', quantity: 2 }] });
    await send(shop, 'orders/paid', order);
    const lineId = order.line_items[0]!.id;
    const refund = refundPayload({ orderId: order.id, lines: [{ lineId, quantity: 1, subtotal: '50.00' }] });
    await send(shop, 'refunds/create', refund);
    expect(await points(shop, member.id)).toEqual({ pending: 50, available: 0 });
    await matureDue(MATURE, 10);
    expect(await points(shop, member.id)).toEqual({ pending: 0, available: 50 });
    await send(shop, 'refunds/create', refundPayload({ orderId: order.id, amountOnly: '50.00' }));
    expect(await points(shop, member.id)).toEqual({ pending: 0, available: 0 });
  });

  it('An order that is canceled before its points count leaves nothing (R5)', async () => {
    const shop = await createShop({ program: afterPayment });
    const member = await createMember(shop);
    const order = orderPayload({ customerId: member.customerId, lines: [{ price: '80.00' }] });
    await send(shop, 'orders/paid', order);
    await send(shop, 'orders/cancelled', cancellation(order, member.customerId, '80.00'));
    expect(await points(shop, member.id)).toEqual({ pending: 0, available: 0 });
    await matureDue(MATURE, 10);
    expect(await points(shop, member.id)).toEqual({ pending: 0, available: 0 });
    expect((await pool().query('SELECT 1 FROM pending_awards WHERE shop_id = $1', [shop.id])).rowCount).toBe(0);
  });

  it.each(['before', 'after'])(
    'The clock starts with the fulfillment, whether Shopify tells of it %s the payment (T1)',
    async (when) => {
      const shop = await createShop({ program: afterFulfillment });
      const member = await createMember(shop);
      const order = orderPayload({ customerId: member.customerId, lines: [{ price: '70.00' }] });
      const fulfilled = {
        ...order,
        financial_status: 'pending',
        fulfillment_status: 'fulfilled',
        fulfillments: [{ id: 1, status: 'success', created_at: '2026-11-25T23:30:00Z' }],
      };
      if (when === 'before') await send(shop, 'orders/fulfilled', fulfilled);
      await send(shop, 'orders/paid', order);
      if (when === 'after') await matureDue(at('2027-06-01T00:00:00Z'), 10);
      expect(await points(shop, member.id)).toEqual({ pending: 70, available: 0 });
      if (when === 'after') await send(shop, 'orders/fulfilled', fulfilled);
      // Fulfilled on the 26th in Copenhagen: three days later is the 29th.
      await matureDue(at('2026-11-29T22:59:59.998Z'), 10);
      expect(await points(shop, member.id)).toEqual({ pending: 70, available: 0 });
      await matureDue(at('2026-11-29T22:59:59.999Z'), 10);
      expect(await points(shop, member.id)).toEqual({ pending: 0, available: 70 });
    },
  );

  it('A merge carries pending points with their time, and a refund still finds them (G1)', async () => {
    const shop = await createShop({ program: afterPayment });
    const [kept, gone] = [await createMember(shop), await createMember(shop)];
    const order = orderPayload({ customerId: gone.customerId, lines: [{ price: '60.00' }, { price: '40.00' }] });
    await send(shop, 'orders/paid', order);
    await inTransaction((sql) => mergeCustomers(sql, shop, kept.customerId, gone.customerId, NOW));
    expect(await points(shop, kept.id)).toEqual({ pending: 100, available: 0 });
    const lineId = order.line_items[0]!.id;
    await send(
      shop,
      'refunds/create',
      refundPayload({ orderId: order.id, lines: [{ lineId, quantity: 1, subtotal: '60.00' }] }),
    );
    expect(await points(shop, kept.id)).toEqual({ pending: 40, available: 0 });
    await matureDue(MATURE, 10);
    expect(await points(shop, kept.id)).toEqual({ pending: 0, available: 40 });
    expect(await points(shop, gone.id)).toEqual({ pending: 0, available: 0 });
  });
});

describe('the lot of an award', () => {
  it('A refund takes the points of its own order, also after they were pending and after a merge (E1, G1)', async () => {
    const shop = await createShop({
      program: promising({ pending: { kind: 'after_payment', days: 14 }, expiry: { kind: 'rolling', months: 12 } }),
    });
    const [kept, gone] = [await createMember(shop), await createMember(shop)];
    const paidOn = async (processedAt: string, price: string) => {
      const order = orderPayload({ customerId: gone.customerId, lines: [{ price }] });
      await send(shop, 'orders/paid', { ...order, processed_at: processedAt });
      return order;
    };
    await paidOn('2026-11-01T12:00:00Z', '40.00');
    const later = await paidOn('2026-11-10T12:00:00Z', '60.00');
    await matureDue(MATURE, 10);
    await send(shop, 'refunds/create', refundPayload({ orderId: later.id, amountOnly: '15.00' }));
    expect(await nextExpiry(shop.id, gone.id)).toMatchObject({ points: 40, expiresOn: '2027-11-15' });
    await inTransaction((sql) => mergeCustomers(sql, shop, kept.customerId, gone.customerId, MATURE));
    await send(shop, 'refunds/create', refundPayload({ orderId: later.id, amountOnly: '15.00' }));
    expect(await nextExpiry(shop.id, kept.id)).toMatchObject({ points: 40, expiresOn: '2027-11-15' });
    expect((await points(shop, kept.id)).available).toBe(70);
  });
});

describe('expiry', () => {
  it('Points expire at the end of their day in the shop, once, and the next expiry is told before (E1, T1)', async () => {
    const shop = await createShop({ program: promising({ expiry: { kind: 'rolling', months: 3 } }) });
    const member = await createMember(shop);
    await send(shop, 'orders/paid', orderPayload({ customerId: member.customerId, lines: [{ price: '120.00' }] }));
    // The kit's member joined on 21 November, a day after the order: the points are theirs from then.
    expect(await nextExpiry(shop.id, member.id)).toEqual({
      points: 120,
      expiresAt: '2027-02-21T22:59:59.999Z',
      expiresOn: '2027-02-21',
    });
    await expireAll(at('2027-02-21T22:59:59.998Z'));
    expect((await points(shop, member.id)).available).toBe(120);
    const end = at('2027-02-21T22:59:59.999Z');
    await Promise.all([expireAll(end), expireAll(end)]);
    expect((await points(shop, member.id)).available).toBe(0);
    expect(await nextExpiry(shop.id, member.id)).toBeNull();
  });

  it('Pending points start to run out when they become available (E1)', async () => {
    const shop = await createShop({
      program: promising({
        pending: { kind: 'after_payment', days: 14 },
        expiry: { kind: 'fixed', month: 12, day: 4, minimumMonths: 0 },
      }),
    });
    const member = await createMember(shop);
    await send(shop, 'orders/paid', orderPayload({ customerId: member.customerId, lines: [{ price: '10.00' }] }));
    await matureDue(MATURE, 10);
    expect((await nextExpiry(shop.id, member.id))?.expiresOn).toBe('2027-12-04');
  });

  it('Spending takes the points that run out first (E1)', async () => {
    const shop = await createShop({ program: promising({ expiry: { kind: 'rolling', months: 3 } }) });
    const member = await createMember(shop);
    const give = (amount: number, now: string) =>
      adjustPoints({
        ...{ shopId: shop.id, memberId: member.id, points: amount, note: 'gift', actor: 'test' },
        ...{ requestId: crypto.randomUUID(), now: at(now) },
      });
    await give(80, '2026-12-01T12:00:00Z');
    await give(70, '2026-11-25T12:00:00Z');
    await redeemed(shop, member, at('2026-12-02T12:00:00Z'));
    expect(await nextExpiry(shop.id, member.id)).toMatchObject({ points: 50, expiresOn: '2027-03-01' });
  });

  it('Points that come back to a lot that has run out can be used for thirty days, and expire again after (E1, R4)', async () => {
    const shop = await createShop({ program: promising({ expiry: { kind: 'rolling', months: 3 } }) });
    const member = await createMember(shop);
    await send(shop, 'orders/paid', orderPayload({ customerId: member.customerId, lines: [{ price: '150.00' }] }));
    const redemption = await redeemed(shop, member, at('2027-01-10T12:00:00Z'));
    await expireAll(at('2027-03-01T00:00:00Z'));
    expect((await points(shop, member.id)).available).toBe(0);
    await giveBack(shop, redemption.id, at('2027-03-10T12:00:00Z'));
    await expireAll(at('2027-03-11T00:00:00Z'));
    expect((await points(shop, member.id)).available).toBe(100);
    expect(await nextExpiry(shop.id, member.id)).toMatchObject({ points: 100, expiresOn: '2027-04-09' });
    await expireAll(at('2027-04-10T00:00:00Z'));
    expect((await points(shop, member.id)).available).toBe(0);
    const { rows } = await pool().query<{ points: number }>(
      `SELECT points FROM transfers WHERE shop_id = $1 AND kind = 'expiry' ORDER BY id`,
      [shop.id],
    );
    expect(rows.map((row) => row.points)).toEqual([50, 100]);
  });

  it('A refund of an order whose points expired takes no other points for them (E1, R1)', async () => {
    const shop = await createShop({ program: promising({ expiry: { kind: 'rolling', months: 1 } }) });
    const member = await createMember(shop);
    const order = orderPayload({ customerId: member.customerId, lines: [{ price: '100.00' }] });
    await send(shop, 'orders/paid', order);
    await expireAll(at('2027-01-01T00:00:00Z'));
    await adjustPoints({
      ...{ shopId: shop.id, memberId: member.id, points: 30, note: 'gift', actor: 'test' },
      ...{ requestId: crypto.randomUUID(), now: at('2027-01-02T00:00:00Z') },
    });
    await send(shop, 'refunds/create', refundPayload({ orderId: order.id, amountOnly: '60.00' }));
    await send(shop, 'refunds/create', refundPayload({ orderId: order.id, amountOnly: '40.00' }));
    expect(await points(shop, member.id)).toEqual({ pending: 0, available: 30 });
  });

  it('All points expire together after months without earning or redeeming, and activity holds them all (E1)', async () => {
    const shop = await createShop({ program: promising({ expiry: { kind: 'inactivity', months: 6 } }) });
    const member = await createMember(shop);
    await send(shop, 'orders/paid', orderPayload({ customerId: member.customerId, lines: [{ price: '150.00' }] }));
    await redeemed(shop, member, at('2027-03-31T12:00:00Z'));
    expect(await nextExpiry(shop.id, member.id)).toMatchObject({ points: 50, expiresOn: '2027-09-30' });
    await expireAll(at('2027-09-30T21:59:59.998Z'));
    expect((await points(shop, member.id)).available).toBe(50);
    await expireAll(at('2027-09-30T21:59:59.999Z'));
    expect((await points(shop, member.id)).available).toBe(0);
  });
});
