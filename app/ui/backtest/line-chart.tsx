import { Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';

interface LineChartProps {
  title: string;
  /** What stands at each step, e.g. months. */
  steps: readonly string[];
  series: readonly { name: string; values: readonly number[] }[];
  format: (value: number) => string;
}

const [WIDTH, HEIGHT, TOP] = [600, 160, 8];
const colors = ['#005bd3', '#8a6116'];
const dashes = ['', '6 4'];

/** Lines over time, drawn on the server as well; read aloud as a table. */
export function LineChart({ title, steps, series, format }: LineChartProps) {
  const { t } = useTranslation();
  const highest = Math.max(1, ...series.flatMap(({ values }) => values));
  const x = (index: number) => (steps.length < 2 ? WIDTH / 2 : (index / (steps.length - 1)) * WIDTH);
  const y = (value: number) => HEIGHT - (value / highest) * (HEIGHT - TOP);
  return (
    <figure style={{ margin: 0 }}>
      <figcaption style={{ display: 'flex', flexWrap: 'wrap', gap: '0.25rem 1rem', marginBlockEnd: '0.5rem' }}>
        <Text as="h3" variant="headingSm">
          {title}
        </Text>
        {series.map(({ name }, index) => (
          <Text key={index} as="span" variant="bodySm">
            <svg width="20" height="8" aria-hidden="true">
              <line
                x1="0"
                x2="20"
                y1="4"
                y2="4"
                stroke={colors[index]}
                strokeWidth="2"
                strokeDasharray={dashes[index]}
              />
            </svg>{' '}
            {name}
          </Text>
        ))}
        <Text as="span" variant="bodySm" tone="subdued">
          {t('backtest.highest', { value: format(highest) })}
        </Text>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT + 4}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        style={{ display: 'block', width: '100%', height: '10rem' }}
      >
        <line x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} stroke="#c9c9c9" vectorEffect="non-scaling-stroke" />
        {series.map(({ values }, index) => (
          <polyline
            key={index}
            points={values.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}
            fill="none"
            stroke={colors[index]}
            strokeWidth="2"
            strokeDasharray={dashes[index]}
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </svg>
      <div style={{ display: 'flex', justifyContent: 'space-between' }} aria-hidden="true">
        <Text as="span" variant="bodySm" tone="subdued">
          {steps[0] ?? ''}
        </Text>
        <Text as="span" variant="bodySm" tone="subdued">
          {steps.at(-1) ?? ''}
        </Text>
      </div>
      <Text as="p" visuallyHidden>
        {steps
          .map(
            (step, at) =>
              `${step}: ${series.map(({ name, values }) => `${name} ${format(values[at] ?? 0)}`).join(', ')}`,
          )
          .join('; ')}
      </Text>
    </figure>
  );
}
