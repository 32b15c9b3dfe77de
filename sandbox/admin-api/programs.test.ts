import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toGid } from '#sandbox/world/gid.ts';
import type { Product } from '#sandbox/world/types.ts';
import { TEST_APP, at, openTestShop } from './test-shop.ts';
import type { TestShop } from './test-shop.ts';

let shop: TestShop;
beforeEach(async () => {
  const scopes = [
    'write_products',
    'write_own_subscription_contracts',
    'read_locations',
    'read_gift_card_transactions',
    'write_gift_card_transactions',
    'read_store_credit_account_transactions',
  ];
  shop = await openTestShop({ scopes: [...TEST_APP.scopes, ...scopes] });
});
afterEach(() => shop.close());

function product(handle: string): Product {
  const found = shop.world.catalog.productByHandle(handle);
  if (!found) throw new Error(`No product ${handle}.`);
  return found;
}

async function run(query: string, variables: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const { data, errors } = await shop.graphql(query, variables);
  expect(errors).toBeUndefined();
  return data ?? {};
}

const freja = () => shop.world.customers.byEmail('freja.holm@example.com')?.id ?? 0;

describe('Buy X get Y', () => {
  const FIELDS = `codeDiscountNode { id codeDiscount { ... on DiscountCodeBxgy {
      title usesPerOrderLimit combinesWith { shippingDiscounts }
      customerBuys { value { ... on DiscountQuantity { quantity } } items { ... on DiscountCollections { collections(first: 5) { nodes { handle } } } } }
      customerGets { items { ... on DiscountProducts { products(first: 5) { nodes { handle } } } }
        value { ... on DiscountOnQuantity { quantity { quantity } effect { ... on DiscountPercentage { percentage } ... on DiscountAmount { amount { amount } } } } } }
    } } } userErrors { field code message }`;
  const CREATE = `mutation($d: DiscountCodeBxgyInput!) { discountCodeBxgyCreate(bxgyCodeDiscount: $d) { ${FIELDS} } }`;
  const UPDATE = `mutation($id: ID!, $d: DiscountCodeBxgyInput!) { discountCodeBxgyUpdate(id: $id, bxgyCodeDiscount: $d) { ${FIELDS} } }`;

  it('is created, changed in what it gives and what it combines with, and read back', async () => {
    const coffee = toGid('Collection', shop.world.catalog.collectionByHandle('kaffe')?.id ?? 0);
    const made = await run(CREATE, {
      d: {
        title: 'Free sample',
        code: 'SAMPLE',
        startsAt: '2026-11-20T00:00:00Z',
        usesPerOrderLimit: 1,
        customerBuys: { value: { quantity: '1' }, items: { collections: { add: [coffee] } } },
        customerGets: {
          items: { products: { productsToAdd: [toGid('Product', product('smagsproeve').id)] } },
          value: { discountOnQuantity: { quantity: '1', effect: { percentage: 1 } } },
        },
      },
    });
    const node = at(made, 'discountCodeBxgyCreate.codeDiscountNode');
    expect(at(node, 'codeDiscount')).toMatchObject({
      usesPerOrderLimit: 1,
      customerBuys: { value: { quantity: '1' }, items: { collections: { nodes: [{ handle: 'kaffe' }] } } },
      customerGets: { value: { quantity: { quantity: '1' }, effect: { percentage: 1 } } },
    });
    const changed = await run(UPDATE, {
      id: at(node, 'id'),
      d: {
        combinesWith: { shippingDiscounts: true },
        customerGets: {
          items: { products: { productsToAdd: [toGid('Product', product('kanelsnurre').id)] } },
          value: { discountOnQuantity: { quantity: '2', effect: { amount: '10.00' } } },
        },
      },
    });
    const after = at(changed, 'discountCodeBxgyUpdate.codeDiscountNode.codeDiscount');
    expect(after).toMatchObject({ title: 'Free sample', combinesWith: { shippingDiscounts: true } });
    expect(at(after, 'customerGets.items.products.nodes')).toEqual([
      { handle: 'kanelsnurre' },
      { handle: 'smagsproeve' },
    ]);
    expect(at(after, 'customerGets.value.effect')).toEqual({ amount: { amount: '10.0' } });
  });

  it('cannot be for all items, as Shopify documents it', async () => {
    const value = { discountOnQuantity: { quantity: '1', effect: { percentage: 1 } } };
    const made = await run(CREATE, {
      d: {
        title: 'All',
        code: 'ALL',
        startsAt: '2026-11-20T00:00:00Z',
        customerBuys: { value: { quantity: '1' }, items: { all: true } },
        customerGets: { items: { all: true }, value },
      },
    });
    expect(at(made, 'discountCodeBxgyCreate.userErrors.0.field')).toEqual([
      'bxgyCodeDiscount',
      'customerBuys',
      'items',
    ]);
  });
});

