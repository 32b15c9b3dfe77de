/**
 * Goals: something reached by doing it often or much enough; challenges, milestones, streaks, stamps and badges are all
 * goals. Schema; progress is counted by the engine, kept and granted by app/challenges.
 */
import { z } from 'zod';
import { conditionsSchema } from '../conditions/condition.ts';
import { activityNames } from '../events.ts';
import { idSchema, pointsSchema } from '../rules/terms.ts';
import { periods } from '../tallies.ts';
import { textSchema } from '../text.ts';

export const goalSchema = z.object({
  id: idSchema,
  enabled: z.boolean(),
  title: textSchema,
  /** What is counted, and of which events and lines. Minor units for spend. */
  measure: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('orders') }),
    z.object({ kind: z.literal('items') }),
    z.object({ kind: z.literal('spend') }),
    z.object({
      kind: z.literal('activity'),
      activity: z.enum(activityNames),
      subjects: z.array(z.string().trim().min(1).max(100)).max(100).default([]),
      /** Count the units that an event reports (minutes, kilometres), not events. */
      units: z.boolean().default(false),
    }),
  ]),
  when: conditionsSchema,
  target: z.int('number_invalid').min(1, 'number_invalid').max(1_000_000_000, 'number_invalid'),
  /**
   * Within what the target has to be reached: ever, a calendar period of the shop, or so many days after the first step. A
   * streak asks for the target number of periods in a row, each with at least one step.
   */
  within: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('ever') }),
    z.object({ kind: z.literal('period'), period: z.enum(periods).exclude(['ever']) }),
    z.object({ kind: z.literal('days'), days: z.int('days_invalid').min(1, 'days_invalid').max(3650, 'days_invalid') }),
    z.object({ kind: z.literal('streak'), period: z.enum(periods).exclude(['ever', 'year']) }),
  ]),
  /** Orders of before the goal began count as well; only where every order and line counts (no conditions). */
  countsHistory: z.boolean().default(false),
  /** Whether it can be reached again: a stamp card yes, a badge no. */
  repeats: z.boolean(),
  grants: z
    .object({
      points: pointsSchema.nullable().default(null),
      /** A reward of the program, given at no cost. */
      rewardId: idSchema.nullable().default(null),
      badge: z
        .object({ icon: z.enum(['medal', 'trophy', 'flame', 'heart', 'leaf', 'bolt']), title: textSchema })
        .nullable()
        .default(null),
    })
    .prefault({})
    .refine((grants) => grants.points !== null || grants.rewardId !== null || grants.badge !== null, {
      message: 'grant_missing',
    }),
  /** How members see it. */
  display: z.enum(['progress', 'stamps', 'badge', 'streak']).default('progress'),
});
export type Goal = z.infer<typeof goalSchema>;
