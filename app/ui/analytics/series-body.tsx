import { Text } from '@shopify/polaris';
import { lazy, Suspense, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { Panel } from '../../analytics/panel.ts';
import { useBucket } from './use-bucket.ts';
import { useValue } from './use-value.ts';
import { ValueTable } from '../value-table.tsx';

const VizChart = lazy(() => import('./viz-chart.tsx'));

type SeriesPanel = Extract<Panel, { kind: 'series' }>;

const colors = ['#0a6b52', '#b4690e', '#2c5cc5', '#8a3ffc', '#6b7177'];

const never = () => () => {};
/** False while the server renders and while the browser takes the page over: the charts cannot be drawn without a screen. */
function useIsInBrowser(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}

interface SeriesBodyProps {
  panel: SeriesPanel;
  title: string;
  nameOf(key: string): string;
  shows: 'chart' | 'table';
}

/** Values over time. The table is always there: seen instead of the chart when it is asked for, read aloud otherwise. */
export function SeriesBody({ panel, title, nameOf, shows }: SeriesBodyProps) {
  const { t } = useTranslation();
  const say = useValue();
  const bucketOf = useBucket();
  const isInBrowser = useIsInBrowser();
  const currencyCode = 'currencyCode' in panel ? panel.currencyCode : undefined;
  const full = (value: number | null) => say.full(panel.unit, value, currencyCode);
  const before = panel.before ?? [];
  const columns = [
    t('analytics.table.when'),
    ...panel.lines.map(({ key }) => nameOf(key)),
    ...before.map((_, index) => t('analytics.table.before', { name: nameOf(panel.lines[index]?.key ?? '') })),
  ];
  const table = (
    <ValueTable
      caption={title}
      columns={columns}
      rows={panel.buckets.map((bucket, at) => ({
        key: bucket,
        head: bucketOf(bucket),
        cells: [
          ...panel.lines.map(({ values }) => full(values[at] ?? null)),
          ...before.map((values) => full(values[at] ?? null)),
        ],
      }))}
    />
  );
  if (shows === 'table') return <div className="regulars-panel-table">{table}</div>;
  const series = panel.lines.map(({ key, values }, line) => ({
    name: nameOf(key),
    color: colors[line % colors.length] ?? '#0a6b52',
    data: panel.buckets.map((bucket, at) => ({ key: bucket, value: values[at] ?? null })),
  }));
  // One line of before is enough to see by; all of them are in the table.
  const drawnBefore = before.slice(0, 1).filter((values) => values.some((value) => value));
  const compared = drawnBefore.map((values, line) => ({
    name: t('analytics.table.before', { name: nameOf(panel.lines[line]?.key ?? '') }),
    color: '#8c9196',
    isComparison: true,
    data: panel.buckets.map((bucket, at) => ({ key: bucket, value: values[at] ?? null })),
  }));
  return (
    <div className="regulars-series">
      <ul className="regulars-legend" aria-hidden="true">
        {[...series, ...compared].map(({ name, color }, index) => (
          <li key={index} data-comparison={index >= series.length}>
            <svg width="18" height="8">
              <line
                x1="0"
                x2="18"
                y1="4"
                y2="4"
                stroke={color}
                strokeWidth="2.5"
                strokeDasharray={index >= series.length ? '3 3' : undefined}
              />
            </svg>
            <Text as="span" variant="bodySm">
              {name}
            </Text>
          </li>
        ))}
      </ul>
      <div className="regulars-viz" aria-hidden="true">
        {isInBrowser && (
          <Suspense fallback={null}>
            <VizChart
              series={[...series, ...compared]}
              axis={(value) => say.short(panel.unit, value, currencyCode)}
              full={full}
              shortKey={(key) => bucketOf(key, 'short')}
              fullKey={(key) => bucketOf(key)}
            />
          </Suspense>
        )}
      </div>
      <Text as="span" visuallyHidden>
        {summaryOf()}
      </Text>
    </div>
  );

  /** What a listener wants to know before opening the table: where each line ends, and its highest. */
  function summaryOf(): string {
    return panel.lines
      .map(({ key, values }) => {
        const known = values.filter((value): value is number => value !== null);
        if (known.length === 0) return '';
        return t('analytics.table.summary', {
          name: nameOf(key),
          last: full(known.at(-1) ?? null),
          highest: full(Math.max(...known)),
        });
      })
      .filter(Boolean)
      .join(' ');
  }
}
