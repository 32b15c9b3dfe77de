/**
 * The entities of the sandbox's world: what the local Shopify knows.
 * Only shapes live here; the rules are in the rooms beside this file (see contract.ts for what each room offers).
 *
 * Conventions: ids are whole numbers as Shopify's own (gids are made with gid.ts); instants are ISO strings in UTC with
 * whole seconds (`2026-11-21T18:48:10Z`), which also sort as text; money is whole minor units of the currency named
 * beside it (JPY has no decimals, KWD has three).
 */

/** A numeric Shopify id, always below 2^53. */
export type Id = number;
/** `2026-11-21T18:48:10Z` */
export type Instant = string;
/** ISO 4217, e.g. `DKK`. */
export type CurrencyCode = string;
/** Anything that JSON can carry. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** One amount in the shop's currency and in the currency in which the customer paid. */
export interface MoneySet {
  shopMinor: number;
  presentmentMinor: number;
}

// ---------------------------------------------------------------------------------------------------------------- shop

export type PlanName = 'basic' | 'grow' | 'advanced' | 'plus';

export interface ShopLocale {
  locale: string;
  primary: boolean;
  published: boolean;
}

export interface ShippingRate {
  /** Handle used by checkout, e.g. `standard`. */
  id: string;
  title: string;
  priceMinor: number;
}

export interface PresentmentCurrency {
  currencyCode: CurrencyCode;
  /** Units of this currency for one unit of the shop's currency, in millionths (EUR for DKK: 134000). */
  rateMicros: number;
}

export interface Shop {
  id: Id;
  /** `regulars-demo.myshopify.com` */
  domain: string;
  /** `regulars-demo` */
  handle: string;
  name: string;
  email: string;
  ownerName: string;
  currencyCode: CurrencyCode;
  presentmentCurrencies: PresentmentCurrency[];
  ianaTimezone: string;
  primaryLocale: string;
  locales: ShopLocale[];
  taxesIncluded: boolean;
  /** Value added tax in basis points (2500 = 25 %). */
  taxRateBp: number;
  taxTitle: string;
  planName: PlanName;
  planDisplayName: string;
  /** Liquid's `{{amount_with_comma_separator}} kr.` */
  moneyFormat: string;
  moneyWithCurrencyFormat: string;
  address: Address;
  shippingRates: ShippingRate[];
  createdAt: Instant;
  updatedAt: Instant;
}

export interface Address {
  id: Id;
  firstName: string | null;
  lastName: string | null;
  company: string | null;
  address1: string | null;
  address2: string | null;
  city: string | null;
  zip: string | null;
  province: string | null;
  provinceCode: string | null;
  country: string | null;
  countryCode: string | null;
  phone: string | null;
}

// ------------------------------------------------------------------------------------------------------------- catalog

export interface ProductImage {
  id: Id;
  /** File name in `sandbox/seed/images/`; read it with `readSeedImage(file)` of `sandbox/seed/images.ts`. */
  file: string;
  alt: string;
  width: number;
  height: number;
}

export interface Variant {
  id: Id;
  productId: Id;
  /** `Default Title` when the product has no options, as Shopify has it. */
  title: string;
  sku: string;
  priceMinor: number;
  compareAtPriceMinor: number | null;
  /** One value per option of the product, in their order. */
  optionValues: string[];
  position: number;
  taxable: boolean;
  requiresShipping: boolean;
  grams: number;
  /** `null` when stock is not tracked. */
  inventoryQuantity: number | null;
  createdAt: Instant;
  updatedAt: Instant;
}

export interface Product {
  id: Id;
  handle: string;
  title: string;
  descriptionHtml: string;
  vendor: string;
  productType: string;
  tags: string[];
  status: 'active' | 'draft' | 'archived';
  isGiftCard: boolean;
  options: { name: string; values: string[] }[];
  images: ProductImage[];
  variants: Variant[];
  createdAt: Instant;
  updatedAt: Instant;
  publishedAt: Instant | null;
}

export interface Collection {
  id: Id;
  handle: string;
  title: string;
  descriptionHtml: string;
  image: ProductImage | null;
  productIds: Id[];
  createdAt: Instant;
  updatedAt: Instant;
}

// ----------------------------------------------------------------------------------------------------------- customers

