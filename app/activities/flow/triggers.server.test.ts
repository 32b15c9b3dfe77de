import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction, pool } from '#app/db.server.ts';
import { announce, type Announcement } from '#app/messages/announce.server.ts';
import { NOW } from '#tests/kit/factories.ts';
import { openLocalShopify, type LocalShopify } from '#tests/kit/local-shopify.ts';
import { purgeFlowEvents, runTellFlow, switchFlow } from './triggers.server.ts';

let shopify: LocalShopify;
beforeAll(async () => {
  shopify = await openLocalShopify();
});
afterAll(() => shopify.close());

describe('telling Shopify Flow', () => {
  it('Each trigger is sent as its extension declares it, each fact once, and old ones go', async () => {
    const { shop, world } = shopify;
    const member = await shopify.joinedCustomer();
    const about = { shopId: shop.id, memberId: member.id };
    const news: Announcement[] = [
      { ...about, kind: 'points_earned', key: 'earned', data: { points: 7 } },
      { ...about, kind: 'tier_reached', key: 'tier', data: { tierId: 'gold', name: { en: 'Gold' } } },
      {
        ...about,
        kind: 'code_ready',
        key: 'code',
        data: { redemptionId: '0193a000-0000-7000-8000-000000000000', title: { en: '10 % off' } },
      },
    ];
    await switchFlow(shop.id, true, NOW);
    await inTransaction((sql) => announce(sql, news, NOW));
    for (const { key } of [...news, ...news]) await runTellFlow(shop.id, key, NOW);
    const customer_id = Number(member.customerId);
    expect(world.flow.triggers().map(({ handle, payload }) => [handle, payload])).toEqual([
      ['points-earned', { customer_id, points: 7 }],
      ['tier-reached', { customer_id, level: 'Gold', levelId: 'gold' }],
      ['reward-ready', { customer_id, reward: '10 % off' }],
    ]);
    expect(await purgeFlowEvents(NOW, 10)).toBe(0);
    expect(await purgeFlowEvents(new Date(NOW.getTime() + 31 * 24 * 60 * 60 * 1000), 10)).toBe(3);
    await pool().query(`DELETE FROM outbox_tasks WHERE topic = 'tell_flow'`);
  });
});
