import { describe, expect, test } from 'vitest';
import { locales, type Locale } from '../lib/locales.ts';
import { changesBetween } from '../program/checks/changes.ts';
import { partKinds, partsOf } from '../program/checks/parts.ts';
import { campaignSchema } from '../program/campaigns.ts';
import { conditionSchema } from '../program/conditions/condition.ts';
import { defaultProgram } from '../program/default-program.ts';
import { makeProgram } from '../program/document.ts';
import { rewardSchema } from '../program/rewards/reward.ts';
import { ruleSchema } from '../program/rules/rule.ts';
import { templates } from '../program/templates/registry.ts';
import { findingCodes } from '../program/checks/finding.ts';
import { createI18n } from './create-i18n.ts';
import { describeChange } from './describe-changes.ts';
import { describeCondition } from './describe-conditions.ts';
import { describePart, describeProgram, namePart } from './describe-part.ts';
import { inAllLanguages, span } from './describe.ts';
import { describeCampaign, describeRule } from './describe-rules.ts';
import { localeBundles } from './locale-bundles.server.ts';
import da from './descriptions/da.json' with { type: 'json' };
import de from './descriptions/de.json' with { type: 'json' };
import en from './descriptions/en.json' with { type: 'json' };
import hu from './descriptions/hu.json' with { type: 'json' };
import sv from './descriptions/sv.json' with { type: 'json' };

const words: Record<string, Record<string, string>> = { en, da, sv, hu, de };
const goods = { membershipProductIds: ['1'], freeProductIds: ['2'], collectionIds: ['3'] };
const programs = templates.map((template) => makeProgram(template.document({ currencyCode: 'DKK', ...goods })));
const plain = (text: string) => text.replace(/\s/g, ' ');

