import { z } from 'zod';
import { pointsSchema, ruleTerms } from './terms.ts';

/** Points for an order as such: the first, every fifth, one above an amount, one with certain products in it. */
export const orderFixedRuleSchema = z.object({
  ...ruleTerms,
  kind: z.literal('order_fixed'),
  points: pointsSchema,
});
export type OrderFixedRule = z.infer<typeof orderFixedRuleSchema>;
