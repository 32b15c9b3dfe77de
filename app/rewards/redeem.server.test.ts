import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { adjustPoints } from '#app/members/adjust.server.ts';
import { findMembersById, type Member } from '#app/members/membership.server.ts';
import { setBlocked } from '#app/members/status.server.ts';
import type { ShopFacts } from '#app/shops/shop-store.server.ts';
import { balanceOf } from '#tests/kit/door.ts';
import { createMember, createShop, NOW } from '#tests/kit/factories.ts';
import { redeem } from './redeem.server.ts';

async function give(shop: ShopFacts, member: Member, points: number): Promise<void> {
  const request = { shopId: shop.id, memberId: member.id, points, note: 'a gift', requestId: randomUUID() };
  expect(await adjustPoints({ ...request, actor: 'test', now: NOW })).toMatchObject({ ok: true });
}

const wish = (shop: ShopFacts, member: Member, rewardId = 'rw_amount', requestId: string = randomUUID()) =>
  redeem({ shop, member, rewardId, requestId, now: NOW });

async function count(text: string, shop: ShopFacts): Promise<number> {
  const { rows } = await pool().query<{ count: number }>(text, [shop.id]);
  return rows[0]?.count ?? -1;
}
const redemptions = (shop: ShopFacts) => count('SELECT count(*) AS count FROM redemptions WHERE shop_id = $1', shop);
const debits = (shop: ShopFacts) =>
  count(`SELECT count(*) AS count FROM transfers WHERE shop_id = $1 AND kind = 'redemption'`, shop);

describe('redeeming spends points once', () => {
  it('Of 20 redemptions at once of a balance that covers one, one succeeds, in 20 rounds of 20 (D2)', async () => {
    const shop = await createShop();
    for (let round = 1; round <= 20; round++) {
      const member = await createMember(shop);
      await give(shop, member, 150);
      const results = await Promise.all(Array.from({ length: 20 }, () => wish(shop, member)));
      expect(results.filter((result) => result.ok)).toHaveLength(1);
      for (const result of results) {
        if (!result.ok) expect(result).toMatchObject({ refusal: 'insufficient_points', missingPoints: 50 });
      }
      expect(await balanceOf(shop.id, member.id)).toBe(50);
      expect(await redemptions(shop)).toBe(round);
    }
    expect(await debits(shop)).toBe(20);
  });

  it('The same request sent ten times at once is one redemption with one code (D1)', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    await give(shop, member, 1000);
    const requestId = randomUUID();
    const results = await Promise.all(Array.from({ length: 10 }, () => wish(shop, member, 'rw_amount', requestId)));
    const codes = new Set(results.map((result) => (result.ok ? result.redemption.code : 'refused')));
    expect(codes.size).toBe(1);
    expect(await balanceOf(shop.id, member.id)).toBe(900);
    expect(await debits(shop)).toBe(1);
  });

  it('The same request finds its redemption also when the points would not cover another', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    await give(shop, member, 100);
    const requestId = randomUUID();
    const first = await wish(shop, member, 'rw_amount', requestId);
    const again = await wish(shop, member, 'rw_amount', requestId);
    expect(again).toMatchObject({
      ok: true,
      redemption: { id: first.ok ? first.redemption.id : '' },
      availablePoints: 0,
    });
  });

  it('The same request id of two members is two redemptions', async () => {
    const shop = await createShop();
    const requestId = randomUUID();
    for (let index = 0; index < 2; index++) {
      const member = await createMember(shop);
      await give(shop, member, 100);
      expect(await wish(shop, member, 'rw_amount', requestId)).toMatchObject({ ok: true, availablePoints: 0 });
    }
    expect(await redemptions(shop)).toBe(2);
  });

  it('The debit, the redemption and the wish for its code are written together', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    await give(shop, member, 100);
    const result = await wish(shop, member);
    const { rows } = await pool().query(
      `SELECT topic FROM outbox_tasks WHERE shop_id = $1 AND subject = ANY($2) ORDER BY topic`,
      [shop.id, [result.ok ? result.redemption.id : '', member.id]],
    );
    expect(rows.map((row) => row.topic)).toEqual(['create_code', 'sync_member']);
  });
});

