import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { extension, extensionRoot, locales } from './render-block.ts';

type Words = { [key: string]: string | Words };

function readLocale(locale: string, kind: '' | '.schema'): Words {
  const name = `${locale}${locale === 'en' ? '.default' : ''}${kind}.json`;
  return JSON.parse(readFileSync(`${extensionRoot}/locales/${name}`, 'utf8')) as Words;
}

/** Every text with its dotted key. */
function flatten(words: Words, prefix = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`),
  );
}

const placesIn = (text: string) => [...text.matchAll(/\{\{ (\w+) \}\}/g)].map((match) => match[1]).sort();

describe.each(['', '.schema'] as const)('The words of the extension (%s)', (kind) => {
  const english = new Map(flatten(readLocale('en', kind)));

  test.each(locales)('%s has every key, no other, and no empty text', (locale) => {
    const words = flatten(readLocale(locale, kind));
    expect(words.map(([key]) => key).sort()).toEqual([...english.keys()].sort());
    for (const [key, text] of words) expect(text.length, key).toBeGreaterThan(0);
  });

  test.each(locales)('%s keeps every place for a value', (locale) => {
    for (const [key, text] of flatten(readLocale(locale, kind))) {
      expect(placesIn(text), key).toEqual(placesIn(english.get(key) ?? ''));
    }
  });

  test.each(locales)('%s needs no escaping, so that the same text serves HTML and JSON', (locale) => {
    for (const [key, text] of flatten(readLocale(locale, kind))) {
      if (kind === '') expect(text.replace(/\{\{ \w+ \}\}/g, ''), key).not.toMatch(/[<>&"']/);
    }
  });
});

test('A date does not break at its hyphens: a word joiner follows each', () => {
  for (const locale of locales) {
    const date = new Map(flatten(readLocale(locale, ''))).get('format.date');
    expect(date, locale).toMatch(/%Y/);
    expect(date, locale).not.toMatch(/-%/);
  }
});

test('Every plural has the forms that its language uses', () => {
  for (const locale of locales) {
    const used = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
    const plurals = (words: Words): Words[] =>
      Object.values(words).flatMap((value) =>
        typeof value === 'string' ? [] : 'other' in value ? [value] : plurals(value),
      );
    const found = plurals(readLocale(locale, ''));
    expect(found.length).toBeGreaterThan(0);
    for (const forms of found) expect(Object.keys(forms).sort(), locale).toEqual([...used].sort());
  }
});

test('Every word of the theme editor that a block names is there, and every word there is used', () => {
  const named = new Set<string>();
  for (const block of extension.listBlocks()) {
    expect(block.error).toBeNull();
    for (const [, key] of JSON.stringify(block.schema).matchAll(/"t:([\w.]+)"/g)) named.add(key ?? '');
  }
  expect([...named].sort()).toEqual(
    flatten(readLocale('en', '.schema'))
      .map(([key]) => key)
      .sort(),
  );
});

test('Every word of the storefront is used by a block or snippet', () => {
  const liquid = ['blocks', 'snippets']
    .flatMap((folder) => readdirSync(`${extensionRoot}/${folder}`).map((name) => `${extensionRoot}/${folder}/${name}`))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const listed = new Set(/assign keys = '([^']+)'/.exec(liquid)?.[1]?.split(','));
  const isInList = (name: string) => listed.has(name);
  for (const [key] of flatten(readLocale('en', ''))) {
    const name = key.replace(/\.(one|other)$/, '');
    // Named as such, in the list of words for the modules, or (ways to earn) put together from the kind of the rule.
    const isUsed = liquid.includes(`'${name}' | t`) || /^ways\./.test(name) || isInList(name);
    expect(isUsed, name).toBe(true);
  }
});
