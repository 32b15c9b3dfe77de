import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { runNow } from '#app/jobs/run-outbox.server.ts';
import { adjustPoints } from '#app/members/adjust.server.ts';
import { cancelRedemption } from '#app/rewards/cancel.server.ts';
import { redeem } from '#app/rewards/redeem.server.ts';
import { getRedemption } from '#app/rewards/redemption-store.server.ts';
import { balanceOf } from '#tests/kit/door.ts';
import { NOW } from '#tests/kit/factories.ts';
import { openLocalShopify, type LocalShopify } from '#tests/kit/local-shopify.ts';
import { reconcileDue } from './reconcile.server.ts';
import { askForCheck, readReport } from './report.server.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Every test checks at a time of its own, so that what one finds is not in the report of another. */
let at = new Date(NOW.getTime() + 30 * MINUTE_MS);

let shopify: LocalShopify;
beforeAll(async () => {
  shopify = await openLocalShopify();
});
afterAll(() => shopify.close());
beforeEach(() => {
  at = new Date(at.getTime() + 30 * MINUTE_MS);
  shopify.world.apiFaults.clear();
  shopify.world.log.clearApiCalls();
});

type Buyer = Awaited<ReturnType<LocalShopify['joinedCustomer']>>;

function buys(buyer: Buyer, options: { codes?: string[]; quantity?: number } = {}) {
  const variant = shopify.world.catalog.products()[0]?.variants[0];
  return shopify.world.orders.place({
    buyer: { customerId: Number(buyer.customerId) },
    lines: [{ variantId: variant?.id ?? 0, quantity: options.quantity ?? 1 }],
    codes: options.codes ?? [],
  });
}

/** The merchant presses "Check now"; everything that is due is done. @returns what was found by it. */
async function check() {
  expect(await askForCheck(shopify.shop.id, at)).toBe(true);
  while (await reconcileDue(at));
  const { findings, last } = await readReport(shopify.shop.id, at);
  return {
    last,
    findings: findings
      .filter((finding) => finding.foundAt === at.toISOString())
      .map(({ code, name, memberId, points, repaired }) => ({ code, name, memberId, points, repaired })),
  };
}

const balance = (buyer: Buyer) => balanceOf(shopify.shop.id, buyer.id);
const operations = () => shopify.world.log.apiCalls().map((call) => call.operationName);

/** A member with 250 points who has a working code for 100 of them. */
async function withCode() {
  const buyer = await shopify.joinedCustomer();
  const gift = { shopId: shopify.shop.id, memberId: buyer.id, points: 250, note: 'a gift', requestId: randomUUID() };
  await adjustPoints({ ...gift, actor: 'test', now: NOW });
  const wish = { shop: shopify.shop, member: buyer, rewardId: 'rw_amount', requestId: randomUUID(), now: NOW };
  const result = await redeem(wish);
  if (!result.ok) throw new Error(result.refusal);
  const { id, code } = result.redemption;
  await runNow({ shopId: shopify.shop.id, topic: 'create_code', subject: id });
  await pool().query('UPDATE redemptions SET ready_at = $2 WHERE id = $1', [id, NOW]);
  return { buyer, id, code };
}
const stateOf = async (id: string) => (await getRedemption(pool(), shopify.shop.id, id))?.state;

