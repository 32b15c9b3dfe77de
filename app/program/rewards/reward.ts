/** What points buy. One file for each kind as the kinds grow; all share the terms below. */
import { z } from 'zod';
import { textSchema } from '../text.ts';

const terms = {
  id: z.string().min(1).max(40),
  enabled: z.boolean(),
  title: textSchema,
  costPoints: z.int('points_not_whole').min(1, 'points_too_few').max(100_000_000, 'points_too_many'),
  /** The order's subtotal from which the code holds; 0 for none. Minor units. */
  minimumSubtotalMinor: z.int('amount_invalid').min(0, 'amount_too_small').max(100_000_000_000, 'amount_too_large'),
  /** Days that an issued code holds; null for ever. An unused code that runs out gives its points back. */
  codeValidDays: z.int('days_invalid').min(1, 'days_invalid').max(3650, 'days_invalid').nullable(),
  /** With which other discounts the code can be combined at checkout. Shopify's default is none. */
  combinesWith: z.object({ order: z.boolean(), product: z.boolean(), shipping: z.boolean() }),
};

export const amountOffRewardSchema = z.object({
  ...terms,
  kind: z.literal('amount_off'),
  amountMinor: z.int('amount_invalid').min(1, 'amount_too_small').max(100_000_000_000, 'amount_too_large'),
});
export const percentageOffRewardSchema = z.object({
  ...terms,
  kind: z.literal('percentage_off'),
  /** Basis points: 1000 is 10 %. */
  percentageBp: z.int('percentage_invalid').min(1, 'percentage_invalid').max(10_000, 'percentage_invalid'),
});
export const freeShippingRewardSchema = z.object({ ...terms, kind: z.literal('free_shipping') });

export const rewardSchema = z.discriminatedUnion('kind', [
  amountOffRewardSchema,
  percentageOffRewardSchema,
  freeShippingRewardSchema,
]);
export type Reward = z.infer<typeof rewardSchema>;
