/** Discounts, pricing, orders and credit, as their rooms offer them. Rules for all methods: contract.ts. */
import type { ListOptions, Window } from './contract.ts';
import type {
  BasicDiscount,
  BxgyDiscount,
  CheckoutInput,
  Discount,
  DiscountCode,
  DiscountStatus,
  DiscountUse,
  FreeShippingDiscount,
  PricedCheckout,
} from './discount-types.ts';
import type { CancelReason, Order, OrderLine, OrderTotals, Refund, RestockType } from './order-types.ts';
import type {
  Address,
  GiftCard,
  GiftCardTransaction,
  Id,
  Instant,
  MoneySet,
  StoreCreditAccount,
  StoreCreditEvent,
  StoreCreditTransaction,
} from './types.ts';
type DiscountDefaults = 'id' | 'createdAt' | 'updatedAt' | 'kind' | 'discountClass' | 'createdByAppId';
type Defaultable =
  | 'endsAt'
  | 'context'
  | 'usageLimit'
  | 'appliesOncePerCustomer'
  | 'minimum'
  | 'combinesWith'
  | 'startsAt'
  | 'method'
  | 'purchases';
type NewOf<T extends Discount> = Omit<T, DiscountDefaults | Defaultable> &
  Partial<Pick<T, Defaultable>> & { kind: T['kind']; code: string };
/**
 * `startsAt` defaults to now, `combinesWith` to nothing, `context` to all, limits and minimum to none. An automatic discount
 * (`method`) has the code `''`.
 */
export type NewDiscount =
  | NewOf<BasicDiscount>
  | (Omit<NewOf<FreeShippingDiscount>, 'maximumShippingPriceMinor'> & { maximumShippingPriceMinor?: number | null })
  | (Omit<NewOf<BxgyDiscount>, 'usesPerOrderLimit'> & { usesPerOrderLimit?: number | null });
/** Fields to replace; `code` renames the (only) code. The kind cannot change. */
export type DiscountChanges = Partial<
  Omit<BasicDiscount, DiscountDefaults> &
    Omit<FreeShippingDiscount, DiscountDefaults> &
    Omit<BxgyDiscount, DiscountDefaults> & { code: string }
>;

export interface DiscountsRoom {
  get(id: Id): Discount | null;
  /** Case-insensitive. */
  byCode(code: string): { discount: Discount; code: DiscountCode } | null;
  list(options?: ListOptions & Window & { status?: DiscountStatus; query?: string; appId?: Id }): Discount[];
  /** All automatic discounts, whatever their status. */
  automatic(): Discount[];
  count(): number;
  codes(discountId: Id, options?: ListOptions): DiscountCode[];
  codeById(id: Id): DiscountCode | null;
  /** Orders book their codes here; a cancelled order does not give the use back. */
  recordUse(use: DiscountUse): void;
  countCodes(discountId: Id): number;
  status(discount: Discount): DiscountStatus;
  /** One English line like Shopify's summary. */
  summary(discount: Discount): string;
  /** Exact uses of the discount, or of one code. */
  useCount(discountId: Id, code?: string): number;
  /** What `asyncUsageCount` answers: lags behind by `settings.asyncUsageLagMs` of the sandbox's clock. */
  asyncUseCount(discountId: Id, code?: string): number;
  uses(discountId: Id): DiscountUse[];
  /**
   * Refusals as Shopify's `DiscountUserError`: duplicate code `TAKEN` "Code must be unique. Please try a different code.",
   * blank or too long code or title, end before start, percentage out of range, unknown customer or product id (`INVALID`).
   * Field paths are relative to the input object: `['code']`, `['customerGets','value','percentage']`.
   * Emits `discounts/create`.
   */
  create(appId: Id | null, input: NewDiscount): Discount;
  /** Emits `discounts/update`. */
  update(id: Id, changes: DiscountChanges): Discount;
  /** Sets the end to now. Emits `discounts/update`. */
  deactivate(id: Id): Discount;
  activate(id: Id): Discount;
  /** Emits `discounts/delete`. */
  delete(id: Id): void;
  /** Adds codes to a discount; a code that is taken is reported, the others are added. Emits `discounts/redeemcode_added`. */
  addCodes(discountId: Id, codes: string[]): { added: DiscountCode[]; refused: { code: string; message: string }[] };
}

