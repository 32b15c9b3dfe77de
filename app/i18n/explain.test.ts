import { describe, expect, test } from 'vitest';
import type { ReturnCause, ReversalCause, TransferDetail } from '../ledger/reasons.ts';
import { locales } from '../lib/locales.ts';
import { defaultProgram } from '../program/default-program.ts';
import { explain, explainNothing, say, sayCount, sayPoints, type NothingCode } from './explain.ts';
import { pointNames } from '../program/point-name.ts';
import da from './explanations/da.json' with { type: 'json' };
import de from './explanations/de.json' with { type: 'json' };
import en from './explanations/en.json' with { type: 'json' };
import hu from './explanations/hu.json' with { type: 'json' };
import sv from './explanations/sv.json' with { type: 'json' };

const files = { en, da, sv, hu, de };
const pointName = defaultProgram('DKK').pointName;
const rewardTitle = { en: 'DKK 50 off', da: '50 kr. rabat', sv: '', hu: '', de: '' };
const award = {
  code: 'order_amount' as const,
  eligibleMinor: 43_400,
  orderPoints: 434,
  lineMinor: 28_500,
  pointsPerUnit: 1,
  unitMinor: 100,
  currencyCode: 'DKK',
};
const reversalCauses: ReversalCause[] = ['refund', 'cancellation', 'edit'];
const returnCauses: ReturnCause[] = [
  'taken_back',
  'taken_back_by_merchant',
  'refused_by_shopify',
  'code_expired',
  'code_deleted',
  'order_refunded',
  'credit_taken_back',
];

const details: TransferDetail[] = [
  { code: 'award', award, orderName: '#1001', lineTitle: 'Guji 250 g' },
  { code: 'award', award: { ...award, lineMinor: 43_400 }, orderName: '#1001' },
  { code: 'award', award: { code: 'signup', points: 100 } },
  { code: 'award', award, orderName: '#1001', pending: { from: 'payment', days: 1 } },
  { code: 'award', award, orderName: '#1001', pending: { from: 'fulfillment', days: 14 } },
  { code: 'award', award, orderName: '#1001', pending: { from: 'fulfillment', days: 0 } },
  { code: 'matured', orderName: '#1001', lineTitle: 'Guji 250 g', points: 285 },
  { code: 'expired', lotKey: 'lot', openedOn: '2026-03-01', expiredOn: '2027-03-01', inactivityMonths: null },
  { code: 'expired', lotKey: 'lot', openedOn: '2026-03-01', expiredOn: '2026-09-01', inactivityMonths: 6 },
  { code: 'expiry_returned', orderName: '#1001' },
  { code: 'expiry_returned', orderName: '' },
  ...reversalCauses.map((cause): TransferDetail => ({
    code: 'award_reversal',
    cause,
    orderName: '#1001',
    lineTitle: 'Guji 250 g',
    awardedPoints: 285,
    reversedPoints: 190,
    ...(cause === 'refund' ? { quantity: { returned: 2, bought: 3 } } : {}),
    ...(cause === 'edit' ? { amount: { refundedMinor: 2_500, paidMinor: 5_000, currencyCode: 'DKK' } } : {}),
  })),
  { code: 'award_restoration', orderName: '#1001', awardedPoints: 285, reversedPoints: 0 },
  { code: 'award_restoration', orderName: '#1001', awardedPoints: 285, reversedPoints: 95 },
  { code: 'debt_forgiven', orderName: '#1001', forgivenPoints: 1 },
  { code: 'debt_forgiven', orderName: '', goalTitle: rewardTitle, forgivenPoints: 1 },
  { code: 'debt_forgiven', orderName: '', levelName: rewardTitle, forgivenPoints: 1 },
  { code: 'debt_forgiven', orderName: '', isReferral: true, forgivenPoints: 1 },
  { code: 'redemption', rewardTitle },
  { code: 'redemption', rewardTitle, kind: 'donation' },
  { code: 'redemption', rewardTitle, kind: 'store_credit', paidOut: { amountMinor: 1234, currencyCode: 'DKK' } },
  { code: 'redemption', rewardTitle, kind: 'store_credit', credit: { amountMinor: 1234, currencyCode: 'EUR' } },
  ...returnCauses.map((cause): TransferDetail => ({
    code: 'redemption_return',
    rewardTitle,
    cause,
    orderName: '#1001',
  })),
  { code: 'used_after_return', rewardTitle, orderName: '#1001' },
  { code: 'adjustment', note: 'A late parcel', actor: '1' },
  { code: 'expiry_extended', points: 40, until: '2027-12-31', note: 'Over Christmas.', actor: '1', lots: [] },
  { code: 'expiry_restored', points: 40, actor: '1' },
  { code: 'merge', direction: 'in' },
  { code: 'merge', direction: 'out' },
];