describe('the nightly comparison', () => {
  it('Reads all orders by one bulk operation, and in full only those that differ (X1)', async () => {
    const buyer = await shopify.joinedCustomer();
    const missed = [buys(buyer), buys(buyer)];
    const { findings, last } = await check();
    expect(findings.map(({ code, name }) => ({ code, name }))).toEqual(
      missed.map(({ name }) => ({ code: 'missed_order', name })),
    );
    expect(last).toMatchObject({ kind: 'asked', state: 'done' });
    expect(operations()).toContain('RegularsBulkRun');
    expect(operations()).not.toContain('RegularsOrdersUpdated');
    // Now everything agrees: nothing is read in full.
    shopify.world.log.clearApiCalls();
    at = new Date(at.getTime() + MINUTE_MS);
    expect((await check()).findings).toEqual([]);
    expect(operations()).toContain('RegularsBulkRun');
    expect(operations()).not.toContain('RegularsOrdersByIds');
  });

  it('A missed refund, edit and shipment show in the outline alone (X1)', async () => {
    const buyer = await shopify.joinedCustomer();
    const [refunded, edited] = [buys(buyer, { quantity: 2 }), buys(buyer, { quantity: 2 })];
    const shipped = buys(await shopify.joinedCustomer());
    await check();
    const earned = await balance(buyer);
    shopify.world.orders.fulfill(shipped.id);
    shopify.world.orders.refund(refunded.id, { lines: [{ lineId: refunded.lines[0]?.id ?? 0, quantity: 1 }] });
    shopify.world.orders.edit(edited.id, { quantities: [{ lineId: edited.lines[0]?.id ?? 0, quantity: 1 }] });
    at = new Date(at.getTime() + 30 * MINUTE_MS);
    expect((await check()).findings.map(({ code, name }) => `${code} ${name}`).sort()).toEqual(
      [`missed_refund ${refunded.name}`, `missed_edit ${edited.name}`, `missed_fulfillment ${shipped.name}`].sort(),
    );
    expect(await balance(buyer)).toBe(earned / 2);
  });

  it('Where Shopify refuses a bulk operation, the orders are read page by page (X1)', async () => {
    const buyer = await shopify.joinedCustomer();
    const order = buys(buyer);
    shopify.world.changeSettings({ bulkDurationMs: DAY_MS });
    const { domain } = shopify.shop;
    // Five are under way already, which is the most that Shopify runs for an app at once.
    const { startBulkOrders } = await import('#app/shopify/bulk.server.ts');
    for (let running = 0; running < 5; running++) await startBulkOrders(domain, NOW);
    await expect(startBulkOrders(domain, NOW)).rejects.toThrow(/limit/i);
    const { findings } = await check();
    shopify.world.clock.advance(DAY_MS);
    shopify.world.changeSettings({ bulkDurationMs: 0 });
    expect(findings).toMatchObject([{ code: 'missed_order', name: order.name }]);
    expect(operations()).toContain('RegularsOrdersUpdated');
  });

  it('Waits for a bulk operation that takes long, without holding the worker', async () => {
    const buyer = await shopify.joinedCustomer();
    const order = buys(buyer);
    shopify.world.changeSettings({ bulkDurationMs: 10_000 });
    await askForCheck(shopify.shop.id, at);
    while (await reconcileDue(at));
    expect(await readReport(shopify.shop.id, at)).toMatchObject({ isRunning: true });
    shopify.world.clock.advance(10_000);
    at = new Date(at.getTime() + 10_000);
    while (await reconcileDue(at));
    shopify.world.changeSettings({ bulkDurationMs: 0 });
    const { findings, isRunning } = await readReport(shopify.shop.id, at);
    expect(isRunning).toBe(false);
    expect(findings.filter((finding) => finding.name === order.name)).toHaveLength(1);
  });

  it('Comes once a day by itself', async () => {
    await check();
    at = new Date(at.getTime() + MINUTE_MS);
    await pool().query('UPDATE reconciliation_states SET next_nightly_at = $1, next_at = $1', [at]);
    while (await reconcileDue(at));
    expect((await readReport(shopify.shop.id, at)).last?.kind).toBe('nightly');
    const { rows } = await pool().query<{ at: Date }>('SELECT next_nightly_at AS at FROM reconciliation_states');
    const next = rows[0]?.at ?? at;
    // In the shop's own night, within a day.
    expect(next.getTime() - at.getTime()).toBeLessThanOrEqual(28 * 60 * MINUTE_MS);
    const hour = Number(next.toLocaleString('en-GB', { timeZone: shopify.shop.timeZone, hour: '2-digit' }));
    expect(hour).toBeGreaterThanOrEqual(1);
    expect(hour).toBeLessThan(4);
    at = new Date(at.getTime() + MINUTE_MS);
    await pool().query('UPDATE reconciliation_states SET next_at = $1', [at]);
    while (await reconcileDue(at));
    expect((await readReport(shopify.shop.id, at)).last?.kind).toBe('window');
  });
});

