/** Two transactions that each look for what the other is about to write: neither may miss it. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { PoolClient } from 'pg';
import { inTransaction, pool } from '#app/db.server.ts';
import { adjustPoints, type AdjustResult } from '#app/members/adjust.server.ts';
import { applyCustomerMeaning } from '#app/members/customer-events.server.ts';
import { eraseCustomer } from '#app/members/erase.server.ts';
import { applyOrderUpdates, type OrderUpdate } from '#app/orders/apply.server.ts';
import type { ShopFacts } from '#app/shops/shop-store.server.ts';
import { readWebhook } from '#app/intake/topics.ts';
import { balanceOf } from '#tests/kit/door.ts';
import { createMember, createShop, nextNumber, NOW, orderPayload } from '#tests/kit/factories.ts';
import { joinCustomer } from './join.server.ts';

type Work = (sql: PoolClient) => Promise<unknown>;

const nobody = () => String(8_500_000 + nextNumber());

function order(shop: ShopFacts, customerId: string, state = 'disabled'): { orderId: string; apply: Work } {
  return orderOf(shop, { customerId, state });
}

function orderOf(shop: ShopFacts, buyer: { customerId?: string; state?: string; email?: string }) {
  const payload = orderPayload({ ...buyer, lines: [{ price: '80.00' }] });
  const meaning = readWebhook('orders/paid', Buffer.from(JSON.stringify(payload)), {
    currencyCode: shop.currencyCode,
    taxesIncluded: true,
    triggeredAt: NOW.toISOString(),
  });
  if (meaning.kind !== 'order') throw new Error('The payload of an order is read as an order.');
  const { snapshot } = meaning;
  const update: OrderUpdate = { shopId: shop.id, orderId: snapshot.orderId, kind: 'snapshot', snapshot };
  return {
    orderId: snapshot.orderId,
    apply: (sql: PoolClient) => applyOrderUpdates(sql, [update], new Map([[shop.id, shop]]), NOW),
  };
}

const join =
  (shop: ShopFacts, customerId: string, provenEmail: string | null = null): Work =>
  (sql) =>
    joinCustomer(sql, {
      shop,
      shops: new Map([[shop.id, shop]]),
      customerId,
      provenEmail,
      via: 'account',
      now: NOW,
    });

const merge =
  (shop: ShopFacts, keptId: string, deletedId: string): Work =>
  (sql) =>
    applyCustomerMeaning(sql, shop, new Map([[shop.id, shop]]), { kind: 'customers_merged', keptId, deletedId }, NOW);

/** Does `first` and, before it is committed, `second`: until that one is through, or waits for the first. */
async function pass(first: Work, second: Work): Promise<void> {
  let following: Promise<unknown> | undefined;
  await inTransaction(async (sql) => {
    await first(sql);
    if (following) return;
    const { rows } = await sql.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    let isThrough = false;
    following = inTransaction(second).finally(() => (isThrough = true));
    following.catch(() => {});
    for (let waits = 0; !isThrough && waits === 0;) {
      const found = await pool().query<{ waits: number }>(
        'SELECT count(*)::int AS waits FROM pg_stat_activity WHERE $1 = ANY(pg_blocking_pids(pid))',
        [rows[0]?.pid],
      );
      waits = found.rows[0]?.waits ?? 0;
    }
  });
  await following;
}

async function ownerOf(shop: ShopFacts, orderId: string): Promise<string> {
  const { rows } = await pool().query<{ member_id: string | null }>(
    'SELECT member_id FROM orders WHERE shop_id = $1 AND order_id = $2',
    [shop.id, orderId],
  );
  return rows[0]?.member_id ?? 'nobody';
}

async function memberOf(shop: ShopFacts, customerId: string): Promise<string> {
  const { rows } = await pool().query<{ id: string }>(
    `SELECT id FROM members WHERE shop_id = $1 AND customer_id = $2 AND status = 'active'`,
    [shop.id, customerId],
  );
  return rows[0]?.id ?? 'no member';
}

