/** The cases of an order that are easily forgotten: debts, returned discounts, edits, other currencies, odd histories. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction, pool } from '#app/db.server.ts';
import { runNow } from '#app/jobs/run-outbox.server.ts';
import { adjustPoints } from '#app/members/adjust.server.ts';
import type { Member } from '#app/members/membership.server.ts';
import { setBlocked } from '#app/members/status.server.ts';
import { enqueue } from '#app/outbox/outbox-store.server.ts';
import { defaultProgram } from '#app/program/default-program.ts';
import type { Program } from '#app/program/document.ts';
import { redeem } from '#app/rewards/redeem.server.ts';
import { callAdmin } from '#app/shopify/admin-client.server.ts';
import { orderById } from '#app/shopify/documents.ts';
import { readOrderPayload } from '#app/shopify/payloads/order.ts';
import { readRefundPayload } from '#app/shopify/payloads/refund.ts';
import type { ShopFacts } from '#app/shops/shop-store.server.ts';
import { balanceOf, deliver, openDoors, settle, type Doors } from '#tests/kit/door.ts';
import { createMember, createShop, NOW, orderPayload, refundPayload, simpleProgram } from '#tests/kit/factories.ts';
import { dumpStore } from '#tests/kit/dump.ts';
import { openLocalShopify, type LocalShopify } from '#tests/kit/local-shopify.ts';
import type { OrderSnapshot, RefundFact } from './facts.ts';
import { readOrderAnswer } from './refresh.server.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

async function tell(shop: ShopFacts, topic: string, payload: unknown): Promise<void> {
  expect(await deliver(doors, shop, topic, payload)).toBe(200);
  await settle();
}

type Order = ReturnType<typeof orderPayload>;

async function buys(
  shop: ShopFacts,
  member: { customerId: string },
  price: string,
  codes: string[] = [],
  quantity = 1,
) {
  const order = orderPayload({ customerId: member.customerId, codes, lines: [{ price, quantity }] });
  await tell(shop, 'orders/paid', order);
  return order;
}

const refund = (shop: ShopFacts, order: Order, subtotal: string, quantity = 1) =>
  tell(
    shop,
    'refunds/create',
    refundPayload({ orderId: order.id, lines: [{ lineId: order.line_items[0]?.id ?? 0, quantity, subtotal }] }),
  );

async function move(shop: ShopFacts, member: Member, points: number): Promise<void> {
  const request = { shopId: shop.id, memberId: member.id, points, note: 'why', requestId: randomUUID() };
  expect(await adjustPoints({ ...request, actor: 'test', now: NOW })).toMatchObject({ ok: true });
}

const withRefunds = (refunds: Partial<Program['refunds']>): Program => {
  const program = simpleProgram();
  return { ...program, refunds: { ...program.refunds, ...refunds } };
};

describe('points that were spent before they had to go back', () => {
  it('Are owed where the merchant says so: the balance goes below zero, and what comes in pays first', async () => {
    const shop = await createShop({ program: withRefunds({ whenSpent: 'owed' }) });
    const member = await createMember(shop);
    const order = await buys(shop, member, '100.00');
    await move(shop, member, -80);
    await refund(shop, order, '100.00');
    expect(await balanceOf(shop.id, member.id)).toBe(-80);
    await buys(shop, member, '100.00');
    expect(await balanceOf(shop.id, member.id)).toBe(20);
  });

  it('Are forgiven where the merchant says so: the balance stays at zero, however the refund is cut', async () => {
    for (const parts of [['100.00'], ['50.00', '50.00']]) {
      const shop = await createShop({ program: withRefunds({ whenSpent: 'forgiven' }) });
      const member = await createMember(shop);
      const order = orderPayload({ customerId: member.customerId, lines: [{ price: '50.00', quantity: 2 }] });
      await tell(shop, 'orders/paid', order);
      await move(shop, member, -80);
      for (const part of parts) await refund(shop, order, part, 2 / parts.length);
      expect(await balanceOf(shop.id, member.id)).toBe(0);
      const { rows } = await pool().query(
        `SELECT sum(points)::int AS forgiven FROM transfers WHERE shop_id = $1 AND detail ->> 'code' = 'debt_forgiven'`,
        [shop.id],
      );
      expect(rows[0].forgiven).toBe(80);
    }
  });

  it('Forgiveness does not reach back to an older debt', async () => {
    const shop = await createShop({ program: withRefunds({ whenSpent: 'owed' }) });
    const member = await createMember(shop);
    const first = await buys(shop, member, '60.00');
    const second = await buys(shop, member, '10.00');
    await move(shop, member, -70);
    await refund(shop, first, '60.00');
    expect(await balanceOf(shop.id, member.id)).toBe(-60);
    const { publish } = await import('#app/publishing/program-store.server.ts');
    await publish(shop.id, withRefunds({ whenSpent: 'forgiven' }), 1, 'test', NOW);
    await refund(shop, second, '10.00');
    expect(await balanceOf(shop.id, member.id)).toBe(-60);
  });
});

describe('points that bought the discount of a refunded order (R4)', () => {
  async function paidWithCode(redeemedPoints: 'returned' | 'kept') {
    const shop = await createShop({ program: withRefunds({ redeemedPoints }) });
    const member = await createMember(shop);
    await move(shop, member, 100);
    const result = await redeem({ shop, member, rewardId: 'rw_amount', requestId: randomUUID(), now: NOW });
    const order = await buys(shop, member, '20.00', [result.ok ? result.redemption.code : ''], 4);
    expect(await balanceOf(shop.id, member.id)).toBe(80);
    return { shop, member, order };
  }

  it('Come back in proportion, once each, to the last point', async () => {
    const { shop, member, order } = await paidWithCode('returned');
    const expected = [60 + 25, 40 + 50, 20 + 75, 0 + 100];
    for (const balance of expected) {
      await refund(shop, order, '20.00');
      expect(await balanceOf(shop.id, member.id)).toBe(balance);
    }
    await tell(shop, 'orders/cancelled', { ...order, cancelled_at: '2026-11-21T09:00:00Z' });
    expect(await balanceOf(shop.id, member.id)).toBe(100);
  });

  it('Come back at once when the order is cancelled', async () => {
    const { shop, member, order } = await paidWithCode('returned');
    await tell(shop, 'orders/cancelled', { ...order, cancelled_at: '2026-11-21T09:00:00Z' });
    expect(await balanceOf(shop.id, member.id)).toBe(100);
  });

  it.each(['never', 'afterwards'])(
    'Come back once when the order is cancelled before it was paid; the payment is told: %s',
    async (paymentTold) => {
      const shop = await createShop({ program: withRefunds({ redeemedPoints: 'returned' }) });
      const member = await createMember(shop);
      await move(shop, member, 100);
      const result = await redeem({ shop, member, rewardId: 'rw_amount', requestId: randomUUID(), now: NOW });
      const codes = [result.ok ? result.redemption.code : ''];
      const order = orderPayload({ customerId: member.customerId, codes, lines: [{ price: '20.00' }] });
      const cancelled = { ...order, cancelled_at: '2026-11-21T09:00:00Z', financial_status: 'voided' };
      for (let again = 0; again < 2; again++)
        await tell(shop, 'orders/cancelled', { ...cancelled, note: String(again) });
      expect(await balanceOf(shop.id, member.id)).toBe(100);
      if (paymentTold === 'afterwards') await tell(shop, 'orders/paid', order);
      expect(await balanceOf(shop.id, member.id)).toBe(100);
    },
  );

  it('Stay spent where the merchant says so', async () => {
    const { shop, member, order } = await paidWithCode('kept');
    await refund(shop, order, '80.00', 4);
    expect(await balanceOf(shop.id, member.id)).toBe(0);
  });
});

describe('currencies (M1)', () => {
  it.each([
    ['JPY', '1234', 12],
    ['KWD', '12.345', 12],
    ['HUF', '12345.67', 123],
    ['USD', '12.99', 12],
  ])('An order in %s of %s earns %i points, and its refund takes them all', async (currencyCode, price, points) => {
    const program = { ...simpleProgram(currencyCode) };
    const shop = await createShop({ currencyCode, program });
    const member = await createMember(shop);
    const order = orderPayload({ customerId: member.customerId, currency: currencyCode, lines: [{ price }] });
    await tell(shop, 'orders/paid', order);
    expect(await balanceOf(shop.id, member.id)).toBe(points);
    await tell(shop, 'refunds/create', refundPayload({ orderId: order.id, currency: currencyCode, amountOnly: price }));
    expect(await balanceOf(shop.id, member.id)).toBe(0);
  });

  it("What the buyer paid in another currency counts by the shop's side of it", async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    const order = orderPayload({ customerId: member.customerId, lines: [{ price: '70.00' }] });
    const lines = order.line_items.map((line) => ({
      ...line,
      price: '10.00',
      price_set: {
        shop_money: { amount: '70.00', currency_code: 'DKK' },
        presentment_money: { amount: '10.00', currency_code: 'USD' },
      },
    }));
    await tell(shop, 'orders/paid', { ...order, presentment_currency: 'USD', line_items: lines });
    expect(await balanceOf(shop.id, member.id)).toBe(70);
    // Shopify gives the transactions of a refund in the currency that the buyer paid.
    const back = refundPayload({
      orderId: order.id,
      lines: [{ lineId: order.line_items[0]?.id ?? 0, quantity: 1, subtotal: '70.00' }],
    });
    await tell(shop, 'refunds/create', {
      ...back,
      transactions: [{ kind: 'refund', status: 'success', amount: '10.00', currency: 'USD' }],
    });
    expect(await balanceOf(shop.id, member.id)).toBe(0);
  });

  it('After the shop changed its currency an order earns nothing, and says so, until the program is published anew', async () => {
    const shop = await createShop({ currencyCode: 'DKK' });
    const member = await createMember(shop);
    const order = orderPayload({ customerId: member.customerId, currency: 'EUR', lines: [{ price: '50.00' }] });
    await tell(shop, 'orders/paid', order);
    expect(await balanceOf(shop.id, member.id)).toBe(0);
    const { rows } = await pool().query('SELECT explanation FROM orders WHERE shop_id = $1', [shop.id]);
    expect(rows[0].explanation).toEqual({ outcome: 'nothing', reasons: [{ code: 'currency_differs' }] });
  });
});

describe('odd histories (R5)', () => {
  it('A refund that comes before its order, and the order a day later, end as in the right order', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    const order = orderPayload({ customerId: member.customerId, lines: [{ price: '30.00', quantity: 3 }] });
    await refund(shop, order, '30.00');
    const waiting = await pool().query('SELECT explanation FROM orders WHERE shop_id = $1', [shop.id]);
    expect(waiting.rows[0].explanation).toMatchObject({ outcome: 'waiting', reasons: [{ code: 'order_unknown' }] });
    await tell(shop, 'orders/paid', order);
    expect(await balanceOf(shop.id, member.id)).toBe(60);
  });

  it('A cancellation that comes before the payment leaves nothing earned', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    const order = orderPayload({ customerId: member.customerId, lines: [{ price: '30.00' }] });
    await tell(shop, 'orders/cancelled', {
      ...order,
      cancelled_at: '2026-11-21T09:00:00Z',
      financial_status: 'voided',
    });
    await tell(shop, 'orders/paid', order);
    expect(await balanceOf(shop.id, member.id)).toBe(0);
  });

  it('An order that was paid while its buyer was blocked earns nothing, and says so', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    const block = { shopId: shop.id, memberId: member.id, actor: 'test', now: NOW };
    await setBlocked({ ...block, blocked: true });
    const order = await buys(shop, member, '30.00');
    await setBlocked({ ...block, blocked: false });
    await tell(shop, 'orders/paid', order);
    expect(await balanceOf(shop.id, member.id)).toBe(0);
    const { rows } = await pool().query('SELECT explanation FROM orders WHERE shop_id = $1', [shop.id]);
    expect(rows[0].explanation).toEqual({ outcome: 'nothing', reasons: [{ code: 'member_blocked' }] });
  });

  it('Before a program is published nobody joins; afterwards the waiting orders count', async () => {
    const shop = await createShop({ program: null });
    const customer = { customerId: '8123456' };
    await buys(shop, customer, '30.00');
    const { publish } = await import('#app/publishing/program-store.server.ts');
    await publish(shop.id, { ...defaultProgram('DKK'), rules: simpleProgram().rules }, 0, 'test', NOW);
    await tell(shop, 'customers/update', { id: 8123456, state: 'enabled', email: null });
    const { rows } = await pool().query('SELECT member_id FROM orders WHERE shop_id = $1', [shop.id]);
    expect(await balanceOf(shop.id, rows[0].member_id)).toBe(30);
  });
});

describe("an order as Shopify's Admin API has it", () => {
  let shopify: LocalShopify;
  beforeAll(async () => {
    shopify = await openLocalShopify();
  });
  afterAll(() => shopify.close());

  async function place(quantity: number, codes: string[] = []) {
    const member = await shopify.joinedCustomer();
    const variants = shopify.world.catalog.products().flatMap((product) => product.variants);
    const placed = shopify.world.orders.place({
      buyer: { customerId: Number(member.customerId) },
      lines: [variants[0], variants.at(-1)].map((variant) => ({ variantId: variant?.id ?? 0, quantity })),
      codes,
    });
    return { member, placed, lineId: placed.lines[0]?.id ?? 0 };
  }

  /** Reads the order anew, as after an edit. */
  async function refresh(orderId: number): Promise<void> {
    const task = { shopId: shopify.shop.id, topic: 'refresh_order' as const, subject: String(orderId) };
    await inTransaction((sql) => enqueue(sql, [task]));
    await runNow(task);
    const { rows } = await pool().query(`SELECT last_error FROM outbox_tasks WHERE topic = 'refresh_order'`);
    expect(rows).toEqual([]);
  }

  /** What Shopify delivered of a topic about this order, oldest first. */
  const delivered = (topic: string, orderId: number) =>
    shopify.world.webhooks
      .deliveries({ topic })
      .map((delivery) => JSON.parse(delivery.body) as Record<string, unknown>)
      .filter((body) => [body['id'], body['order_id']].includes(orderId));

  it('Says the same of lines, discounts and refunds as its webhooks do', async () => {
    const { member } = await place(1);
    await move(shopify.shop, member, 100);
    const { placed, lineId } = await place(3);
    shopify.world.orders.refund(placed.id, { lines: [{ lineId, quantity: 1 }] });
    shopify.world.orders.refund(placed.id, { amountMinor: 500 });
    const answer = await callAdmin<{ order: unknown }>(shopify.shop.domain, orderById, {
      id: `gid://shopify/Order/${placed.id}`,
      lines: 250,
    });
    const fromApi = readOrderAnswer(answer.order);
    const [paid] = delivered('orders/paid', placed.id);
    const fromWebhook = readOrderPayload(paid, true, NOW.toISOString());
    const known = (snapshot: OrderSnapshot) =>
      snapshot.lines.map(({ removedQuantity: _removed, productId: _product, ...line }) => line);
    expect(known(fromApi)).toEqual(known(fromWebhook));
    expect({ ...fromApi, ...{ lines: [], refunds: [], at: '', customerHasAccount: true } }).toEqual({
      ...fromWebhook,
      ...{ lines: [], refunds: [], at: '' },
      email: fromApi.email,
    });
    const refunds = delivered('refunds/create', placed.id).map(
      (body) => readRefundPayload(body, shopify.shop.currencyCode, true, NOW.toISOString()).refund,
    );
    const sorted = (facts: RefundFact[]) => [...facts].sort((a, b) => (a.refundId < b.refundId ? -1 : 1));
    expect(refunds).toHaveLength(2);
    expect(sorted(fromApi.refunds)).toEqual(sorted(refunds));
  });

  it('Items that an edit removed go back once, though Shopify also tells them as a refund; items added earn', async () => {
    const { shop, world } = shopify;
    const { member, placed, lineId } = await place(3);
    for (const body of delivered('orders/paid', placed.id)) await tell(shop, 'orders/paid', body);
    const earned = await balanceOf(shop.id, member.id);
    const ofLine = async () => {
      const { rows } = await pool().query<{ points: number; reversed: number }>(
        `SELECT (a ->> 'points')::int AS points, (a ->> 'reversed')::int AS reversed
         FROM orders, jsonb_array_elements(facts -> 'awards') a WHERE shop_id = $1 AND order_id = $2 AND a ->> 'lineId' = $3`,
        [shop.id, String(placed.id), String(lineId)],
      );
      return rows[0] ?? { points: 0, reversed: 0 };
    };
    const { points } = await ofLine();
    expect(points).toBeGreaterThan(2);
    world.orders.edit(placed.id, { quantities: [{ lineId, quantity: 2 }] });
    for (let time = 0; time < 2; time++) {
      for (const topic of ['orders/edited', 'refunds/create'])
        for (const body of delivered(topic, placed.id)) await tell(shop, topic, body);
      await refresh(placed.id);
      expect((await ofLine()).reversed).toBe(Math.floor(points / 3));
      expect(await balanceOf(shop.id, member.id)).toBe(earned - Math.floor(points / 3));
    }
    const added = world.catalog.products().flatMap((product) => product.variants)[1];
    world.orders.edit(placed.id, { additions: [{ variantId: added?.id ?? 0, quantity: 1 }] });
    await refresh(placed.id);
    expect(await balanceOf(shop.id, member.id)).toBeGreaterThan(earned - Math.floor(points / 3));
  });

  it('A line that an edit makes larger earns for the growth once, and gives back what is returned of all of it', async () => {
    const { shop, world } = shopify;
    const { member, placed, lineId } = await place(2);
    for (const body of delivered('orders/paid', placed.id)) await tell(shop, 'orders/paid', body);
    const before = await balanceOf(shop.id, member.id);
    const each = placed.lines.map(({ unitPrice }) => unitPrice.shopMinor / 100);
    expect(before).toBe(2 * each.reduce((sum, points) => sum + points, 0));
    const first = each[0] ?? 0;
    world.orders.edit(placed.id, { quantities: [{ lineId, quantity: 5 }] });
    for (let time = 0; time < 2; time++) {
      for (const body of delivered('orders/edited', placed.id)) await tell(shop, 'orders/edited', body);
      await refresh(placed.id);
      expect(await balanceOf(shop.id, member.id)).toBe(before + 3 * first);
    }
    const transfers = await pool().query<{ key: string; points: number }>(
      `SELECT key, points FROM transfers WHERE shop_id = $1 AND kind = 'award' AND source_id = $2 AND key LIKE '%>%'`,
      [shop.id, String(placed.id)],
    );
    expect(transfers.rows).toEqual([{ key: `order:${placed.id}:line:${lineId}>2:rule:order`, points: 3 * first }]);
    world.orders.refund(placed.id, { lines: [{ lineId, quantity: 4 }] });
    for (const body of delivered('refunds/create', placed.id)) await tell(shop, 'refunds/create', body);
    expect(await balanceOf(shop.id, member.id)).toBe(before - first);
  });

  it('An order that Shopify does not know any more changes nothing', async () => {
    const before = await dumpStore();
    await refresh(1);
    expect(await dumpStore()).toEqual(before);
  });
});
