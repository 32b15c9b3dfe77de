/** One panel of a shop as a CSV file in the merchant's words. */
import type { i18n as I18n } from 'i18next';
import { dateInZone } from '../lib/calendar.ts';
import { panelCsv } from './panel-csv.ts';
import { isPanelId } from './panel.ts';
import { loadPanel, type ShopForPanels } from './panels.server.ts';
import { readPeriodAsk, resolvePeriod } from './period.ts';

/** @param params of the address: `panel`, and the period as the page has it. @returns null when there is no such panel. */
export async function panelFile(
  shop: ShopForPanels,
  params: URLSearchParams,
  i18n: I18n,
  now: Date,
): Promise<{ name: string; text: string } | null> {
  const id = params.get('panel') ?? '';
  if (!isPanelId(id)) return null;
  const ask = readPeriodAsk(params);
  const { current } = resolvePeriod(ask, dateInZone(now, shop.timeZone));
  const panel = await loadPanel(shop, id, { ...ask, locale: i18n.language }, now);
  const wordOf = (key: string) => (i18n.exists(key) ? i18n.t(key) : null);
  const keyOf = (key: string) => wordOf(`analytics.keys.${key}`) ?? key;
  // A line may be called as a column of another panel is: its own name counts.
  const lines = new Set(panel.kind === 'series' ? panel.lines.map(({ key }) => key) : []);
  const columnOf = (name: string) => (lines.has(name) ? null : wordOf(`analytics.columns.${name}`)) ?? keyOf(name);
  const text = panelCsv(panel, { column: columnOf, key: keyOf });
  return { name: `${id}-${current.firstOn}-${current.lastOn}.csv`, text };
}
