/** Store credit of who pays in another currency than the shop's: it pays at her checkout, and is taken back from there (K4). */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Order } from '#sandbox/world/order-types.ts';
import { inTransaction, pool } from '#app/db.server.ts';
import { adjustPoints } from '#app/members/adjust.server.ts';
import { readMemberRedemptions } from '#app/members/member-view.server.ts';
import { applyOrderUpdates } from '#app/orders/apply.server.ts';
import { liveProgram } from '#app/publishing/live-programs.server.ts';
import { fetchOrder } from '#app/shopify/orders.server.ts';
import { readOrderPayload } from '#app/shopify/payloads/order.ts';
import { balanceOf } from '#tests/kit/door.ts';
import { NOW } from '#tests/kit/factories.ts';
import { openLocalShopify, type LocalShopify } from '#tests/kit/local-shopify.ts';
import { programWith, words } from '#tests/kit/rewards.ts';
import { payOutDue } from './cashback.server.ts';
import { runCreateCode } from './code-tasks.server.ts';
import { runCollectCredit } from './collect-credit.server.ts';
import { grantReward } from './grant.server.ts';
import { redeem } from './redeem.server.ts';

/** Five percent of what is paid: one point is one øre. */
const program = programWith(
  [
    {
      ...{ id: 'rw_cashback', enabled: true, title: words('Cashback'), costPoints: 1000 },
      ...{ kind: 'store_credit' as const, amountMinor: 1000, automatic: true },
    },
    {
      ...{ id: 'rw_credit', enabled: true, title: words('50 kr. credit'), costPoints: 500 },
      ...{ kind: 'store_credit' as const, amountMinor: 5000 },
    },
  ],
  {
    style: 'cashback',
    rules: [
      {
        ...{ id: 'order', kind: 'order_amount', enabled: true, pointsPerUnit: 5, unitMinor: 100 },
        excludeGiftCards: true,
      },
    ],
  },
);

let shopify: LocalShopify;
beforeAll(async () => {
  shopify = await openLocalShopify(program);
});
beforeEach(() => shopify.world.apiFaults.clear());
afterAll(() => shopify.close());

type Member = Awaited<ReturnType<LocalShopify['joinedCustomer']>>;

/** Orders at the store, in a currency of its markets, and the app is told by the Admin API. */
async function buys(member: Member, currencyCode: string, quantity: number): Promise<Order> {
  const { world } = shopify;
  const [variant] = world.catalog.products().flatMap(({ variants }) => variants);
  const order = world.orders.place({
    ...{ buyer: { customerId: Number(member.customerId) }, lines: [{ variantId: variant?.id ?? 0, quantity }] },
    currencyCode,
  });
  await learn(order);
  return order;
}

async function learn({ id }: Order): Promise<void> {
  const { shop } = shopify;
  const snapshot = await fetchOrder(shop.domain, String(id));
  if (!snapshot) throw new Error('the order is there');
  const update = { shopId: shop.id, orderId: snapshot.orderId, kind: 'snapshot' as const, snapshot };
  await inTransaction((sql) => applyOrderUpdates(sql, [update], new Map([[shop.id, shop]]), NOW));
}

async function givesBack(order: Order): Promise<void> {
  const lines = order.lines.map(({ id, quantity }) => ({ lineId: id, quantity, restockType: 'return' as const }));
  shopify.world.orders.refund(order.id, { lines });
  await learn(order);
}

/** Brings what waits to the member. */
async function deliver(member: Member): Promise<void> {
  const { rows } = await pool().query<{ id: string }>(
    `SELECT id FROM redemptions WHERE shop_id = $1 AND member_id = $2 AND state = 'debited'`,
    [shopify.shop.id, member.id],
  );
  for (const { id } of rows) await runCreateCode(shopify.shop.id, id, NOW);
}

const totalOf = (order: Order) => shopify.world.orders.originalTotals(order).total;
const points = (member: Member) => balanceOf(shopify.shop.id, member.id);
const collect = (member: Member) => runCollectCredit(shopify.shop.id, member.id, NOW);
/** What the customer has, by currency; minor units. */
const credit = (member: Member) =>
  Object.fromEntries(
    shopify.world.credits
      .storeCreditAccounts(Number(member.customerId))
      .map(({ currencyCode, balanceMinor }) => [currencyCode, balanceMinor]),
  );
/** Five percent of the order's goods in the buyer's money, give or take the cent that rounding the shop's side costs. */
const fivePercent = ({ lines }: Order) =>
  lines.reduce((sum, { unitPrice, quantity }) => sum + unitPrice.presentmentMinor * quantity, 0) * 0.05;
const redemptions = (member: Member) => readMemberRedemptions(shopify.shop.id, member.id, 10);

