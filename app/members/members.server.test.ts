import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction, pool } from '#app/db.server.ts';
import { claimDue, enqueue } from '#app/outbox/outbox-store.server.ts';
import { redeem } from '#app/rewards/redeem.server.ts';
import { afterInstall } from '#app/shops/install.server.ts';
import type { ShopFacts } from '#app/shops/shop-store.server.ts';
import { balanceOf, deliver, openDoors, settle, type Doors } from '#tests/kit/door.ts';
import { dumpStore } from '#tests/kit/dump.ts';
import { createMember, createShop, nextNumber, NOW, orderPayload, refundPayload } from '#tests/kit/factories.ts';
import { adjustPoints } from './adjust.server.ts';
import { customerKey, findMembers, type Member } from './membership.server.ts';

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
    errors: [],
  });

async function give(shop: ShopFacts, member: Member, points: number, note = 'a gift'): Promise<void> {
  const request = { shopId: shop.id, memberId: member.id, points, note, requestId: randomUUID() };
  expect(await adjustPoints({ ...request, actor: 'test', now: NOW })).toMatchObject({ ok: true });
}

/** An order that the customer paid. */
async function buys(shop: ShopFacts, customerId: string, price: string) {
  const order = orderPayload({ customerId, lines: [{ price }] });
  await tell(shop, 'orders/paid', order);
  return order;
}

const refund = (shop: ShopFacts, order: { id: number; line_items: { id: number }[] }, subtotal: string) =>
  tell(
    shop,
    'refunds/create',
    refundPayload({ orderId: order.id, lines: [{ lineId: order.line_items[0]?.id ?? 0, quantity: 1, subtotal }] }),
  );

async function memberOf(shop: ShopFacts, customerId: string): Promise<Member | undefined> {
  const customer = { shopId: shop.id, customerId };
  return (await findMembers(pool(), [customer])).get(customerKey(customer));
}

async function balanceOfCustomer(shop: ShopFacts, customerId: string): Promise<number | undefined> {
  const member = await memberOf(shop, customerId);
  return member && balanceOf(shop.id, member.id);
}

