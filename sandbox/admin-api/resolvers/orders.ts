/** Orders, their lines, discounts and payments. Refunds are in refunds.ts. */
import { toGid } from '#sandbox/world/gid.ts';
import { ZERO, addMoney, subtractMoney } from '#sandbox/world/money.ts';
import type {
  DiscountApplication,
  Order,
  OrderAllocation,
  OrderLine,
  OrderShippingLine,
  OrderTransaction,
} from '#sandbox/world/order-types.ts';
import type { MoneySet } from '#sandbox/world/types.ts';
import { connection, countAnswer } from '../connection.ts';
import type { Answer, ApiContext, Args } from '../context.ts';
import { booleanOf, numberOf, textOf } from '../context.ts';
import type { SearchFields } from '../search.ts';
import { searchFilter } from '../search.ts';
import { addressAnswer, customerAnswer } from './customers.ts';
import { locationAnswer } from './locations.ts';
import { metafieldFields } from './metafields.ts';
import { moneyBag, moneyV2 } from './money.ts';
import { productAnswer, variantAnswer } from './products.ts';
import { refundAnswer } from './refunds.ts';

export type Bag = (amount: MoneySet) => Answer;

export function bagOf(order: Order): Bag {
  return (amount) => moneyBag(amount, order.currencyCode, order.presentmentCurrencyCode);
}

export function orderAnswer(context: ApiContext, order: Order): Answer {
  const { world } = context;
  const bag = bagOf(order);
  const original = () => world.orders.originalTotals(order);
  const current = () => world.orders.currentTotals(order);
  const customer = () => (order.customerId === null ? null : world.customers.get(order.customerId));
  return {
    __typename: 'Order',
    id: toGid('Order', order.id),
    legacyResourceId: String(order.id),
    name: order.name,
    number: order.orderNumber,
    confirmationNumber: order.confirmationNumber,
    confirmed: true,
    test: order.test,
    email: order.email,
    phone: order.phone,
    note: order.note,
    tags: order.tags,
    customAttributes: order.noteAttributes.map((pair) => ({
      __typename: 'Attribute',
      key: pair.name,
      value: pair.value,
    })),
    sourceName: order.sourceName,
    retailLocation: () => (order.locationId ? locationAnswer(context) : null),
    customerLocale: order.customerLocale,
    currencyCode: order.currencyCode,
    presentmentCurrencyCode: order.presentmentCurrencyCode,
    taxesIncluded: order.taxesIncluded,
    createdAt: order.createdAt,
    processedAt: order.processedAt,
    updatedAt: order.updatedAt,
    cancelledAt: order.cancelledAt,
    cancelReason: order.cancelReason?.toUpperCase() ?? null,
    closed: order.closedAt !== null,
    closedAt: order.closedAt,
    edited: order.edits.length > 0,
    displayFinancialStatus: order.financialStatus.toUpperCase(),
    displayFulfillmentStatus:
      order.fulfillmentStatus === 'fulfilled'
        ? 'FULFILLED'
        : order.fulfillmentStatus === 'partial'
          ? 'PARTIALLY_FULFILLED'
          : 'UNFULFILLED',
    fullyPaid: ['paid', 'partially_refunded', 'refunded'].includes(order.financialStatus),
    unpaid: ['pending', 'authorized'].includes(order.financialStatus),
    requiresShipping: order.lines.some((line) => line.requiresShipping),
    statusPageUrl: () => `${context.storeOrigin}/account/orders/${order.token}`,
    discountCode: codesOf(order)[0] ?? null,
    discountCodes: codesOf(order),
    discountApplications: (args: Args) =>
      connection(args, order.discountApplications, {
        typeName: 'DiscountApplication',
        id: (application) => order.discountApplications.indexOf(application),
        node: (application) => applicationAnswer(order, application),
      }),
    subtotalLineItemsQuantity: order.lines.reduce((sum, line) => sum + line.quantity, 0),
    currentSubtotalLineItemsQuantity: order.lines.reduce((sum, line) => sum + line.currentQuantity, 0),
    subtotalPriceSet: () => bag(original().subtotal),
    totalDiscountsSet: () => bag(original().discounts),
    totalShippingPriceSet: () => bag(original().shipping),
    totalTaxSet: () => bag(original().tax),
    totalTipReceivedSet: () => bag(order.tip),
    totalPriceSet: () => bag(original().total),
    originalTotalPriceSet: () => bag(withoutEdits(order, original().total)),
    currentSubtotalPriceSet: () => bag(current().subtotal),
    currentTotalDiscountsSet: () => bag(current().discounts),
    currentShippingPriceSet: () => bag(current().shipping),
    currentTotalTaxSet: () => bag(current().tax),
    currentTotalPriceSet: () => bag(current().total),
    netPaymentSet: () => bag(world.orders.netPayment(order)),
    totalOutstandingSet: () => bag(world.orders.outstanding(order)),
    totalReceivedSet: () => bag(sumOf(order.transactions, ['sale', 'capture'])),
    totalRefundedSet: () => bag(sumOf(order.transactions, ['refund'])),
    totalRefundedShippingSet: () => bag(refundedShipping(order)),
    refundDiscrepancySet: () =>
      bag(addMoney(...order.refunds.flatMap((refund) => refund.adjustments.map((a) => a.amount)))),
    refundable: () => world.orders.refundable(order).shopMinor > 0,
    paymentGatewayNames: [...new Set(order.transactions.map((transaction) => transaction.gateway))],
    customer: () => {
      const found = customer();
      return found ? customerAnswer(context, found) : null;
    },
    billingAddress: () => addressAnswer(order.billingAddress),
    shippingAddress: () => addressAnswer(order.shippingAddress),
    displayAddress: () => addressAnswer(order.shippingAddress ?? order.billingAddress),
    lineItems: (args: Args) =>
      connection(args, order.lines, {
        typeName: 'LineItem',
        id: (line) => line.id,
        sortKey: (line) => order.lines.indexOf(line),
        node: (line) => lineAnswer(context, order, line),
      }),
    shippingLine: () => (order.shippingLines[0] ? shippingLineAnswer(order, order.shippingLines[0]) : null),
    shippingLines: (args: Args) =>
      connection(args, order.shippingLines, {
        typeName: 'ShippingLine',
        id: (line) => line.id,
        node: (line) => shippingLineAnswer(order, line),
      }),
    taxLines: () => [taxLine(order, original().tax)],
    currentTaxLines: () => [taxLine(order, current().tax)],
    refunds: (args: Args) => cut(order.refunds, args).map((refund) => refundAnswer(context, order, refund)),
    transactions: (args: Args) =>
      cut(order.transactions, args).map((transaction) => transactionAnswer(context, order, transaction)),
    transactionsCount: countAnswer(order.transactions.length),
    fulfillments: (args: Args) =>
      cut(order.fulfillments, args).map((fulfillment) => ({
        __typename: 'Fulfillment',
        id: toGid('Fulfillment', fulfillment.id),
        legacyResourceId: String(fulfillment.id),
        name: `${order.name}.1`,
        status: 'SUCCESS',
        displayStatus: 'FULFILLED',
        totalQuantity: fulfillment.lines.reduce((sum, line) => sum + line.quantity, 0),
        createdAt: fulfillment.createdAt,
        updatedAt: fulfillment.createdAt,
        trackingInfo: fulfillment.trackingNumber
          ? [{ __typename: 'FulfillmentTrackingInfo', number: fulfillment.trackingNumber, company: null, url: null }]
          : [],
      })),
    ...metafieldFields(context, { ownerType: 'ORDER', ownerId: order.id }),
  };
}

