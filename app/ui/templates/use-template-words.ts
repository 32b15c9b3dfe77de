/** The name and the sentence of a template in the merchant's language. */
import { useFormat } from '../../i18n/use-format.ts';
import { templateWords } from '../../program/templates/template-words.ts';

export function useTemplateWords(): (id: string) => { name: string; sentence: string } {
  const { locale } = useFormat();
  return (id) => templateWords(id, locale);
}
