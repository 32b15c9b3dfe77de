/** Tells events of one order to the pure fold, one by one, without a database: what it ends as, and the transfers on the way. */
import { defaultProgram } from '#app/program/default-program.ts';
import type { Program } from '#app/program/document.ts';
import {
  emptyFacts,
  withRefund,
  withSnapshot,
  type FactLine,
  type OrderSnapshot,
  type RefundFact,
} from '#app/orders/facts.ts';
import { foldOrder, sumsOf } from '#app/orders/fold.ts';
import type { OrderRow } from '#app/orders/order-store.server.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const member = { shopId: 1, id: 'm', customerId: '7', status: 'active' as const, joinedAt: NOW };
const context = {
  member,
  memberFacts: null,
  products: new Map(),
  budgets: new Map<string, number>(),
  live: { version: 1, program: defaultProgram('DKK') },
  now: NOW,
  timeZone: 'UTC',
  bookedOn: '2026-11-21',
};

export const lineOf = (index: number, amountMinor: number, quantity: number, removedQuantity = 0): FactLine => ({
  ...{ lineId: `l${index}`, productId: null, title: `Item ${index}`, quantity, amountMinor, removedQuantity },
  ...{ giftCard: false, tip: false },
});

export type Event = { kind: 'snapshot'; snapshot: OrderSnapshot } | { kind: 'refund'; refund: RefundFact };

/** Tells the events one by one, folding after each, as if each came in a batch of its own. */
export function history(
  events: readonly Event[],
  { program = context.live.program, redeemed = 100 }: { program?: Program; redeemed?: number } = {},
) {
  const order: OrderRow = {
    ...{ shopId: 1, orderId: '1', memberId: 'm', customerId: '7', emailDigest: null, name: '#1', totalMinor: 0 },
    ...{ programVersion: null, facts: emptyFacts(), explanation: { outcome: 'waiting', reasons: [] }, version: 0 },
  };
  // A redemption that the order's code belongs to: its points go back in proportion as well.
  order.facts.redemptions = [{ redemptionId: 'r', rewardTitle: {}, points: redeemed, returned: 0 }];
  const transfers = events.flatMap((event) => {
    order.facts =
      event.kind === 'snapshot' ? withSnapshot(order.facts, event.snapshot) : withRefund(order.facts, event.refund);
    return foldOrder(order, { ...context, live: { version: 1, program } });
  });
  const comes = ['available', 'pending'];
  const balance = transfers.reduce((sum, { to, points }) => sum + (comes.includes(to) ? points : -points), 0);
  const end = {
    balance,
    ...sumsOf(order.facts),
    awards: order.facts.awards
      .map(({ key, points, reversed }) => ({ key, points, reversed }))
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
    returned: order.facts.redemptions.map((redemption) => redemption.returned),
  };
  return { end, transfers, progress: order.facts.progress };
}