function codesOf(order: Order): string[] {
  return order.discountApplications.flatMap((application) =>
    application.kind === 'automatic' ? [] : application.code,
  );
}

function cut<T>(items: readonly T[], args: Args): T[] {
  return items.slice(0, numberOf(args, 'first') ?? items.length);
}

/** The total at the time of the checkout: what edits added is taken off again. */
function withoutEdits(order: Order, total: MoneySet): MoneySet {
  const added = order.lines
    .filter((line) => line.addedByEditId !== null)
    .map((line) => lineTotal(line, line.allocations));
  return subtractMoney(total, addMoney(...added));
}

function sumOf(transactions: readonly OrderTransaction[], kinds: string[]): MoneySet {
  const counted = transactions.filter((t) => t.status === 'success' && kinds.includes(t.kind));
  return addMoney(...counted.map((t) => t.amount));
}

function refundedShipping(order: Order): MoneySet {
  return addMoney(...order.refunds.flatMap((refund) => refund.shippingLines.map((line) => line.subtotal)));
}

function times(amount: MoneySet, count: number): MoneySet {
  return { shopMinor: amount.shopMinor * count, presentmentMinor: amount.presentmentMinor * count };
}

/** Units are "approximate" at Shopify too: the exact figure is the line's. */
function perUnit(amount: MoneySet, quantity: number): MoneySet {
  if (quantity === 0) return ZERO;
  return {
    shopMinor: Math.round(amount.shopMinor / quantity),
    presentmentMinor: Math.round(amount.presentmentMinor / quantity),
  };
}

