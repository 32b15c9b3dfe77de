/** What each kind of reward does at Shopify: bringing it, and taking it back. One file a kind; none of them touches points. */
import type { ShopFacts } from '../../shops/shop-store.server.ts';
import type { Redemption } from '../redemption-store.server.ts';

export interface Task {
  shop: Pick<ShopFacts, 'domain' | 'currencyCode' | 'timeZone'>;
  redemption: Redemption;
  now: Date;
}

/** What is to be recorded of a redemption that was brought. `used`: the member has all of it, nothing is left to be used. */
export interface Delivered {
  state: 'ready' | 'used';
  discountGid?: string;
  fulfilledGid?: string;
}

export interface Fulfilment {
  /**
   * Brings it. It may have been brought by an earlier try whose answer was lost: then that one is found and adopted.
   * @throws ShopifyUnavailable to be tried again, ShopifyRefusal when it will never be.
   */
  deliver(task: Task): Promise<Delivered>;
  /**
   * Takes it out of use. Doing it twice is doing it once.
   * @param mayBeOnItsWay whether a call to bring it may still reach Shopify.
   * @returns whether it was used before. @throws ShopifyUnavailable or ShopifyRefusal.
   */
  withdraw(task: Task, mayBeOnItsWay: boolean): Promise<{ wasUsed: boolean }>;
}
