/** The app, webhooks, faults, logs and documents, as their rooms offer them. Rules for all methods: contract.ts. */
import type { ListOptions } from './contract.ts';
import type {
  AccessToken,
  ActiveApiFault,
  ActiveDeliveryFault,
  ApiCall,
  ApiFault,
  AppRegistration,
  Delivery,
  DeliveryFault,
  DeliveryStatus,
  Installation,
  Mail,
  WebhookSubscription,
} from './machine-types.ts';
import type { Id, Json } from './types.ts';
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
  clearMails(): void;
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
  /** How long a bulk operation runs, by the sandbox's clock; 0 = it is done when it is looked at first. */
  bulkDurationMs: number;
  /** Divides the webhook back-off (1 = Shopify's 4 hours). */
  retrySpeed: number;
  /** Shopify's 5 s. */
  deliveryTimeoutMs: number;
}
