import { expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { createMember, createShop, NOW } from '#tests/kit/factories.ts';
import { ShopifyUnavailable } from '../shopify/admin-client.server.ts';
import { adjustPoints } from './adjust.server.ts';
import { findOthers, keepNote, mergeByHand, removeMember } from './by-hand.server.ts';
import { readMember, readTimeline } from './member-view.server.ts';

const actor = 'gid://shopify/StaffMember/1';
let forms = 0;
async function give(shopId: number, memberId: string, points: number): Promise<void> {
  const requestId = `00000000-0000-4000-8000-${String(++forms).padStart(12, '0')}`;
  await adjustPoints({ shopId, memberId, points, note: 'n', requestId, actor, now: NOW });
}

test('A note is kept for the shop alone, told in the log without its words, and goes with the member', async () => {
  const [shop, other] = [await createShop(), await createShop()];
  const member = await createMember(shop);
  const who = { shopId: shop.id, memberId: member.id, actor, now: NOW };
  expect(await keepNote(who, '  Likes the light roast ')).toEqual({ ok: true });
  expect(await keepNote({ ...who, shopId: other.id }, 'x')).toEqual({ ok: false, refusal: 'member_not_active' });
  expect((await readMember(shop.id, member.id))?.note).toBe('Likes the light roast');
  const { rows } = await pool().query(`SELECT detail FROM admin_actions WHERE shop_id = $1 AND action = 'note_kept'`, [
    shop.id,
  ]);
  expect(rows).toEqual([{ detail: { length: 21 } }]);
  const hidden: string[] = [];
  const hide = async (domain: string, customerId: string) => void hidden.push(`${domain} ${customerId}`);
  expect(await removeMember(who, hide)).toEqual({ ok: true });
  expect(hidden).toEqual([`${shop.domain} ${member.customerId}`]);
  expect(await readMember(shop.id, member.id)).toMatchObject({ note: '', status: 'erased', customerId: null });
  expect(await removeMember(who, hide)).toEqual({ ok: false, refusal: 'member_not_active' });
});

test('Nobody is removed while the balance cannot be taken out of the store', async () => {
  const shop = await createShop();
  const member = await createMember(shop);
  const who = { shopId: shop.id, memberId: member.id, actor, now: NOW };
  const fails = () => Promise.reject(new ShopifyUnavailable('down'));
  await expect(removeMember(who, fails)).rejects.toThrow(ShopifyUnavailable);
  expect((await readMember(shop.id, member.id))?.status).toBe('active');
});

test('Two members of one person are merged once, with what each had in the log; members of other shops cannot be', async () => {
  const [shop, elsewhere] = [await createShop(), await createShop()];
  const [one, other, stranger] = [await createMember(shop), await createMember(shop), await createMember(elsewhere)];
  await give(shop.id, one.id, 30);
  await give(shop.id, other.id, 12);
  const customers = [one.customerId, other.customerId, stranger.customerId];
  expect((await findOthers(shop.id, one.id, customers)).map(({ memberId }) => memberId)).toEqual([other.id]);
  const who = { shopId: shop.id, memberId: one.id, actor, now: NOW };
  expect(await mergeByHand(who, one.id)).toEqual({ ok: false, refusal: 'same_member' });
  expect(await mergeByHand(who, stranger.id)).toEqual({ ok: false, refusal: 'member_not_found' });
  expect(await mergeByHand(who, other.id)).toEqual({ ok: true });
  expect(await mergeByHand(who, other.id)).toEqual({ ok: false, refusal: 'member_not_active' });
  expect((await readMember(shop.id, one.id))?.availablePoints).toBe(42);
  expect(await readMember(shop.id, other.id)).toMatchObject({ status: 'merged', mergedInto: one.id });
  const { rows } = await pool().query<{ count: number }>(
    `SELECT count(*)::int AS count FROM admin_actions WHERE shop_id = $1 AND action = 'members_merged'`,
    [shop.id],
  );
  expect(rows).toEqual([{ count: 1 }]);
  // The history of one kind alone, and of another that there is none of.
  expect((await readTimeline(shop.id, one.id, null, 10, 'manual')).entries).toHaveLength(2);
  expect((await readTimeline(shop.id, one.id, null, 10, 'redeemed')).entries).toEqual([]);
});
