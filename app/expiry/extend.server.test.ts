/** A member's points hold longer, by hand. The ledger is audited after every test. */
import { expect, it } from 'vitest';
import { inTransaction, pool } from '#app/db.server.ts';
import { adjustPoints } from '#app/members/adjust.server.ts';
import { readTimeline } from '#app/members/member-view.server.ts';
import { mergeCustomers } from '#app/members/merge.server.ts';
import { liveProgram } from '../publishing/live-programs.server.ts';
import { memberHistory } from '#app/storefront/history.server.ts';
import type { Program } from '#app/program/document.ts';
import { redeem } from '#app/rewards/redeem.server.ts';
import { lockRedemption } from '#app/rewards/redemption-store.server.ts';
import { returnPoints } from '#app/rewards/return.server.ts';
import type { ShopFacts } from '#app/shops/shop-store.server.ts';
import { createMember, createShop, NOW, simpleProgram } from '#tests/kit/factories.ts';
import { expireDue } from './expire.server.ts';
import { extendExpiry, restoreExpiry } from './extend.server.ts';
import { expiries } from './next-expiry.server.ts';

const at = (text: string) => new Date(text);
const shopWith = (expiry: Program['expiry']) => createShop({ program: { ...simpleProgram(), expiry } });
const rolling = (months: number) => shopWith({ kind: 'rolling', months });

const give = (shop: ShopFacts, memberId: string, points: number, now: Date) =>
  adjustPoints({ shopId: shop.id, memberId, points, note: 'x', requestId: crypto.randomUUID(), actor: 'a', now });

const request = (shop: ShopFacts, memberId: string, until: string, requestId: string = crypto.randomUUID()) => ({
  ...{ shopId: shop.id, memberId, until, requestId, note: 'Over Christmas.', actor: '1', now: NOW },
});

async function available(shop: ShopFacts, memberId: string): Promise<number> {
  const { rows } = await pool().query<{ available: number }>(
    'SELECT available FROM balances WHERE shop_id = $1 AND member_id = $2',
    [shop.id, memberId],
  );
  return rows[0]?.available ?? 0;
}

async function expireAll(now: Date): Promise<void> {
  while (await expireDue(now, 3));
}

const dates = async (shop: ShopFacts, memberId: string) =>
  (await expiries(shop.id, memberId)).map(({ expiresOn, points }) => [expiresOn, points]);

it('What would run out sooner holds until the day, what holds longer already is left alone, and no point moves', async () => {
  const shop = await rolling(3);
  const member = await createMember(shop);
  await give(shop, member.id, 30, at('2026-09-01T10:00:00Z'));
  await give(shop, member.id, 40, at('2026-10-01T10:00:00Z'));
  await give(shop, member.id, 50, at('2026-11-20T10:00:00Z'));
  expect(await dates(shop, member.id)).toEqual([
    ['2026-12-01', 30],
    ['2027-01-01', 40],
    ['2027-02-20', 50],
  ]);
  expect(await extendExpiry(request(shop, member.id, '2027-01-31'))).toEqual({ ok: true, points: 70 });
  expect(await dates(shop, member.id)).toEqual([
    ['2027-01-31', 70],
    ['2027-02-20', 50],
  ]);
  await expireAll(at('2027-01-31T22:00:00Z'));
  expect(await available(shop, member.id)).toBe(120);
  await expireAll(at('2027-01-31T23:00:00Z'));
  expect(await available(shop, member.id)).toBe(50);
});

it('The form that is sent twice extends once, and says so in the history, in the log and to the store', async () => {
  const shop = await rolling(3);
  const member = await createMember(shop);
  await give(shop, member.id, 30, at('2026-09-01T10:00:00Z'));
  const form = request(shop, member.id, '2027-06-30');
  await pool().query('DELETE FROM outbox_tasks WHERE shop_id = $1', [shop.id]);
  const both = await Promise.all([extendExpiry(form), extendExpiry(form)]);
  expect(both).toEqual([
    { ok: true, points: 30 },
    { ok: true, points: 30 },
  ]);
  const { entries } = await readTimeline(shop.id, member.id, null, 10, 'expired');
  expect(entries).toMatchObject([{ points: 0, detail: { code: 'expiry_extended', until: '2027-06-30' } }]);
  expect((await memberHistory({ shopId: shop.id, id: member.id }, await liveProgram(shop.id), 'en'))[0]).toMatchObject({
    ...{ points: 0, kind: 'extension', text: 'Hold longer' },
    why: '30 points can now be used until June 30, 2027. Over Christmas.',
  });
  const { rows } = await pool().query(
    `SELECT action, detail FROM admin_actions WHERE shop_id = $1 AND subject = $2 AND action = 'expiry_extended'`,
    [shop.id, member.id],
  );
  expect(rows).toEqual([{ action: 'expiry_extended', detail: { points: 30, until: '2027-06-30' } }]);
  const { rowCount } = await pool().query(
    `SELECT 1 FROM outbox_tasks WHERE shop_id = $1 AND topic = 'sync_member' AND subject = $2`,
    [shop.id, member.id],
  );
  expect(rowCount).toBe(1);
});

