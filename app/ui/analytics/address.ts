/** The analytics page as an address, so that a view can be kept, sent and gone back to. Pure. */
import { panelSections, type PanelSection } from '../../analytics/panel.ts';
import type { PeriodAsk } from '../../analytics/period.ts';

/** Anything unknown is the first section: an old link always opens the page. */
export function readSection(params: URLSearchParams): PanelSection {
  return panelSections.find((section) => section === params.get('section')) ?? 'overview';
}

/** The period as a query; what is the default is left out, so that the plain address stays plain. */
export function periodQuery({ preset, range, comparison }: PeriodAsk): URLSearchParams {
  const query = new URLSearchParams();
  if (preset !== '30d') query.set('period', preset);
  if (preset === 'custom' && range) {
    query.set('from', range.firstOn);
    query.set('to', range.lastOn);
  }
  if (comparison !== 'previous') query.set('compare', comparison);
  return query;
}

export function analyticsUrl(section: PanelSection, ask: PeriodAsk): string {
  const query = periodQuery(ask);
  if (section !== 'overview') query.set('section', section);
  return query.size > 0 ? `/app/analytics?${query}` : '/app/analytics';
}
