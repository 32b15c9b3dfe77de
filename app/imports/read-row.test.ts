import { describe, expect, it } from 'vitest';
import { mapColumns, mappingProblems } from './columns.ts';
import { readRow, type ReadOptions } from './read-row.ts';

const now = new Date('2026-11-21T12:00:00Z');
const header = ['Customer ID', 'Email', 'Points', 'Date', 'Reason', 'Expires on', 'Birthday', 'VIP Tier'];
const read = (cells: readonly string[], options: Partial<ReadOptions> = {}) =>
  readRow(cells, mapColumns(header), { kind: 'history', dateOrder: null, now, ...options });
const problemOf = (cells: readonly string[], options: Partial<ReadOptions> = {}) => {
  const result = read(cells, options);
  return result.ok ? null : result.problem;
};

describe('columns of other vendors', () => {
  it.each([
    ['Email,Points Balance,VIP Tier,Birthday', { email: 0, points: 1, tier: 2, birthday: 3 }],
    ['customer_email;points;created_at;reason'.replaceAll(';', ','), { email: 0, points: 1, date: 2, note: 3 }],
    ['shopify_customer_id,points_change,transaction_date', { customerId: 0, points: 1, date: 2 }],
    ['First name,EMAIL ADDRESS,Approved points,Date of birth', { email: 1, points: 2, birthday: 3 }],
  ])('%s', (names, expected) => {
    expect(mapColumns(names.split(','))).toEqual(expected);
  });

  it('A column that the merchant names wins over the one that is guessed', () => {
    expect(mapColumns(['Points', 'Lifetime points', 'E-mail'], { points: 'lifetime_points' })).toEqual({
      points: 1,
      email: 2,
    });
  });

  it('Says what the file cannot do without', () => {
    expect(mappingProblems(mapColumns(['Name']), 'history')).toEqual([
      'column_points_missing',
      'column_customer_missing',
      'column_date_missing',
    ]);
    expect(mappingProblems(mapColumns(['Email', 'Points']), 'balances')).toEqual([]);
  });
});

describe('a row of a history', () => {
  it('Is read with all that it says', () => {
    const row = ['gid://shopify/Customer/77', '', '+1,200', '2026-03-01T10:00:00+02:00', ' Order #1 ', '2027-03-01'];
    expect(read([...row, '1990-02-29', 'Gold'])).toEqual({ ok: false, problem: 'birthday_invalid' });
    expect(read([...row, '1992-02-29', 'Gold'])).toEqual({
      ok: true,
      row: {
        customerId: '77',
        email: null,
        points: 1200,
        occurredAt: new Date('2026-03-01T08:00:00Z'),
        expiresOn: '2027-03-01',
        note: 'Order #1',
        birthday: '02-29',
        tier: 'Gold',
      },
    });
  });

  it.each<[string, number | null]>([
    ['1200', 1200],
    ['1,200', 1200],
    ['1 200', 1200],
    ['1\u00a0200.00', 1200],
    ['-40', -40],
    ['\u221240', -40],
    ['1.200', null],
    ['1,20', null],
    ['12.5', null],
    ['1e3', null],
    ['twelve', null],
  ])('Points written as %s', (text, points) => {
    const result = read(['77', '', text, '2026-03-01']);
    expect(result.ok ? result.row.points : null).toBe(points);
  });

  it.each<[string, ReadOptions['dateOrder'], string | null]>([
    ['2026-03-04', null, '2026-03-04T12:00:00.000Z'],
    ['2026/3/4 07:08', null, '2026-03-04T07:08:00.000Z'],
    ['2026-03-04 07:08:09 UTC', null, '2026-03-04T07:08:09.000Z'],
    ['2026-03-04T07:08:09.123Z', null, '2026-03-04T07:08:09.000Z'],
    ['03/04/2026', null, null],
    ['03/04/2026', 'day_first', '2026-04-03T12:00:00.000Z'],
    ['03/04/2026', 'month_first', '2026-03-04T12:00:00.000Z'],
    ['31.04.2026', 'day_first', null],
    ['yesterday', null, null],
    ['2026-03-04 nonsense', null, null],
  ])('A date written as %s, %s', (text, dateOrder, instant) => {
    const result = read(['77', '', '5', text], { dateOrder });
    expect(result.ok ? result.row.occurredAt?.toISOString() : null).toBe(instant);
  });

  it('Is refused for one reason, named', () => {
    expect(problemOf(['', '', '5', '2026-03-01'])).toBe('customer_missing');
    expect(problemOf(['x7', 'a@example.com', '5', '2026-03-01'])).toBe('customer_id_invalid');
    expect(problemOf(['', 'nobody', '5', '2026-03-01'])).toBe('email_invalid');
    expect(problemOf(['7', '', '', '2026-03-01'])).toBe('points_missing');
    expect(problemOf(['7', '', '0', '2026-03-01'])).toBe('points_zero');
    expect(problemOf(['7', '', '9999999999', '2026-03-01'])).toBe('points_too_many');
    expect(problemOf(['7', '', '5', ''])).toBe('date_missing');
    expect(problemOf(['7', '', '5', '2026-11-30'])).toBe('date_in_future');
    expect(problemOf(['7', '', '5', '2026-03-01', '', 'soon'])).toBe('expiry_invalid');
    expect(problemOf(['7', '', '-5'], { kind: 'balances' })).toBe('balance_negative');
    expect(problemOf(['7', '', '0'], { kind: 'balances' })).toBeNull();
  });

  it('Keeps no characters that the database refuses', () => {
    const result = read(['7', '', '5', '2026-03-01', 'a\0b\ud800']);
    expect(result.ok && result.row.note).toBe('ab');
  });
});
