/** What Home reads of the analytics: a few panels, the same numbers as there. Pure. */
import type { Panel, PanelId } from '../../analytics/panel.ts';

export const homePanelIds = [
  'member_revenue',
  'member_revenue_share',
  'members_total',
  'members_new',
  'members_active',
  'redemption_rate',
  'repeat_rate',
  'revenue_over_time',
  'members_over_time',
  'points_over_time',
  'reward_cost',
  'cost_share',
  'unpriced_rewards',
  'before_and_after',
  'best_by_spend',
] as const satisfies readonly PanelId[];
/** How many of the best members and of the latest events are shown; of the latter one may be several movements. */
export const BEST_SHOWN = 5;
export const LATEST_SHOWN = 6;

export type HomePanelId = (typeof homePanelIds)[number];

/** Of a panel that could not be read there is nothing. */
export type HomePanels = Partial<Record<HomePanelId, Panel>>;

export function figureIn(panels: HomePanels, id: HomePanelId): Extract<Panel, { kind: 'figure' }> | null {
  const panel = panels[id];
  return panel?.kind === 'figure' ? panel : null;
}

/** The values of one line; none when it is not known. */
export function lineIn(panels: HomePanels, id: HomePanelId, key: string): (number | null)[] {
  const panel = panels[id];
  return (panel?.kind === 'series' && panel.lines.find((line) => line.key === key)?.values) || [];
}

export interface Pays {
  paidMinor: number;
  costMinor: number;
  /** Basis points; null where there is no basis. */
  revenueShare: number | null;
  costShare: number | null;
  unpriced: number;
  /** By how much those who joined spent more (or less, below zero) after than before: 0.12 is 12%. */
  change: number | null;
}

/** What says whether the program pays; null while members have bought nothing. */
export function paysOf(panels: HomePanels): Pays | null {
  const paidMinor = figureIn(panels, 'member_revenue')?.value ?? 0;
  if (paidMinor <= 0) return null;
  const costs = panels.reward_cost;
  const around = panels.before_and_after;
  const value = (key: string) =>
    around?.kind === 'bars' ? (around.rows.find((row) => row.key === key)?.value ?? null) : null;
  const [before, after] = [value('before'), value('after')];
  return {
    paidMinor,
    costMinor: costs?.kind === 'bars' ? costs.rows.reduce((sum, row) => sum + (row.value ?? 0), 0) : 0,
    revenueShare: figureIn(panels, 'member_revenue_share')?.value ?? null,
    costShare: figureIn(panels, 'cost_share')?.value ?? null,
    unpriced: figureIn(panels, 'unpriced_rewards')?.value ?? 0,
    change: before && after !== null ? (after - before) / before : null,
  };
}

/** Whether anything has happened yet that is worth a figure. */
export function isNewShop(panels: HomePanels): boolean {
  return (figureIn(panels, 'members_total')?.value ?? 0) === 0 && paysOf(panels) === null;
}
