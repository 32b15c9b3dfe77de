import { useFetcher } from '@remix-run/react';
import { TitleBar, useAppBridge } from '@shopify/app-bridge-react';
import { BlockStack, Page } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RewardFigures } from '../../rewards/figures.server.ts';
import type { DonationSum, OpenService } from '../../rewards/hand-over.server.ts';
import type { AtCounter, CounterRefusal, RewardsAction, RewardsAnswer } from '../../rewards/rewards-action.ts';
import { useAnswer } from '../use-answer.ts';
import { CounterCard } from './counter-card.tsx';
import { DonationsCard } from './donations-card.tsx';
import { FiguresCard } from './figures-card.tsx';

interface RewardsPageProps {
  figures: RewardFigures[];
  donations: DonationSum[];
  services: (OpenService & { name: string | null })[];
  hasCounter: boolean;
}

export function RewardsPage({ figures, donations, services, hasCounter }: RewardsPageProps) {
  const { t } = useTranslation();
  const bridge = useAppBridge();
  const fetcher = useFetcher<RewardsAnswer>();
  const [atCounter, setAtCounter] = useState<AtCounter | null>(null);
  const [refusal, setRefusal] = useState<CounterRefusal | null>(null);
  const send = (asked: RewardsAction) => {
    setRefusal(null);
    void fetcher.submit(asked, { method: 'post', encType: 'application/json' });
  };
  useAnswer(fetcher, (answer) => {
    setAtCounter(answer.outcome === 'found' ? answer.found : null);
    if (answer.outcome === 'refused') setRefusal(answer.refusal);
    if (answer.outcome === 'not_understood') setRefusal('not_found');
    if (answer.outcome === 'handed_over') bridge.toast.show(t('rewardsPage.counter.done'));
    if (answer.outcome === 'given') bridge.toast.show(t('rewardsPage.donations.done'));
  });
  const isSending = fetcher.state !== 'idle';
  return (
    <Page
      title={t('rewardsPage.title')}
      subtitle={t('rewardsPage.subtitle')}
      secondaryActions={[{ content: t('rewardsPage.edit'), url: '/app/program/rewards' }]}
    >
      <TitleBar title={t('rewardsPage.title')} />
      <BlockStack gap="400">
        {hasCounter && (
          <CounterCard
            services={services}
            atCounter={atCounter}
            refusal={refusal}
            isSending={isSending}
            onFind={(code) => send({ intent: 'find', code })}
            onAsk={setAtCounter}
            onGive={(redemptionId) => send({ intent: 'hand_over', redemptionId })}
          />
        )}
        {donations.length > 0 && (
          <DonationsCard
            donations={donations}
            isSending={isSending}
            onGiven={(rewardId, expectedMinor) => send({ intent: 'donations_given', rewardId, expectedMinor })}
          />
        )}
        <FiguresCard figures={figures} />
      </BlockStack>
    </Page>
  );
}
