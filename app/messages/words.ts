/** The words of messages in our languages, and filling their blanks. Pure; it also runs in the browser, for the preview. */
import { oneFullStop } from '../lib/fill-words.ts';
import type { Locale } from '../lib/locales.ts';
import type { MessageKind, Placeholder } from './kinds.ts';
import da from './locales/da.json' with { type: 'json' };
import de from './locales/de.json' with { type: 'json' };
import en from './locales/en.json' with { type: 'json' };
import hu from './locales/hu.json' with { type: 'json' };
import sv from './locales/sv.json' with { type: 'json' };

export interface KindWords {
  /** What the kind is called on the screens of merchant and member. */
  label: string;
  subject: string;
  heading: string;
  /** One paragraph a line. */
  body: string;
  /** Also the text of a push message; empty where no telephone is written to. */
  sms: string;
}

interface MessageWords {
  mail: typeof en.mail;
  page: typeof en.page;
  /** For previews. */
  examples: typeof en.examples;
  kinds: Record<MessageKind, KindWords>;
}

export const messageWords: Record<Locale, MessageWords> = { en, da, sv, hu, de };

export type Values = Partial<Record<Placeholder, string>>;

/** Text with its blanks filled; what has nothing to say is left out, what is no blank of ours stays as it is. */
export function fill(text: string, values: Values): string {
  const filled = text.replace(/\{(\w+)\}/g, (blank, name: string) =>
    isKnown(name, values) ? (values[name] ?? '') : blank,
  );
  // An amount can end with a full stop of its own ("50 kr."), which then also ends the sentence.
  return oneFullStop(filled).replace(/\s+/g, ' ').trim();
}

/** The lines of a text, filled. A line that names something that there is not is left out as a whole. */
export function fillLines(text: string, values: Values): string[] {
  return text
    .split('\n')
    .filter((line) => [...line.matchAll(/\{(\w+)\}/g)].every(([, name = '']) => !isKnown(name, values) || values[name]))
    .map((line) => fill(line, values))
    .filter(Boolean);
}

function isKnown(name: string, values: Values): name is Placeholder {
  return Object.hasOwn(values, name);
}
