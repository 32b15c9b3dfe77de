import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction, pool } from '#app/db.server.ts';
import { runNow } from '#app/jobs/run-outbox.server.ts';
import { liveProgram } from '#app/publishing/live-programs.server.ts';
import type { Member } from '#app/members/membership.server.ts';
import { balanceOf } from '#tests/kit/door.ts';
import { NOW, nextNumber } from '#tests/kit/factories.ts';
import { openLocalShopify, type LocalShopify } from '#tests/kit/local-shopify.ts';
import { grantReward, revokeGrant, type GrantResult } from './grant.server.ts';
import { getRedemption } from './redemption-store.server.ts';

let shopify: LocalShopify;
beforeAll(async () => {
  shopify = await openLocalShopify();
});
afterAll(() => shopify.close());

async function give(member: Member, key: string, rewardId = 'rw_amount'): Promise<GrantResult> {
  const live = await liveProgram(shopify.shop.id);
  if (!live) throw new Error('the shop of the test has a program');
  return inTransaction((sql) => grantReward(sql, { shop: shopify.shop, member, rewardId, key, live, now: NOW }));
}
const given = async (member: Member, key: string): Promise<string> => {
  const result = await give(member, key);
  if (!result.ok) throw new Error(result.refusal);
  return result.redemption.id;
};
const revoke = (key: string) => inTransaction((sql) => revokeGrant(sql, { shopId: shopify.shop.id, key, now: NOW }));
const deliver = (id: string) => runNow({ shopId: shopify.shop.id, topic: 'create_code', subject: id });
const withdraw = (id: string) => runNow({ shopId: shopify.shop.id, topic: 'withdraw_code', subject: id });
const state = async (id: string) => (await getRedemption(pool(), shopify.shop.id, id))?.state;
const newKey = () => `test:${nextNumber()}`;

describe('a reward that is given', () => {
  it('Costs nothing and becomes one code, however often the same fact is told (D4)', async () => {
    const member = await shopify.joinedCustomer();
    const key = newKey();
    const results = await Promise.all(Array.from({ length: 10 }, () => give(member, key)));
    const ids = new Set(results.map((result) => (result.ok ? result.redemption.id : result.refusal)));
    expect(ids.size).toBe(1);
    expect(results.filter((result) => result.ok && result.isNew)).toHaveLength(1);
    const [id = ''] = ids;
    await deliver(id);
    const stored = await getRedemption(pool(), shopify.shop.id, id);
    expect(stored).toMatchObject({ state: 'ready', costPoints: 0, grantKey: key });
    expect(shopify.world.discounts.byCode(stored?.code ?? '')).not.toBeNull();
    expect(await balanceOf(shopify.shop.id, member.id)).toBe(0);
  });

  it('Taken back before it was used, its code stops working, and the same fact can give anew', async () => {
    const member = await shopify.joinedCustomer();
    const key = newKey();
    const id = await given(member, key);
    await deliver(id);
    expect(await revoke(key)).toBe('revoked');
    expect(await revoke(key)).toBe('not_given');
    await withdraw(id);
    expect(await state(id)).toBe('returned');
    const again = await given(member, key);
    expect(again).not.toBe(id);
    await deliver(again);
    expect(await state(again)).toBe('ready');
  });

  it('Once used it stays given', async () => {
    const member = await shopify.joinedCustomer();
    const key = newKey();
    const id = await given(member, key);
    await deliver(id);
    await pool().query(`UPDATE redemptions SET state = 'used' WHERE id = $1`, [id]);
    expect(await revoke(key)).toBe('used');
    expect(await state(id)).toBe('used');
  });

  it('Is refused when there is no such reward, and to members who cannot have it', async () => {
    const member = await shopify.joinedCustomer();
    expect(await give(member, newKey(), 'rw_unknown')).toEqual({ ok: false, refusal: 'reward_unavailable' });
    expect(await give({ ...member, status: 'blocked' }, newKey())).toEqual({ ok: false, refusal: 'member_not_active' });
  });
});
