/**
 * What each room of the world offers to its neighbors (Admin API, admin, store, control, tests).
 * Every method is synchronous and atomic: it either did everything (state and queued webhooks) or nothing.
 * A refusal by Shopify's rules is thrown as `WorldRefusal` (refusal.ts), with Shopify's field path, code and message.
 * Getters answer copies: changing what they return changes nothing.
 */
import type {
  AccessToken,
  ActiveApiFault,
  ActiveDeliveryFault,
  Address,
  ApiCall,
  ApiFault,
  AppRegistration,
  BasicDiscount,
  BxgyDiscount,
  CancelReason,
  CheckoutInput,
  ClockState,
  Collection,
  Customer,
  CustomerState,
  CustomerStatistics,
  Delivery,
  DeliveryFault,
  DeliveryStatus,
  Discount,
  DiscountCode,
  DiscountStatus,
  DiscountUse,
  FreeShippingDiscount,
  GiftCard,
  Id,
  Installation,
  Instant,
  Json,
  Mail,
  Metafield,
  MetafieldDefinition,
  MetafieldOwner,
  MetafieldOwnerType,
  MoneySet,
  Order,
  OrderLine,
  OrderTotals,
  PricedCheckout,
  Product,
  Refund,
  RestockType,
  Shop,
  StaffMember,
  StoreCreditAccount,
  StoreCreditTransaction,
  Variant,
  WebhookSubscription,
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
  /** Minor units of the shop's currency -> minor units of one in which it also sells. Throws for another currency. */
  toPresentmentMinor(shopMinor: number, currencyCode: string): number;
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
    changes: Partial<Omit<NewProduct, 'variants' | 'images'>> & {
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
  createCollection(input: {
    title: string;
    handle?: string;
    descriptionHtml?: string;
    image?: { file: string; alt: string; width: number; height: number } | null;
    productIds: Id[];
  }): Collection;
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
  addTags(id: Id, tags: string[]): Customer;
  removeTags(id: Id, tags: string[]): Customer;
  /** Log-in by e-mail succeeded (new customer accounts): finds or creates the customer and enables the account. */
  logIn(email: string, options?: { locale?: string; firstName?: string; lastName?: string }): Customer;
  /** Refused when the customer has orders (as at Shopify) unless `force`. Emits `customers/delete`. */
  delete(id: Id, options?: { force?: boolean }): void;
  /**
   * Merges `otherId` into `keptId`: orders, tags, gift cards and addresses move, the other record disappears. Store credit
   * blocks a merge, as at Shopify.
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

type DiscountDefaults = 'id' | 'createdAt' | 'updatedAt' | 'kind' | 'discountClass' | 'createdByAppId';
type Defaultable =
  'endsAt' | 'context' | 'usageLimit' | 'appliesOncePerCustomer' | 'minimum' | 'combinesWith' | 'startsAt';
type NewOf<T extends Discount> = Omit<T, DiscountDefaults | Defaultable> &
  Partial<Pick<T, Defaultable>> & { kind: T['kind']; code: string };
/** `startsAt` defaults to now, `combinesWith` to nothing, `context` to all, limits and minimum to none. */
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
  /** False leaves it `pending`; default true. */
  paid?: boolean;
  gateway?: string;
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

export interface CreditsRoom {
  giftCard(id: Id): GiftCard | null;
  giftCards(options?: ListOptions & { customerId?: Id }): GiftCard[];
  /** Refuses a code that is taken or not 8 to 20 letters and digits (`TAKEN`, `INVALID`). */
  createGiftCard(input: {
    amountMinor: number;
    currencyCode?: string;
    code?: string;
    customerId?: Id | null;
    note?: string | null;
    expiresOn?: string | null;
  }): GiftCard;
  storeCreditAccount(id: Id): StoreCreditAccount | null;
  storeCreditAccounts(customerId: Id): StoreCreditAccount[];
  storeCreditTransactions(accountId: Id, options?: ListOptions): StoreCreditTransaction[];
  creditStoreCredit(input: { customerId: Id; amountMinor: number; currencyCode: string; expiresAt?: Instant | null }): {
    account: StoreCreditAccount;
    transaction: StoreCreditTransaction;
  };
  /** Refuses more than the balance (`INSUFFICIENT_FUNDS`). */
  debitStoreCredit(input: { accountId: Id; amountMinor: number; currencyCode: string }): {
    account: StoreCreditAccount;
    transaction: StoreCreditTransaction;
  };
}

export interface AppsRoom {
  /** The app that this sandbox knows, if one was registered (the sandbox registers it from the TOML at its start). */
  registration(): AppRegistration | null;
  /** What `shopify app deploy` does: replaces configuration; an installed app's TOML subscriptions follow at once. */
  register(app: AppRegistration): void;
  installation(): Installation | null;
  installationById(id: Id): Installation | null;
  /** Grants the registration's scopes (or fewer), subscribes the TOML's webhooks. Installing again keeps the installation. */
  install(options?: { scopes?: string[] }): Installation;
  /** Revokes tokens, emits `app/uninstalled`, drops the subscriptions and the installation's metafields; `shop/redact` follows 48 h later unless installed again. */
  uninstall(): void;
  /** Changes what is granted. Emits `app/scopes_update`. */
  updateScopes(scopes: string[]): Installation;
  /** Tokens look like Shopify's (`shpat_…`, `shpua_…` for online; refresh `shprt_…`). */
  issueToken(input: {
    kind: AccessToken['kind'];
    userId?: Id | null;
    expiresInSeconds?: number | null;
    refreshExpiresInSeconds?: number | null;
  }): AccessToken;
  /** Null when unknown, expired or revoked. */
  findToken(token: string): AccessToken | null;
  findRefreshToken(refreshToken: string): AccessToken | null;
  revokeToken(token: string): void;
}

export interface WebhooksRoom {
  subscriptions(): WebhookSubscription[];
  subscription(id: Id): WebhookSubscription | null;
  subscribe(input: {
    topic: string;
    uri: string;
    includeFields?: string[];
    filter?: string | null;
  }): WebhookSubscription;
  unsubscribe(id: Id): void;
  /**
   * Queues the payload for every subscription of the topic. Rooms call this; control calls it to replay a raw body
   * (`rawBody` wins over `payload`). `atMs` queues for later. Answers the deliveries.
   */
  emit(
    topic: string,
    payload: Json | (() => Json),
    options?: { rawBody?: string; atMs?: number; eventId?: string; uri?: string },
  ): Delivery[];
  delivery(id: Id): Delivery | null;
  deliveries(options?: ListOptions & { topic?: string; status?: DeliveryStatus }): Delivery[];
  /** How many are not yet delivered, failed or dropped, and how many of those are due now. */
  backlog(): { open: number; due: number; held: number };
  /** A fresh attempt of the same delivery (same webhook and event id), at once. */
  redeliver(id: Id): Delivery;
  addFault(fault: DeliveryFault): ActiveDeliveryFault;
  faults(): ActiveDeliveryFault[];
  /** Ends all faults and releases what a reorder window still holds. */
  clearFaults(): void;
  pause(): void;
  resume(): void;
  isPaused(): boolean;
  /** For the pump: due deliveries, oldest first, marked `in_flight`. */
  takeDue(limit: number): Delivery[];
  /** For the pump: books an attempt and, after a failure, the next one on Shopify's back-off. */
  recordAttempt(id: Id, attempt: { httpStatus: number | null; durationMs: number; error: string | null }): Delivery;
}

export interface ApiFaultsRoom {
  add(fault: ApiFault): ActiveApiFault;
  list(): ActiveApiFault[];
  clear(): void;
  /** The Admin API asks before each call: the fault that strikes it (and uses it up by one), or null. */
  take(operationName: string | null, rootFields: string[]): ApiFault | null;
}

export interface LogRoom {
  recordApiCall(call: Omit<ApiCall, 'id' | 'at'>): ApiCall;
  apiCalls(options?: ListOptions & { operation?: string }): ApiCall[];
  clearApiCalls(): void;
  /** Nothing leaves the machine: mail lands here. */
  sendMail(mail: Omit<Mail, 'id' | 'at'>): Mail;
  mails(options?: ListOptions & { to?: string }): Mail[];
}

/** Small JSON documents of neighbors (theme editor, carts, sessions) that must survive a restart. */
export interface DocumentsRoom {
  get<T extends Json>(collection: string, key: string): T | null;
  set(collection: string, key: string, value: Json): void;
  delete(collection: string, key: string): void;
  keys(collection: string): string[];
}

export interface WorldSettings {
  /** How far `asyncUsageCount` lags. */
  asyncUsageLagMs: number;
  /** Divides the webhook back-off (1 = Shopify's 4 hours). */
  retrySpeed: number;
  /** Shopify's 5 s. */
  deliveryTimeoutMs: number;
}
