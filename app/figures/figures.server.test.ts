import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import pg from 'pg';
import { inTransaction, pool } from '#app/db.server.ts';
import { eraseCustomer } from '#app/members/erase.server.ts';
import { mergeCustomers } from '#app/members/merge.server.ts';
import type { ShopFacts } from '#app/shops/shop-store.server.ts';
import { deliver, openDoors, settle, type Doors } from '#tests/kit/door.ts';
import { createMember, createShop, NOW, orderPayload, refundPayload } from '#tests/kit/factories.ts';
import { loadPanel } from '../analytics/panels.server.ts';
import type { PanelId } from '../analytics/panel.ts';
import type { PeriodAsk } from '../analytics/period.ts';
import { auditFigures } from './audit.server.ts';
import { foldDue, foldPortion } from './fold.server.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

const lastMonth: PeriodAsk = { preset: '30d', comparison: 'previous' };

async function fold(shop: ShopFacts, portion = 1_000, now = NOW): Promise<void> {
  while (await foldPortion(shop.id, now, portion));
}

async function audited(): Promise<string[]> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  try {
    return await auditFigures(client);
  } finally {
    await client.end();
  }
}

async function figure(shop: ShopFacts, id: PanelId, ask: PeriodAsk = lastMonth): Promise<number | null> {
  const panel = await loadPanel(shop, id, ask, NOW);
  if (panel.kind !== 'figure') throw new Error(`${id} is no figure`);
  return panel.value;
}

async function bars(shop: ShopFacts, id: PanelId): Promise<Record<string, number | null>> {
  const panel = await loadPanel(shop, id, lastMonth, NOW);
  if (panel.kind !== 'bars') throw new Error(`${id} is no bars`);
  return Object.fromEntries(panel.rows.map(({ key, value }) => [key, value]));
}

async function buy(shop: ShopFacts, customerId: string | null, price: string, at: string, more: object = {}) {
  const order = orderPayload({ customerId, lines: [{ price }], processedAt: at, ...more });
  await deliver(doors, shop, 'orders/paid', order);
  await settle();
  return order;
}

