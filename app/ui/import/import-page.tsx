import { useRevalidator } from '@remix-run/react';
import { TitleBar } from '@shopify/app-bridge-react';
import { BlockStack, Page } from '@shopify/polaris';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportScreen } from '../../imports/screen.ts';
import { FileCard } from './file-card.tsx';
import { HistoryCard } from './history-card.tsx';
import { LookUpCard } from './look-up-card.tsx';
import { ProgressCard } from './progress-card.tsx';
import { ReviewCard } from './review-card.tsx';

/** How often the page looks how far it has come. */
const LOOK_AGAIN_MS = 1_500;

/** A file is chosen, checked, looked at and brought in. Closing the page stops nothing and loses nothing. */
export function ImportPage({ imports, current, levels }: ImportScreen) {
  const { t } = useTranslation();
  const { revalidate } = useRevalidator();
  const isLookingUp = current?.report.isLookingUp ?? false;
  const isRunning = isLookingUp || (current !== null && current.report.askedAt !== null && !current.report.finishedAt);
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(revalidate, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isRunning, revalidate]);
  return (
    <Page
      title={t('members.import.title')}
      subtitle={t('members.import.subtitle')}
      backAction={
        current
          ? { content: t('members.import.title'), url: '/app/members/import' }
          : { content: t('members.title'), url: '/app/members' }
      }
    >
      <TitleBar title={t('members.import.title')} />
      <BlockStack gap="400">
        {current === null && <FileCard />}
        {current?.preview && (
          <ReviewCard report={current.report} preview={current.preview} problems={current.problems} levels={levels} />
        )}
        {current && isLookingUp && <LookUpCard report={current.report} />}
        {current && !isLookingUp && !current.preview && (
          <ProgressCard report={current.report} problems={current.problems} />
        )}
        {current === null && <HistoryCard imports={imports} />}
      </BlockStack>
    </Page>
  );
}
