/** The first of a list and a way to see the rest, so that what is long ago does not push away what comes below. */
import { Button } from '@shopify/polaris';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.ts';

/** @param title says to screen readers of which list all are shown. */
export function useFirstFew<T>(
  all: readonly T[],
  few: number,
  title: string,
): { shown: readonly T[]; more: ReactNode } {
  const { t } = useTranslation();
  const format = useFormat();
  const [showsAll, setShowsAll] = useState(false);
  if (all.length <= few) return { shown: all, more: null };
  const label = showsAll ? t('common.showFewer') : t('common.showAll', { number: format.number(all.length) });
  return {
    shown: showsAll ? all : all.slice(0, few),
    more: (
      <div>
        <Button variant="plain" accessibilityLabel={`${label}: ${title}`} onClick={() => setShowsAll(!showsAll)}>
          {label}
        </Button>
      </div>
    ),
  };
}
