import { Badge, BlockStack, Button, Card, InlineStack, Link, Modal, Text, type BadgeProps } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { inLocale, sayPoints } from '../../i18n/explain.ts';
import { useFormat } from '../../i18n/use-format.ts';
import type { MemberRedemption } from '../../members/member-view.server.ts';
import { useFirstFew } from '../use-first-few.tsx';
import { usePointName } from '../use-point-name.ts';

const SHOWN = 5;

interface RedemptionsCardProps {
  redemptions: readonly MemberRedemption[];
  isSending: boolean;
  onCancel(redemptionId: string): void;
}

const tones: Record<MemberRedemption['state'], BadgeProps['tone']> = {
  debited: 'attention',
  ready: 'info',
  used: 'success',
  cancelling: 'attention',
  returned: undefined,
};

/** The rewards that the member took, what became of each, and a way to take an unused one back. */
export function RedemptionsCard({ redemptions, isSending, onCancel }: RedemptionsCardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const pointName = usePointName();
  const { shown, more } = useFirstFew(redemptions, SHOWN, t('member.redemptions.title'));
  const [asked, setAsked] = useState<MemberRedemption | null>(null);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('member.redemptions.title')}
        </Text>
        {redemptions.length === 0 && (
          <Text as="p" tone="subdued">
            {t('member.redemptions.empty')}
          </Text>
        )}
        {redemptions.length > 0 && (
          <ul className="regulars-timeline">
            {shown.map((redemption) => (
              <li key={redemption.redemptionId}>
                <Text as="span" fontWeight="semibold" breakWord>
                  {inLocale(redemption.rewardTitle, format.locale)}
                </Text>
                <span className="regulars-points">
                  <Badge tone={tones[redemption.state]}>{t(`member.redemptions.state.${redemption.state}`)}</Badge>
                </span>
                <span className="regulars-timeline-wide">
                  {redemption.code ? (
                    <code className="regulars-code">{redemption.code}</code>
                  ) : (
                    <Text as="span" variant="bodySm">
                      {[
                        t(`rewardsPage.kinds.${redemption.kind}`),
                        ...(redemption.credit
                          ? [format.money(redemption.credit.amountMinor, redemption.credit.currencyCode)]
                          : []),
                        ...(redemption.amountMinor === null ? [] : [format.money(redemption.amountMinor)]),
                      ].join(' · ')}
                    </Text>
                  )}
                </span>
                <Text as="span" variant="bodySm" tone="subdued">
                  {redemption.isGiven
                    ? t('member.redemptions.given', { date: format.date(redemption.createdAt) })
                    : t('member.redemptions.cost', {
                        points: sayPoints(redemption.costPoints, { locale: format.locale, pointName }),
                        date: format.date(redemption.createdAt),
                      })}
                </Text>
                <InlineStack gap="200" align="end">
                  {redemption.usedOrderId && (
                    <Link url={`shopify://admin/orders/${redemption.usedOrderId}`} target="_top">
                      {t('member.redemptions.order')}
                    </Link>
                  )}
                  {redemption.canTakeBack && (
                    <Button variant="plain" disabled={isSending} onClick={() => setAsked(redemption)}>
                      {t('member.redemptions.cancel')}
                    </Button>
                  )}
                </InlineStack>
              </li>
            ))}
          </ul>
        )}
        {more}
      </BlockStack>
      <Modal
        open={asked !== null}
        onClose={() => setAsked(null)}
        title={t('member.redemptions.cancelTitle')}
        primaryAction={{
          content: t('member.redemptions.cancel'),
          destructive: true,
          onAction: () => {
            if (asked) onCancel(asked.redemptionId);
            setAsked(null);
          },
        }}
        secondaryActions={[{ content: t('common.cancel'), onAction: () => setAsked(null) }]}
      >
        <Modal.Section>
          <Text as="p">
            {t('member.redemptions.cancelText', {
              points: sayPoints(asked?.costPoints ?? 0, { locale: format.locale, pointName }),
            })}
          </Text>
        </Modal.Section>
      </Modal>
    </Card>
  );
}
