import { useFetcher } from '@remix-run/react';
import { Banner, BlockStack, Button, Card, InlineStack, ProgressBar, Text } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import type { BulkView } from '../../members/bulk/bulk-request.ts';
import type { MembersAction, MembersAnswer } from '../../members/members-action.ts';
import { useAnswer } from '../use-answer.ts';
import { useDownload } from './use-download.ts';

/** What is under way, how far it is, and how it ended. Closing the page stops nothing. */
export function BulkProgress({ bulks }: { bulks: readonly BulkView[] }) {
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set());
  const told = bulks.filter(({ id, finishedAt }) => finishedAt === null || !dismissed.has(id));
  if (told.length === 0) return null;
  return (
    <div aria-live="polite">
      <BlockStack gap="300">
        {told.map((bulk) =>
          bulk.finishedAt === null ? (
            <Running key={bulk.id} bulk={bulk} />
          ) : (
            <Finished key={bulk.id} bulk={bulk} onDismiss={() => setDismissed(new Set([...dismissed, bulk.id]))} />
          ),
        )}
      </BlockStack>
    </div>
  );
}

function Running({ bulk }: { bulk: BulkView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const fetcher = useFetcher<MembersAnswer>();
  useAnswer(fetcher, () => undefined);
  const had = bulk.done + bulk.unchanged + bulk.failed;
  const stop: MembersAction = { intent: 'stop_bulk', id: bulk.id };
  const title = t(`members.bulk.${bulk.action.kind}.running`);
  return (
    <Card>
      <BlockStack gap="200">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingSm" id={`bulk-${bulk.id}`}>
            {title}
          </Text>
          <Button
            variant="plain"
            tone="critical"
            loading={fetcher.state !== 'idle'}
            onClick={() => void fetcher.submit(stop, { method: 'post', encType: 'application/json', action: '?index' })}
          >
            {t('members.bulk.stop')}
          </Button>
        </InlineStack>
        <ProgressBar
          size="small"
          progress={bulk.total === 0 ? 0 : (had * 100) / bulk.total}
          ariaLabelledBy={`bulk-${bulk.id}`}
          animated={false}
        />
        <Text as="p" tone="subdued">
          {bulk.state === 'gathering'
            ? t('members.bulk.gathering')
            : t('members.bulk.progress', { had: format.number(had), total: format.number(bulk.total) })}
        </Text>
      </BlockStack>
    </Card>
  );
}

function Finished({ bulk, onDismiss }: { bulk: BulkView; onDismiss(): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { download, isLoading } = useDownload();
  const numbers = { count: bulk.done, number: format.number(bulk.done), total: format.number(bulk.total) };
  return (
    <Banner
      tone={bulk.failed > 0 || bulk.state === 'stopped' ? 'warning' : 'success'}
      title={t(bulk.state === 'stopped' ? 'members.bulk.stopped' : `members.bulk.${bulk.action.kind}.done`, numbers)}
      onDismiss={onDismiss}
      {...(bulk.failed > 0
        ? {
            action: {
              content: t('members.bulk.failures'),
              loading: isLoading,
              onAction: () => download({ kind: 'bulk_failures', bulkId: bulk.id }, 'members-not-done.csv'),
            },
          }
        : {})}
    >
      {(bulk.failed > 0 || bulk.unchanged > 0) && (
        <Text as="p">
          {[
            bulk.unchanged > 0
              ? t('members.bulk.unchanged', { count: bulk.unchanged, number: format.number(bulk.unchanged) })
              : '',
            bulk.failed > 0 ? t('members.bulk.failed', { count: bulk.failed, number: format.number(bulk.failed) }) : '',
          ]
            .filter(Boolean)
            .join(' ')}
        </Text>
      )}
    </Banner>
  );
}