describe('cashback of who pays in another currency', () => {
  it.each(['EUR', 'SEK', 'HUF', 'JPY', 'KWD'])(
    'In %s is what she paid in it, and pays at her next checkout',
    async (currencyCode) => {
      const member = await shopify.joinedCustomer();
      const order = await buys(member, currencyCode, 4);
      await deliver(member);
      expect(Object.keys(credit(member))).toEqual([currencyCode]);
      const given = credit(member)[currencyCode] ?? 0;
      expect(Math.abs(given - fivePercent(order))).toBeLessThanOrEqual(Math.max(1, given * 0.005));
      expect(await points(member)).toBe(0);
      const next = shopify.world.orders.place({
        ...{
          buyer: { customerId: Number(member.customerId) },
          lines: [{ variantId: order.lines[0]?.variantId ?? 0, quantity: 4 }],
        },
        ...{ currencyCode, useStoreCredit: true },
      });
      expect(next.transactions.map(({ gateway }) => gateway)).toContain('shopify_store_credit');
      expect(credit(member)).toEqual({ [currencyCode]: 0 });
    },
  );

  it('Is in the history and on the merchant’s page with the currency of the account', async () => {
    const member = await shopify.joinedCustomer();
    await buys(member, 'EUR', 4);
    await deliver(member);
    const paidOut = { amountMinor: credit(member)['EUR'], currencyCode: 'EUR' };
    const { rows } = await pool().query(
      `SELECT detail FROM transfers WHERE shop_id = $1 AND member_id = $2 AND kind = 'redemption'`,
      [shopify.shop.id, member.id],
    );
    expect(rows).toMatchObject([{ detail: { kind: 'store_credit', paidOut } }]);
    const [redemption] = await redemptions(member);
    expect(redemption).toMatchObject({ credit: paidOut, amountMinor: redemption?.costPoints });
  });

  it('Follows to the currency of the last order, and each account is taken from what it was given', async () => {
    const member = await shopify.joinedCustomer();
    const abroad = await buys(member, 'EUR', 4);
    await deliver(member);
    const inEuro = credit(member)['EUR'] ?? 0;
    shopify.world.clock.advance(60_000);
    const atHome = await buys(member, 'DKK', 4);
    await deliver(member);
    const inCrowns = credit(member)['DKK'] ?? 0;
    expect(inCrowns).toBeGreaterThan(inEuro);
    await givesBack(abroad);
    expect(await points(member)).toBeLessThan(0);
    await collect(member);
    // The newest payout goes first, so crowns pay, and euros for the rest; what is less than a cent of one stays owed.
    const cent = 8;
    expect(credit(member)['DKK']).toBeLessThan(inCrowns - 100);
    expect(await points(member)).toBeGreaterThan(-cent);
    await givesBack(atHome);
    await collect(member);
    expect(Object.values(credit(member)).reduce((sum, left) => sum + left, 0)).toBeLessThanOrEqual(1);
    expect(await points(member)).toBeGreaterThan(-cent);
  });

  it('Is taken back from the account that has it, when the newer one has been spent', async () => {
    const member = await shopify.joinedCustomer();
    const abroad = await buys(member, 'EUR', 4);
    await deliver(member);
    shopify.world.clock.advance(60_000);
    await buys(member, 'DKK', 4);
    await deliver(member);
    const crowns = shopify.world.credits
      .storeCreditAccounts(Number(member.customerId))
      .find(({ currencyCode }) => currencyCode === 'DKK');
    if (!crowns) throw new Error('there are crowns');
    shopify.world.credits.debitStoreCredit({
      ...{ accountId: crowns.id, amountMinor: crowns.balanceMinor, currencyCode: 'DKK', event: 'order_payment' },
    });
    await givesBack(abroad);
    await collect(member);
    expect(credit(member)).toEqual({ EUR: 0, DKK: 0 });
    expect(await points(member)).toBe(0);
  });

  it('Is taken from older payouts too, when of the newest only a rest is left that no cent is worth', async () => {
    const member = await shopify.joinedCustomer();
    const older = await buys(member, 'EUR', 4);
    await deliver(member);
    shopify.world.clock.advance(60_000);
    const newer = await buys(member, 'EUR', 4);
    await deliver(member);
    // A part, whose points are no whole number of cents, and then all.
    shopify.world.orders.refund(newer.id, { amountMinor: 9980 });
    await learn(newer);
    await collect(member);
    await givesBack(newer);
    await collect(member);
    await givesBack(older);
    await collect(member);
    expect(credit(member)['EUR']).toBeLessThanOrEqual(1);
    expect(await points(member)).toBeGreaterThan(-8);
  });

  it('Is taken back once, when the answer is lost (D4)', async () => {
    const member = await shopify.joinedCustomer();
    const order = await buys(member, 'EUR', 4);
    await deliver(member);
    await givesBack(order);
    shopify.world.apiFaults.add({ kind: 'timeout_after_success', operation: 'storeCreditAccountDebit', timeoutMs: 20 });
    await expect(collect(member)).rejects.toThrow();
    await runCollectCredit(shopify.shop.id, member.id, new Date(NOW.getTime() + 120_000));
    expect(credit(member)).toEqual({ EUR: 0 });
    expect(await points(member)).toBe(0);
  });

  it('Is the shop’s own where Shopify gives no credit in hers', async () => {
    const member = await shopify.joinedCustomer();
    const { presentmentCurrencies } = shopify.world.shop.get();
    // A market that closes between the order and its cashback.
    const pounds = { currencyCode: 'GBP', rateMicros: 115_000 };
    shopify.world.shop.update({ presentmentCurrencies: [...presentmentCurrencies, pounds] });
    await buys(member, 'GBP', 4);
    shopify.world.shop.update({ presentmentCurrencies });
    await deliver(member);
    expect(credit(member)).toEqual({});
    const waiting = await points(member);
    expect(waiting).toBeGreaterThan(0);
    await payOutDue(NOW, 100);
    await deliver(member);
    expect(credit(member)).toEqual({ DKK: waiting });
    expect(await points(member)).toBe(0);
  });
});

