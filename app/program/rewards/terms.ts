/** What every reward has, whatever points buy. */
import { z } from 'zod';
import { idSchema } from '../rules/terms.ts';
import { periods } from '../tallies.ts';
import { textSchema } from '../text.ts';

export const amountSchema = z.int('amount_invalid').min(1, 'amount_too_small').max(100_000_000_000, 'amount_too_large');

/** What becomes of the points of a code, or of a promise, that ran out unused. */
export const whenUnusedSchema = z.enum(['returned', 'forfeited']).default('returned');

const date = z.iso.date('date_invalid').nullable().default(null);
const ids = z.array(z.string().min(1).max(40)).max(100, 'too_many_products').default([]);

export const rewardTerms = {
  id: idSchema,
  enabled: z.boolean(),
  title: textSchema,
  /** 0 for a reward that is only given: by a level, a goal, a referral. Members cannot buy it. */
  costPoints: z.int('points_not_whole').min(0, 'points_too_few').max(100_000_000, 'points_too_many'),
  /** From and until when members can choose it, both included, by the shop's calendar. */
  availableFrom: date,
  availableUntil: date,
  /** Only for members of these levels, or of this segment; empty and null for all. */
  tierIds: z.array(idSchema).max(20).default([]),
  segmentId: idSchema.nullable().default(null),
  /** How many there are for all members together; null for as many as are wanted. What is returned is there again. */
  stock: z.int('number_invalid').min(0, 'number_invalid').max(10_000_000, 'number_invalid').nullable().default(null),
  limitPerMember: z
    .object({
      times: z.int('number_invalid').min(1, 'number_invalid').max(10_000, 'number_invalid'),
      period: z.enum(periods),
    })
    .nullable()
    .default(null),
};

export const codeTerms = {
  /** The order's subtotal from which the code holds; 0 for none. Minor units. */
  minimumSubtotalMinor: z.int('amount_invalid').min(0, 'amount_too_small').max(100_000_000_000, 'amount_too_large'),
  /** Days that an issued code holds; null for ever. */
  codeValidDays: z.int('days_invalid').min(1, 'days_invalid').max(3650, 'days_invalid').nullable(),
  whenUnused: whenUnusedSchema,
  /** With which other discounts the code can be combined at checkout. Shopify's default is none. */
  combinesWith: z.object({ order: z.boolean(), product: z.boolean(), shipping: z.boolean() }),
};

/** Only for these goods; both empty for all. */
export const goodsTerms = { productIds: ids, collectionIds: ids };
