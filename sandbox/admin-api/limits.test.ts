import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestShop } from './test-shop.ts';
import { at, openTestShop } from './test-shop.ts';

let shop: TestShop;
beforeEach(async () => {
  shop = await openTestShop();
});
afterEach(() => shop.close());

const MAKE = `mutation Make { discountCodeBasicCreate(basicCodeDiscount: { title: "x", code: "LOST-1", startsAt: "2026-11-20T00:00:00Z",
  customerGets: { items: { all: true }, value: { percentage: 0.1 } } }) { codeDiscountNode { id } userErrors { code } } }`;

describe('Cost and throttling', () => {
  it('Answers say what they cost, and give back what a page did not need', async () => {
    const answer = await shop.graphql('{ customers(first: 100) { nodes { id } } }');
    expect(answer.cost?.requestedQueryCost).toBe(11);
    // Eight customers came back.
    expect(answer.cost?.actualQueryCost).toBe(6);
    expect(answer.cost?.throttleStatus).toEqual({
      maximumAvailable: 2000,
      currentlyAvailable: 1994,
      restoreRate: 100,
    });
  });

  it('A connection of 250 costs what Shopify was seen to charge for it', async () => {
    const [product] = shop.world.catalog.products();
    const answer = await shop.graphql(
      'query($id: ID!) { product(id: $id) { variants(first: 250) { nodes { product { id } } } } }',
      { id: `gid://shopify/Product/${product?.id}` },
    );
    expect(answer.cost?.requestedQueryCost).toBe(25);
  });

  it('A mutation costs ten', async () => {
    expect((await shop.graphql(MAKE)).cost?.actualQueryCost).toBe(10);
  });

  it('A query above a thousand is refused before it is run', async () => {
    const answer = await shop.graphql(
      '{ customers(first: 250) { nodes { orders(first: 250) { nodes { lineItems(first: 250) { nodes { id } } } } } } }',
    );
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'MAX_COST_EXCEEDED', maxCost: 1000 });
  });

  it('An empty bucket throttles with 200, and a second later it has refilled by the rate of the plan', async () => {
    const heavy = '{ customers(first: 250) { nodes { id lastOrder { id } defaultAddress { city } } } }';
    let throttled = await shop.graphql(heavy);
    for (let call = 0; call < 200 && !throttled.errors; call += 1) throttled = await shop.graphql(heavy);
    expect(throttled.status).toBe(200);
    expect(throttled.errors?.[0]?.message).toBe('Throttled');
    expect(throttled.errors?.[0]?.extensions?.['code']).toBe('THROTTLED');
    expect(throttled.cost?.actualQueryCost).toBeNull();
    const before = throttled.cost?.throttleStatus['currentlyAvailable'] ?? 0;
    shop.time.nowMs += 1000;
    const after = await shop.graphql('{ shop { name } }');
    expect(after.cost?.throttleStatus['currentlyAvailable']).toBe(before + 100 - 1);
  });
});

describe('Faults on request', () => {
  it('A time-out after success made the code, though the app never heard of it; the next try finds it taken', async () => {
    shop.world.apiFaults.add({ kind: 'timeout_after_success', operation: 'discountCodeBasicCreate', timeoutMs: 50 });
    await expect(shop.graphql(MAKE)).rejects.toThrow();
    expect(shop.world.discounts.byCode('LOST-1')).not.toBeNull();
    const again = await shop.graphql(MAKE);
    expect(at(again.data, 'discountCodeBasicCreate.userErrors.0.code')).toBe('TAKEN');
    const calls = shop.world.log.apiCalls();
    expect(calls.map(({ fault, httpStatus }) => ({ fault, httpStatus }))).toEqual([
      { fault: 'timeout_after_success', httpStatus: null },
      { fault: null, httpStatus: 200 },
    ]);
  });

  it('A time-out without success changed nothing', async () => {
    shop.world.apiFaults.add({ kind: 'timeout', timeoutMs: 50 });
    await expect(shop.graphql(MAKE)).rejects.toThrow();
    expect(shop.world.discounts.byCode('LOST-1')).toBeNull();
  });

  it('Server errors and throttling strike as often as they were asked to, and only the named operation', async () => {
    shop.world.apiFaults.add({ kind: 'server_error', count: 2, operation: 'Make' });
    expect((await shop.graphql('{ shop { name } }')).status).toBe(200);
    expect((await shop.graphql(MAKE)).status).toBe(503);
    expect((await shop.graphql(MAKE)).status).toBe(503);
    shop.world.apiFaults.add({ kind: 'throttled' });
    expect((await shop.graphql(MAKE)).errors?.[0]?.extensions?.['code']).toBe('THROTTLED');
    expect(at((await shop.graphql(MAKE)).data, 'discountCodeBasicCreate.userErrors')).toEqual([]);
  });

  it('The log keeps operation, variables and user errors of every call, and never a token', async () => {
    await shop.graphql(MAKE);
    await shop.graphql(MAKE);
    const [first, second] = shop.world.log.apiCalls();
    expect(first).toMatchObject({
      operationName: 'Make',
      operationKind: 'mutation',
      rootFields: ['discountCodeBasicCreate'],
    });
    expect(first?.userErrors).toBeNull();
    expect(second?.userErrors).toEqual([{ code: 'TAKEN' }]);
    expect(JSON.stringify(shop.world.log.apiCalls())).not.toContain('shpat_');
  });
});
