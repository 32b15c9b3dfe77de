import { BlockStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { Panel } from '../../analytics/panel.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useBucket } from './use-bucket.ts';

interface CohortsBodyProps {
  panel: Extract<Panel, { kind: 'cohorts' }>;
  title: string;
}

/** Months of joining down, months since then across; the share is written in each field, its tint only helps the eye. */
export function CohortsBody({ panel, title }: CohortsBodyProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const bucketOf = useBucket();
  // Months that nobody has lived through yet take no room.
  const months = Math.max(0, ...panel.rows.map(({ values }) => values.findLastIndex((value) => value !== null) + 1));
  const highest = Math.max(1, ...panel.rows.flatMap(({ values }) => values.map((value) => value ?? 0)));
  return (
    <BlockStack gap="200">
      <Text as="p" variant="bodySm" tone="subdued">
        {t('analytics.cohorts.hint')}
      </Text>
      <div className="regulars-values" role="group" aria-label={title} tabIndex={0}>
        <table className="regulars-cohorts">
          <caption>
            <Text as="span" visuallyHidden>
              {title}
            </Text>
          </caption>
          <thead>
            <tr>
              <th scope="col">{t('analytics.cohorts.joined')}</th>
              <th scope="col">{t('analytics.cohorts.members')}</th>
              {Array.from({ length: months }, (_, month) => (
                <th key={month} scope="col">
                  <span aria-hidden="true">{format.number(month)}</span>
                  <Text as="span" visuallyHidden>
                    {t('analytics.cohorts.after', { count: month, number: format.number(month) })}
                  </Text>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {panel.rows.map(({ cohort, size, values }) => (
              <tr key={cohort}>
                <th scope="row">{bucketOf(cohort, 'short')}</th>
                <td>{format.number(size)}</td>
                {Array.from({ length: months }, (_, month) => {
                  const value = values[month] ?? null;
                  return value === null ? (
                    <td key={month} aria-label={t('analytics.cohorts.notYet')} />
                  ) : (
                    <td
                      key={month}
                      // Never darker than what the text can be read on.
                      style={{ backgroundColor: `rgb(10 107 82 / ${((value / highest) * 0.42).toFixed(3)})` }}
                    >
                      {format.percent(Math.round(value / 100) / 100)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </BlockStack>
  );
}