describe('store credit of who pays in another currency', () => {
  /** 50 kr. at the rate of the order. */
  const worth = (order: Order) => {
    const total = totalOf(order);
    return Math.round((5000 * total.presentmentMinor) / total.shopMinor);
  };

  it('That points buy comes in hers, and says so', async () => {
    const member = await shopify.joinedCustomer();
    const order = await buys(member, 'EUR', 1);
    const { shop } = shopify;
    const gift = { shopId: shop.id, memberId: member.id, points: 900, note: 'a gift', requestId: randomUUID() };
    await adjustPoints({ ...gift, actor: 'test', now: NOW });
    const before = credit(member)['EUR'] ?? 0;
    const result = await redeem({ shop, member, rewardId: 'rw_credit', requestId: randomUUID(), now: NOW });
    if (!result.ok) throw new Error(result.refusal);
    await runCreateCode(shop.id, result.redemption.id, NOW);
    expect((credit(member)['EUR'] ?? 0) - before).toBe(worth(order));
    expect((await redemptions(member))[0]).toMatchObject({
      ...{ amountMinor: 5000, credit: { amountMinor: worth(order), currencyCode: 'EUR' } },
    });
  });

  it('That the program gives comes in hers', async () => {
    const member = await shopify.joinedCustomer();
    const order = await buys(member, 'EUR', 1);
    const live = await liveProgram(shopify.shop.id);
    if (!live) throw new Error('there is a program');
    const grant = { shop: shopify.shop, member, rewardId: 'rw_credit', key: `test:${randomUUID()}`, live, now: NOW };
    const given = await inTransaction((sql) => grantReward(sql, grant));
    if (!given.ok) throw new Error(given.refusal);
    await runCreateCode(shopify.shop.id, given.redemption.id, NOW);
    expect(credit(member)).toMatchObject({ EUR: worth(order) });
  });
});

describe('what an order says of the buyer’s money', () => {
  it('Is the same by webhook as by the Admin API, and nothing where it is the shop’s', async () => {
    const member = await shopify.joinedCustomer();
    for (const currencyCode of ['KWD', 'DKK']) {
      const order = await buys(member, currencyCode, 1);
      const asked = await fetchOrder(shopify.shop.domain, String(order.id));
      const sent = shopify.world.webhooks
        .deliveries({ topic: 'orders/paid' })
        .map(({ body }) => JSON.parse(body) as { id: number })
        .find(({ id }) => id === order.id);
      const told = readOrderPayload(sent, true, NOW.toISOString());
      const { presentmentMinor: amountMinor, shopMinor } = totalOf(order);
      expect(told.paidMoney).toEqual(currencyCode === 'DKK' ? null : { currencyCode, amountMinor, shopMinor });
      expect(asked?.paidMoney).toEqual(told.paidMoney);
    }
  });

  it('Says nothing where it cannot be read: the order counts all the same', async () => {
    const member = await shopify.joinedCustomer();
    const order = await buys(member, 'KWD', 1);
    const sent = shopify.world.webhooks
      .deliveries({ topic: 'orders/paid' })
      .map(({ body }) => JSON.parse(body) as { id: number; total_price_set: object })
      .find(({ id }) => id === order.id);
    const odd = [{ amount: 'much', currency_code: 'KWD' }, { amount: '1.00', currency_code: 'Dinar' }, null, undefined];
    for (const presentment of odd) {
      const payload = { ...sent, total_price_set: { ...sent?.total_price_set, presentment_money: presentment } };
      const read = readOrderPayload(payload, true, NOW.toISOString());
      expect(read).toMatchObject({ paidMoney: null, totalMinor: totalOf(order).shopMinor });
    }
  });
});