describe('Automatic discounts and segments', () => {
  it('A members’ price: a segment by tag, an automatic discount on a collection for it, then not any more', async () => {
    const { segmentCreate } = await run(
      `mutation { segmentCreate(name: "Gold", query: "customer_tags CONTAINS 'gold'") { segment { id query } userErrors { message } } }`,
    );
    const segmentId = at(segmentCreate, 'segment.id');
    const collection = toGid('Collection', shop.world.catalog.collectionByHandle('medlemspriser')?.id ?? 0);
    const made = await run(
      `mutation($d: DiscountAutomaticBasicInput!) { discountAutomaticBasicCreate(automaticBasicDiscount: $d) {
        automaticDiscountNode { id automaticDiscount { __typename ... on DiscountAutomaticBasic { title status
          context { ... on DiscountCustomerSegments { segments { name } } } } } } userErrors { field message } } }`,
      {
        d: {
          title: 'Gold price',
          startsAt: '2026-11-20T00:00:00Z',
          context: { customerSegments: { add: [segmentId] } },
          customerGets: { items: { collections: { add: [collection] } }, value: { percentage: 0.2 } },
        },
      },
    );
    const node = at(made, 'discountAutomaticBasicCreate.automaticDiscountNode');
    expect(at(node, 'automaticDiscount')).toEqual({
      __typename: 'DiscountAutomaticBasic',
      title: 'Gold price',
      status: 'ACTIVE',
      context: { segments: [{ name: 'Gold' }] },
    });
    await run(`mutation($id: ID!) { tagsAdd(id: $id, tags: ["gold"]) { userErrors { message } } }`, {
      id: toGid('Customer', freja()),
    });
    const variantId = product('kaffefiltre').variants[0]?.id ?? 0;
    const off = () =>
      shop.world.pricing.priceCheckout({ lines: [{ variantId, quantity: 1 }], customerId: freja() }).discountMinor;
    expect(off()).toBe(980);
    const members = await run(
      `query($s: ID!, $c: ID!) { customerSegmentMembers(segmentId: $s, first: 5) { totalCount edges { node { id displayName } } }
        customerSegmentMembership(customerId: $c, segmentIds: [$s]) { memberships { isMember } } }`,
      { s: segmentId, c: toGid('Customer', freja()) },
    );
    expect(at(members, 'customerSegmentMembers.totalCount')).toBe(1);
    expect(at(members, 'customerSegmentMembership.memberships')).toEqual([{ isMember: true }]);
    await run(`mutation($id: ID!) { discountAutomaticDeactivate(id: $id) { userErrors { message } } }`, {
      id: at(node, 'id'),
    });
    expect(off()).toBe(0);
    const listed = await run(
      `{ automaticDiscountNodes(first: 5) { nodes { id } } codeDiscountNodes(first: 50) { nodes { id } } }`,
    );
    expect(at(listed, 'automaticDiscountNodes.nodes')).toEqual([{ id: at(node, 'id') }]);
    expect(at(listed, 'codeDiscountNodes.nodes')).toHaveLength(2);
  });
});

