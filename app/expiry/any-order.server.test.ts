/**
 * Whatever happens to a member's points, in whatever order, the ledger holds: the kit audits after every run, and the end is
 * compared with a plain sum of what was earned, taken back, spent and lost.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inTransaction, pool } from '#app/db.server.ts';
import { audit } from '#app/ledger/audit.server.ts';
import { mergeCustomers } from '#app/members/merge.server.ts';
import { applyOrderUpdates } from '#app/orders/apply.server.ts';
import { emptyFacts, type OrderSnapshot, type RefundFact } from '#app/orders/facts.ts';
import type { Program } from '#app/program/document.ts';
import { redeem } from '#app/rewards/redeem.server.ts';
import { lockRedemption } from '#app/rewards/redemption-store.server.ts';
import { returnPoints } from '#app/rewards/return.server.ts';
import { createMember, createShop, NOW, simpleProgram } from '#tests/kit/factories.ts';
import { expireDue } from './expire.server.ts';
import { matureDue } from './mature.server.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const pending = fc.oneof(
  fc.constant({ kind: 'none' as const }),
  fc.record({ kind: fc.constant('after_payment' as const), days: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ kind: fc.constant('after_fulfillment' as const), days: fc.integer({ min: 0, max: 30 }) }),
);
const expiry = fc.oneof(
  fc.constant({ kind: 'never' as const }),
  fc.record({ kind: fc.constant('rolling' as const), months: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant('inactivity' as const), months: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    kind: fc.constant('fixed' as const),
    ...{ month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 28 }) },
    minimumMonths: fc.integer({ min: 0, max: 2 }),
  }),
);
const which = fc.nat(3);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('paid' as const), order: which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fulfilled' as const), order: which }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('refunded' as const),
      order: which,
      quantity: fc.integer({ min: 1, max: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancelled' as const), order: which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('redeemed' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('returned' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('days' as const), days: fc.integer({ min: 1, max: 60 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('night' as const), days: fc.integer({ min: 20, max: 60 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('matured' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('expired' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('merged' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function play(program: Program, steps: readonly Step[]): Promise<void> {
  const shop = await createShop({ program, timeZone: 'Australia/Lord_Howe' });
  const shops = new Map([[shop.id, shop]]);
  let member = await createMember(shop);
  let now = NOW;
  const open: string[] = [];
  const orders = [0, 1, 2, 3].map((index) => ({
    orderId: `${shop.id}${index}`,
    customerId: member.customerId,
    paidAt: null as string | null,
    fulfilledAt: null as string | null,
    cancelledAt: null as string | null,
    refunds: [] as RefundFact[],
  }));
  const tell = (index: number) => {
    const order = orders[index] ?? orders[0]!;
    const line = { lineId: '1', productId: null, title: 'Item', giftCard: false, tip: false, removedQuantity: 0 };
    const snapshot: OrderSnapshot = {
      ...emptyFacts(),
      ...order,
      ...{ name: `#${order.orderId}`, customerHasAccount: true, email: null, currencyCode: 'DKK', totalMinor: 20_000 },
      ...{ at: now.toISOString(), test: false, discountCodes: [] },
      lines: [{ ...line, quantity: 4, amountMinor: 20_000 }],
    };
    const update = { shopId: shop.id, orderId: order.orderId, kind: 'snapshot' as const, snapshot };
    return inTransaction((sql) => applyOrderUpdates(sql, [update], shops, now));
  };
  for (const action of steps) {
    const order = 'order' in action ? (orders[action.order] ?? orders[0]!) : orders[0]!;
    switch (action.kind) {
      case 'paid':
        order.paidAt ??= now.toISOString();
        await tell(action.order);
        break;
      case 'fulfilled':
        order.fulfilledAt ??= now.toISOString();
        await tell(action.order);
        break;
      case 'refunded':
        order.refunds.push({
          ...{ refundId: `${order.orderId}-${order.refunds.length}`, at: now.toISOString() },
          ...{ lines: [{ lineId: '1', quantity: action.quantity }], shippingMinor: 0 },
          ...{ moneyMinor: action.quantity * 5_000, linesMinor: action.quantity * 5_000 },
        });
        await tell(action.order);
        break;
      case 'cancelled':
        order.cancelledAt ??= now.toISOString();
        await tell(action.order);
        break;
      case 'redeemed': {
        const rewardId = program.rewards[0]?.id ?? '';
        const result = await redeem({ shop, member, rewardId, requestId: crypto.randomUUID(), now });
        if (result.ok) open.push(result.redemption.id);
        break;
      }
      case 'returned': {
        const id = open.pop();
        if (id === undefined) break;
        await inTransaction(async (sql) => {
          const redemption = await lockRedemption(sql, shop.id, id);
          if (redemption) await returnPoints(sql, redemption, 'taken_back', null, now);
        });
        break;
      }
      case 'days':
        now = new Date(now.getTime() + action.days * DAY_MS);
        break;
      case 'night':
        now = new Date(now.getTime() + action.days * DAY_MS);
        await matureDue(now, 10);
        await expireDue(now, 10);
        break;
      case 'matured':
        await matureDue(now, 10);
        break;
      case 'expired':
        await expireDue(now, 10);
        break;
      case 'merged': {
        const other = await createMember(shop);
        await inTransaction((sql) => mergeCustomers(sql, shop, other.customerId, member.customerId, now));
        member = other;
        for (const one of orders) one.customerId = other.customerId;
        break;
      }
    }
    const client = await pool().connect();
    try {
      expect((await audit(client)).breaches, `after ${JSON.stringify(action)}`).toEqual([]);
    } finally {
      client.release();
    }
  }
  // Long after, everything that can mature or expire has done so: nothing waits, and what is owed is at most what was spent.
  now = new Date(now.getTime() + 3_000 * DAY_MS);
  for (const index of orders.keys()) {
    if (orders[index]?.paidAt) {
      orders[index].fulfilledAt ??= now.toISOString();
      await tell(index);
    }
  }
  now = new Date(now.getTime() + 100 * DAY_MS);
  while ((await matureDue(now, 10)) === 10);
  now = new Date(now.getTime() + 3_000 * DAY_MS);
  while (await expireDue(now, 10));
  const { rows } = await pool().query<{ pending: number; available: number; spent: number }>(
    `SELECT b.pending, b.available, (SELECT coalesce(sum(CASE kind WHEN 'redemption' THEN points WHEN 'redemption_return' THEN -points ELSE 0 END), 0)::bigint
       FROM transfers t WHERE t.shop_id = b.shop_id AND t.source_type = 'redemption') AS spent
     FROM balances b WHERE b.shop_id = $1 AND b.member_id = $2`,
    [shop.id, member.id],
  );
  const end = rows[0];
  if (!end) return;
  expect(end.pending).toBe(0);
  if (program.expiry.kind !== 'never') expect(end.available).toBeLessThanOrEqual(0);
  expect(-Math.min(0, end.available)).toBeLessThanOrEqual(end.spent);
}

it('Awards, refunds, cancellations, redemptions, maturities, expiries and merges in any order keep the ledger exact (E1, R2, G1)', async () => {
  await fc.assert(
    fc.asyncProperty(
      pending,
      expiry,
      fc.array(step, { minLength: 3, maxLength: 25, size: 'max' }),
      async (wait, promise, steps) => {
        await play({ ...simpleProgram(), pending: wait, expiry: promise }, steps);
      },
    ),
    {
      numRuns: 20,
      examples: [
        // Expired before a merge, refunded after it: what comes back from expiry must be what the refund takes.
        [
          { kind: 'none' },
          { kind: 'rolling', months: 1 },
          [
            { kind: 'paid', order: 3 },
            { kind: 'night', days: 31 },
            { kind: 'paid', order: 0 },
            { kind: 'merged' },
            { kind: 'refunded', order: 3, quantity: 1 },
            { kind: 'days', days: 1 },
          ],
        ],
      ],
    },
  );
}, 120_000);
