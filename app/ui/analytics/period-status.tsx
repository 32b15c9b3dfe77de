/** Which time the figures of a page are of, or that others are on their way. Told to a screen reader when it changes. */
import { Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { ComparedPeriod } from '../../analytics/period.ts';
import { StillLoading } from '../still-loading.tsx';
import { useRange } from './use-range.ts';

export function PeriodStatus({ period, isPending }: { period: ComparedPeriod; isPending: boolean }) {
  const { t } = useTranslation();
  const sayRange = useRange();
  const current = sayRange(period.current);
  return (
    <div role="status">
      {isPending ? (
        <StillLoading />
      ) : (
        <Text as="p" tone="subdued" variant="bodySm">
          {period.before ? t('analytics.comparedWith', { current, before: sayRange(period.before) }) : current}
        </Text>
      )}
    </div>
  );
}
