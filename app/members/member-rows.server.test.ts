import { expect, test } from 'vitest';
import { inTransaction, pool } from '#app/db.server.ts';
import { applyCustomerMeaning } from '#app/members/customer-events.server.ts';
import { createMember, createShop, NOW } from '#tests/kit/factories.ts';
import { adjustPoints } from './adjust.server.ts';
import { eraseCustomer } from './erase.server.ts';
import { checkMemberRows, readMemberRow, refreshMemberRow } from './member-rows.server.ts';
import { countFound, listMembers } from './members-list.server.ts';
import { everyMember } from './members-params.ts';
import { setBlocked } from './status.server.ts';

const everyone = {
  filter: everyMember,
  sort: 'balance',
  ascending: false,
  cursor: null,
  direction: 'next',
  pageSize: 50,
  only: null,
} as const;
const order = (
  shopId: number,
  memberId: string,
  id: string,
  rest: { total: number; refunded?: number; cancelled?: boolean; currency?: string },
) =>
  pool().query(
    `INSERT INTO orders (shop_id, order_id, member_id, total_minor, refunded_minor, paid_at, paid_on, cancelled_at, currency_code)
     VALUES ($1, $2, $3, $4, $5, $6, '2026-11-21', $7, $8)`,
    [shopId, id, memberId, rest.total, rest.refunded ?? 0, NOW, rest.cancelled ? NOW : null, rest.currency ?? 'DKK'],
  );

test('Who joins is in the list at once; who is merged away or forgotten is not', async () => {
  const shop = await createShop();
  const [one, other, third] = [await createMember(shop), await createMember(shop), await createMember(shop)];
  expect((await listMembers(shop, everyone, NOW)).rows).toHaveLength(3);
  const meaning = { kind: 'customers_merged', keptId: one.customerId, deletedId: other.customerId } as const;
  await inTransaction((sql) => applyCustomerMeaning(sql, shop, new Map([[shop.id, shop]]), meaning, NOW));
  await inTransaction((sql) =>
    eraseCustomer(sql, shop.id, { customerId: third.customerId, email: null, orderIds: [] }),
  );
  expect((await listMembers(shop, everyone, NOW)).rows.map(({ memberId }) => memberId)).toEqual([one.id]);
  expect(await countFound(shop, everyone, NOW)).toEqual({ count: 1, isAbout: false });
});

test("Spending counts paid orders in the shop's currency less refunds; cancelled ones and those refunded in full do not count", async () => {
  const shop = await createShop();
  const member = await createMember(shop);
  await order(shop.id, member.id, '1', { total: 10_000, refunded: 2_500 });
  await order(shop.id, member.id, '2', { total: 5_000, refunded: 5_000 });
  await order(shop.id, member.id, '3', { total: 7_000, cancelled: true });
  await order(shop.id, member.id, '4', { total: 900, currency: 'EUR' });
  await refreshMemberRow(shop.id, member.id);
  expect(await readMemberRow(shop.id, member.id)).toEqual({ orders: 1, spentMinor: 7_500, lastOrderOn: '2026-11-21' });
});

test('Points and blocking done by hand are in the list at once, and the passing check repairs what was missed, all members in turn', async () => {
  const shop = await createShop();
  const members = [await createMember(shop), await createMember(shop), await createMember(shop)];
  const [first, second] = members;
  if (!first || !second) throw new Error('Three members were made.');
  const requestId = '00000000-0000-4000-8000-000000000001';
  await adjustPoints({ shopId: shop.id, memberId: second.id, points: 70, note: 'n', requestId, actor: 'a', now: NOW });
  await setBlocked({ shopId: shop.id, memberId: first.id, blocked: true, actor: 'a', now: NOW });
  const found = await listMembers(
    shop,
    { ...everyone, filter: { ...everyMember, balanceFrom: 1, status: 'active' } },
    NOW,
  );
  expect(found.rows.map(({ memberId }) => memberId)).toEqual([second.id]);
  await pool().query(`UPDATE member_rows SET available = 999, blocked = false, tier_id = 'gone' WHERE shop_id = $1`, [
    shop.id,
  ]);
  await pool().query('DELETE FROM member_rows WHERE shop_id = $1 AND member_id = $2', [shop.id, members[2]?.id]);
  const { rows } = await pool().query<{ count: number }>('SELECT count(*)::int AS count FROM members');
  // From wherever the check stands: once round and a little further.
  for (let seen = 0; seen <= (rows[0]?.count ?? 0) + 2; seen += 2) await checkMemberRows(2);
  const { rows: after } = await pool().query(
    'SELECT available, blocked, tier_id FROM member_rows WHERE shop_id = $1 ORDER BY member_id',
    [shop.id],
  );
  expect(after).toEqual([
    { available: 0, blocked: true, tier_id: null },
    { available: 70, blocked: false, tier_id: null },
    { available: 0, blocked: false, tier_id: null },
  ]);
});
