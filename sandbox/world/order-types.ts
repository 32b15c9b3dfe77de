/** Orders, refunds, edits. Conventions as in types.ts. */
import type { DiscountClass } from './discount-types.ts';
import type { Address, CurrencyCode, Id, Instant, MoneySet } from './types.ts';

export type FinancialStatus =
  'pending' | 'authorized' | 'partially_paid' | 'paid' | 'partially_refunded' | 'refunded' | 'voided';
export type CancelReason = 'customer' | 'declined' | 'fraud' | 'inventory' | 'staff' | 'other';
export type RestockType = 'no_restock' | 'cancel' | 'return';

export interface OrderAllocation {
  /** Index into the order's `discountApplications`. */
  applicationIndex: number;
  amount: MoneySet;
}

export interface OrderLine {
  id: Id;
  productId: Id | null;
  variantId: Id | null;
  title: string;
  variantTitle: string | null;
  /** Title and variant title, as Shopify joins them. */
  name: string;
  sku: string;
  vendor: string;
  /** As ordered; never falls. */
  quantity: number;
  /** After refunds and edits. */
  currentQuantity: number;
  fulfilledQuantity: number;
  isGiftCard: boolean;
  requiresShipping: boolean;
  taxable: boolean;
  grams: number;
  properties: Record<string, string>;
  unitPrice: MoneySet;
  /** For all `quantity` units. */
  allocations: OrderAllocation[];
  /** For all `quantity` units. */
  tax: MoneySet;
  /** Null for a line of the checkout, else the edit that added it. */
  addedByEditId: Id | null;
  /** Set when the line was bought as a subscription. */
  sellingPlan?: { id: Id; name: string } | null;
}

export interface OrderShippingLine {
  id: Id;
  rateId: string;
  title: string;
  price: MoneySet;
  allocations: OrderAllocation[];
  tax: MoneySet;
}

export interface DiscountApplication {
  kind: 'discount_code' | 'automatic';
  /** The code; for an automatic discount its title. */
  code: string;
  discountId: Id;
  discountClass: DiscountClass;
  targetType: 'line_item' | 'shipping_line';
  targetSelection: 'all' | 'entitled';
  allocationMethod: 'across' | 'each';
  valueType: 'percentage' | 'fixed_amount';
  /** Basis points for a percentage, minor units of the shop's currency for an amount. */
  value: number;
}

export type TransactionKind = 'sale' | 'authorization' | 'capture' | 'refund' | 'void';

export interface OrderTransaction {
  id: Id;
  orderId: Id;
  parentId: Id | null;
  kind: TransactionKind;
  gateway: string;
  status: 'success' | 'pending' | 'failure';
  amount: MoneySet;
  message: string | null;
  createdAt: Instant;
  /** Set when the money came from, or went to, a gift card or store credit. */
  giftCardId?: Id | null;
  storeCreditAccountId?: Id | null;
}

export interface RefundLine {
  id: Id;
  lineId: Id;
  quantity: number;
  restockType: RestockType;
  /** What was paid for these units, after discounts (with tax when taxes are included). */
  subtotal: MoneySet;
  tax: MoneySet;
}

export interface RefundShippingLine {
  id: Id;
  shippingLineId: Id;
  subtotal: MoneySet;
  tax: MoneySet;
}

export interface OrderAdjustment {
  id: Id;
  kind: 'refund_discrepancy' | 'shipping_refund';
  reason: string;
  /** Signed as Shopify signs it: negative = more money to the customer than the lines account for. */
  amount: MoneySet;
  tax: MoneySet;
}

export interface Refund {
  id: Id;
  orderId: Id;
  createdAt: Instant;
  note: string | null;
  /** Set when the refund records units removed by an order edit or a cancellation. */
  cause: 'refund' | 'edit' | 'cancel';
  lines: RefundLine[];
  shippingLines: RefundShippingLine[];
  adjustments: OrderAdjustment[];
  transactions: OrderTransaction[];
}

export interface Fulfillment {
  id: Id;
  orderId: Id;
  status: 'success';
  lines: { lineId: Id; quantity: number }[];
  trackingNumber: string | null;
  createdAt: Instant;
}

export interface OrderEdit {
  id: Id;
  orderId: Id;
  committedAt: Instant;
  staffNote: string;
  additions: { lineId: Id; delta: number }[];
  removals: { lineId: Id; delta: number }[];
}

/** What the money of an order adds up to, in both currencies. */
export interface OrderTotals {
  /** Lines before discounts. */
  lines: MoneySet;
  discounts: MoneySet;
  /** Lines after discounts. */
  subtotal: MoneySet;
  shipping: MoneySet;
  tax: MoneySet;
  tip: MoneySet;
  total: MoneySet;
}

export interface OrderEvent {
  at: Instant;
  /** One English sentence for the order page's timeline. */
  message: string;
}

export interface Order {
  id: Id;
  /** `#1001` */
  name: string;
  orderNumber: number;
  confirmationNumber: string;
  token: string;
  customerId: Id | null;
  email: string | null;
  phone: string | null;
  customerLocale: string;
  currencyCode: CurrencyCode;
  presentmentCurrencyCode: CurrencyCode;
  taxesIncluded: boolean;
  taxRateBp: number;
  taxTitle: string;
  sourceName: string;
  /** Where it was sold at the point of sale; null for other channels. */
  locationId?: Id | null;
  /** The contract that this order renews or began. */
  subscriptionContractId?: Id | null;
  test: boolean;
  note: string | null;
  tags: string[];
  noteAttributes: { name: string; value: string }[];
  financialStatus: FinancialStatus;
  fulfillmentStatus: 'partial' | 'fulfilled' | null;
  lines: OrderLine[];
  shippingLines: OrderShippingLine[];
  discountApplications: DiscountApplication[];
  transactions: OrderTransaction[];
  refunds: Refund[];
  fulfillments: Fulfillment[];
  edits: OrderEdit[];
  tip: MoneySet;
  shippingAddress: Address | null;
  billingAddress: Address | null;
  createdAt: Instant;
  processedAt: Instant;
  updatedAt: Instant;
  cancelledAt: Instant | null;
  cancelReason: CancelReason | null;
  closedAt: Instant | null;
  timeline: OrderEvent[];
}