describe('redeeming refuses', () => {
  it('Too few points, and says how many are missing', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    await give(shop, member, 99);
    expect(await wish(shop, member)).toEqual({
      ok: false,
      refusal: 'insufficient_points',
      missingPoints: 1,
      availablePoints: 99,
    });
    expect(await redemptions(shop)).toBe(0);
    expect(await balanceOf(shop.id, member.id)).toBe(99);
  });

  it('A reward that does not exist, or a shop without a program', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    await give(shop, member, 500);
    for (const rewardId of ['rw_unknown', '', '__proto__', "'; DROP TABLE members; --"]) {
      expect(await wish(shop, member, rewardId)).toEqual({ ok: false, refusal: 'reward_unavailable' });
    }
    const bare = await createShop({ program: null });
    expect(await wish(bare, member)).toEqual({ ok: false, refusal: 'reward_unavailable' });
    expect(await balanceOf(shop.id, member.id)).toBe(500);
  });

  it('A blocked member, until they are let in again', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    await give(shop, member, 100);
    const now = async () =>
      (await findMembersById(pool(), [{ shopId: shop.id, memberId: member.id }])).get(`${shop.id} ${member.id}`) ??
      member;
    const block = { shopId: shop.id, memberId: member.id, actor: 'test', now: NOW };
    expect(await setBlocked({ ...block, blocked: true })).toBe(true);
    expect(await wish(shop, await now())).toEqual({ ok: false, refusal: 'member_not_active' });
    expect(await setBlocked({ ...block, blocked: false })).toBe(true);
    expect(await wish(shop, await now())).toMatchObject({ ok: true });
  });
});

describe('adjusting by hand', () => {
  it('The same form sent ten times at once moves the points once', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    const request = { shopId: shop.id, memberId: member.id, points: 40, note: 'sorry', requestId: randomUUID() };
    await Promise.all(Array.from({ length: 10 }, () => adjustPoints({ ...request, actor: 'test', now: NOW })));
    expect(await balanceOf(shop.id, member.id)).toBe(40);
  });

  it('Refuses half points, nothing, too much, no note, a strange member, and more than there is', async () => {
    const shop = await createShop();
    const other = await createShop();
    const member = await createMember(shop);
    const adjust = (changes: { points?: number; note?: string; memberId?: string; shopId?: number }) =>
      adjustPoints({
        ...{ shopId: shop.id, memberId: member.id, points: 10, note: 'why', requestId: randomUUID() },
        ...{ actor: 'test', now: NOW, ...changes },
      });
    for (const points of [0, 0.5, NaN, Infinity, 10_000_001, -10_000_001])
      expect(await adjust({ points })).toEqual({ ok: false, refusal: 'points_invalid' });
    for (const note of ['', '   ', '\0'])
      expect(await adjust({ note })).toEqual({ ok: false, refusal: 'note_missing' });
    expect(await adjust({ memberId: randomUUID() })).toEqual({ ok: false, refusal: 'member_not_found' });
    expect(await adjust({ shopId: other.id })).toEqual({ ok: false, refusal: 'member_not_found' });
    expect(await adjust({ points: -1 })).toEqual({ ok: false, refusal: 'insufficient_points' });
    expect(await balanceOf(shop.id, member.id)).toBe(0);
  });

  it('A note with characters that the database refuses is kept without them', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    const note = `be\0fore \ud800 after ${'🎁'.repeat(300)}`;
    const request = { shopId: shop.id, memberId: member.id, points: 5, note, requestId: randomUUID() };
    expect(await adjustPoints({ ...request, actor: 'test', now: NOW })).toMatchObject({ ok: true, availablePoints: 5 });
  });
});