describe('Money of the shop', () => {
  it('A gift card is credited, debited and deactivated, with Shopify’s refusals', async () => {
    const made = await run(
      `mutation { giftCardCreate(input: { initialValue: "100.00", code: "abcd1234" }) { giftCard { id } giftCardCode userErrors { message } } }`,
    );
    const id = at(made, 'giftCardCreate.giftCard.id');
    const debit = (amount: string) =>
      run(
        `mutation($id: ID!, $amount: Decimal!) { giftCardDebit(id: $id, debitInput: { debitAmount: { amount: $amount, currencyCode: DKK } }) {
          giftCardDebitTransaction { amount { amount } giftCard { balance { amount } } } userErrors { field code } } }`,
        { id, amount },
      );
    expect(at(await debit('30.00'), 'giftCardDebit.giftCardDebitTransaction')).toEqual({
      amount: { amount: '-30.0' },
      giftCard: { balance: { amount: '70.0' } },
    });
    expect(at(await debit('70.01'), 'giftCardDebit.userErrors.0.code')).toBe('INSUFFICIENT_FUNDS');
    const end = await run(
      `mutation($id: ID!) { giftCardDeactivate(id: $id) { giftCard { enabled transactions(first: 5) { nodes { amount { amount } } } } userErrors { message } } }`,
      { id },
    );
    expect(at(end, 'giftCardDeactivate.giftCard')).toMatchObject({ enabled: false });
  });

  it('Store credit is read with its transactions, filtered by type, and refuses another currency and a past expiry', async () => {
    const CREDIT = `mutation($id: ID!, $input: StoreCreditAccountCreditInput!) { storeCreditAccountCredit(id: $id, creditInput: $input) {
      storeCreditAccountTransaction { id amount { amount } expiresAt remainingAmount { amount } account { id } } userErrors { field code } } }`;
    const id = toGid('Customer', freja());
    const input = { creditAmount: { amount: '25.00', currencyCode: 'DKK' }, expiresAt: '2027-01-01T00:00:00Z' };
    const made = await run(CREDIT, { id, input });
    const accountId = at(made, 'storeCreditAccountCredit.storeCreditAccountTransaction.account.id');
    await run(
      `mutation($id: ID!) { storeCreditAccountDebit(id: $id, debitInput: { debitAmount: { amount: "10.00", currencyCode: DKK } }) { userErrors { code } } }`,
      { id: accountId },
    );
    const read = await run(
      `query($id: ID!) { customer(id: $id) { storeCreditAccounts(first: 1, query: "currency_code:DKK") { nodes { balance { amount }
        transactions(first: 5, query: "type:credit") { nodes { event amount { amount } ... on StoreCreditAccountCreditTransaction { remainingAmount { amount } } } } } } } }`,
      { id },
    );
    expect(at(read, 'customer.storeCreditAccounts.nodes.0')).toEqual({
      balance: { amount: '15.0' },
      transactions: {
        nodes: [{ event: 'ADJUSTMENT', amount: { amount: '25.0' }, remainingAmount: { amount: '15.0' } }],
      },
    });
    const past = await run(CREDIT, { id, input: { ...input, expiresAt: '2026-01-01T00:00:00Z' } });
    expect(at(past, 'storeCreditAccountCredit.userErrors.0.code')).toBe('EXPIRES_AT_IN_PAST');
    const dollars = { creditAmount: { amount: '25.00', currencyCode: 'USD' } };
    expect(at(await run(CREDIT, { id, input: dollars }), 'storeCreditAccountCredit.userErrors.0.code')).toBe(
      'UNSUPPORTED_CURRENCY',
    );
    const euro = { id: accountId, input: { creditAmount: { amount: '1.00', currencyCode: 'EUR' } } };
    expect(at(await run(CREDIT, euro), 'storeCreditAccountCredit.userErrors.0.code')).toBe('MISMATCHING_CURRENCY');
  });
});

