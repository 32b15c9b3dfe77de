/** Whether a discount code may be used for a checkout, and in which words Shopify says no. Pure functions. */
import type {
  CodeRejectionReason,
  Discount,
  DiscountContext,
  DiscountItems,
  DiscountStatus,
  RejectedCode,
} from './discount-types.ts';
import type { Customer } from './types.ts';

/** At most this many product and order codes, and this many shipping codes, go on one order (Shopify's documented limits). */
export const MAXIMUM_PRODUCT_AND_ORDER_CODES = 5;
export const MAXIMUM_SHIPPING_CODES = 1;

const REASONS: Record<CodeRejectionReason, { shopifyCode: string; message: (code: string) => string }> = {
  not_found: {
    shopifyCode: 'DISCOUNT_NOT_FOUND',
    message: (code) => `Enter a valid discount code: ${code} does not exist.`,
  },
  expired: { shopifyCode: 'DISCOUNT_CURRENTLY_INACTIVE', message: (code) => `${code} has expired.` },
  not_started: { shopifyCode: 'DISCOUNT_CURRENTLY_INACTIVE', message: (code) => `${code} is not active yet.` },
  customer_not_eligible: {
    shopifyCode: 'DISCOUNT_CUSTOMER_NOT_ELIGIBLE',
    message: (code) => `${code} is not available to this customer.`,
  },
  customer_missing: {
    shopifyCode: 'DISCOUNT_ELIGIBLE_CUSTOMER_MISSING',
    message: (code) => `Log in or enter your e-mail address to use ${code}.`,
  },
  minimum_subtotal_not_met: {
    shopifyCode: 'DISCOUNT_PURCHASE_NOT_IN_RANGE',
    message: (code) => `The purchase does not reach the minimum for ${code}.`,
  },
  minimum_quantity_not_met: {
    shopifyCode: 'DISCOUNT_QUANTITY_NOT_IN_RANGE',
    message: (code) => `There are not enough items in the cart for ${code}.`,
  },
  usage_limit_reached: {
    shopifyCode: 'DISCOUNT_USAGE_LIMIT_REACHED',
    message: (code) => `${code} has reached its usage limit.`,
  },
  already_used_by_customer: {
    shopifyCode: 'DISCOUNT_CUSTOMER_USAGE_LIMIT_REACHED',
    message: (code) => `${code} was already used by this customer.`,
  },
  no_entitled_lines: {
    shopifyCode: 'DISCOUNT_NO_ENTITLED_LINE_ITEMS',
    message: (code) => `${code} is not valid for the items in the cart.`,
  },
  no_shipping: {
    shopifyCode: 'DISCOUNT_NO_ENTITLED_SHIPPING_LINES',
    message: (code) => `${code} is not valid for the selected shipping.`,
  },
  cannot_combine: {
    shopifyCode: 'DISCOUNT_CODE_NOT_HONOURED',
    message: (code) => `${code} couldn’t be used with your existing discounts.`,
  },
  too_many_codes: {
    shopifyCode: 'DISCOUNT_CODE_NOT_HONOURED',
    message: (code) => `${code} is one code too many for this order.`,
  },
};

export function rejection(
  code: string,
  reason: CodeRejectionReason,
  details: Partial<Pick<RejectedCode, 'conflictsWith' | 'minimumMinor' | 'minimumQuantity'>> = {},
): RejectedCode {
  const { shopifyCode, message } = REASONS[reason];
  return { code, reason, message: message(code), shopifyCode, ...details };
}

export interface EntitledLine {
  productId: number;
  variantId: number;
  collectionIds: number[];
  isGiftCard: boolean;
  isSubscription: boolean;
}

/** Whether the discount is meant for this kind of purchase; by default only for one that does not repeat. */
export function countsFor(discount: Discount, line: EntitledLine): boolean {
  const { oneTime, subscription } = discount.purchases ?? { oneTime: true, subscription: false };
  return line.isSubscription ? subscription : oneTime;
}

export function entitles(discount: Discount, items: DiscountItems, line: EntitledLine): boolean {
  return countsFor(discount, line) && isEntitled(items, line);
}

/**
 * Gift cards are entitled only when their product or variant is named: discounts on everything or on a collection
 * leave them out (Shopify's help, "Add a discount to a gift card").
 */
export function isEntitled(items: DiscountItems, line: EntitledLine): boolean {
  switch (items.kind) {
    case 'all':
      return !line.isGiftCard;
    case 'collections':
      return !line.isGiftCard && line.collectionIds.some((id) => items.collectionIds.includes(id));
    case 'products':
      return items.productIds.includes(line.productId) || items.variantIds.includes(line.variantId);
  }
}

export interface BuyerFacts {
  customer: Customer | null;
  email: string | null;
  /** Where a merged-away customer lives now. */
  resolveMerged: (customerId: number) => number;
  /** Whether this buyer belongs to the segment at this moment. */
  isInSegment: (segmentId: number) => boolean;
}

/** Everything about the discount and the buyer; what the cart contains is judged by the pricing. */
export function judgeBuyer(
  discount: Discount,
  status: DiscountStatus,
  uses: { ofCode: number; byBuyer: number },
  buyer: BuyerFacts,
): CodeRejectionReason | null {
  if (status === 'expired') return 'expired';
  if (status === 'scheduled') return 'not_started';
  if (discount.usageLimit !== null && uses.ofCode >= discount.usageLimit) return 'usage_limit_reached';
  if (discount.context.kind !== 'all') {
    if (!buyer.customer && !buyer.email) return 'customer_missing';
    if (!buyer.customer || !isInContext(discount.context, buyer.customer, buyer)) return 'customer_not_eligible';
  }
  if (discount.appliesOncePerCustomer && uses.byBuyer > 0) return 'already_used_by_customer';
  return null;
}

function isInContext(context: DiscountContext, customer: Customer, buyer: BuyerFacts): boolean {
  if (context.kind === 'segments') return context.segmentIds.some(buyer.isInSegment);
  return context.kind === 'customers' && context.customerIds.map(buyer.resolveMerged).includes(customer.id);
}

/** Both discounts must allow the class of the other. */
export function canCombine(one: Discount, other: Discount): boolean {
  return one.combinesWith[other.discountClass] && other.combinesWith[one.discountClass];
}
