import { Text } from '@shopify/polaris';
import type { Panel } from '../../analytics/panel.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useValue } from './use-value.ts';

interface BarsBodyProps {
  panel: Extract<Panel, { kind: 'bars' }>;
  title: string;
  nameOf(key: string): string;
}

/** A list with a bar below each line: its words are the table, so nothing is said in color or length alone. */
export function BarsBody({ panel, title, nameOf }: BarsBodyProps) {
  const say = useValue();
  const format = useFormat();
  const currencyCode = 'currencyCode' in panel ? panel.currencyCode : undefined;
  // Nobody without a level needs no line.
  const rows = panel.rows.filter(({ key, value }) => key !== 'none' || value);
  // A share is a part of all, whatever the largest is: beside "60%" no bar is full.
  const highest = panel.unit === 'share' ? 10_000 : Math.max(1, ...panel.rows.map(({ value }) => Math.abs(value ?? 0)));
  return (
    <ul className="regulars-bars" aria-label={title}>
      {rows.map(({ key, name, value, share }) => (
        <li key={key}>
          <div className="regulars-bars-words">
            <Text as="span" breakWord>
              {name ?? nameOf(key)}
            </Text>
            <span className="regulars-numeric">
              <Text as="span" fontWeight="semibold">
                {say.full(panel.unit, value, currencyCode)}
              </Text>
              {share !== undefined && value !== null && (
                <Text as="span" tone="subdued">
                  {' '}
                  ({format.percent(share / 10_000)})
                </Text>
              )}
            </span>
          </div>
          <div className="regulars-bars-track" aria-hidden="true">
            <div
              data-negative={(value ?? 0) < 0}
              style={{ inlineSize: `${share === undefined ? (Math.abs(value ?? 0) / highest) * 100 : share / 100}%` }}
            />
          </div>
        </li>
      ))}
    </ul>
  );
}