it('Taken back, each part holds as long as before, once', async () => {
  const shop = await rolling(3);
  const member = await createMember(shop);
  await give(shop, member.id, 30, at('2026-09-01T10:00:00Z'));
  await give(shop, member.id, 40, at('2026-10-01T10:00:00Z'));
  const before = await dates(shop, member.id);
  const form = request(shop, member.id, '2027-06-30');
  expect(await restoreExpiry(form)).toEqual({ ok: false, refusal: 'nothing_to_restore' });
  await extendExpiry(form);
  for (let again = 0; again < 2; again++) expect(await restoreExpiry(form)).toEqual({ ok: true, points: 70 });
  expect(await dates(shop, member.id)).toEqual(before);
});

it('Points that hold while the member is active hold at least until the day', async () => {
  const shop = await shopWith({ kind: 'inactivity', months: 2 });
  const member = await createMember(shop);
  await give(shop, member.id, 30, at('2026-10-01T10:00:00Z'));
  expect(await dates(shop, member.id)).toEqual([['2026-12-01', 30]]);
  await extendExpiry(request(shop, member.id, '2027-03-31'));
  await expireAll(at('2027-03-31T12:00:00Z'));
  expect(await available(shop, member.id)).toBe(30);
  await expireAll(at('2027-04-01T12:00:00Z'));
  expect(await available(shop, member.id)).toBe(0);
});

it('The later date stays with the points: through a code that is handed back and a merge', async () => {
  const shop = await rolling(3);
  const [member, into] = [await createMember(shop), await createMember(shop)];
  await give(shop, member.id, 130, at('2026-09-01T10:00:00Z'));
  const spent = await redeem({
    ...{ shop, member, now: NOW, requestId: crypto.randomUUID() },
    rewardId: simpleProgram().rewards[0]?.id ?? '',
  });
  if (!spent.ok) throw new Error(spent.refusal);
  await extendExpiry(request(shop, member.id, '2027-06-30'));
  await inTransaction(async (sql) => {
    const redemption = await lockRedemption(sql, shop.id, spent.redemption.id);
    if (redemption) await returnPoints(sql, redemption, 'taken_back', null, NOW);
  });
  expect(await dates(shop, member.id)).toEqual([['2027-06-30', 130]]);
  await inTransaction((sql) => mergeCustomers(sql, shop, into.customerId, member.customerId, NOW));
  expect(await dates(shop, into.id)).toEqual([['2027-06-30', 130]]);
  expect(await extendExpiry(request(shop, member.id, '2027-07-31'))).toEqual({
    ok: false,
    refusal: 'member_not_active',
  });
});

it('What expires at the same moment is either held or gone, never both', async () => {
  const shop = await rolling(3);
  const member = await createMember(shop);
  await give(shop, member.id, 30, at('2026-08-01T10:00:00Z'));
  const [extended] = await Promise.all([extendExpiry(request(shop, member.id, '2027-06-30')), expireDue(NOW, 10)]);
  expect(await available(shop, member.id)).toBe(extended.ok ? 30 : 0);
});

it('A day that is over, too far or changes nothing, a missing note and the member of another shop are refused', async () => {
  const [shop, other] = [await rolling(3), await rolling(3)];
  const member = await createMember(shop);
  await give(shop, member.id, 30, at('2026-09-01T10:00:00Z'));
  const asked = request(shop, member.id, '2027-06-30');
  const refusals = [
    [{ until: '2026-11-20' }, 'date_past'],
    [{ until: '2036-11-22' }, 'date_far'],
    [{ until: '2026-11-30' }, 'nothing_to_extend'],
    [{ note: '  ' }, 'note_missing'],
    [{ shopId: other.id }, 'member_not_found'],
  ] as const;
  for (const [change, refusal] of refusals)
    expect(await extendExpiry({ ...asked, ...change })).toEqual({ ok: false, refusal });
  expect(await dates(shop, member.id)).toEqual([['2026-12-01', 30]]);
});
