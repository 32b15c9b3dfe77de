import type { Order, OrderLine } from '#sandbox/world/order-types.ts';
import type { Address, Customer, MoneySet } from '#sandbox/world/types.ts';
import { Metafields } from './metafields.ts';
import { imageObject, productObject, variantObject } from './product.ts';
import { convertedCents, localPath, toCents, withJson } from './store-view.ts';
import type { StoreView } from './store-view.ts';

function addressObject(address: Address) {
  const name = [address.firstName, address.lastName].filter(Boolean).join(' ');
  return {
    id: address.id,
    first_name: address.firstName,
    last_name: address.lastName,
    name,
    company: address.company,
    address1: address.address1,
    address2: address.address2,
    street: [address.address1, address.address2].filter(Boolean).join(', '),
    city: address.city,
    zip: address.zip,
    province: address.province,
    province_code: address.provinceCode,
    country: { name: address.country, iso_code: address.countryCode },
    country_code: address.countryCode,
    phone: address.phone,
  };
}

function orderLineObject(view: StoreView, order: Order, line: OrderLine) {
  const cents = (amount: MoneySet) => orderCents(view, order, amount);
  const final = cents(view.world.orders.lineFinal(line));
  const product = line.productId === null ? null : view.world.catalog.product(line.productId);
  const variant = line.variantId === null ? null : view.world.catalog.variant(line.variantId);
  const originalLine = cents(line.unitPrice) * line.quantity;
  return {
    id: line.id,
    title: line.name,
    name: line.name,
    quantity: line.quantity,
    current_quantity: line.currentQuantity,
    sku: line.sku,
    vendor: line.vendor,
    variant_id: line.variantId,
    product_id: line.productId,
    gift_card: line.isGiftCard,
    requires_shipping: line.requiresShipping,
    properties: line.properties,
    original_price: cents(line.unitPrice),
    original_line_price: originalLine,
    final_line_price: final,
    final_price: Math.round(final / Math.max(1, line.quantity)),
    line_level_total_discount: originalLine - final,
    discount_allocations: line.allocations.map((allocation) => ({
      amount: cents(allocation.amount),
      discount_application: { title: order.discountApplications[allocation.applicationIndex]?.code ?? '' },
    })),
    image: product?.images[0] ? imageObject(product.images[0]) : null,
    url: product ? localPath(view, `/products/${product.handle}`) : null,
    get product(): unknown {
      return product ? productObject(view, product) : null;
    },
    get variant(): unknown {
      return variant ? variantObject(view, variant.product, variant.variant) : null;
    },
  };
}

const financialLabels: Record<Order['financialStatus'], string> = {
  pending: 'Pending',
  authorized: 'Authorized',
  partially_paid: 'Partially paid',
  paid: 'Paid',
  partially_refunded: 'Partially refunded',
  refunded: 'Refunded',
  voided: 'Voided',
};

/** In the visitor's currency, as Shopify's reference of the order object says: what was paid in it, else the shop's money converted. */
function orderCents(view: StoreView, order: Order, amount: MoneySet): number {
  if (order.presentmentCurrencyCode === view.currencyCode) return toCents(view, amount.presentmentMinor);
  return convertedCents(view, amount.shopMinor);
}

/** An `order` object; money in hundredths of the visitor's currency. */
export function orderObject(view: StoreView, order: Order) {
  const totals = view.world.orders.originalTotals(order);
  const cents = (amount: MoneySet) => orderCents(view, order, amount);
  const url = localPath(view, `/account/orders/${order.token}`);
  return withJson(
    {
      id: order.id,
      name: order.name,
      order_number: order.orderNumber,
      confirmation_number: order.confirmationNumber,
      email: order.email,
      phone: order.phone,
      created_at: order.createdAt,
      cancelled: order.cancelledAt !== null,
      cancelled_at: order.cancelledAt,
      cancel_reason: order.cancelReason,
      financial_status: order.financialStatus,
      financial_status_label: financialLabels[order.financialStatus],
      fulfillment_status: order.fulfillmentStatus ?? 'unfulfilled',
      fulfillment_status_label: order.fulfillmentStatus === 'fulfilled' ? 'Fulfilled' : 'Unfulfilled',
      customer_url: url,
      order_status_url: url,
      item_count: order.lines.reduce((sum, line) => sum + line.quantity, 0),
      line_items: order.lines.map((line) => orderLineObject(view, order, line)),
      subtotal_line_items: order.lines.map((line) => orderLineObject(view, order, line)),
      line_items_subtotal_price: cents(totals.subtotal),
      subtotal_price: cents(totals.subtotal),
      shipping_price: cents(totals.shipping),
      tax_price: cents(totals.tax),
      total_discounts: cents(totals.discounts),
      total_price: cents(totals.total),
      total_refunded_amount: order.transactions
        .filter((transaction) => transaction.kind === 'refund' && transaction.status === 'success')
        .reduce((sum, transaction) => sum + cents(transaction.amount), 0),
      total_net_amount: cents(view.world.orders.netPayment(order)),
      discount_applications: order.discountApplications.map((application) => ({
        type: application.kind,
        title: application.code,
        value_type: application.valueType,
        target_type: application.targetType,
      })),
      shipping_methods: order.shippingLines.map((line) => ({ title: line.title, price: cents(line.price) })),
      shipping_address: order.shippingAddress ? addressObject(order.shippingAddress) : null,
      billing_address: order.billingAddress ? addressObject(order.billingAddress) : null,
      note: order.note,
      tags: order.tags,
      metafields: new Metafields(view.world, { ownerType: 'ORDER', ownerId: order.id }),
    },
    () => ({ id: order.id, name: order.name }),
  );
}

/** The `customer` object of the one who is logged in. */
export function customerObject(view: StoreView, customer: Customer) {
  const statistics = view.world.customers.statistics(customer.id);
  const orders = () =>
    view.world.orders.list({ customerId: customer.id, reverse: true }).map((order) => orderObject(view, order));
  const defaultAddress = customer.addresses.find((address) => address.id === customer.defaultAddressId);
  return withJson(
    {
      id: customer.id,
      email: customer.email,
      phone: customer.phone,
      first_name: customer.firstName,
      last_name: customer.lastName,
      name: [customer.firstName, customer.lastName].filter(Boolean).join(' '),
      has_account: customer.state === 'enabled',
      accepts_marketing: customer.emailMarketing.state === 'subscribed',
      tags: customer.tags,
      tax_exempt: customer.taxExempt,
      'b2b?': false,
      'has_avatar?': false,
      orders_count: statistics.numberOfOrders,
      total_spent: convertedCents(view, statistics.amountSpentMinor),
      addresses: customer.addresses.map(addressObject),
      addresses_count: customer.addresses.length,
      default_address: defaultAddress ? addressObject(defaultAddress) : null,
      get orders(): unknown[] {
        return orders();
      },
      get last_order(): unknown {
        return orders()[0] ?? null;
      },
      metafields: new Metafields(view.world, { ownerType: 'CUSTOMER', ownerId: customer.id }),
    },
    () => ({ id: customer.id, email: customer.email, first_name: customer.firstName, last_name: customer.lastName }),
  );
}
