/** Every kind of reward, brought to its member by Shopify's own mutation, also when answers are lost (D4). */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { runNow } from '#app/jobs/run-outbox.server.ts';
import { adjustPoints } from '#app/members/adjust.server.ts';
import type { ProgramInput } from '#app/program/document.ts';
import { publish } from '#app/publishing/program-store.server.ts';
import { balanceOf } from '#tests/kit/door.ts';
import { NOW } from '#tests/kit/factories.ts';
import { openLocalShopify, type LocalShopify } from '#tests/kit/local-shopify.ts';
import { allRewards, programWith } from '#tests/kit/rewards.ts';
import { cancelRedemption } from './cancel.server.ts';
import { runCreateCode } from './code-tasks.server.ts';
import { expireCodes } from './expire-codes.server.ts';
import { giftCardCode } from './code.ts';
import { redeem } from './redeem.server.ts';
import { getRedemption, type Redemption } from './redemption-store.server.ts';

let shopify: LocalShopify;
let goods: { productId: string; collectionId: string };
beforeAll(async () => {
  shopify = await openLocalShopify(programWith([]));
  const { catalog } = shopify.world;
  const [product] = catalog.products();
  const [collection] = catalog.collections();
  goods = { productId: String(product?.id), collectionId: String(collection?.id) };
  await publishRewards(allRewards(goods));
});
beforeEach(() => {
  shopify.world.apiFaults.clear();
  shopify.world.log.clearApiCalls();
});
afterAll(() => shopify.close());

async function publishRewards(rewards: ProgramInput['rewards']): Promise<void> {
  const result = await publish(shopify.shop.id, programWith(rewards), 1, 'test', NOW);
  if (!result.ok) throw new Error(JSON.stringify(result));
}

type Wish = Redemption & { member: Awaited<ReturnType<LocalShopify['joinedCustomer']>> };

async function redeemed(rewardId: string, steps?: number, member?: Wish['member']): Promise<Wish> {
  const { shop } = shopify;
  const holder = member ?? (await shopify.joinedCustomer());
  const gift = { shopId: shop.id, memberId: holder.id, points: 250, note: 'a gift', requestId: randomUUID() };
  await adjustPoints({ ...gift, actor: 'test', now: NOW });
  const wish = { shop, member: holder, rewardId, requestId: randomUUID(), now: NOW };
  const result = await redeem(steps === undefined ? wish : { ...wish, steps });
  if (!result.ok) throw new Error(result.refusal);
  return { ...result.redemption, member: holder };
}

const deliver = (wish: Wish, now = NOW) => runCreateCode(shopify.shop.id, wish.id, now);
const withdraw = (wish: Wish) => runNow({ shopId: shopify.shop.id, topic: 'withdraw_code', subject: wish.id });
const stored = async (wish: Wish): Promise<Redemption> => {
  const found = await getRedemption(pool(), shopify.shop.id, wish.id);
  if (!found) throw new Error('the redemption is there');
  return found;
};
const points = (wish: Wish) => balanceOf(shopify.shop.id, wish.member.id);
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
const calls = (name: string) => shopify.world.log.apiCalls({ operation: name }).length;
const cards = (wish: Wish) => shopify.world.giftCards.list({ customerId: Number(wish.member.customerId) });
const credits = (wish: Wish) =>
  shopify.world.credits
    .storeCreditAccounts(Number(wish.member.customerId))
    .flatMap((account) => shopify.world.credits.storeCreditTransactions(account.id));
const tags = (wish: Wish) => shopify.world.customers.get(Number(wish.member.customerId))?.tags ?? [];
const cancel = (wish: Wish, by: 'shopper' | 'merchant') =>
  cancelRedemption({
    ...{ shopId: shopify.shop.id, redemptionId: wish.id, actor: by, now: NOW },
    ...(by === 'shopper' ? { memberId: wish.member.id } : {}),
  });

