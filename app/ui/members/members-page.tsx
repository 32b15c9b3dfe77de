import { useRevalidator } from '@remix-run/react';
import { TitleBar } from '@shopify/app-bridge-react';
import { Banner, BlockStack, Card, EmptyState, Page } from '@shopify/polaris';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BulkView } from '../../members/bulk/bulk-request.ts';
import type { MembersParams } from '../../members/members-params.ts';
import type { MemberListRow, MembersCount } from '../../members/members-list.server.ts';
import type { SavedView } from '../../members/saved-views.server.ts';
import { BulkProgress } from './bulk-progress.tsx';
import { ExportModal } from './export-modal.tsx';
import { MembersTable } from './members-table.tsx';
import type { LevelName } from './use-member-filters.tsx';
import { useShownView } from './use-shown-view.ts';

export interface MembersPageProps {
  params: MembersParams;
  found: MembersCount;
  hasAny: boolean;
  views: SavedView[];
  bulks: BulkView[];
  levels: LevelName[];
  hasMemberships: boolean;
  isSearchIncomplete: boolean;
  previousCursor: string | null;
  nextCursor: string | null;
  rows: (MemberListRow & { name: string | null })[];
}

/** How often the page looks how far a bulk action has come. */
const LOOK_AGAIN_MS = 1_500;

export function MembersPage(props: MembersPageProps) {
  const { bulks, found, hasAny, isSearchIncomplete } = props;
  const { t } = useTranslation();
  const view = useShownView();
  const [isExporting, setExporting] = useState(false);
  useWatch(bulks.some(({ finishedAt }) => finishedAt === null));
  return (
    <Page
      title={t('members.title')}
      subtitle={t('members.subtitle')}
      {...(hasAny ? { fullWidth: true } : {})}
      secondaryActions={[
        ...(hasAny ? [{ content: t('members.export.open'), onAction: () => setExporting(true) }] : []),
        { content: t('members.import.open'), url: '/app/members/import' },
        ...(hasAny ? [{ content: t('members.bulk.history.open'), url: '/app/members/bulk' }] : []),
      ]}
    >
      <TitleBar title={t('members.title')} />
      {hasAny ? (
        <BlockStack gap="400">
          <BulkProgress bulks={bulks} />
          {isSearchIncomplete && <Banner tone="warning">{t('members.searchIncomplete')}</Banner>}
          <MembersTable {...props} />
        </BlockStack>
      ) : (
        <Card>
          <EmptyState
            image="/empty.svg"
            imageContained
            heading={t('members.emptyTitle')}
            action={{ content: t('members.emptyAction'), url: '/app' }}
            secondaryAction={{ content: t('members.import.open'), url: '/app/members/import' }}
          >
            <p>{t('members.emptyText')}</p>
          </EmptyState>
        </Card>
      )}
      {isExporting && <ExportModal view={view} memberIds={null} whom={found} onClose={() => setExporting(false)} />}
    </Page>
  );
}

/** Looks again while something is under way. */
function useWatch(isRunning: boolean): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(revalidate, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isRunning, revalidate]);
}
