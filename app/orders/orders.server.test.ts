import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { publish } from '#app/publishing/program-store.server.ts';
import { balanceOf, deliver, openDoors, settle, type Doors } from '#tests/kit/door.ts';
import {
  createMember,
  createShop,
  nextNumber,
  NOW,
  orderPayload,
  refundPayload,
  simpleProgram,
} from '#tests/kit/factories.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

async function send(shop: Parameters<typeof deliver>[1], topic: string, payload: unknown): Promise<void> {
  expect(await deliver(doors, shop, topic, payload)).toBe(200);
}

describe('orders earn points', () => {
  it('A paid order awards points once, however often it is delivered (D1)', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    const order = orderPayload({
      customerId: member.customerId,
      lines: [{ price: '349.50' }, { price: '20.25', quantity: 2 }],
    });
    for (let delivery = 0; delivery < 3; delivery++) {
      await send(shop, 'orders/paid', order);
      await settle();
    }
    expect(await balanceOf(shop.id, member.id)).toBe(390);
  });

  it('A discount, a gift card and a tip earn nothing, and the order says so (N1)', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    const order = orderPayload({
      customerId: member.customerId,
      lines: [
        { price: '100.00', discount: '25.00' },
        { price: '500.00', giftCard: true },
      ],
    });
    await send(shop, 'orders/paid', order);
    await settle();
    expect(await balanceOf(shop.id, member.id)).toBe(75);
    const { rows } = await pool().query('SELECT explanation FROM orders WHERE shop_id = $1', [shop.id]);
    expect(rows[0].explanation).toMatchObject({ outcome: 'earned', reasons: [{ code: 'gift_card_excluded' }] });
  });

  it('A guest order waits with its reason, and counts when the guest gets an account (N1)', async () => {
    const shop = await createShop();
    const customerId = String(8_000_000 + nextNumber());
    await send(shop, 'orders/paid', orderPayload({ customerId, state: 'disabled', lines: [{ price: '80.00' }] }));
    await settle();
    const waiting = await pool().query('SELECT explanation, member_id FROM orders WHERE shop_id = $1', [shop.id]);
    expect(waiting.rows[0]).toEqual({
      explanation: { outcome: 'waiting', reasons: [{ code: 'guest' }] },
      member_id: null,
    });
    await send(shop, 'customers/update', {
      id: Number(customerId),
      state: 'enabled',
      email: 'a@example.com',
      verified_email: true,
    });
    await settle();
    const { rows } = await pool().query('SELECT m.id FROM members m WHERE shop_id = $1 AND customer_id = $2', [
      shop.id,
      customerId,
    ]);
    expect(await balanceOf(shop.id, rows[0].id)).toBe(80);
  });

  it('A guest order without a customer joins whoever proves the e-mail address, in any spelling (N1)', async () => {
    const shop = await createShop();
    await send(
      shop,
      'orders/paid',
      orderPayload({ customerId: null, email: 'Anna@Example.com', lines: [{ price: '60.00' }] }),
    );
    await settle();
    const customerId = String(8_000_000 + nextNumber());
    await send(shop, 'customers/create', {
      id: Number(customerId),
      state: 'enabled',
      email: ' anna@example.com',
      verified_email: true,
    });
    await settle();
    const { rows } = await pool().query('SELECT id FROM members WHERE shop_id = $1 AND customer_id = $2', [
      shop.id,
      customerId,
    ]);
    expect(await balanceOf(shop.id, rows[0].id)).toBe(60);
  });
});

