/** Which panels stand in which section. Pure. */
import { PANELS, type PanelId, type PanelKind, type PanelSection } from '../../analytics/panel.ts';

/** What an owner also wants on the first page, although it belongs to another one. */
const alsoOnOverview: ReadonlySet<PanelId> = new Set<PanelId>([
  'revenue_over_time',
  'points_over_time',
  'before_and_after',
  'average_order',
]);

/** Figures share a row, and so do bars; what is wide stands between them, and what is long at the end. */
const order: readonly PanelKind[] = ['figure', 'series', 'funnel', 'cohorts', 'bars', 'members'];

export function panelsOf(section: PanelSection): (typeof PANELS)[number][] {
  const own = PANELS.filter(
    ({ id, section: home }) => home === section || (section === 'overview' && alsoOnOverview.has(id)),
  );
  return order.flatMap((kind) => own.filter((entry) => entry.kind === kind));
}
