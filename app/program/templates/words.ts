/** What a merchant reads of a template before taking it. Pure: it reads nothing but the files in words/. */
import type { Locale } from '../../lib/locales.ts';
import da from './words/da.json' with { type: 'json' };
import de from './words/de.json' with { type: 'json' };
import en from './words/en.json' with { type: 'json' };
import hu from './words/hu.json' with { type: 'json' };
import sv from './words/sv.json' with { type: 'json' };

export interface TemplateWords {
  name: string;
  sentence: string;
  /** Which shops it suits, to stand after "Good for". */
  goodFor: string;
}

const words: Record<Locale, Record<string, TemplateWords>> = { en, da, sv, hu, de };

/** @throws Error for an id that is no template's: a mistake in the code. */
export function templateWords(id: string, locale: Locale): TemplateWords {
  const found = words[locale][id];
  if (!found) throw new Error(`no words for the template "${id}"`);
  return found;
}
