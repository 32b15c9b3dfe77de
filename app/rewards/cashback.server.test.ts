/** Cashback (K4): earned, paid out by itself as store credit, taken back after a refund; never twice. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction, pool } from '#app/db.server.ts';
import { matureDue } from '#app/expiry/mature.server.ts';
import { adjustPoints } from '#app/members/adjust.server.ts';
import { applyOrderUpdates } from '#app/orders/apply.server.ts';
import { publish } from '#app/publishing/program-store.server.ts';
import { readOrderPayload } from '#app/shopify/payloads/order.ts';
import { readRefundPayload } from '#app/shopify/payloads/refund.ts';
import { balanceOf } from '#tests/kit/door.ts';
import { NOW, orderPayload, refundPayload } from '#tests/kit/factories.ts';
import { openLocalShopify, type LocalShopify } from '#tests/kit/local-shopify.ts';
import { programWith, words } from '#tests/kit/rewards.ts';
import { payOutDue } from './cashback.server.ts';
import { runCreateCode } from './code-tasks.server.ts';
import { runCollectCredit } from './collect-credit.server.ts';

const cashback = {
  ...{ id: 'rw_cashback', enabled: true, title: words('Cashback'), costPoints: 1000 },
  ...{ kind: 'store_credit' as const, amountMinor: 1000, automatic: true },
};
/** Five percent of what is paid: one point is one øre. */
const program = programWith([cashback], {
  style: 'cashback',
  rules: [
    {
      ...{ id: 'order', kind: 'order_amount', enabled: true, pointsPerUnit: 5, unitMinor: 100, excludeGiftCards: true },
    },
  ],
});

let shopify: LocalShopify;
beforeAll(async () => {
  shopify = await openLocalShopify(program);
});
beforeEach(() => {
  shopify.world.apiFaults.clear();
  shopify.world.log.clearApiCalls();
});
afterAll(() => shopify.close());

type Member = Awaited<ReturnType<LocalShopify['joinedCustomer']>>;
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

/** An order of so many kroner. @returns its payload. */
async function buys(member: Member, kroner: number) {
  const { shop } = shopify;
  const payload = orderPayload({
    ...{ customerId: member.customerId, currency: shop.currencyCode, lines: [{ price: kroner.toFixed(2) }] },
  });
  const snapshot = readOrderPayload(payload, true, NOW.toISOString());
  await apply([{ shopId: shop.id, orderId: snapshot.orderId, kind: 'snapshot', snapshot }]);
  return payload;
}

/** Money of an order of 400 goes back: all of it with the goods, or a part of it without. */
async function refunds(payload: Awaited<ReturnType<typeof buys>>, kroner: number): Promise<void> {
  const { shop } = shopify;
  const line = { lineId: payload.line_items[0]?.id ?? 0, quantity: 1, subtotal: kroner.toFixed(2) };
  const { orderId, refund } = readRefundPayload(
    refundPayload({
      ...{ orderId: payload.id, currency: shop.currencyCode },
      ...(kroner === 400 ? { lines: [line] } : { amountOnly: kroner.toFixed(2) }),
    }),
    shop.currencyCode,
    true,
    NOW.toISOString(),
  );
  await apply([{ shopId: shop.id, orderId, kind: 'refund', refund }]);
}

async function apply(updates: Parameters<typeof applyOrderUpdates>[1]): Promise<void> {
  await inTransaction((sql) => applyOrderUpdates(sql, updates, new Map([[shopify.shop.id, shopify.shop]]), NOW));
}

/** Runs the payouts of a member that wait. */
async function deliver(member: Member, now = NOW): Promise<void> {
  const { rows } = await pool().query<{ id: string }>(
    `SELECT id FROM redemptions WHERE shop_id = $1 AND member_id = $2 AND state = 'debited'`,
    [shopify.shop.id, member.id],
  );
  for (const { id } of rows) await runCreateCode(shopify.shop.id, id, now);
}
const collect = (member: Member, now = NOW) => runCollectCredit(shopify.shop.id, member.id, now);
const points = (member: Member) => balanceOf(shopify.shop.id, member.id);
const account = (member: Member) => shopify.world.credits.storeCreditAccounts(Number(member.customerId))[0];
const credit = (member: Member) => account(member)?.balanceMinor ?? 0;
const moves = (member: Member) => {
  const found = account(member);
  return found ? shopify.world.credits.storeCreditTransactions(found.id).map(({ kind }) => kind) : [];
};
/** Pays at the store with credit. */
function spends(member: Member, amountMinor: number): void {
  const found = account(member);
  if (!found) throw new Error('the member has credit');
  const { currencyCode } = shopify.shop;
  shopify.world.credits.debitStoreCredit({ accountId: found.id, amountMinor, currencyCode, event: 'order_payment' });
}

