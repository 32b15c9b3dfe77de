import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { locales } from '../lib/locales.ts';
import { createI18n } from './create-i18n.ts';
import { localeBundles } from './locale-bundles.server.ts';

const root = join(import.meta.dirname, '..');

function flatten(value: unknown, path = ''): Map<string, string> {
  if (typeof value === 'string') return new Map([[path, value]]);
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return new Map(entries.flatMap(([key, inner]) => [...flatten(inner, path ? `${path}.${key}` : key)]));
}

const texts = Object.fromEntries(locales.map((locale) => [locale, flatten(localeBundles[locale].text)]));
const english = texts.en ?? new Map<string, string>();
const blanks = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

/** Everything in the admin's source that asks for text. */
function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}
const code = [
  ...sources(join(root, 'routes')),
  ...sources(join(root, 'ui')),
  readFileSync(join(root, 'root.tsx'), 'utf8'),
];

describe.each(locales)('the admin in %s', (locale) => {
  const own = texts[locale] ?? new Map<string, string>();

  test('has the same texts as English, none of them empty', () => {
    expect([...own.keys()].sort()).toEqual([...english.keys()].sort());
    expect([...own].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  test('has the words of Polaris for what the admin is made of', () => {
    const unused = /^Polaris\.(DatePicker|MediaCard|TopBar|VideoThumbnail)\./;
    const words = flatten(localeBundles[locale].polaris);
    const missing = [...flatten(localeBundles.en.polaris).keys()].filter((key) => !words.has(key) && !unused.test(key));
    expect(missing).toEqual([]);
  });

  test('fills the same blanks as English', () => {
    for (const [key, text] of own) expect(blanks(text), key).toEqual(blanks(english.get(key) ?? ''));
  });

  test('has every plural form that the language needs', () => {
    const forms = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
    const stems = new Set([...own.keys()].flatMap((key) => /^(.+)_(?:one|other)$/.exec(key)?.[1] ?? []));
    expect(stems.size).toBeGreaterThan(0);
    for (const stem of stems)
      for (const form of forms) expect(own.has(`${stem}_${form}`), `${stem}_${form}`).toBe(true);
  });

  test('says a sentence with a number in it without leftovers', () => {
    const { t } = createI18n(locale, localeBundles[locale]);
    for (const count of [1, 2]) {
      const said = t('program.rewards.reachedAfter', { count, orders: String(count), amount: '350 kr.' });
      expect(said).toContain('350 kr.');
      expect(said).not.toMatch(/\{\{|reachedAfter/);
    }
  });

  test('has every word that Polaris asks for on our pages', () => {
    const polaris = flatten(localeBundles[locale].polaris);
    // Components that the admin does not use may be missing from our own Hungarian file.
    const unused =
      /^Polaris\.(DatePicker|DropZone|MediaCard|ResourceList|Tabs\.Tab\.deleteModal|Tabs\.\w+Modal|TopBar|VideoThumbnail)/;
    const missing = [...flatten(localeBundles.en.polaris).keys()].filter(
      (key) => !polaris.has(key) && !unused.test(key),
    );
    // Polaris' own files lag behind its English one in a few keys; Hungarian, which is ours, may not.
    expect(locale === 'hu' ? missing : missing.filter((key) => !key.includes('.'))).toEqual([]);
  });
});

test('Every text that the source names exists', () => {
  // A blank in a template stands for any one part of a key.
  const asked = code.flatMap((source) => [
    ...[...source.matchAll(/\bt\(\s*'([\w.]+)'/g)].map(([, key = '']) => key),
    ...[...source.matchAll(/'((?:[a-z]\w*)(?:\.\w+)+)'/g)].flatMap(([, key = '']) =>
      english.has(key) || isStem(key) ? [key] : [],
    ),
  ]);
  expect(asked.length).toBeGreaterThan(150);
  expect([...new Set(asked)].filter((key) => key.includes('.') && !english.has(key) && !isStem(key))).toEqual([]);
});

test('Every text is named by the source', () => {
  const patterns = code.flatMap((source) =>
    [...source.matchAll(/`([a-z]\w*(?:\.[\w$.{}]+)+)`/g)].map(([, template = '']) => toPattern(template)),
  );
  const literal = new Set(code.flatMap((source) => [...source.matchAll(/'([\w.]+)'/g)].map(([, key = '']) => key)));
  const words = (key: string) => `home.figures.${key}`;
  const named = (key: string) => {
    const stem = key.replace(/_(one|other)$/, '');
    return literal.has(stem) || patterns.some((pattern) => pattern.test(stem)) || stem.startsWith(words(''));
  };
  expect([...english.keys()].filter((key) => !named(key))).toEqual([]);
});

test('Every problem that the program document can name has words that say what to do', () => {
  const files = readdirSync(join(root, 'program'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  );
  const problems = new Set<string>();
  for (const file of files) {
    const text = readFileSync(join(root, 'program', file), 'utf8');
    for (const [, found = ''] of text.matchAll(
      /\b(?:int|min|max|regex|date)\([^'()]*(?:\([^()]*\)[^'()]*)?'([a-z]+(?:_[a-z]+)+)'/g,
    ))
      problems.add(found);
    for (const [, found = ''] of text.matchAll(/message: '([a-z_]+)'/g)) problems.add(found);
    if (file === 'references.ts') for (const [, found = ''] of text.matchAll(/code: '([a-z_]+)'/g)) problems.add(found);
  }
  problems.delete('a_z');
  expect(problems.size).toBeGreaterThan(50);
  expect([...problems].filter((problem) => !english.has(`problems.${problem}`))).toEqual([]);
});

function isStem(key: string): boolean {
  return english.has(`${key}_other`);
}

/** "member.balance.${key}" matches every key of that place. */
function toPattern(template: string): RegExp {
  const escaped = template
    .replace(/\$\{[^}]*\}/g, '§')
    .replace(/[.]/g, '\\.')
    .replace(/§/g, '\\w+');
  return new RegExp(`^${escaped}$`);
}
