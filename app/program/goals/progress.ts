/** The steps that an event makes towards goals. Pure; each step of an order belongs to a line, so that a refund takes it back. */
import type { Progress } from '../award.ts';
import type { CompiledConditions } from '../compile.ts';
import type { OrderLine, ProgramEvent } from '../events.ts';
import type { MemberFacts } from '../member-state.ts';
import type { Goal } from './goal.ts';

export function goalProgress(
  goals: readonly { goal: Goal; conditions: CompiledConditions }[],
  event: ProgramEvent,
  member: MemberFacts,
): Progress[] {
  const progress: Progress[] = [];
  for (const { goal, conditions } of goals) {
    const { measure } = goal;
    if (event.kind !== 'order' && event.kind !== 'activity') continue;
    if ((event.kind === 'activity') !== (measure.kind === 'activity') || !conditions.holds(event, member)) continue;
    if (event.kind === 'activity') {
      if (measure.kind !== 'activity' || measure.activity !== event.activity) continue;
      if (measure.subjects.length > 0 && !measure.subjects.includes(event.subject)) continue;
      progress.push({ goalId: goal.id, lineId: null, amount: measure.units ? event.quantity : 1 });
      continue;
    }
    const counts = (line: OrderLine) =>
      !line.tip && !line.giftCard && (conditions.holdsForLine?.(line, event.products) ?? true);
    const lines = event.lines.filter(counts);
    if (lines.length === 0) continue;
    if (measure.kind === 'orders') {
      // Goods that an edit added to others make no second order of it.
      if (!event.earlierLines?.some(counts)) progress.push({ goalId: goal.id, lineId: null, amount: 1 });
      continue;
    }
    for (const line of lines) {
      const amount = measure.kind === 'items' ? line.quantity : line.amountMinor;
      if (amount > 0) progress.push({ goalId: goal.id, lineId: line.lineId, amount });
    }
  }
  return progress;
}