describe('rewards that are a discount code', () => {
  it.each([
    ['rw_amount_off', { kind: 'basic', discountClass: 'order' }],
    ['rw_goods', { kind: 'basic', discountClass: 'product' }],
    ['rw_percentage_off', { kind: 'basic' }],
    ['rw_free_shipping', { kind: 'free_shipping' }],
    ['rw_free_product', { kind: 'basic', discountClass: 'product' }],
    ['rw_free_with_purchase', { kind: 'bxgy' }],
  ])('%s becomes a code at Shopify for one order of this customer', async (rewardId, expected) => {
    const wish = await redeemed(rewardId);
    await deliver(wish);
    expect(await stored(wish)).toMatchObject({ state: 'ready' });
    const found = shopify.world.discounts.byCode(wish.code)?.discount;
    expect(found).toMatchObject({ ...expected, usageLimit: 1, appliesOncePerCustomer: true });
    expect(JSON.stringify(found?.context)).toContain(wish.member.customerId);
  });

  it('An amount that the shopper chose costs and gives as many steps', async () => {
    const wish = await redeemed('rw_amount_chosen', 3);
    await deliver(wish);
    expect(wish).toMatchObject({ costPoints: 30, amountMinor: 1500 });
    expect(shopify.world.discounts.byCode(wish.code)?.discount).toMatchObject({
      value: { kind: 'amount', amountMinor: 1500 },
    });
    expect(await points(wish)).toBe(220);
    await expect(redeemed('rw_amount_chosen', 11)).rejects.toThrow('amount_invalid');
  });

  it('A free product takes off the price of one, however many are in the cart', async () => {
    const wish = await redeemed('rw_free_product');
    await deliver(wish);
    const variant = shopify.world.catalog.product(Number(goods.productId))?.variants.at(-1);
    const priced = shopify.world.pricing.priceCheckout({
      lines: [{ variantId: variant?.id ?? 0, quantity: 3 }],
      codes: [wish.code],
      customerId: Number(wish.member.customerId),
    });
    expect(priced.rejectedCodes).toEqual([]);
    expect(priced.discountMinor).toBe(variant?.priceMinor);
  });

  it("A members' price holds for any number of orders, and no order uses it up", async () => {
    const wish = await redeemed('rw_members_price');
    await deliver(wish);
    expect(shopify.world.discounts.byCode(wish.code)?.discount).toMatchObject({
      ...{ usageLimit: null, appliesOncePerCustomer: false, items: { kind: 'collections' } },
    });
    await expireCodes(later(31 * 24 * 60), 100);
    await withdraw(wish);
    expect(await stored(wish)).toMatchObject({ state: 'used', failure: 'ended' });
    expect(await points(wish)).toBe(150);
  });
});

describe('a gift card', () => {
  it('Is made once, also when the answer is lost, and found again by its note (D4)', async () => {
    const wish = await redeemed('rw_gift_card');
    shopify.world.apiFaults.add({ kind: 'timeout_after_success', operation: 'giftCardCreate', timeoutMs: 20 });
    await expect(deliver(wish)).rejects.toThrow();
    expect(await stored(wish)).toMatchObject({ state: 'debited' });
    await deliver(wish);
    expect(cards(wish)).toMatchObject([{ initialMinor: 5000, note: wish.id }]);
    expect(cards(wish)[0]?.code).toBe(giftCardCode(wish.code).toLowerCase());
    expect(await stored(wish)).toMatchObject({ state: 'used', usedOrderId: null });
    expect((await stored(wish)).fulfilledGid).toContain(String(cards(wish)[0]?.id));
    expect(await points(wish)).toBe(150);
  });

  it('Whole, it can be taken back by the merchant; once something was paid with it, it cannot', async () => {
    const whole = await redeemed('rw_gift_card');
    await deliver(whole);
    expect(await cancel(whole, 'shopper')).toEqual({ ok: false, refusal: 'already_used' });
    expect(await cancel(whole, 'merchant')).toEqual({ ok: true });
    await withdraw(whole);
    expect(await stored(whole)).toMatchObject({ state: 'returned' });
    expect(cards(whole)[0]?.disabledAt).not.toBeNull();
    expect(await points(whole)).toBe(250);

    const touched = await redeemed('rw_gift_card');
    await deliver(touched);
    const [card] = cards(touched);
    if (!card) throw new Error('the card is there');
    shopify.world.giftCards.book({ giftCardId: card.id, amountMinor: -100, currencyCode: card.currencyCode });
    expect(await cancel(touched, 'merchant')).toEqual({ ok: true });
    await withdraw(touched);
    expect(await stored(touched)).toMatchObject({ state: 'used' });
    expect(await points(touched)).toBe(150);
  });
});

