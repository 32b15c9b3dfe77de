import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { makeProgram } from '#app/program/document.ts';
import type { ShopFacts } from '#app/shops/shop-store.server.ts';
import { auditTiers } from '#app/tiers/audit.server.ts';
import { watchTiers } from '#app/tiers/watch.server.ts';
import { deliver, openDoors, settle, type Doors } from '#tests/kit/door.ts';
import {
  createMember,
  createShop,
  nextNumber,
  orderPayload,
  refundPayload,
  simpleProgram,
} from '#tests/kit/factories.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

const CLUB_PRODUCT = 4711;
const name = (en: string) => ({ en });

const program = makeProgram({
  ...simpleProgram(),
  tiers: {
    measure: 'spend',
    window: { kind: 'rolling', months: 12 },
    levels: [
      { id: 'silver', name: name('Silver'), threshold: 100_000 },
      { id: 'club', name: name('Club'), threshold: null, perks: [{ kind: 'multiplier', factorBp: 20_000 }] },
      { id: 'gold', name: name('Gold'), threshold: 500_000 },
    ],
  },
  membership: { productIds: [String(CLUB_PRODUCT)], levelId: 'club', months: 12 },
});

async function tell(shop: ShopFacts, topic: string, payload: unknown): Promise<void> {
  expect(await deliver(doors, shop, topic, payload)).toBe(200);
  await settle();
}

async function state(shop: ShopFacts, memberId: string) {
  const { rows } = await pool().query<{ tier: string | null; source: string | null; until: string | null }>(
    `SELECT m.tier_id AS tier, t.source, to_char(m.paid_until AT TIME ZONE 'Europe/Copenhagen', 'YYYY-MM-DD HH24:MI') AS until
     FROM members m LEFT JOIN member_tiers t ON t.shop_id = m.shop_id AND t.member_id = m.id WHERE m.shop_id = $1 AND m.id = $2`,
    [shop.id, memberId],
  );
  return rows[0];
}

async function look(date: string): Promise<void> {
  while ((await watchTiers(new Date(date), 100)) > 0);
}

const membershipOrder = (
  customerId: string,
  more: Partial<Parameters<typeof orderPayload>[0]> & { quantity?: number } = {},
) =>
  orderPayload({
    customerId,
    lines: [{ price: '299.00', productId: CLUB_PRODUCT, quantity: more.quantity ?? 1 }],
    ...more,
  });