/** Whether the customer has an account: `disabled` bought as a guest, `enabled` has logged in. */
export type CustomerState = 'disabled' | 'invited' | 'enabled' | 'declined';
export type MarketingState = 'not_subscribed' | 'pending' | 'subscribed' | 'unsubscribed' | 'redacted';

export interface Customer {
  id: Id;
  email: string | null;
  phone: string | null;
  firstName: string | null;
  lastName: string | null;
  state: CustomerState;
  tags: string[];
  note: string | null;
  locale: string;
  taxExempt: boolean;
  verifiedEmail: boolean;
  emailMarketing: {
    state: MarketingState;
    optInLevel: 'single_opt_in' | 'confirmed_opt_in' | null;
    updatedAt: Instant | null;
  };
  addresses: Address[];
  defaultAddressId: Id | null;
  createdAt: Instant;
  updatedAt: Instant;
}

export interface CustomerStatistics {
  numberOfOrders: number;
  /** What the customer paid, less refunds, in the shop's currency. */
  amountSpentMinor: number;
  lastOrderId: Id | null;
}

// ---------------------------------------------------------------------------------------------------------- metafields

/** GraphQL's MetafieldOwnerType, the ones that the sandbox knows. */
export type MetafieldOwnerType =
  'API_PERMISSION' | 'CUSTOMER' | 'ORDER' | 'PRODUCT' | 'PRODUCTVARIANT' | 'COLLECTION' | 'SHOP' | 'DISCOUNT';

/** `API_PERMISSION` is the owner type of AppInstallation, as in Shopify's schema. */
export interface MetafieldOwner {
  ownerType: MetafieldOwnerType;
  ownerId: Id;
}

export interface Metafield extends MetafieldOwner {
  id: Id;
  /** Resolved: `$app:regulars` is stored as `app--<appId>--regulars`. */
  namespace: string;
  key: string;
  type: string;
  value: string;
  /** The app that wrote it; null = the merchant. */
  appId: Id | null;
  createdAt: Instant;
  updatedAt: Instant;
}

export interface MetafieldDefinition {
  id: Id;
  ownerType: MetafieldOwnerType;
  namespace: string;
  key: string;
  name: string;
  description: string | null;
  type: string;
  access: { admin: string; storefront: string; customerAccount: string };
  appId: Id | null;
}

// ----------------------------------------------------------------------------------------------------------- discounts

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
  gets: { items: DiscountItems; quantity: number; percentageBp: number };
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

// ------------------------------------------------------------------------------------------------------------- pricing