describe('two customers become one (G1)', () => {
  it('The kept one has the points of both, whichever id was kept, however often it is told', async () => {
    for (const keepsOlder of [true, false]) {
      const shop = await createShop();
      const [a, b] = [await createMember(shop), await createMember(shop)];
      await give(shop, a, 70);
      await give(shop, b, 30);
      const [kept, gone] = keepsOlder ? [a, b] : [b, a];
      for (let time = 0; time < 3; time++) await merge(shop, kept.customerId, gone.customerId);
      expect(await balanceOf(shop.id, kept.id)).toBe(100);
      expect(await balanceOf(shop.id, gone.id)).toBe(0);
    }
  });

  it('Chains of merges end at the last one kept, in any order of telling', async () => {
    for (const firstInnerMerge of [true, false]) {
      const shop = await createShop();
      const [a, b, c] = [await createMember(shop), await createMember(shop), await createMember(shop)];
      for (const member of [a, b, c]) await give(shop, member, 10);
      const inner = () => merge(shop, b.customerId, a.customerId);
      const outer = () => merge(shop, c.customerId, b.customerId);
      for (const step of firstInnerMerge ? [inner, outer] : [outer, inner]) await step();
      expect(await balanceOf(shop.id, c.id)).toBe(30);
      for (const customer of [a, b, c]) expect(await balanceOfCustomer(shop, customer.customerId)).toBe(30);
    }
  });

  it('Debts are merged like points', async () => {
    const shop = await createShop();
    const [a, b] = [await createMember(shop), await createMember(shop)];
    const order = await buys(shop, a.customerId, '50.00');
    await give(shop, a, -50);
    await refund(shop, order, '50.00');
    expect(await balanceOf(shop.id, a.id)).toBe(-50);
    await give(shop, b, 20);
    await merge(shop, b.customerId, a.customerId);
    expect(await balanceOf(shop.id, a.id)).toBe(0);
    expect(await balanceOf(shop.id, b.id)).toBe(-30);
    await give(shop, b, 40);
    expect(await balanceOf(shop.id, b.id)).toBe(10);
  });

  it('A refund after the merge takes the points from the kept one', async () => {
    const shop = await createShop();
    const [a, b] = [await createMember(shop), await createMember(shop)];
    const order = await buys(shop, a.customerId, '80.00');
    await merge(shop, b.customerId, a.customerId);
    expect(await balanceOf(shop.id, b.id)).toBe(80);
    await refund(shop, order, '80.00');
    expect(await balanceOf(shop.id, b.id)).toBe(0);
    expect(await balanceOf(shop.id, a.id)).toBe(0);
  });

  it('A redemption moves along, and a refund of its order returns its points to the kept one', async () => {
    const shop = await createShop();
    const [a, b] = [await createMember(shop), await createMember(shop)];
    await give(shop, a, 100);
    const result = await redeem({ shop, member: a, rewardId: 'rw_amount', requestId: randomUUID(), now: NOW });
    const code = result.ok ? result.redemption.code : '';
    const order = orderPayload({ customerId: a.customerId, codes: [code], lines: [{ price: '40.00' }] });
    await tell(shop, 'orders/paid', order);
    await merge(shop, b.customerId, a.customerId);
    expect(await balanceOf(shop.id, b.id)).toBe(40);
    await refund(shop, order, '40.00');
    expect(await balanceOf(shop.id, b.id)).toBe(100);
  });

  it('A customer who never joined brings their guest orders; late events of the old id find the kept member', async () => {
    const shop = await createShop();
    const kept = await createMember(shop);
    const goneId = String(5_500_000 + nextNumber());
    await merge(shop, kept.customerId, goneId);
    await buys(shop, goneId, '25.00');
    expect(await balanceOf(shop.id, kept.id)).toBe(25);
    await tell(shop, 'customers/update', { id: Number(goneId), state: 'enabled', email: null, verified_email: false });
    const { rows } = await pool().query(`SELECT id FROM members WHERE shop_id = $1 AND status = 'active'`, [shop.id]);
    expect(rows).toEqual([{ id: kept.id }]);
  });

  it('A day-late order of either old id earns once for the kept member, also when only the other had joined (X1)', async () => {
    const shop = await createShop();
    const joined = await createMember(shop);
    const keptId = String(5_600_000 + nextNumber());
    await merge(shop, keptId, joined.customerId);
    await buys(shop, joined.customerId, '10.00');
    await buys(shop, keptId, '15.00');
    expect(await balanceOf(shop.id, joined.id)).toBe(25);
    expect((await memberOf(shop, keptId))?.id).toBe(joined.id);
  });

  it('Telling afterwards that the merged-away customer was deleted takes nothing from the kept one', async () => {
    const shop = await createShop();
    const [a, b] = [await createMember(shop), await createMember(shop)];
    await give(shop, a, 60);
    await merge(shop, b.customerId, a.customerId);
    await tell(shop, 'customers/delete', { id: Number(a.customerId) });
    await buys(shop, a.customerId, '5.00');
    expect(await balanceOf(shop.id, b.id)).toBe(65);
    expect(await memberOf(shop, b.customerId)).toMatchObject({ id: b.id, status: 'active' });
  });
});

