/** Segments: named groups of members, by what they have done. Used by campaigns, rules and rewards. Pure. */
import { z } from 'zod';
import { memberConditionSchema } from './conditions/condition.ts';
import { idSchema } from './rules/terms.ts';
import { textSchema } from './text.ts';

export const segmentSchema = z.object({
  id: idSchema,
  name: textSchema,
  when: z.array(memberConditionSchema).min(1, 'conditions_missing').max(20, 'too_many_conditions'),
});
export type Segment = z.infer<typeof segmentSchema>;
