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
  /** How converted prices end: rounded up to the next `endMinor` past a multiple of `stepMinor`. Absent: as they are. */
  rounding?: { stepMinor: number; endMinor: number };
}

/** Countries that share a currency. The shop's own country is the primary market and needs none. */
export interface Market {
  handle: string;
  name: string;
  currencyCode: CurrencyCode;
  countryCodes: string[];
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
  /** Absent in worlds of an older sandbox. */
  markets?: Market[];
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

export type PlanInterval = 'day' | 'week' | 'month' | 'year';

/** One recurring plan of a product's only selling plan group. */
export interface SellingPlan {
  id: Id;
  name: string;
  interval: PlanInterval;
  intervalCount: number;
  /** Off the price, for every cycle. */
  discountBp: number;
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
  /** Ways to subscribe to it; absent or empty when it is only sold once. */
  sellingPlans?: SellingPlan[];
  /** Only sold as a subscription. */
  requiresSellingPlan?: boolean;
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

/** Whether the customer has an account: `disabled` bought as a guest, `enabled` has logged in. */
export type CustomerState = 'disabled' | 'invited' | 'enabled' | 'declined';
export type MarketingState = 'not_subscribed' | 'pending' | 'subscribed' | 'unsubscribed' | 'redacted';
export type OptInLevel = 'single_opt_in' | 'confirmed_opt_in' | 'unknown';

export interface MarketingConsent {
  state: MarketingState;
  optInLevel: OptInLevel | null;
  updatedAt: Instant | null;
}

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
  emailMarketing: MarketingConsent;
  /** Consent to text messages; absent = never asked. */
  smsMarketing?: MarketingConsent;
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
  /** The order that it was bought with; absent or null when it was issued. */
  orderId?: Id | null;
  createdAt: Instant;
  updatedAt: Instant;
}

export interface GiftCardTransaction {
  id: Id;
  giftCardId: Id;
  /** Signed: a debit is negative. */
  amountMinor: number;
  note: string | null;
  /** Set when an order was paid with it, or its money came back from one. */
  orderId: Id | null;
  processedAt: Instant;
}

/** GraphQL's StoreCreditSystemEvent, the ones that happen here. */
export type StoreCreditEvent = 'adjustment' | 'order_payment' | 'order_refund' | 'order_cancellation';

export interface StoreCreditTransaction {
  id: Id;
  accountId: Id;
  kind: 'credit' | 'debit' | 'debit_revert' | 'expiration';
  /** Always positive; `kind` says which way. */
  amountMinor: number;
  balanceAfterMinor: number;
  /** Of a credit. */
  expiresAt: Instant | null;
  /** Of a credit or a revert: what is left to spend of it. What expires first is spent first. */
  remainingMinor: number;
  event: StoreCreditEvent;
  /** The payment or refund behind it. */
  orderId: Id | null;
  orderTransactionId: Id | null;
  /** Of a revert the debit, of an expiration the credit. */
  ofTransactionId: Id | null;
  createdAt: Instant;
}

export interface StoreCreditAccount {
  id: Id;
  customerId: Id;
  currencyCode: CurrencyCode;
  balanceMinor: number;
}

/** Saved filters over customers, in Shopify's segment query language. */
export interface Segment {
  id: Id;
  name: string;
  query: string;
  createdAt: Instant;
  updatedAt: Instant;
}

export type ContractStatus = 'active' | 'paused' | 'cancelled' | 'expired' | 'failed';

/** What a customer subscribed to, and when it is charged next. */
export interface SubscriptionContract {
  id: Id;
  status: ContractStatus;
  customerId: Id;
  originOrderId: Id;
  currencyCode: CurrencyCode;
  interval: PlanInterval;
  intervalCount: number;
  lines: { variantId: Id; quantity: number; sellingPlanId: Id }[];
  shippingRateId: string | null;
  /** The first renewal is one interval after the first order. */
  startedAt: Instant;
  cyclesBilled: number;
  nextBillingAt: Instant | null;
  /** How many of the next attempts are refused by the bank; set by a test. */
  failNext: number;
  lastPaymentStatus: 'succeeded' | 'failed' | null;
  revision: number;
  createdAt: Instant;
  updatedAt: Instant;
}

export interface BillingAttempt {
  id: Id;
  contractId: Id;
  idempotencyKey: string;
  orderId: Id | null;
  errorCode: string | null;
  errorMessage: string | null;
  createdAt: Instant;
}

/** A call of `flowTriggerReceive` that Shopify accepted. */
export interface FlowTrigger {
  id: Id;
  handle: string;
  payload: Json;
  at: Instant;
}

/** A run of one of the app's Flow actions: what was posted and what came back. */
export interface FlowActionRun {
  id: Id;
  actionRunId: string;
  handle: string;
  url: string;
  body: string;
  /** Null when nothing answered. */
  httpStatus: number | null;
  response: string;
  at: Instant;
}
