/**
 * The types of client.js. Money ends in `Minor` (the currency's smallest unit) or `Cents` (hundredths, as in Liquid and the Ajax cart);
 * points are whole numbers; instants are ISO 8601.
 */
export interface Member {
  availablePoints: number;
  pendingPoints: number;
  status: 'active' | 'paused' | 'blocked' | (string & {});
  joinedAt: string;
  nextExpiry: { points: number; expiresAt: string; expiresOn: string } | null;
}

export interface Reward {
  id: string;
  kind: string;
  title: string;
  costPoints: number;
  affordable: boolean;
  missingPoints: number;
  whyNot: string | null;
  why: string | null;
  amountMinor: number | null;
  percentageBp: number | null;
  minimumSubtotalMinor: number;
  steps: { most: number; affordable: number } | null;
  left: number | null;
  availableFrom: string | null;
  availableUntil: string | null;
}

export interface CombinesWith {
  order: boolean;
  product: boolean;
  shipping: boolean;
}

export interface Code {
  redemptionId: string;
  rewardId: string;
  title: string;
  kind: string;
  code: string | null;
  status: 'ready' | 'preparing';
  cancellable: boolean;
  createdAt: string;
  expiresAt: string | null;
  combinesWith: CombinesWith | null;
}

export interface HistoryEntry {
  at: string;
  /** Signed; 0 where points only became available. */
  points: number;
  kind: string;
  text: string;
  why: string | null;
}

export interface Standing {
  /** Null for a visitor, and for a customer who has not joined. */
  member: Member | null;
  rewards: Reward[];
  codes: Code[];
  history: HistoryEntry[];
}

export type Redemption =
  | { status: 'preparing' | 'returned'; redemptionId: string; title: string; availablePoints: number }
  | {
      status: 'ready' | 'used';
      redemptionId: string;
      title: string;
      kind: string;
      code: string | null;
      amountMinor: number | null;
      /** Store credit that came in another currency than the shop's: that of the customer's latest order. */
      credit: { amountMinor: number; currencyCode: string } | null;
      expiresAt: string | null;
      availablePoints: number;
      combinesWith: CombinesWith | null;
    };

export interface Cart {
  /** Each with `amountMinor` or `amountCents`: what is paid for the line. */
  lines: {
    amountMinor?: number;
    amountCents?: number;
    quantity?: number;
    giftCard?: boolean;
    productId?: string | number | null;
    variantId?: string | number | null;
    subscription?: boolean;
  }[];
  /** What is paid for all lines, where a discount on the whole cart makes it less than their sum. */
  paidCents?: number;
}

export type Activity = 'visit' | 'leave' | 'back' | 'survey' | 'check-in' | 'birthday';

export interface Way {
  ruleId: string;
  activity: string;
  subject: string;
  points: number;
  name: string | null;
  question: string | null;
  doable: boolean;
  done: boolean;
}

export interface Events {
  /** A module of the theme app extension is loaded. */
  ready: { locale: string; proxy: string };
  member: Standing;
  joined: { member: Member };
  redeemed: { redemptionId: string; rewardId: string; code: string | null; availablePoints: number };
  'code-applied': { code: string; rewardId: string; cart: unknown };
  /** A code was put into the cart or taken out; `cart` is Shopify's Ajax cart. */
  'cart-updated': { cart: unknown };
  returned: { redemptionId: string; availablePoints: number };
  error: { code: string; during: 'load' | 'join' | 'redeem' | 'apply' | 'cancel' };
}

/** What the app refused: `code` does not change, `message` is in the language asked for. A lost connection throws what `fetch` throws. */
export declare class RegularsError extends Error {
  status: number;
  code: string;
  missingPoints?: number;
}

export interface Regulars {
  member(): Promise<Standing>;
  join(): Promise<{ member: Member }>;
  /** Send the same `requestId` again after a lost answer: it is the same redemption. `steps` belongs to rewards whose amount is chosen. */
  redeem(rewardId: string, options?: { requestId?: string; steps?: number }): Promise<Redemption>;
  redemption(redemptionId: string): Promise<Redemption>;
  takeBack(redemptionId: string): Promise<Redemption>;
  estimate(cart: Cart): Promise<{ points: number }>;
  activities(): Promise<{ ways: Way[]; birthday: { birthday: string | null; fixedUntil: string | null } | null }>;
  act(activity: 'leave', details: object): Promise<{ url: string; token: string; waitSeconds: number }>;
  act(activity: Exclude<Activity, 'leave'>, details?: object): Promise<{ points: number; availablePoints: number }>;
  card(): Promise<{ card: string; svg: string }>;
  referral(): Promise<{ referral: { code: string; friendGets: string | null; rewardedFriends: number } | null }>;
  checkReferral(
    code: string,
  ): Promise<
    { valid: false } | { valid: true; friendGets: string | null; minimumOrderMinor: number; linkDays: number }
  >;
  /** Hears an event of the page; the answer stops hearing it. */
  on<Name extends keyof Events>(name: Name, listener: (detail: Events[Name]) => void): () => void;
}

/** `proxy`: the address of the app proxy; a headless shop names its store's. `locale`: en, da, sv, hu or de. */
export declare function regulars(options?: {
  proxy?: string;
  locale?: string;
  fetch?: typeof globalThis.fetch;
}): Regulars;
