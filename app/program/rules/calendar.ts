import { z } from 'zod';
import { pointsSchema, ruleTerms } from './terms.ts';

/** Points on the member's birthday, once a year, by the shop's calendar. */
export const birthdayRuleSchema = z.object({ ...ruleTerms, kind: z.literal('birthday'), points: pointsSchema });

/** Points on each anniversary of joining; multiplied by the years where `perYear`. */
export const anniversaryRuleSchema = z.object({
  ...ruleTerms,
  kind: z.literal('anniversary'),
  points: pointsSchema,
  perYear: z.boolean().default(false),
});