describe('codes', () => {
  it('A code whose discount was deleted at Shopify gives its points back, once, with the reason (X1)', async () => {
    const { buyer, id, code } = await withCode();
    expect(await balance(buyer)).toBe(150);
    shopify.world.discounts.delete(shopify.world.discounts.byCode(code)?.discount.id ?? 0);
    const { findings } = await check();
    expect(findings).toEqual([{ code: 'code_deleted', name: '', memberId: buyer.id, points: 100, repaired: true }]);
    expect([await balance(buyer), await stateOf(id)]).toEqual([250, 'returned']);
    const { rows } = await pool().query(
      `SELECT detail ->> 'cause' AS cause FROM transfers WHERE kind = 'redemption_return' AND member_id = $1`,
      [buyer.id],
    );
    expect(rows).toEqual([{ cause: 'code_deleted' }]);
    at = new Date(at.getTime() + MINUTE_MS);
    expect((await check()).findings).toEqual([]);
    expect(await balance(buyer)).toBe(250);
  });

  it('A code that was used unseen leads to its order (X1)', async () => {
    const { buyer, id, code } = await withCode();
    const order = buys(buyer, { codes: [code] });
    const { findings } = await check();
    expect(findings.map((finding) => `${finding.code} ${finding.name}`)).toEqual([`missed_order ${order.name}`]);
    expect(await stateOf(id)).toBe('used');
  });

  it('A discount that was deleted after its use gives nothing back: the order counts (X1)', async () => {
    const { buyer, id, code } = await withCode();
    buys(buyer, { codes: [code] });
    shopify.world.discounts.delete(shopify.world.discounts.byCode(code)?.discount.id ?? 0);
    await check();
    expect(await stateOf(id)).toBe('used');
    const { rows } = await pool().query(`SELECT 1 FROM transfers WHERE kind = 'redemption_return' AND member_id = $1`, [
      buyer.id,
    ]);
    expect(rows).toEqual([]);
  });

  it('Points that were taken while nobody makes the code any more are attended to again (D4)', async () => {
    const buyer = await shopify.joinedCustomer();
    const gift = { shopId: shopify.shop.id, memberId: buyer.id, points: 250, note: '', requestId: randomUUID() };
    await adjustPoints({ ...gift, note: 'a gift', actor: 'test', now: NOW });
    const wish = { shop: shopify.shop, member: buyer, rewardId: 'rw_amount', requestId: randomUUID(), now: NOW };
    const result = await redeem(wish);
    const id = result.ok ? result.redemption.id : '';
    await pool().query(`DELETE FROM outbox_tasks WHERE topic = 'create_code' AND subject = $1`, [id]);
    const { findings } = await check();
    expect(findings).toEqual([{ code: 'code_not_made', name: '', memberId: buyer.id, points: 0, repaired: true }]);
    await runNow({ shopId: shopify.shop.id, topic: 'create_code', subject: id });
    expect(await stateOf(id)).toBe('ready');
  });
});

describe('what only a person can decide', () => {
  it('A code that was ended by hand is told once, and stands until it is taken back', async () => {
    const { buyer, id, code } = await withCode();
    shopify.world.discounts.deactivate(shopify.world.discounts.byCode(code)?.discount.id ?? 0);
    expect((await check()).findings).toMatchObject([{ code: 'code_ended', memberId: buyer.id, repaired: false }]);
    at = new Date(at.getTime() + MINUTE_MS);
    expect((await check()).findings).toEqual([]);
    const finding = async () => {
      const { findings, month } = await readReport(shopify.shop.id, at);
      return { isOpen: findings.find((candidate) => candidate.code === 'code_ended')?.isOpen, open: month.open };
    };
    const standing = await finding();
    expect(standing.isOpen).toBe(true);
    await cancelRedemption({ shopId: shopify.shop.id, redemptionId: id, actor: 'test', now: at });
    await runNow({ shopId: shopify.shop.id, topic: 'withdraw_code', subject: id });
    expect([await balance(buyer), await stateOf(id)]).toEqual([250, 'returned']);
    expect(await finding()).toEqual({ isOpen: false, open: standing.open - 1 });
  });
});

describe('customers', () => {
  it('A merge that nobody told of is found by the orders, and the points move (X1, G1)', async () => {
    const [gone, kept] = [await shopify.joinedCustomer(), await shopify.joinedCustomer()];
    buys(gone);
    await check();
    const points = await balance(gone);
    expect(points).toBeGreaterThan(0);
    shopify.world.customers.merge(Number(kept.customerId), Number(gone.customerId));
    at = new Date(at.getTime() + 30 * MINUTE_MS);
    const { findings } = await check();
    expect(findings).toEqual([{ code: 'missed_merge', name: '', memberId: gone.id, points: 0, repaired: true }]);
    expect([await balance(gone), await balance(kept)]).toEqual([0, points]);
  });

  it('A customer who is gone without a word is reported, and forgotten only after three days (X1, G1)', async () => {
    const gone = await shopify.joinedCustomer();
    shopify.world.customers.delete(Number(gone.customerId));
    const statusOf = async () => {
      const { rows } = await pool().query<{ status: string }>('SELECT status FROM members WHERE id = $1', [gone.id]);
      return rows[0]?.status;
    };
    expect((await check()).findings).toMatchObject([{ code: 'customer_gone', memberId: gone.id, repaired: false }]);
    at = new Date(at.getTime() + DAY_MS);
    expect((await check()).findings).toEqual([]);
    expect(await statusOf()).toBe('active');
    at = new Date(at.getTime() + 3 * DAY_MS);
    expect((await check()).findings).toMatchObject([{ code: 'missed_deletion', memberId: gone.id, repaired: true }]);
    expect(await statusOf()).toBe('erased');
  });
});
