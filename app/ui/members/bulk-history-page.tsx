import { TitleBar } from '@shopify/app-bridge-react';
import { BlockStack, Button, Card, EmptyState, InlineStack, Page, type BadgeProps } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { inLocale, sayPoints } from '../../i18n/explain.ts';
import { useFormat } from '../../i18n/use-format.ts';
import type { BulkActionAsked, EarlierBulk } from '../../members/bulk/bulk-request.ts';
import { HappenedList } from '../happened-list.tsx';
import { whoDid } from '../operations/tell-entry.ts';
import { usePointName } from '../use-point-name.ts';
import { useDownload } from './use-download.ts';

interface BulkHistoryPageProps {
  bulks: readonly EarlierBulk[];
  levels: readonly { id: string; name: Record<string, string> }[];
  /** The person who looks. */
  you: string | null;
  isFirstPage: boolean;
  olderThan: string | null;
}

const tones: Record<EarlierBulk['state'], BadgeProps['tone']> = {
  ...{ gathering: 'info', running: 'info', stopped: 'attention', done: 'success' },
};

export function BulkHistoryPage({ bulks, levels, you, isFirstPage, olderThan }: BulkHistoryPageProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const sayAction = useBulkWords(levels);
  const sums = (bulk: EarlierBulk) =>
    [
      whoDid(bulk.actor, you, t),
      // Before they are found there is no number of them.
      bulk.state === 'gathering'
        ? t('members.bulk.gathering')
        : t('members.bulk.history.done', {
            count: bulk.total,
            done: format.number(bulk.done),
            total: format.number(bulk.total),
          }),
      bulk.unchanged > 0
        ? t('members.bulk.unchanged', { count: bulk.unchanged, number: format.number(bulk.unchanged) })
        : '',
      bulk.failed > 0 ? t('members.bulk.failed', { count: bulk.failed, number: format.number(bulk.failed) }) : '',
    ]
      .filter(Boolean)
      .join(' · ');
  const items = bulks.map((bulk) => ({
    key: bulk.id,
    title: sayAction(bulk.action),
    badge: { tone: tones[bulk.state], text: t(`members.bulk.history.states.${bulk.state}`) },
    at: bulk.askedAt,
    text: (
      <>
        {sums(bulk)}
        {bulk.failed > 0 && (
          <>
            {' '}
            <FailuresButton bulkId={bulk.id} />
          </>
        )}
      </>
    ),
  }));
  return (
    <Page
      title={t('members.bulk.history.title')}
      subtitle={t('members.bulk.history.subtitle')}
      backAction={{ content: t('members.title'), url: '/app/members' }}
    >
      <TitleBar title={t('members.bulk.history.title')} />
      <Card>
        {items.length > 0 ? (
          <BlockStack gap="300">
            <HappenedList items={items} label={t('members.bulk.history.title')} />
            {(olderThan || !isFirstPage) && (
              <InlineStack gap="300">
                {!isFirstPage && <Button url="/app/members/bulk">{t('member.timeline.newest')}</Button>}
                {olderThan && (
                  <Button url={`/app/members/bulk?olderThan=${encodeURIComponent(olderThan)}`}>
                    {t('member.timeline.older')}
                  </Button>
                )}
              </InlineStack>
            )}
          </BlockStack>
        ) : (
          <EmptyState
            image="/empty.svg"
            imageContained
            heading={t('members.bulk.history.emptyTitle')}
            action={{ content: t('members.title'), url: '/app/members' }}
          >
            <p>{t('members.bulk.history.emptyText')}</p>
          </EmptyState>
        )}
      </Card>
    </Page>
  );
}

function FailuresButton({ bulkId }: { bulkId: string }) {
  const { t } = useTranslation();
  const { download, isLoading } = useDownload();
  return (
    <Button
      variant="plain"
      size="micro"
      loading={isLoading}
      onClick={() => download({ kind: 'bulk_failures', bulkId }, 'members-not-done.csv')}
    >
      {t('members.bulk.failures')}
    </Button>
  );
}

/** What was done, with its numbers and names. */
function useBulkWords(levels: BulkHistoryPageProps['levels']): (action: BulkActionAsked) => string {
  const { t } = useTranslation();
  const format = useFormat();
  const pointName = usePointName();
  return (action) => {
    switch (action.kind) {
      case 'adjust':
        return t(`members.bulk.history.${action.points > 0 ? 'give' : 'take'}`, {
          points: sayPoints(Math.abs(action.points), { locale: format.locale, pointName }),
          note: action.note,
        });
      case 'tag':
        return t(`members.bulk.history.${action.add ? 'tagAdded' : 'tagRemoved'}`, { tag: action.tag });
      case 'level': {
        if (action.tierId === null) return t('members.bulk.history.levelTaken');
        const level =
          inLocale(levels.find(({ id }) => id === action.tierId)?.name ?? {}, format.locale) || action.tierId;
        return action.until
          ? t('members.bulk.history.levelUntil', { level, date: format.calendarDate(action.until) })
          : t('members.bulk.history.level', { level });
      }
      default:
        return t(`members.bulk.history.${action.kind}`);
    }
  };
}
