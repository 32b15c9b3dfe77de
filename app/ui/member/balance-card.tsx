import { BlockStack, Button, Card, Divider, InlineStack, Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { sayCount, sayPoints } from '../../i18n/explain.ts';
import { useFormat } from '../../i18n/use-format.ts';
import type { NextExpiry } from '../../expiry/next-expiry.server.ts';
import type { MemberView } from '../../members/member-view.server.ts';
import { usePointName } from '../use-point-name.ts';

interface BalanceCardProps {
  member: MemberView;
  /** What runs out, soonest first. */
  expiries: readonly NextExpiry[];
  /** Opens the dialog in which the points get a later date; null where nothing can be changed. */
  onExtend: (() => void) | null;
}

export function BalanceCard({ member, expiries, onExtend }: BalanceCardProps) {
  const nextExpiry = expiries[0];
  const { t } = useTranslation();
  const format = useFormat();
  const pointName = usePointName();
  const rows = [
    ['pending', member.pendingPoints],
    ['earned', member.earnedPoints],
    ['redeemed', member.redeemedPoints],
  ] as const;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('member.balance.title')}
        </Text>
        <Text as="p" variant="headingXl">
          {sayPoints(member.availablePoints, { locale: format.locale, pointName })}
        </Text>
        {member.availablePoints < 0 && (
          <Text as="p" tone="caution">
            {t('member.balance.owed')}
          </Text>
        )}
        {nextExpiry && (
          <Text as="p" tone="subdued">
            {t('member.balance.nextExpiry', {
              points: sayPoints(nextExpiry.points, { locale: format.locale, pointName }),
              date: format.calendarDate(nextExpiry.expiresOn),
            })}{' '}
            {onExtend && (
              <Button variant="plain" onClick={onExtend}>
                {t('member.extend.open')}
              </Button>
            )}
          </Text>
        )}
        <Divider />
        {rows.map(([key, points]) => (
          <InlineStack key={key} align="space-between" gap="200">
            <Text as="span" tone="subdued">
              {t(`member.balance.${key}`)}
            </Text>
            <Text as="span" numeric>
              {sayCount(points, { locale: format.locale, pointName })}
            </Text>
          </InlineStack>
        ))}
        {member.customerId && (
          <>
            <Divider />
            <Link url={`shopify://admin/customers/${member.customerId}`} target="_top">
              {t('member.openCustomer')}
            </Link>
          </>
        )}
      </BlockStack>
    </Card>
  );
}
