/**
 * What can happen, in our own words: the input of the engine. No Shopify shapes; amounts are minor units of the shop's
 * currency.
 */

export interface OrderLine {
  lineId: string;
  productId: string | null;
  quantity: number;
  /** What is paid for the line after every discount, with tax when the shop's prices include it. Minor units. */
  amountMinor: number;
  giftCard: boolean;
  /** Tips are sold as lines by Shopify; they never earn. */
  tip: boolean;
}

export interface OrderEvent {
  kind: 'order';
  orderId: string;
  currencyCode: string;
  lines: readonly OrderLine[];
}

export interface SignupEvent {
  kind: 'signup';
}

export type ProgramEvent = OrderEvent | SignupEvent;

/** What the engine may know of a member. */
export interface MemberFacts {
  status: 'active' | 'blocked' | 'merged' | 'erased';
}