describe('Shopify’s own mail', () => {
  it('goes out when store credit is given with notify, and for a gift card when it is asked for', async () => {
    const customerId = toGid('Customer', freja());
    await run(
      `mutation($id: ID!) { storeCreditAccountCredit(id: $id, creditInput: { creditAmount: { amount: "25.00", currencyCode: DKK }, notify: true }) { userErrors { code } } }`,
      { id: customerId },
    );
    const made = await run(
      `mutation($id: ID!) { giftCardCreate(input: { initialValue: "10.00", code: "gave5678", customerId: $id }) { giftCard { id } userErrors { code } } }`,
      { id: customerId },
    );
    expect(shop.world.log.mails()).toHaveLength(1);
    await run(`mutation($id: ID!) { giftCardSendNotificationToCustomer(id: $id) { userErrors { code } } }`, {
      id: at(made, 'giftCardCreate.giftCard.id'),
    });
    expect(shop.world.log.mails().map(({ to, text }) => [to, text])).toEqual([
      ['freja.holm@example.com', expect.stringContaining('25.00 DKK')],
      ['freja.holm@example.com', expect.stringContaining('gave5678')],
    ]);
  });
});

describe('What an order does not say', () => {
  it('is asked of products by their ids: type, tags, collections, plans', async () => {
    const ids = ['cykelservice', 'kaffeabonnement'].map((handle) => toGid('Product', product(handle).id));
    const collection = toGid('Collection', shop.world.catalog.collectionByHandle('service')?.id ?? 0);
    const { nodes } = await run(
      `query($ids: [ID!]!, $c: ID!) { nodes(ids: $ids) { ... on Product { productType tags vendor inCollection(id: $c) requiresSellingPlan
        collections(first: 3) { nodes { handle } }
        sellingPlanGroups(first: 1) { nodes { sellingPlans(first: 3) { nodes { name billingPolicy { ... on SellingPlanRecurringBillingPolicy { interval intervalCount } } } } } } } } }`,
      { ids, c: collection },
    );
    expect(nodes).toMatchObject([
      { productType: 'Service', tags: ['service', 'cykel'], vendor: 'Nordlys Værksted', inCollection: true },
      { inCollection: false, requiresSellingPlan: true },
    ]);
    expect(at(nodes, '1.sellingPlanGroups.nodes.0.sellingPlans.nodes.0')).toEqual({
      name: 'Hver måned',
      billingPolicy: { interval: 'MONTH', intervalCount: 1 },
    });
  });

  it('is its location at the till, its plan, and the automatic discount on a line', async () => {
    const subscription = product('kaffeabonnement');
    const lines = [
      {
        variantId: subscription.variants[0]?.id ?? 0,
        quantity: 1,
        sellingPlanId: subscription.sellingPlans?.[0]?.id ?? 0,
      },
    ];
    const order = shop.world.orders.place({ lines, buyer: { customerId: freja() }, sourceName: 'pos' });
    const read = await run(
      `query($id: ID!) { order(id: $id) { sourceName retailLocation { name } lineItems(first: 1) { nodes { sellingPlan { name } } } }
        subscriptionContracts(first: 5) { nodes { status nextBillingDate originOrder { id } lines(first: 1) { nodes { sellingPlanName } } } } }`,
      { id: toGid('Order', order.id) },
    );
    expect(read).toMatchObject({
      order: { sourceName: 'pos', retailLocation: { name: 'Elmegade 9' } },
      subscriptionContracts: { nodes: [{ status: 'ACTIVE', originOrder: { id: toGid('Order', order.id) } }] },
    });
    expect(at(read, 'order.lineItems.nodes.0.sellingPlan.name')).toBe('Hver måned');
  });
});

