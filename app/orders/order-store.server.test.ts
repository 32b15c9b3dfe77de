/** Orders that two transactions see first at the same moment. */
import { describe, expect, it } from 'vitest';
import { inTransaction } from '#app/db.server.ts';
import { createShop } from '#tests/kit/factories.ts';
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
