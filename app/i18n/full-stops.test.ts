/** Amounts and dates that end with a full stop of their own end the sentence once, in every language and currency. */
import { describe, expect, it } from 'vitest';
import { fillWords, oneFullStop } from '../lib/fill-words.ts';
import { locales, type Locale } from '../lib/locales.ts';
import { formatMoney } from '../lib/money.ts';
import { messageWords } from '../messages/words.ts';
import { fill } from '../messages/words.ts';
import checkIn from '../storefront/locales/check-in.json' with { type: 'json' };
import { createI18n } from './create-i18n.ts';
import { localeBundles } from './locale-bundles.server.ts';

const currencies = ['DKK', 'SEK', 'NOK', 'HUF', 'EUR', 'USD', 'PLN', 'CZK', 'CHF', 'ISK', 'JPY', 'KWD', 'BGN', 'AED'];

/** What stands in blanks: every currency's amounts, and dates, as they are written in this language. */
function values(locale: Locale): string[] {
  const on = new Date('2026-11-22T12:00:00Z');
  const dates = [
    { dateStyle: 'medium' },
    { day: 'numeric', month: 'short' },
    { hour: 'numeric', hour12: true },
  ] as const;
  return [
    ...currencies.flatMap((currency) => [formatMoney(5000, currency, locale), formatMoney(123_456, currency, locale)]),
    ...dates.map((style) => new Intl.DateTimeFormat(locale, { ...style, timeZone: 'UTC' }).format(on)),
    'kr.',
  ];
}

function texts(value: unknown, path = ''): [key: string, text: string][] {
  if (typeof value === 'string') return [[path, value]];
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return entries.flatMap(([key, inner]) => texts(inner, path ? `${path}.${key}` : key));
}

const doubled = (text: string) => /(?<!\.)\.\.(?!\.)/.test(text);

describe.each(locales)('sentences in %s', (locale) => {
  const shown = values(locale);
  const own = shown.filter((value) => value.endsWith('.'));

  it('of the admin end once', () => {
    const { t } = createI18n(locale, localeBundles[locale]);
    const wrong: string[] = [];
    let filled = 0;
    for (const [key, text] of texts(localeBundles[locale].text)) {
      const names = [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name);
      if (names.length === 0) continue;
      for (const value of text.includes('}}.') ? shown : own.slice(0, 1)) {
        const said = t(key, Object.fromEntries(names.map((name) => [name, value])));
        filled++;
        if (doubled(said)) wrong.push(`${key}: ${said}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(filled).toBeGreaterThan(300);
  });

  it('of explanations, descriptions and the check-in page end once', async () => {
    const [explanations, descriptions] = await Promise.all([
      import(`./explanations/${locale}.json`, { with: { type: 'json' } }),
      import(`./descriptions/${locale}.json`, { with: { type: 'json' } }),
    ]);
    const all = [
      ...texts(explanations.default),
      ...texts(descriptions.default),
      ...texts(checkIn).filter(([key]) => key.endsWith(`.${locale}`)),
    ];
    expect(all.length).toBeGreaterThan(250);
    for (const [key, text] of all) {
      const names = [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name);
      for (const value of shown) {
        const said = fillWords(text, Object.fromEntries(names.map((name) => [name, value])));
        expect(doubled(said), `${key}: ${said}`).toBe(false);
      }
    }
  });

  it('of messages end once', () => {
    for (const [key, text] of texts(messageWords[locale])) {
      const names = [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
      for (const value of own) {
        const said = fill(text, Object.fromEntries(names.map((name) => [name, value])));
        expect(doubled(said), `${key}: ${said}`).toBe(false);
      }
    }
  });
});

it('Only the second of two full stops goes; three are meant, and other marks stay', () => {
  expect(fillWords('Fra {{amount}}.', { amount: '50 kr.' })).toBe('Fra 50 kr.');
  expect(fillWords('Fra {{amount}}, ({{amount}}).', { amount: '50 kr.' })).toBe('Fra 50 kr., (50 kr.).');
  expect(fillWords('{{a}}. {{b}}{{gone}}.', { a: 'x', b: 'y.' })).toBe('x. y.{{gone}}.');
  expect(fillWords('Wait {{a}}...', { a: 'kr.' })).toBe('Wait kr....');
  expect(oneFullStop('Fra 50 kr.. Vent...')).toBe('Fra 50 kr. Vent...');
});