const nothingCodes: NothingCode[] = [
  'no_rule',
  'member_blocked',
  'currency_differs',
  'gift_card_excluded',
  'tip_excluded',
  'nothing_paid',
  'below_one_point',
  'guest',
  'unpaid',
  'order_unknown',
  'no_program',
];

describe.each(locales)('explanations in %s', (locale) => {
  const context = { locale, pointName: pointName[locale] };

  test('have the same keys and blanks as English', () => {
    const blanks = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].map(([blank]) => blank).sort();
    expect(Object.keys(files[locale]).sort()).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(files[locale])) {
      expect(text.trim(), key).not.toBe('');
      expect(blanks(text), key).toEqual(blanks(String(Object.entries(en).find(([name]) => name === key)?.[1])));
    }
  });

  test.each(details)('put $code into words without leftovers', (detail) => {
    const { title, text } = explain(detail, context);
    for (const said of [title, text]) {
      expect(said.trim()).not.toBe('');
      expect(said).not.toMatch(/\{\{|undefined|\bnull\b|NaN|\.\.|_/);
    }
  });

  test('say why something earned nothing, each reason in its own words', () => {
    const said = nothingCodes.map((code) => explainNothing(code, locale));
    expect(new Set(said).size).toBe(nothingCodes.length);
    expect(said.filter((text) => text.trim() === '' || text.includes('{{'))).toEqual([]);
  });
});

test('A line tells its sum: what was paid, at which rate, out of which order', () => {
  const context = { locale: 'en' as const, pointName: pointName.en };
  expect(explain(details[0] ?? { code: 'merge', direction: 'in' }, context)).toEqual({
    title: 'Order #1001 · Guji 250 g',
    text: expect.stringMatching(/^DKK.285 at 1 point for every DKK.1, out of DKK.434 that earned 434 points\.$/),
  });
});

test('A refund of two of three items tells the items and the points that went back', () => {
  const refund = details.find((detail) => detail.code === 'award_reversal');
  const { title, text } = explain(refund ?? { code: 'merge', direction: 'in' }, {
    locale: 'en',
    pointName: pointName.en,
  });
  expect(title).toBe('Refund of order #1001 · Guji 250 g');
  expect(text).toBe('2 of 3 returned. 190 of 285 points taken back in all.');
});

test('A sentence that ends with an abbreviated currency has one full stop', () => {
  const text = say('order_amount_whole', { line: '349 kr.', rate: '1 point', unit: '1 kr.' }, 'da');
  expect(text).toBe('349 kr. med 1 point for hver 1 kr.');
});

test('Points take the plural form of the language', () => {
  expect(sayPoints(1, { locale: 'de', pointName: pointName.de })).toBe('1 Punkt');
  expect(sayPoints(1200, { locale: 'de', pointName: pointName.de })).toBe('1.200 Punkte');
});

test('A reward without a title in the language is told in English', () => {
  expect(explain({ code: 'redemption', rewardTitle }, { locale: 'sv', pointName: pointName.sv }).title).toBe(
    'DKK 50 off',
  );
});

test('Points that ran out tell when they came, or for how long nothing happened', () => {
  const context = { locale: 'en' as const, pointName: pointName.en };
  const expired = { code: 'expired' as const, lotKey: 'lot', openedOn: '2026-03-01', expiredOn: '2027-03-01' };
  expect(explain({ ...expired, inactivityMonths: null }, context).text).toBe(
    'Earned on March 1, 2026 and not used in time.',
  );
  expect(explain({ ...expired, inactivityMonths: 1 }, context).text).toBe(
    'Nothing was earned or redeemed for 1 month.',
  );
});

test('Cashback is told as money wherever points are told, in the language of the reader', () => {
  const names = pointNames({ ...defaultProgram('DKK'), style: 'cashback' });
  expect(sayPoints(738, { locale: 'da', pointName: names.da })).toMatch(/^7,38\skr\.$/);
  expect(sayCount(-1_250, { locale: 'da', pointName: names.da })).toMatch(/^-12,50\skr\.$/);
  const plain = pointNames(defaultProgram('DKK'));
  expect(sayPoints(738, { locale: 'da', pointName: plain.da })).toBe('738 point');
  expect(sayCount(1_250, { locale: 'da', pointName: plain.da })).toBe('1.250');
});
