import { z } from 'zod';
import type { OrderLine } from '../events.ts';
import { ruleTerms } from './terms.ts';

/** Points per amount spent: `pointsPerUnit` for every `unitMinor` of what is paid for goods. */
export const orderAmountRuleSchema = z.object({
  ...ruleTerms,
  kind: z.literal('order_amount'),
  pointsPerUnit: z.int('points_not_whole').min(1, 'points_too_few').max(100_000, 'points_too_many'),
  unitMinor: z.int('amount_invalid').min(1, 'amount_too_small').max(1_000_000_000, 'amount_too_large'),
  excludeGiftCards: z.boolean(),
  /** Count amounts without the tax that is in them. */
  excludeTax: z.boolean().default(false),
  includeShipping: z.boolean().default(false),
  includeTips: z.boolean().default(false),
});
export type OrderAmountRule = z.infer<typeof orderAmountRuleSchema>;

/** What of a line counts. Minor units. */
export function countedMinor(rule: OrderAmountRule, line: OrderLine): number {
  return Math.max(0, line.amountMinor - (rule.excludeTax ? (line.taxMinor ?? 0) : 0));
}
