/** The nightly check of codes that hold for any number of orders. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { adjustPoints } from '#app/members/adjust.server.ts';
import { publish } from '#app/publishing/program-store.server.ts';
import { runCreateCode } from '#app/rewards/code-tasks.server.ts';
import { redeem } from '#app/rewards/redeem.server.ts';
import { getRedemption } from '#app/rewards/redemption-store.server.ts';
import { balanceOf } from '#tests/kit/door.ts';
import { NOW } from '#tests/kit/factories.ts';
import { openLocalShopify, type LocalShopify } from '#tests/kit/local-shopify.ts';
import { programWith, words } from '#tests/kit/rewards.ts';
import { checkCodes } from './check-codes.server.ts';
import type { Finding } from './findings.ts';

let shopify: LocalShopify;
beforeAll(async () => {
  shopify = await openLocalShopify(programWith([]));
});
afterAll(() => shopify.close());

const later = new Date(NOW.getTime() + 60 * 60_000);

/** A member with a members' price on the first product's collection. */
async function withPrice() {
  const { shop, world } = shopify;
  const product = world.catalog.products()[0];
  const collection = product && world.catalog.collectionsOfProduct(product.id)[0];
  const reward = { id: 'rw_price', enabled: true, title: words("Members' price"), costPoints: 100 };
  const program = programWith([
    { ...reward, kind: 'members_price', collectionIds: [String(collection?.id)], percentageBp: 1000, validDays: null },
  ]);
  const { rows } = await pool().query<{ version: number }>(
    'SELECT max(version) AS version FROM program_versions WHERE shop_id = $1',
    [shop.id],
  );
  await publish(shop.id, program, rows[0]?.version ?? 0, 'test', NOW);
  const member = await shopify.joinedCustomer();
  const gift = { shopId: shop.id, memberId: member.id, points: 100, note: 'a gift', requestId: randomUUID() };
  await adjustPoints({ ...gift, actor: 'test', now: NOW });
  const result = await redeem({ shop, member, rewardId: 'rw_price', requestId: randomUUID(), now: NOW });
  if (!result.ok) throw new Error(result.refusal);
  await runCreateCode(shop.id, result.redemption.id, NOW);
  return { member, ...result.redemption, variantId: product?.variants[0]?.id ?? 0 };
}

async function check(): Promise<string[]> {
  const found: Finding[] = [];
  await checkCodes(shopify.shop, null, [], later, (_sql, findings) => {
    found.push(...findings);
    return Promise.resolve();
  });
  return found.map(({ code }) => code);
}

it('Used by an order it is well, and stays; deleted unused, its points go back (X1)', async () => {
  const used = await withPrice();
  for (let time = 0; time < 2; time++) {
    const order = shopify.world.orders.place({
      buyer: { customerId: Number(used.member.customerId) },
      lines: [{ variantId: used.variantId, quantity: 1 }],
      codes: [used.code],
    });
    expect(JSON.stringify(order)).toContain(used.code);
  }
  const deleted = await withPrice();
  expect(await check()).toEqual([]);
  shopify.world.discounts.delete(shopify.world.discounts.byCode(deleted.code)?.discount.id ?? 0);
  expect(await check()).toEqual(['code_deleted']);
  expect((await getRedemption(pool(), shopify.shop.id, used.id))?.state).toBe('ready');
  expect((await getRedemption(pool(), shopify.shop.id, deleted.id))?.state).toBe('returned');
  expect(await balanceOf(shopify.shop.id, deleted.member.id)).toBe(100);
});
