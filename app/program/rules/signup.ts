import { z } from 'zod';
import { pointsSchema, ruleTerms } from './terms.ts';

/** A welcome: points for joining, once a member. */
export const signupRuleSchema = z.object({ ...ruleTerms, kind: z.literal('signup'), points: pointsSchema });
export type SignupRule = z.infer<typeof signupRuleSchema>;
