import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NewDiscount } from './selling-contract.ts';
import { testWorld } from './testing.ts';
import type { CodeRejectionReason, PricedCheckout } from './discount-types.ts';

const ALL = { kind: 'all' } as const;
const everything = { order: true, product: true, shipping: true };
const percentage = (percentageBp: number) => ({ kind: 'percentage', percentageBp }) as const;
const amount = (amountMinor: number, onEachItem = false) => ({ kind: 'amount', amountMinor, onEachItem }) as const;

function basic(code: string, rest: Partial<Extract<NewDiscount, { kind: 'basic' }>> = {}): NewDiscount {
  return { kind: 'basic', title: code, code, items: ALL, value: percentage(1000), ...rest };
}

function reasons(priced: PricedCheckout): [string, CodeRejectionReason][] {
  return priced.rejectedCodes.map(({ code, reason }) => [code, reason]);
}

function shareOfLines(priced: PricedCheckout): number[] {
  return priced.lines.map((line) => line.originalMinor - line.finalMinor);
}

describe('A cart', () => {
  it('has its tax inside when taxes are included, and on top when they are not', () => {
    const inside = testWorld();
    const lines = [{ variantId: inside.coffee.id, quantity: 1 }];
    const included = inside.world.pricing.priceCheckout({ lines, shippingRateId: 'standard' });
    expect([included.subtotalMinor, included.taxMinor, included.totalMinor]).toEqual([9900, 1980 + 780, 13_800]);

    const outside = testWorld({ shop: { taxesIncluded: false } });
    const added = outside.world.pricing.priceCheckout({ lines: [{ variantId: outside.coffee.id, quantity: 1 }] });
    expect([added.subtotalMinor, added.taxMinor, added.totalMinor]).toEqual([9900, 2475, 12_375]);
  });

  it('is priced in whole units of the currency in which the customer pays', () => {
    const { world, coffee } = testWorld();
    const lines = [{ variantId: coffee.id, quantity: 2 }];
    expect(world.pricing.priceCheckout({ lines, currencyCode: 'JPY' }).totalMinor).toBe(2178 * 2);
    expect(world.pricing.priceCheckout({ lines, currencyCode: 'KWD' }).totalMinor).toBe(4356 * 2);
    expect(() => world.pricing.priceCheckout({ lines, currencyCode: 'USD' })).toThrow('does not sell in USD');
  });

  it('needs no shipping when it holds only a gift card', () => {
    const { world, giftCard } = testWorld();
    const priced = world.pricing.priceCheckout({
      lines: [{ variantId: giftCard.id, quantity: 1 }],
      shippingRateId: 'standard',
    });
    expect([priced.requiresShipping, priced.shippingMinor, priced.taxMinor]).toEqual([false, null, 0]);
  });

  it('with an unknown variant or a broken quantity is refused', () => {
    const { world, coffee } = testWorld();
    expect(() => world.pricing.priceCheckout({ lines: [{ variantId: 1, quantity: 1 }] })).toThrow('not for sale');
    expect(() => world.pricing.priceCheckout({ lines: [{ variantId: coffee.id, quantity: 1.5 }] })).toThrow(
      'whole number',
    );
  });
});

