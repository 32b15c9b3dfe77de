/** All referrals of the shop: waiting, rewarded, refused, each with its reasons. */
import { useSearchParams } from '@remix-run/react';
import { TitleBar } from '@shopify/app-bridge-react';
import { BlockStack, Button, ButtonGroup, Card, InlineStack, Page, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { referralFilters, type ReferralFilter, type ReferralView } from '../../referrals/referral-view.ts';
import { ReferralRows } from './referral-rows.tsx';

interface ReferralsPageProps {
  show: ReferralFilter;
  isFirstPage: boolean;
  rows: ReferralView[];
  olderThan: string | null;
  names: Record<string, string>;
}

export function ReferralsPage({ show, isFirstPage, rows, olderThan, names }: ReferralsPageProps) {
  const { t } = useTranslation();
  const [, setParams] = useSearchParams();
  const filter: Record<string, string> = show === 'all' ? {} : { show };
  return (
    <Page title={t('referrals.title')} subtitle={t('referrals.subtitle')}>
      <TitleBar title={t('referrals.title')} />
      <Card>
        <BlockStack gap="300">
          <div>
            <ButtonGroup variant="segmented">
              {referralFilters.map((one) => (
                <Button
                  key={one}
                  pressed={one === show}
                  onClick={() => setParams(one === 'all' ? {} : { show: one }, { preventScrollReset: true })}
                >
                  {t(`referrals.show.${one}`)}
                </Button>
              ))}
            </ButtonGroup>
          </div>
          {rows.length === 0 ? (
            <Text as="p" tone="subdued">
              {t(show === 'all' && isFirstPage ? 'referrals.empty' : 'referrals.none')}
            </Text>
          ) : (
            <ReferralRows rows={rows} names={names} withAdvocate />
          )}
          {(olderThan || !isFirstPage) && (
            <InlineStack gap="300">
              {!isFirstPage && <Button onClick={() => setParams(filter)}>{t('member.timeline.newest')}</Button>}
              {olderThan && (
                <Button onClick={() => setParams({ ...filter, olderThan })}>{t('member.timeline.older')}</Button>
              )}
            </InlineStack>
          )}
        </BlockStack>
      </Card>
    </Page>
  );
}
