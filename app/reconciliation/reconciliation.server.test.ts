import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { publish } from '#app/publishing/program-store.server.ts';
import { balanceOf, deliver, openDoors, settle, type Doors } from '#tests/kit/door.ts';
import { NOW, simpleProgram } from '#tests/kit/factories.ts';
import { openLocalShopify, type LocalShopify } from '#tests/kit/local-shopify.ts';
import { reconcileDue } from './reconcile.server.ts';
import { askForCheck, readReport } from './report.server.ts';
import { claimRun, ensureStates } from './state-store.server.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const after = (ms: number) => new Date(NOW.getTime() + ms);

let doors: Doors;
let shopify: LocalShopify;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());
beforeEach(async () => {
  // Every test has the sandbox's shop anew: the one of the test before leaves.
  await pool().query('DELETE FROM sessions');
  await pool().query(`UPDATE shops SET uninstalled_at = now(), domain = 'gone-' || id WHERE uninstalled_at IS NULL`);
  shopify = await openLocalShopify();
});
afterEach(() => shopify.close());

type Buyer = Awaited<ReturnType<LocalShopify['joinedCustomer']>>;

/** An order at Shopify; nobody is told of it yet. */
function buys(buyer: Buyer, quantity = 1, codes: string[] = []) {
  const variant = shopify.world.catalog.products()[0]?.variants[0];
  return shopify.world.orders.place({
    buyer: { customerId: Number(buyer.customerId) },
    lines: [{ variantId: variant?.id ?? 0, quantity }],
    codes,
  });
}

/** Delivers what Shopify has to tell of a topic about an order, and applies it. */
async function tell(topic: string, orderId: number, times = 1): Promise<void> {
  const bodies = shopify.world.webhooks
    .deliveries({ topic })
    .map((delivery) => delivery.body)
    .filter((body) => {
      const parsed = JSON.parse(body) as { id?: number; order_id?: number; order_edit?: { order_id?: number } };
      return [parsed.id, parsed.order_id, parsed.order_edit?.order_id].includes(orderId);
    });
  expect(bodies.length, `${topic} of ${orderId}`).toBeGreaterThan(0);
  for (let time = 0; time < times; time++)
    for (const body of bodies) expect(await deliver(doors, shopify.shop, topic, body)).toBe(200);
  await settle();
}

/** Runs what is due at that time, to the end. */
async function reconcile(at: Date): Promise<void> {
  await ensureStates(NOW);
  while (await reconcileDue(at));
}

const window = () => reconcile(after(30 * MINUTE_MS));
async function checkNow(at = after(30 * MINUTE_MS)): Promise<void> {
  expect(await askForCheck(shopify.shop.id, at)).toBe(true);
  await reconcile(at);
}
const balance = (buyer: Buyer) => balanceOf(shopify.shop.id, buyer.id);
const report = () => readReport(shopify.shop.id, after(HOUR_MS));
const found = async () =>
  (await report()).findings.map(({ code, name, points, repaired }) => ({ code, name, points, repaired }));
const transfersOf = async (orderId: number) => {
  const { rows } = await pool().query<{ key: string }>(
    'SELECT key FROM transfers WHERE shop_id = $1 AND source_id = $2 ORDER BY key',
    [shopify.shop.id, String(orderId)],
  );
  return rows.map((row) => row.key);
};

