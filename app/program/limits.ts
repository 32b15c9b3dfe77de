/** How much a rule or a campaign may give at most: an order, a member in a period, all members together. Pure. */
import { z } from 'zod';
import { periods, type Period, type Tallies } from './tallies.ts';

const points = z.int('points_not_whole').min(1, 'points_too_few').max(1_000_000_000, 'points_too_many');

export const limitsSchema = z
  .object({
    /** For one order, visit or other event. */
    pointsPerEvent: points.nullable().default(null),
    perMember: z
      .array(
        z
          .object({
            period: z.enum(periods),
            times: z
              .int('number_invalid')
              .min(1, 'number_invalid')
              .max(100_000, 'number_invalid')
              .nullable()
              .default(null),
            points: points.nullable().default(null),
          })
          .refine((limit) => limit.times !== null || limit.points !== null, {
            message: 'limit_empty',
            path: ['times'],
          }),
      )
      .max(5, 'too_many_limits')
      .default([]),
    /** For all members together, as long as the rule has this id. */
    budgetPoints: points.nullable().default(null),
  })
  .prefault({});
export type Limits = z.infer<typeof limitsSchema>;

/** Which limit has struck. */
export type LimitName = 'event' | Period | 'budget';

export function timesMeasure(ruleId: string): string {
  return `rule:${ruleId}:times`;
}
export function pointsMeasure(ruleId: string): string {
  return `rule:${ruleId}:points`;
}

export function hasMemberLimits(limits: Limits): boolean {
  return limits.perMember.length > 0;
}

/**
 * What is left of some points under the limits, and the limit that took the most.
 * @param date the event's date: a period is the one that it lies in.
 * @param usedBudget what the rule has given all members so far.
 * @param earlier what it has given for the same event: an edit adds to an order that was counted before.
 */
export function applyLimits(
  limits: Limits,
  ruleId: string,
  wanted: number,
  date: string,
  tallies: Tallies,
  usedBudget: number,
  earlier = 0,
): { points: number; limitedBy: LimitName | null } {
  let points = wanted;
  let limitedBy: LimitName | null = null;
  const cap = (most: number, name: LimitName): void => {
    if (most >= points) return;
    points = Math.max(0, most);
    limitedBy = name;
  };
  if (limits.pointsPerEvent !== null) cap(limits.pointsPerEvent - earlier, 'event');
  for (const limit of limits.perMember) {
    const times = tallies.inPeriod(timesMeasure(ruleId), date, limit.period);
    if (limit.times !== null && times - (earlier > 0 ? 1 : 0) >= limit.times) cap(0, limit.period);
    if (limit.points !== null)
      cap(limit.points - tallies.inPeriod(pointsMeasure(ruleId), date, limit.period), limit.period);
  }
  if (limits.budgetPoints !== null) cap(limits.budgetPoints - usedBudget, 'budget');
  return { points, limitedBy };
}