describe('refunds take back what was recorded', () => {
  it('A refund after the rate was doubled takes exactly the recorded points (R1)', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    const order = orderPayload({ customerId: member.customerId, lines: [{ price: '50.00' }] });
    await send(shop, 'orders/paid', order);
    await settle();
    const doubled = simpleProgram();
    for (const rule of doubled.rules) if (rule.kind === 'order_amount') rule.pointsPerUnit = 2;
    expect(await publish(shop.id, doubled, 1, 'test', NOW)).toMatchObject({ ok: true });
    await send(
      shop,
      'refunds/create',
      refundPayload({
        orderId: order.id,
        lines: [{ lineId: order.line_items[0]!.id, quantity: 1, subtotal: '50.00' }],
      }),
    );
    await settle();
    expect(await balanceOf(shop.id, member.id)).toBe(0);
  });

  it('A refund after the rule was deleted still takes the recorded points (R1)', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    const order = orderPayload({ customerId: member.customerId, lines: [{ price: '50.00' }] });
    await send(shop, 'orders/paid', order);
    await settle();
    expect(await publish(shop.id, { ...simpleProgram(), rules: [] }, 1, 'test', NOW)).toMatchObject({ ok: true });
    await send(shop, 'refunds/create', refundPayload({ orderId: order.id, amountOnly: '50.00' }));
    await settle();
    expect(await balanceOf(shop.id, member.id)).toBe(0);
  });

  it('Only the share of the refunded line goes back, to the last point (R3)', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    const order = orderPayload({
      customerId: member.customerId,
      lines: [{ price: '33.33', quantity: 3 }, { price: '10.00' }],
    });
    await send(shop, 'orders/paid', order);
    await settle();
    expect(await balanceOf(shop.id, member.id)).toBe(109);
    await send(
      shop,
      'refunds/create',
      refundPayload({
        orderId: order.id,
        lines: [{ lineId: order.line_items[0]!.id, quantity: 1, subtotal: '33.33' }],
      }),
    );
    await settle();
    // 100 points of the first line (99.99), a third of it back is 33.33: rounded down in the member's favour.
    const awarded = await pool().query(`SELECT points FROM transfers WHERE shop_id = $1 AND key = $2`, [
      shop.id,
      `order:${order.id}:line:${order.line_items[0]!.id}:rule:order`,
    ]);
    expect(await balanceOf(shop.id, member.id)).toBe(109 - Math.floor(awarded.rows[0].points / 3));
  });

  it('A refund of shipping alone takes no points (R5)', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    const order = orderPayload({ customerId: member.customerId, lines: [{ price: '90.00' }] });
    await send(shop, 'orders/paid', order);
    await send(shop, 'refunds/create', refundPayload({ orderId: order.id, shipping: '29.00' }));
    await settle();
    expect(await balanceOf(shop.id, member.id)).toBe(90);
  });

  it('A cancellation after a partial refund takes the rest and no more (R5)', async () => {
    const shop = await createShop();
    const member = await createMember(shop);
    const lines = [{ price: '40.00', quantity: 2 }, { price: '15.00' }];
    const order = orderPayload({ customerId: member.customerId, lines });
    await send(shop, 'orders/paid', order);
    await settle();
    await send(
      shop,
      'refunds/create',
      refundPayload({
        orderId: order.id,
        lines: [{ lineId: order.line_items[0]!.id, quantity: 1, subtotal: '40.00' }],
      }),
    );
    await settle();
    expect(await balanceOf(shop.id, member.id)).toBe(55);
    await send(
      shop,
      'orders/cancelled',
      orderPayload({
        id: order.id,
        customerId: member.customerId,
        lines,
        cancelledAt: '2026-11-21T09:00:00Z',
        financialStatus: 'refunded',
      }),
    );
    await settle();
    expect(await balanceOf(shop.id, member.id)).toBe(0);
  });

  it('Any number of refunds in any order, repeated and before the order itself, end like one refund of the same total (R2, R5)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ minor: fc.integer({ min: 100, max: 20_000 }), quantity: fc.integer({ min: 1, max: 4 }) }),
          { minLength: 1, maxLength: 4 },
        ),
        fc.array(
          fc.record({
            line: fc.nat(3),
            quantity: fc.integer({ min: 1, max: 2 }),
            amountOnly: fc.integer({ min: 0, max: 3_000 }),
          }),
          { minLength: 1, maxLength: 3 },
        ),
        fc.array(fc.nat(1_000), { minLength: 8, maxLength: 8 }),
        async (lineInputs, refundInputs, order) => {
          const ends: number[] = [];
          for (const shuffle of [false, true]) {
            const shop = await createShop();
            const member = await createMember(shop);
            const paid = orderPayload({
              customerId: member.customerId,
              lines: lineInputs.map((line) => ({ price: (line.minor / 100).toFixed(2), quantity: line.quantity })),
            });
            const refunds = refundInputs.map((refund, index) => {
              const lineIndex = refund.line % lineInputs.length;
              const line = lineInputs[lineIndex]!;
              return refundPayload({
                orderId: paid.id,
                at: `2026-11-20T1${index}:00:00Z`,
                lines: [
                  {
                    lineId: paid.line_items[lineIndex]!.id,
                    quantity: refund.quantity,
                    subtotal: ((line.minor * refund.quantity) / 100).toFixed(2),
                  },
                ],
                ...(refund.amountOnly > 0 ? { amountOnly: (refund.amountOnly / 100).toFixed(2) } : {}),
              });
            });
            const events = [
              ['orders/paid', paid] as const,
              ...refunds.map((refund) => ['refunds/create', refund] as const),
            ];
            const sequence = shuffle
              ? [...events, ...events]
                  .map((event, index) => ({ event, rank: order[index % order.length]! + index / 100 }))
                  .sort((a, b) => a.rank - b.rank)
                  .map(({ event }) => event)
              : events;
            for (const [topic, payload] of sequence) {
              await send(shop, topic, payload);
              await settle();
            }
            ends.push(await balanceOf(shop.id, member.id));
          }
          expect(ends[1]).toBe(ends[0]);
        },
      ),
      { numRuns: 15 },
    );
  });
});
