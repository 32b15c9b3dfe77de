import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestShop } from './test-shop.ts';
import { at, openTestShop } from './test-shop.ts';

let shop: TestShop;
beforeEach(async () => {
  shop = await openTestShop();
});
afterEach(() => shop.close());

const CREATE = `mutation Make($input: DiscountCodeBasicInput!) {
  discountCodeBasicCreate(basicCodeDiscount: $input) {
    codeDiscountNode { id codeDiscount { __typename ... on DiscountCodeBasic { title status codes(first: 1) { nodes { code } } } } }
    userErrors { field code message }
  }
}`;

function basic(code: string, changes: Record<string, unknown> = {}) {
  return {
    input: {
      title: '50 kr. off',
      code,
      startsAt: '2026-11-20T00:00:00Z',
      usageLimit: 1,
      customerGets: { items: { all: true }, value: { discountAmount: { amount: '50.00', appliesOnEachItem: false } } },
      ...changes,
    },
  };
}

describe('The published schema decides what is a request', () => {
  it('A field that Shopify does not have is refused with 200, errors and no data', async () => {
    const answer = await shop.graphql('query Look { shop { name nickname } }');
    expect(answer.status).toBe(200);
    expect(answer.data).toBeUndefined();
    expect(answer.errors).toEqual([
      {
        message: "Field 'nickname' doesn't exist on type 'Shop'",
        locations: [{ line: 1, column: 26 }],
        path: ['query Look', 'shop', 'nickname'],
        extensions: { code: 'undefinedField', typeName: 'Shop', fieldName: 'nickname' },
      },
    ]);
  });

  it('An argument that Shopify does not have is refused', async () => {
    const answer = await shop.graphql('{ customers(first: 1, limit: 2) { nodes { id } } }');
    expect(answer.errors?.[0]?.message).toBe("Field 'customers' doesn't accept argument 'limit'");
  });

  it('A variable that does not fit its type is refused with its problems', async () => {
    const answer = await shop.graphql(CREATE, { input: { title: 'x', codes: ['A'] } });
    expect(answer.errors?.[0]?.extensions?.['code']).toBe('INVALID_VARIABLE');
    expect(at(answer.errors, '0.extensions.problems.0')).toEqual({
      path: ['codes'],
      explanation: 'Field is not defined on DiscountCodeBasicInput',
    });
  });

  it('A field that Shopify has and the sandbox has not is an error that names it', async () => {
    const answer = await shop.graphql('{ shop { name alerts { description } } }');
    expect(answer.errors?.[0]?.message).toBe('The sandbox does not implement Shop.alerts.');
  });

  it('A list longer than 250 is refused', async () => {
    const ids = Array.from({ length: 251 }, (_, index) => `gid://shopify/Customer/${index + 1}`);
    const answer = await shop.graphql('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    expect(answer.errors?.[0]?.extensions?.['code']).toBe('MAX_INPUT_SIZE_EXCEEDED');
  });

  it('A connection without a page size, and one that is too long, are refused', async () => {
    const none = await shop.graphql('{ customers { nodes { id } } }');
    expect(none.errors?.[0]?.message).toBe('you must provide one of first or last');
    const long = await shop.graphql('{ customers(first: 251) { nodes { id } } }');
    expect(long.errors?.[0]?.message).toBe('first cannot exceed 250');
  });
});

describe('Who may ask', () => {
  it('A bad token gets 401 and nothing else', async () => {
    const answer = await shop.graphql('{ shop { name } }', {}, 'shpat_wrong');
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({
      errors: '[API] Invalid API key or access token (unrecognized login or wrong password)',
    });
  });

  it('A missing scope gets ACCESS_DENIED for the field that needs it', async () => {
    shop.world.apps.updateScopes(['read_products']);
    const answer = await shop.graphql('{ shop { name } customers(first: 1) { nodes { id } } }');
    expect(answer.errors?.[0]).toMatchObject({
      message: 'Access denied for customers field. Required access: `read_customers` access scope.',
      path: ['customers'],
      extensions: { code: 'ACCESS_DENIED', requiredAccess: '`read_customers` access scope.' },
    });
  });

  it('A write scope includes reading', async () => {
    shop.world.apps.updateScopes(['write_customers']);
    const answer = await shop.graphql('{ customers(first: 1) { nodes { id } } }');
    expect(answer.errors).toBeUndefined();
  });

  it('Orders older than 60 days need read_all_orders', async () => {
    const buyer = shop.world.customers.byEmail('freja.holm@example.com');
    const variant = shop.world.catalog.products()[0]?.variants[0];
    if (!buyer || !variant) throw new Error('The small shop has both.');
    const order = shop.world.orders.place({
      buyer: { customerId: buyer.id },
      lines: [{ variantId: variant.id, quantity: 1 }],
    });
    const query = `{ order(id: "gid://shopify/Order/${order.id}") { name } }`;
    expect(at((await shop.graphql(query)).data, 'order.name')).toBe(order.name);
    shop.world.clock.advance(61 * 86_400_000);
    expect((await shop.graphql(query)).data).toEqual({ order: null });
    shop.world.apps.updateScopes(['read_all_orders', 'read_orders']);
    expect(at((await shop.graphql(query)).data, 'order.name')).toBe(order.name);
  });
});

describe('Discount codes', () => {
  it('A created code is found by its code, whatever its case', async () => {
    const made = await shop.graphql(CREATE, basic('RG-Abc123'));
    expect(at(made.data, 'discountCodeBasicCreate.userErrors')).toEqual([]);
    const id = at(made.data, 'discountCodeBasicCreate.codeDiscountNode.id');
    const found = await shop.graphql('{ codeDiscountNodeByCode(code: "rg-aBC123") { id } }');
    expect(at(found.data, 'codeDiscountNodeByCode.id')).toBe(id);
  });

  it('The same code again is TAKEN, in the words of Shopify', async () => {
    await shop.graphql(CREATE, basic('RG-ONE'));
    const again = await shop.graphql(CREATE, basic('rg-one'));
    expect(at(again.data, 'discountCodeBasicCreate')).toEqual({
      codeDiscountNode: null,
      userErrors: [
        {
          field: ['basicCodeDiscount', 'code'],
          code: 'TAKEN',
          message: 'Code must be unique. Please try a different code.',
        },
      ],
    });
  });

  it('A code bound to a customer says so when it is read, and an unknown customer is refused', async () => {
    const [customer] = shop.world.customers.list();
    const gid = `gid://shopify/Customer/${customer?.id}`;
    const made = await shop.graphql(CREATE, basic('RG-MINE', { context: { customers: { add: [gid] } } }));
    const id = at(made.data, 'discountCodeBasicCreate.codeDiscountNode.id');
    const read = await shop.graphql(
      `query($id: ID!) { discountNode(id: $id) { discount { ... on DiscountCodeBasic {
        context { ... on DiscountCustomers { customers { id } } }
        minimumRequirement { __typename } combinesWith { orderDiscounts } customerGets { value { ... on DiscountAmount { amount { amount currencyCode } } } } } } } }`,
      { id: String(id).replace('DiscountCodeNode', 'DiscountNode') },
    );
    expect(at(read.data, 'discountNode.discount')).toEqual({
      context: { customers: [{ id: gid }] },
      minimumRequirement: null,
      combinesWith: { orderDiscounts: false },
      customerGets: { value: { amount: { amount: '50.0', currencyCode: 'DKK' } } },
    });
    const wrong = await shop.graphql(
      CREATE,
      basic('RG-NONE', { context: { customers: { add: ['gid://shopify/Customer/1'] } } }),
    );
    expect(at(wrong.data, 'discountCodeBasicCreate.userErrors.0.code')).toBe('INVALID');
  });

  it('A free shipping code can be made, changed, ended and deleted', async () => {
    const made = await shop.graphql(
      `mutation($input: DiscountCodeFreeShippingInput!) { discountCodeFreeShippingCreate(freeShippingCodeDiscount: $input) {
        codeDiscountNode { id } userErrors { message } } }`,
      {
        input: {
          title: 'Free shipping',
          code: 'RG-SHIP',
          startsAt: '2026-11-20T00:00:00Z',
          destination: { all: true },
        },
      },
    );
    const id = at(made.data, 'discountCodeFreeShippingCreate.codeDiscountNode.id');
    const changed = await shop.graphql(
      `mutation($id: ID!) { discountCodeFreeShippingUpdate(id: $id, freeShippingCodeDiscount: { title: "Sent for free" }) {
        codeDiscountNode { codeDiscount { ... on DiscountCodeFreeShipping { title status } } } userErrors { message } } }`,
      { id },
    );
    expect(at(changed.data, 'discountCodeFreeShippingUpdate.codeDiscountNode.codeDiscount')).toEqual({
      title: 'Sent for free',
      status: 'ACTIVE',
    });
    const ended = await shop.graphql(
      'mutation($id: ID!) { discountCodeDeactivate(id: $id) { codeDiscountNode { codeDiscount { ... on DiscountCodeFreeShipping { status } } } } }',
      { id },
    );
    expect(at(ended.data, 'discountCodeDeactivate.codeDiscountNode.codeDiscount.status')).toBe('EXPIRED');
    const gone = await shop.graphql('mutation($id: ID!) { discountCodeDelete(id: $id) { deletedCodeDiscountId } }', {
      id,
    });
    expect(at(gone.data, 'discountCodeDelete.deletedCodeDiscountId')).toBe(id);
    expect(shop.world.discounts.byCode('RG-SHIP')).toBeNull();
  });
});

describe('Metafields', () => {
  it("$app belongs to the app alone: stored under its id, read back by the app, closed to another app's name", async () => {
    const owner = `gid://shopify/Customer/${shop.world.customers.list()[0]?.id}`;
    const set = `mutation($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) { metafields { namespace key value } userErrors { field code message } } }`;
    const mine = {
      ownerId: owner,
      namespace: '$app:regulars',
      key: 'member',
      type: 'json',
      value: '{"availablePoints":340}',
    };
    const written = await shop.graphql(set, { m: [mine] });
    expect(at(written.data, 'metafieldsSet.metafields.0.namespace')).toBe('app--4711--regulars');
    const read = await shop.graphql(
      'query($id: ID!) { customer(id: $id) { metafield(namespace: "$app:regulars", key: "member") { jsonValue } } }',
      { id: owner },
    );
    expect(at(read.data, 'customer.metafield.jsonValue')).toEqual({ availablePoints: 340 });
    const foreign = await shop.graphql(set, { m: [{ ...mine, namespace: 'app--99--regulars' }] });
    expect(at(foreign.data, 'metafieldsSet.metafields')).toBeNull();
    expect(at(foreign.data, 'metafieldsSet.userErrors.0.field.0')).toBe('metafields');
  });

  it('The installation carries app data without any scope', async () => {
    shop.world.apps.updateScopes(['read_products']);
    const installation = await shop.graphql('{ currentAppInstallation { id accessScopes { handle } } }');
    expect(at(installation.data, 'currentAppInstallation.accessScopes')).toEqual([{ handle: 'read_products' }]);
    const ownerId = at(installation.data, 'currentAppInstallation.id');
    const set = await shop.graphql(
      `mutation($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) { metafields { id } userErrors { message } } }`,
      { m: [{ ownerId, namespace: 'regulars', key: 'program', type: 'json', value: '{"version":1}' }] },
    );
    expect(at(set.data, 'metafieldsSet.userErrors')).toEqual([]);
    const read = await shop.graphql(
      '{ currentAppInstallation { metafield(namespace: "regulars", key: "program") { value } } }',
    );
    expect(at(read.data, 'currentAppInstallation.metafield.value')).toBe('{"version":1}');
  });
});

describe('Lists', () => {
  it('Pages of orders, sorted by when they changed, meet every order of the window once', async () => {
    const query = `query($after: String) { orders(first: 5, after: $after, sortKey: UPDATED_AT, query: "updated_at:>=2020-01-01") {
      nodes { id updatedAt lineItems(first: 3) { nodes { quantity discountAllocations { allocatedAmountSet { shopMoney { amount } } } } } refunds { id } }
      pageInfo { hasNextPage endCursor } } }`;
    shop.world.apps.updateScopes(['read_orders', 'read_all_orders']);
    const seen: unknown[] = [];
    let after: unknown = null;
    for (let page = 0; page < 10; page += 1) {
      const answer = await shop.graphql(query, { after });
      expect(answer.errors).toBeUndefined();
      seen.push(...(at(answer.data, 'orders.nodes') as { id: string }[]).map((order) => order.id));
      if (at(answer.data, 'orders.pageInfo.hasNextPage') === false) break;
      after = at(answer.data, 'orders.pageInfo.endCursor');
    }
    expect(seen).toHaveLength(shop.world.orders.count());
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('Customers are found by e-mail, and a search field that is unknown here is refused by name', async () => {
    const found = await shop.graphql(
      `{ customers(first: 2, query: "email:'freja.holm@example.com'") { nodes { email } } }`,
    );
    expect(at(found.data, 'customers.nodes')).toEqual([{ email: 'freja.holm@example.com' }]);
    const unknown = await shop.graphql('{ customers(first: 1, query: "shoe_size:42") { nodes { id } } }');
    expect(unknown.errors?.[0]?.message).toBe(
      'The sandbox does not implement the search field "shoe_size" of customers.',
    );
  });

  it('A bulk query answers created first and its lines when it is asked again', async () => {
    shop.world.apps.updateScopes(['read_orders', 'read_all_orders']);
    const started = await shop.graphql(
      `mutation($q: String!) { bulkOperationRunQuery(query: $q) { bulkOperation { id status } userErrors { message } } }`,
      { q: '{ orders { edges { node { id lineItems { edges { node { id quantity } } } } } } }' },
    );
    expect(at(started.data, 'bulkOperationRunQuery.bulkOperation.status')).toBe('CREATED');
    const id = at(started.data, 'bulkOperationRunQuery.bulkOperation.id');
    const done = await shop.graphql('query($id: ID!) { bulkOperation(id: $id) { status url rootObjectCount } }', {
      id,
    });
    expect(at(done.data, 'bulkOperation.rootObjectCount')).toBe(String(shop.world.orders.count()));
    const text = await (await fetch(String(at(done.data, 'bulkOperation.url')))).text();
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; __parentId?: string });
    const children = lines.filter((line) => line.__parentId);
    expect(children.length).toBe(shop.world.orders.list().reduce((sum, order) => sum + order.lines.length, 0));
    expect(lines.some((line) => line.id === children[0]?.__parentId)).toBe(true);
  });

  it('A bulk query runs for as long as it is said to, at most five at once, and can be canceled', async () => {
    const { world } = shop;
    world.changeSettings({ bulkDurationMs: 60_000 });
    const run = () =>
      shop.graphql(
        `mutation { bulkOperationRunQuery(query: "{ customers { edges { node { id } } } }") { bulkOperation { id status } userErrors { code } } }`,
      );
    const ids: unknown[] = [];
    for (let started = 0; started < 5; started++)
      ids.push(at((await run()).data, 'bulkOperationRunQuery.bulkOperation.id'));
    expect(at((await run()).data, 'bulkOperationRunQuery')).toEqual({
      bulkOperation: null,
      userErrors: [{ code: 'LIMIT_REACHED' }],
    });
    await shop.graphql(`mutation($id: ID!) { bulkOperationCancel(id: $id) { userErrors { message } } }`, {
      id: ids[0],
    });
    const list = async () =>
      at(
        (await shop.graphql('{ bulkOperations(first: 10, query: "status:running") { nodes { id url } } }')).data,
        'bulkOperations.nodes',
      );
    expect(await list()).toEqual(
      ids
        .slice(1)
        .reverse()
        .map((id) => ({ id, url: null })),
    );
    world.clock.advance(60_000);
    expect(await list()).toEqual([]);
    world.changeSettings({ bulkDurationMs: 0 });
    const ended = await shop.graphql('query($id: ID!) { bulkOperation(id: $id) { status url } }', { id: ids[1] });
    expect(at(ended.data, 'bulkOperation.status')).toBe('COMPLETED');
  });

  it('A bulk query refuses a connection inside of a list, and more connections than five', async () => {
    const refuse = async (query: string) =>
      at(
        (
          await shop.graphql(`mutation($q: String!) { bulkOperationRunQuery(query: $q) { userErrors { message } } }`, {
            q: query,
          })
        ).data,
        'bulkOperationRunQuery.userErrors.0.message',
      );
    expect(
      await refuse(
        '{ orders { edges { node { id refunds { id refundLineItems { edges { node { quantity } } } } } } } }',
      ),
    ).toMatch(/within a list field/);
    const lines = ['a', 'b', 'c', 'd', 'e'].map((alias) => `${alias}: lineItems { edges { node { id } } }`).join(' ');
    expect(await refuse(`{ orders { edges { node { id ${lines} } } } }`)).toMatch(/more than 5 connections/);
  });
});

describe('Refunds are told as they were', () => {
  it('Two of three units, with the share of the discount', async () => {
    const { world } = shop;
    const customer = world.customers.byEmail('freja.holm@example.com');
    const variant = world.catalog.products().find((product) => !product.isGiftCard)?.variants[0];
    if (!customer || !variant) throw new Error('The small shop has both.');
    world.discounts.create(null, {
      kind: 'basic',
      title: 'Ten percent',
      code: 'TEN',
      items: { kind: 'all' },
      value: { kind: 'percentage', percentageBp: 1000 },
    });
    const order = world.orders.place({
      buyer: { customerId: customer.id },
      lines: [{ variantId: variant.id, quantity: 3 }],
      codes: ['TEN'],
    });
    const line = order.lines[0];
    if (!line) throw new Error('The order has a line.');
    world.orders.refund(order.id, { lines: [{ lineId: line.id, quantity: 2 }] });
    const answer = await shop.graphql(
      `query($id: ID!) { order(id: $id) { displayFinancialStatus discountCodes
        lineItems(first: 1) { nodes { quantity currentQuantity discountedTotalSet(withCodeDiscounts: true) { shopMoney { amount } } } }
        refunds { refundLineItems(first: 5) { nodes { quantity subtotalSet { shopMoney { amount } } } } totalRefundedSet { shopMoney { amount } } } } }`,
      { id: `gid://shopify/Order/${order.id}` },
    );
    const paidFor = Math.round((variant.priceMinor * 2 * 9) / 10);
    expect(at(answer.data, 'order.discountCodes')).toEqual(['TEN']);
    expect(at(answer.data, 'order.displayFinancialStatus')).toBe('PARTIALLY_REFUNDED');
    expect(at(answer.data, 'order.lineItems.nodes.0.currentQuantity')).toBe(1);
    expect(
      Number(at(answer.data, 'order.refunds.0.refundLineItems.nodes.0.subtotalSet.shopMoney.amount')) * 100,
    ).toBeCloseTo(paidFor, 6);
    expect(Number(at(answer.data, 'order.refunds.0.totalRefundedSet.shopMoney.amount')) * 100).toBeCloseTo(paidFor, 6);
  });
});