describe('what two transactions do at the same moment', () => {
  it.each(['the order', 'the joining'])(
    'A guest who joins while their order is first written gets its points, when %s comes first (N1, D4)',
    async (first) => {
      const shop = await createShop();
      const customerId = nobody();
      const { orderId, apply } = order(shop, customerId);
      const steps = [apply, join(shop, customerId)] as const;
      await (first === 'the order' ? pass(...steps) : pass(steps[1], steps[0]));
      const memberId = await memberOf(shop, customerId);
      expect(await ownerOf(shop, orderId)).toBe(memberId);
      expect(await balanceOf(shop.id, memberId)).toBe(80);
    },
  );

  it('An order that carries nothing but an address counts for who proves the address before the order is committed (N1, D4)', async () => {
    const shop = await createShop();
    const customerId = nobody();
    const { orderId, apply } = orderOf(shop, { email: 'guest@example.com' });
    await pass(apply, join(shop, customerId, 'guest@example.com'));
    const memberId = await memberOf(shop, customerId);
    expect(await ownerOf(shop, orderId)).toBe(memberId);
    expect(await balanceOf(shop.id, memberId)).toBe(80);
  });

  it('So does it for a member of long ago who proves the address only now (N1, D4)', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    const { orderId, apply } = orderOf(shop, { email: 'late@example.com' });
    await pass(apply, join(shop, member.customerId, 'late@example.com'));
    expect(await ownerOf(shop, orderId)).toBe(member.id);
    expect(await balanceOf(shop.id, member.id)).toBe(80);
  });

  it('Who joins by an order while they are forgotten is forgotten, not left as a member (G1)', async () => {
    const shop = await createShop();
    const customerId = nobody();
    const { orderId, apply } = order(shop, customerId, 'enabled');
    const forget: Work = (sql) => eraseCustomer(sql, shop.id, { customerId, email: null, orderIds: [] });
    await pass(apply, forget);
    expect(await memberOf(shop, customerId)).toBe('no member');
    const { rows } = await pool().query('SELECT customer_id FROM orders WHERE shop_id = $1 AND order_id = $2', [
      shop.id,
      orderId,
    ]);
    expect(rows).toEqual([{ customer_id: null }]);
  });

  it.each(['the order', 'the merge'])(
    'A guest order goes to the member whom the guest is merged into, when %s comes first (N1, D4)',
    async (first) => {
      const shop = await createShop();
      const kept = await createMember(shop);
      const guestId = nobody();
      const { orderId, apply } = order(shop, guestId);
      const steps = [apply, merge(shop, kept.customerId, guestId)] as const;
      await (first === 'the order' ? pass(...steps) : pass(steps[1], steps[0]));
      expect(await ownerOf(shop, orderId)).toBe(kept.id);
      expect(await balanceOf(shop.id, kept.id)).toBe(80);
    },
  );

  it.each(['the order', 'the merge'])(
    "A first order of a member who is merged away at the same moment is the kept one's, when %s comes first (D4)",
    async (first) => {
      const shop = await createShop();
      const [kept, deleted] = [await createMember(shop), await createMember(shop)];
      const { orderId, apply } = order(shop, deleted.customerId, 'enabled');
      const steps = [apply, merge(shop, kept.customerId, deleted.customerId)] as const;
      await (first === 'the order' ? pass(...steps) : pass(steps[1], steps[0]));
      expect(await ownerOf(shop, orderId)).toBe(kept.id);
      expect(await balanceOf(shop.id, kept.id)).toBe(80);
      expect(await balanceOf(shop.id, deleted.id)).toBe(0);
    },
  );

  it.each(['the joining', 'the merge'])(
    'Orders of a guest count for the customer whom the guest is merged into, who joins meanwhile; %s comes first (N1, D4)',
    async (first) => {
      const shop = await createShop();
      const [keptId, guestId] = [nobody(), nobody()];
      const { orderId, apply } = order(shop, guestId);
      await inTransaction(apply);
      const steps = [join(shop, keptId), merge(shop, keptId, guestId)] as const;
      await (first === 'the joining' ? pass(...steps) : pass(steps[1], steps[0]));
      const memberId = await memberOf(shop, keptId);
      expect(await ownerOf(shop, orderId)).toBe(memberId);
      expect(await balanceOf(shop.id, memberId)).toBe(80);
    },
  );

  it('Points that the merchant gives to a member who is merged away meanwhile are refused, not lost (G1)', async () => {
    const shop = await createShop();
    const [kept, deleted] = [await createMember(shop), await createMember(shop)];
    const given = { memberId: deleted.id, points: 30, note: 'Sorry', requestId: randomUUID(), actor: 'test' };
    let result: AdjustResult | undefined;
    await pass(merge(shop, kept.customerId, deleted.customerId), async () => {
      result = await adjustPoints({ shopId: shop.id, ...given, now: NOW });
    });
    expect(result).toEqual({ ok: false, refusal: 'member_not_active' });
    expect(await balanceOf(shop.id, deleted.id)).toBe(0);
  });

  it('Holding customers who are no members leaves no trace of them', async () => {
    const shop = await createShop();
    const { apply } = order(shop, nobody());
    await inTransaction(apply);
    const { rows } = await pool().query('SELECT 1 FROM members WHERE shop_id = $1', [shop.id]);
    expect(rows).toEqual([]);
  });
});