describe('cashback is paid out (K4)', () => {
  it('As store credit, the whole of what is available, once it comes to the least that is paid', async () => {
    const member = await shopify.joinedCustomer();
    await buys(member, 100);
    expect(await points(member)).toBe(500);
    await deliver(member);
    expect(credit(member)).toBe(0);
    await buys(member, 150);
    expect(await points(member)).toBe(0);
    await deliver(member);
    expect(credit(member)).toBe(1250);
    await deliver(member);
    await payOutDue(NOW, 100);
    expect(moves(member)).toEqual(['credit']);
  });

  it('Once, when the answer is lost; what is earned meanwhile follows after it (D4)', async () => {
    const member = await shopify.joinedCustomer();
    await buys(member, 400);
    shopify.world.apiFaults.add({
      kind: 'timeout_after_success',
      operation: 'storeCreditAccountCredit',
      timeoutMs: 20,
    });
    await expect(deliver(member)).rejects.toThrow();
    await buys(member, 400);
    expect(await points(member)).toBe(2000);
    await deliver(member, later(2));
    expect(credit(member)).toBe(2000);
    await deliver(member, later(2));
    expect(credit(member)).toBe(4000);
    expect(moves(member)).toEqual(['credit', 'credit']);
    expect(await points(member)).toBe(0);
  });

  it('By whoever comes first, when several find the same balance', async () => {
    const member = await shopify.joinedCustomer();
    const gift = { shopId: shopify.shop.id, memberId: member.id, points: 3000, note: 'sorry', requestId: randomUUID() };
    await adjustPoints({ ...gift, actor: 'test', now: NOW });
    await Promise.all(Array.from({ length: 5 }, () => payOutDue(NOW, 100)));
    const { rows } = await pool().query(
      `SELECT cost_points, amount_minor FROM redemptions WHERE shop_id = $1 AND member_id = $2`,
      [shopify.shop.id, member.id],
    );
    expect(rows).toEqual([{ cost_points: 3000, amount_minor: 3000 }]);
  });

  it('Only of what is available: pending cashback waits until it has matured', async () => {
    const member = await shopify.joinedCustomer();
    const { shop } = shopify;
    const waiting = { ...program, pending: { kind: 'after_payment' as const, days: 14 } };
    const published = await publish(shop.id, waiting, 1, 'test', NOW);
    if (!published.ok) throw new Error(JSON.stringify(published));
    await buys(member, 400);
    await deliver(member);
    expect(credit(member)).toBe(0);
    await matureDue(later(15 * 24 * 60), 100);
    await deliver(member);
    expect(credit(member)).toBe(2000);
    await publish(shop.id, program, 2, 'test', NOW);
  });
});

describe('an order is refunded after its cashback was paid out (K4)', () => {
  it('The credit is taken back, once, also when the answer is lost (D4)', async () => {
    const member = await shopify.joinedCustomer();
    const order = await buys(member, 400);
    await deliver(member);
    await refunds(order, 400);
    expect(await points(member)).toBe(-2000);
    shopify.world.apiFaults.add({ kind: 'timeout_after_success', operation: 'storeCreditAccountDebit', timeoutMs: 20 });
    await expect(collect(member)).rejects.toThrow();
    await expect(collect(member)).rejects.toThrow('on its way');
    await collect(member, later(2));
    await collect(member, later(4));
    expect(credit(member)).toBe(0);
    expect(moves(member)).toEqual(['credit', 'debit']);
    expect(await points(member)).toBe(0);
  });

  it('A part of it takes a part back', async () => {
    const member = await shopify.joinedCustomer();
    const order = await buys(member, 400);
    await deliver(member);
    await refunds(order, 100);
    await collect(member);
    expect(credit(member)).toBe(1500);
    expect(await points(member)).toBe(0);
  });

  it('What was spent stays owed, and is set off against the next cashback', async () => {
    const member = await shopify.joinedCustomer();
    const order = await buys(member, 400);
    await deliver(member);
    spends(member, 1500);
    await refunds(order, 400);
    await collect(member);
    expect(credit(member)).toBe(0);
    expect(await points(member)).toBe(-1500);
    await collect(member);
    expect(moves(member)).toEqual(['credit', 'debit', 'debit']);
    await buys(member, 600);
    expect(await points(member)).toBe(0);
    await deliver(member);
    expect(credit(member)).toBe(1500);
  });

  it('When somebody pays with the credit meanwhile, what is left is taken', async () => {
    const member = await shopify.joinedCustomer();
    const order = await buys(member, 400);
    await deliver(member);
    await refunds(order, 400);
    shopify.world.apiFaults.add({ kind: 'timeout', operation: 'storeCreditAccountDebit', timeoutMs: 20 });
    await expect(collect(member)).rejects.toThrow();
    spends(member, 500);
    await collect(member, later(2));
    expect(credit(member)).toBe(0);
    expect(await points(member)).toBe(-500);
  });

  it('Two runners at once take it once', async () => {
    const member = await shopify.joinedCustomer();
    const order = await buys(member, 400);
    await deliver(member);
    await refunds(order, 400);
    await Promise.allSettled([collect(member), collect(member), collect(member)]);
    await collect(member, later(2));
    expect(moves(member)).toEqual(['credit', 'debit']);
    expect(await points(member)).toBe(0);
  });
});
