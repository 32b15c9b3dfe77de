/** Loads one language in the browser: its own chunk, and no other. */
import type { Locale } from '../lib/locales.ts';
import type { LocaleBundle } from './locale-bundle.ts';

const loaders: Record<Locale, () => Promise<LocaleBundle>> = {
  en: async () => ({
    text: { ...(await import('./locales/en.json')).default, ...(await import('./program-texts/en.json')).default },
    polaris: (await import('@shopify/polaris/locales/en.json')).default,
  }),
  da: async () => ({
    text: { ...(await import('./locales/da.json')).default, ...(await import('./program-texts/da.json')).default },
    polaris: (await import('@shopify/polaris/locales/da.json')).default,
  }),
  sv: async () => ({
    text: { ...(await import('./locales/sv.json')).default, ...(await import('./program-texts/sv.json')).default },
    polaris: (await import('@shopify/polaris/locales/sv.json')).default,
  }),
  hu: async () => ({
    text: { ...(await import('./locales/hu.json')).default, ...(await import('./program-texts/hu.json')).default },
    polaris: (await import('./polaris/hu.json')).default,
  }),
  de: async () => ({
    text: { ...(await import('./locales/de.json')).default, ...(await import('./program-texts/de.json')).default },
    polaris: (await import('@shopify/polaris/locales/de.json')).default,
  }),
};

export function loadLocale(locale: Locale): Promise<LocaleBundle> {
  return loaders[locale]();
}
