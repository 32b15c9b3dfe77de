/** Which kind of reward is fulfilled how. Kinds for which Shopify has nothing to do are ready when they are redeemed. */
import type { Reward } from '../../program/rewards/reward.ts';
import { codeFulfilment } from './code.server.ts';
import type { Fulfilment } from './fulfilment.ts';
import { giftCardFulfilment } from './gift-card.server.ts';
import { storeCreditFulfilment } from './store-credit.server.ts';
import { tagFulfilment } from './tag.server.ts';

const nothingToDo: Fulfilment = {
  deliver: () => Promise.resolve({ state: 'ready' }),
  withdraw: () => Promise.resolve({ wasUsed: false }),
};

const byKind: Record<Reward['kind'], Fulfilment> = {
  amount_off: codeFulfilment,
  percentage_off: codeFulfilment,
  amount_chosen: codeFulfilment,
  free_shipping: codeFulfilment,
  free_product: codeFulfilment,
  members_price: codeFulfilment,
  gift_card: giftCardFulfilment,
  store_credit: storeCreditFulfilment,
  early_access: tagFulfilment,
  event_invitation: tagFulfilment,
  priority_support: tagFulfilment,
  badge: nothingToDo,
  donation: nothingToDo,
  service: nothingToDo,
};

export function fulfilmentOf(reward: Reward): Fulfilment {
  return byKind[reward.kind];
}
