import { z } from 'zod';
import type { Locale } from '../lib/locales.ts';

/** A merchant's text in our languages. English is always there; the others fall back to it when left empty. */
export const textSchema = z.object({
  en: z.string().trim().min(1, 'text_missing').max(80, 'text_too_long'),
  da: z.string().trim().max(80, 'text_too_long').default(''),
  sv: z.string().trim().max(80, 'text_too_long').default(''),
  hu: z.string().trim().max(80, 'text_too_long').default(''),
  de: z.string().trim().max(80, 'text_too_long').default(''),
});
export type Text = z.infer<typeof textSchema>;

/** A text that may be left out: null for the words that its place has without it. */
export const optionalTextSchema = textSchema.nullable().default(null);

/** The text in a language, or in English when it was left empty there. */
export function textIn(text: Text, locale: Locale): string {
  return text[locale] || text.en;
}
