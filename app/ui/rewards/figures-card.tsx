import { Badge, BlockStack, Card, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { inLocale, sayPoints } from '../../i18n/explain.ts';
import { useFormat } from '../../i18n/use-format.ts';
import type { RewardFigures } from '../../rewards/figures.server.ts';
import { usePointName } from '../use-point-name.ts';

const counts = ['bought', 'given', 'used', 'open', 'returned', 'forfeited'] as const;

/** What became of each reward, the most taken first. */
export function FiguresCard({ figures }: { figures: readonly RewardFigures[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const pointName = usePointName();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('rewardsPage.figures.title')}
        </Text>
        {figures.length === 0 && (
          <Text as="p" tone="subdued">
            {t('rewardsPage.figures.empty')}
          </Text>
        )}
        <ul className="regulars-timeline">
          {figures.map((reward) => (
            <li key={reward.rewardId}>
              <Text as="span" fontWeight="semibold" breakWord>
                {inLocale(reward.title, format.locale)}
              </Text>
              <span className="regulars-points">
                {reward.points > 0 ? sayPoints(reward.points, { locale: format.locale, pointName }) : null}
              </span>
              <Text as="span" variant="bodySm" breakWord>
                {counts
                  .filter((name) => reward[name] > 0)
                  .map((name) => t(`rewardsPage.figures.${name}`, { replace: { count: format.number(reward[name]) } }))
                  .join(' · ') || t('rewardsPage.figures.untaken')}
              </Text>
              <span className="regulars-points">
                <Badge>{t(`rewardsPage.kinds.${reward.kind}`)}</Badge>
              </span>
              {(reward.usedMinor ?? 0) + (reward.openMinor ?? 0) > 0 && (
                <Text as="span" variant="bodySm" tone="subdued">
                  {(['used', 'open'] as const)
                    .map((name) => ({ name, amountMinor: reward[`${name}Minor`] ?? 0 }))
                    .filter(({ amountMinor }) => amountMinor > 0)
                    .map(({ name, amountMinor }) =>
                      t(`rewardsPage.figures.${name}Money`, { amount: format.money(amountMinor) }),
                    )
                    .join(' · ')}
                </Text>
              )}
            </li>
          ))}
        </ul>
      </BlockStack>
    </Card>
  );
}
