/** How a redemption begins, whether points bought it or the program gave it. */
import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { addDays, dateInZone, endOfDate } from '../lib/calendar.ts';
import type { NewTransfer } from '../ledger/transfer.ts';
import type { PaidMoney } from '../orders/facts.ts';
import type { Member } from '../members/membership.server.ts';
import type { OutboxRef } from '../outbox/outbox-store.server.ts';
import type { RewardPrice } from '../program/rewards/price.ts';
import { isCodeReward, isDiscount, isLasting, type Reward } from '../program/rewards/reward.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { claimCodeFromBytes, codeFromBytes } from './code.ts';
import { creditAt, type Money } from './credit-money.ts';
import type { Redemption, RedemptionState } from './redemption-store.server.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export interface Beginning {
  shop: Pick<ShopFacts, 'id' | 'timeZone'>;
  member: Member;
  reward: Reward;
  price: RewardPrice;
  programVersion: number;
  grantKey?: string | null;
  lasting?: boolean;
  /** By which store credit is told in the member's own currency; absent where that is the shop's. */
  creditRate?: PaidMoney | undefined;
  now: Date;
}

export function newRedemption({ shop, member, reward, price, programVersion, now, ...how }: Beginning): Redemption {
  const credit =
    reward.kind === 'store_credit' && how.creditRate ? creditAt(how.creditRate, price.amountMinor ?? 0) : null;
  return {
    shopId: shop.id,
    id: uuidv7(),
    memberId: member.id,
    customerId: member.customerId ?? '',
    rewardId: reward.id,
    reward,
    programVersion,
    ...price,
    grantKey: how.grantKey ?? null,
    lasting: how.lasting ?? isLasting(reward),
    // Staff type the code of a service; whoever knows it and is no staff can do nothing with it.
    code: reward.kind === 'service' ? claimCodeFromBytes(randomBytes(5)) : codeFromBytes(randomBytes(10)),
    state: firstState(reward),
    discountGid: null,
    fulfilledGid: null,
    delivery: credit ? { credit } : {},
    usedOrderId: null,
    failure: null,
    createdAt: now,
    expiresAt: endOf(reward, now, shop.timeZone),
  };
}

/** Where Shopify has nothing to do, a redemption is ready at once; where nobody has, it is done. */
function firstState(reward: Reward): RedemptionState {
  switch (reward.kind) {
    case 'badge':
      return 'used';
    case 'donation':
    case 'service':
      return 'ready';
    default:
      return 'debited';
  }
}

/** When it stops: a code to the minute, what is promised for days at the end of the last of them, by the shop's calendar. */
function endOf(reward: Reward, now: Date, timeZone: string): Date | null {
  if (isCodeReward(reward))
    return reward.codeValidDays === null ? null : new Date(now.getTime() + reward.codeValidDays * DAY_MS);
  const days = 'validDays' in reward ? reward.validDays : null;
  return days === null ? null : endOfDate(addDays(dateInZone(now, timeZone), days), timeZone);
}

/** The movement that pays for it. @param paidOut of cashback, what it comes to in the shop's money. */
export function debitOf(redemption: Redemption, timeZone: string, paidOut?: Money): NewTransfer {
  const { reward, createdAt, delivery } = redemption;
  return {
    shopId: redemption.shopId,
    key: `redemption:${redemption.id}`,
    memberId: redemption.memberId,
    from: 'available',
    to: 'redeemed',
    points: redemption.costPoints,
    kind: 'redemption',
    sourceType: 'redemption',
    sourceId: redemption.id,
    programVersion: redemption.programVersion,
    detail: {
      code: 'redemption',
      rewardTitle: reward.title,
      ...(isDiscount(reward) ? {} : { kind: reward.kind }),
      ...(paidOut ? { paidOut: delivery.credit ?? paidOut } : {}),
      ...(delivery.credit && !paidOut ? { credit: delivery.credit } : {}),
    },
    occurredAt: createdAt,
    bookedOn: dateInZone(createdAt, timeZone),
  };
}

/** What is to be done at Shopify for redemptions that have just begun. */
export function firstTasks(redemptions: readonly Redemption[]): OutboxRef[] {
  return redemptions.flatMap(({ shopId, id, memberId, state }) => [
    ...(state === 'debited' ? [{ shopId, topic: 'create_code' as const, subject: id }] : []),
    { shopId, topic: 'sync_member' as const, subject: memberId },
  ]);
}
