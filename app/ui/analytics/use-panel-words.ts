/** The words of panels: titles, definitions, lines, rows. What the merchant named himself comes with the panel. */
import { useTranslation } from 'react-i18next';
import type { PanelId } from '../../analytics/panel.ts';

export interface PanelWordsOf {
  title: string;
  definition: string;
  /** What will fill the panel, while it is empty. */
  empty: string;
  nameOf(key: string): string;
}

export function usePanelWords(id: PanelId): PanelWordsOf {
  const { t, i18n } = useTranslation();
  return {
    title: t(`analytics.panels.${id}.title`),
    definition: t(`analytics.panels.${id}.definition`),
    empty: t(i18n.exists(`analytics.panels.${id}.empty`) ? `analytics.panels.${id}.empty` : 'analytics.empty'),
    nameOf: (key) => {
      const known = `analytics.keys.${key}`;
      return i18n.exists(known) ? t(known) : key;
    },
  };
}
