/** Payloads of orders/*, in the shape of Shopify's documented 2026-07 examples. */
import { toGid } from './gid.ts';
import { ZERO, addMoney, formatMinor, subtractMoney } from './money.ts';
import { currentTotals, originalTotals, outstanding, shippingFinal, sumAllocations } from './order-money.ts';
import { orderCustomerPayload } from './payload-customer.ts';
import { moneyBag, shopTime } from './payload-format.ts';
import { allocationPayload, linePayload, taxLines } from './payload-line.ts';
import type { JsonObject, OrderFacts } from './payload-line.ts';
import { STAFF_USER_ID, refundPayload } from './payload-refund.ts';
import type { DiscountApplication, Order, OrderEdit } from './order-types.ts';
import type { Address, Json, MoneySet, Shop } from './types.ts';

/** The apps of Shopify that place orders: the online store, the point of sale, subscriptions. */
const APP_IDS: Record<string, number> = { web: 580_111, pos: 129_785, subscription_contract: 6_687_367_169 };

export function orderPayload(facts: OrderFacts): Json {
  const { order, shop, customer } = facts;
  const original = originalTotals(order);
  const current = currentTotals(order);
  const bag = (amount: MoneySet): Json => moneyBag(amount, order);
  const text = (amount: MoneySet): string => formatMinor(amount.shopMinor, order.currencyCode);
  const at = (instant: string | null): string | null => shopTime(instant, shop.ianaTimezone);
  const shippingBack = addMoney(
    ...order.refunds.flatMap((refund) => refund.shippingLines.map((part) => part.subtotal)),
  );
  return {
    id: order.id,
    admin_graphql_api_id: toGid('Order', order.id),
    app_id: APP_IDS[order.sourceName] ?? 580111,
    browser_ip: null,
    buyer_accepts_marketing: customer?.emailMarketing.state === 'subscribed',
    cancel_reason: order.cancelReason,
    cancelled_at: at(order.cancelledAt),
    cart_token: null,
    checkout_token: order.token,
    client_details: null,
    closed_at: at(order.closedAt),
    confirmation_number: order.confirmationNumber,
    confirmed: true,
    contact_email: order.email,
    created_at: at(order.createdAt),
    currency: order.currencyCode,
    current_shipping_price_set: bag(current.shipping),
    current_subtotal_price: text(current.subtotal),
    current_subtotal_price_set: bag(current.subtotal),
    current_total_additional_fees_set: null,
    current_total_discounts: text(current.discounts),
    current_total_discounts_set: bag(current.discounts),
    current_total_duties_set: null,
    current_total_price: text(current.total),
    current_total_price_set: bag(current.total),
    current_total_tax: text(current.tax),
    current_total_tax_set: bag(current.tax),
    customer_locale: order.customerLocale,
    device_id: null,
    discount_codes: discountCodes(order),
    duties_included: false,
    email: order.email ?? '',
    estimated_taxes: false,
    financial_status: order.financialStatus,
    fulfillment_status: order.fulfillmentStatus,
    landing_site: null,
    landing_site_ref: null,
    location_id: order.locationId ?? null,
    merchant_business_entity_id: 'MTU0ODM4MDAwOQ',
    merchant_of_record_app_id: null,
    name: order.name,
    note: order.note,
    note_attributes: order.noteAttributes.map(({ name, value }) => ({ name, value })),
    number: order.orderNumber - 1000,
    order_number: order.orderNumber,
    order_status_url: `https://${shop.domain}/${shop.id}/orders/${order.token}/authenticate?key=${order.token}`,
    original_total_additional_fees_set: null,
    original_total_duties_set: null,
    payment_gateway_names: [...new Set(order.transactions.map((transaction) => transaction.gateway))],
    phone: order.phone,
    po_number: null,
    presentment_currency: order.presentmentCurrencyCode,
    processed_at: at(order.processedAt),
    reference: null,
    referring_site: null,
    source_identifier: null,
    source_name: order.sourceName,
    source_url: null,
    subtotal_price: text(original.subtotal),
    subtotal_price_set: bag(original.subtotal),
    tags: order.tags.join(', '),
    tax_exempt: false,
    tax_lines: taxLines(order, original.tax),
    taxes_included: order.taxesIncluded,
    test: order.test,
    token: order.token,
    total_cash_rounding_payment_adjustment_set: bag(ZERO),
    total_cash_rounding_refund_adjustment_set: bag(ZERO),
    total_discounts: text(addMoney(original.discounts, shippingDiscounts(order))),
    total_discounts_set: bag(addMoney(original.discounts, shippingDiscounts(order))),
    total_line_items_price: text(original.lines),
    total_line_items_price_set: bag(original.lines),
    total_outstanding: text(outstanding(order)),
    total_price: text(original.total),
    total_price_set: bag(original.total),
    total_shipping_price_set: bag(addMoney(...order.shippingLines.map((line) => line.price))),
    total_tax: text(original.tax),
    total_tax_set: bag(original.tax),
    total_tip_received: text(order.tip),
    total_weight: order.lines.reduce((sum, line) => sum + line.grams * line.quantity, 0),
    updated_at: at(order.updatedAt),
    // A sale at the counter names the member of staff who made it.
    user_id: order.sourceName === 'pos' ? STAFF_USER_ID : null,
    ...(order.billingAddress ? { billing_address: addressPayload(order.billingAddress) } : {}),
    ...(customer ? { customer: orderCustomerPayload(customer, shop) } : {}),
    discount_applications: order.discountApplications.map((application) => applicationPayload(application, order)),
    fulfillments: order.fulfillments.map((fulfillment, index) => ({
      id: fulfillment.id,
      admin_graphql_api_id: toGid('Fulfillment', fulfillment.id),
      created_at: at(fulfillment.createdAt),
      location_id: shop.address.id,
      name: `${order.name}.${index + 1}`,
      order_id: order.id,
      origin_address: {},
      receipt: {},
      service: 'manual',
      shipment_status: null,
      status: fulfillment.status,
      tracking_company: null,
      tracking_number: fulfillment.trackingNumber,
      tracking_numbers: fulfillment.trackingNumber ? [fulfillment.trackingNumber] : [],
      tracking_url: null,
      tracking_urls: [],
      updated_at: at(fulfillment.createdAt),
      line_items: fulfillment.lines.flatMap(({ lineId, quantity }) => {
        const line = order.lines.find((candidate) => candidate.id === lineId);
        return line ? [{ ...linePayload(line, facts, 'fulfillment'), quantity }] : [];
      }),
    })),
    line_items: order.lines.map((line) => linePayload(line, facts, 'order')),
    payment_terms: null,
    refunds: order.refunds.map((refund) => refundPayload(refund, facts)),
    ...(order.shippingAddress ? { shipping_address: addressPayload(order.shippingAddress) } : {}),
    shipping_lines: order.shippingLines.map((line) => ({
      id: line.id,
      carrier_identifier: null,
      code: line.rateId,
      current_discounted_price_set: bag(subtractMoney(shippingFinal(line), shippingBack)),
      discounted_price: text(shippingFinal(line)),
      discounted_price_set: bag(shippingFinal(line)),
      is_removed: false,
      phone: null,
      price: text(line.price),
      price_set: bag(line.price),
      requested_fulfillment_service_id: null,
      source: 'shopify',
      title: line.title,
      tax_lines: taxLines(order, line.tax),
      discount_allocations: line.allocations.map((allocation) => allocationPayload(allocation, order)),
    })),
    returns: [],
    line_item_groups: [],
  };
}

