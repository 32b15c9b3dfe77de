/**
 * What each room of the world offers to its neighbors (Admin API, admin, store, control, tests).
 * Every method is synchronous and atomic: it either did everything (state and queued webhooks) or nothing.
 * A refusal by Shopify's rules is thrown as `WorldRefusal` (refusal.ts), with Shopify's field path, code and message.
 * Getters answer copies: changing what they return changes nothing.
 */
import type { ClockState, StaffMember } from './machine-types.ts';
import type {
  Address,
  Collection,
  Customer,
  CustomerState,
  CustomerStatistics,
  Id,
  Instant,
  Metafield,
  MetafieldDefinition,
  MetafieldOwner,
  MetafieldOwnerType,
  OptInLevel,
  MarketingState,
  Product,
  SellingPlan,
  Shop,
  Variant,
} from './types.ts';

/** How lists are cut. Default order: id ascending; default limit: everything. */
export interface ListOptions {
  /** Only ids greater than this (or smaller, when `reverse`). */
  afterId?: Id;
  limit?: number;
  reverse?: boolean;
}

export interface Window {
  createdAtMin?: Instant;
  createdAtMax?: Instant;
  updatedAtMin?: Instant;
  updatedAtMax?: Instant;
}

export interface ClockRoom {
  /** The sandbox's time. Every date in the world comes from here. */
  now(): Date;
  nowMs(): number;
  /** Now with whole seconds, as entities carry it. */
  nowInstant(): Instant;
  state(): ClockState;
  /** Moves ahead (never back); webhooks that become due are then delivered by the pump. */
  advance(ms: number): ClockState;
  /** Moves to an instant not before now. */
  moveTo(instant: Instant): ClockState;
  /** Only for the seed, before the shop exists: the one time that the clock goes back. */
  rewindEmpty(instant: Instant): ClockState;
  /** Only for the seed: back to where the clock would be, had it never been rewound. */
  catchUp(): ClockState;
  /** Stops the clock at its present time, or lets it run on. */
  freeze(): ClockState;
  run(): ClockState;
}

export interface ShopRoom {
  /** Throws when the world has not been seeded. */
  get(): Shop;
  exists(): boolean;
  /** Opens the one shop of a new world (the seed does this). */
  open(shop: Omit<Shop, 'id' | 'createdAt' | 'updatedAt'> & { createdAt?: Instant }): Shop;
  /** Emits `shop/update`. */
  update(changes: Partial<Omit<Shop, 'id' | 'domain' | 'handle' | 'createdAt' | 'updatedAt'>>): Shop;
  /** The person who is signed in to the admin. */
  staff(): StaffMember;
  /** The language in which that person uses the admin, e.g. `da` or `pt-BR`; apps are opened in it. */
  setStaffLocale(locale: string): StaffMember;
  /** Minor units of the shop's currency -> minor units of one in which it also sells. Throws for another currency. */
  toPresentmentMinor(shopMinor: number, currencyCode: string): number;
  /**
   * What a price of the shop (of goods, of shipping) is in another currency: converted, and rounded as that currency's market
   * rounds. Shopify rounds neither gift cards nor discounts. Source: help.shopify.com, "Rounding prices".
   */
  toPriceMinor(shopMinor: number, currencyCode: string): number;
  toShopMinor(presentmentMinor: number, currencyCode: string): number;
}

export type NewVariant = Pick<Variant, 'sku' | 'priceMinor'> &
  Partial<Omit<Variant, 'id' | 'productId' | 'position' | 'createdAt' | 'updatedAt'>>;
export interface NewProduct {
  title: string;
  /** Made from the title if absent. */
  handle?: string;
  descriptionHtml?: string;
  vendor?: string;
  productType?: string;
  tags?: string[];
  status?: Product['status'];
  isGiftCard?: boolean;
  options?: { name: string; values: string[] }[];
  images?: { file: string; alt: string; width: number; height: number }[];
  variants: NewVariant[];
  /** Makes it a subscription product too (or only one, with `requiresSellingPlan`). */
  sellingPlans?: Omit<SellingPlan, 'id'>[];
  requiresSellingPlan?: boolean;
}

export interface CatalogRoom {
  product(id: Id): Product | null;
  productByHandle(handle: string): Product | null;
  products(
    options?: ListOptions & Window & { collectionId?: Id; query?: string; status?: Product['status'] },
  ): Product[];
  countProducts(): number;
  variant(id: Id): { variant: Variant; product: Product } | null;
  collection(id: Id): Collection | null;
  collectionByHandle(handle: string): Collection | null;
  collections(options?: ListOptions): Collection[];
  collectionsOfProduct(productId: Id): Collection[];
  /** Emits `products/create`. */
  createProduct(input: NewProduct): Product;
  /** Emits `products/update`. */
  updateProduct(
    id: Id,
    changes: Partial<Omit<NewProduct, 'variants' | 'images' | 'sellingPlans'>> & {
      variants?: {
        id: Id;
        priceMinor?: number;
        compareAtPriceMinor?: number | null;
        inventoryQuantity?: number | null;
      }[];
    },
  ): Product;
  /** Emits `products/delete`. */
  deleteProduct(id: Id): void;
  sellingPlan(id: Id): { plan: SellingPlan; product: Product } | null;
  /** Emits `collections/create`. */
  createCollection(input: {
    title: string;
    handle?: string;
    descriptionHtml?: string;
    image?: { file: string; alt: string; width: number; height: number } | null;
    productIds: Id[];
  }): Collection;
  /** Emits `collections/update`. */
  updateCollection(id: Id, changes: { title?: string; descriptionHtml?: string; productIds?: Id[] }): Collection;
  /** Emits `collections/delete`. */
  deleteCollection(id: Id): void;
}