describe('Consent, tags and Flow', () => {
  it('Consent to mail is set and read; a state that only Shopify sets is refused', async () => {
    const SET = `mutation($input: CustomerEmailMarketingConsentUpdateInput!) { customerEmailMarketingConsentUpdate(input: $input) {
      customer { defaultEmailAddress { marketingState marketingOptInLevel } } userErrors { field code } } }`;
    const customerId = toGid('Customer', freja());
    const consent = { marketingState: 'SUBSCRIBED', marketingOptInLevel: 'CONFIRMED_OPT_IN' };
    const set = await run(SET, { input: { customerId, emailMarketingConsent: consent } });
    expect(at(set, 'customerEmailMarketingConsentUpdate.customer.defaultEmailAddress')).toEqual({
      marketingState: 'SUBSCRIBED',
      marketingOptInLevel: 'CONFIRMED_OPT_IN',
    });
    const refused = await run(SET, { input: { customerId, emailMarketingConsent: { marketingState: 'REDACTED' } } });
    expect(at(refused, 'customerEmailMarketingConsentUpdate.userErrors.0.code')).toBe('INVALID');
  });

  it('A standard definition is enabled once, and only one that there is', async () => {
    const enable = (key: string) =>
      run(
        `mutation($key: String!) { standardMetafieldDefinitionEnable(ownerType: CUSTOMER, namespace: "facts", key: $key) {
          createdDefinition { namespace key type { name } } userErrors { code } } }`,
        { key },
      );
    const first = await enable('birth_date');
    expect(at(first, 'standardMetafieldDefinitionEnable.createdDefinition.type.name')).toBe('date');
    expect(at(await enable('birth_date'), 'standardMetafieldDefinitionEnable.userErrors.0.code')).toBe('TAKEN');
    expect(at(await enable('shoe_size'), 'standardMetafieldDefinitionEnable.userErrors.0.code')).toBe(
      'TEMPLATE_NOT_FOUND',
    );
  });

  it('A customer is made with tags and consent, and not twice', async () => {
    const CREATE = `mutation($input: CustomerInput!) { customerCreate(input: $input) {
      customer { email tags defaultEmailAddress { marketingState } } userErrors { field message } } }`;
    const consent = { marketingState: 'SUBSCRIBED', marketingOptInLevel: 'SINGLE_OPT_IN' };
    const input = { email: 'made@example.com', tags: ['imported'], emailMarketingConsent: consent };
    expect(at(await run(CREATE, { input }), 'customerCreate.customer')).toEqual({
      email: 'made@example.com',
      tags: ['imported'],
      defaultEmailAddress: { marketingState: 'SUBSCRIBED' },
    });
    expect(at(await run(CREATE, { input }), 'customerCreate.userErrors.0.field')).toEqual(['email']);
  });

  it('A birth date is the standard metafield, and topics with a dot can be subscribed to', async () => {
    shop.world.metafields.set(null, [
      {
        ownerType: 'CUSTOMER',
        ownerId: freja(),
        namespace: 'facts',
        key: 'birth_date',
        type: 'date',
        value: '1990-02-28',
      },
    ]);
    const read = await run(
      `query($id: ID!) { customer(id: $id) { metafield(namespace: "facts", key: "birth_date") { value type } } }`,
      { id: toGid('Customer', freja()) },
    );
    expect(at(read, 'customer.metafield')).toEqual({ value: '1990-02-28', type: 'date' });
    for (const topic of [
      'CUSTOMER_TAGS_ADDED',
      'CUSTOMERS_EMAIL_MARKETING_CONSENT_UPDATE',
      'SUBSCRIPTION_CONTRACTS_CREATE',
    ]) {
      const made = await run(
        `mutation($topic: WebhookSubscriptionTopic!) { webhookSubscriptionCreate(topic: $topic, webhookSubscription: { uri: "https://app.example.com/w" }) {
          webhookSubscription { topic } userErrors { message } } }`,
        { topic },
      );
      expect(at(made, 'webhookSubscriptionCreate.webhookSubscription.topic')).toBe(topic);
    }
    expect(shop.world.webhooks.subscriptions().map(({ topic }) => topic)).toEqual([
      'customer.tags_added',
      'customers_email_marketing_consent/update',
      'subscription_contracts/create',
    ]);
  });

  it('A Flow trigger that the app does not declare is a user error', async () => {
    const answer = await run(
      `mutation { flowTriggerReceive(handle: "nothing", payload: { customer_id: 1 }) { userErrors { field message } } }`,
    );
    expect(at(answer, 'flowTriggerReceive.userErrors.0.message')).toContain("Invalid handle 'nothing'");
  });
});
