import { BlockStack, Button, Card, InlineStack, Modal, Text } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { inLocale } from '../../i18n/explain.ts';
import { useFormat } from '../../i18n/use-format.ts';
import type { DonationSum } from '../../rewards/hand-over.server.ts';

interface DonationsCardProps {
  donations: readonly DonationSum[];
  isSending: boolean;
  onGiven(rewardId: string, expectedMinor: number): void;
}

/** What is to be given to each good cause, and what has been. */
export function DonationsCard({ donations, isSending, onGiven }: DonationsCardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [asked, setAsked] = useState<DonationSum | null>(null);
  const wordsOf = (sum: DonationSum) => ({
    amount: format.money(sum.openMinor),
    charity: inLocale(sum.charity, format.locale),
  });
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('rewardsPage.donations.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('rewardsPage.donations.text')}
          </Text>
        </BlockStack>
        <ul className="regulars-timeline">
          {donations.map((sum) => (
            <li key={sum.rewardId}>
              <Text as="span" fontWeight="semibold" breakWord>
                {inLocale(sum.charity, format.locale)}
              </Text>
              <InlineStack align="end">
                {sum.openMinor > 0 && (
                  <Button
                    disabled={isSending}
                    accessibilityLabel={t('rewardsPage.donations.markNamed', wordsOf(sum))}
                    onClick={() => setAsked(sum)}
                  >
                    {t('rewardsPage.donations.mark')}
                  </Button>
                )}
              </InlineStack>
              <span className="regulars-timeline-wide">
                <Text as="span">
                  {sum.openMinor > 0
                    ? t('rewardsPage.donations.open', { count: sum.openCount, amount: format.money(sum.openMinor) })
                    : t('rewardsPage.donations.none')}
                </Text>
              </span>
              {sum.givenMinor > 0 && (
                <Text as="span" variant="bodySm" tone="subdued">
                  {[
                    t('rewardsPage.donations.given', { amount: format.money(sum.givenMinor) }),
                    ...(sum.lastGivenAt ? [format.date(sum.lastGivenAt)] : []),
                  ].join(' · ')}
                </Text>
              )}
            </li>
          ))}
        </ul>
      </BlockStack>
      <Modal
        open={asked !== null}
        onClose={() => setAsked(null)}
        title={t('rewardsPage.donations.mark')}
        primaryAction={{
          content: t('rewardsPage.donations.mark'),
          onAction: () => {
            if (asked) onGiven(asked.rewardId, asked.openMinor);
            setAsked(null);
          },
        }}
        secondaryActions={[{ content: t('common.cancel'), onAction: () => setAsked(null) }]}
      >
        <Modal.Section>
          <Text as="p">{asked && t('rewardsPage.donations.confirmText', wordsOf(asked))}</Text>
        </Modal.Section>
      </Modal>
    </Card>
  );
}