describe('An order discount', () => {
  it('is shared over the lines in whole units that add up to it', () => {
    const { world, coffee, tea, sugar } = testWorld();
    world.discounts.create(null, basic('FIFTY', { value: amount(5000) }));
    const priced = world.pricing.priceCheckout({
      lines: [
        { variantId: coffee.id, quantity: 2 },
        { variantId: tea.id, quantity: 1 },
        { variantId: sugar.id, quantity: 3 },
      ],
      codes: ['fifty'],
    });
    expect(priced.discountMinor).toBe(5000);
    expect(shareOfLines(priced).reduce((sum, part) => sum + part, 0)).toBe(5000);
    expect(priced.appliedCodes).toMatchObject([{ code: 'FIFTY', discountClass: 'order', amountMinor: 5000 }]);
  });

  it('leaves gift cards out, and never takes more than there is', () => {
    const { world, coffee, giftCard } = testWorld();
    world.discounts.create(null, basic('HUGE', { value: amount(1_000_000) }));
    const lines = [
      { variantId: giftCard.id, quantity: 1 },
      { variantId: coffee.id, quantity: 1 },
    ];
    const priced = world.pricing.priceCheckout({ lines, codes: ['HUGE'] });
    expect(priced.lines.map((line) => line.finalMinor)).toEqual([20_000, 0]);
    const alone = world.pricing.priceCheckout({ lines: lines.slice(0, 1), codes: ['HUGE'] });
    expect(reasons(alone)).toEqual([['HUGE', 'no_entitled_lines']]);
  });

  it('takes its percentage of the same subtotal as another one beside it', () => {
    const { world, coffee } = testWorld();
    world.discounts.create(null, basic('TEN', { combinesWith: everything }));
    world.discounts.create(null, basic('FIFTEEN', { value: percentage(1500), combinesWith: everything }));
    const priced = world.pricing.priceCheckout({
      lines: [{ variantId: coffee.id, quantity: 1 }],
      codes: ['TEN', 'FIFTEEN'],
    });
    expect(priced.appliedCodes.map((code) => code.amountMinor)).toEqual([990, 1485]);
  });

  it('comes after the product discounts', () => {
    const { world, coffee, tea } = testWorld();
    const items = { kind: 'products', productIds: [coffee.productId], variantIds: [] } as const;
    world.discounts.create(
      null,
      basic('COFFEE20', {
        items: { ...items, productIds: [...items.productIds], variantIds: [] },
        value: amount(2000),
        combinesWith: everything,
      }),
    );
    world.discounts.create(null, basic('TEN', { combinesWith: everything }));
    const lines = [
      { variantId: coffee.id, quantity: 1 },
      { variantId: tea.id, quantity: 1 },
    ];
    const priced = world.pricing.priceCheckout({ lines, codes: ['TEN', 'COFFEE20'] });
    expect(priced.appliedCodes.map((code) => [code.code, code.amountMinor])).toEqual([
      ['TEN', 1290],
      ['COFFEE20', 2000],
    ]);
  });
});

describe('Product and shipping discounts', () => {
  it('give a line only the best of two product discounts', () => {
    const { world, coffee, tea } = testWorld();
    const on = (variantIds: number[]) => ({ kind: 'products', productIds: [], variantIds }) as const;
    world.discounts.create(
      null,
      basic('SMALL', {
        items: { ...on([coffee.id, tea.id]), variantIds: [coffee.id, tea.id], productIds: [] },
        combinesWith: everything,
      }),
    );
    world.discounts.create(
      null,
      basic('BIG', {
        items: { ...on([coffee.id]), variantIds: [coffee.id], productIds: [] },
        value: percentage(5000),
        combinesWith: everything,
      }),
    );
    const lines = [
      { variantId: coffee.id, quantity: 1 },
      { variantId: tea.id, quantity: 1 },
    ];
    const priced = world.pricing.priceCheckout({ lines, codes: ['SMALL', 'BIG'] });
    expect(shareOfLines(priced)).toEqual([4950, 500]);
  });

  it('take an amount off each unit when they say so', () => {
    const { world, coffee } = testWorld();
    world.discounts.create(
      null,
      basic('EACH', {
        items: { kind: 'products', productIds: [], variantIds: [coffee.id] },
        value: amount(1000, true),
      }),
    );
    const priced = world.pricing.priceCheckout({ lines: [{ variantId: coffee.id, quantity: 3 }], codes: ['EACH'] });
    expect(priced.discountMinor).toBe(3000);
  });

  it('buy two, get the cheapest free, uses no unit twice', () => {
    const { world, coffee, tea } = testWorld();
    const items = { kind: 'products' as const, productIds: [coffee.productId, tea.productId], variantIds: [] };
    world.discounts.create(null, {
      kind: 'bxgy',
      title: 'Two and one',
      code: 'B2G1',
      buys: { items, quantity: 2, amountMinor: null },
      gets: { items, quantity: 1, percentageBp: 10_000 },
    });
    const price = (quantity: number) =>
      world.pricing.priceCheckout({
        lines: [
          { variantId: coffee.id, quantity },
          { variantId: tea.id, quantity: 1 },
        ],
        codes: ['B2G1'],
      });
    expect(price(2).discountMinor).toBe(5000);
    expect(reasons(price(1))).toEqual([['B2G1', 'no_entitled_lines']]);
    expect(price(5).discountMinor).toBe(5000 + 9900);
  });

  it('make the shipping free, but not a dearer rate than allowed', () => {
    const { world, coffee } = testWorld();
    world.discounts.create(null, {
      kind: 'free_shipping',
      title: 'Free',
      code: 'FREE',
      maximumShippingPriceMinor: 5000,
    });
    const lines = [{ variantId: coffee.id, quantity: 1 }];
    const standard = world.pricing.priceCheckout({ lines, codes: ['FREE'], shippingRateId: 'standard' });
    expect([standard.shippingMinor, standard.shippingFinalMinor, standard.totalMinor]).toEqual([3900, 0, 9900]);
    const express = world.pricing.priceCheckout({ lines, codes: ['FREE'], shippingRateId: 'express' });
    expect(reasons(express)).toEqual([['FREE', 'no_shipping']]);
  });
});

