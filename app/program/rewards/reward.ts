/** What points buy: all kinds, put together. Those that make a discount code share its terms. */
import { z } from 'zod';
import { textSchema } from '../text.ts';
import { amountSchema, codeTerms, goodsTerms, rewardTerms, whenUnusedSchema } from './terms.ts';

const percentageSchema = z.int('percentage_invalid').min(1, 'percentage_invalid').max(10_000, 'percentage_invalid');
const tagSchema = z.string().trim().min(1, 'tag_missing').max(40, 'tag_too_long');
const validDaysSchema = z.int('days_invalid').min(1, 'days_invalid').max(3650, 'days_invalid').nullable().default(null);

export const amountOffRewardSchema = z.object({
  ...rewardTerms,
  ...codeTerms,
  ...goodsTerms,
  kind: z.literal('amount_off'),
  amountMinor: amountSchema,
});
export const percentageOffRewardSchema = z.object({
  ...rewardTerms,
  ...codeTerms,
  ...goodsTerms,
  kind: z.literal('percentage_off'),
  /** Basis points: 1000 is 10 %. */
  percentageBp: percentageSchema,
});
/** The shopper chooses how many points to give: `costPoints` buy `amountMinor`, in steps of as many, up to a most. */
export const amountChosenRewardSchema = z.object({
  ...rewardTerms,
  ...codeTerms,
  ...goodsTerms,
  kind: z.literal('amount_chosen'),
  amountMinor: amountSchema,
  maxSteps: z.int('number_invalid').min(1, 'number_invalid').max(10_000, 'number_invalid'),
});
export const freeShippingRewardSchema = z.object({ ...rewardTerms, ...codeTerms, kind: z.literal('free_shipping') });
/**
 * One of these products for nothing, when it is in the cart. `withPurchase`: beside something of `purchase` that is paid for;
 * where that names nothing, beside another of the same products.
 */
export const freeProductRewardSchema = z.object({
  ...rewardTerms,
  ...codeTerms,
  kind: z.literal('free_product'),
  productIds: z.array(z.string().min(1).max(40)).min(1, 'products_missing').max(100, 'too_many_products'),
  withPurchase: z.boolean().default(false),
  purchase: z.object(goodsTerms).nullable().default(null),
});
export const giftCardRewardSchema = z.object({
  ...rewardTerms,
  kind: z.literal('gift_card'),
  amountMinor: amountSchema,
  validDays: validDaysSchema,
});
/** Credit on the customer's account. `automatic`: paid out by itself whenever the balance allows (cashback). */
export const storeCreditRewardSchema = z.object({
  ...rewardTerms,
  kind: z.literal('store_credit'),
  amountMinor: amountSchema,
  validDays: validDaysSchema,
  automatic: z.boolean().default(false),
});
/** A lasting percentage off a collection, for the customer alone. */
export const membersPriceRewardSchema = z.object({
  ...rewardTerms,
  kind: z.literal('members_price'),
  collectionIds: z.array(z.string().min(1).max(40)).min(1, 'collections_missing').max(100, 'too_many_collections'),
  percentageBp: percentageSchema,
  validDays: validDaysSchema,
});
/** A customer tag that a theme, a lock app or a help desk honours. */
export const tagRewardSchema = z.object({
  ...rewardTerms,
  kind: z.enum(['early_access', 'event_invitation', 'priority_support']),
  tag: tagSchema,
  validDays: validDaysSchema,
});
export const badgeRewardSchema = z.object({
  ...rewardTerms,
  kind: z.literal('badge'),
  icon: z.enum(['medal', 'trophy', 'flame', 'heart', 'leaf', 'bolt']),
});
/** The shop gives the amount to a good cause and says so; the merchant sees what is to be given. */
export const donationRewardSchema = z.object({
  ...rewardTerms,
  kind: z.literal('donation'),
  amountMinor: amountSchema,
  charity: textSchema,
});
/** Something that the shop's people hand over or do: a training session, a drink at the counter. Confirmed by them. */
export const serviceRewardSchema = z.object({
  ...rewardTerms,
  kind: z.literal('service'),
  validDays: validDaysSchema,
  whenUnused: whenUnusedSchema,
});

export const rewardSchema = z.discriminatedUnion('kind', [
  amountOffRewardSchema,
  percentageOffRewardSchema,
  amountChosenRewardSchema,
  freeShippingRewardSchema,
  freeProductRewardSchema,
  giftCardRewardSchema,
  storeCreditRewardSchema,
  membersPriceRewardSchema,
  tagRewardSchema,
  badgeRewardSchema,
  donationRewardSchema,
  serviceRewardSchema,
]);
export type Reward = z.infer<typeof rewardSchema>;
/** Rewards that are a discount code at checkout. */
export type CodeReward = Extract<
  Reward,
  { kind: 'amount_off' | 'percentage_off' | 'amount_chosen' | 'free_shipping' | 'free_product' }
>;

/** Rewards that are a discount at checkout, for one order or for many. */
export type DiscountReward = CodeReward | Extract<Reward, { kind: 'members_price' }>;

export function isDiscount(reward: Reward): reward is DiscountReward {
  return isCodeReward(reward) || reward.kind === 'members_price';
}

/** A discount that holds for any number of orders, until it ends. */
export function isLasting(reward: Reward): boolean {
  return reward.kind === 'members_price';
}

export function isCodeReward(reward: Reward): reward is CodeReward {
  return 'codeValidDays' in reward;
}