export interface PricingRoom {
  /**
   * Prices a cart or checkout by Shopify's rules: product discounts, then order discounts over what is left, then shipping;
   * allocations in whole minor units that add up exactly. Unknown variants and bad quantities are refused; codes that do
   * not apply are reported in `rejectedCodes`, never thrown.
   */
  priceCheckout(input: CheckoutInput): PricedCheckout;
}

export type Buyer =
  /** A customer by id. */
  | { customerId: Id }
  /** A guest: the record with this e-mail is used or created in state `disabled`, as Shopify's checkout does. */
  | { email: string; firstName?: string; lastName?: string }
  /** No customer at all (point of sale, imported). */
  | null;

export interface PlaceOrderInput {
  lines: CheckoutInput['lines'];
  buyer: Buyer;
  codes?: string[];
  shippingRateId?: string | null;
  currencyCode?: string;
  tipMinor?: number;
  shippingAddress?: Partial<Omit<Address, 'id'>> | null;
  locale?: string;
  note?: string | null;
  tags?: string[];
  noteAttributes?: { name: string; value: string }[];
  sourceName?: string;
  /** The shop's location for a sale at the counter; default: its only one when `sourceName` is `pos`. */
  locationId?: Id | null;
  /** An order that was taken elsewhere, before now: Shopify's `processedAt` of an imported order. Default now. */
  processedAt?: Instant;
  /** False leaves it `pending`; default true. */
  paid?: boolean;
  gateway?: string;
  /** Gift cards that pay first, in this order. A code that is no redeemable card refuses the order (`GIFT_CARD_INVALID`). */
  giftCardCodes?: string[];
  /** Pays with store credit what the gift cards leave. Refused for a guest (`STORE_CREDIT_UNAVAILABLE`). */
  useStoreCredit?: boolean;
  /** For a renewal: the contract that it bills. */
  subscriptionContractId?: Id | null;
  /** Default true: a code that does not apply refuses the order (`DISCOUNT_REJECTED`). False: it is left out. */
  requireCodes?: boolean;
}

export interface RefundInput {
  lines?: { lineId: Id; quantity: number; restockType?: RestockType }[];
  /** Shop currency; or `full`. */
  shipping?: { amountMinor: number } | { full: true };
  /**
   * The money really given back, in the shop's currency. Absent: exactly what lines and shipping come to.
   * Different: Shopify books the difference as an order adjustment (`refund_discrepancy`). With no lines: an amount-only refund.
   */
  amountMinor?: number;
  note?: string | null;
  /** The money becomes store credit of the customer, instead of going back the way it came. */
  storeCredit?: { expiresAt?: Instant | null };
}

export interface OrdersRoom {
  get(id: Id): Order | null;
  /** `#1001` or `1001`. */
  byName(name: string): Order | null;
  byToken(token: string): Order | null;
  list(
    options?: ListOptions &
      Window & {
        customerId?: Id;
        financialStatus?: Order['financialStatus'];
        query?: string;
        sortBy?: 'id' | 'updatedAt';
      },
  ): Order[];
  count(options?: { customerId?: Id }): number;
  /** As ordered (edits included), before refunds. */
  originalTotals(order: Order): OrderTotals;
  /** After refunds and removals. */
  currentTotals(order: Order): OrderTotals;
  /** Money received less money refunded. */
  netPayment(order: Order): MoneySet;
  outstanding(order: Order): MoneySet;
  refundable(order: Order): MoneySet;
  /** What would be given back for these units; Shopify's suggestedRefund. */
  suggestRefund(
    orderId: Id,
    input: Pick<RefundInput, 'lines' | 'shipping'>,
  ): { lines: Refund['lines']; shipping: MoneySet; total: MoneySet };
  /** Paid for `quantity` (default: all ordered) units of the line, after discounts. */
  lineFinal(line: OrderLine): MoneySet;
  /** Emits `orders/create`, and `orders/paid` when paid; `customers/create` for a new guest, `customers/update` else. */
  place(input: PlaceOrderInput): Order;
  /** Emits `orders/paid`, `orders/updated`. */
  markPaid(id: Id): Order;
  /** Refuses more units or more money than there are. Emits `refunds/create`, `orders/updated`. */
  refund(id: Id, input: RefundInput): { order: Order; refund: Refund };
  /** Refuses an order that is cancelled or fulfilled. Emits `orders/cancelled`, `orders/updated`, and `refunds/create` when money or units go back. */
  cancel(id: Id, options?: { reason?: CancelReason; refund?: boolean; restock?: boolean; staffNote?: string }): Order;
  /**
   * Sets line quantities and adds variants. Removed units are recorded as a refund without money, as Shopify does.
   * `collect` (default true): a higher total is paid at once. Emits `orders/edited`, `orders/updated`.
   */
  edit(
    id: Id,
    input: {
      quantities?: { lineId: Id; quantity: number }[];
      additions?: { variantId: Id; quantity: number }[];
      restock?: boolean;
      staffNote?: string;
      collect?: boolean;
    },
  ): Order;
  /** All that is open, or these lines. Emits `orders/fulfilled` (or `orders/partially_fulfilled`), `orders/updated`. */
  fulfill(id: Id, input?: { lines?: { lineId: Id; quantity: number }[]; trackingNumber?: string }): Order;
  /** Emits `orders/updated`. */
  update(id: Id, changes: { note?: string | null; tags?: string[]; email?: string | null }): Order;
}

