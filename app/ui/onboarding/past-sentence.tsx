import { useFetcher } from '@remix-run/react';
import { BlockStack, Card, InlineStack, Spinner, Text } from '@shopify/polaris';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Trial } from '../../backtest/trial.server.ts';
import { sayPoints } from '../../i18n/explain.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { pointNames } from '../../program/point-name.ts';
import { useEditor } from '../program-form/editor-context.tsx';

const LOOK_AGAIN_MS = 1500;

/** What the program would have meant for the shop's own orders, in a sentence; publishing does not wait for it. */
export function PastSentence() {
  const { t } = useTranslation();
  const format = useFormat();
  const { draft, reading, program } = useEditor();
  const asking = useFetcher<Trial>();
  const looking = useFetcher<Trial>();
  const hasAsked = useRef(false);
  const isReadable = reading.ok;
  useEffect(() => {
    if (!isReadable || hasAsked.current) return;
    hasAsked.current = true;
    void asking.submit(JSON.stringify(draft), {
      method: 'post',
      action: '/app/program-trial',
      encType: 'application/json',
    });
  }, [isReadable, draft, asking]);
  const trial = looking.data ?? asking.data;
  const isRunning = trial?.state === 'running' || (isReadable && trial === undefined);
  const isIdle = asking.state === 'idle' && looking.state === 'idle';
  useEffect(() => {
    if (trial?.state !== 'running' || !isIdle) return;
    const timer = setTimeout(() => void looking.load('/app/program-trial'), LOOK_AGAIN_MS);
    return () => clearTimeout(timer);
    // The fetcher is another object at each render.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [trial, isIdle]);
  if (!isReadable) return null;
  const words = (): string => {
    if (!trial || trial.state === 'running' || trial.state === 'none') return t('onboarding.past.running');
    if (trial.state !== 'done') return t(`onboarding.past.${trial.state}`);
    const pointName = pointNames(program)[format.locale];
    const share = trial.memberRevenueMinor > 0 ? trial.rewardCostMinor / trial.memberRevenueMinor : 0;
    return t('onboarding.past.done', {
      count: trial.orders,
      orders: format.number(trial.orders),
      from: format.calendarDate(trial.from),
      to: format.calendarDate(trial.to),
      points: sayPoints(trial.issuedPoints, { locale: format.locale, pointName }),
      cost: format.money(trial.rewardCostMinor, trial.currencyCode),
      share: format.percent(share),
    });
  };
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          {t('onboarding.past.title')}
        </Text>
        <div role="status" className="regulars-past">
          <InlineStack gap="200" wrap={false} blockAlign="start">
            {isRunning && <Spinner size="small" accessibilityLabel={t('program.forecast.calculating')} />}
            <Text as="p">{words()}</Text>
          </InlineStack>
        </div>
        <Text as="p" tone="subdued">
          {t('onboarding.past.note')}
        </Text>
      </BlockStack>
    </Card>
  );
}
