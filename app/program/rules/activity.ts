import { z } from 'zod';
import { activityNames, type ActivityEvent } from '../events.ts';
import { optionalTextSchema } from '../text.ts';
import { pointsSchema, ruleTerms } from './terms.ts';

/** Points for something that is no order: a review, a visit, a share, an event that a partner reports. */
export const activityRuleSchema = z.object({
  ...ruleTerms,
  kind: z.literal('activity'),
  activity: z.enum(activityNames),
  /** Only for these: networks of a share, places of a check-in, names of custom events. Empty for all. */
  subjects: z.array(z.string().trim().min(1).max(100)).max(100, 'too_many_subjects').default([]),
  points: pointsSchema,
  /** The points are for each unit that the event reports, not for the event. */
  perUnit: z.boolean().default(false),
  /** Where members are sent to do it: the profile to follow, the page to share (null: the store itself). */
  url: z
    .url({ protocol: /^https$/, error: 'url_invalid' })
    .max(500, 'url_invalid')
    .nullable()
    .default(null),
  /** What a survey asks, to be answered by 0 to 10; null for whether they would recommend the shop. */
  question: optionalTextSchema,
});
export type ActivityRule = z.infer<typeof activityRuleSchema>;

export function isAbout(rule: ActivityRule, event: ActivityEvent): boolean {
  return rule.activity === event.activity && (rule.subjects.length === 0 || rule.subjects.includes(event.subject));
}