describe('a person is forgotten (G1)', () => {
  const email = 'Anna.Larsen@Example.com';
  const traces = /anna|larsen|example\.com/i;

  it('Nothing of name, address or customer stays in any table, and the journal still balances', async () => {
    const shop = await createShop();
    const old = await createMember(shop);
    const member = await createMember(shop);
    await give(shop, old, 10, 'Anna Larsen called us');
    await give(shop, member, 200, 'for Anna Larsen, sorry');
    await merge(shop, member.customerId, old.customerId);
    await redeem({ shop, member, rewardId: 'rw_amount', requestId: randomUUID(), now: NOW });
    const order = orderPayload({ customerId: member.customerId, email, lines: [{ price: '30.00' }] });
    await tell(shop, 'orders/paid', { ...order, customer: { ...Object(order['customer']), first_name: 'Anna' } });
    await tell(shop, 'orders/paid', orderPayload({ customerId: null, email, lines: [{ price: '31.00' }] }));
    await tell(shop, 'customers/update', {
      id: Number(member.customerId),
      state: 'enabled',
      email,
      first_name: 'Anna',
      verified_email: true,
    });
    // A dead letter that mentions the person, in another spelling.
    await tell(shop, 'orders/paid', { id: 'broken', email: email.toUpperCase(), customer: { first_name: 'Anna' } });
    await tell(shop, 'customers/data_request', {
      customer: { id: Number(member.customerId), email },
      orders_requested: [order.id],
    });
    await tell(shop, 'customers/redact', {
      customer: { id: Number(member.customerId), email },
      orders_to_redact: [order.id],
    });

    for (const [table, rows] of Object.entries(await dumpStore())) {
      const ofShop = rows.filter((row) => row.includes(`"shop_id": ${shop.id},`));
      // Bodies are bytes: read them as the text that they are.
      const texts = ofShop.map((row) =>
        row.replace(/"\\\\\\\\x([0-9a-f]*)"|"\\\\x([0-9a-f]*)"/g, (_match, a: string, b: string) =>
          Buffer.from(a ?? b ?? '', 'hex').toString('utf8'),
        ),
      );
      for (const text of texts) {
        expect(text, table).not.toMatch(traces);
        expect(text, table).not.toContain(member.customerId);
        expect(text, table).not.toContain(old.customerId);
      }
    }
    expect(await memberOf(shop, member.customerId)).toBeUndefined();
    expect(await balanceOf(shop.id, member.id)).toBe(210 - 100 + 30 + 31);
    const { rows } = await pool().query(
      'SELECT count(*) AS digests FROM orders WHERE shop_id = $1 AND email_digest IS NOT NULL',
      [shop.id],
    );
    expect(rows[0].digests).toBe(0);
  });

  it('Asked twice it is done once; a refund that comes later is still booked', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    const order = await buys(shop, member.customerId, '45.00');
    const request = { customer: { id: Number(member.customerId), email }, orders_to_redact: [order.id] };
    await tell(shop, 'customers/redact', request);
    const before = await dumpStore(['inbox_events']);
    await tell(shop, 'customers/redact', request);
    expect(await dumpStore(['inbox_events'])).toEqual(before);
    await refund(shop, order, '45.00');
    expect(await balanceOf(shop.id, member.id)).toBe(0);
  });

  it('Only in the shop that asked', async () => {
    const [shop, other] = [await createShop(), await createShop()];
    const customerId = String(5_700_000 + nextNumber());
    await createMember(shop, customerId);
    const neighbor = await createMember(other, customerId);
    await tell(shop, 'customers/redact', { customer: { id: Number(customerId), email: null }, orders_to_redact: [] });
    expect(await memberOf(shop, customerId)).toBeUndefined();
    expect(await memberOf(other, customerId)).toMatchObject({ id: neighbor.id, status: 'active' });
  });
});

