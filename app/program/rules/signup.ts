import { z } from 'zod';
import type { Evaluation } from '../award.ts';

/** A welcome: points for joining, once a member. */
export const signupRuleSchema = z.object({
  id: z.string().min(1).max(40),
  kind: z.literal('signup'),
  enabled: z.boolean(),
  points: z.int('points_not_whole').min(1, 'points_too_few').max(1_000_000, 'points_too_many'),
});
export type SignupRule = z.infer<typeof signupRuleSchema>;

export function evaluateSignup(rule: SignupRule): Evaluation {
  return {
    awards: [{ ruleId: rule.id, lineId: null, points: rule.points, reason: { code: 'signup', points: rule.points } }],
    nothing: [],
  };
}