describe('store credit', () => {
  it('Is given once, also when the answer is lost: the account is read before any retry (D4)', async () => {
    const wish = await redeemed('rw_store_credit');
    shopify.world.apiFaults.add({
      kind: 'timeout_after_success',
      operation: 'storeCreditAccountCredit',
      timeoutMs: 20,
    });
    await expect(deliver(wish)).rejects.toThrow();
    // At once nobody can know whether the call arrives yet.
    await expect(deliver(wish, later(0.5))).rejects.toThrow('on its way');
    await deliver(wish, later(2));
    expect(credits(wish)).toMatchObject([{ kind: 'credit', amountMinor: 4000 }]);
    expect(calls('storeCreditAccountCredit')).toBe(1);
    expect((await stored(wish)).fulfilledGid).toContain(String(credits(wish)[0]?.id));
    expect(await stored(wish)).toMatchObject({ state: 'used' });
  });

  it('A call that never arrived is sent again; credit that somebody else gave is not taken for it', async () => {
    const wish = await redeemed('rw_store_credit');
    const customerId = Number(wish.member.customerId);
    const { currencyCode } = shopify.shop;
    shopify.world.credits.creditStoreCredit({ customerId, amountMinor: 4000, currencyCode });
    shopify.world.apiFaults.add({ kind: 'timeout', operation: 'storeCreditAccountCredit', timeoutMs: 20 });
    await expect(deliver(wish)).rejects.toThrow();
    await deliver(wish, later(2));
    expect(credits(wish)).toHaveLength(2);
  });

  it('Two of the same amount whose answers are both lost are two, each with its own (D4)', async () => {
    const one = await redeemed('rw_store_credit');
    const two = await redeemed('rw_store_credit', undefined, one.member);
    shopify.world.apiFaults.add({
      ...{ kind: 'timeout_after_success', operation: 'storeCreditAccountCredit', timeoutMs: 20, count: 2 },
    });
    await expect(deliver(one)).rejects.toThrow();
    await expect(deliver(two)).rejects.toThrow();
    await deliver(one, later(2));
    await deliver(two, later(2));
    expect(credits(one)).toHaveLength(2);
    expect(new Set([(await stored(one)).fulfilledGid, (await stored(two)).fulfilledGid]).size).toBe(2);
  });

  it('Turned away for too many calls, it need not wait', async () => {
    const wish = await redeemed('rw_store_credit');
    shopify.world.apiFaults.add({ kind: 'throttled', operation: 'storeCreditAccountCredit' });
    await expect(deliver(wish)).rejects.toThrow();
    await deliver(wish);
    expect(credits(wish)).toHaveLength(1);
  });

  it('Refused for good, its points come back', async () => {
    const wish = await redeemed('rw_store_credit');
    shopify.world.customers.delete(Number(wish.member.customerId), { force: true });
    await deliver(wish);
    expect(await stored(wish)).toMatchObject({ state: 'returned' });
    expect(await points(wish)).toBe(250);
  });
});

describe('rewards that are a tag', () => {
  it.each(['rw_early_access', 'rw_event_invitation', 'rw_priority_support'])(
    '%s tags the customer once and, after its days, takes the tag away (D4)',
    async (rewardId) => {
      const wish = await redeemed(rewardId);
      shopify.world.apiFaults.add({ kind: 'timeout_after_success', operation: 'tagsAdd', timeoutMs: 20 });
      await expect(deliver(wish)).rejects.toThrow();
      await deliver(wish);
      expect(tags(wish)).toEqual([rewardId]);
      expect(await stored(wish)).toMatchObject({ state: 'ready' });
      await expireCodes(later(32 * 24 * 60), 100);
      await withdraw(wish);
      expect(tags(wish)).toEqual([]);
      expect(await stored(wish)).toMatchObject({ state: 'used', failure: 'ended' });
      expect(await points(wish)).toBe(150);
    },
  );

  it('A tag that another redemption still holds stays', async () => {
    const first = await redeemed('rw_event_invitation');
    const second = await redeemed('rw_event_invitation', undefined, first.member);
    await deliver(first);
    await deliver(second);
    expect(await cancel(first, 'shopper')).toEqual({ ok: true });
    await withdraw(first);
    expect(tags(first)).toEqual(['rw_event_invitation']);
    await cancel(second, 'shopper');
    await withdraw(second);
    expect(tags(first)).toEqual([]);
  });

  it('What the shopper has had the good of is taken back by the merchant alone', async () => {
    const wish = await redeemed('rw_early_access');
    await deliver(wish);
    expect(await cancel(wish, 'shopper')).toEqual({ ok: false, refusal: 'not_cancellable' });
    expect(await cancel(wish, 'merchant')).toEqual({ ok: true });
  });
});

