import { BlockStack, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { ReferralView } from '../../referrals/referral-view.ts';
import { ReferralRows } from '../referrals/referral-rows.tsx';

interface ReferralsCardProps {
  rows: readonly ReferralView[];
  names: Record<string, string>;
}

/** The friends that the member brought, what was decided of each and why. Nothing while there are none. */
export function ReferralsCard({ rows, names }: ReferralsCardProps) {
  const { t } = useTranslation();
  if (rows.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t('referrals.card')}
          </Text>
          <Link url="/app/referrals">{t('referrals.all')}</Link>
        </InlineStack>
        <ReferralRows rows={rows} names={names} />
      </BlockStack>
    </Card>
  );
}
