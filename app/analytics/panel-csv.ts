/** A panel as a CSV file: RFC 4180, with the mark by which spreadsheets know UTF-8. Pure; also runs in the browser. */
import { BYTE_ORDER_MARK, csvLine } from '../lib/csv.ts';
import { formatMinorAsDecimal } from '../lib/money.ts';
import type { Panel, Unit } from './panel.ts';

/** What the file's head and keys are called. Numbers are not put into a language: spreadsheets read them. */
export interface PanelWords {
  /** The word for a column: `value`, `before`, `key`, `bucket`, `step`, `cohort`, `size`, `month`, `member`, `customer`, or a line's key. */
  column(name: string): string;
  /** The word for a key of a row. */
  key(key: string): string;
}

export function panelCsv(panel: Panel, words: PanelWords): string {
  return BYTE_ORDER_MARK + rowsOf(panel, words).map(csvLine).join('');
}

type Cell = string | number | null;

function rowsOf(panel: Panel, words: PanelWords): Cell[][] {
  const currencyCode = 'currencyCode' in panel ? (panel.currencyCode ?? '') : '';
  const number = (value: number | null, unit: Unit) => plainNumber(value, unit, currencyCode);
  const head = (...names: string[]) => [
    ...names.map((name) => words.column(name)),
    ...(currencyCode ? [currencyCode] : []),
  ];
  switch (panel.kind) {
    case 'figure':
      return [head('value', 'before'), [number(panel.value, panel.unit), number(panel.before, panel.unit)]];
    case 'series': {
      const before = panel.before ?? [];
      return [
        [...head('bucket', ...panel.lines.map(({ key }) => key)), ...before.map(() => words.column('before'))],
        ...panel.buckets.map((bucket, index) => [
          bucket,
          ...panel.lines.map(({ values }) => number(values[index] ?? null, panel.unit)),
          ...(currencyCode ? [null] : []),
          ...before.map((values) => number(values[index] ?? null, panel.unit)),
        ]),
      ];
    }
    case 'bars':
      return [
        head('key', 'value'),
        ...panel.rows.map((row) => [row.name ?? words.key(row.key), number(row.value, panel.unit)]),
      ];
    case 'funnel':
      return [head('step', 'value'), ...panel.steps.map(({ key, value }) => [words.key(key), value])];
    case 'cohorts': {
      const months = Math.max(0, ...panel.rows.map(({ values }) => values.length));
      return [
        [
          ...head('cohort', 'size'),
          ...Array.from({ length: months }, (_, month) => `${words.column('month')} ${month}`),
        ],
        ...panel.rows.map(({ cohort, size, values }) => [
          cohort,
          size,
          ...Array.from({ length: months }, (_, month) => number(values[month] ?? null, 'share')),
        ]),
      ];
    }
    case 'members': {
      const names = Object.keys(panel.rows[0]?.values ?? {});
      return [
        head('member', 'customer', ...names),
        ...panel.rows.map(({ memberId, customerId, values }) => [
          memberId,
          customerId,
          ...names.map((name) => {
            const value = values[name] ?? null;
            return name === 'spent' && typeof value === 'number' ? number(value, 'money') : value;
          }),
        ]),
      ];
    }
  }
}

/** Money in whole units with the currency's decimals, shares in per cent, ratios as they are; a point for the decimals. */
function plainNumber(value: number | null, unit: Unit, currencyCode: string): Cell {
  if (value === null) return null;
  if (unit === 'share' || unit === 'ratio') return (value / 100).toFixed(2);
  if (unit !== 'money') return value;
  return formatMinorAsDecimal(value, currencyCode);
}
