/** Scopes and subscriptions that are missing at Shopify are told with what to do. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { ensureStates } from '#app/reconciliation/state-store.server.ts';
import { reconcileDue } from '#app/reconciliation/reconcile.server.ts';
import { deliver, openDoors, settle, type Doors } from '#tests/kit/door.ts';
import { createShop, NOW } from '#tests/kit/factories.ts';
import { openLocalShopify, type LocalShopify } from '#tests/kit/local-shopify.ts';
import { missingScopes, readSetup } from './read-setup.server.ts';

let doors: Doors;
let shopify: LocalShopify;
beforeAll(async () => {
  doors = await openDoors();
  shopify = await openLocalShopify();
});
afterAll(async () => {
  shopify.close();
  await doors.close();
});

const wanted = () => shopify.world.apps.registration()?.scopes ?? [];
const HALF_AN_HOUR_LATER = new Date(NOW.getTime() + 30 * 60_000);
const setup = (scopes: readonly string[] = wanted(), now = HALF_AN_HOUR_LATER) => readSetup(shopify.shop, scopes, now);

it('Of a shop that granted all, and of which Shopify tells, nothing is missing', async () => {
  expect(wanted().length).toBeGreaterThan(5);
  expect(await setup()).toEqual({ scopes: [], topics: [] });
});

it('A scope that the shop has not granted is named; who may write may read', async () => {
  expect((await setup([...wanted(), 'read_all_orders'])).scopes).toEqual(['read_all_orders']);
  expect(missingScopes(['read_orders', 'write_orders', 'read_products'], ['write_orders', 'read_themes'])).toEqual([
    'read_products',
  ]);
});

it('Paid orders that only the comparison finds, while no event of the kind comes, are told until one comes', async () => {
  const buyer = await shopify.joinedCustomer();
  const variant = shopify.world.catalog.products()[0]?.variants[0];
  const order = () =>
    shopify.world.orders.place({
      buyer: { customerId: Number(buyer.customerId) },
      lines: [{ variantId: variant?.id ?? 0, quantity: 1 }],
    });
  order();
  await ensureStates(NOW);
  while (await reconcileDue(HALF_AN_HOUR_LATER));
  // One may have been lost on its way.
  expect((await setup()).topics).toEqual([]);
  shopify.world.clock.advance(30 * 60_000);
  const last = order();
  const hourLater = new Date(NOW.getTime() + 3_600_000);
  while (await reconcileDue(hourLater));
  expect((await setup(wanted(), hourLater)).topics).toEqual([{ topic: 'orders/paid', missed: 2 }]);
  expect((await readSetup({ ...(await createShop()), domain: shopify.shop.domain }, [], hourLater)).topics).toEqual([]);
  const [told] = shopify.world.webhooks
    .deliveries({ topic: 'orders/paid' })
    .filter(({ body }) => body.includes(last.name));
  await deliver(doors, shopify.shop, 'orders/paid', told?.body ?? '');
  await settle();
  // The inbox goes by the database's clock.
  await pool().query('UPDATE inbox_events SET received_at = $2 WHERE shop_id = $1', [shopify.shop.id, NOW]);
  expect((await setup(wanted(), hourLater)).topics).toEqual([]);
});

it('When Shopify does not answer, nothing is said of scopes', async () => {
  shopify.world.apiFaults.add({ kind: 'server_error', count: 50 });
  expect((await setup([...wanted(), 'read_all_orders'])).scopes).toEqual([]);
  shopify.world.apiFaults.clear();
});
