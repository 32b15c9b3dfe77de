/**
 * The engine: one pure function that everything calls which has to know what something earns. No clock, no database, no
 * randomness. The same event, member and program always give the same awards.
 */
import type { Evaluation } from './award.ts';
import type { Program, Rule } from './document.ts';
import type { MemberFacts, ProgramEvent } from './events.ts';
import { evaluateOrderAmount } from './rules/order-amount.ts';
import { evaluateSignup } from './rules/signup.ts';

export function evaluate(event: ProgramEvent, member: MemberFacts, program: Program): Evaluation {
  if (member.status !== 'active') return { awards: [], nothing: [{ code: 'member_blocked' }] };
  // A rule's amounts are in the currency that the program was written for; after a change of the shop's currency the
  // merchant has to say what the amounts mean now.
  if (event.kind === 'order' && event.currencyCode !== program.currencyCode) {
    return { awards: [], nothing: [{ code: 'currency_differs' }] };
  }
  const evaluation: Evaluation = { awards: [], nothing: [] };
  let matched = false;
  for (const rule of program.rules) {
    if (!rule.enabled) continue;
    const result = evaluateRule(rule, event);
    if (result === null) continue;
    matched = true;
    evaluation.awards.push(...result.awards);
    evaluation.nothing.push(...result.nothing);
  }
  if (!matched) evaluation.nothing.push({ code: 'no_rule' });
  return evaluation;
}

/** Null when the rule is about another kind of event. */
function evaluateRule(rule: Rule, event: ProgramEvent): Evaluation | null {
  switch (rule.kind) {
    case 'order_amount':
      return event.kind === 'order' ? evaluateOrderAmount(rule, event) : null;
    case 'signup':
      return event.kind === 'signup' ? evaluateSignup(rule) : null;
  }
}