describe('rewards that Shopify need not know', () => {
  it('A badge is had at once; a donation and a service wait for the shop', async () => {
    expect(await stored(await redeemed('rw_badge'))).toMatchObject({ state: 'used' });
    expect(await stored(await redeemed('rw_donation'))).toMatchObject({ state: 'ready', amountMinor: 2000 });
    const service = await stored(await redeemed('rw_service'));
    expect(service).toMatchObject({ state: 'ready' });
    expect(service.code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  });

  it('Given back while nobody has done it, the points return at once', async () => {
    const wish = await redeemed('rw_donation');
    expect(await cancel(wish, 'shopper')).toEqual({ ok: true });
    expect(await stored(wish)).toMatchObject({ state: 'returned' });
    expect(await points(wish)).toBe(250);
  });
});

describe('what is not used in time', () => {
  it('Returns its points, or forfeits them where that was said beforehand (C2)', async () => {
    const returned = await redeemed('rw_service');
    const forfeited = await redeemed('rw_forfeited');
    await deliver(forfeited);
    await expireCodes(later(40 * 24 * 60), 100);
    await withdraw(returned);
    await withdraw(forfeited);
    expect(await stored(returned)).toMatchObject({ state: 'returned' });
    expect(await points(returned)).toBe(250);
    expect(await stored(forfeited)).toMatchObject({ state: 'used', failure: 'forfeited', usedOrderId: null });
    expect(await points(forfeited)).toBe(150);
  });
});

describe('the shelf', () => {
  it('Of a stock of three, twenty members at once take three, and what is returned is there again', async () => {
    const { shop } = shopify;
    const members = await Promise.all(Array.from({ length: 20 }, () => shopify.joinedCustomer()));
    for (const member of members) {
      const gift = { shopId: shop.id, memberId: member.id, points: 100, note: 'a gift', requestId: randomUUID() };
      await adjustPoints({ ...gift, actor: 'test', now: NOW });
    }
    const wishOf = (member: Wish['member']) =>
      redeem({ shop, member, rewardId: 'rw_rare', requestId: randomUUID(), now: NOW });
    const results = await Promise.all(members.map(wishOf));
    const taken = results.flatMap((result) => (result.ok ? [result.redemption] : []));
    expect(taken).toHaveLength(3);
    for (const result of results) if (!result.ok) expect(result.refusal).toBe('reward_sold_out');
    const [first] = taken;
    const loser = members[results.findIndex((result) => !result.ok)];
    if (!first || !loser) throw new Error('three of twenty have one');
    await cancelRedemption({ shopId: shop.id, redemptionId: first.id, actor: 'merchant', now: NOW });
    await runNow({ shopId: shop.id, topic: 'withdraw_code', subject: first.id });
    expect(await wishOf(loser)).toMatchObject({ ok: true });
  });

  it('Has limits for each member and period, dates, and levels; each is refused by its name', async () => {
    const { shop } = shopify;
    const wish = await redeemed('rw_once_a_month');
    const { member } = wish;
    const refusalOf = async (rewardId: string, now = NOW) => {
      const result = await redeem({ shop, member, rewardId, requestId: randomUUID(), now });
      return result.ok ? 'ok' : result.refusal;
    };
    expect(await refusalOf('rw_once_a_month')).toBe('reward_limit_reached');
    // Copenhagen is an hour ahead of UTC: this is still November there, and this is December.
    expect(await refusalOf('rw_once_a_month', new Date('2026-11-30T22:59:00Z'))).toBe('reward_limit_reached');
    expect(await refusalOf('rw_once_a_month', new Date('2026-11-30T23:00:00Z'))).toBe('ok');
    expect(await refusalOf('rw_december')).toBe('reward_not_yet');
    expect(await refusalOf('rw_december', new Date('2027-01-01T00:00:00Z'))).toBe('reward_over');
    expect(await refusalOf('rw_gold')).toBe('reward_for_others');
    const setLevel = (level: string | null) =>
      pool().query('UPDATE members SET tier_id = $3 WHERE shop_id = $1 AND id = $2', [shop.id, member.id, level]);
    await setLevel('gold');
    expect(await refusalOf('rw_gold')).toBe('insufficient_points');
    await setLevel(null);
    expect(await refusalOf('rw_gift')).toBe('reward_unavailable');
  });
});