describe('the shop leaves', () => {
  it('Uninstalling voids its tokens, keeps points and history, and waiting work for Shopify goes', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    await give(shop, member, 100);
    await pool().query(`INSERT INTO sessions (id, shop, state, "accessToken") VALUES ($1, $2, '', 'secret-token')`, [
      `offline_${shop.domain}`,
      shop.domain,
    ]);
    await tell(shop, 'app/uninstalled', { id: shop.id });
    const dump = JSON.stringify(await dumpStore());
    expect(dump).not.toContain('secret-token');
    expect(await balanceOf(shop.id, member.id)).toBe(100);
    // Moving members to the levels of the program asks Shopify nothing.
    const { rows } = await pool().query('SELECT topic FROM outbox_tasks WHERE shop_id = $1', [shop.id]);
    expect(rows).toEqual([{ topic: 'review_tiers' }]);
  });

  it('While it is away nothing is tried at Shopify; when it comes back, levels and balances follow (C5)', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    const waiting = async () => {
      const { rows } = await pool().query<{ topic: string }>(
        `SELECT topic FROM outbox_tasks WHERE shop_id = $1 AND topic <> 'review_tiers' AND available_at <= now() ORDER BY topic`,
        [shop.id],
      );
      return rows.map(({ topic }) => topic);
    };
    const taken = async () =>
      (await claimDue(1_000, 0)).filter(({ shopId }) => shopId === shop.id).map(({ topic }) => topic);
    await tell(shop, 'app/uninstalled', { id: shop.id });
    await give(shop, member, 100);
    await inTransaction((sql) => enqueue(sql, [{ shopId: shop.id, topic: 'create_code', subject: randomUUID() }]));
    await pool().query(`UPDATE members SET tier_id = 'gold' WHERE shop_id = $1 AND id = $2`, [shop.id, member.id]);
    expect(await waiting()).toEqual(['create_code', 'sync_member']);
    expect((await taken()).filter((topic) => topic !== 'review_tiers')).toEqual([]);
    // Shopify does not answer here; the installation stands all the same.
    await afterInstall(shop.domain, () => Promise.reject(new Error('no answer')), new Date(NOW.getTime() + 1000));
    expect(await waiting()).toEqual(['create_code', 'sync_member', 'sync_program', 'sync_shop', 'sync_tier']);
    expect(await taken()).toEqual(expect.arrayContaining(['create_code', 'sync_member', 'sync_tier']));
    await pool().query('DELETE FROM outbox_tasks WHERE shop_id = $1', [shop.id]);
    await afterInstall(shop.domain, () => Promise.reject(new Error('no answer')), NOW);
    expect(await waiting()).toEqual(['sync_program', 'sync_shop']);
    await pool().query('UPDATE members SET tier_id = NULL WHERE shop_id = $1', [shop.id]);
  });

  it('A removal that is told after the shop has let us in again changes nothing', async () => {
    const shop = await createShop();
    await pool().query(`INSERT INTO sessions (id, shop, state, "accessToken") VALUES ($1, $2, '', 'new-token')`, [
      `offline_${shop.domain}`,
      shop.domain,
    ]);
    const letInAt = (offsetMs: number) =>
      pool().query('UPDATE shops SET authorized_at = $2 WHERE id = $1', [shop.id, new Date(NOW.getTime() + offsetMs)]);
    await letInAt(60_000);
    await tell(shop, 'app/uninstalled', { id: shop.id });
    expect(JSON.stringify(await dumpStore())).toContain('new-token');
    await letInAt(-60_000);
    await tell(shop, 'app/uninstalled', { id: shop.id, again: true });
    expect(JSON.stringify(await dumpStore())).not.toContain('new-token');
  });

  it('A shop that was erased and came back counts from one again, with its new program', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    await buys(shop, member.customerId, '10.00');
    await tell(shop, 'app/uninstalled', { id: shop.id });
    await tell(shop, 'shop/redact', { shop_id: shop.id, shop_domain: shop.domain });
    const { publish } = await import('#app/publishing/program-store.server.ts');
    const { simpleProgram } = await import('#tests/kit/factories.ts');
    const program = simpleProgram();
    for (const rule of program.rules) if (rule.kind === 'order_amount') rule.pointsPerUnit = 3;
    await pool().query('UPDATE shops SET installed_at = now(), uninstalled_at = NULL WHERE id = $1', [shop.id]);
    expect(await publish(shop.id, program, 0, 'test', new Date(NOW.getTime() + 1000))).toMatchObject({ version: 1 });
    await buys(shop, member.customerId, '10.00');
    expect(await balanceOfCustomer(shop, member.customerId)).toBe(30);
  });
});
