/** Whether a panel has anything to show. Pure. */
import type { Panel, PanelId } from '../../analytics/panel.ts';

/** What a program need not have at all: without it these say nothing, and take no room. */
const leftOutWhenEmpty: ReadonlySet<PanelId> = new Set<PanelId>([
  'promoter_score',
  'levels',
  'referrals',
  'best_by_referrals',
  'donations',
  'unpriced_rewards',
]);

export function isLeftOutWhenEmpty(id: PanelId): boolean {
  return leftOutWhenEmpty.has(id);
}

export function isEmpty(panel: Panel): boolean {
  switch (panel.kind) {
    case 'figure':
      return (
        panel.value === null || (panel.value === 0 && isLeftOutWhenEmpty(panel.id) && panel.id !== 'promoter_score')
      );
    case 'series':
      return panel.lines.every(({ values }) => values.every((value) => !value));
    case 'bars':
      // Only members without a level: there are no levels.
      if (panel.id === 'levels' && panel.rows.every(({ key }) => key === 'none')) return true;
      // Rewards that nobody took are told as such.
      return panel.id === 'rewards_taken' ? panel.rows.length === 0 : panel.rows.every(({ value }) => !value);
    case 'funnel':
      return panel.steps.every(({ value }) => value === 0);
    case 'cohorts':
      return panel.rows.every(({ size }) => size === 0);
    case 'members':
      return panel.rows.length === 0;
  }
}
