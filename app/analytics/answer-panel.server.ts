/** A panel as a page shows it: with the names of the customers in it, or as one that failed while the others stand. */
import { log, messageOf } from '../lib/log.server.ts';
import type { Panel, PanelId } from './panel.ts';
import { loadPanel, type PanelAsk, type ShopForPanels } from './panels.server.ts';

export type PanelAnswer =
  | {
      state: 'ready';
      panel: Panel;
      /** By customer id; asked of Shopify for this page and never kept. */
      names: Record<string, string>;
    }
  | { state: 'failed' };

/** Never throws: a page of many panels must not break over one of them. */
export async function answerPanel(
  shop: ShopForPanels,
  id: PanelId,
  ask: PanelAsk,
  now: Date,
  namesOf: (customerIds: (string | null)[]) => Promise<Record<string, string>>,
): Promise<PanelAnswer> {
  try {
    const panel = await loadPanel(shop, id, ask, now);
    if (panel.kind !== 'members') return { state: 'ready', panel, names: {} };
    // A list without names is better than none.
    const names = await namesOf(panel.rows.map(({ customerId }) => customerId)).catch(() => ({}));
    return { state: 'ready', panel, names };
  } catch (error) {
    log.error('a panel failed', { shopId: shop.id, panel: id, error: messageOf(error) });
    return { state: 'failed' };
  }
}
