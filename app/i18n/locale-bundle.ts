/** What a language brings: our own text and Polaris' words. */
import type { TranslationDictionary } from './polaris-words.ts';

export interface LocaleBundle {
  text: Record<string, unknown>;
  polaris: TranslationDictionary;
}
