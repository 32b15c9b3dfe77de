import { useTranslation } from 'react-i18next';
import { useTemplateWords } from '../templates/use-template-words.ts';

/** What a program on one side is called: by where it came from. */
export function useSideName(): (side: { from: 'live' | 'draft' | 'template'; templateId: string | null }) => string {
  const { t } = useTranslation();
  const words = useTemplateWords();
  return ({ from, templateId }) => {
    if (from === 'template' && templateId !== null) return words(templateId).name;
    return from === 'draft' ? t('backtest.draft') : t('backtest.live');
  };
}