export interface NewCustomer {
  email?: string | null;
  phone?: string | null;
  firstName?: string | null;
  lastName?: string | null;
  state?: CustomerState;
  tags?: string[];
  note?: string | null;
  locale?: string;
  emailMarketingState?: Customer['emailMarketing']['state'];
  address?: Partial<Omit<Address, 'id'>> | null;
}

export interface CustomersRoom {
  get(id: Id): Customer | null;
  /** Case-insensitive. */
  byEmail(email: string): Customer | null;
  list(options?: ListOptions & Window & { query?: string; state?: CustomerState; tag?: string }): Customer[];
  count(): number;
  statistics(id: Id): CustomerStatistics;
  /** Refuses an e-mail already taken (`TAKEN`, field `email`). Emits `customers/create`. */
  create(input: NewCustomer): Customer;
  /** Emits `customers/update` (and `customers/enable` or `customers/disable` when `state` changes). */
  update(id: Id, changes: Partial<Omit<NewCustomer, 'address'>> & { address?: NewCustomer['address'] }): Customer;
  /** By phone number, as a till finds people; blanks do not count. */
  byPhone(phone: string): Customer | null;
  /**
   * Consent to marketing. Refuses a channel that the customer has no address for (`INVALID`). Emits
   * `customers_email_marketing_consent/update` or `customers_marketing_consent/update`, and `customers/update`.
   */
  setConsent(
    id: Id,
    consent: { channel: 'email' | 'sms'; state: MarketingState; optInLevel?: OptInLevel | null; updatedAt?: Instant },
  ): Customer;
  /** Changes of tags emit `customer.tags_added` and `customer.tags_removed`, by whichever way they change. */
  addTags(id: Id, tags: string[]): Customer;
  removeTags(id: Id, tags: string[]): Customer;
  /** Log-in by e-mail succeeded (new customer accounts): finds or creates the customer and enables the account. */
  logIn(email: string, options?: { locale?: string; firstName?: string; lastName?: string }): Customer;
  /** Refused when the customer has orders (as at Shopify) unless `force`. Emits `customers/delete`. */
  delete(id: Id, options?: { force?: boolean }): void;
  /**
   * Merges `otherId` into `keptId`: orders, tags, gift cards and addresses move, the other record disappears. Store credit and
   * active subscriptions block a merge, as at Shopify.
   * Which of the two ids Shopify keeps is its choice: callers say it here. Emits `customers/merge` and `customers/update` of
   * the kept; with `alsoDelete` a `customers/delete` of the other too (Shopify does not promise that there is none).
   */
  merge(keptId: Id, otherId: Id, options?: { emailFrom?: 'kept' | 'other'; alsoDelete?: boolean }): Customer;
  /** Which of the two Shopify would keep: the one with an e-mail, else by account and consent, else the second. */
  mergeKeeps(oneId: Id, twoId: Id): Id;
  /** Where a merged-away id lives now; the id itself when it was never merged. */
  resolveMerged(id: Id): Id;
  /** Emits `customers/data_request`. */
  requestData(id: Id): void;
  /** Emits `customers/redact`, and erases the personal data of the record and of its orders. */
  redact(id: Id): void;
}

export interface MetafieldInput extends MetafieldOwner {
  /** As the app wrote it: `$app`, `$app:regulars`, or plain. */
  namespace?: string;
  key: string;
  type?: string;
  value: string;
  /** Compare and set: the digest that the value must have now; null = it must not exist. */
  compareDigest?: string | null;
}

export interface MetafieldsRoom {
  /** `$app:regulars` -> `app--<appId>--regulars`; `$app` and nothing -> `app--<appId>`; others unchanged. */
  resolveNamespace(appId: Id, namespace: string | null | undefined): string;
  /** All or nothing. `appId` null = the merchant. Refuses a reserved namespace of another app, a bad type, bad JSON, more than 25. */
  set(appId: Id | null, inputs: MetafieldInput[]): Metafield[];
  /** Namespaces are resolved for `appId`. Null also when another app's metafield may not be read. */
  get(appId: Id | null, owner: MetafieldOwner, namespace: string | null, key: string): Metafield | null;
  list(
    appId: Id | null,
    owner: MetafieldOwner,
    options?: ListOptions & { namespace?: string; keys?: string[] },
  ): Metafield[];
  /** Answers the ones that existed. */
  delete(appId: Id | null, keys: (MetafieldOwner & { namespace: string; key: string })[]): Metafield[];
  byId(id: Id): Metafield | null;
  /** Everything that the owner had; for uninstalling. */
  deleteOfOwner(owner: MetafieldOwner): void;
  /** GraphQL's compareDigest. */
  digest(metafield: Metafield): string;
  /** Refuses a second definition of the same owner type, namespace and key (`TAKEN`). */
  createDefinition(appId: Id | null, input: Omit<MetafieldDefinition, 'id' | 'appId'>): MetafieldDefinition;
  definitions(ownerType: MetafieldOwnerType, options?: { namespace?: string; key?: string }): MetafieldDefinition[];
}
