import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testWorld } from './testing.ts';
import type { TestWorld } from './testing.ts';
import type { Order, OrderLine } from './order-types.ts';
import type { Json } from './types.ts';

function placed(
  { world, coffee, tea, member }: TestWorld,
  more: { codes?: string[]; currencyCode?: string } = {},
): Order {
  return world.orders.place({
    lines: [
      { variantId: coffee.id, quantity: 3 },
      { variantId: tea.id, quantity: 1 },
    ],
    buyer: { customerId: member.id },
    shippingRateId: 'standard',
    ...more,
  });
}

function lineAt(order: Order, index: number): OrderLine {
  const line = order.lines[index];
  if (!line) throw new Error('No such line.');
  return line;
}

function topics({ world }: TestWorld): string[] {
  return world.webhooks.deliveries().map((delivery) => delivery.topic);
}

const WATCHED = [
  'orders/create',
  'orders/paid',
  'orders/updated',
  'orders/cancelled',
  'orders/edited',
  'refunds/create',
  'customers/create',
];

describe('Placing an order', () => {
  it('numbers it, takes the money and announces it', () => {
    const test = testWorld({ topics: WATCHED });
    const order = placed(test);
    expect([order.name, placed(test).name]).toEqual(['#1001', '#1002']);
    expect([order.financialStatus, test.world.orders.currentTotals(order).total.shopMinor]).toEqual([
      'paid',
      34_700 + 3900,
    ]);
    expect(topics(test).slice(0, 2)).toEqual(['orders/create', 'orders/paid']);
    expect(test.world.customers.statistics(test.member.id)).toMatchObject({
      numberOfOrders: 2,
      amountSpentMinor: 77_200,
    });
  });

  it('as a guest makes a record without an account, once for each e-mail', () => {
    const test = testWorld({ topics: WATCHED });
    const lines = [{ variantId: test.tea.id, quantity: 1 }];
    const first = test.world.orders.place({ lines, buyer: { email: 'Guest@example.com', firstName: 'Gry' } });
    const second = test.world.orders.place({ lines, buyer: { email: 'guest@example.com' } });
    expect(first.customerId).toBe(second.customerId);
    expect(test.world.customers.get(first.customerId ?? 0)).toMatchObject({ state: 'disabled', firstName: 'Gry' });
    expect(topics(test).filter((topic) => topic === 'customers/create')).toHaveLength(1);
  });

  it('with a code that does not apply is refused and changes nothing', () => {
    const test = testWorld({ topics: WATCHED });
    expect(() => placed(test, { codes: ['NOPE'] })).toThrow('does not exist');
    expect([test.world.orders.count(), topics(test)]).toEqual([0, []]);
    expect(placed(test).name).toBe('#1001');
  });

  it('books the use of its code exactly at once, while the asynchronous count lags', () => {
    const test = testWorld();
    const discount = test.world.discounts.create(null, {
      kind: 'basic',
      title: 'T',
      code: 'T',
      items: { kind: 'all' },
      value: { kind: 'percentage', percentageBp: 1000 },
      usageLimit: 1,
    });
    placed(test, { codes: ['t'] });
    expect([test.world.discounts.useCount(discount.id), test.world.discounts.asyncUseCount(discount.id)]).toEqual([
      1, 0,
    ]);
    test.world.clock.advance(6000);
    expect(test.world.discounts.asyncUseCount(discount.id)).toBe(1);
    expect(() => placed(test, { codes: ['T'] })).toThrow('usage limit');
  });

  it('in another currency keeps both amounts, and each adds up by itself', () => {
    const test = testWorld();
    const order = placed(test, { currencyCode: 'JPY' });
    const { total, subtotal, shipping } = test.world.orders.currentTotals(order);
    expect(total.presentmentMinor).toBe(2178 * 3 + 1100 + 858);
    expect(total.shopMinor).toBe(subtotal.shopMinor + shipping.shopMinor);
  });

  it('of sold-out goods is refused', () => {
    const test = testWorld();
    test.world.catalog.updateProduct(test.tea.productId, { variants: [{ id: test.tea.id, inventoryQuantity: 1 }] });
    placed(test);
    expect(() => placed(test)).toThrow('sold out');
  });
});