export interface GiftCardsRoom {
  get(id: Id): GiftCard | null;
  /** Without regard to case, blanks and hyphens. */
  byCode(code: string): GiftCard | null;
  list(options?: ListOptions & { customerId?: Id }): GiftCard[];
  transactions(giftCardId: Id): GiftCardTransaction[];
  /** Not deactivated, not expired, and something on it. */
  isRedeemable(card: GiftCard): boolean;
  /** Refuses a code that is taken or not 8 to 20 letters and digits (`TAKEN`, `TOO_SHORT`, `TOO_LONG`, `INVALID`). */
  create(input: {
    amountMinor: number;
    currencyCode?: string;
    code?: string;
    customerId?: Id | null;
    note?: string | null;
    expiresOn?: string | null;
    orderId?: Id | null;
  }): GiftCard;
  change(id: Id, changes: Partial<Pick<GiftCard, 'note' | 'expiresOn' | 'customerId'>>): GiftCard;
  /** For good, as at Shopify. */
  deactivate(id: Id): GiftCard;
  /** A signed amount. Refuses `INSUFFICIENT_FUNDS`, `MISMATCHING_CURRENCY`, `GIFT_CARD_NOT_FOUND`. */
  book(input: {
    giftCardId: Id;
    amountMinor: number;
    currencyCode: string;
    note?: string | null;
    orderId?: Id | null;
  }): { card: GiftCard; transaction: GiftCardTransaction };
}

interface CreditBooking {
  amountMinor: number;
  /** Default `adjustment`. */
  event?: StoreCreditEvent;
  orderId?: Id | null;
  orderTransactionId?: Id | null;
}

type BookedCredit = { account: StoreCreditAccount; transaction: StoreCreditTransaction };

export interface CreditsRoom {
  storeCreditAccount(id: Id): StoreCreditAccount | null;
  storeCreditAccounts(customerId: Id): StoreCreditAccount[];
  storeCreditTransactions(accountId: Id, options?: ListOptions): StoreCreditTransaction[];
  storeCreditTransaction(id: Id): StoreCreditTransaction | null;
  /** Refuses `UNSUPPORTED_CURRENCY`, `EXPIRES_AT_IN_PAST`, `NEGATIVE_OR_ZERO_AMOUNT`, `OWNER_NOT_FOUND`. */
  creditStoreCredit(
    input: CreditBooking & { customerId: Id; currencyCode: string; expiresAt?: Instant | null },
  ): BookedCredit;
  /** Refuses more than the balance (`INSUFFICIENT_FUNDS`) and another currency (`MISMATCHING_CURRENCY`). */
  debitStoreCredit(input: CreditBooking & { accountId: Id; currencyCode: string }): BookedCredit;
  /** Gives back what an order's payment took: a refund or a cancellation. */
  revertDebit(input: CreditBooking & { accountId: Id; paidByTransactionId: Id }): BookedCredit;
  /** When the next credit expires, in ms since 1970. */
  nextDueMs(): number | null;
  /** Takes back what is left of the credits whose time is over. */
  expireDue(): void;
}
