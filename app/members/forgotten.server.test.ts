/** Who asked to be forgotten stays forgotten, whatever comes late or again; found first by the soak (docs/testing.md). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import type { ShopFacts } from '#app/shops/shop-store.server.ts';
import { deliver, openDoors, settle, type Doors } from '#tests/kit/door.ts';
import { createMember, createShop, NOW, orderPayload } from '#tests/kit/factories.ts';
import { purgeForgotten } from './forgotten-customers.server.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

async function tell(shop: ShopFacts, topic: string, payload: unknown): Promise<void> {
  expect(await deliver(doors, shop, topic, payload)).toBe(200);
  await settle();
}
const redact = (shop: ShopFacts, customerId: string, email: string | null = null) =>
  tell(shop, 'customers/redact', { customer: { id: Number(customerId), email }, orders_to_redact: [] });

async function tracesOf(shop: ShopFacts, customerId: string): Promise<unknown[]> {
  const { rows } = await pool().query(
    `SELECT id::text, status::text FROM members WHERE shop_id = $1 AND customer_id = $2
     UNION ALL SELECT order_id, 'order' FROM orders WHERE shop_id = $1 AND (customer_id = $2 OR email_digest IS NOT NULL)
     UNION ALL SELECT kept_id, 'merge' FROM merged_customers WHERE shop_id = $1 AND (customer_id = $2 OR kept_id = $2)
     UNION ALL SELECT action, subject FROM admin_actions WHERE shop_id = $1 AND subject = $2`,
    [shop.id, customerId],
  );
  return rows;
}

describe('a person who asked to be forgotten (G1)', () => {
  it('Is not named by the same order told again, by an older one, or by any other late event', async () => {
    const shop = await createShop();
    const { customerId } = await createMember(shop);
    const order = (price: string) => ({
      ...orderPayload({ customerId, lines: [{ price }] }),
      ...{ email: 'ann@example.com', processed_at: '2025-12-01T10:00:00Z' },
    });
    const known = order('40.00');
    await tell(shop, 'orders/paid', known);
    await redact(shop, customerId, 'ann@example.com');
    await tell(shop, 'orders/paid', known);
    await tell(shop, 'orders/paid', order('7.00'));
    await tell(shop, 'customers/update', {
      id: Number(customerId),
      state: 'enabled',
      email: null,
      verified_email: true,
    });
    await tell(shop, 'customers/data_request', {
      customer: { id: Number(customerId), email: null },
      orders_requested: [],
    });
    expect(await tracesOf(shop, customerId)).toEqual([]);
    const { rows } = await pool().query(
      'SELECT status, b.available FROM members m JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.id WHERE m.shop_id = $1',
      [shop.id],
    );
    expect(rows).toEqual([{ status: 'erased', available: 40 }]);
  });

  it('Takes the ids along that were merged into theirs', async () => {
    const shop = await createShop();
    const [kept, gone] = [await createMember(shop), await createMember(shop)];
    const merge = {
      admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${kept.customerId}`,
      admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${gone.customerId}`,
      status: 'completed',
    };
    await tell(shop, 'customers/merge', merge);
    await redact(shop, kept.customerId);
    await tell(shop, 'customers/merge', merge);
    await tell(shop, 'orders/paid', {
      ...orderPayload({ customerId: gone.customerId, lines: [{ price: '7.00' }] }),
      processed_at: '2025-12-01T10:00:00Z',
    });
    expect([...(await tracesOf(shop, kept.customerId)), ...(await tracesOf(shop, gone.customerId))]).toEqual([]);
  });

  it('May come back as somebody new, by what they do afterwards', async () => {
    const shop = await createShop();
    const { customerId } = await createMember(shop);
    await redact(shop, customerId);
    await tell(shop, 'orders/paid', {
      ...orderPayload({ customerId, lines: [{ price: '40.00' }] }),
      processed_at: '2999-01-01T10:00:00Z',
    });
    expect(await tracesOf(shop, customerId)).toHaveLength(2);
  });

  it('Is not even remembered by a digest when nothing late can come any more', async () => {
    const shop = await createShop();
    const { customerId } = await createMember(shop);
    await redact(shop, customerId);
    const in90Days = new Date(NOW.getTime() + 91 * 86_400_000);
    expect(await purgeForgotten(pool(), NOW, 10_000)).toBe(0);
    expect(await purgeForgotten(pool(), in90Days, 10_000)).toBeGreaterThan(0);
  });
});