describe('A refund', () => {
  it('of single units adds up to the line exactly, however it is split', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9999 }),
        fc.shuffledSubarray([1, 2, 3, 4], { minLength: 4 }),
        (off, steps) => {
          const test = testWorld();
          test.world.discounts.create(null, {
            kind: 'basic',
            title: 'T',
            code: 'T',
            items: { kind: 'all' },
            value: { kind: 'amount', amountMinor: off, onEachItem: false },
          });
          const order = test.world.orders.place({
            lines: [{ variantId: test.coffee.id, quantity: 10 }],
            buyer: null,
            codes: ['T'],
          });
          for (const quantity of steps)
            test.world.orders.refund(order.id, { lines: [{ lineId: lineAt(order, 0).id, quantity }] });
          const end = test.world.orders.get(order.id);
          const parts = end?.refunds.flatMap((refund) => refund.lines) ?? [];
          expect(parts.reduce((sum, part) => sum + part.subtotal.shopMinor, 0)).toBe(99_000 - off);
          expect(end?.financialStatus).toBe('refunded');
        },
      ),
      { numRuns: 15 },
    );
  });

  it('announces what went back, and leaves the rest', () => {
    const test = testWorld({ topics: WATCHED });
    const order = placed(test);
    const { refund, order: after } = test.world.orders.refund(order.id, {
      lines: [{ lineId: lineAt(order, 0).id, quantity: 1, restockType: 'return' }],
      shipping: { full: true },
      note: 'Broken cup',
    });
    expect(refund.transactions.map((transaction) => transaction.amount.shopMinor)).toEqual([9900 + 3900]);
    expect([after.financialStatus, lineAt(after, 0).currentQuantity]).toEqual(['partially_refunded', 2]);
    expect(test.world.orders.currentTotals(after).total.shopMinor).toBe(9900 * 2 + 5000);
    const delivery = test.world.webhooks.deliveries({ topic: 'refunds/create' })[0];
    const body = JSON.parse(delivery?.body ?? '{}') as {
      refund_line_items: { subtotal: number }[];
      order_adjustments: Json[];
      refund_shipping_lines: Json[];
    };
    expect(body.refund_line_items.map((line) => line.subtotal)).toEqual([99]);
    expect([body.order_adjustments.length, body.refund_shipping_lines.length]).toEqual([0, 1]);
  });

  it('of an amount only is booked as a discrepancy, and the customer does not owe it again', () => {
    const test = testWorld();
    const order = placed(test);
    const { refund, order: after } = test.world.orders.refund(order.id, { amountMinor: 7500 });
    expect(refund.lines).toEqual([]);
    expect(refund.adjustments).toMatchObject([{ kind: 'refund_discrepancy', amount: { shopMinor: -7500 } }]);
    expect(test.world.orders.outstanding(after).shopMinor).toBe(0);
  });

  it('of less than the units are worth keeps the difference as an adjustment', () => {
    const test = testWorld();
    const order = placed(test);
    const { refund } = test.world.orders.refund(order.id, {
      lines: [{ lineId: lineAt(order, 1).id, quantity: 1 }],
      amountMinor: 4000,
    });
    expect(refund.adjustments.map((adjustment) => adjustment.amount.shopMinor)).toEqual([1000]);
  });

  it('of more units or more money than there are is refused', () => {
    const test = testWorld();
    const order = placed(test);
    const { id } = lineAt(order, 1);
    expect(() => test.world.orders.refund(order.id, { lines: [{ lineId: id, quantity: 2 }] })).toThrow('more items');
    expect(() => test.world.orders.refund(order.id, { amountMinor: 38_601 })).toThrow('more than the amount');
    expect(() => test.world.orders.refund(order.id, {})).toThrow('nothing to refund');
    expect(test.world.orders.get(order.id)?.refunds).toEqual([]);
  });
});