describe.each(locales)('the descriptions in %s', (locale) => {
  test('have the same keys and the same blanks as English, none empty', () => {
    const blanks = (text = '') => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
    const own = words[locale] ?? {};
    expect(Object.keys(own).sort()).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(own)) {
      expect(text.trim(), key).not.toBe('');
      expect(blanks(text), key).toEqual(blanks(words.en?.[key]));
    }
  });

  test('tell every part of every template in a sentence without leftovers', () => {
    for (const program of programs) {
      const context = { locale, program };
      for (const part of partKinds) {
        for (const { id } of partsOf(program, part)) {
          const text = describePart({ part, id }, program, context);
          expect(text.length, `${part} ${id}`).toBeGreaterThan(3);
          expect(text, `${part} ${id}`).not.toMatch(/\{\{|undefined|NaN|, ,|null|, $/);
          // A bound of no money says nothing.
          expect(plain(text), `${part} ${id}`).not.toMatch(/DKK 0\b|(?<!\d)0 (DKK|D?kr)/);
          expect(namePart({ part, id }, program, context)).not.toBe('');
        }
      }
      for (const lines of Object.values(describeProgram(program, context)))
        for (const line of lines) expect(line).not.toMatch(/\{\{|undefined|NaN/);
    }
  });

  test('tell every kind of condition', () => {
    const context = { locale, program: defaultProgram('DKK') };
    const filled: Record<string, object> = {
      tier: { tierIds: ['gold'] },
      customer_tags: { tags: ['VIP'] },
      segment: { segmentId: 'best' },
      channel: { channels: ['web', 'pos', '123'] },
      dates: { from: '2026-12-01', to: '2026-12-24' },
      hours: { weekdays: [6, 7], fromMinute: 960, toMinute: 1080 },
      products: { tags: ['coffee'] },
      activity_count: { activity: 'review' },
      since_last_order: { minDays: 90 },
      membership_age: { minDays: 10, maxDays: 30 },
    };
    for (const option of conditionSchema.options) {
      const kind = option.shape.kind.value;
      const condition = conditionSchema.parse({ kind, ...filled[kind] });
      expect(describeCondition(condition, context), kind).toMatch(/^[^{}]{3,}$/);
    }
  });

  test('tell every difference between any two neighboring templates', () => {
    programs.slice(1).forEach((after, index) => {
      const before = programs[index] ?? after;
      for (const change of changesBetween(before, after)) {
        const told = describeChange(change, before, after, { locale });
        expect(told).not.toMatch(/\{\{|undefined|\(\)/);
      }
    });
  });

  test('have words for everything that a check can find', () => {
    const { t } = createI18n(locale, localeBundles[locale]);
    for (const code of findingCodes)
      for (const count of [1, 2]) {
        const values = {
          first: 'A',
          second: 'B',
          count,
          number: '7',
          before: '1',
          after: '2',
          amount: '5 kr.',
          date: 'x',
        };
        expect(t(`program.checks.${code}`, values)).not.toMatch(/program\.checks|\{\{/);
      }
  });
});

test('A rule with conditions and limits is told as a person would', () => {
  const rule = ruleSchema.parse({
    id: 'coffee',
    kind: 'order_amount',
    enabled: true,
    pointsPerUnit: 2,
    unitMinor: 1000,
    excludeGiftCards: true,
    when: [
      { kind: 'products', collectionIds: ['3'] },
      { kind: 'order_total', minMinor: 20_000 },
    ],
    limits: { perMember: [{ period: 'day', points: 500 }] },
  });
  const names = { products: new Map<string, string>(), collections: new Map([['3', 'Coffee']]) };
  const program = defaultProgram('DKK');
  const told = (locale: 'en' | 'da') => plain(describeRule(rule, { locale, program, names }));
  expect(told('en')).toBe(
    '2 points for every DKK 10 spent on Coffee, on orders of at least DKK 200, at most 500 points a day',
  );
  expect(told('da')).toBe('2 point for hver 10 kr. på Coffee, ved køb for mindst 200 kr., højst 500 point om dagen');
});

test('Days of the week are told by their names, and many in a row by the first and the last', () => {
  const told = (locale: Locale, ...weekdays: number[]) =>
    describeCondition(conditionSchema.parse({ kind: 'hours', weekdays, fromMinute: 840, toMinute: 960 }), {
      locale,
      program: defaultProgram('DKK'),
    });
  expect(told('en', 1)).toBe('Monday 14:00–16:00');
  expect(told('hu', 5, 1, 2, 3, 4)).toBe('hétfő–péntek 14:00–16:00');
  expect(told('de', 6, 7)).toBe('Samstag und Sonntag 14:00–16:00');
  expect(told('en', 1, 2, 3, 6, 7)).toBe('Monday–Wednesday, Saturday, and Sunday 14:00–16:00');
});

test('A length in days is told in the word that shoppers read', () => {
  const told = (locale: Locale, count: number) => plain(span(count, 'day', { locale, program: defaultProgram('DKK') }));
  expect((['en', 'da', 'sv', 'hu', 'de'] as const).map((locale) => told(locale, 90))).toEqual([
    '90 days',
    '90 dage',
    '90 dagar',
    '90 nap',
    '90 Tage',
  ]);
  expect((['en', 'da', 'sv', 'hu', 'de'] as const).map((locale) => told(locale, 1))).toEqual([
    '1 day',
    '1 dag',
    '1 dag',
    '1 nap',
    '1 Tag',
  ]);
});

test('Goods of a tag stand in the quotation marks of the language', () => {
  const told = (locale: Locale) =>
    describeCondition(conditionSchema.parse({ kind: 'products', tags: ['coffee'] }), {
      locale,
      program: defaultProgram('DKK'),
    });
  expect(locales.map(told)).toEqual([
    'on “coffee”',
    expect.stringContaining('»coffee«'),
    expect.stringContaining('”coffee”'),
    expect.stringContaining('„coffee”'),
    expect.stringContaining('„coffee“'),
  ]);
});

test('A campaign multiplies what the merchant calls points, around the birthday, once or several times', () => {
  const campaign = (times: number) =>
    campaignSchema.parse({
      id: 'birthday',
      name: { en: 'Birthday' },
      enabled: true,
      effect: { kind: 'multiply', factorBp: 20_000 },
      when: [{ kind: 'birthday_window', daysBefore: 3, daysAfter: 1 }],
      limits: { perMember: [{ period: 'year', times }] },
    });
  const { pointName, ...rest } = defaultProgram('DKK');
  const program = makeProgram({ ...rest, pointName: { ...pointName, en: { one: 'bean', other: 'beans' } } });
  const told = (locale: 'en' | 'de', times: number) => plain(describeCampaign(campaign(times), { locale, program }));
  expect(told('en', 1)).toBe('2 × beans, 3 days before to 1 day after the birthday, at most once a year');
  expect(told('en', 2)).toBe('2 × beans, 3 days before to 1 day after the birthday, at most 2 times a year');
  expect(told('de', 1)).toBe('2 × Punkte, 3 Tage vor bis 1 Tag nach dem Geburtstag, höchstens einmal im Jahr');
});

test('How often somebody did something is told as a person would, in every number', () => {
  const context = { locale: 'en' as const, program: defaultProgram('DKK') };
  const tell = (given: object) =>
    describeCondition(conditionSchema.parse({ kind: 'activity_count', activity: 'share', ...given }), context);
  expect(tell({ min: 3, days: 90 })).toBe('for members who have shared at least 3 times in the last 90 days');
  expect(tell({ min: 1 })).toBe('for members who have shared at least once');
  expect(tell({ min: 0, max: 0 })).toBe('for members who have never shared');
  expect(tell({ min: 0, max: 1 })).toBe('for members who have shared at most once');
  expect(tell({ min: 2, max: 5 })).toBe('for members who have shared 2 to 5 times');
});

test('Days and hours, and what a merchant calls goods, are written as the language does', () => {
  const program = defaultProgram('DKK');
  const tell = (locale: (typeof locales)[number], given: object) =>
    plain(describeCondition(conditionSchema.parse(given), { locale, program }));
  const hours = { kind: 'hours', weekdays: [1, 2, 3, 4, 5], fromMinute: 840, toMinute: 960 };
  expect(tell('en', hours)).toBe('Monday–Friday 14:00–16:00');
  expect(tell('da', hours)).toBe('mandag–fredag kl. 14.00–16.00');
  expect(tell('de', hours)).toBe('Montag–Freitag 14:00–16:00');
  expect(tell('da', { kind: 'hours', weekdays: [6, 7], fromMinute: 0, toMinute: 0 })).toBe('lørdag og søndag');
  expect(tell('hu', { kind: 'hours', weekdays: [5, 1, 3], fromMinute: 0, toMinute: 0 })).toBe(
    'hétfő, szerda és péntek',
  );
  const coffee = { kind: 'products', tags: ['coffee'] };
  expect(locales.map((locale) => tell(locale, coffee).slice(-8))).toEqual([
    '“coffee”',
    '»coffee«',
    '”coffee”',
    '„coffee”',
    '„coffee“',
  ]);
});

test('What is left out of a way to earn stands after a comma, and each line of a program begins with a capital', () => {
  const context = { locale: 'da' as const, program: defaultProgram('DKK') };
  const { rules, ...rest } = defaultProgram('DKK');
  const rule = { ...rules[0], when: [{ kind: 'products', types: ['Room'], exclude: true }] };
  expect(plain(describeRule(ruleSchema.parse(rule), context))).toBe('1 point for hver 1 kr., ikke på »Room«');
  const program = makeProgram({ ...rest, rules, referral: { enabled: true, advocatePoints: 300, holdDays: 0 } });
  expect(describeProgram(program, { locale: 'da', program }).referral).toEqual([
    'Medlemmet får 300 point, højst 20 venner om måneden',
  ]);
});

test('A reward whose name says what it is is told with its name once', () => {
  const reward = {
    ...defaultProgram('DKK').rewards[0],
    id: 'early',
    kind: 'early_access',
    costPoints: 300,
    validDays: 30,
    tag: 'early',
  };
  const title = inAllLanguages('name_reward_early_access');
  const program = makeProgram({
    ...defaultProgram('DKK'),
    rewards: [rewardSchema.parse({ ...reward, title: { ...title, en: 'Early access to the sale' } })],
  });
  const { rewards } = describeProgram(program, { locale: 'en', program });
  expect(rewards).toEqual(['Early access to the sale, for 300 points, valid for 30 days']);
  // A formatted percentage has another space than one that is typed.
  const off = {
    ...reward,
    kind: 'percentage_off',
    percentageBp: 1500,
    costPoints: 0,
    title: { ...title, de: '15 % Rabatt' },
  };
  const gift = makeProgram({ ...defaultProgram('DKK'), rewards: [rewardSchema.parse(off)] });
  const [told = ''] = describeProgram(gift, { locale: 'de', program: gift }).rewards;
  expect(plain(told)).toMatch(/^15 % Rabatt, wird geschenkt/);
});
