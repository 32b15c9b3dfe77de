/** Campaigns: for a time, or for some members or goods, points are multiplied or added. Pure. */
import { z } from 'zod';
import { conditionsSchema } from './conditions/condition.ts';
import { limitsSchema } from './limits.ts';
import { idSchema, pointsSchema } from './rules/terms.ts';
import { textSchema } from './text.ts';

/** A factor in basis points: 20000 is double. */
export const factorSchema = z.int('factor_invalid').min(10_001, 'factor_too_small').max(1_000_000, 'factor_too_large');

export const campaignSchema = z.object({
  id: idSchema,
  enabled: z.boolean(),
  name: textSchema,
  when: conditionsSchema,
  effect: z.discriminatedUnion('kind', [
    /** The points of the lines for which the conditions hold, times a factor. */
    z.object({ kind: z.literal('multiply'), factorBp: factorSchema }),
    /** Points on top, once an order. */
    z.object({ kind: z.literal('add'), points: pointsSchema }),
  ]),
  limits: limitsSchema,
});
export type Campaign = z.infer<typeof campaignSchema>;

/** Several multipliers at once (campaigns and the tier): times each other, added up, or only the highest. */
export const stackingSchema = z.enum(['multiply', 'add', 'highest']);
export type Stacking = z.infer<typeof stackingSchema>;

/** Several rules for the same line: all of them, the one that gives most, or the first in the list. */
export const overlapSchema = z.enum(['sum', 'best', 'first']);