export interface CheckoutLineInput {
  variantId: Id;
  quantity: number;
  properties?: Record<string, string>;
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
  code: string;
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

// -------------------------------------------------------------------------------------------------------------- orders

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
  kind: 'discount_code';
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

// -------------------------------------------------------------------------------------------------- gift cards, credit

export interface GiftCard {
  id: Id;
  /** Sixteen letters and digits, lower case; only its last four are shown later. */
  code: string;
  currencyCode: CurrencyCode;
  initialMinor: number;
  balanceMinor: number;
  customerId: Id | null;
  note: string | null;
  expiresOn: string | null;
  disabledAt: Instant | null;
  createdAt: Instant;
  updatedAt: Instant;
}

export interface StoreCreditTransaction {
  id: Id;
  accountId: Id;
  kind: 'credit' | 'debit';
  amountMinor: number;
  balanceAfterMinor: number;
  expiresAt: Instant | null;
  createdAt: Instant;
}

export interface StoreCreditAccount {
  id: Id;
  customerId: Id;
  currencyCode: CurrencyCode;
  balanceMinor: number;
}

// ------------------------------------------------------------------------------------------------------------- the app

/** What `shopify app deploy` would tell Shopify from `shopify.app.toml`. */
export interface AppRegistration {
  /** Numeric app id, as in `app--<appId>--namespace` and `gid://shopify/App/<appId>`. */
  appId: Id;
  /** URL handle in the admin: `/store/<shop>/apps/<handle>`. */
  handle: string;
  title: string;
  apiKey: string;
  apiSecret: string;
  applicationUrl: string;
  embedded: boolean;
  scopes: string[];
  optionalScopes: string[];
  webhookApiVersion: string;
  webhookSubscriptions: { topic: string; uri: string; includeFields: string[]; filter: string | null }[];
  appProxy: { url: string; prefix: string; subpath: string } | null;
}

export interface Installation {
  /** `gid://shopify/AppInstallation/<id>` */
  id: Id;
  appId: Id;
  grantedScopes: string[];
  installedAt: Instant;
}

export interface AccessToken {
  token: string;
  kind: 'offline' | 'online';
  appId: Id;
  scopes: string[];
  /** The staff member, for an online token. */
  userId: Id | null;
  createdAt: Instant;
  expiresAt: Instant | null;
  refreshToken: string | null;
  refreshTokenExpiresAt: Instant | null;
}

/** The person who uses the sandbox's admin. */
export interface StaffMember {
  id: Id;
  email: string;
  firstName: string;
  lastName: string;
  locale: string;
  accountOwner: boolean;
}

// ------------------------------------------------------------------------------------------------------------ webhooks

export interface WebhookSubscription {
  id: Id;
  appId: Id;
  /** `orders/paid` */
  topic: string;
  /** Absolute address. */
  uri: string;
  apiVersion: string;
  includeFields: string[];
  filter: string | null;
  /** From the TOML (never removed by failures) or by the Admin API. */
  source: 'toml' | 'api';
  createdAt: Instant;
  updatedAt: Instant;
}

export interface DeliveryAttempt {
  at: Instant;
  /** Null when nothing answered. */
  httpStatus: number | null;
  durationMs: number;
  error: string | null;
}

export type DeliveryStatus = 'queued' | 'held' | 'in_flight' | 'delivered' | 'retrying' | 'failed' | 'dropped';

export interface Delivery {
  id: Id;
  /** `X-Shopify-Webhook-Id`: of this delivery; the same in its retries. */
  webhookId: string;
  /** `X-Shopify-Event-Id`: shared by retries, duplicates and all subscriptions of the same topic. */
  eventId: string;
  subscriptionId: Id | null;
  topic: string;
  uri: string;
  apiVersion: string;
  /** The raw body, exactly as sent. */
  body: string;
  triggeredAt: string;
  /** By the sandbox's clock, in ms since 1970. */
  dueAtMs: number;
  status: DeliveryStatus;
  attempts: DeliveryAttempt[];
  /** The fault that shaped it, e.g. `delay 93600000 ms`. */
  fault: string | null;
  /** Set on a copy that was made by a duplicate fault or by redeliver. */
  copyOfId: Id | null;
}

export type DeliveryFault =
  | { kind: 'drop'; topic?: string; count?: number }
  | { kind: 'delay'; topic?: string; count?: number; delayMs: number }
  | { kind: 'duplicate'; topic?: string; count?: number; copies: number; spacingMs?: number }
  /** The next `window` deliveries are held and then sent in another order (reversed, or shuffled with a seed). */
  | { kind: 'reorder'; topic?: string; window: number; order?: 'reversed' | 'shuffled'; seed?: number };

export interface ActiveDeliveryFault {
  id: Id;
  fault: DeliveryFault;
  remaining: number;
}

// ----------------------------------------------------------------------------------------------------------- Admin API

export type ApiFaultKind = 'throttled' | 'server_error' | 'timeout' | 'timeout_after_success';

export interface ApiFault {
  kind: ApiFaultKind;
  /** How many calls it strikes; 1 if absent. */
  count?: number;
  /** The GraphQL operation name or one of its root fields; all calls if absent. */
  operation?: string;
  /** For `server_error`; 503 if absent. */
  httpStatus?: number;
  /** For the time-outs: after how long the connection is cut; 30000 if absent. */
  timeoutMs?: number;
}

export interface ActiveApiFault {
  id: Id;
  fault: ApiFault;
  remaining: number;
}

export interface ApiCall {
  id: Id;
  at: Instant;
  requestId: string;
  path: string;
  operationName: string | null;
  operationKind: 'query' | 'mutation' | null;
  rootFields: string[];
  query: string;
  variables: Json;
  httpStatus: number | null;
  /** Top-level GraphQL errors. */
  errors: Json;
  userErrors: Json;
  requestedQueryCost: number | null;
  actualQueryCost: number | null;
  durationMs: number;
  /** The fault that struck, if any. */
  fault: ApiFaultKind | null;
}

export interface Mail {
  id: Id;
  at: Instant;
  to: string;
  subject: string;
  text: string;
}

export interface ClockState {
  now: Instant;
  nowMs: number;
  frozen: boolean;
}
