import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultProgram } from '#app/program/default-program.ts';
import { createShop, NOW } from '#tests/kit/factories.ts';
import { openLocalShopify, type LocalShopify } from '#tests/kit/local-shopify.ts';
import {
  askForBacktest,
  BacktestLost,
  claimBacktest,
  finishBacktest,
  keepBacktest,
  latestBacktest,
  type BacktestSide,
} from './backtest-store.server.ts';
import { readCsvOrders } from './csv-orders.server.ts';
import { defaultAssumptions as assumptions } from './report.ts';
import { runDueBacktest } from './run-due.server.ts';

let local: LocalShopify;
beforeAll(async () => {
  local = await openLocalShopify();
});
afterAll(() => local.close());

const later = (seconds: number) => new Date(Date.now() + seconds * 1000);
const sides = (currencyCode: string): BacktestSide[] => [
  { from: 'live', templateId: null, program: defaultProgram(currencyCode) },
];

async function* csv(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

describe('a backtest that was asked for', () => {
  it("Is played over what Shopify's bulk operation tells, line by line and after refunds", async () => {
    const { world, shop } = local;
    const buyer = await local.joinedCustomer();
    const variant = world.catalog.products()[0]?.variants[0];
    if (!variant) throw new Error('The sandbox sells nothing.');
    const order = world.orders.place({
      buyer: { customerId: Number(buyer.customerId) },
      lines: [{ variantId: variant.id, quantity: 3 }],
    });
    world.orders.refund(order.id, { lines: [{ lineId: order.lines[0]?.id ?? 0, quantity: 1 }] });
    await askForBacktest({ shopId: shop.id, source: 'shopify', sides: sides(shop.currencyCode), assumptions }, NOW);
    expect(await runDueBacktest(NOW)).toBe(true);
    expect((await latestBacktest(shop.id))?.bulkGid).toMatch(/^gid:/);
    world.clock.advance(10 * 60_000);
    expect(await runDueBacktest(later(10))).toBe(true);
    const done = await latestBacktest(shop.id);
    expect(done).toMatchObject({ problem: null, orders: 1 });
    expect(done?.result?.history.revenueMinor).toBe(2 * variant.priceMinor);
  });

  it('Is played over the orders of a file, whose rows are gone when it is finished; the next question clears the one before', async () => {
    const { shop } = local;
    const text = `Name,Email,Paid at,Currency,Lineitem quantity,Lineitem price\n#1,a@example.com,2026-01-01,${shop.currencyCode},1,100.00\n`;
    const question = {
      shopId: shop.id,
      source: 'file' as const,
      fileName: 'orders.csv',
      sides: sides(shop.currencyCode),
      assumptions,
    };
    const first = await askForBacktest(question, NOW, readCsvOrders(csv(text)));
    const second = await askForBacktest(question, NOW, readCsvOrders(csv(text)));
    expect(second).not.toBe(first);
    expect(await runDueBacktest(NOW)).toBe(true);
    expect(await latestBacktest(shop.id)).toMatchObject({
      id: second,
      problem: null,
      result: { history: { orders: 1 } },
    });
    expect(await runDueBacktest(NOW)).toBe(false);
  });

  it('Says when there was nothing to play', async () => {
    const shop = await createShop();
    await askForBacktest({ shopId: shop.id, source: 'known', sides: sides('DKK'), assumptions }, NOW);
    await runDueBacktest(NOW);
    expect(await latestBacktest(shop.id)).toMatchObject({ problem: 'no_orders', result: null });
  });

  it('A worker that died is replaced when its lease is over, and can then change nothing any more (X1)', async () => {
    const shop = await createShop();
    await askForBacktest({ shopId: shop.id, source: 'known', sides: sides('DKK'), assumptions }, NOW);
    const dead = await claimBacktest(NOW);
    expect(await claimBacktest(NOW)).toBeNull();
    const after = new Date(NOW.getTime() + 120_000);
    const next = await claimBacktest(after);
    if (!dead || !next) throw new Error('Nobody may play the backtest.');
    await expect(keepBacktest(dead, 5, after)).rejects.toThrow(BacktestLost);
    await finishBacktest(dead, { problem: 'interrupted' }, after);
    expect((await latestBacktest(shop.id))?.finishedAt).toBeNull();
    await keepBacktest(next, 7, after);
    expect(await latestBacktest(shop.id)).toMatchObject({ orders: 7, finishedAt: null });
    await finishBacktest(next, { problem: 'interrupted' }, after);
    expect(await latestBacktest(shop.id)).toMatchObject({ problem: 'interrupted' });
  });
});
