/**
 * One i18next instance for one language, the same on the server and in the browser, so that the first paint is already in
 * the merchant's language. Every language file is complete (a test proves it), so there is no fallback to load.
 */
import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { oneFullStop } from '../lib/fill-words.ts';
import type { Locale } from '../lib/locales.ts';
import type { LocaleBundle } from './locale-bundle.ts';

/** An amount or a date that ends with a full stop of its own ("50 kr.") also ends the sentence. */
const endOnce = { type: 'postProcessor' as const, name: 'endOnce', process: oneFullStop };

export function createI18n(locale: Locale, bundle: LocaleBundle): i18n {
  const instance = i18next.createInstance();
  void instance
    .use(initReactI18next)
    .use(endOnce)
    .init({
      lng: locale,
      fallbackLng: false,
      ns: ['text', 'polaris'],
      defaultNS: 'text',
      resources: { [locale]: { text: bundle.text, polaris: bundle.polaris } },
      initAsync: false,
      // React escapes what it renders.
      interpolation: { escapeValue: false },
      postProcess: [endOnce.name],
      returnNull: false,
      showSupportNotice: false,
      react: { useSuspense: false },
    });
  return instance;
}