describe('events that never came', () => {
  it('A paid order that nobody told of is found, counted and reported (X1)', async () => {
    const buyer = await shopify.joinedCustomer();
    const order = buys(buyer, 2);
    await window();
    const points = await balance(buyer);
    expect(points).toBeGreaterThan(0);
    expect(await found()).toEqual([{ code: 'missed_order', name: order.name, points, repaired: true }]);
    expect(await report()).toMatchObject({
      isRunning: false,
      trouble: false,
      last: { kind: 'window', state: 'done', ordersChecked: 1 },
      month: { ordersChecked: 1, findings: 1, repaired: 1, open: 0 },
    });
  });

  it('A refund, an edit and a cancellation that nobody told of are found, each by its name (X1)', async () => {
    const buyer = await shopify.joinedCustomer();
    const [refunded, edited, cancelled] = [buys(buyer, 2), buys(buyer, 2), buys(buyer, 2)];
    for (const order of [refunded, edited, cancelled]) await tell('orders/paid', order.id);
    const earned = await balance(buyer);
    const lineOf = (order: typeof refunded) => order.lines[0]?.id ?? 0;
    shopify.world.clock.advance(MINUTE_MS);
    shopify.world.orders.refund(refunded.id, { lines: [{ lineId: lineOf(refunded), quantity: 1 }] });
    shopify.world.orders.edit(edited.id, { quantities: [{ lineId: lineOf(edited), quantity: 1 }] });
    shopify.world.orders.cancel(cancelled.id, { reason: 'customer' });
    await window();
    const each = earned / 3;
    expect(await balance(buyer)).toBe(each);
    const findings = await found();
    expect(findings.map(({ code, name }) => `${code} ${name}`).sort()).toEqual(
      [
        `missed_refund ${refunded.name}`,
        `missed_edit ${edited.name}`,
        `missed_cancellation ${cancelled.name}`,
        // Shopify gives the money back with the cancellation, as a refund.
        `missed_refund ${cancelled.name}`,
      ].sort(),
    );
    expect(findings.reduce((sum, finding) => sum + finding.points, 0)).toBe(each - earned);
  });

  it('A line that an edit made larger and nobody told of is found, and earns for the growth (X1)', async () => {
    const buyer = await shopify.joinedCustomer();
    const order = buys(buyer, 2);
    await tell('orders/paid', order.id);
    const earned = await balance(buyer);
    shopify.world.clock.advance(MINUTE_MS);
    shopify.world.orders.edit(order.id, { quantities: [{ lineId: order.lines[0]?.id ?? 0, quantity: 3 }] });
    await window();
    expect(await balance(buyer)).toBe(earned * 1.5);
    expect(await found()).toEqual([{ code: 'missed_edit', name: order.name, points: earned / 2, repaired: true }]);
    await tell('orders/edited', order.id);
    await reconcile(after(26 * HOUR_MS));
    expect(await balance(buyer)).toBe(earned * 1.5);
    expect(await found()).toHaveLength(1);
  });

  it('What comes 26 hours late, after the repair, changes nothing, though it comes twice and in disorder (X1, D1)', async () => {
    const buyer = await shopify.joinedCustomer();
    const order = buys(buyer, 3);
    shopify.world.clock.advance(MINUTE_MS);
    shopify.world.orders.refund(order.id, { lines: [{ lineId: order.lines[0]?.id ?? 0, quantity: 1 }] });
    await window();
    const [points, transfers] = [await balance(buyer), await transfersOf(order.id)];
    expect(points).toBeGreaterThan(0);
    await tell('refunds/create', order.id, 2);
    await tell('orders/paid', order.id, 2);
    expect(await balance(buyer)).toBe(points);
    expect(await transfersOf(order.id)).toEqual(transfers);
    await reconcile(after(27 * HOUR_MS));
    expect(await balance(buyer)).toBe(points);
    expect(await found()).toHaveLength(1);
  });

  it('Where all events came, nothing is found, nothing moves and no order is written anew (X1)', async () => {
    const buyer = await shopify.joinedCustomer();
    const order = buys(buyer, 3);
    shopify.world.orders.refund(order.id, { lines: [{ lineId: order.lines[0]?.id ?? 0, quantity: 1 }] });
    // A refund before its order, and both repeated: no different from the usual case.
    await tell('refunds/create', order.id, 2);
    await tell('orders/paid', order.id, 2);
    const [points, transfers] = [await balance(buyer), await transfersOf(order.id)];
    await window();
    await checkNow(after(40 * MINUTE_MS));
    expect(await found()).toEqual([]);
    expect([await balance(buyer), await transfersOf(order.id)]).toEqual([points, transfers]);
    expect((await report()).last).toMatchObject({ kind: 'asked', ordersChecked: 1 });
  });

  it('An order cannot be booked twice: whoever tells of it, its lines have one key each (X1, D1)', async () => {
    const buyer = await shopify.joinedCustomer();
    const order = buys(buyer, 1);
    await Promise.all([window(), tell('orders/paid', order.id, 3)]);
    await checkNow(after(40 * MINUTE_MS));
    expect(await transfersOf(order.id)).toHaveLength(1);
  });

  it('A buyer with an account whose order was missed becomes a member (X1, N1)', async () => {
    const customer = shopify.world.customers.create({ email: 'new@example.com', state: 'enabled' });
    const order = buys({ customerId: String(customer.id) } as Buyer);
    await window();
    const { rows } = await pool().query<{ id: string }>(
      'SELECT id FROM members WHERE shop_id = $1 AND customer_id = $2',
      [shopify.shop.id, String(customer.id)],
    );
    expect(await balanceOf(shopify.shop.id, rows[0]?.id ?? '')).toBeGreaterThan(0);
    expect((await found()).map(({ code, name }) => ({ code, name }))).toEqual([
      { code: 'missed_order', name: order.name },
    ]);
  });

  it('A missed order counts by the program that was live when it was paid (X1, R1)', async () => {
    const buyer = await shopify.joinedCustomer();
    const order = buys(buyer);
    const doubled = simpleProgram(shopify.shop.currencyCode);
    for (const rule of doubled.rules) if (rule.kind === 'order_amount') rule.pointsPerUnit *= 2;
    expect(await publish(shopify.shop.id, doubled, 1, 'test', after(10 * MINUTE_MS))).toMatchObject({ ok: true });
    await window();
    const single = await balance(buyer);
    const { rows } = await pool().query('SELECT program_version AS version FROM orders WHERE shop_id = $1', [
      shopify.shop.id,
    ]);
    expect(rows).toEqual([{ version: 1 }]);
    shopify.world.clock.advance(HOUR_MS);
    const second = buys(buyer);
    await reconcile(after(2 * HOUR_MS));
    expect(await balance(buyer)).toBe(3 * single);
    expect(second.id).not.toBe(order.id);
  });

  it('Orders from before the program was published stay out (X1)', async () => {
    const buyer = await shopify.joinedCustomer();
    buys(buyer);
    await pool().query('UPDATE program_versions SET published_at = $2 WHERE shop_id = $1', [
      shopify.shop.id,
      after(5 * MINUTE_MS),
    ]);
    await checkNow();
    expect(await balance(buyer)).toBe(0);
    expect(await found()).toEqual([]);
  });

  it('An order of the last minutes is left alone: its event may be on its way', async () => {
    const buyer = await shopify.joinedCustomer();
    await ensureStates(after(-HOUR_MS));
    buys(buyer);
    await reconcile(after(5 * MINUTE_MS));
    expect(await found()).toEqual([]);
    await reconcile(after(25 * MINUTE_MS));
    expect(await found()).toHaveLength(1);
  });

  it('While events wait to be applied, nothing is called missing', async () => {
    const buyer = await shopify.joinedCustomer();
    const order = buys(buyer);
    const [delivery] = shopify.world.webhooks.deliveries({ topic: 'orders/paid' });
    expect(await deliver(doors, shopify.shop, 'orders/paid', delivery?.body)).toBe(200);
    await window();
    expect(await transfersOf(order.id)).toEqual([]);
    await settle();
    await reconcile(after(32 * MINUTE_MS));
    expect(await found()).toEqual([]);
    expect((await report()).last?.ordersChecked).toBe(1);
  });
});