function lineTotal(line: OrderLine, allocations: readonly OrderAllocation[]): MoneySet {
  return subtractMoney(times(line.unitPrice, line.quantity), addMoney(...allocations.map((a) => a.amount)));
}

export function lineAnswer(context: ApiContext, order: Order, line: OrderLine): Answer {
  const bag = bagOf(order);
  const { world } = context;
  // A discount of the product class is one of the line, of the order class it is not.
  const applicationOf = (part: OrderAllocation) => order.discountApplications[part.applicationIndex];
  const lineLevel = line.allocations.filter((part) => applicationOf(part)?.discountClass === 'product');
  const automatic = lineLevel.filter((part) => applicationOf(part)?.kind === 'automatic');
  const found = line.variantId === null ? null : world.catalog.variant(line.variantId);
  const product = line.productId === null ? null : world.catalog.product(line.productId);
  const open = line.currentQuantity - Math.min(line.fulfilledQuantity, line.currentQuantity);
  return {
    __typename: 'LineItem',
    id: toGid('LineItem', line.id),
    title: line.title,
    name: line.name,
    variantTitle: line.variantTitle,
    sku: line.sku,
    vendor: line.vendor,
    quantity: line.quantity,
    currentQuantity: line.currentQuantity,
    refundableQuantity: line.currentQuantity,
    unfulfilledQuantity: open,
    isGiftCard: line.isGiftCard,
    requiresShipping: line.requiresShipping,
    taxable: line.taxable,
    restockable: true,
    customAttributes: Object.entries(line.properties).map(([key, value]) => ({ __typename: 'Attribute', key, value })),
    originalUnitPriceSet: () => bag(line.unitPrice),
    originalTotalSet: () => bag(times(line.unitPrice, line.quantity)),
    // Without codes only the automatic line-level discounts count.
    discountedUnitPriceSet: () => bag(perUnit(lineTotal(line, automatic), line.quantity)),
    discountedTotalSet: (args: Args) =>
      bag(lineTotal(line, booleanOf(args, 'withCodeDiscounts') ? lineLevel : automatic)),
    sellingPlan: line.sellingPlan
      ? {
          __typename: 'LineItemSellingPlan',
          name: line.sellingPlan.name,
          sellingPlanId: toGid('SellingPlan', line.sellingPlan.id),
        }
      : null,
    discountedUnitPriceAfterAllDiscountsSet: () => bag(perUnit(lineTotal(line, line.allocations), line.quantity)),
    totalDiscountSet: () => bag(addMoney(...lineLevel.map((a) => a.amount))),
    discountAllocations: () => line.allocations.map((allocation) => allocationAnswer(order, allocation)),
    taxLines: () => (line.taxable ? [taxLine(order, line.tax)] : []),
    product: () => (product ? productAnswer(context, product) : null),
    variant: () => (found ? variantAnswer(context, found.variant, found.product) : null),
  };
}

export function shippingLineAnswer(order: Order, line: OrderShippingLine): Answer {
  const bag = bagOf(order);
  const paid = subtractMoney(line.price, addMoney(...line.allocations.map((a) => a.amount)));
  const given = addMoney(
    ...order.refunds.flatMap((refund) =>
      refund.shippingLines
        .filter((refunded) => refunded.shippingLineId === line.id)
        .map((refunded) => refunded.subtotal),
    ),
  );
  return {
    __typename: 'ShippingLine',
    id: toGid('ShippingLine', line.id),
    title: line.title,
    code: line.title,
    source: 'shopify',
    custom: false,
    isRemoved: false,
    originalPriceSet: () => bag(line.price),
    discountedPriceSet: () => bag(paid),
    currentDiscountedPriceSet: () => bag(subtractMoney(paid, given)),
    discountAllocations: () => line.allocations.map((allocation) => allocationAnswer(order, allocation)),
    taxLines: () => [taxLine(order, line.tax)],
  };
}

function allocationAnswer(order: Order, allocation: OrderAllocation): Answer {
  const application = order.discountApplications[allocation.applicationIndex];
  return {
    __typename: 'DiscountAllocation',
    allocatedAmountSet: bagOf(order)(allocation.amount),
    discountApplication: () => (application ? applicationAnswer(order, application) : null),
  };
}