describe('A code that does not apply is answered with its reason', () => {
  it('when it is unknown, expired, not started or used up', () => {
    const { world, coffee, member } = testWorld();
    world.discounts.create(null, basic('OLD', { startsAt: '2026-01-01T00:00:00Z', endsAt: '2026-02-01T00:00:00Z' }));
    world.discounts.create(null, basic('SOON', { startsAt: '2026-04-01T00:00:00Z' }));
    world.discounts.create(null, basic('ONCE', { usageLimit: 1 }));
    const lines = [{ variantId: coffee.id, quantity: 1 }];
    world.orders.place({ lines, buyer: { customerId: member.id }, codes: ['once'] });
    const priced = world.pricing.priceCheckout({ lines, codes: ['NOPE', 'OLD', 'SOON', 'ONCE'] });
    expect(reasons(priced)).toEqual([
      ['NOPE', 'not_found'],
      ['OLD', 'expired'],
      ['SOON', 'not_started'],
      ['ONCE', 'usage_limit_reached'],
    ]);
    expect(priced.totalMinor).toBe(9900);
  });

  it('when it belongs to somebody else, or to somebody who is not known yet', () => {
    const { world, coffee, member } = testWorld();
    const other = world.customers.create({ email: 'other@example.com' });
    world.discounts.create(null, basic('MINE', { context: { kind: 'customers', customerIds: [member.id] } }));
    const ask = (who: { customerId?: number; email?: string }) =>
      world.pricing.priceCheckout({ lines: [{ variantId: coffee.id, quantity: 1 }], codes: ['MINE'], ...who });
    expect(reasons(ask({}))).toEqual([['MINE', 'customer_missing']]);
    expect(reasons(ask({ customerId: other.id }))).toEqual([['MINE', 'customer_not_eligible']]);
    expect(reasons(ask({ email: 'nobody@example.com' }))).toEqual([['MINE', 'customer_not_eligible']]);
    expect(reasons(ask({ email: 'MEMBER@example.com' }))).toEqual([]);
    expect(reasons(ask({ customerId: member.id }))).toEqual([]);
  });

  it('when the same customer, or the same e-mail, has used it before', () => {
    const { world, coffee, member } = testWorld();
    world.discounts.create(null, basic('FIRST', { appliesOncePerCustomer: true }));
    const lines = [{ variantId: coffee.id, quantity: 1 }];
    world.orders.place({ lines, buyer: { customerId: member.id }, codes: ['FIRST'] });
    const again = world.pricing.priceCheckout({ lines, codes: ['FIRST'], email: 'member@example.com' });
    expect(reasons(again)).toEqual([['FIRST', 'already_used_by_customer']]);
    expect(reasons(world.pricing.priceCheckout({ lines, codes: ['FIRST'], email: 'new@example.com' }))).toEqual([]);
  });

  it('when the minimum is not met, measured after product discounts for an order discount', () => {
    const { world, coffee } = testWorld();
    world.discounts.create(
      null,
      basic('OVER95', { minimum: { kind: 'subtotal', amountMinor: 9500 }, combinesWith: everything }),
    );
    world.discounts.create(
      null,
      basic('CUT', { items: { kind: 'products', productIds: [], variantIds: [coffee.id] }, combinesWith: everything }),
    );
    world.discounts.create(null, basic('THREE', { minimum: { kind: 'quantity', quantity: 3 } }));
    const lines = [{ variantId: coffee.id, quantity: 1 }];
    expect(reasons(world.pricing.priceCheckout({ lines, codes: ['OVER95'] }))).toEqual([]);
    const both = world.pricing.priceCheckout({ lines, codes: ['OVER95', 'CUT'] });
    expect(reasons(both)).toEqual([['OVER95', 'minimum_subtotal_not_met']]);
    expect(both.rejectedCodes[0]?.minimumMinor).toBe(9500);
    expect(both.discountMinor).toBe(990);
    expect(reasons(world.pricing.priceCheckout({ lines, codes: ['THREE'] }))).toEqual([
      ['THREE', 'minimum_quantity_not_met'],
    ]);
  });

  it('when two codes do not both allow each other, and the one entered first stays', () => {
    const { world, coffee } = testWorld();
    world.discounts.create(null, basic('OPEN', { combinesWith: everything }));
    world.discounts.create(null, basic('CLOSED'));
    const lines = [{ variantId: coffee.id, quantity: 1 }];
    const priced = world.pricing.priceCheckout({ lines, codes: ['OPEN', 'CLOSED'] });
    expect(priced.appliedCodes.map(({ code }) => code)).toEqual(['OPEN']);
    expect(priced.rejectedCodes).toMatchObject([{ code: 'CLOSED', reason: 'cannot_combine', conflictsWith: ['OPEN'] }]);
  });

  it('when it is the sixth order code or the second shipping code', () => {
    const { world, coffee } = testWorld();
    const codes = ['A1', 'A2', 'A3', 'A4', 'A5', 'A6'];
    for (const code of codes)
      world.discounts.create(null, basic(code, { value: percentage(100), combinesWith: everything }));
    for (const code of ['S1', 'S2'])
      world.discounts.create(null, { kind: 'free_shipping', title: code, code, combinesWith: everything });
    const lines = [{ variantId: coffee.id, quantity: 1 }];
    const priced = world.pricing.priceCheckout({ lines, codes: [...codes, 'S1', 'S2'], shippingRateId: 'standard' });
    expect(reasons(priced)).toEqual([
      ['A6', 'too_many_codes'],
      ['S2', 'cannot_combine'],
    ]);
  });
});