describe('a paid membership (K3)', () => {
  it('Begins with the purchase, is extended by the next, and ends when its time is over', async () => {
    const shop = await createShop({ program });
    const member = await createMember(shop);
    expect(await state(shop, member.id)).toMatchObject({ tier: null });
    await tell(shop, 'orders/paid', membershipOrder(member.customerId));
    expect(await state(shop, member.id)).toEqual({ tier: 'club', source: 'membership', until: '2027-11-21 00:00' });
    await tell(shop, 'orders/paid', membershipOrder(member.customerId, { quantity: 2 }));
    expect(await state(shop, member.id)).toMatchObject({ until: '2029-11-21 00:00' });
    await look('2029-11-20T22:59:00Z');
    expect(await state(shop, member.id)).toMatchObject({ tier: 'club' });
    await look('2029-11-20T23:00:00Z');
    expect(await state(shop, member.id)).toMatchObject({ tier: null });
    expect(await auditTiers()).toEqual([]);
  });

  it('Counts beside the level that was reached: the higher one is the member’s', async () => {
    const shop = await createShop({ program });
    const member = await createMember(shop);
    await tell(shop, 'orders/paid', membershipOrder(member.customerId));
    await tell(shop, 'orders/paid', orderPayload({ customerId: member.customerId, lines: [{ price: '1000.00' }] }));
    expect(await state(shop, member.id)).toMatchObject({ tier: 'club' });
    await tell(shop, 'orders/paid', orderPayload({ customerId: member.customerId, lines: [{ price: '4000.00' }] }));
    expect(await state(shop, member.id)).toMatchObject({ tier: 'gold', source: 'qualified' });
    expect(await auditTiers()).toEqual([]);
  });

  it('Is shortened in proportion by a refund, and ends at once with a full one or a cancellation, in any order of events', async () => {
    for (const order of ['paid first', 'refund first'] as const) {
      const shop = await createShop({ program });
      const member = await createMember(shop);
      const bought = membershipOrder(member.customerId, { quantity: 2 });
      const lineId = bought.line_items[0]?.id ?? 0;
      const half = refundPayload({ orderId: bought.id, lines: [{ lineId, quantity: 1, subtotal: '299.00' }] });
      const events = [() => tell(shop, 'orders/paid', bought), () => tell(shop, 'refunds/create', half)];
      for (const event of order === 'paid first' ? events : events.reverse()) await event();
      // Two years are 731 days; half of them, rounded up, are 366.
      expect(await state(shop, member.id), order).toMatchObject({ tier: 'club', until: '2027-11-22 00:00' });
      await tell(
        shop,
        'refunds/create',
        refundPayload({ orderId: bought.id, lines: [{ lineId, quantity: 1, subtotal: '299.00' }] }),
      );
      expect(await state(shop, member.id), order).toMatchObject({ tier: null, until: null });
    }
    const shop = await createShop({ program });
    const member = await createMember(shop);
    const bought = membershipOrder(member.customerId);
    await tell(shop, 'orders/paid', bought);
    await tell(shop, 'orders/cancelled', {
      ...bought,
      cancelled_at: '2026-11-21T10:00:00Z',
      updated_at: '2026-11-21T10:00:00Z',
    });
    expect(await state(shop, member.id)).toMatchObject({ tier: null });
    expect(await auditTiers()).toEqual([]);
  });

  const contract = (customerId: string, orderId: number, id: number, more: Record<string, unknown> = {}) => ({
    id,
    admin_graphql_api_id: `gid://shopify/SubscriptionContract/${id}`,
    billing_policy: { interval: 'month', interval_count: 1, min_cycles: 1, max_cycles: null },
    currency_code: 'DKK',
    customer_id: Number(customerId),
    origin_order_id: orderId,
    status: 'active',
    revision_id: '1',
    ...more,
  });

  it('Of a subscription lasts a period for each bill, waits some days for the next, and ends with the period when cancelled', async () => {
    for (const first of ['order', 'contract'] as const) {
      const shop = await createShop({ program });
      const member = await createMember(shop);
      const bought = membershipOrder(member.customerId);
      const id = 70_000 + nextNumber();
      const begins = [
        () => tell(shop, 'orders/paid', bought),
        () => tell(shop, 'subscription_contracts/create', contract(member.customerId, bought.id, id)),
      ];
      for (const event of first === 'order' ? begins : begins.reverse()) await event();
      // A month, and a week in which the next bill may come.
      expect(await state(shop, member.id), first).toMatchObject({ tier: 'club', until: '2026-12-28 00:00' });
      const renewal = membershipOrder(member.customerId, { processedAt: '2026-12-20T12:00:00Z' });
      const bill = { subscription_contract_id: id, order_id: renewal.id, error_code: null };
      await tell(shop, 'subscription_billing_attempts/success', bill);
      await tell(shop, 'orders/paid', renewal);
      expect(await state(shop, member.id), first).toMatchObject({ until: '2027-01-28 00:00' });
      const ended = contract(member.customerId, bought.id, id, { status: 'cancelled', revision_id: '2' });
      await tell(shop, 'subscription_contracts/update', ended);
      // An older word that comes late changes nothing.
      await tell(shop, 'subscription_contracts/update', contract(member.customerId, bought.id, id));
      expect(await state(shop, member.id), first).toMatchObject({ tier: 'club', until: '2027-01-21 00:00' });
      await look('2027-01-20T23:00:00Z');
      expect(await state(shop, member.id), first).toMatchObject({ tier: null });
    }
    expect(await auditTiers()).toEqual([]);
  });

  it('Of a subscription whose bill was refused ends with the period that was paid', async () => {
    const shop = await createShop({ program });
    const member = await createMember(shop);
    const bought = membershipOrder(member.customerId);
    const id = 70_000 + nextNumber();
    await tell(shop, 'orders/paid', bought);
    await tell(shop, 'subscription_contracts/create', contract(member.customerId, bought.id, id));
    await tell(shop, 'subscription_billing_attempts/failure', {
      subscription_contract_id: id,
      order_id: null,
      error_code: 'insufficient_funds',
    });
    expect(await state(shop, member.id)).toMatchObject({ tier: 'club', until: '2026-12-21 00:00' });
    expect(await auditTiers()).toEqual([]);
  });
});
