import { describe, expect, test } from 'vitest';
import { locales, member, program, renderBlock } from './render-block.ts';
import type { BlockHandle } from './render-block.ts';

const blocks: BlockHandle[] = ['launcher', 'product-points', 'balance'];
const product = {
  selected_or_first_available_variant: { id: 1, price: 10_000 },
  price_min: 10_000,
  price_max: 10_000,
  variants: [],
};
const code = {
  redemptionId: 'rd_1',
  rewardId: 'rw_50off',
  code: 'RG-7K3M-9QXT',
  expiresAt: '2027-05-20T10:00:00Z',
};
/** A date as one piece: Swedish has hyphens in it, and a line on a phone broke there. */
const unbroken = (date: string) => date.replaceAll('-', '-\u2060');
const textOf = (html: string) =>
  html
    .replace(/<(style|script|template)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

describe.each(blocks)('The block %s', (handle) => {
  test('renders nothing without a published program', () => {
    for (const none of [null, { ...program, published: false }, {}]) {
      expect(renderBlock(handle, { program: none, member: member(), globals: { product } }).trim()).toBe('');
    }
  });

  test.each(locales)('speaks %s, for visitors and members, with no word missing', (locale) => {
    for (const who of [undefined, null, member({ codes: [code], pendingPoints: 3 })]) {
      const text = textOf(renderBlock(handle, { locale, member: who, globals: { product } }));
      expect(text).not.toMatch(/missing:|Liquid|undefined|\{\{|\{\w+\}/);
      expect(text).toContain(handle === 'product-points' || who ? program.pointName[locale].other : '');
    }
  });
});

describe('What a member reads', () => {
  test('is the balance, grouped as the language does', () => {
    const numbers = { en: '1,234,567', da: '1.234.567', sv: '1 234 567', hu: '1 234 567', de: '1.234.567' };
    for (const locale of locales) {
      const html = renderBlock('balance', { locale, member: member({ availablePoints: 1_234_567 }) });
      expect(html).toContain(`${numbers[locale].replaceAll(' ', '\u00a0')} ${program.pointName[locale].other}`);
    }
  });

  test('is a debt, when points were taken back, without a progress below zero', () => {
    const html = renderBlock('balance', { member: member({ availablePoints: -40 }) });
    expect(html).toContain('−40 points');
    expect(html).toContain('340 points to go: Free shipping');
    expect(html).toContain('value="0"');
  });

  test('is the next reward only while there is one', () => {
    expect(renderBlock('balance', { member: member({ availablePoints: 340 }) })).toContain(
      '160 points to go: 50 kr. off',
    );
    expect(renderBlock('balance', { member: member({ availablePoints: 1200 }) })).toContain(
      'You have enough for every',
    );
  });

  test.each(locales)('is a code with its last day, written in %s as the browser writes it, in one piece', (locale) => {
    const html = renderBlock('balance', { locale, member: member({ codes: [code] }) });
    const month = locale === 'en' ? 'short' : 'numeric';
    const format = new Intl.DateTimeFormat(locale, { year: 'numeric', month, day: 'numeric' });
    expect(html).toContain(unbroken(format.format(new Date(code.expiresAt))));
    expect(html).toContain('href="/discount/RG-7K3M-9QXT?redirect=/cart"');
  });

  test.each(locales)('is what runs out next, and the last day in the shop to use it, in %s (E1)', (locale) => {
    const nextExpiry = { points: 1_120, expiresAt: '2027-03-03T22:59:59.999Z', expiresOn: '2027-03-03' };
    const month = locale === 'en' ? 'short' : 'numeric';
    const format = new Intl.DateTimeFormat(locale, { year: 'numeric', month, day: 'numeric', timeZone: 'UTC' });
    for (const handle of ['launcher', 'balance'] as const) {
      const html = renderBlock(handle, { locale, member: member({ nextExpiry }) });
      const told = /data-rg-expiry\s*>([^<]*)</.exec(html)?.[1];
      expect(told).toContain(unbroken(format.format(new Date('2027-03-03'))));
      expect(told).toContain(program.pointName[locale].other);
      const over = { ...nextExpiry, expiresAt: '2026-01-01T00:00:00Z', expiresOn: '2025-12-31' };
      for (const none of [null, over]) {
        expect(renderBlock(handle, { locale, member: member({ nextExpiry: none }) })).toMatch(
          /data-rg-expiry hidden></,
        );
      }
    }
  });

  test('does not include a code that has expired since the metafield was written', () => {
    const old = { ...code, code: 'RG-OLD', expiresAt: '2026-11-20T00:00:00Z' };
    const html = renderBlock('balance', { member: member({ codes: [old, code] }) });
    expect(html).not.toContain('RG-OLD');
    expect(html).toContain('RG-7K3M-9QXT');
  });

  test('offers redeeming only for what the balance covers, and not to a paused member', () => {
    const offered = (html: string) => [...html.matchAll(/data-rg-do="redeem"\s*>/g)].length;
    expect(offered(renderBlock('launcher', { member: member({ availablePoints: 500 }) }))).toBe(2);
    expect(offered(renderBlock('launcher', { member: member({ availablePoints: 500, status: 'paused' }) }))).toBe(0);
  });
});

test('What a merchant wrote is never read as HTML', () => {
  const hostile = '</script><img src=x onerror=alert(1)>"&';
  const reward = { ...program.rewards[0], costPoints: 10, title: { en: hostile } };
  const html = renderBlock('launcher', {
    member: member({ codes: [{ ...code, code: hostile, rewardId: 'rw_ship' }] }),
    settings: { heading: hostile, launcher_text: hostile },
    program: { ...program, rewards: [reward], pointName: { en: { one: hostile, other: hostile } } },
  });
  expect(html).not.toContain('<img');
  const config = /data-rg-config>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
  expect(JSON.parse(config)).toMatchObject({ rewards: [{ title: hostile }], names: { one: hostile } });
});

test('A language that the extension does not have falls back to English, points and rewards too', () => {
  const html = renderBlock('launcher', {
    member: member(),
    globals: { request: { locale: { iso_code: 'fi' }, page_type: 'index' } },
  });
  expect(textOf(html)).toContain('340 points');
  expect(textOf(html)).toContain('Free shipping');
});

test('A regional language uses the words of its language', () => {
  const html = renderBlock('balance', {
    member: member(),
    globals: { request: { locale: { iso_code: 'de-AT' }, page_type: 'index' } },
  });
  expect(html).toContain('340 Punkte');
});
