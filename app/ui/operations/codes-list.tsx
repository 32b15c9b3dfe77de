/** Rewards for which Shopify refused a code: whose, in Shopify's words, and whether the points are back. */
import { Badge, Button } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { sayPoints } from '../../i18n/explain.ts';
import { useFormat } from '../../i18n/use-format.ts';
import type { RefusedCode } from '../../operations/operations-view.ts';
import { nameOr } from '../member-names.ts';
import { usePointName } from '../use-point-name.ts';
import { FailedItem } from './failed-item.tsx';

export function CodesList({ codes, names }: { codes: readonly RefusedCode[]; names: Record<string, string> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const pointName = usePointName();
  return (
    <ul className="regulars-failures">
      {codes.map(({ id, memberId, customerId, title, costPoints, reason, createdAt, returnedAt }) => {
        const name = nameOr(names[customerId], customerId, t);
        const points = sayPoints(costPoints, { locale: format.locale, pointName });
        return (
          <FailedItem
            key={id}
            title={t('operations.codes.of', { reward: title[format.locale] ?? title['en'] ?? '', name })}
            badge={returnedAt && <Badge tone="success">{t('operations.codes.back', { points })}</Badge>}
            meaning={t('operations.codes.said', { reason })}
            since={createdAt}
            actions={
              <>
                <Button url="/app/program/rewards">{t('operations.codes.reward')}</Button>
                <Button
                  variant="tertiary"
                  url={`/app/members/${memberId}`}
                  accessibilityLabel={`${t('operations.checks.member')}: ${name}`}
                >
                  {t('operations.checks.member')}
                </Button>
              </>
            }
          />
        );
      })}
    </ul>
  );
}
