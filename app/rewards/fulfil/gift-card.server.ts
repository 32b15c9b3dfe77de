/** A gift card, assigned to the customer. Its code is ours, so that a card whose making was not answered is found again. */
import { dateInZone } from '../../lib/calendar.ts';
import { createGiftCard, findGiftCard, withdrawGiftCard } from '../../shopify/gift-cards.server.ts';
import { giftCardCode } from '../code.ts';
import type { Fulfilment, Task } from './fulfilment.ts';

export const giftCardFulfilment: Fulfilment = {
  async deliver(task) {
    return { state: 'used', fulfilledGid: await make(task) };
  },

  async withdraw(task, mayBeOnItsWay) {
    const { shop, redemption } = task;
    const gid =
      redemption.fulfilledGid ??
      (await findGiftCard(shop.domain, giftCardCode(redemption.code), redemption.id)) ??
      // A call that is still on its way is refused once the code is taken.
      (mayBeOnItsWay ? await make(task) : null);
    return gid ? withdrawGiftCard(shop.domain, gid) : { wasUsed: false };
  },
};

async function make({ shop, redemption }: Task): Promise<string> {
  return createGiftCard(shop.domain, {
    code: giftCardCode(redemption.code),
    customerId: redemption.customerId,
    amountMinor: redemption.amountMinor ?? 0,
    currencyCode: shop.currencyCode,
    expiresOn: redemption.expiresAt && dateInZone(redemption.expiresAt, shop.timeZone),
    note: redemption.id,
  });
}
