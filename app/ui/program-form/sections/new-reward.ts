/** Rewards that are offered, complete as they are; and the titles that they have by themselves. Pure. */
import type { z } from 'zod';
import { locales, type Locale } from '../../../lib/locales.ts';
import { formatMoney } from '../../../lib/money.ts';
import { rewardSchema, type Reward } from '../../../program/rewards/reward.ts';
import type { Text } from '../../../program/text.ts';
import { draftOf, type Draft, type ProgramDraft } from '../draft.ts';
import { freeId } from '../place.ts';
import { proposedNames } from '../proposed-names.ts';
import { typicalAmounts } from '../typical-amounts.ts';

export type RewardKind = Reward['kind'];

/** The kinds in the order of the menu. */
export const rewardGroups = {
  discount: ['amount_off', 'percentage_off', 'amount_chosen', 'free_shipping', 'free_product', 'members_price'],
  money: ['gift_card', 'store_credit', 'donation'],
  experience: ['early_access', 'event_invitation', 'priority_support', 'service', 'badge'],
} as const satisfies Record<string, readonly RewardKind[]>;

export function newReward(kind: RewardKind, draft: ProgramDraft): Draft<Reward> {
  const reward = draftOf(rewardSchema, plainReward(kind, draft));
  return { ...reward, title: automaticTitle(reward, draft.currencyCode) ?? reward.title };
}

/** What is particular to a kind; the schema adds the rest. */
function plainReward(kind: RewardKind, draft: ProgramDraft): z.input<typeof rewardSchema> {
  const { discountMinor, discountPoints } = typicalAmounts(draft.currencyCode);
  const terms = {
    id: freeId(`rw_${kind}`, draft.rewards),
    enabled: true,
    title: proposedNames(`reward_${kind}`),
    costPoints: discountPoints,
  };
  const code = {
    minimumSubtotalMinor: 0,
    codeValidDays: 365,
    combinesWith: { order: false, product: false, shipping: true },
  };
  switch (kind) {
    case 'amount_off':
      return { ...terms, ...code, kind, amountMinor: discountMinor };
    case 'percentage_off':
      return { ...terms, ...code, kind, percentageBp: 1000 };
    case 'amount_chosen': {
      const step = Math.max(1, Math.round(discountPoints / 10));
      return {
        ...terms,
        ...code,
        kind,
        costPoints: step,
        amountMinor: Math.max(1, Math.round(discountMinor / 10)),
        maxSteps: 40,
      };
    }
    case 'free_shipping': {
      const costPoints = Math.max(1, Math.round(discountPoints * 0.6));
      return { ...terms, ...code, kind, costPoints, combinesWith: { order: true, product: true, shipping: false } };
    }
    case 'free_product':
      return { ...terms, ...code, kind, productIds: [] };
    case 'gift_card':
    case 'store_credit':
      return { ...terms, kind, amountMinor: discountMinor };
    case 'members_price':
      return { ...terms, kind, collectionIds: [], percentageBp: 1000, validDays: 365 };
    case 'early_access':
    case 'event_invitation':
    case 'priority_support':
      return { ...terms, kind, tag: kind.replace('_', '-'), validDays: kind === 'event_invitation' ? 60 : 365 };
    case 'badge':
      return { ...terms, kind, icon: 'medal' };
    case 'donation':
      return { ...terms, kind, amountMinor: discountMinor, charity: proposedNames('charity') };
    case 'service':
      return { ...terms, kind, validDays: 90 };
  }
}

/** A reward that is only given: by a level, a goal or a friend. */
export function givenReward(kind: RewardKind, draft: ProgramDraft): Draft<Reward> {
  return { ...newReward(kind, draft), costPoints: 0 };
}

/** The program with referral switched on, and with a reward for the friend. */
export function withReferral(draft: ProgramDraft): ProgramDraft {
  const { giftPoints } = typicalAmounts(draft.currencyCode);
  const given = draft.rewards.find((reward) => reward.kind === 'amount_off' && reward.costPoints === 0);
  const friend = given ?? { ...givenReward('amount_off', draft), id: freeId('rw_friend', draft.rewards) };
  return {
    ...draft,
    rewards: given ? draft.rewards : [...draft.rewards, friend],
    referral: {
      enabled: true,
      friendRewardId: friend.id,
      advocatePoints: giftPoints * 2,
      advocateRewardId: null,
      minimumOrderMinor: 0,
      holdDays: 14,
      linkDays: 30,
      maxPerMonth: 20,
      maxPerHousehold: 1,
    },
  };
}

/**
 * The title that a reward has by its value, in every language; null where the title names none, or while the value cannot
 * be read.
 */
export function automaticTitle(reward: Draft<Reward>, currencyCode: string): Text | null {
  const write = valueWriter(reward, currencyCode);
  if (!write) return null;
  const words = proposedNames(`reward_${reward.kind}`);
  const title: Text = { ...words };
  for (const locale of locales) title[locale] = words[locale].replace('{{value}}', write(locale));
  return title;
}

/** The reward after a change of its value: titles that still are the automatic ones follow, those of the merchant stay. */
export function withValue<R extends Draft<Reward>>(reward: R, next: R, currencyCode: string): R {
  const before = automaticTitle(reward, currencyCode);
  const after = automaticTitle(next, currencyCode);
  if (!after) return next;
  const title = { ...next.title };
  for (const locale of locales) {
    const isOwn = title[locale] !== '' && before !== null && !sameWords(title[locale], before[locale]);
    if (!isOwn) title[locale] = after[locale];
  }
  return { ...next, title };
}

function valueWriter(reward: Draft<Reward>, currencyCode: string): ((locale: Locale) => string) | null {
  if ('percentageBp' in reward) {
    const { percentageBp } = reward;
    if (typeof percentageBp !== 'number') return null;
    const format = { style: 'percent', maximumFractionDigits: 2 } as const;
    return (locale) => new Intl.NumberFormat(locale, format).format(percentageBp / 10_000);
  }
  if (reward.kind === 'amount_chosen' || !('amountMinor' in reward)) return null;
  const { amountMinor } = reward;
  return typeof amountMinor === 'number' ? (locale) => formatMoney(amountMinor, currencyCode, locale) : null;
}

/** Spaces count as equal whether they break a line or not: languages differ in what they put between a number and its unit. */
function sameWords(a: string, b: string): boolean {
  const plain = (text: string) => text.replace(/\s/g, ' ').trim();
  return plain(a) === plain(b);
}