describe('a run that is disturbed', () => {
  /** More orders than one page of Shopify's answer holds. */
  async function manyOrders(): Promise<{ buyer: Buyer; count: number }> {
    const buyer = await shopify.joinedCustomer();
    const count = 60;
    for (let order = 0; order < count; order++) buys(buyer);
    return { buyer, count };
  }
  const pageCalls = () => shopify.world.log.apiCalls().filter((call) => call.operationName === 'RegularsOrdersUpdated');

  it('Goes on where it was killed, and counts nothing twice (X1)', async () => {
    const { buyer, count } = await manyOrders();
    await ensureStates(NOW);
    // One page, then the time is up: as after a kill, the next worker finds the run at its last committed step.
    await reconcileDue(after(30 * MINUTE_MS), 0);
    expect(pageCalls()).toHaveLength(1);
    const partly = (await report()).month;
    expect(partly.findings).toBe(15);
    // A worker that died holds the lease until it ends.
    const dead = await claimRun(after(31 * MINUTE_MS));
    expect(dead?.progress.cursor).not.toBeNull();
    expect(await reconcileDue(after(31 * MINUTE_MS))).toBe(false);
    await pool().query(`UPDATE reconciliation_states SET leased_until = now() - interval '1 second'`);
    await reconcile(after(40 * MINUTE_MS));
    expect((await report()).month).toEqual({ ordersChecked: count, findings: count, repaired: count, open: 0 });
    expect(pageCalls()).toHaveLength(4);
    const { rows } = await pool().query<{ awards: number }>(
      `SELECT count(*)::int AS awards FROM transfers WHERE shop_id = $1 AND kind = 'award'`,
      [shopify.shop.id],
    );
    expect(rows).toEqual([{ awards: count }]);
    expect(await balance(buyer)).toBeGreaterThan(0);
  });

  it('Two workers never run the same shop, and one that lost its lease writes nothing more', async () => {
    const { count } = await manyOrders();
    await ensureStates(NOW);
    const at = after(30 * MINUTE_MS);
    await Promise.all([reconcileDue(at), reconcileDue(at), reconcileDue(at)]);
    await reconcile(at);
    expect((await report()).month).toEqual({ ordersChecked: count, findings: count, repaired: count, open: 0 });
  });

  it('Waits when Shopify asks for fewer calls or fails, and finishes afterwards (X1)', async () => {
    const { count } = await manyOrders();
    await ensureStates(NOW);
    shopify.world.apiFaults.add({ kind: 'throttled', operation: 'RegularsOrdersUpdated', count: 1, httpStatus: 429 });
    await reconcileDue(after(30 * MINUTE_MS));
    expect((await report()).month.ordersChecked).toBe(0);
    // Not before Shopify's wish has passed.
    expect(await reconcileDue(after(30 * MINUTE_MS))).toBe(false);
    shopify.world.apiFaults.add({
      kind: 'server_error',
      operation: 'RegularsOrdersUpdated',
      count: 1,
      httpStatus: 502,
    });
    await reconcileDue(after(31 * MINUTE_MS));
    await reconcile(after(40 * MINUTE_MS));
    expect((await report()).month).toEqual({ ordersChecked: count, findings: count, repaired: count, open: 0 });
    expect((await report()).last).toMatchObject({ state: 'done' });
  });

  it('Is given up after half a day of failures, says so, and is tried again later', async () => {
    await manyOrders();
    await ensureStates(NOW);
    const fail = () =>
      shopify.world.apiFaults.add({
        kind: 'server_error',
        operation: 'RegularsOrdersUpdated',
        count: 9,
        httpStatus: 502,
      });
    fail();
    await reconcileDue(after(30 * MINUTE_MS));
    expect((await report()).last).toBeNull();
    await reconcileDue(after(13 * HOUR_MS));
    expect((await report()).last).toMatchObject({ kind: 'window', state: 'failed' });
    shopify.world.apiFaults.clear();
    await reconcile(after(14 * HOUR_MS));
    expect((await report()).last).toMatchObject({ state: 'done', ordersChecked: 60 });
    expect((await report()).month.repaired).toBe(60);
  });
});