describe('figures', () => {
  it('Follow orders, refunds, guests and joining, each counted once, and the audit agrees after every step', async () => {
    const shop = await createShop();
    const [ann, bob] = [await createMember(shop), await createMember(shop)];
    await fold(shop);
    expect(await audited()).toEqual([]);
    await buy(shop, ann.customerId, '100.00', '2026-09-01T10:00:00Z');
    await buy(shop, ann.customerId, '200.00', '2026-11-02T10:00:00Z');
    const refunded = await buy(shop, bob.customerId, '300.00', '2026-11-03T10:00:00Z');
    await buy(shop, null, '50.00', '2026-11-04T10:00:00Z', { email: 'guest@example.com' });
    await buy(shop, ann.customerId, '999.00', '2026-11-04T10:00:00Z', { currency: 'EUR' });
    await fold(shop);
    expect(await audited()).toEqual([]);
    expect(await figure(shop, 'members_total')).toBe(2);
    expect(await figure(shop, 'members_active')).toBe(2);
    expect(await figure(shop, 'active_share')).toBe(10_000);
    expect(await figure(shop, 'member_revenue')).toBe(50_000);
    expect(await figure(shop, 'member_revenue_share')).toBe(9_091);
    expect(await figure(shop, 'repeat_rate')).toBe(5_000);
    expect(await figure(shop, 'purchase_frequency')).toBe(100);
    expect(await figure(shop, 'days_between_orders')).toBe(62);
    expect(await figure(shop, 'lifetime_value')).toBe(30_000);
    expect(await bars(shop, 'average_order')).toEqual({ member: 25_000, other: 5_000 });
    expect(await loadPanel(shop, 'best_by_points', lastMonth, NOW)).toMatchObject({
      rows: [
        { memberId: bob.id, values: { points: 300 } },
        { memberId: ann.id, values: { points: 200 } },
      ],
    });
    await deliver(
      doors,
      shop,
      'refunds/create',
      refundPayload({
        orderId: refunded.id,
        lines: [{ lineId: refunded.line_items[0]?.id ?? 0, quantity: 1, subtotal: '300.00' }],
      }),
    );
    await settle();
    await fold(shop);
    expect(await audited()).toEqual([]);
    expect(await figure(shop, 'members_active')).toBe(1);
    expect(await figure(shop, 'member_revenue')).toBe(20_000);
    expect(await loadPanel(shop, 'best_by_points', lastMonth, NOW)).toMatchObject({ rows: [{ memberId: ann.id }] });
  });

  it('Of a merged member go over to the one who was kept; of an erased one the orders stay in the sums', async () => {
    const shop = await createShop();
    const [ann, bob] = [await createMember(shop), await createMember(shop)];
    await buy(shop, ann.customerId, '100.00', '2026-11-02T10:00:00Z');
    await buy(shop, bob.customerId, '200.00', '2026-11-03T10:00:00Z');
    await fold(shop);
    await inTransaction((sql) => mergeCustomers(sql, shop, ann.customerId, bob.customerId, NOW));
    await fold(shop);
    expect(await audited()).toEqual([]);
    expect(await figure(shop, 'members_total')).toBe(1);
    expect(await figure(shop, 'members_active')).toBe(1);
    expect(await figure(shop, 'lifetime_value')).toBe(30_000);
    const best = await loadPanel(shop, 'best_by_points', lastMonth, NOW);
    expect(best).toMatchObject({ rows: [{ memberId: ann.id, values: { spent: 30_000, points: 300, orders: 2 } }] });
    await inTransaction((sql) =>
      eraseCustomer(sql, shop.id, { customerId: ann.customerId, email: null, orderIds: [] }),
    );
    await fold(shop);
    expect(await audited()).toEqual([]);
    expect(await figure(shop, 'members_total')).toBe(0);
    expect(await figure(shop, 'member_revenue')).toBe(30_000);
    expect(await loadPanel(shop, 'best_by_spend', lastMonth, NOW)).toMatchObject({ rows: [] });
  });

  it('Of a shop with a history are filled in portions, changes coming in between, and again when the time zone changes', async () => {
    const shop = await createShop({ timeZone: 'Europe/Copenhagen' });
    const members = [];
    for (let index = 0; index < 7; index++) members.push(await createMember(shop));
    for (const member of members) await buy(shop, member.customerId, '10.00', '2026-10-31T23:30:00Z');
    expect(await foldPortion(shop.id, NOW, 3)).toBe(true);
    expect(await audited()).toEqual([]);
    await buy(shop, members[0]?.customerId ?? '', '10.00', '2026-11-02T10:00:00Z');
    await fold(shop, 3);
    expect(await audited()).toEqual([]);
    expect(await figure(shop, 'member_revenue', { preset: 'this_month', comparison: 'none' })).toBe(8_000);
    const joined = await pool().query(
      `SELECT sum(value)::int AS members FROM figure_rollups WHERE shop_id = $1 AND metric = 'joined'`,
      [shop.id],
    );
    expect(joined.rows).toEqual([{ members: 7 }]);
    await pool().query(`UPDATE shops SET time_zone = 'America/New_York' WHERE id = $1`, [shop.id]);
    await fold(shop, 3);
    expect(await audited()).toEqual([]);
  });

  it('Are right when several workers fold at once, and when one dies in the middle of a portion', async () => {
    const shop = await createShop();
    const members = [];
    for (let index = 0; index < 6; index++) members.push(await createMember(shop));
    await fold(shop, 2);
    for (const [index, member] of members.entries())
      await buy(shop, member.customerId, `${index + 1}0.00`, '2026-11-02T10:00:00Z');
    const killed = inTransaction(async (sql) => {
      await sql.query('DELETE FROM figure_changes WHERE shop_id = $1', [shop.id]);
      throw new Error('killed');
    });
    await expect(killed).rejects.toThrow('killed');
    await Promise.all(Array.from({ length: 4 }, () => fold(shop, 1)));
    expect(await audited()).toEqual([]);
    expect(await figure(shop, 'member_revenue')).toBe(21_000);
    // On a busy machine a run may end for its time alone; the next finds nothing left to do.
    await expect.poll(() => foldDue(NOW)).toBe(false);
  });

  it('That were tampered with are found by the audit, each kind by name', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    await buy(shop, member.customerId, '100.00', '2026-11-02T10:00:00Z');
    await buy(shop, null, '50.00', '2026-11-04T10:00:00Z', { email: 'guest@example.com' });
    await fold(shop);
    const tampered = async (statement: string, back: string) => {
      await pool().query(statement, [shop.id]);
      const breaches = await audited();
      await pool().query(back, [shop.id]);
      expect(await audited()).toEqual([]);
      return breaches.join('\n');
    };
    const rollup = (metric: string, by: string) =>
      `UPDATE figure_rollups SET value = value ${by} WHERE shop_id = $1 AND metric = '${metric}'`;
    expect(await tampered(rollup('joined', '+ 1'), rollup('joined', '- 1'))).toContain(
      'a rollup is the sum of the parts',
    );
    const other = (by: string) => `${rollup('revenue', by)} AND key = 'other'`;
    expect(await tampered(other('+ 1'), other('- 1'))).toContain('the orders without a member are those of the day');
    const listed = (by: string) => `UPDATE member_figures SET spent_minor = spent_minor ${by} WHERE shop_id = $1`;
    expect(await tampered(listed('+ 1'), listed('- 1'))).toContain('the figures of a member are those of the part');
    const order = (by: string) =>
      `UPDATE orders SET total_minor = total_minor ${by} WHERE shop_id = $1 AND member_id IS NOT NULL`;
    expect(await tampered(order('+ 1'), order('- 1'))).toContain("a member's part is what is recorded");
  });
});
