/** What can go wrong on the storefront, with its words in every language. */
import type { Locale } from '../lib/locales.ts';
import words from './locales/errors.json' with { type: 'json' };

export type StorefrontErrorCode = keyof typeof words;

export interface StorefrontError {
  error: { code: StorefrontErrorCode; message: string; missingPoints?: number };
}

export function storefrontError(code: StorefrontErrorCode, locale: Locale, missingPoints?: number): StorefrontError {
  return { error: { code, message: words[code][locale], ...(missingPoints === undefined ? {} : { missingPoints }) } };
}
