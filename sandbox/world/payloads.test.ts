import { describe, expect, it } from 'vitest';
import { differences, documentedExample } from './schema-check.ts';
import { testWorld } from './testing.ts';
import type { Json } from './types.ts';

const TOPICS = [
  'app/scopes_update',
  'app/uninstalled',
  'collections/create',
  'collections/delete',
  'collections/update',
  'customer.tags_added',
  'customer.tags_removed',
  'customers/create',
  'customers/data_request',
  'customers/delete',
  'customers/disable',
  'customers/enable',
  'customers/merge',
  'customers/redact',
  'customers/update',
  'customers_email_marketing_consent/update',
  'customers_marketing_consent/update',
  'discounts/create',
  'discounts/delete',
  'discounts/redeemcode_added',
  'discounts/update',
  'orders/cancelled',
  'orders/create',
  'orders/edited',
  'orders/fulfilled',
  'orders/paid',
  'orders/updated',
  'products/create',
  'products/delete',
  'products/update',
  'refunds/create',
  'segments/create',
  'segments/delete',
  'segments/update',
  'shop/redact',
  'shop/update',
];

const ADDRESSES = [
  '.default_address',
  '.customer.default_address',
  '.addresses[]',
  '.billing_address',
  '.shipping_address',
];
/** Fields that the documented examples happen to fill, and that may be empty in life. */
const MAY_BE_NULL = [
  ...ADDRESSES.flatMap((address) =>
    ['company', 'phone', 'address2', 'province', 'province_code'].map((field) => `${address}.${field}`),
  ),
  ...['', '.customer'].flatMap((owner) =>
    ['first_name', 'last_name', 'note', 'phone'].map((field) => `${owner}.${field}`),
  ),
  '.contact_email',
  '.refunds[].note',
  '.line_items[].variant_title',
  '.refund_line_items[].line_item.variant_title',
  '.fulfillments[].tracking_number',
  '.fulfillments[].line_items[].fulfillment_status',
  '.cancel_reason',
  '.cancelled_at',
];
const EXPECTED = new Set([
  // Guests and the counter have neither, and a customer need not have an address.
  '.customer: is missing',
  '.billing_address: is missing',
  '.shipping_address: is missing',
  '.default_address: is missing',
  '.customer.default_address: is missing',
  // The inferred schema has only seen a rate of 0.
  '.fulfillments[].line_items[].tax_lines[].rate: is number, documented as integer',
]);

/** Does everything that a shop can do, and answers the payloads by topic. */
function eventfulYear(): Map<string, Json[]> {
  const { world, coffee, tea, member } = testWorld({ topics: TOPICS });
  const other = world.customers.create({ email: 'other@example.com', phone: '+45 11 11 11 11' });
  world.customers.logIn('other@example.com');
  world.catalog.createProduct({ title: 'Mug', variants: [{ sku: 'MUG', priceMinor: 100, optionValues: ['Blue'] }] });
  world.customers.update(other.id, { state: 'disabled' });
  world.customers.addTags(other.id, ['gold']);
  world.customers.removeTags(other.id, ['gold']);
  world.customers.setConsent(other.id, { channel: 'email', state: 'subscribed' });
  world.customers.setConsent(other.id, { channel: 'sms', state: 'subscribed' });
  const segment = world.segments.create({ name: 'Gold', query: "customer_tags CONTAINS 'gold'" });
  world.segments.update(segment.id, { name: 'Golden' });
  world.segments.delete(segment.id);
  const collection = world.catalog.createCollection({ title: 'All', productIds: [coffee.productId] });
  world.catalog.updateCollection(collection.id, { productIds: [] });
  world.catalog.deleteCollection(collection.id);
  const discount = world.discounts.create(null, {
    kind: 'basic',
    title: 'Ten',
    code: 'TEN',
    items: { kind: 'all' },
    value: { kind: 'percentage', percentageBp: 1000 },
    combinesWith: { order: false, product: false, shipping: true },
  });
  world.discounts.addCodes(discount.id, ['TEN-B']);
  world.discounts.create(null, {
    kind: 'free_shipping',
    title: 'Free',
    code: 'FREE',
    combinesWith: { order: true, product: false, shipping: false },
  });
  const lines = [
    { variantId: coffee.id, quantity: 2 },
    { variantId: tea.id, quantity: 1 },
  ];
  const order = world.orders.place({
    lines,
    buyer: { customerId: member.id },
    codes: ['TEN', 'FREE'],
    shippingRateId: 'standard',
  });
  world.orders.place({ lines, buyer: null, sourceName: 'pos' });
  world.orders.edit(order.id, {
    quantities: [{ lineId: order.lines[1]?.id ?? 0, quantity: 0 }],
    additions: [{ variantId: tea.id, quantity: 3 }],
  });
  world.orders.refund(order.id, { lines: [{ lineId: order.lines[0]?.id ?? 0, quantity: 1 }], amountMinor: 5000 });
  world.orders.fulfill(order.id);
  const guest = world.orders.place({
    lines,
    buyer: { email: 'guest@example.com' },
    shippingRateId: 'express',
    currencyCode: 'JPY',
  });
  world.orders.cancel(guest.id);
  world.customers.merge(member.id, other.id);
  world.customers.requestData(member.id);
  world.customers.redact(member.id);
  const gone = world.customers.create({ email: 'gone@example.com' });
  world.customers.delete(gone.id);
  world.discounts.deactivate(discount.id);
  world.discounts.delete(discount.id);
  world.catalog.updateProduct(tea.productId, { title: 'Green tea' });
  world.catalog.deleteProduct(tea.productId);
  world.shop.update({ name: 'Renamed' });
  world.apps.updateScopes(['read_orders']);
  world.apps.uninstall();
  const payloads = new Map<string, Json[]>();
  for (const delivery of world.webhooks.deliveries()) {
    payloads.set(delivery.topic, [...(payloads.get(delivery.topic) ?? []), JSON.parse(delivery.body) as Json]);
  }
  return payloads;
}

describe('Every webhook payload has the fields and types of Shopify’s documented example', () => {
  const payloads = eventfulYear();

  it.each(TOPICS)('%s', (topic) => {
    const sent = payloads.get(topic) ?? [];
    expect(sent.length).toBeGreaterThan(0);
    for (const payload of sent) {
      const problems = differences(topic, payload, MAY_BE_NULL).filter((problem) => !EXPECTED.has(problem));
      expect(problems).toEqual([]);
    }
  });

  it('is compared with something: a payload with a wrong type, a strange and a missing field is found out', () => {
    const example = documentedExample('customers/delete');
    expect(differences('customers/delete', example)).toEqual([]);
    expect(differences('customers/delete', { id: 'seven', extra: 1, tax_exemptions: [] })).toEqual([
      '.id: is string, documented as integer',
      '.extra: is not documented',
      '.admin_graphql_api_id: is missing',
    ]);
  });
});
