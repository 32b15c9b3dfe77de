import { BlockStack, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormat, useShop } from '../../i18n/use-format.ts';
import { currencyDecimals } from '../../lib/money.ts';
import type { Pays } from './home-panels.ts';

/** The one question of an owner, answered in a sentence, with what the answer rests on. */
export function PaysCard({ pays, url }: { pays: Pays | null; url: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { currencyCode } = useShop();
  const percent = (ratio: number) => format.percent(Math.round(ratio * 1000) / 1000);
  const unitMinor = 10 ** currencyDecimals(currencyCode);
  const answer = (): string => {
    if (!pays) return t('home.pays.nothing');
    if (pays.costMinor <= 0) return t('home.pays.noCost', { paid: format.money(pays.paidMinor) });
    // Whole units are enough to see how things stand, once there are some.
    const each = pays.paidMinor / pays.costMinor;
    const paid = each >= 10 ? Math.round(each) * unitMinor : Math.round(each * unitMinor);
    return t('home.pays.perUnit', { cost: format.money(unitMinor), paid: format.money(paid) });
  };
  const facts = pays
    ? [
        pays.revenueShare !== null && t('home.pays.share', { share: percent(pays.revenueShare / 10_000) }),
        pays.costMinor > 0 &&
          pays.costShare !== null &&
          t('home.pays.costShare', { cost: format.money(pays.costMinor), share: percent(pays.costShare / 10_000) }),
        pays.unpriced > 0 && t('home.pays.unpriced', { count: pays.unpriced, number: format.number(pays.unpriced) }),
        pays.change !== null &&
          t(pays.change >= 0 ? 'home.pays.more' : 'home.pays.less', { percent: percent(Math.abs(pays.change)) }),
        // Honest beside a number that looks like the work of rewards alone.
        pays.costMinor > 0 && pays.change === null && t('home.pays.unknown'),
      ].filter((fact): fact is string => typeof fact === 'string')
    : [];
  return (
    <Card>
      <BlockStack gap="200">
        <InlineStack align="space-between" gap="300">
          <Text as="h2" variant="headingSm" tone="subdued">
            {t('home.pays.title')}
          </Text>
          <Link url={url} removeUnderline>
            {t('home.pays.see')}
          </Link>
        </InlineStack>
        <Text as="p" variant="headingLg">
          {answer()}
        </Text>
        {facts.length > 0 && (
          <Text as="p" tone="subdued">
            {facts.join(' ')}
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}
