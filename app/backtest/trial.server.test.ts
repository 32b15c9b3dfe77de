import { expect, it } from 'vitest';
import { defaultProgram } from '#app/program/default-program.ts';
import { createShop, NOW, simpleProgram } from '#tests/kit/factories.ts';
import { claimBacktest, finishBacktest, latestBacktest } from './backtest-store.server.ts';
import { Backtest } from './run-backtest.ts';
import { askForTrial, readTrial } from './trial.server.ts';

it('What onboarding asks is played over the orders at Shopify and told in figures; a document that is wrong is not played', async () => {
  const shop = await createShop({ program: null });
  expect(await readTrial(shop.id)).toEqual({ state: 'none' });
  await askForTrial(shop.id, { ...simpleProgram(), icon: 'unicorn' }, NOW);
  expect(await readTrial(shop.id)).toEqual({ state: 'none' });

  const program = defaultProgram('DKK');
  await askForTrial(shop.id, program, NOW);
  expect(await readTrial(shop.id)).toEqual({ state: 'running' });
  expect(await latestBacktest(shop.id)).toMatchObject({ source: 'shopify', sides: [{ from: 'draft' }] });

  const backtest = new Backtest({ programs: [program], timeZone: 'Europe/Copenhagen' });
  backtest.add({
    ...{ orderId: '1', customer: 'a', currencyCode: 'DKK', paidAtMs: NOW.getTime(), shippingMinor: 0 },
    lines: [{ lineId: '1', productId: '7', quantity: 1, amountMinor: 35_000, giftCard: false, tip: false }],
  });
  for (let row = await claimBacktest(NOW); row; row = await claimBacktest(NOW)) {
    await finishBacktest(row, { result: backtest.finish() }, NOW);
  }
  expect(await readTrial(shop.id)).toMatchObject({
    ...{ state: 'done', orders: 1, currencyCode: 'DKK', memberRevenueMinor: 35_000 },
    // 350 for the order and 100 for joining.
    issuedPoints: 450,
  });
});

it('A shop without past orders is told so', async () => {
  const shop = await createShop({ program: null });
  await askForTrial(shop.id, defaultProgram('DKK'), NOW);
  for (let row = await claimBacktest(NOW); row; row = await claimBacktest(NOW)) {
    await finishBacktest(row, { problem: 'no_orders' }, NOW);
  }
  expect(await readTrial(shop.id)).toEqual({ state: 'no_orders' });
});
