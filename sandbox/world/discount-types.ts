/** Discounts and what a cart costs with them. Conventions as in types.ts. */
import type { CurrencyCode, Id, Instant, ShippingRate } from './types.ts';

export type DiscountClass = 'order' | 'product' | 'shipping';
export type DiscountStatus = 'active' | 'expired' | 'scheduled';

export type DiscountItems =
  | { kind: 'all' }
  | { kind: 'collections'; collectionIds: Id[] }
  | { kind: 'products'; productIds: Id[]; variantIds: Id[] };

export type DiscountValue =
  | { kind: 'percentage'; percentageBp: number }
  /** Once over the entitled lines, or (`onEachItem`) for every unit. */
  | { kind: 'amount'; amountMinor: number; onEachItem: boolean };

export type DiscountMinimum =
  { kind: 'none' } | { kind: 'subtotal'; amountMinor: number } | { kind: 'quantity'; quantity: number };

/** Who may use it. `context` replaced `customerSelection`. */
export type DiscountContext =
  { kind: 'all' } | { kind: 'customers'; customerIds: Id[] } | { kind: 'segments'; segmentIds: Id[] };

export interface CombinesWith {
  order: boolean;
  product: boolean;
  shipping: boolean;
}

export interface DiscountCode {
  id: Id;
  discountId: Id;
  /** As the app wrote it; unique in the shop without regard to case. */
  code: string;
  createdAt: Instant;
}

interface DiscountBase {
  /** The number in `gid://shopify/DiscountCodeNode/<id>`. */
  id: Id;
  title: string;
  startsAt: Instant;
  endsAt: Instant | null;
  context: DiscountContext;
  usageLimit: number | null;
  appliesOncePerCustomer: boolean;
  minimum: DiscountMinimum;
  combinesWith: CombinesWith;
  /** Absent = a code. An automatic discount has none, and applies on its own. */
  method?: 'code' | 'automatic';
  /** Which purchases it counts for; absent = one-time purchases only, Shopify's default. */
  purchases?: { oneTime: boolean; subscription: boolean };
  createdByAppId: Id | null;
  createdAt: Instant;
  updatedAt: Instant;
}

export interface BasicDiscount extends DiscountBase {
  kind: 'basic';
  /** `order` when it applies to everything, else `product`: how Shopify decides for basic codes. */
  discountClass: 'order' | 'product';
  items: DiscountItems;
  value: DiscountValue;
}

export interface FreeShippingDiscount extends DiscountBase {
  kind: 'free_shipping';
  discountClass: 'shipping';
  /** Rates dearer than this are not covered. */
  maximumShippingPriceMinor: number | null;
}

export interface BxgyDiscount extends DiscountBase {
  kind: 'bxgy';
  discountClass: 'product';
  buys: { items: DiscountItems; quantity: number | null; amountMinor: number | null };
  /** Each of the given units is reduced by a percentage, or by `amountMinor` when that is set. */
  gets: { items: DiscountItems; quantity: number; percentageBp: number; amountMinor?: number | null };
  usesPerOrderLimit: number | null;
}

export type Discount = BasicDiscount | FreeShippingDiscount | BxgyDiscount;

/** One use of a code by one order. */
export interface DiscountUse {
  discountId: Id;
  code: string;
  orderId: Id;
  customerId: Id | null;
  email: string | null;
  usedAt: Instant;
}

export interface CheckoutLineInput {
  variantId: Id;
  quantity: number;
  properties?: Record<string, string>;
  sellingPlanId?: Id | null;
}

export interface CheckoutInput {
  lines: CheckoutLineInput[];
  /** The logged-in customer, if any. */
  customerId?: Id | null;
  /** The e-mail typed at checkout; it names a customer too, as at Shopify. */
  email?: string | null;
  /** In the order in which they were entered. */
  codes?: string[];
  shippingRateId?: string | null;
  /** What the customer pays in; the shop's currency if absent. */
  currencyCode?: CurrencyCode;
  tipMinor?: number;
}

/** Why a code does not apply. `shopifyCode` is the Storefront API's CartWarningCode for the same. */
export type CodeRejectionReason =
  | 'not_found'
  | 'expired'
  | 'not_started'
  | 'customer_not_eligible'
  | 'customer_missing'
  | 'minimum_subtotal_not_met'
  | 'minimum_quantity_not_met'
  | 'usage_limit_reached'
  | 'already_used_by_customer'
  | 'no_entitled_lines'
  | 'no_shipping'
  | 'cannot_combine'
  | 'too_many_codes';

export interface RejectedCode {
  code: string;
  reason: CodeRejectionReason;
  /** One English sentence; the store translates by `reason`. */
  message: string;
  shopifyCode: string;
  /** For `cannot_combine`: the codes that were kept instead. */
  conflictsWith?: string[];
  /** For `minimum_subtotal_not_met`, in the checkout's currency. */
  minimumMinor?: number;
  minimumQuantity?: number;
}

export interface AppliedCode {
  /** For an automatic discount its title. */
  code: string;
  automatic: boolean;
  discountId: Id;
  title: string;
  discountClass: DiscountClass;
  /** What it takes off altogether, in the checkout's currency. */
  amountMinor: number;
}

export interface LineAllocation {
  /** Index into `appliedCodes`. */
  applicationIndex: number;
  amountMinor: number;
}

export interface PricedLine {
  variantId: Id;
  productId: Id;
  quantity: number;
  properties: Record<string, string>;
  isGiftCard: boolean;
  sellingPlan: { id: Id; name: string } | null;
  unitPriceMinor: number;
  /** unitPriceMinor * quantity */
  originalMinor: number;
  allocations: LineAllocation[];
  /** originalMinor less all allocations: what is paid for the line. */
  finalMinor: number;
  taxMinor: number;
}

/** All amounts in whole minor units of `currencyCode`. */
export interface PricedCheckout {
  currencyCode: CurrencyCode;
  lines: PricedLine[];
  /** Sum of the lines before discounts. */
  linesMinor: number;
  /** Product and order discounts together. */
  discountMinor: number;
  /** Sum of the lines after discounts (with tax when taxes are included). */
  subtotalMinor: number;
  shippingRate: ShippingRate | null;
  shippingRates: ShippingRate[];
  /** Null when nothing needs shipping or no rate was chosen. */
  shippingMinor: number | null;
  shippingAllocations: LineAllocation[];
  /** shippingMinor less its discounts (0 when there is none). */
  shippingFinalMinor: number;
  taxesIncluded: boolean;
  taxRateBp: number;
  taxMinor: number;
  tipMinor: number;
  totalMinor: number;
  requiresShipping: boolean;
  appliedCodes: AppliedCode[];
  rejectedCodes: RejectedCode[];
}
