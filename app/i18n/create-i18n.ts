/**
 * One i18next instance for one language, the same on the server and in the browser, so that the first paint is already in
 * the merchant's language. Every language file is complete (a test proves it), so there is no fallback to load.
 */
import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Locale } from '../lib/locales.ts';
import type { LocaleBundle } from './locale-bundle.ts';

export function createI18n(locale: Locale, bundle: LocaleBundle): i18n {
  const instance = i18next.createInstance();
  void instance.use(initReactI18next).init({
    lng: locale,
    fallbackLng: false,
    ns: ['text', 'polaris'],
    defaultNS: 'text',
    resources: { [locale]: { text: bundle.text, polaris: bundle.polaris } },
    initAsync: false,
    // React escapes what it renders.
    interpolation: { escapeValue: false },
    returnNull: false,
    showSupportNotice: false,
    react: { useSuspense: false },
  });
  return instance;
}
