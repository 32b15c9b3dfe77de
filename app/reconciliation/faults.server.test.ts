/** The sandbox loses, delays, repeats and disorders what it delivers; comparing ends where perfect deliveries end. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { readAppConfig } from '#sandbox/app-config.ts';
import { DeliveryPump } from '#sandbox/world/delivery-pump.ts';
import { balanceOf, openDoors, settle, type Doors } from '#tests/kit/door.ts';
import { NOW } from '#tests/kit/factories.ts';
import { openLocalShopify, type LocalShopify } from '#tests/kit/local-shopify.ts';
import { reconcileDue } from './reconcile.server.ts';
import { readReport } from './report.server.ts';
import { ensureStates } from './state-store.server.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let doors: Doors;
let shopify: LocalShopify;
let pump: DeliveryPump;
beforeAll(async () => {
  doors = await openDoors();
  shopify = await openLocalShopify();
  const credentials = { apiKey: process.env.SHOPIFY_API_KEY ?? '', apiSecret: process.env.SHOPIFY_API_SECRET ?? '' };
  shopify.world.apps.register(readAppConfig({ tomlFile: 'shopify.app.toml', appUrl: doors.origin, ...credentials }));
  pump = new DeliveryPump(shopify.world);
});
afterAll(async () => {
  await pump.stop();
  shopify.close();
  await doors.close();
});

type Buyer = Awaited<ReturnType<LocalShopify['joinedCustomer']>>;

/** Everything that is due is delivered over HTTP, and applied. */
async function deliverAll(): Promise<void> {
  expect((await pump.settle()).settled).toBe(true);
  await settle();
}

/** Six orders, each with an end of its own. @returns what they were, for comparing by points. */
function shop(buyer: Buyer): void {
  const variant = shopify.world.catalog.products()[0]?.variants[0];
  const { orders, clock } = shopify.world;
  const placed = Array.from({ length: 6 }, () =>
    orders.place({
      buyer: { customerId: Number(buyer.customerId) },
      lines: [{ variantId: variant?.id ?? 0, quantity: 3 }],
    }),
  );
  const lineOf = (index: number) => placed[index]?.lines[0]?.id ?? 0;
  const idOf = (index: number) => placed[index]?.id ?? 0;
  clock.advance(MINUTE_MS);
  orders.refund(idOf(1), { lines: [{ lineId: lineOf(1), quantity: 1 }] });
  orders.refund(idOf(2), { amountMinor: 1000 });
  orders.edit(idOf(3), { quantities: [{ lineId: lineOf(3), quantity: 2 }] });
  orders.cancel(idOf(4), { reason: 'customer' });
  clock.advance(MINUTE_MS);
  orders.refund(idOf(1), { lines: [{ lineId: lineOf(1), quantity: 2 }] });
}

async function reconcile(at: Date): Promise<void> {
  await ensureStates(NOW);
  while (await reconcileDue(at));
}

describe('deliveries that go wrong', () => {
  it('Lost, 26 hours late, repeated and in disorder: the points end as if all had come (X1)', async () => {
    const { world } = shopify;
    const fine = await shopify.joinedCustomer();
    shop(fine);
    await deliverAll();
    // Edits are read anew from Shopify by the outbox, which does not run here: comparing does it.
    await reconcile(new Date(world.clock.nowMs() + 30 * MINUTE_MS));
    const expected = await balanceOf(shopify.shop.id, fine.id);
    expect(expected).toBeGreaterThan(0);

    const unlucky = await shopify.joinedCustomer();
    world.clock.advance(2 * HOUR_MS);
    world.webhooks.addFault({ kind: 'drop', topic: 'orders/paid', count: 2 });
    world.webhooks.addFault({ kind: 'drop', topic: 'orders/cancelled', count: 1 });
    world.webhooks.addFault({ kind: 'delay', topic: 'orders/paid', count: 2, delayMs: 26 * HOUR_MS });
    world.webhooks.addFault({ kind: 'delay', topic: 'refunds/create', count: 2, delayMs: 26 * HOUR_MS });
    world.webhooks.addFault({ kind: 'duplicate', topic: 'orders/paid', count: 2, copies: 3 });
    world.webhooks.addFault({ kind: 'reorder', topic: 'refunds/create', window: 2, order: 'reversed' });
    shop(unlucky);
    await deliverAll();
    expect(await balanceOf(shopify.shop.id, unlucky.id)).not.toBe(expected);

    await reconcile(new Date(world.clock.nowMs() + 30 * MINUTE_MS));
    expect(await balanceOf(shopify.shop.id, unlucky.id)).toBe(expected);
    const { month } = await readReport(shopify.shop.id, new Date(world.clock.nowMs() + HOUR_MS));
    expect(month.findings).toBeGreaterThan(3);
    expect(month.repaired).toBe(month.findings);

    const { rows: before } = await pool().query('SELECT count(*)::int AS transfers FROM transfers');
    world.clock.advance(27 * HOUR_MS);
    await deliverAll();
    expect(await balanceOf(shopify.shop.id, unlucky.id)).toBe(expected);
    const { rows } = await pool().query('SELECT count(*)::int AS transfers FROM transfers');
    expect(rows).toEqual(before);
  });

  it('An order with more lines than a page of Shopify holds is read whole, its refund too (X1)', async () => {
    const { world } = shopify;
    const buyer = await shopify.joinedCustomer();
    const variant = world.catalog.products()[0]?.variants[0];
    world.clock.advance(HOUR_MS);
    const order = world.orders.place({
      buyer: { customerId: Number(buyer.customerId) },
      lines: Array.from({ length: 120 }, (_, line) => ({
        variantId: variant?.id ?? 0,
        quantity: 1,
        properties: { engraving: String(line) },
      })),
    });
    expect(order.lines).toHaveLength(120);
    await reconcile(new Date(world.clock.nowMs() + 30 * MINUTE_MS));
    const all = await balanceOf(shopify.shop.id, buyer.id);
    expect(all % 120).toBe(0);
    expect(all).toBeGreaterThan(0);
    world.clock.advance(HOUR_MS);
    world.orders.refund(order.id, { lines: order.lines.slice(0, 90).map(({ id }) => ({ lineId: id, quantity: 1 })) });
    await reconcile(new Date(world.clock.nowMs() + 30 * MINUTE_MS));
    expect(await balanceOf(shopify.shop.id, buyer.id)).toBe(all / 4);
    const calls = world.log.apiCalls().map((call) => call.operationName);
    expect(calls).toContain('RegularsOrderLines');
    expect(calls).toContain('RegularsRefundLines');
  });
});
