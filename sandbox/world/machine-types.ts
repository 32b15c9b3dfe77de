/** The app, webhooks, faults and logs. Conventions as in types.ts. */
import type { Id, Instant, Json } from './types.ts';

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
  /** The app's Flow extensions, from the TOML files beside the app's. */
  flow?: {
    triggers: { handle: string; fields: { key: string; type: string }[] }[];
    actions: { handle: string; url: string }[];
  };
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
