/** Referral (K5): both sides are rewarded after the friend's first paid order. Schema; the decisions are made by app/referrals. */
import { z } from 'zod';
import { idSchema, pointsSchema } from './rules/terms.ts';

export const referralSchema = z.object({
  enabled: z.boolean(),
  /** What the friend gets for coming: a reward of the program, given at no cost, as a code for the first order. */
  friendRewardId: idSchema.nullable().default(null),
  /** What the advocate gets when the friend's order holds: points, a reward, or both. */
  advocatePoints: pointsSchema.nullable().default(null),
  advocateRewardId: idSchema.nullable().default(null),
  /** The friend's first order must come to this at least. Minor units. */
  minimumOrderMinor: z.int('amount_invalid').min(0, 'amount_invalid').default(0),
  /** Days after the friend's payment until the advocate is rewarded: the return window. */
  holdDays: z.int('days_invalid').min(0, 'days_invalid').max(365, 'days_invalid').default(14),
  /** Days that a link is remembered after it was followed. */
  linkDays: z.int('days_invalid').min(1, 'days_invalid').max(365, 'days_invalid').default(30),
  maxPerMonth: z.int('number_invalid').min(1, 'number_invalid').max(10_000, 'number_invalid').nullable().default(20),
  /** How many friends of one delivery address count. */
  maxPerHousehold: z.int('number_invalid').min(0, 'number_invalid').max(100, 'number_invalid').default(1),
});
export type Referral = z.infer<typeof referralSchema>;
