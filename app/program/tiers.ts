/**
 * Tiers: levels that a member reaches by what was spent, earned or ordered within a window, and what each level gives. And
 * the paid membership, which gives a level for as long as it is paid. Schema only: the arithmetic is in standing.ts, who has
 * which level is kept by app/tiers.
 */
import { z } from 'zod';
import { factorSchema } from './campaigns.ts';
import { idSchema, pointsSchema } from './rules/terms.ts';
import { textSchema } from './text.ts';

export const perkSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('multiplier'), factorBp: factorSchema }),
  /** A code for free shipping that holds as long as the level does. */
  z.object({
    kind: z.literal('free_shipping'),
    minimumSubtotalMinor: z.int('amount_invalid').min(0, 'amount_invalid').default(0),
  }),
  /** A customer tag that a theme or a lock app honours: early access, priority support, members' prices by segment. */
  z.object({
    kind: z.literal('tag'),
    tag: z.string().trim().min(1, 'tag_missing').max(40, 'tag_too_long'),
    title: textSchema,
  }),
  /** A reward for reaching the level, once each time it is entered. */
  z.object({ kind: z.literal('entry_reward'), rewardId: idSchema }),
  z.object({ kind: z.literal('entry_points'), points: pointsSchema }),
  /** A reward in the week of the member's birthday, once a year. */
  z.object({ kind: z.literal('birthday_reward'), rewardId: idSchema }),
  /** Something that people do, not software: told, and nothing more. */
  z.object({ kind: z.literal('service'), title: textSchema }),
]);
export type Perk = z.infer<typeof perkSchema>;

/** A color such as "#7a5c3e". */
export const colorSchema = z.string().regex(/^#[0-9a-f]{6}$/i, 'color_invalid');

export const levelSchema = z.object({
  id: idSchema,
  name: textSchema,
  /** From how much of the measure on; the first level may be 0. Minor units, points or orders. Null: by membership only. */
  threshold: z.int('number_invalid').min(0, 'number_invalid').max(1_000_000_000_000, 'number_invalid').nullable(),
  color: colorSchema.default('#8a8a8a'),
  perks: z.array(perkSchema).max(20, 'too_many_perks').default([]),
});
export type Level = z.infer<typeof levelSchema>;

export const windowSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('lifetime') }),
  z.object({
    kind: z.literal('rolling'),
    months: z.int('months_invalid').min(1, 'months_invalid').max(60, 'months_invalid'),
  }),
  /** Years that begin on this day; what was reached holds until the end of the year that follows it. */
  z.object({
    kind: z.literal('calendar'),
    month: z.int('date_invalid').min(1, 'date_invalid').max(12, 'date_invalid').default(1),
    day: z.int('date_invalid').min(1, 'date_invalid').max(28, 'date_invalid').default(1),
  }),
  /** Years that begin on the day of joining. */
  z.object({
    kind: z.literal('since_joining'),
    months: z.int('months_invalid').min(1, 'months_invalid').max(60, 'months_invalid'),
  }),
]);
export type TierWindow = z.infer<typeof windowSchema>;

export const tiersSchema = z.object({
  measure: z.enum(['spend', 'points', 'orders']),
  window: windowSchema,
  /** How long a level is kept after the window no longer bears it. */
  graceDays: z.int('days_invalid').min(0, 'days_invalid').max(366, 'days_invalid').default(0),
  /** How long before a level ends its member is told; and for how long it is kept when a change of these settings ends it. */
  noticeDays: z.int('days_invalid').min(0, 'days_invalid').max(90, 'days_invalid').default(30),
  /**
   * What becomes of a level whose order is refunded: kept until it would have ended anyway, or lost at once, together with
   * what was given for reaching it.
   */
  afterRefund: z.enum(['kept', 'lost']).default('kept'),
  /** From the lowest to the highest. */
  levels: z.array(levelSchema).min(1, 'levels_missing').max(10, 'too_many_levels'),
});
export type Tiers = z.infer<typeof tiersSchema>;

/** Paid membership (K3): who buys one of these products has the level for so many months; by subscription, while it runs. */
export const membershipSchema = z.object({
  productIds: z.array(z.string().min(1).max(40)).min(1, 'products_missing').max(20, 'too_many_products'),
  /** A level of `tiers`. */
  levelId: idSchema,
  months: z.int('months_invalid').min(1, 'months_invalid').max(60, 'months_invalid'),
});
export type Membership = z.infer<typeof membershipSchema>;