it('Whatever the cart and the codes, the parts add up and no line is negative', () => {
  const { world, coffee, tea, sugar, giftCard } = testWorld();
  const codes = ['P7', 'P33', 'AMT', 'SHIP', 'TEA'];
  world.discounts.create(null, basic('P7', { value: percentage(700), combinesWith: everything }));
  world.discounts.create(null, basic('P33', { value: percentage(3333), combinesWith: everything }));
  world.discounts.create(null, basic('AMT', { value: amount(7777), combinesWith: everything }));
  world.discounts.create(null, { kind: 'free_shipping', title: 'SHIP', code: 'SHIP', combinesWith: everything });
  world.discounts.create(
    null,
    basic('TEA', {
      items: { kind: 'products', productIds: [tea.productId], variantIds: [] },
      combinesWith: everything,
    }),
  );
  const variants = [coffee, tea, sugar, giftCard].map(({ id }) => id);
  const line = fc.record({ variantId: fc.constantFrom(...variants), quantity: fc.integer({ min: 1, max: 9 }) });
  const cart = fc.record({
    lines: fc.array(line, { minLength: 1, maxLength: 6 }),
    codes: fc.subarray(codes),
    currencyCode: fc.constantFrom('DKK', 'EUR', 'JPY', 'KWD'),
  });
  fc.assert(
    fc.property(cart, (input) => {
      const priced = world.pricing.priceCheckout({ ...input, shippingRateId: 'standard' });
      for (const item of priced.lines) {
        const parts = item.allocations.reduce((sum, part) => sum + part.amountMinor, 0);
        expect(item.originalMinor - parts).toBe(item.finalMinor);
        expect(item.finalMinor).toBeGreaterThanOrEqual(0);
      }
      expect(priced.subtotalMinor).toBe(priced.lines.reduce((sum, item) => sum + item.finalMinor, 0));
      expect(priced.totalMinor).toBe(priced.subtotalMinor + priced.shippingFinalMinor);
      expect(priced.appliedCodes.length + priced.rejectedCodes.length).toBe(input.codes.length);
    }),
    { numRuns: 60 },
  );
});
