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
