import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { locales, type Locale } from '../lib/locales.ts';

/** The names of our languages in the merchant's, e.g. "Dansk", as headings and labels are written. */
export function useLanguageNames(): Record<Locale, string> {
  const { i18n } = useTranslation();
  return useMemo(() => {
    const display = new Intl.DisplayNames(i18n.language, { type: 'language' });
    const names: Record<Locale, string> = { en: '', da: '', sv: '', hu: '', de: '' };
    for (const locale of locales) {
      const name = display.of(locale) ?? locale;
      names[locale] = name.charAt(0).toLocaleUpperCase(i18n.language) + name.slice(1);
    }
    return names;
  }, [i18n.language]);
}
