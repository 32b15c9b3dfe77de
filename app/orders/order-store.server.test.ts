/** Orders that two transactions see first at the same moment; and orders that were there before a column of theirs. */
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inTransaction, pool } from '#app/db.server.ts';
import { createShop } from '#tests/kit/factories.ts';
import { emptyFacts, type OrderFacts } from './facts.ts';
import { sumsOf } from './fold.ts';
import { lockOrders, orderKey, saveOrders } from './order-store.server.ts';

describe('an order that is not there yet', () => {
  it('Two transactions at once add to what the other wrote, and neither overwrites it', async () => {
    const shop = await createShop();
    const ref = { shopId: shop.id, orderId: '4001' };
    const addCode = (code: string) =>
      inTransaction(async (sql) => {
        const order = (await lockOrders(sql, [ref])).get(orderKey(ref));
        if (!order) throw new Error('A locked order is always given.');
        order.facts.discountCodes = [...order.facts.discountCodes, code];
        // Long enough for all of them to have seen that there is no such order.
        await sql.query('SELECT pg_sleep(0.05)');
        await saveOrders(sql, [{ ...order, ...sumsOf(order.facts), paidOn: null }]);
      });
    const codes = ['A', 'B', 'C', 'D'];
    await Promise.all(codes.map(addCode));
    const order = (await inTransaction((sql) => lockOrders(sql, [ref]))).get(orderKey(ref));
    expect(order?.facts.discountCodes.toSorted()).toEqual(codes);
    expect(order?.version).toBe(codes.length);
  });
});

const facts: fc.Arbitrary<OrderFacts> = fc
  .record({
    lines: fc.array(
      fc.record({
        amountMinor: fc.nat(30_000),
        quantity: fc.integer({ min: 1, max: 4 }),
        removedQuantity: fc.constantFrom(0, 0, 0, 1, 4),
        kind: fc.constantFrom('goods', 'goods', 'giftCard', 'tip'),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    refunds: fc.array(
      fc.record({
        named: fc.array(fc.record({ line: fc.nat(3), quantity: fc.integer({ min: 1, max: 3 }) }), { maxLength: 2 }),
        linesMinor: fc.nat(20_000),
        shippingMinor: fc.constantFrom(0, 4_900),
        looseMinor: fc.nat(30_000),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ lines, refunds }) => ({
    ...emptyFacts(),
    lines: lines.map(({ kind, ...line }, index) => ({
      ...{
        ...line,
        lineId: `l${index}`,
        productId: null,
        title: '',
        tip: kind === 'tip',
        giftCard: kind === 'giftCard',
      },
      removedQuantity: Math.min(line.removedQuantity, line.quantity),
    })),
    refunds: refunds.map(({ named, looseMinor, ...refund }, index) => ({
      ...{ ...refund, refundId: `${index}`, at: `2026-11-2${index}T10:00:00.000Z` },
      lines: named.map(({ line, quantity }) => ({ lineId: `l${line % lines.length}`, quantity })),
      moneyMinor: refund.linesMinor + refund.shippingMinor + looseMinor,
    })),
  }));

describe('orders of before what went back of their goods was written beside them', () => {
  it('Get from the migration, to the last unit, what the code would have written (R3)', async () => {
    const shop = await createShop();
    const all = fc.sample(facts, { seed: 4711, numRuns: 600 });
    await inTransaction(async (sql) => {
      const refs = all.map((_, index) => ({ shopId: shop.id, orderId: String(10_000 + index) }));
      const orders = await lockOrders(sql, refs);
      await saveOrders(
        sql,
        refs.flatMap((ref, index) => {
          const [order, ofOrder] = [orders.get(orderKey(ref)), all[index]];
          return order && ofOrder ? [{ ...order, facts: ofOrder, ...sumsOf(ofOrder), paidOn: null }] : [];
        }),
      );
    });
    const read = async () =>
      (
        await pool().query<{ id: string; back: number }>(
          'SELECT order_id AS id, returned_minor AS back FROM orders WHERE shop_id = $1 ORDER BY order_id',
          [shop.id],
        )
      ).rows;
    const written = await read();
    expect(written.filter(({ back }) => back > 0).length).toBeGreaterThan(300);
    await pool().query('UPDATE orders SET returned_minor = 0 WHERE shop_id = $1', [shop.id]);
    const folder = new URL('../../prisma/migrations/20261122160000_goods_that_went_back/', import.meta.url);
    const [, update] = (await readFile(new URL('migration.sql', folder), 'utf8')).split(/(?=^WITH )/m);
    await pool().query(update ?? '');
    expect(await read()).toEqual(written);
  });
});
