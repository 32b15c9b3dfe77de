import { z } from 'zod';
import { pointsSchema, ruleTerms } from './terms.ts';

/** Points (or stamps) for every item bought. */
export const orderItemsRuleSchema = z.object({
  ...ruleTerms,
  kind: z.literal('order_items'),
  pointsPerItem: pointsSchema,
  excludeGiftCards: z.boolean().default(true),
});
export type OrderItemsRule = z.infer<typeof orderItemsRuleSchema>;
