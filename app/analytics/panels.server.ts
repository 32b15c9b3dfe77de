/**
 * The panels of the analytics page, one by one, so that each can be shown when it is there and each can be exported. This room only
 * reads; what it reads is kept by app/figures a few seconds behind the orders, and by the ledger at once.
 */
import { dateInZone } from '../lib/calendar.ts';
import type { Program } from '../program/document.ts';
import { liveProgram } from '../publishing/live-programs.server.ts';
import { bestMembers, isBest } from './best-members.server.ts';
import { figures, type FigurePanelId, type PanelContext } from './figure-panels.server.ts';
import { bars, cohortRows, funnelSteps } from './list-panels.server.ts';
import { PANELS, type Panel, type PanelId } from './panel.ts';
import { resolvePeriod, type ComparedPeriod, type PeriodAsk } from './period.ts';
import { series, type SeriesPanelId } from './series-panels.server.ts';

export interface PanelAsk extends PeriodAsk {
  /** For the names that the merchant gave; English without it. */
  locale?: string;
}

export interface ShopForPanels {
  id: number;
  timeZone: string;
  currencyCode: string;
}

/** Panels that are read at the same moment share their statements. @param now decides what today is for the shop. */
export async function loadPanel(shop: ShopForPanels, id: PanelId, ask: PanelAsk, now: Date): Promise<Panel> {
  const todayOn = dateInZone(now, shop.timeZone);
  let read: Promise<Program | null> | undefined;
  const program = () => (read ??= liveProgram(shop.id).then((live) => live?.program ?? null));
  const context: PanelContext = { shop, program, todayOn, locale: ask.locale ?? 'en' };
  return readPanel(context, id, resolvePeriod(ask, todayOn));
}

const entries = new Map<PanelId, (typeof PANELS)[number]>(PANELS.map((entry) => [entry.id, entry]));

async function readPanel(context: PanelContext, id: PanelId, { current, before }: ComparedPeriod): Promise<Panel> {
  const entry = entries.get(id);
  if (!entry) throw new Error(`There is no panel ${id}.`);
  const money = entry.unit === 'money' ? { currencyCode: context.shop.currencyCode } : {};
  switch (entry.kind) {
    case 'figure': {
      const figure = figures[entry.id satisfies FigurePanelId];
      const [value, valueBefore] = await Promise.all([figure(context, current), before && figure(context, before)]);
      return { kind: 'figure', id, unit: entry.unit, ...money, value, before: valueBefore };
    }
    case 'series': {
      const read = series[entry.id satisfies SeriesPanelId];
      const [lines, linesBefore] = await Promise.all([read(context, current), before && read(context, before)]);
      const compared = linesBefore ? { before: linesBefore.lines.map(({ values }) => values) } : {};
      return { kind: 'series', id, unit: entry.unit, ...money, ...lines, ...compared };
    }
    case 'bars':
      return { kind: 'bars', id, unit: entry.unit, ...money, rows: await bars[entry.id](context, current) };
    case 'funnel':
      return { kind: 'funnel', id, steps: await funnelSteps(context, current) };
    case 'cohorts':
      return { kind: 'cohorts', id, unit: 'share', rows: await cohortRows(context, current) };
    case 'members': {
      const rows = isBest(id) ? await bestMembers(context, id, current) : [];
      // What they spent stands beside every list of members.
      return { kind: 'members', id, currencyCode: context.shop.currencyCode, rows };
    }
  }
}
