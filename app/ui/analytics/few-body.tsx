import { Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { Panel } from '../../analytics/panel.ts';
import { Comparison } from './comparison.tsx';
import { goodOf } from './good-news.ts';
import { useBucket } from './use-bucket.ts';
import { useValue } from './use-value.ts';

/** Up to so many days or months a line says less than their numbers. */
export const FEW_BUCKETS = 3;

interface FewBodyProps {
  panel: Extract<Panel, { kind: 'series' }>;
  title: string;
  nameOf(key: string): string;
  todayOn: string;
}

/** A few days or months, each with its number, a bar and how it was before: what a program's first weeks have to show. */
export function FewBody({ panel, title, nameOf, todayOn }: FewBodyProps) {
  const { t } = useTranslation();
  const say = useValue();
  const bucketOf = useBucket();
  const { unit, currencyCode } = panel;
  const known = panel.lines.flatMap(({ values }) => values.map((value) => Math.abs(value ?? 0)));
  // A share is a part of all, whatever the largest is.
  const highest = unit === 'share' ? 10_000 : Math.max(1, ...known);
  const rows = panel.buckets.flatMap((bucket, at) => {
    const isGoingOn = todayOn.startsWith(bucket);
    const when = isGoingOn ? t('analytics.soFar', { when: bucketOf(bucket) }) : bucketOf(bucket);
    return panel.lines.map(({ key, values }, line) => ({
      key: `${bucket} ${key}`,
      name: panel.lines.length === 1 ? when : t('analytics.lineOf', { when, name: nameOf(key) }),
      value: values[at] ?? null,
      // What is not over yet cannot be compared with what is.
      before: isGoingOn ? null : panel.before?.[line]?.[at],
    }));
  });
  return (
    <ul className="regulars-bars" aria-label={title}>
      {rows.map(({ key, name, value, before }) => (
        <li key={key}>
          <div className="regulars-bars-words">
            <Text as="span" breakWord>
              {name}
            </Text>
            <span className="regulars-numeric">
              <Text as="span" fontWeight="semibold">
                {say.full(unit, value, currencyCode)}
              </Text>
            </span>
          </div>
          <div className="regulars-bars-track" aria-hidden="true">
            <div
              data-negative={(value ?? 0) < 0}
              style={{ inlineSize: `${(Math.abs(value ?? 0) / highest) * 100}%` }}
            />
          </div>
          <Comparison {...{ unit, value, before, currencyCode }} good={goodOf[panel.id]} />
        </li>
      ))}
    </ul>
  );
}
