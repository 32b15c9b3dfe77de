import { expect, test } from 'vitest';
import { panelCsv } from './panel-csv.ts';

const words = { column: (name: string) => `[${name}]`, key: (key: string) => `<${key}>` };

test('A name that begins like a formula becomes text, quotes are doubled, and a number keeps its sign', () => {
  const names = ['=1+1', '+1', '-cmd', '@sum', '\t=x', ' =y', 'a "b", c', 'line\nbreak', 'plain'];
  const text = panelCsv(
    { kind: 'bars', id: 'rewards_taken', unit: 'count', rows: names.map((name) => ({ key: name, name, value: -5 })) },
    words,
  );
  expect(text.startsWith('\uFEFF[key],[value]\r\n')).toBe(true);
  const rows = text.slice(1).split('\r\n').slice(1, -1);
  expect(rows).toEqual([
    ...["'=1+1,-5", "'+1,-5", "'-cmd,-5", "'@sum,-5", "'\t=x,-5", "' =y,-5"],
    ...['"a ""b"", c",-5', '"line\nbreak",-5', 'plain,-5'],
  ]);
});

test('Money is written in the decimals of its currency, shares in per cent, and what is not known is empty', () => {
  const money = { kind: 'figure', id: 'member_revenue', unit: 'money', value: 123_456, before: null } as const;
  expect(panelCsv({ ...money, currencyCode: 'DKK' }, words)).toBe('\uFEFF[value],[before],DKK\r\n1234.56,\r\n');
  expect(panelCsv({ ...money, currencyCode: 'JPY' }, words)).toContain('123456,');
  expect(panelCsv({ ...money, currencyCode: 'KWD' }, words)).toContain('123.456,');
  expect(panelCsv({ ...money, id: 'active_share', unit: 'share', value: 1_234, before: 0 }, words)).toContain(
    '12.34,0.00',
  );
});

test('A series has a row a bucket and the time before beside it, cohorts a column a month, members their values', () => {
  const series = panelCsv(
    {
      ...{ kind: 'series', id: 'referrals', unit: 'count', buckets: ['2026-01', '2026-02'] },
      lines: [{ key: 'came', values: [1, null] }],
      before: [[3, 4]],
    },
    words,
  );
  expect(series).toBe('\uFEFF[bucket],[came],[before]\r\n2026-01,1,3\r\n2026-02,,4\r\n');
  const cohorts = panelCsv(
    { kind: 'cohorts', id: 'cohorts', unit: 'share', rows: [{ cohort: '2026-01', size: 7, values: [10_000, null] }] },
    words,
  );
  expect(cohorts).toBe('\uFEFF[cohort],[size],[month] 0,[month] 1\r\n2026-01,7,100.00,\r\n');
  const members = panelCsv(
    {
      ...{ kind: 'members', id: 'best_by_spend', currencyCode: 'DKK' },
      rows: [{ memberId: 'm', customerId: null, values: { spent: 100, orders: 2 } }],
    },
    words,
  );
  expect(members).toBe('\uFEFF[member],[customer],[spent],[orders],DKK\r\nm,,1.00,2\r\n');
});
