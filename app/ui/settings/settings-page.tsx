import { useFetcher } from '@remix-run/react';
import { TitleBar, useAppBridge } from '@shopify/app-bridge-react';
import { BlockStack, Button, Card, InlineStack, Layout, Link, Page, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Attention } from '../../analytics/milestones.server.ts';
import type { ReconciliationReport } from '../../reconciliation/report.server.ts';
import { useFormat, useShop } from '../../i18n/use-format.ts';
import { useLanguageNames } from '../../i18n/use-language-names.ts';
import { useAnswer } from '../use-answer.ts';
import { ChecksCard } from './checks-card.tsx';
import { EmbedBadge, ThemeEditorButton, useEmbedStatus } from '../theme-embed.tsx';

interface SettingsPageProps {
  attention: Attention;
  deadLetters: { id: string; topic: string; reason: string | null; receivedAt: string }[];
  versions: { version: number; publishedAt: string }[];
  report: ReconciliationReport;
}

export function SettingsPage({ attention, deadLetters, versions, report }: SettingsPageProps) {
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
        <Section name="failures" title={t('settings.failures.title')} text={t('settings.failures.text')}>
          <Failures attention={attention} deadLetters={deadLetters} />
        </Section>
        <Section name="checks" title={t('settings.checks.title')} text={t('settings.checks.text')}>
          <ChecksCard report={report} isPublished={versions.length > 0} />
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

/** Events of the shop that could not be applied. Trying one again is safe: what it did already is not done twice. */
function Failures({ attention, deadLetters }: Pick<SettingsPageProps, 'attention' | 'deadLetters'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const bridge = useAppBridge();
  const fetcher = useFetcher<{ ok: boolean }>();
  useAnswer(fetcher, (answer) => {
    bridge.toast.show(t(answer.ok ? 'settings.failures.replayed' : 'errors.title'), { isError: !answer.ok });
  });
  const others = (['refusedCodes', 'conflicts'] as const).filter((key) => attention[key] > 0);
  if (deadLetters.length === 0 && others.length === 0) {
    return (
      <Text as="p" tone="subdued">
        {t('settings.failures.none')}
      </Text>
    );
  }
  return (
    <ul className="regulars-timeline">
      {others.map((key) => (
        <li key={key} className="regulars-timeline-wide">
          <Text as="span">
            {t(`attention.${key}`, { count: attention[key], number: format.number(attention[key]) })}
          </Text>
        </li>
      ))}
      {deadLetters.map(({ id, topic, reason, receivedAt }) => (
        <li key={id}>
          <Text as="span" fontWeight="semibold" breakWord>
            {topic}
          </Text>
          <Button
            disabled={fetcher.state !== 'idle'}
            accessibilityLabel={t('settings.failures.replayNamed', { topic, date: format.dateTime(receivedAt) })}
            onClick={() =>
              void fetcher.submit({ intent: 'replay', id }, { method: 'post', encType: 'application/json' })
            }
          >
            {t('settings.failures.replay')}
          </Button>
          <span className="regulars-timeline-wide">
            <Text as="span" tone="subdued" breakWord>
              {[format.dateTime(receivedAt), reason].filter(Boolean).join(' · ')}
            </Text>
          </span>
        </li>
      ))}
    </ul>
  );
}
