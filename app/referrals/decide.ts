/**
 * Whether a referral counts: the one decision, made of facts alone, whichever way the friend came (F1). Every reason that
 * speaks against it is named, not only the first. Pure.
 */
import type { Referral } from '../program/referral.ts';
import type { Evidence } from './evidence.ts';

export const refusals = [
  'advocate_not_active',
  'own_link',
  'same_person',
  'same_device',
  'same_household',
  'existing_customer',
  'ring',
  'already_referred',
  'below_minimum',
  'order_gone',
  'currency_differs',
  'monthly_limit',
  'referral_off',
] as const;
export type Refusal = (typeof refusals)[number];

/** Why a referral does not count: by the decision here, or because the merchant said so. */
export type RefusalReason = Refusal | 'by_hand';
export const refusalReasons: readonly RefusalReason[] = [...refusals, 'by_hand'];

export interface ReferralFacts {
  /** The referral part of the live program; null when there is none or it is off. */
  terms: Referral | null;
  advocateIsActive: boolean;
  isSameMember: boolean;
  /** What both are known by; of the advocate all that is known. */
  advocate: readonly Evidence[];
  friend: Evidence;
  /** Orders of the friend that were paid before this one, or before coming. */
  friendOrdersBefore: number;
  /** The friend, or somebody whom the friend recommended down the line, recommended the advocate. */
  isRing: boolean;
  friendWasReferredByAnother: boolean;
  /** Other referrals of the advocate that count: delivered to the same address, and in the same calendar month. */
  acceptedOfHousehold: number;
  acceptedOfMonth: number;
  /** Null before the friend has ordered. What is kept of the order after refunds, minor units. */
  order: { keptMinor: number; isGone: boolean; isOtherCurrency: boolean } | null;
}

/** Why it does not count; none when it does. */
export function decideReferral(facts: ReferralFacts): Refusal[] {
  const { terms, advocate, friend, order } = facts;
  if (!terms?.enabled) return ['referral_off'];
  const shares = (pick: (evidence: Evidence) => string | null) => {
    const own = pick(friend);
    return own !== null && advocate.some((evidence) => pick(evidence) === own);
  };
  const against: Refusal[] = [];
  const say = (refusal: Refusal, holds: boolean) => {
    if (holds) against.push(refusal);
  };
  say('advocate_not_active', !facts.advocateIsActive);
  say('own_link', facts.isSameMember);
  say(
    'same_person',
    shares(({ email }) => email),
  );
  say(
    'same_device',
    shares(({ device }) => device),
  );
  // The advocate's own household, or more friends of one address than the merchant allows.
  say(
    'same_household',
    shares(({ address }) => address) ||
      (friend.address !== null && facts.acceptedOfHousehold >= Math.max(1, terms.maxPerHousehold)),
  );
  say('existing_customer', facts.friendOrdersBefore > 0);
  say('ring', facts.isRing);
  say('already_referred', facts.friendWasReferredByAnother);
  say('monthly_limit', terms.maxPerMonth !== null && facts.acceptedOfMonth >= terms.maxPerMonth);
  if (order) {
    say('order_gone', order.isGone);
    say('currency_differs', order.isOtherCurrency);
    say('below_minimum', !order.isGone && order.keptMinor < terms.minimumOrderMinor);
  }
  return against;
}
