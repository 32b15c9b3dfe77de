/** The languages that Regulars speaks, in the admin and on the storefront. */
export const locales = ['en', 'da', 'sv', 'hu', 'de'] as const;
export type Locale = (typeof locales)[number];

/** The nearest of our languages to a tag such as "da-DK" or "pt-BR"; English when none is near. */
export function nearestLocale(tag: string | null | undefined): Locale {
  const language = (tag ?? '').toLowerCase().split(/[-_]/)[0];
  return locales.find((locale) => locale === language) ?? 'en';
}
