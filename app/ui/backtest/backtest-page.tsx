import { useRevalidator } from '@remix-run/react';
import { TitleBar } from '@shopify/app-bridge-react';
import { Banner, BlockStack, Card, Layout, Page, Spinner, InlineStack, Text } from '@shopify/polaris';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { BacktestView } from '../../backtest/screen.server.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { BacktestForm } from './backtest-form.tsx';
import { BacktestOutcomes } from './backtest-outcomes.tsx';

/** How often the page looks how far it has come. */
const LOOK_AGAIN_MS = 2000;

/** What a program would have done with the orders of the past, told before it does anything. Closing the page stops nothing. */
export function BacktestPage({ latest, ...choices }: BacktestView) {
  const { t } = useTranslation();
  const format = useFormat();
  const { revalidate } = useRevalidator();
  const isRunning = latest?.isRunning ?? false;
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(revalidate, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isRunning, revalidate]);
  return (
    <Page
      title={t('backtest.title')}
      subtitle={t('backtest.text')}
      backAction={{ content: t('program.title'), url: '/app/program' }}
    >
      <TitleBar title={t('program.title')} />
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            <BacktestForm {...choices} isRunning={isRunning} />
            <div aria-live="polite">
              {isRunning && latest && (
                <Card>
                  <InlineStack gap="300" blockAlign="center" wrap={false}>
                    <Spinner size="small" />
                    <Text as="p">
                      {t(latest.orders === 0 && latest.source === 'shopify' ? 'backtest.waiting' : 'backtest.running', {
                        number: format.number(latest.orders),
                      })}
                    </Text>
                  </InlineStack>
                </Card>
              )}
              {latest?.problem && <Banner tone="warning">{t(`backtest.problems.${latest.problem}`)}</Banner>}
            </div>
            {latest?.result && <BacktestOutcomes result={latest.result} sides={latest.sides} />}
          </BlockStack>
        </Layout.Section>
      </Layout>
    </Page>
  );
}
