import { TitleBar } from '@shopify/app-bridge-react';
import { BlockStack, Button, Card, InlineStack, Layout, Link, Page, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat, useShop } from '../../i18n/use-format.ts';
import { useLanguageNames } from '../../i18n/use-language-names.ts';
import { EmbedBadge, ThemeEditorButton, useEmbedStatus } from '../theme-embed.tsx';

interface SettingsPageProps {
  versions: { version: number; publishedAt: string }[];
}

export function SettingsPage({ versions }: SettingsPageProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const shop = useShop();
  const languageNames = useLanguageNames();
  const embed = useEmbedStatus();
  return (
    <Page title={t('settings.title')}>
      <TitleBar title={t('settings.title')} />
      <Layout>
        <Section name="storefront" title={t('settings.storefront.title')} text={t('settings.storefront.text')}>
          <InlineStack align="space-between" blockAlign="center" gap="300">
            <InlineStack gap="200" blockAlign="center">
              <Text as="span" fontWeight="semibold">
                {t('settings.storefront.embed')}
              </Text>
              <EmbedBadge status={embed} />
            </InlineStack>
            <ThemeEditorButton />
          </InlineStack>
        </Section>
        <Section name="shop" title={t('settings.shop.title')} text={t('settings.shop.text')}>
          <Facts
            rows={[
              [t('settings.shop.name'), shop.name || shop.domain],
              [t('settings.shop.currency'), shop.currencyCode],
              [t('settings.shop.timeZone'), shop.timeZone],
              [t('settings.shop.language'), languageNames[format.locale]],
            ]}
          />
          <Text as="p" tone="subdued">
            {t('settings.shop.languageNote')}
          </Text>
        </Section>
        <Section name="operations" title={t('operations.title')} text={t('operations.link')}>
          <InlineStack gap="300">
            <Button url="/app/operations">{t('operations.open')}</Button>
            <Button url="/app/operations/log">{t('operations.log.title')}</Button>
          </InlineStack>
        </Section>
        <Section name="versions" title={t('settings.versions.title')} text={t('settings.versions.text')}>
          {versions.length === 0 ? (
            <Text as="p" tone="subdued">
              {t('settings.versions.empty')}
            </Text>
          ) : (
            <>
              <Facts
                rows={versions.map(({ version, publishedAt }, index) => [
                  t(index === 0 ? 'settings.versions.live' : 'settings.versions.one', {
                    version: format.number(version),
                  }),
                  format.dateTime(publishedAt),
                ])}
              />
              <Link url="/app/program/history">{t('settings.versions.all')}</Link>
            </>
          )}
        </Section>
        <Section name="privacy" title={t('settings.privacy.title')} text={t('settings.privacy.text')}>
          <Text as="p">{t('settings.privacy.stored')}</Text>
          <Text as="p">{t('settings.privacy.names')}</Text>
          <Text as="p">{t('settings.privacy.requests')}</Text>
        </Section>
      </Layout>
    </Page>
  );
}

function Section({ name, title, text, children }: { name: string; title: string; text: string; children: ReactNode }) {
  return (
    <Layout.AnnotatedSection id={name} title={title} description={text}>
      <Card>
        <BlockStack gap="300">{children}</BlockStack>
      </Card>
    </Layout.AnnotatedSection>
  );
}

function Facts({ rows }: { rows: [string, string][] }) {
  return (
    <dl className="regulars-facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
