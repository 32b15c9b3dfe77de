import { describe, expect, it } from 'vitest';
import { locales, type Locale } from '../lib/locales.ts';
import { compose, type MessageContext } from './compose.ts';
import { exampleFacts } from './examples.ts';
import { kindFacts, messageKinds, placeholdersOf } from './kinds.ts';
import { inkOn, renderMail } from './render-mail.ts';
import { hourInZone, hourOfDate, quietUntil, retryDelayMs } from './timing.ts';
import { messageWords } from './words.ts';

const context = (locale: Locale): MessageContext => ({
  locale,
  pointName: { one: 'bean', other: 'beans' },
  cashbackCurrency: null,
  shopName: 'Nordlys',
  name: 'Maja',
  balancePoints: 340,
  today: '2026-11-21',
});

describe.each(locales)('the words in %s', (locale) => {
  it('Have every kind, name only what the kind knows, and leave no blank open', () => {
    for (const kind of messageKinds) {
      const words = messageWords[locale].kinds[kind];
      const isToMember = kindFacts[kind].audience === 'member';
      for (const [field, text] of Object.entries(words)) {
        if (field !== 'sms' || isToMember) expect(text, `${kind}.${field}`).not.toBe('');
        for (const [, name] of text.matchAll(/\{(\w+)\}/g))
          expect(placeholdersOf(kind), `${kind}.${field}`).toContain(name);
      }
      const content = compose(kind, exampleFacts(kind, locale, '2026-11-21', null), undefined, context(locale));
      const said = [content.subject, content.heading, ...content.paragraphs, content.sms].join('\n');
      expect(said, kind).not.toMatch(/[{}]|undefined|\.\./);
      expect(content.paragraphs.length, kind).toBeGreaterThan(0);
      if (isToMember) expect(content.sms.length, kind).toBeLessThanOrEqual(160);
    }
  });

  it('Have the same texts as English', () => {
    const keys = (value: object): string[] =>
      Object.entries(value).flatMap(([key, inner]) =>
        typeof inner === 'object' ? keys(inner as object).map((rest) => `${key}.${rest}`) : [key],
      );
    expect(keys(messageWords[locale])).toEqual(keys(messageWords.en));
  });
});

describe('what is told together', () => {
  it('Several dates are listed, the soonest first', () => {
    const facts = [
      { data: { points: 40, expiresOn: '2026-12-21', daysAhead: 30 } },
      { data: { points: 1, expiresOn: '2026-11-28', daysAhead: 7 } },
    ];
    const content = compose('points_expiring', facts, undefined, context('en'));
    expect(content.subject).toBe('1 bean: use by November 28, 2026');
    expect(content.paragraphs[0]).toContain('in 7 days');
    expect(content.details).toEqual(['1 bean until November 28, 2026', '40 beans until December 21, 2026']);
  });

  it('Points that are money are said as money', () => {
    const content = compose('points_earned', [{ data: { points: 1250 } }], undefined, {
      ...context('da'),
      cashbackCurrency: 'DKK',
    });
    expect(content.subject).toMatch(/^Du har optjent 12,50\s*kr\.$/);
  });
});

describe('the mail', () => {
  const frame = {
    locale: 'en',
    shopName: 'A & B',
    accent: '#1f5f4a',
    button: null,
    preferencesUrl: 'https://a/b?t=1&c=2',
  } as const;
  const content = compose('welcome', [{ data: { points: 5 } }], undefined, { ...context('en'), name: '<i>Maja</i>' });

  it('Carries no markup of others, loads nothing, and has a text of its own', () => {
    const { html, text } = renderMail(content, frame);
    expect(html).toContain('Hello &lt;i&gt;Maja&lt;/i&gt;,');
    expect(html).toContain('A &amp; B');
    expect(html).toContain('href="https://a/b?t=1&amp;c=2"');
    expect(html).not.toMatch(/src=|url\(|<link|<script|@import/);
    expect(text).toContain('Your account starts with 5 beans.');
    expect(text).not.toContain('<table');
  });

  it('Writes on every color so that it can be read', () => {
    expect(inkOn('#1f5f4a')).toBe('#ffffff');
    expect(inkOn('#ffe08a')).toBe('#111111');
    expect(inkOn('#ffffff')).toBe('#111111');
    expect(inkOn('#000000')).toBe('#ffffff');
  });
});

describe('the hours', () => {
  const at = (text: string) => new Date(text);
  it.each([
    ['2026-11-21T20:00:00Z', '2026-11-22T08:00:00.000Z'],
    ['2026-11-22T03:00:00Z', '2026-11-22T08:00:00.000Z'],
    ['2026-11-22T07:59:59Z', '2026-11-22T08:00:00.000Z'],
    ['2026-11-22T08:00:00Z', null],
    ['2026-11-21T19:59:00Z', null],
  ])('Quiet from nine to nine in Copenhagen: %s waits until %s (T1)', (now, until) => {
    expect(quietUntil(at(now), { from: 21, until: 9 }, 'Europe/Copenhagen')?.toISOString() ?? null).toBe(until);
  });

  it('The same hour twice is no quiet time, and quiet hours by day end the same day', () => {
    expect(quietUntil(at('2026-11-21T03:00:00Z'), { from: 0, until: 0 }, 'UTC')).toBeNull();
    expect(quietUntil(at('2026-11-21T13:30:00Z'), { from: 12, until: 15 }, 'UTC')?.toISOString()).toBe(
      '2026-11-21T15:00:00.000Z',
    );
  });

  it('Nine in the morning is nine on the days on which clocks are changed, and an hour that is left out is the next (T1)', () => {
    for (const date of ['2026-03-29', '2026-10-25']) {
      const nine = hourOfDate(date, 9, 'Europe/Copenhagen');
      expect(hourInZone(nine, 'Europe/Copenhagen')).toBe(9);
      expect(hourInZone(new Date(nine.getTime() - 1), 'Europe/Copenhagen')).toBe(8);
    }
    expect(hourOfDate('2026-03-29', 2, 'Europe/Copenhagen').toISOString()).toBe('2026-03-29T01:00:00.000Z');
  });

  it('Pauses grow from half a minute to an hour', () => {
    expect([1, 2, 3, 20].map(retryDelayMs)).toEqual([30_000, 60_000, 120_000, 3_600_000]);
  });
});
