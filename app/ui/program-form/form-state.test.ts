import { describe, expect, test } from 'vitest';
import { locales } from '../../lib/locales.ts';
import { defaultProgram } from '../../program/default-program.ts';
import { readProgram } from '../../program/document.ts';
import { normalizeDecimal, readBasisPoints, readMoney, readWhole, toDocument, toForm } from './form-state.ts';

describe('What is typed', () => {
  test.each([
    ['50', '50'],
    ['12,5', '12.5'],
    ['12.50', '12.50'],
    ['1.250,75', '1250.75'],
    ['1,250.75', '1250.75'],
    ['1 250', '1250'],
    ['1.250', '1250'],
    ['1.250.000', '1250000'],
    ['0.250', '0.250'],
  ])('%s is read as %s', (typed, decimal) => {
    expect(normalizeDecimal(typed, 2)).toBe(decimal);
  });

  test.each(['', 'abc', '-5', '1,2,3', '5 kr', '1..5', ','])('%j is no number', (typed) => {
    expect(normalizeDecimal(typed, 2)).toBeNull();
  });

  test('an amount has no more decimals than its currency', () => {
    expect(readMoney('12,50', 'DKK')).toBe(1250);
    expect(readMoney('12,5055', 'DKK')).toBeNull();
    expect(readMoney('500', 'JPY')).toBe(500);
    expect(readMoney('500.5', 'JPY')).toBeNull();
    expect(readMoney('1.5', 'KWD')).toBe(1500);
    expect(readMoney('1.500', 'KWD')).toBe(1500);
    expect(readMoney('1.500', 'DKK')).toBe(150_000);
  });

  test('points are whole and percentages have two decimals at most', () => {
    expect(readWhole('1.000')).toBe(1000);
    expect(readWhole('1,5')).toBeNull();
    expect(readBasisPoints('12,5')).toBe(1250);
    expect(readBasisPoints('15 %')).toBe(1500);
    expect(readBasisPoints('1,255')).toBe(125500);
    expect(readBasisPoints('0,255')).toBeNull();
  });
});

describe.each(['DKK', 'JPY', 'KWD', 'HUF', 'USD'])('A program in %s', (currencyCode) => {
  test.each(locales)('comes out of the editor as it went in, in %s', (locale) => {
    const proposal = defaultProgram(currencyCode);
    const program = {
      ...proposal,
      rewards: proposal.rewards.map((reward) => ({ ...reward, minimumSubtotalMinor: 12_500 })),
    };
    const reading = readProgram(toDocument(toForm(program, currencyCode, locale)));
    expect(reading).toEqual({ ok: true, program });
  });
});

test('A number that cannot be read stays as it was typed, and its place is named', () => {
  const form = toForm(defaultProgram('DKK'), 'DKK', 'en');
  const typed = {
    ...form,
    order: { ...form.order, unit: 'ten' },
    rewards: form.rewards.map((reward, index) => (index === 1 ? { ...reward, costPoints: '' } : reward)),
  };
  const document = toDocument(typed);
  expect(toForm(document, 'DKK', 'en').order.unit).toBe('ten');
  const reading = readProgram(document);
  expect(reading.ok ? [] : reading.problems).toEqual([
    { path: ['rules', 0, 'unitMinor'], code: 'amount_invalid' },
    { path: ['rewards', 1, 'costPoints'], code: 'points_not_whole' },
  ]);
});

test('A welcome that is switched off may be left empty', () => {
  const form = toForm(defaultProgram('DKK'), 'DKK', 'en');
  expect(readProgram(toDocument({ ...form, signup: { enabled: false, points: '' } })).ok).toBe(true);
  expect(readProgram(toDocument({ ...form, signup: { enabled: true, points: '' } })).ok).toBe(false);
});

test.each([null, 5, [], { rules: 'x', rewards: [null, { title: 3 }] }])(
  'A broken draft %j opens as a form',
  (document) => {
    const form = toForm(document, 'DKK', 'en');
    expect(form.currencyCode).toBe('DKK');
    expect(form.pointName.en.other).toBe('points');
  },
);

describe('The time of points', () => {
  test.each([
    [{ kind: 'none' }, { kind: 'never' }],
    [
      { kind: 'after_payment', days: 30 },
      { kind: 'rolling', months: 18 },
    ],
    [
      { kind: 'after_fulfillment', days: 0 },
      { kind: 'inactivity', months: 6 },
    ],
    [{ kind: 'none' }, { kind: 'fixed', month: 6, day: 30, minimumMonths: 3 }],
  ])('pending %j and expiry %j come out of the editor as they went in', (pending, expiry) => {
    const reading = readProgram(toDocument(toForm({ ...defaultProgram('DKK'), pending, expiry }, 'DKK', 'en')));
    expect(reading.ok && [reading.program.pending, reading.program.expiry]).toEqual([pending, expiry]);
  });

  test('what cannot be read is a problem at its place', () => {
    const form = toForm(defaultProgram('DKK'), 'DKK', 'en');
    const wrong = {
      ...form,
      pending: { kind: 'after_payment' as const, days: 'two weeks' },
      expiry: { ...form.expiry, kind: 'fixed' as const, day: '31', month: '6', minimumMonths: 'x' },
    };
    const reading = readProgram(toDocument(wrong));
    expect(reading.ok ? [] : reading.problems.map(({ path, code }) => [path.join('.'), code])).toEqual([
      ['pending.days', 'wait_days_invalid'],
      ['expiry.minimumMonths', 'age_invalid'],
    ]);
  });
});
