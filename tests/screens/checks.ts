/** What a machine can see of a screen: barriers, overflow, words that were never translated, complaints of the browser. */
import { readFileSync } from 'node:fs';
import type { Frame, Page } from 'playwright-core';
import { violations } from '#tests/kit/axe.ts';

export const languages = ['en', 'da', 'sv', 'hu', 'de'] as const;
export type Language = (typeof languages)[number];

export interface Finding {
  screen: string;
  language: Language;
  widthPx: number;
  kind: 'axe' | 'overflow' | 'raw_key' | 'broken_value' | 'english_left' | 'console' | 'not_shown';
  what: string;
}

type Words = { [key: string]: string | Words };

function flatten(words: Words, into = new Map<string, string>(), path = ''): Map<string, string> {
  for (const [key, value] of Object.entries(words)) {
    const name = path ? `${path}.${key}` : key;
    if (typeof value === 'string') into.set(name, value);
    else flatten(value, into, name);
  }
  return into;
}

const read = (file: string) => flatten(JSON.parse(readFileSync(file, 'utf8')) as Words);
const adminFiles = ['locales', 'descriptions', 'explanations', 'program-texts'];
const catalogs = new Map(
  languages.map((language) => {
    const files = [
      ...adminFiles.map((folder) => `app/i18n/${folder}/${language}.json`),
      `extensions/regulars-theme/locales/${language === 'en' ? 'en.default' : language}.json`,
    ];
    return [language, files.map(read)] as const;
  }),
);
const english = catalogs.get('en') ?? [];
const keyRoots = new Set(english.flatMap((catalog) => [...catalog.keys()].map((key) => key.split('.')[0] ?? '')));

/** A word of the admin's locale files, for pressing what has that name. */
export function wordOf(language: Language, key: string): string {
  const word = catalogs
    .get(language)
    ?.find((catalog) => catalog.has(key))
    ?.get(key);
  if (word === undefined) throw new Error(`There is no "${key}" in ${language}.`);
  return word;
}

/** English sentences that stand untranslated, and sentences with something put into them, as patterns. */
function englishOf(language: Language): { exact: Set<string>; patterns: RegExp[] } {
  const exact = new Set<string>();
  const patterns: RegExp[] = [];
  const own = catalogs.get(language) ?? [];
  const ownWords = new Set(own.flatMap((catalog) => [...catalog.values()]));
  english.forEach((catalog) => {
    for (const text of catalog.values()) {
      if (ownWords.has(text)) continue;
      if (!/\{\{/.test(text)) {
        if (/[a-z]{4}/i.test(text)) exact.add(text);
      } else if (text.replace(/\{\{[^}]*\}\}/g, '').match(/[a-z]{2,}/gi)?.length ?? 0 > 2) {
        const fixed = text.split(/\{\{[^}]*\}\}/).map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
        if (fixed.join('').replace(/[^a-z]/gi, '').length > 8) patterns.push(new RegExp(`^${fixed.join('.+')}$`));
      }
    }
  });
  return { exact, patterns };
}
const englishLeft = new Map(languages.map((language) => [language, englishOf(language)]));
/** Small words that no sentence of the other four languages has two of. */
const englishSmallWords = /\b(the|your|you|and|with|they|this|that|from|have|will|when|which)\b/gi;

/** @returns what is wrong with texts that a person reads. */
export function readTexts(texts: string[], language: Language): { kind: Finding['kind']; what: string }[] {
  const found: { kind: Finding['kind']; what: string }[] = [];
  const left = englishLeft.get(language);
  for (const text of new Set(texts.map((each) => each.trim()).filter(Boolean))) {
    const root = /^([a-zA-Z_]+)(\.[a-zA-Z0-9_-]+)+$/.exec(text)?.[1];
    if (root && keyRoots.has(root)) found.push({ kind: 'raw_key', what: text });
    if (/\{\{|\}\}|\bundefined\b|\bNaN\b|\[object|translation missing|Invalid Date/i.test(text))
      found.push({ kind: 'broken_value', what: text });
    if (/[^.]\.\.(?!\.)/.test(text)) found.push({ kind: 'broken_value', what: `two full stops: ${text}` });
    if (language === 'en') continue;
    const isEnglish =
      left?.exact.has(text) ||
      left?.patterns.some((pattern) => pattern.test(text)) ||
      (text.match(englishSmallWords)?.length ?? 0) >= 2;
    if (isEnglish) found.push({ kind: 'english_left', what: text });
  }
  return found;
}

/** Texts that are seen, the accessible names of what has no text, and what sticks out at the side. */
async function look(frame: Frame, where: string): Promise<{ texts: string[]; sticksOut: string[] }> {
  return frame.evaluate((selector) => {
    const texts: string[] = [];
    const sticksOut: string[] = [];
    for (const root of document.querySelectorAll(selector)) {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const parent = node.parentElement;
        if (!parent || parent.closest('script, style, template, [translate=no], .notranslate')) continue;
        if (parent.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }))
          texts.push(node.textContent ?? '');
      }
      for (const named of root.querySelectorAll('[aria-label], [placeholder], img[alt]'))
        texts.push(
          named.getAttribute('aria-label') ?? '',
          named.getAttribute('placeholder') ?? '',
          named.getAttribute('alt') ?? '',
        );
    }
    const page = document.scrollingElement ?? document.documentElement;
    if (page.scrollWidth > innerWidth + 1) {
      for (const element of document.querySelectorAll('body *')) {
        const { right, width } = element.getBoundingClientRect();
        if (width > 0 && right > innerWidth + 1 && element.checkVisibility())
          sticksOut.push(`${element.outerHTML.slice(0, 140)} reaches ${Math.round(right)} of ${innerWidth}`);
      }
      if (sticksOut.length === 0) sticksOut.push(`the page is ${page.scrollWidth} wide in ${innerWidth}`);
    }
    return { texts, sticksOut: sticksOut.slice(0, 3) };
  }, where);
}

export interface Looked {
  screen: string;
  language: Language;
  widthPx: number;
  /** The part whose words are ours. */
  words: string;
  /** The part whose barriers are ours. */
  barriers: string;
}

export async function findings(frame: Frame, { words, barriers, ...where }: Looked): Promise<Finding[]> {
  const { texts, sticksOut } = await look(frame, words);
  const found: Finding[] = readTexts(texts, where.language).map((each) => ({ ...where, ...each }));
  for (const what of sticksOut) found.push({ ...where, kind: 'overflow', what });
  for (const what of await violations(frame, barriers)) found.push({ ...where, kind: 'axe', what: what.slice(0, 600) });
  return found;
}

/** Collects what the browser complains of from now on. `take` empties it. */
export function complaintsOf(page: Page): { take(): string[] } {
  let heard: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') heard.push(`${message.text()} ${message.location().url}`.trim());
  });
  page.on('pageerror', (error) => heard.push(error.message));
  return {
    take() {
      const taken = heard;
      heard = [];
      return taken;
    },
  };
}
