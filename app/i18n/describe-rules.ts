/** Ways to earn and campaigns in words. Pure. */
import type { Campaign } from '../program/campaigns.ts';
import type { Limits } from '../program/limits.ts';
import { networkName } from '../program/networks.ts';
import type { Rule } from '../program/rules/rule.ts';
import { withConditions } from './describe-conditions.ts';
import {
  factor,
  money,
  oneOf,
  percent,
  phrase,
  phraseOf,
  points,
  pointsName,
  sentence,
  type DescribeContext,
} from './describe.ts';

/** "2 points for every 10 kr. spent on coffee, at most 500 points a day". */
export function describeRule(rule: Rule, context: DescribeContext): string {
  return sentence([
    withConditions(whatItGives(rule, context), rule.when, context),
    ...particulars(rule, context),
    ...describeLimits(rule.limits, context),
  ]);
}

/** "2 × points, for Gold, from 1 to 24 December". */
export function describeCampaign({ effect, when, limits }: Campaign, context: DescribeContext): string {
  const what =
    effect.kind === 'multiply'
      ? phrase('campaign_multiply', context, { factor: factor(effect.factorBp, context), name: pointsName(context) })
      : phrase('campaign_add', context, { points: points(effect.points, context) });
  return sentence([withConditions(what, when, context), ...describeLimits(limits, context)]);
}

export function describeLimits(
  { pointsPerEvent, perMember, budgetPoints }: Limits,
  context: DescribeContext,
): string[] {
  const parts: string[] = [];
  if (pointsPerEvent !== null) parts.push(phrase('limit_event', context, { points: points(pointsPerEvent, context) }));
  for (const { period, times, points: most } of perMember) {
    if (times !== null) parts.push(phraseOf(`limit_times_${period}`, times, context));
    if (most !== null) parts.push(phrase(`limit_points_${period}`, context, { points: points(most, context) }));
  }
  if (budgetPoints !== null) parts.push(phrase('limit_budget', context, { points: points(budgetPoints, context) }));
  return parts;
}

function whatItGives(rule: Rule, context: DescribeContext): string {
  switch (rule.kind) {
    case 'order_amount':
      if (context.program.style === 'cashback')
        return phrase('rule_order_amount_back', context, {
          percent: percent((rule.pointsPerUnit * 10_000) / rule.unitMinor, context),
        });
      return phrase('rule_order_amount', context, {
        points: points(rule.pointsPerUnit, context),
        unit: money(rule.unitMinor, context),
      });
    case 'order_items':
      return phrase('rule_order_items', context, { points: points(rule.pointsPerItem, context) });
    case 'anniversary':
      return phrase(rule.perYear ? 'rule_anniversary_per_year' : 'rule_anniversary', context, {
        points: points(rule.points, context),
      });
    case 'activity':
      return phrase(`rule_${rule.activity}`, context, { points: points(rule.points, context) });
    default:
      return phrase(`rule_${rule.kind}`, context, { points: points(rule.points, context) });
  }
}

/** What is worth saying of a rule beside its conditions and limits. */
function particulars(rule: Rule, context: DescribeContext): string[] {
  const parts: string[] = [];
  if (rule.kind === 'order_amount') {
    if (rule.excludeTax) parts.push(phrase('rule_exclude_tax', context));
    if (rule.includeShipping) parts.push(phrase('rule_include_shipping', context));
    if (rule.includeTips) parts.push(phrase('rule_include_tips', context));
  }
  if (rule.kind === 'activity') {
    if (rule.perUnit) parts.push(phrase('rule_per_unit', context));
    if (rule.subjects.length > 0)
      parts.push(phrase('rule_subjects', context, { subjects: oneOf(rule.subjects.map(networkName), context) }));
  }
  return parts;
}
