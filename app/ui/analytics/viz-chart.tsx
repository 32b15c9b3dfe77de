/**
 * Lines over time, drawn by Shopify's own charts. Heavy: only ever loaded in the browser, by `series-body.tsx`, which keeps
 * its place on the page. What it shows is also in a table beside it, so it is hidden from screen readers and the keyboard.
 */
import { LineChart, PolarisVizProvider, type DataSeries } from '@shopify/polaris-viz';
import '@shopify/polaris-viz/build/esm/styles.css';
import { useEffect, useRef, type CSSProperties } from 'react';

interface VizChartProps {
  series: DataSeries[];
  axis(value: number): string;
  full(value: number): string;
  /** The words of a point on the horizontal axis: short, and whole. */
  shortKey(key: string): string;
  fullKey(key: string): string;
}

const themes = {
  Light: {
    chartContainer: { padding: '0px', backgroundColor: 'transparent', minHeight: 0 },
    seriesColors: { comparison: '#8c9196' },
    line: { hasArea: false, hasSpline: false, width: 2 },
  },
};

const numberOf = (value: number | string | null) => (value === null ? null : Number(value));

export default function VizChart({ series, axis, full, shortKey, fullKey }: VizChartProps) {
  const say = (value: number | string | null) => {
    const number = numberOf(value);
    return number === null ? '–' : full(number);
  };
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => (frame.current ? takeOutOfTabOrder(frame.current) : undefined), []);
  return (
    <div ref={frame} className="regulars-viz-frame" style={lineColors(series)}>
      <PolarisVizProvider themes={themes} defaultTheme="Light">
        <LineChart
          data={series}
          isAnimated={false}
          theme="Light"
          showLegend={false}
          xAxisOptions={{ labelFormatter: (key) => shortKey(String(key)) }}
          yAxisOptions={{ labelFormatter: (value) => axis(numberOf(value) ?? 0), integersOnly: true }}
          tooltipOptions={{
            valueFormatter: say,
            titleFormatter: (key) => fullKey(String(key)),
            keyFormatter: (key) => String(key),
          }}
        />
      </PolarisVizProvider>
    </div>
  );
}

/** The colors of the lines for the style sheet, which draws them itself: see analytics.css. */
function lineColors(series: readonly DataSeries[]): CSSProperties {
  const colors: Record<`--line-${number}` | `--dash-${number}`, string> = {};
  for (const [index, { color, isComparison }] of series.entries()) {
    colors[`--line-${index}`] = typeof color === 'string' ? color : 'currentcolor';
    colors[`--dash-${index}`] = isComparison ? '2 4' : 'none';
  }
  return colors;
}

/** Each point would be a stop of the Tab key that says nothing; whoever uses keys reads the table. @returns how to stop. */
function takeOutOfTabOrder(frame: HTMLElement): () => void {
  const take = () => {
    for (const point of frame.querySelectorAll('[tabindex="0"]')) point.setAttribute('tabindex', '-1');
  };
  take();
  const observer = new MutationObserver(take);
  observer.observe(frame, { subtree: true, childList: true, attributes: true, attributeFilter: ['tabindex'] });
  return () => observer.disconnect();
}
