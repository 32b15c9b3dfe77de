/** Payloads of orders/* and refunds/create, in the shape of Shopify's documented 2026-07 examples. */
import { toGid } from './gid.ts';
import { ZERO, addMoney, formatMinor, subtractMoney } from './money.ts';
import { currentTotals, originalTotals, outstanding, shippingFinal, sumAllocations } from './order-money.ts';
import { orderCustomerPayload } from './payload-customer.ts';
import { moneyBag, shopTime } from './payload-format.ts';
import type {
  DiscountApplication,
  Order,
  OrderAllocation,
  OrderEdit,
  OrderLine,
  OrderTransaction,
  Refund,
} from './order-types.ts';
import type { Address, Customer, Json, MoneySet, Shop } from './types.ts';

/** Refunds are made in the admin, by the one who is signed in there. */
const STAFF_USER_ID = 902_541_635;

type JsonObject = { [key: string]: Json };

export interface OrderFacts {
  order: Order;
  shop: Shop;
  customer: Customer | null;
  /** Products that still exist. */
  productExists: (productId: number | null) => boolean;
}

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
    app_id: 580111,
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
    location_id: null,
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
    user_id: null,
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

/** A line inside a refund or a fulfillment lacks a few fields, as in the documented examples. */
type LinePlace = 'order' | 'fulfillment' | 'refund';

function linePayload(line: OrderLine, { order, productExists }: OrderFacts, place: LinePlace): JsonObject {
  const bag = (amount: MoneySet): Json => moneyBag(amount, order);
  const text = (amount: MoneySet): string => formatMinor(amount.shopMinor, order.currencyCode);
  const fulfillable = order.cancelledAt === null ? Math.max(0, line.currentQuantity - line.fulfilledQuantity) : 0;
  const fulfilled = line.fulfilledQuantity > 0 && fulfillable === 0 ? 'fulfilled' : null;
  return {
    id: line.id,
    admin_graphql_api_id: toGid('LineItem', line.id),
    ...(place === 'order' ? { attributed_staffs: [] } : {}),
    ...(place === 'refund' ? {} : { current_quantity: line.currentQuantity }),
    fulfillable_quantity: fulfillable,
    fulfillment_service: 'manual',
    fulfillment_status: line.fulfilledQuantity > 0 && fulfillable > 0 ? 'partial' : fulfilled,
    gift_card: line.isGiftCard,
    grams: line.grams,
    name: line.name,
    price: text(line.unitPrice),
    price_set: bag(line.unitPrice),
    product_exists: productExists(line.productId),
    product_id: line.productId,
    properties: Object.entries(line.properties).map(([name, value]) => ({ name, value })),
    quantity: line.quantity,
    requires_shipping: line.requiresShipping,
    ...(place === 'order' ? { sales_line_item_group_id: null } : {}),
    sku: line.sku,
    taxable: line.taxable,
    title: line.title,
    // Only discounts given to the line itself; codes are in discount_allocations.
    total_discount: text(ZERO),
    total_discount_set: bag(ZERO),
    variant_id: line.variantId,
    variant_inventory_management: null,
    variant_title: line.variantTitle,
    vendor: line.vendor,
    tax_lines: line.taxable ? taxLines(order, line.tax) : [],
    duties: [],
    discount_allocations: line.allocations.map((allocation) => allocationPayload(allocation, order)),
  };
}

