import { TitleBar } from '@shopify/app-bridge-react';
import { BlockStack, Button, Card, InlineStack, Page, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { EmbedBadge, ThemeEditorButton, useEmbedStatus } from '../theme-embed.tsx';

/** The program is live; one step is left, and it is Shopify's: switching the storefront part on in the theme. */
export function OnboardingDone() {
  const { t } = useTranslation();
  const embed = useEmbedStatus();
  return (
    <Page narrowWidth>
      <TitleBar title={t('onboarding.title')} />
      <Card>
        <BlockStack gap="500">
          <BlockStack gap="200">
            <span className="regulars-done" aria-hidden="true">
              ✓
            </span>
            <Text as="h1" variant="headingXl">
              {t('onboarding.done.heading')}
            </Text>
            <Text as="p" variant="bodyLg" tone="subdued">
              {t('onboarding.done.text')}
            </Text>
          </BlockStack>
          <BlockStack gap="200">
            <InlineStack gap="200" blockAlign="center">
              <Text as="h2" variant="headingMd">
                {t(embed === 'on' ? 'onboarding.done.shown' : 'onboarding.done.embed')}
              </Text>
              <EmbedBadge status={embed} />
            </InlineStack>
            <Text as="p">{t(embed === 'on' ? 'onboarding.done.shownText' : 'onboarding.done.embedText')}</Text>
          </BlockStack>
          <InlineStack gap="300">
            <ThemeEditorButton isPrimary={embed !== 'on'} />
            <Button url="/app" variant={embed === 'on' ? 'primary' : undefined}>
              {t('onboarding.done.home')}
            </Button>
          </InlineStack>
        </BlockStack>
      </Card>
    </Page>
  );
}
