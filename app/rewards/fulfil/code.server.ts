/** A discount code: bound to the customer, for one order or, where it lasts, for many. */
import { isDiscount } from '../../program/rewards/reward.ts';
import { ShopifyRefusal } from '../../shopify/admin-client.server.ts';
import { createCode, deactivateCode, findCode, type CodeTerms } from '../../shopify/discounts.server.ts';
import type { Redemption } from '../redemption-store.server.ts';
import type { Fulfilment, Task } from './fulfilment.ts';

export const codeFulfilment: Fulfilment = {
  async deliver({ shop, redemption }) {
    return { state: 'ready', discountGid: await createCode(shop.domain, termsOf(redemption, shop.currencyCode)) };
  },

  async withdraw(task, mayBeOnItsWay) {
    const { shop, redemption } = task;
    const gid =
      redemption.discountGid ??
      (await findCode(shop.domain, redemption.code))?.gid ??
      (mayBeOnItsWay ? await takeTheName(task) : null);
    if (!gid) return { wasUsed: false };
    try {
      return { wasUsed: (await deactivateCode(shop.domain, gid)).timesUsed > 0 };
    } catch (error) {
      // The merchant deleted the discount by hand: then it works no more either.
      if (error instanceof ShopifyRefusal && (await findCode(shop.domain, redemption.code)) === null)
        return { wasUsed: false };
      throw error;
    }
  },
};

/**
 * A runner that was killed can have left a call that Shopify has yet to carry out. Shopify gives a code away once: whoever
 * makes it first has it, so it is made here and taken out of use at once, and the call that is still on its way is refused.
 */
async function takeTheName({ shop, redemption }: Task): Promise<string | null> {
  try {
    return await createCode(shop.domain, termsOf(redemption, shop.currencyCode));
  } catch (error) {
    // What is refused here is refused to the other call as well.
    if (error instanceof ShopifyRefusal) return null;
    throw error;
  }
}

export function termsOf(redemption: Redemption, currencyCode: string): CodeTerms {
  if (!isDiscount(redemption.reward)) throw new Error(`"${redemption.reward.kind}" makes no code.`);
  return {
    code: redemption.code,
    customerId: redemption.customerId,
    reward: redemption.reward,
    amountMinor: redemption.amountMinor,
    lasting: redemption.lasting,
    currencyCode,
    startsAt: redemption.createdAt,
    expiresAt: redemption.expiresAt,
  };
}
