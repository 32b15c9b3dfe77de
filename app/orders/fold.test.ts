/** The heart of refunds, as a property of pure functions: the end state is a function of the set of events alone. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { history, lineOf, type Event } from '#tests/kit/order-history.ts';
import type { OrderSnapshot, RefundFact } from './facts.ts';

const purchase = fc
  .record({
    lines: fc.array(
      fc.record({ unitMinor: fc.integer({ min: 0, max: 50_000 }), quantity: fc.integer({ min: 1, max: 5 }) }),
      { minLength: 1, maxLength: 5 },
    ),
    refunds: fc.array(
      fc.record({
        lines: fc.array(fc.record({ line: fc.nat(4), quantity: fc.integer({ min: 1, max: 3 }) }), { maxLength: 3 }),
        extraMinor: fc.integer({ min: 0, max: 20_000 }),
        shippingMinor: fc.nat(3_000),
      }),
      { maxLength: 5 },
    ),
    cancelled: fc.boolean(),
  })
  .map(({ lines: inputs, refunds: wanted, cancelled }) => {
    const lines = inputs.map((input, index) => lineOf(index, input.unitMinor * input.quantity, input.quantity));
    const refunds = wanted.map((refund, index): RefundFact => {
      const named = refund.lines.map(({ line, quantity }) => ({ lineId: `l${line % lines.length}`, quantity }));
      const linesMinor = named.reduce(
        (sum, { lineId, quantity }) => sum + (inputs[Number(lineId.slice(1))]?.unitMinor ?? 0) * quantity,
        0,
      );
      const { shippingMinor } = refund;
      return {
        refundId: `${index}`,
        at: `2026-11-2${index}T10:00:00.000Z`,
        lines: named,
        linesMinor,
        shippingMinor,
        moneyMinor: linesMinor + refund.extraMinor + shippingMinor,
      };
    });
    const snapshotAt = (at: string, cancelledAt: string | null): OrderSnapshot => ({
      ...{
        orderId: '1',
        name: '#1',
        customerId: '7',
        customerHasAccount: true,
        email: null,
        currencyCode: 'DKK',
        totalMinor: 0,
      },
      ...{ at, paidAt: '2026-11-20T10:00:00.000Z', cancelledAt, test: false, lines, refunds: [], discountCodes: [] },
    });
    const paid: Event = { kind: 'snapshot', snapshot: snapshotAt('2026-11-20T10:00:00.000Z', null) };
    const end: Event[] = cancelled
      ? [{ kind: 'snapshot', snapshot: snapshotAt('2026-11-29T10:00:00.000Z', '2026-11-29T10:00:00.000Z') }]
      : [];
    const events: Event[] = [paid, ...refunds.map((refund): Event => ({ kind: 'refund', refund })), ...end];
    return { lines, refunds, cancelled, paid, events };
  });

describe('what goes back', () => {
  it('Ends the same in any order, repeated any number of times, and told all at once (R2, R5)', () => {
    fc.assert(
      fc.property(
        purchase,
        fc.array(fc.nat(), { minLength: 14, maxLength: 14 }),
        fc.nat(3),
        ({ events, paid, refunds }, ranks, extra) => {
          const { end } = history(events);
          const told = [...events, ...events.slice(0, extra * 2)]
            .map((event, index) => ({ event, rank: ranks[index] ?? index }))
            .sort((a, b) => a.rank - b.rank)
            .map(({ event }) => event);
          expect(history(told).end).toEqual(end);
          // The order itself lists its refunds, as orders/cancelled and the Admin API do.
          if (paid.kind === 'snapshot' && events.length === refunds.length + 1)
            expect(history([{ kind: 'snapshot', snapshot: { ...paid.snapshot, refunds } }]).end).toEqual(end);
        },
      ),
      { numRuns: 4000 },
    );
  });

  it('Many refunds end like one refund of the same total (R2)', () => {
    fc.assert(
      fc.property(purchase, ({ paid, refunds, events }) => {
        fc.pre(refunds.length > 0);
        const sum = (pick: (refund: RefundFact) => number) =>
          refunds.reduce((total, refund) => total + pick(refund), 0);
        const one: RefundFact = {
          ...{ refundId: 'one', at: '2026-11-25T10:00:00.000Z', lines: refunds.flatMap((refund) => refund.lines) },
          moneyMinor: sum((refund) => refund.moneyMinor),
          linesMinor: sum((refund) => refund.linesMinor),
          shippingMinor: sum((refund) => refund.shippingMinor),
        };
        const refundsOnly = events.filter((event) => event.kind === 'refund');
        const many = history([paid, ...refundsOnly]).end;
        const single = history([paid, { kind: 'refund', refund: one }]).end;
        // The points that bought the discount never go down again, so only the awards must agree to the point.
        expect(single.awards).toEqual(many.awards);
        expect(many.returned[0]).toBeGreaterThanOrEqual(single.returned[0] ?? 0);
      }),
      { numRuns: 2000 },
    );
  });

  it('Is never more than was earned, adds up transfer by transfer, and is everything after a cancellation', () => {
    fc.assert(
      fc.property(purchase, ({ events, cancelled }) => {
        const { end, transfers } = history(events);
        for (const award of end.awards) {
          expect(award.reversed).toBeGreaterThanOrEqual(0);
          expect(award.reversed).toBeLessThanOrEqual(award.points);
          if (cancelled) expect(award.reversed).toBe(award.points);
        }
        expect(end.returned[0]).toBeGreaterThanOrEqual(0);
        expect(end.returned[0]).toBeLessThanOrEqual(100);
        expect(end.balance).toBe(end.pointsAwarded - end.pointsReversed + (end.returned[0] ?? 0));
        expect(new Set(transfers.map((transfer) => transfer.key)).size).toBe(transfers.length);
        for (const transfer of transfers) expect(transfer.points).toBeGreaterThan(0);
      }),
      { numRuns: 3000 },
    );
  });

  it('Stands on the day on which it happened, however late it is told: a refund, an edit, a cancellation', () => {
    const snapshot = (at: string, removedQuantity: number, cancelledAt: string | null): Event => ({
      kind: 'snapshot',
      snapshot: {
        ...{ orderId: '1', name: '#1', customerId: '7', customerHasAccount: true, email: null, currencyCode: 'DKK' },
        ...{ totalMinor: 0, at, paidAt: '2026-03-01T10:00:00.000Z', cancelledAt, test: false, refunds: [] },
        ...{ lines: [lineOf(0, 10_000, 4, removedQuantity)], discountCodes: [] },
      },
    });
    const refund: RefundFact = {
      ...{ refundId: '1', at: '2026-03-03T10:00:00.000Z', lines: [{ lineId: 'l0', quantity: 1 }] },
      ...{ moneyMinor: 2_500, linesMinor: 2_500, shippingMinor: 0 },
    };
    const { transfers } = history([
      snapshot('2026-03-01T10:00:00.000Z', 0, null),
      { kind: 'refund', refund },
      snapshot('2026-03-05T10:00:00.000Z', 2, null),
      snapshot('2026-03-07T10:00:00.000Z', 2, '2026-03-06T10:00:00.000Z'),
    ]);
    const back = transfers.filter(({ kind }) => kind === 'award_reversal');
    expect(back.map(({ points, occurredAt }) => [points, occurredAt.toISOString().slice(0, 10)])).toEqual([
      [25, '2026-03-03'],
      [25, '2026-03-05'],
      [50, '2026-03-06'],
    ]);
  });

  it('Of a refund that names every item, or gives all the money back, is all of it; of shipping alone, nothing (R3, R5)', () => {
    fc.assert(
      fc.property(purchase, ({ lines, paid }) => {
        const total = lines.reduce((sum, line) => sum + line.amountMinor, 0);
        const refund = (changes: Partial<RefundFact>): Event => ({
          kind: 'refund',
          refund: {
            refundId: 'x',
            at: '2026-11-25T10:00:00.000Z',
            lines: [],
            moneyMinor: 0,
            linesMinor: 0,
            shippingMinor: 0,
            ...changes,
          },
        });
        const items = lines.map((line) => ({ lineId: line.lineId, quantity: line.quantity }));
        const byItems = history([paid, refund({ lines: items, linesMinor: total, moneyMinor: total })]).end;
        const byMoney = history([paid, refund({ moneyMinor: total })]).end;
        const shipping = history([paid, refund({ moneyMinor: 4900, shippingMinor: 4900 })]).end;
        expect(byItems.pointsReversed).toBe(byItems.pointsAwarded);
        expect(byMoney.pointsReversed).toBe(byMoney.pointsAwarded);
        expect(shipping.pointsReversed).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });

  it('Counts lines that an edit added, whether they or what went back were told first (R5)', () => {
    const lines = [lineOf(0, 10_000, 1), lineOf(1, 5_000, 1)];
    const snapshot = (at: string, count: number, cancelledAt: string | null = null): Event => ({
      kind: 'snapshot',
      snapshot: {
        ...{ orderId: '1', name: '#1', customerId: '7', customerHasAccount: true, email: null, currencyCode: 'DKK' },
        ...{ totalMinor: 0, at, paidAt: '2026-11-20T10:00:00.000Z', cancelledAt, test: false },
        ...{ lines: lines.slice(0, count), refunds: [], discountCodes: [] },
      },
    });
    const amount: Event = {
      kind: 'refund',
      refund: {
        ...{ refundId: 'x', at: '2026-11-22T10:00:00.000Z', lines: [], linesMinor: 0, shippingMinor: 0 },
        moneyMinor: 6_000,
      },
    };
    const paid = snapshot('2026-11-20T10:00:00.000Z', 1);
    const edited = snapshot('2026-11-21T10:00:00.000Z', 2);
    const cancelled = snapshot('2026-11-23T10:00:00.000Z', 1, '2026-11-23T10:00:00.000Z');
    const awards = (events: Event[]) => history(events).end.awards;
    expect(awards([paid, amount, edited])).toEqual(awards([paid, edited, amount]));
    expect(awards([paid, amount, edited]).map(({ reversed }) => reversed)).toEqual([40, 20]);
    expect(awards([paid, cancelled, edited]).map(({ reversed }) => reversed)).toEqual([100, 50]);
    expect(awards([paid, cancelled, edited])).toEqual(awards([paid, edited, cancelled]));
  });
});
