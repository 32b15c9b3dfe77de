/** All kinds of rules, put together; one file each. */
import { z } from 'zod';
import { activityRuleSchema } from './activity.ts';
import { anniversaryRuleSchema, birthdayRuleSchema } from './calendar.ts';
import { orderAmountRuleSchema } from './order-amount.ts';
import { orderFixedRuleSchema } from './order-fixed.ts';
import { orderItemsRuleSchema } from './order-items.ts';
import { signupRuleSchema } from './signup.ts';

export const ruleSchema = z.discriminatedUnion('kind', [
  orderAmountRuleSchema,
  orderItemsRuleSchema,
  orderFixedRuleSchema,
  signupRuleSchema,
  birthdayRuleSchema,
  anniversaryRuleSchema,
  activityRuleSchema,
]);
export type Rule = z.infer<typeof ruleSchema>;
export type OrderRule = Extract<Rule, { kind: 'order_amount' | 'order_items' | 'order_fixed' }>;
/** Rules that give points line by line; the others give for the order as a whole. */
export type LineRule = Extract<Rule, { kind: 'order_amount' | 'order_items' }>;
