/** What a history is told of and does: events on their way, and deeds that are none of Shopify's. */
import type { Fate } from './credit-stub.ts';
import type { Fact } from './goods.ts';

export interface Delivery {
  topic: string;
  fact: Fact;
  /** orders/edited tells no prices: the app asks Shopify, which answers with this order. */
  edited: boolean;
}

export type Deed =
  | { kind: 'redeem'; customer: number; costPoints: number }
  | { kind: 'make_code'; redemption: number; answer: 'made' | 'refused' | 'lost' }
  | { kind: 'take_back'; redemption: number; wasUsed: boolean; isMade: boolean }
  | { kind: 'adjust'; customer: number; points: number }
  | { kind: 'block'; customer: number; blocked: boolean }
  | { kind: 'redact'; customer: number; orderIds: number[] }
  | { kind: 'pay'; answer: Fate }
  | { kind: 'spend'; account: number; perCent: number }
  /** @param isSecond by the other settings of the levels, where the plan has such. */
  | { kind: 'publish'; pointsPerUnit: number; unitMinor: number; isSecond: boolean };

export interface Phase {
  /** In the order in which it happened at Shopify. */
  deliveries: Delivery[];
  deed: Deed | null;
}

export const REWARD_COSTS = [20, 50, 150];
