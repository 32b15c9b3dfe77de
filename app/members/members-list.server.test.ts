import { expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { createMember, createShop, NOW } from '#tests/kit/factories.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { adjustPoints } from './adjust.server.ts';
import { refreshMemberRow } from './member-rows.server.ts';
import { readMember, readTimeline } from './member-view.server.ts';
import { countFound, listMembers, type MembersQuery } from './members-list.server.ts';
import { everyMember } from './members-params.ts';
import { setBlocked } from './status.server.ts';

const everyone: MembersQuery = {
  filter: everyMember,
  sort: 'joined',
  ascending: false,
  cursor: null,
  direction: 'next',
  pageSize: 2,
  only: null,
};

async function shopOfFive(): Promise<{ shop: ShopFacts; ids: string[] }> {
  const shop = await createShop();
  const ids: string[] = [];
  for (let day = 1; day <= 5; day++) {
    const member = await createMember(shop);
    await pool().query('UPDATE members SET joined_at = $3 WHERE shop_id = $1 AND id = $2', [
      shop.id,
      member.id,
      new Date(Date.UTC(2026, 0, day)),
    ]);
    await refreshMemberRow(shop.id, member.id);
    ids.push(member.id);
  }
  return { shop, ids };
}

async function give(shop: ShopFacts, memberId: string, points: number, form: number): Promise<void> {
  const requestId = `00000000-0000-4000-8000-${String(form).padStart(12, '0')}`;
  await adjustPoints({ shopId: shop.id, memberId, points, note: 'test', requestId, actor: 'test', now: NOW });
}

test.each([{ sort: 'joined' as const }, { sort: 'balance' as const }])(
  'Paging by $sort goes through everyone once, forwards and back',
  async ({ sort }) => {
    const { shop, ids } = await shopOfFive();
    // Two of them have the same balance, so that the order needs a second word.
    for (const [index, points] of [10, 20, 20, 30, 40].entries()) await give(shop, ids[index] ?? '', points, index + 1);
    const query = { ...everyone, sort };
    const first = await listMembers(shop, query, NOW);
    const second = await listMembers(shop, { ...query, cursor: first.nextCursor }, NOW);
    const third = await listMembers(shop, { ...query, cursor: second.nextCursor }, NOW);
    const seen = [first, second, third].map((page) => page.rows.map((row) => row.memberId));
    expect(seen.map((page) => page.length)).toEqual([2, 2, 1]);
    expect(new Set(seen.flat())).toEqual(new Set(ids));
    expect([first.previousCursor, third.nextCursor]).toEqual([null, null]);
    const back = await listMembers(shop, { ...query, cursor: third.previousCursor, direction: 'previous' }, NOW);
    expect(back.rows).toEqual(second.rows);
    const start = await listMembers(shop, { ...query, cursor: back.previousCursor, direction: 'previous' }, NOW);
    expect(start.rows).toEqual(first.rows);
    expect(start.previousCursor).toBeNull();
  },
);

test('The newest come first, the oldest first when asked', async () => {
  const { shop, ids } = await shopOfFive();
  const newest = await listMembers(shop, { ...everyone, pageSize: 10 }, NOW);
  const oldest = await listMembers(shop, { ...everyone, pageSize: 10, ascending: true }, NOW);
  expect(newest.rows.map((row) => row.memberId)).toEqual(ids.toReversed());
  expect(oldest.rows.map((row) => row.memberId)).toEqual(ids);
});

test('Members are found by status, by customer and by discount code; another shop is never shown', async () => {
  const { shop, ids } = await shopOfFive();
  const other = await createShop();
  const stranger = await createMember(other);
  const [blocked = '', holder = ''] = ids;
  await setBlocked({ shopId: shop.id, memberId: blocked, blocked: true, actor: 'test', now: NOW });
  await give(shop, holder, 100, 1);
  const list = async (change: Partial<MembersQuery>) =>
    (await listMembers(shop, { ...everyone, pageSize: 10, ...change }, NOW)).rows.map((row) => row.memberId);
  expect(await list({ filter: { ...everyMember, status: 'blocked' } })).toEqual([blocked]);
  expect(await list({ filter: { ...everyMember, status: 'active' } })).not.toContain(blocked);
  const customer = (await readMember(shop.id, holder))?.customerId ?? '';
  expect(await list({ only: { customerIds: [customer, stranger.customerId], code: 'X' } })).toEqual([holder]);
  expect(await list({ only: { customerIds: [], code: 'RG-NONE' } })).toEqual([]);
  expect(await countFound(shop, everyone, NOW)).toEqual({ count: 5, isAbout: false });
  expect(await readMember(shop.id, stranger.id)).toBeNull();
});

test('A cursor that is not ours shows the first page', async () => {
  const { shop } = await shopOfFive();
  const first = await listMembers(shop, everyone, NOW);
  for (const cursor of ['x', '~', "1'; DROP TABLE members~x", '5~00000000-0000-4000-8000-000000000000']) {
    expect((await listMembers(shop, { ...everyone, cursor }, NOW)).rows).toEqual(first.rows);
  }
});

test('The history of a member is paged from the newest to the oldest', async () => {
  const { shop, ids } = await shopOfFive();
  const [memberId = ''] = ids;
  for (const form of [1, 2, 3]) await give(shop, memberId, form, form);
  const newest = await readTimeline(shop.id, memberId, null, 2);
  expect(newest.entries.map((entry) => entry.points)).toEqual([3, 2]);
  const older = await readTimeline(shop.id, memberId, newest.olderThan, 2);
  expect(older.entries.map((entry) => entry.points)).toEqual([1]);
  expect(older.olderThan).toBeNull();
});
