/** Goals and referral in words. Pure. */
import type { Goal } from '../program/goals/goal.ts';
import type { Referral } from '../program/referral.ts';
import { withConditions } from './describe-conditions.ts';
import {
  allOf,
  inWords,
  money,
  number,
  phrase,
  phraseOf,
  points,
  rewardTitle,
  sentence,
  span,
  type DescribeContext,
} from './describe.ts';

/** "5 items bought on coffee in a month, again and again, gives Free coffee". */
export function describeGoal(goal: Goal, context: DescribeContext): string {
  const grants = describeGrants(goal.grants, context);
  return sentence([
    describeTarget(goal, context),
    goal.repeats ? phrase('goal_repeats', context) : '',
    grants === '' ? '' : phrase('goal_gives', context, { grants }),
  ]);
}

/** What has to be done: "5 items bought on coffee in a month". */
export function describeTarget(goal: Goal, context: DescribeContext): string {
  const { measure, target, within } = goal;
  if (within.kind === 'streak') {
    const each =
      measure.kind === 'activity'
        ? phrase(`activity_${measure.activity}`, context)
        : phrase(measure.kind === 'items' ? 'goal_any_item' : 'goal_any_order', context);
    const what = withConditions(each, goal.when, context);
    return `${what} ${phrase(`goal_streak_${within.period}`, context, { count: number(target, context) })}`;
  }
  const what = withConditions(amount(goal, context), goal.when, context);
  if (within.kind === 'ever') return what;
  const time =
    within.kind === 'period'
      ? phrase(`goal_within_${within.period}`, context)
      : phrase('goal_within_days', context, { length: span(within.days, 'day', context) });
  return `${what} ${time}`;
}

function amount({ measure, target }: Goal, context: DescribeContext): string {
  switch (measure.kind) {
    case 'orders':
    case 'items':
      return phraseOf(`goal_${measure.kind}`, target, context);
    case 'spend':
      return phrase('goal_spend', context, { amount: money(target, context) });
    case 'activity':
      return phrase(measure.units ? 'goal_units' : 'goal_activity', context, {
        activity: phrase(`activity_${measure.activity}`, context),
        count: number(target, context),
      });
  }
}

export function describeGrants(grants: Goal['grants'], context: DescribeContext): string {
  const parts: string[] = [];
  if (grants.points !== null) parts.push(points(grants.points, context));
  if (grants.rewardId !== null) parts.push(rewardTitle(grants.rewardId, context));
  if (grants.badge) parts.push(phrase('goal_badge', context, { title: inWords(grants.badge.title, context) }));
  return parts.length === 0 ? '' : allOf(parts, context);
}

/** "Friends get 50 kr. off, whoever recommends gets 200 points, 14 days after the friend paid". */
export function describeReferral(referral: Referral, context: DescribeContext): string {
  const grants = describeGrants(
    { points: referral.advocatePoints, rewardId: referral.advocateRewardId, badge: null },
    context,
  );
  return sentence([
    referral.friendRewardId === null
      ? ''
      : phrase('referral_friend', context, { reward: rewardTitle(referral.friendRewardId, context) }),
    grants === '' ? '' : phrase('referral_advocate', context, { grants }),
    referral.minimumOrderMinor > 0
      ? phrase('referral_minimum', context, { amount: money(referral.minimumOrderMinor, context) })
      : '',
    referral.holdDays > 0 ? phrase('referral_hold', context, { length: span(referral.holdDays, 'day', context) }) : '',
    referral.maxPerMonth === null
      ? ''
      : phrase('referral_month', context, { count: number(referral.maxPerMonth, context) }),
  ]);
}
