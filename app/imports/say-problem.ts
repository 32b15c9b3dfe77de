/** What is wrong with a row or a file, and what to do about it, in the merchant's language. Pure. */
import type { Locale } from '../lib/locales.ts';
import type { MappingProblem } from './columns.ts';
import type { RowProblem } from './read-row.ts';
import da from './words/da.json' with { type: 'json' };
import de from './words/de.json' with { type: 'json' };
import en from './words/en.json' with { type: 'json' };
import hu from './words/hu.json' with { type: 'json' };
import sv from './words/sv.json' with { type: 'json' };

export type FileProblem = MappingProblem | 'file_empty' | 'file_unreadable';

const words: Record<Locale, Record<RowProblem | FileProblem, string>> = { en, da, sv, hu, de };

export function sayProblem(code: RowProblem | FileProblem, locale: Locale): string {
  return words[locale][code];
}
