import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProgram } from '#app/program/document.ts';
import { deliver, openDoors, settle, type Doors } from '#tests/kit/door.ts';
import { createMember, createShop, NOW, orderPayload, refundPayload, simpleProgram } from '#tests/kit/factories.ts';
import { costOfLast90Days } from './cost-of-90-days.server.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

describe('what the last 90 days would have cost', () => {
  it('Is played over the orders that came through the doors, refunds taken off, beside the live program', async () => {
    const live = simpleProgram();
    const shop = await createShop({ program: live });
    const member = await createMember(shop);
    const double = makeProgram({
      ...live,
      rules: live.rules.map((rule) => (rule.kind === 'order_amount' ? { ...rule, pointsPerUnit: 2 } : rule)),
    });
    const none = await costOfLast90Days(shop.id, double, NOW);
    expect(none).toMatchObject({ orders: 0, revenueMinor: 0, knownFrom: null, next: { issuedPoints: 0 } });
    const buy = async (price: string, at: string) => {
      const order = orderPayload({ customerId: member.customerId, lines: [{ price }], processedAt: at });
      await deliver(doors, shop, 'orders/paid', order);
      await settle();
      return order;
    };
    await buy('500.00', '2026-06-01T10:00:00Z');
    await buy('100.00', '2026-11-01T10:00:00Z');
    const refunded = await buy('300.00', '2026-11-10T10:00:00Z');
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
    const cost = await costOfLast90Days(shop.id, double, NOW);
    expect(cost).toMatchObject({
      ...{ currencyCode: 'DKK', from: '2026-08-24', to: '2026-11-21', knownFrom: '2026-06-01' },
      ...{ orders: 1, revenueMinor: 10_000 },
      next: { issuedPoints: 200, memberRevenueMinor: 10_000 },
      live: { issuedPoints: 100 },
    });
  });
});