export function refundPayload(refund: Refund, facts: OrderFacts): JsonObject {
  const { order, shop } = facts;
  const bag = (amount: MoneySet): Json => moneyBag(amount, order);
  const text = (amount: MoneySet): string => formatMinor(amount.shopMinor, order.currencyCode);
  // Shopify sends these two as JSON numbers, unlike every other amount.
  const number = (amount: MoneySet): number => Number(text(amount));
  const at = shopTime(refund.createdAt, shop.ianaTimezone);
  return {
    id: refund.id,
    order_id: order.id,
    created_at: at,
    note: refund.note,
    user_id: STAFF_USER_ID,
    processed_at: at,
    duties: [],
    total_duties_set: bag(ZERO),
    return: null,
    refund_shipping_lines: refund.shippingLines.map((part) => ({
      id: part.id,
      shipping_line_id: part.shippingLineId,
      subtotal_amount_set: bag(part.subtotal),
      tax_amount_set: bag(part.tax),
    })),
    restock: refund.lines.some((part) => part.restockType !== 'no_restock'),
    admin_graphql_api_id: toGid('Refund', refund.id),
    order_adjustments: refund.adjustments.map((adjustment) => ({
      id: adjustment.id,
      order_id: order.id,
      refund_id: refund.id,
      amount: text(adjustment.amount),
      tax_amount: text(adjustment.tax),
      kind: adjustment.kind,
      reason: adjustment.reason,
      amount_set: bag(adjustment.amount),
      tax_amount_set: bag(adjustment.tax),
    })),
    refund_line_items: refund.lines.flatMap((part) => {
      const line = order.lines.find((candidate) => candidate.id === part.lineId);
      if (!line) return [];
      return [
        {
          id: part.id,
          quantity: part.quantity,
          line_item_id: part.lineId,
          location_id: part.restockType === 'no_restock' ? null : shop.address.id,
          restock_type: part.restockType,
          subtotal: number(part.subtotal),
          total_tax: number(part.tax),
          subtotal_set: bag(part.subtotal),
          total_tax_set: bag(part.tax),
          line_item: linePayload(line, facts, 'refund'),
        },
      ];
    }),
    transactions: refund.transactions.map((transaction) => transactionPayload(transaction, facts)),
  };
}

function transactionPayload(transaction: OrderTransaction, { order, shop }: OrderFacts): JsonObject {
  return {
    id: transaction.id,
    order_id: order.id,
    kind: transaction.kind,
    gateway: transaction.gateway,
    status: transaction.status,
    message: transaction.message,
    created_at: shopTime(transaction.createdAt, shop.ianaTimezone),
    test: order.test,
    authorization: null,
    location_id: null,
    user_id: null,
    parent_id: transaction.parentId,
    processed_at: shopTime(transaction.createdAt, shop.ianaTimezone),
    device_id: null,
    error_code: null,
    source_name: 'web',
    receipt: {},
    // Transactions are in the currency in which the customer paid.
    amount: formatMinor(transaction.amount.presentmentMinor, order.presentmentCurrencyCode),
    currency: order.presentmentCurrencyCode,
    payment_id: `${order.name}.${order.transactions.findIndex(({ id }) => id === transaction.id) + 1}`,
    total_unsettled_set: {
      presentment_money: { amount: '0.0', currency: order.presentmentCurrencyCode },
      shop_money: { amount: '0.0', currency: order.currencyCode },
    },
    manual_payment_gateway: transaction.gateway === 'manual',
    amount_rounding: null,
    admin_graphql_api_id: toGid('OrderTransaction', transaction.id),
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
  return order.discountApplications.map((application, index) => {
    const parts = [...order.lines, ...order.shippingLines].flatMap((line) => line.allocations);
    const amount = addMoney(...parts.filter((part) => part.applicationIndex === index).map((part) => part.amount));
    const kind = application.targetType === 'shipping_line' ? 'shipping' : application.valueType;
    return { code: application.code, amount: formatMinor(amount.shopMinor, order.currencyCode), type: kind };
  });
}

function applicationPayload(application: DiscountApplication, order: Order): JsonObject {
  const isPercentage = application.valueType === 'percentage';
  return {
    target_type: application.targetType,
    type: 'discount_code',
    value: isPercentage ? (application.value / 100).toFixed(1) : formatMinor(application.value, order.currencyCode),
    value_type: application.valueType,
    allocation_method: application.allocationMethod,
    target_selection: application.targetSelection,
    code: application.code,
  };
}

function allocationPayload(allocation: OrderAllocation, order: Order): JsonObject {
  return {
    amount: formatMinor(allocation.amount.shopMinor, order.currencyCode),
    amount_set: moneyBag(allocation.amount, order),
    discount_application_index: allocation.applicationIndex,
  };
}

function taxLines(order: Order, tax: MoneySet): JsonObject[] {
  if (order.taxRateBp === 0) return [];
  return [
    {
      channel_liable: false,
      price: formatMinor(tax.shopMinor, order.currencyCode),
      price_set: moneyBag(tax, order),
      rate: order.taxRateBp / 10_000,
      title: order.taxTitle,
    },
  ];
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
