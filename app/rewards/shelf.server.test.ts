/** The shelf, what the shop's people do, and codes that follow the program. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { runNow } from '#app/jobs/run-outbox.server.ts';
import { adjustPoints } from '#app/members/adjust.server.ts';
import type { ProgramInput } from '#app/program/document.ts';
import { liveProgram } from '#app/publishing/live-programs.server.ts';
import { publish } from '#app/publishing/program-store.server.ts';
import { balanceOf } from '#tests/kit/door.ts';
import { NOW } from '#tests/kit/factories.ts';
import { openLocalShopify, type LocalShopify } from '#tests/kit/local-shopify.ts';
import { allRewards, programWith } from '#tests/kit/rewards.ts';
import { runCreateCode } from './code-tasks.server.ts';
import { describeRewards } from './describe.server.ts';
import { rewardFigures } from './figures.server.ts';
import { forgetGiftCodes } from './forget-codes.server.ts';
import { donationSums, findRedemptionByCode, handOver, markDonationsGiven, openServices } from './hand-over.server.ts';
import { redeem } from './redeem.server.ts';
import { getRedemption, type Redemption } from './redemption-store.server.ts';
import { shownCode } from './shown-code.ts';
import { runUpdateCodes } from './update-codes.server.ts';

let shopify: LocalShopify;
let version = 1;
let goods: { productId: string; collectionId: string };
beforeAll(async () => {
  shopify = await openLocalShopify(programWith([]));
  const { catalog } = shopify.world;
  goods = { productId: String(catalog.products()[0]?.id), collectionId: String(catalog.collections()[0]?.id) };
});
beforeEach(async () => {
  shopify.world.apiFaults.clear();
  await offer(allRewards(goods));
});
afterAll(() => shopify.close());

async function offer(rewards: ProgramInput['rewards']): Promise<void> {
  const result = await publish(shopify.shop.id, programWith(rewards), version, 'test', NOW);
  if (!result.ok) throw new Error(JSON.stringify(result));
  version = result.version;
}

type Member = Awaited<ReturnType<LocalShopify['joinedCustomer']>>;
type Wish = Redemption & { member: Member };

async function redeemed(rewardId: string): Promise<Wish> {
  const { shop } = shopify;
  const member = await shopify.joinedCustomer();
  const gift = { shopId: shop.id, memberId: member.id, points: 250, note: 'a gift', requestId: randomUUID() };
  await adjustPoints({ ...gift, actor: 'test', now: NOW });
  const result = await redeem({ shop, member, rewardId, requestId: randomUUID(), now: NOW });
  if (!result.ok) throw new Error(result.refusal);
  await runCreateCode(shop.id, result.redemption.id, NOW);
  return { ...result.redemption, member };
}
const stored = async (wish: Wish): Promise<Redemption> => {
  const found = await getRedemption(pool(), shopify.shop.id, wish.id);
  if (!found) throw new Error('the redemption is there');
  return found;
};
const discountOf = (wish: Wish) => shopify.world.discounts.byCode(wish.code)?.discount;
const at = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

describe('codes that are not used yet (C1)', () => {
  it('Follow a change of combination, minimum and goods; what was promised stays', async () => {
    const wishes = {
      amount: await redeemed('rw_amount_off'),
      goods: await redeemed('rw_goods'),
      shipping: await redeemed('rw_free_shipping'),
      free: await redeemed('rw_free_with_purchase'),
    };
    const other = shopify.world.catalog.products()[1];
    await offer(
      allRewards(goods).map((reward) => {
        const combinesWith = { order: true, product: true, shipping: false };
        if (reward.kind === 'amount_off' && reward.id === 'rw_amount_off')
          return { ...reward, combinesWith, minimumSubtotalMinor: 30_000, amountMinor: 99_900 };
        if (reward.kind === 'amount_off' && reward.id === 'rw_goods')
          return { ...reward, productIds: [String(other?.id)] };
        return reward.kind === 'free_shipping' || reward.kind === 'free_product' ? { ...reward, combinesWith } : reward;
      }),
    );
    shopify.world.apiFaults.add({ kind: 'timeout_after_success', operation: 'discountCodeBasicUpdate', timeoutMs: 20 });
    await expect(runUpdateCodes(shopify.shop.id, NOW)).rejects.toThrow();
    await runUpdateCodes(shopify.shop.id, NOW);
    expect(discountOf(wishes.amount)).toMatchObject({
      combinesWith: { order: true, product: true, shipping: false },
      minimum: { kind: 'subtotal', amountMinor: 30_000 },
      value: { kind: 'amount', amountMinor: 2500 },
      usageLimit: 1,
    });
    expect(discountOf(wishes.goods)).toMatchObject({ items: { kind: 'products', productIds: [other?.id] } });
    expect(discountOf(wishes.shipping)?.combinesWith).toMatchObject({ order: true, product: true });
    expect(discountOf(wishes.free)?.combinesWith).toMatchObject({ order: true, product: true });
    shopify.world.log.clearApiCalls();
    await runUpdateCodes(shopify.shop.id, NOW);
    expect(shopify.world.log.apiCalls()).toEqual([]);
  });

  it('Is asked for by publishing, and leaves used codes and deleted discounts alone', async () => {
    const used = await redeemed('rw_percentage_off');
    const deleted = await redeemed('rw_percentage_off');
    await pool().query(`UPDATE redemptions SET state = 'used' WHERE id = $1`, [used.id]);
    shopify.world.discounts.delete(discountOf(deleted)?.id ?? 0);
    await offer(
      allRewards(goods).map((reward) =>
        reward.kind === 'percentage_off' ? { ...reward, minimumSubtotalMinor: 100 } : reward,
      ),
    );
    await runNow({ shopId: shopify.shop.id, topic: 'update_codes', subject: 'program' });
    expect(discountOf(used)?.minimum).toEqual({ kind: 'none' });
    const { rowCount } = await pool().query(`SELECT 1 FROM outbox_tasks WHERE topic = 'update_codes'`);
    expect(rowCount).toBe(0);
  });
});

describe('what is handed over at the counter', () => {
  it('Is found by its short code as people type it, and given once', async () => {
    const wish = await redeemed('rw_service');
    const typed = wish.code.toLowerCase().replace('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    expect((await findRedemptionByCode(shopify.shop.id, typed))?.id).toBe(wish.id);
    expect((await openServices(shopify.shop.id, 10)).map(({ redemptionId }) => redemptionId)).toContain(wish.id);
    const request = { shopId: shopify.shop.id, actor: 'Ida', now: NOW };
    const results = await Promise.all(
      Array.from({ length: 5 }, () => handOver({ ...request, redemption: { code: typed } })),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results.filter((result) => !result.ok && result.refusal === 'already_handed_over')).toHaveLength(4);
    expect(await stored(wish)).toMatchObject({ state: 'used', delivery: { doneBy: 'Ida' } });
  });

  it("Another shop's code, a discount's code and a made-up one are told apart from it", async () => {
    const discount = await redeemed('rw_amount_off');
    const service = await redeemed('rw_service');
    const request = { shopId: shopify.shop.id, actor: 'Ida', now: NOW };
    expect(await handOver({ ...request, redemption: { code: discount.code } })).toMatchObject({
      refusal: 'not_to_hand_over',
    });
    expect(await handOver({ ...request, redemption: { code: "x'; --" } })).toMatchObject({ refusal: 'not_found' });
    expect(await handOver({ ...request, shopId: 0, redemption: { id: service.id } })).toMatchObject({
      refusal: 'not_found',
    });
  });
});

describe('donations', () => {
  it('Are summed by good cause; what came after the sum that was given stays open', async () => {
    await redeemed('rw_donation');
    const sumOf = async () => (await donationSums(shopify.shop.id)).find(({ rewardId }) => rewardId === 'rw_donation');
    const seen = (await sumOf())?.openMinor ?? 0;
    await redeemed('rw_donation');
    const given = { shopId: shopify.shop.id, rewardId: 'rw_donation', expectedMinor: seen, actor: 'Ida', now: NOW };
    expect(await markDonationsGiven(given)).toBe(seen);
    expect(await sumOf()).toMatchObject({ openMinor: 2000, openCount: 1, givenMinor: seen });
    const twice = await Promise.all([1, 2].map(() => markDonationsGiven({ ...given, expectedMinor: 2000 })));
    expect(twice.sort((a, b) => a - b)).toEqual([0, 2000]);
  });
});

describe('the code of a gift card', () => {
  it('Is shown for a day, then only its last characters are kept', async () => {
    const wish = await redeemed('rw_gift_card');
    const [card] = shopify.world.giftCards.list({ customerId: Number(wish.member.customerId) });
    expect(shownCode(await stored(wish))?.toLowerCase()).toBe(card?.code);
    await forgetGiftCodes(at(60), 100);
    expect(shownCode(await stored(wish))?.toLowerCase()).toBe(card?.code);
    await forgetGiftCodes(at(25 * 60), 100);
    expect(shownCode(await stored(wish))?.toLowerCase()).toBe(`•••• ${card?.code.slice(-4)}`);
    expect(JSON.stringify(await stored(wish))).not.toContain(wish.code);
  });
});

describe('the shelf as it is told', () => {
  const shelf = async (member: Member | null, now = NOW) => {
    const live = await liveProgram(shopify.shop.id);
    if (!live) throw new Error('the shop has a program');
    const { shop } = shopify;
    const known = member && { ...member, availablePoints: await balanceOf(shop.id, member.id) };
    const rewards = await describeRewards(shop, known, live, 'da', now);
    return new Map(rewards.map((reward) => [reward.id, reward]));
  };

  it('Says of each reward whether it can be had, and what is in the way', async () => {
    const { member } = await redeemed('rw_once_a_month');
    const rewards = await shelf(member);
    expect(rewards.get('rw_amount_off')).toMatchObject({ available: true, whyNot: null, amountMinor: 2500 });
    expect(rewards.get('rw_once_a_month')).toMatchObject({ available: false, whyNot: 'reward_limit_reached' });
    expect(rewards.get('rw_december')).toMatchObject({ whyNot: 'reward_not_yet', availableFrom: '2026-12-01' });
    expect(rewards.get('rw_gold')).toMatchObject({ whyNot: 'reward_for_others', tierIds: ['gold'] });
    expect(rewards.get('rw_amount_chosen')).toMatchObject({ steps: { most: 10, affordable: 10 } });
    expect(rewards.get('rw_rare')).toMatchObject({ left: 3 });
    expect(rewards.has('rw_gift')).toBe(false);
    expect((await shelf(member, new Date('2027-02-01T00:00:00Z'))).has('rw_december')).toBe(false);
  });

  it('A visitor sees it too, and is not told of points that are missing', async () => {
    const rewards = await shelf(null);
    expect(rewards.get('rw_amount_off')).toMatchObject({ available: false, whyNot: null, missingPoints: 100 });
  });

  it('The figures count what was bought, given, used and returned', async () => {
    await redeemed('rw_badge');
    const figures = await rewardFigures(shopify.shop.id);
    expect(figures.find(({ rewardId }) => rewardId === 'rw_badge')).toMatchObject({ bought: 1, used: 1, points: 100 });
  });
});
