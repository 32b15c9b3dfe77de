/** Merges that come before, after or between what they are about; each found first by the soak (docs/testing.md). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import type { ShopFacts } from '#app/shops/shop-store.server.ts';
import { balanceOf, deliver, openDoors, settle, type Doors } from '#tests/kit/door.ts';
import { createMember, createShop, nextNumber, orderPayload, refundPayload } from '#tests/kit/factories.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

async function tell(shop: ShopFacts, topic: string, payload: unknown): Promise<void> {
  expect(await deliver(doors, shop, topic, payload)).toBe(200);
  await settle();
}
const merge = (shop: ShopFacts, keptId: string, deletedId: string) =>
  tell(shop, 'customers/merge', {
    admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${keptId}`,
    admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${deletedId}`,
    status: 'completed',
  });
const nobody = () => String(6_000_000 + nextNumber());

async function membersOf(shop: ShopFacts): Promise<{ customer_id: string | null; available: number }[]> {
  const { rows } = await pool().query<{ customer_id: string | null; available: number }>(
    `SELECT m.customer_id, b.available FROM members m JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.id
     WHERE m.shop_id = $1 AND m.status <> 'merged'`,
    [shop.id],
  );
  return rows;
}

describe('merges and what comes late (G1)', () => {
  it("A guest's orders count for the member whom the guest is merged into", async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    const guestId = nobody();
    await tell(
      shop,
      'orders/paid',
      orderPayload({ customerId: guestId, state: 'disabled', lines: [{ price: '40.00' }] }),
    );
    await merge(shop, member.customerId, guestId);
    expect(await balanceOf(shop.id, member.id)).toBe(40);
  });

  it('An order that comes after its buyer was merged, before anybody had joined, is the kept one’s', async () => {
    const shop = await createShop();
    const [kept, gone, last] = [nobody(), nobody(), nobody()];
    await merge(shop, kept, gone);
    await merge(shop, last, kept);
    await tell(shop, 'orders/paid', orderPayload({ customerId: gone, lines: [{ price: '40.00' }] }));
    await tell(shop, 'orders/paid', orderPayload({ customerId: last, lines: [{ price: '2.00' }] }));
    expect(await membersOf(shop)).toEqual([{ customer_id: last, available: 42 }]);
  });

  it.each([true, false])(
    'News of the deletion before the news of the merge: the points are moved all the same, kept a member: %s',
    async (isMember) => {
      const shop = await createShop();
      const gone = await createMember(shop);
      await tell(shop, 'orders/paid', orderPayload({ customerId: gone.customerId, lines: [{ price: '40.00' }] }));
      const keptId = isMember ? (await createMember(shop)).customerId : nobody();
      await tell(shop, 'customers/delete', { id: Number(gone.customerId) });
      for (let again = 0; again < 2; again++) await merge(shop, keptId, gone.customerId);
      expect((await membersOf(shop)).filter((member) => member.customer_id !== null)).toEqual([
        { customer_id: keptId, available: 40 },
      ]);
      await tell(shop, 'customers/redact', {
        customer: { id: Number(gone.customerId), email: null },
        orders_to_redact: [],
      });
      expect(await membersOf(shop)).toContainEqual({ customer_id: keptId, available: 40 });
    },
  );

  it('A person who was forgotten is not found by a merge that is told afterwards', async () => {
    const shop = await createShop();
    const gone = await createMember(shop);
    await tell(shop, 'orders/paid', orderPayload({ customerId: gone.customerId, lines: [{ price: '40.00' }] }));
    await tell(shop, 'customers/delete', { id: Number(gone.customerId) });
    await tell(shop, 'customers/redact', {
      customer: { id: Number(gone.customerId), email: null },
      orders_to_redact: [],
    });
    const { rows } = await pool().query('SELECT 1 FROM deleted_customers WHERE shop_id = $1', [shop.id]);
    expect(rows).toEqual([]);
  });

  it('A guest order under the old id is found when the kept customer joins', async () => {
    const shop = await createShop();
    const [kept, gone] = [nobody(), nobody()];
    await merge(shop, kept, gone);
    await tell(shop, 'orders/paid', orderPayload({ customerId: gone, state: 'disabled', lines: [{ price: '40.00' }] }));
    const member = await createMember(shop, kept);
    expect(await balanceOf(shop.id, member.id)).toBe(40);
  });
});

describe('an edit and the money that follows it (R5)', () => {
  it('Money paid back later for items that an edit took out goes back once', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    const order = orderPayload({ customerId: member.customerId, lines: [{ price: '50.00' }, { price: '30.00' }] });
    await tell(shop, 'orders/paid', order);
    const lineId = order.line_items[1]?.id ?? 0;
    const taken = refundPayload({ orderId: order.id, lines: [{ lineId, quantity: 1, subtotal: '30.00' }] });
    await tell(shop, 'refunds/create', { ...taken, transactions: [] });
    expect(await balanceOf(shop.id, member.id)).toBe(50);
    await tell(shop, 'refunds/create', refundPayload({ orderId: order.id, amountOnly: '30.00' }));
    expect(await balanceOf(shop.id, member.id)).toBe(50);
  });
});