describe('Canceling', () => {
  it('gives everything back and announces the refund and the cancellation', () => {
    const test = testWorld({ topics: WATCHED });
    const order = test.world.orders.cancel(placed(test).id, { reason: 'customer' });
    expect([order.financialStatus, order.cancelReason]).toEqual(['refunded', 'customer']);
    expect(test.world.orders.netPayment(order).shopMinor).toBe(0);
    expect(topics(test).slice(2)).toEqual(['refunds/create', 'orders/cancelled', 'orders/updated']);
    expect(() => test.world.orders.cancel(order.id)).toThrow('already been cancelled');
  });

  it('without giving the money back keeps it', () => {
    const test = testWorld();
    const order = test.world.orders.cancel(placed(test).id, { refund: false, restock: false });
    expect([order.financialStatus, order.refunds.length, test.world.orders.netPayment(order).shopMinor]).toEqual([
      'paid',
      0,
      38_600,
    ]);
  });

  it('an unpaid order voids it', () => {
    const test = testWorld();
    const order = test.world.orders.place({
      lines: [{ variantId: test.tea.id, quantity: 1 }],
      buyer: null,
      paid: false,
    });
    expect(order.financialStatus).toBe('pending');
    expect(test.world.orders.cancel(order.id).financialStatus).toBe('voided');
  });
});

describe('Editing', () => {
  it('records removed units as a refund without money, and settling it later is no discrepancy', () => {
    const test = testWorld({ topics: WATCHED });
    const order = placed(test);
    const edited = test.world.orders.edit(order.id, { quantities: [{ lineId: lineAt(order, 0).id, quantity: 1 }] });
    expect(lineAt(edited, 0)).toMatchObject({ quantity: 3, currentQuantity: 1 });
    expect(edited.refunds).toMatchObject([
      { cause: 'edit', transactions: [], lines: [{ quantity: 2, subtotal: { shopMinor: 19_800 } }] },
    ]);
    expect(topics(test).slice(2)).toEqual(['orders/edited', 'refunds/create', 'orders/updated']);
    const { refund } = test.world.orders.refund(order.id, { amountMinor: 19_800 });
    expect(refund.adjustments).toEqual([]);
  });

  it('adds units and lines, and collects the difference', () => {
    const test = testWorld();
    const order = placed(test);
    const edited = test.world.orders.edit(order.id, {
      quantities: [{ lineId: lineAt(order, 1).id, quantity: 2 }],
      additions: [{ variantId: test.sugar.id, quantity: 2 }],
    });
    expect(test.world.orders.netPayment(edited).shopMinor).toBe(38_600 + 5000 + 66);
    expect(edited.edits[0]?.additions.map(({ delta }) => delta)).toEqual([1, 2]);
  });

  it('below what was sent, or nothing at all, is refused', () => {
    const test = testWorld();
    const order = placed(test);
    test.world.orders.fulfill(order.id);
    expect(() =>
      test.world.orders.edit(order.id, { quantities: [{ lineId: lineAt(order, 0).id, quantity: 1 }] }),
    ).toThrow('fulfilled');
    expect(() => test.world.orders.edit(order.id, {})).toThrow('Nothing was changed');
  });
});

it('An order left unpaid is announced as paid when it is marked so', () => {
  const test = testWorld({ topics: WATCHED });
  const order = test.world.orders.place({ lines: [{ variantId: test.tea.id, quantity: 1 }], buyer: null, paid: false });
  expect(topics(test)).toEqual(['orders/create']);
  expect(test.world.orders.markPaid(order.id).financialStatus).toBe('paid');
  expect(topics(test)).toEqual(['orders/create', 'orders/paid', 'orders/updated']);
  expect(() => test.world.orders.markPaid(order.id)).toThrow('cannot be marked as paid');
});
