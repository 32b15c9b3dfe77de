/** The shape of a Polaris locale file. */
export interface TranslationDictionary {
  [key: string]: string | TranslationDictionary;
}
