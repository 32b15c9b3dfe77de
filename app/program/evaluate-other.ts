/** What is earned by anything that is no order: joining, a birthday, an anniversary, an activity. Pure. */
import type { AwardReason, Evaluation } from './award.ts';
import { nothingLeft, type CompiledRule } from './evaluate-order.ts';
import type { OrderEvent, ProgramEvent } from './events.ts';
import { applyLimits } from './limits.ts';
import { noTallies, type BudgetUse, type MemberFacts } from './member-state.ts';
import { isAbout } from './rules/activity.ts';
import type { Rule } from './rules/rule.ts';

type OtherEvent = Exclude<ProgramEvent, OrderEvent>;

export function evaluateOther(
  rules: readonly CompiledRule[],
  event: OtherEvent,
  member: MemberFacts,
  budgets: BudgetUse,
): Evaluation {
  const evaluation: Evaluation = { awards: [], nothing: [], progress: [] };
  let matched = false;
  for (const { rule, conditions } of rules) {
    const reason = reasonOf(rule, event);
    if (!reason) continue;
    matched = true;
    if (!conditions.holds(event, member)) {
      evaluation.nothing.push({ code: 'conditions_not_met', ruleId: rule.id });
      continue;
    }
    const { points, limitedBy } = applyLimits(
      rule.limits,
      rule.id,
      reason.points,
      event.at.date,
      member.tallies ?? noTallies,
      budgets.get(rule.id) ?? 0,
    );
    if (points === 0) {
      if (limitedBy) evaluation.nothing.push({ code: nothingLeft(limitedBy), ruleId: rule.id });
      continue;
    }
    evaluation.awards.push({
      ruleId: rule.id,
      lineId: null,
      points,
      reason: {
        ...reason,
        ...(rule.name ? { ruleName: rule.name } : {}),
        ...(limitedBy ? { limited: { by: limitedBy, givenPoints: points, wantedPoints: reason.points } } : {}),
      },
    });
  }
  if (!matched) evaluation.nothing.push({ code: 'no_rule' });
  return evaluation;
}

/** What a rule would give for the event, before its limits; null when it is about something else. */
function reasonOf(rule: Rule, event: OtherEvent): (AwardReason & { points: number }) | null {
  switch (rule.kind) {
    case 'signup':
    case 'birthday':
      return rule.kind === event.kind ? { code: rule.kind, points: rule.points } : null;
    case 'anniversary': {
      if (event.kind !== 'anniversary') return null;
      const years = event.years ?? 1;
      return { code: 'anniversary', points: rule.points * (rule.perYear ? years : 1), years };
    }
    case 'activity': {
      if (event.kind !== 'activity' || !isAbout(rule, event)) return null;
      const { activity, subject, quantity } = event;
      return { code: 'activity', activity, subject, quantity, points: rule.points * (rule.perUnit ? quantity : 1) };
    }
    default:
      return null;
  }
}
