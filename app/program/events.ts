/**
 * What can happen, in our own words: the input of the engine. No Shopify shapes; amounts are minor units of the shop's
 * currency. Every event carries when it happened by the shop's own clock, so that the engine needs no time zone.
 */

/** A moment by the shop's clock: the calendar date (YYYY-MM-DD) and the minutes since its midnight (0 to 1439). */
export interface LocalMoment {
  date: string;
  minute: number;
}

export interface OrderLine {
  lineId: string;
  productId: string | null;
  quantity: number;
  /** What is paid for the line after every discount, with tax when the shop's prices include it. Minor units. */
  amountMinor: number;
  giftCard: boolean;
  /** Tips are sold as lines by Shopify; they earn only where a rule says so. */
  tip: boolean;
  variantId?: string | null;
  /** The tax that is part of `amountMinor`; 0 where prices are without tax. Minor units. */
  taxMinor?: number;
  /** Sold with a selling plan: a subscription's first order or a renewal. */
  subscription?: boolean;
}

/** What a rule may ask of a product. Shopify's order events do not tell; the catalog does. */
export interface ProductFacts {
  productType: string;
  vendor: string;
  tags: readonly string[];
  collectionIds: readonly string[];
}

export interface OrderEvent {
  kind: 'order';
  orderId: string;
  currencyCode: string;
  at: LocalMoment;
  lines: readonly OrderLine[];
  /** Lines of the same order, and the parts of those that grew, that were evaluated before: what the order earns as a whole was given with them. */
  earlierLines?: readonly OrderLine[];
  /** What rules and campaigns gave for them, by id: limits for an order are for all of it. */
  earlierPoints?: ReadonlyMap<string, number>;
  /** What is paid for shipping after discounts, with tax when prices include it; and the tax in it. Minor units. */
  shippingMinor?: number;
  shippingTaxMinor?: number;
  /** Where it was sold, in Shopify's words: "web", "pos", an app's id. */
  channel?: string;
  /** A later order of a subscription contract, which nobody placed by hand. */
  renewal?: boolean;
  /** What is known of the products; one that is missing is in no collection and has no tags. */
  products?: ReadonlyMap<string, ProductFacts>;
}

export interface SignupEvent {
  kind: 'signup';
  at: LocalMoment;
}

/** A day in the life of a member that the calendar brings. `years` since joining, for an anniversary. */
export interface CalendarEvent {
  kind: 'birthday' | 'anniversary';
  at: LocalMoment;
  years?: number;
}

export const activityNames = [
  'review',
  'survey',
  'newsletter',
  'share',
  'follow',
  'visit',
  'check_in',
  'referral',
  'profile',
  'custom',
] as const;
export type ActivityName = (typeof activityNames)[number];

/** Something that a member did and that is no order. */
export interface ActivityEvent {
  kind: 'activity';
  activity: ActivityName;
  /** Which of a kind: the network of a share, the place of a check-in, the name of a custom event. Empty for any. */
  subject: string;
  /** How many units it is worth, e.g. minutes of training; 1 where nothing else is said. */
  quantity: number;
  /** The score of a survey (0 to 10) or the stars of a review (1 to 5). */
  score?: number | null;
  at: LocalMoment;
}

export type ProgramEvent = OrderEvent | SignupEvent | CalendarEvent | ActivityEvent;
