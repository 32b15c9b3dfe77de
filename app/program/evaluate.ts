/**
 * The engine: one pure function that everything calls which has to know what something earns. No clock, no database, no
 * randomness. The same event, member, program and budgets always give the same awards.
 */
import type { Evaluation } from './award.ts';
import { compileProgram } from './compile.ts';
import type { Program } from './document.ts';
import type { ProgramEvent } from './events.ts';
import { noBudgets, type BudgetUse, type MemberFacts } from './member-state.ts';

/** @param budgets what rules and campaigns with a budget have given all members so far. */
export function evaluate(
  event: ProgramEvent,
  member: MemberFacts,
  program: Program,
  budgets: BudgetUse = noBudgets,
): Evaluation {
  if (member.status !== 'active') return { awards: [], nothing: [{ code: 'member_blocked' }], progress: [] };
  // A rule's amounts are in the currency that the program was written for; after a change of the shop's currency the
  // merchant has to say what the amounts mean now.
  if (event.kind === 'order' && event.currencyCode !== program.currencyCode)
    return { awards: [], nothing: [{ code: 'currency_differs' }], progress: [] };
  return compileProgram(program).evaluate(event, member, budgets);
}
