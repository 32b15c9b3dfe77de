/** The name and the sentence of a template in the merchant's language. */
import { useFormat } from '../../i18n/use-format.ts';
import { templateWords, type TemplateWords } from '../../program/templates/words.ts';

export function useTemplateWords(): (id: string) => TemplateWords {
  const { locale } = useFormat();
  return (id) => templateWords(id, locale);
}