function applicationAnswer(order: Order, application: DiscountApplication): Answer {
  const isAutomatic = application.kind === 'automatic';
  return {
    __typename: isAutomatic ? 'AutomaticDiscountApplication' : 'DiscountCodeApplication',
    index: order.discountApplications.indexOf(application),
    ...(isAutomatic ? { title: application.code } : { code: application.code }),
    allocationMethod: application.allocationMethod.toUpperCase(),
    targetSelection: application.targetSelection.toUpperCase(),
    targetType: application.targetType.toUpperCase(),
    value:
      application.valueType === 'percentage'
        ? { __typename: 'PricingPercentageValue', percentage: application.value / 100 }
        : moneyV2(application.value, order.currencyCode),
  };
}

function taxLine(order: Order, tax: MoneySet): Answer {
  return {
    __typename: 'TaxLine',
    title: order.taxTitle,
    rate: order.taxRateBp / 10_000,
    ratePercentage: order.taxRateBp / 100,
    priceSet: bagOf(order)(tax),
    channelLiable: false,
    source: 'Shopify',
  };
}

export function transactionAnswer(context: ApiContext, order: Order, transaction: OrderTransaction): Answer {
  const parent = order.transactions.find((other) => other.id === transaction.parentId);
  return {
    __typename: 'OrderTransaction',
    id: toGid('OrderTransaction', transaction.id),
    kind: transaction.kind.toUpperCase(),
    status: transaction.status.toUpperCase(),
    gateway: transaction.gateway,
    formattedGateway: transaction.gateway.replace(/^./, (letter) => letter.toUpperCase()),
    test: order.test,
    amountSet: bagOf(order)(transaction.amount),
    createdAt: transaction.createdAt,
    processedAt: transaction.createdAt,
    parentTransaction: () => (parent ? transactionAnswer(context, order, parent) : null),
    order: () => orderAnswer(context, order),
  };
}

function orderSearch(context: ApiContext): SearchFields<Order> {
  return {
    list: 'orders',
    nowMs: () => context.world.clock.nowMs(),
    text: (order) => `${order.name} ${order.email ?? ''} ${order.tags.join(' ')}`,
    fields: {
      id: { kind: 'id', value: (order) => order.id },
      name: { kind: 'number', value: (order) => order.orderNumber },
      email: { kind: 'text', value: (order) => order.email },
      customer_id: { kind: 'id', value: (order) => order.customerId },
      financial_status: { kind: 'text', value: (order) => order.financialStatus },
      fulfillment_status: { kind: 'text', value: (order) => order.fulfillmentStatus ?? 'unfulfilled' },
      status: {
        kind: 'text',
        value: (order) => (order.cancelledAt ? 'cancelled' : order.closedAt ? 'closed' : 'open'),
      },
      discount_code: { kind: 'tokens', value: codesOf },
      tag: { kind: 'tokens', value: (order) => order.tags },
      test: { kind: 'text', value: (order) => String(order.test) },
      source_name: { kind: 'text', value: (order) => order.sourceName },
      confirmation_number: { kind: 'text', value: (order) => order.confirmationNumber },
      created_at: { kind: 'instant', value: (order) => order.createdAt },
      processed_at: { kind: 'instant', value: (order) => order.processedAt },
      updated_at: { kind: 'instant', value: (order) => order.updatedAt },
    },
  };
}

const ORDER_BY: Record<string, (order: Order) => string | number> = {
  ID: (order) => order.id,
  ORDER_NUMBER: (order) => order.orderNumber,
  CREATED_AT: (order) => order.createdAt,
  PROCESSED_AT: (order) => order.processedAt,
  UPDATED_AT: (order) => order.updatedAt,
};

/** Orders older than this need `read_all_orders`. Source: shopify.dev, access scopes. */
const RECENT_MS = 60 * 86_400_000;

export function isVisible(context: ApiContext, order: Order): boolean {
  if (context.granted.has('read_all_orders')) return true;
  return Date.parse(order.createdAt) >= context.world.clock.nowMs() - RECENT_MS;
}

export function visibleOrders(context: ApiContext, customerId?: number): Order[] {
  const all = context.world.orders.list(customerId === undefined ? {} : { customerId });
  return all.filter((order) => isVisible(context, order));
}

export function ordersConnection(context: ApiContext, args: Args, customerId?: number): Answer {
  const matching = visibleOrders(context, customerId).filter(searchFilter(textOf(args, 'query'), orderSearch(context)));
  return connection(args, matching, {
    typeName: 'Order',
    id: (order) => order.id,
    sortKey: ORDER_BY[textOf(args, 'sortKey') ?? 'ID'] ?? ((order) => order.id),
    node: (order) => orderAnswer(context, order),
  });
}

export function countOrders(context: ApiContext, args: Args): number {
  return visibleOrders(context).filter(searchFilter(textOf(args, 'query'), orderSearch(context))).length;
}