export function orderEditPayload(edit: OrderEdit, shop: Shop): Json {
  const at = shopTime(edit.committedAt, shop.ianaTimezone);
  return {
    order_edit: {
      id: edit.id,
      app_id: null,
      created_at: at,
      committed_at: at,
      notify_customer: false,
      order_id: edit.orderId,
      staff_note: edit.staffNote,
      user_id: null,
      line_items: {
        additions: edit.additions.map(({ lineId, delta }) => ({ id: lineId, delta })),
        removals: edit.removals.map(({ lineId, delta }) => ({ id: lineId, delta })),
      },
      discounts: { line_item: { additions: [], removals: [] } },
      shipping_lines: { additions: [], removals: [] },
    },
  };
}

function shippingDiscounts(order: Order): MoneySet {
  return addMoney(...order.shippingLines.map((line) => sumAllocations(line.allocations)));
}

function discountCodes(order: Order): JsonObject[] {
  return order.discountApplications.flatMap((application, index) => {
    if (application.kind === 'automatic') return [];
    const parts = [...order.lines, ...order.shippingLines].flatMap((line) => line.allocations);
    const amount = addMoney(...parts.filter((part) => part.applicationIndex === index).map((part) => part.amount));
    const kind = application.targetType === 'shipping_line' ? 'shipping' : application.valueType;
    return [{ code: application.code, amount: formatMinor(amount.shopMinor, order.currencyCode), type: kind }];
  });
}

function applicationPayload(application: DiscountApplication, order: Order): JsonObject {
  const isPercentage = application.valueType === 'percentage';
  return {
    target_type: application.targetType,
    type: application.kind,
    value: isPercentage ? (application.value / 100).toFixed(1) : formatMinor(application.value, order.currencyCode),
    value_type: application.valueType,
    allocation_method: application.allocationMethod,
    target_selection: application.targetSelection,
    ...(application.kind === 'automatic' ? { title: application.code } : { code: application.code }),
  };
}

function addressPayload(address: Address): JsonObject {
  return {
    first_name: address.firstName,
    address1: address.address1,
    phone: address.phone,
    city: address.city,
    zip: address.zip,
    province: address.province,
    country: address.country,
    last_name: address.lastName,
    address2: address.address2,
    company: address.company,
    latitude: null,
    longitude: null,
    name: [address.firstName, address.lastName].filter(Boolean).join(' '),
    country_code: address.countryCode,
    province_code: address.provinceCode,
  };
}
