import { useFetcher, useNavigate, useNavigation, useSearchParams } from '@remix-run/react';
import { useAppBridge } from '@shopify/app-bridge-react';
import {
  Box,
  Button,
  Card,
  EmptySearchResult,
  IndexFilters,
  IndexFiltersMode,
  IndexTable,
  InlineStack,
  Text,
  useBreakpoints,
  useIndexResourceState,
  useSetIndexFiltersMode,
} from '@shopify/polaris';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import type { BulkActionAsked, BulkRequest } from '../../members/bulk/bulk-request.ts';
import type { MembersAction, MembersAnswer } from '../../members/members-action.ts';
import { isEveryone } from '../../members/members-params.ts';
import { useAnswer } from '../use-answer.ts';
import { BulkModal, type BulkKind } from './bulk-modal.tsx';
import { ExportModal } from './export-modal.tsx';
import { keepHalfChecked } from './half-checked.ts';
import { MemberRow } from './member-row.tsx';
import type { MembersPageProps } from './members-page.tsx';
import { noFilters, useMemberFilters, type Changes } from './use-member-filters.tsx';
import { sortChoices } from './sort-choices.ts';
import { useShownView } from './use-shown-view.ts';
import { useViews } from './use-views.ts';

/** How long after the last key the search is asked. */
const SEARCH_DELAY_MS = 350;

export function MembersTable(props: MembersPageProps) {
  const { params, rows, previousCursor, nextCursor, found, levels, views } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const bridge = useAppBridge();
  const { smDown } = useBreakpoints();
  const [searchParams] = useSearchParams();
  const isLoading = useNavigation().state === 'loading';
  const view = useShownView();
  const isNarrowed = params.search !== '' || !isEveryone(params.filter);
  const { mode, setMode } = useSetIndexFiltersMode(isNarrowed ? IndexFiltersMode.Filtering : IndexFiltersMode.Default);
  const countKey = isNarrowed
    ? found.isAbout
      ? 'members.foundAbout'
      : 'members.found'
    : found.isAbout
      ? 'members.allAbout'
      : 'members.all';
  // Where Polaris' list is one for phones it offers no choosing: there a button shows it as a table of two columns.
  const [isAsked, setAsked] = useState(false);
  const isChoosing = smDown && isAsked;
  const [dialog, setDialog] = useState<BulkKind | 'export' | null>(null);
  const [requestId, setRequestId] = useState('');
  const fetcher = useFetcher<MembersAnswer>();
  const [refusal, setRefusal] = useState<string | null>(null);

  /** Goes to another view; cursors belong to the view that they were given for. */
  const show = (changes: Changes) => {
    const next = new URLSearchParams(searchParams);
    for (const key of ['after', 'before']) next.delete(key);
    for (const [key, value] of Object.entries(changes)) {
      next.delete(key);
      for (const one of typeof value === 'string' ? [value] : (value ?? [])) if (one) next.append(key, one);
    }
    void navigate(`?${next.toString()}`, { preventScrollReset: true });
  };
  const search = useDelayedSearch(params.search, (text) => show({ q: text || null }));
  const { filters, applied } = useMemberFilters({ ...props, filter: params.filter, show });
  const tabs = useViews(views, params);
  const { selectedResources, allResourcesSelected, handleSelectionChange, clearSelection } = useIndexResourceState(
    rows.map(({ memberId }) => ({ id: memberId })),
  );
  // What was selected on one page is not selected on another.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  useEffect(clearSelection, [searchParams.toString()]);

  const whom = allResourcesSelected ? found : { count: selectedResources.length, isAbout: false };
  useAnswer(fetcher, (answer) => {
    if (!answer.ok) return setRefusal(answer.refusal);
    setDialog(null);
    clearSelection();
    bridge.toast.show(t('members.bulk.asked'));
  });
  const open = (kind: BulkKind | 'export') => {
    setRefusal(null);
    setRequestId(crypto.randomUUID());
    setDialog(kind);
  };
  const send = (action: BulkActionAsked) => {
    const request: BulkRequest = {
      ...{ id: requestId, action },
      whom: allResourcesSelected ? { kind: 'found', view } : { kind: 'selected', memberIds: selectedResources },
    };
    const asked: MembersAction = { intent: 'bulk', request };
    void fetcher.submit(JSON.stringify(asked), { method: 'post', encType: 'application/json', action: '?index' });
  };
  const table = useRef<HTMLDivElement>(null);
  useEffect(() => (table.current ? keepHalfChecked(table.current) : undefined), []);
  const hasLevels = levels.length > 0;
  const cancel = () => {
    search.type('');
    tabs.reset();
  };
  return (
    <Card padding="0">
      <IndexFilters
        mode={mode}
        setMode={setMode}
        queryValue={search.text}
        queryPlaceholder={t('members.search')}
        onQueryChange={search.type}
        onQueryClear={() => search.type('')}
        cancelAction={{ onAction: cancel, disabled: false, loading: false }}
        primaryAction={tabs.primaryAction}
        tabs={tabs.tabs}
        selected={tabs.selected}
        canCreateNewView
        onCreateNewView={tabs.create}
        sortOptions={sortChoices(t)}
        sortSelected={[`${params.sort} ${params.ascending ? 'asc' : 'desc'}`]}
        onSort={([value]) => show({ sort: value === 'joined desc' ? null : (value ?? null) })}
        filters={filters}
        appliedFilters={applied}
        onClearAll={() => {
          search.type('');
          show({ ...noFilters, q: null });
        }}
        loading={isLoading}
      />
      {/* That nobody was found stands in the list's place. */}
      {found.count > 0 && (
        <Box paddingInline="400" paddingBlock="200" borderBlockEndWidth="025" borderColor="border">
          <InlineStack align="space-between" blockAlign="center" gap="200">
            <div role="status">
              <Text as="p" variant="bodySm" tone="subdued">
                {t(countKey, {
                  count: found.count,
                  number: format.number(found.count),
                })}
              </Text>
            </div>
            {smDown && rows.length > 0 && (
              <Button
                variant="plain"
                pressed={isChoosing}
                onClick={() => {
                  clearSelection();
                  setAsked(!isAsked);
                }}
              >
                {t(isChoosing ? 'members.selectDone' : 'members.select')}
              </Button>
            )}
          </InlineStack>
        </Box>
      )}
      <div ref={table}>
        <IndexTable
          resourceName={{ singular: t('members.one'), plural: t('members.many') }}
          itemCount={rows.length}
          condensed={smDown && !isChoosing}
          loading={isLoading}
          selectedItemsCount={allResourcesSelected ? 'All' : selectedResources.length}
          onSelectionChange={handleSelectionChange}
          hasMoreItems={nextCursor !== null || previousCursor !== null}
          promotedBulkActions={[
            { content: t('members.bulk.adjust.open'), onAction: () => open('adjust') },
            { content: t('members.export.open'), onAction: () => open('export') },
          ]}
          bulkActions={[
            { content: t('members.bulk.tag.open'), onAction: () => open('tag') },
            ...(hasLevels ? [{ content: t('members.bulk.level.open'), onAction: () => open('level') }] : []),
            { content: t('members.bulk.unblock.open'), onAction: () => open('unblock') },
            { content: t('members.bulk.block.open'), onAction: () => open('block') },
          ]}
          headings={[
            { title: t('members.columns.member') },
            ...(hasLevels && !isChoosing ? [{ title: t('members.columns.level') }] : []),
            ...(isChoosing
              ? (['available'] as const)
              : (['available', 'spent', 'orders', 'last', 'joined'] as const)
            ).map((column) => ({ title: t(`members.columns.${column}`), alignment: 'end' as const })),
          ]}
          emptyState={
            <EmptySearchResult
              title={t('members.noneFound')}
              description={t('members.noneFoundText')}
              withIllustration
            />
          }
          pagination={
            previousCursor === null && nextCursor === null
              ? undefined
              : {
                  hasPrevious: previousCursor !== null,
                  hasNext: nextCursor !== null,
                  onPrevious: () => show({ before: previousCursor }),
                  onNext: () => show({ after: nextCursor }),
                }
          }
        >
          {rows.map((row, index) => (
            <MemberRow
              key={row.memberId}
              row={row}
              position={index}
              isSelected={selectedResources.includes(row.memberId)}
              level={levels.find((level) => level.id === row.tierId)}
              hasLevels={hasLevels}
              look={!smDown ? 'wide' : isChoosing ? 'choosing' : 'phone'}
            />
          ))}
        </IndexTable>
      </div>
      {dialog === 'export' && (
        <ExportModal
          view={view}
          memberIds={allResourcesSelected ? null : selectedResources}
          whom={whom}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog !== null && dialog !== 'export' && (
        <BulkModal
          key={requestId}
          kind={dialog}
          whom={whom}
          levels={levels}
          isSending={fetcher.state !== 'idle'}
          refusal={refusal}
          onClose={() => setDialog(null)}
          onSend={send}
        />
      )}
    </Card>
  );
}

/** The typed text at once in the field, and asked for when the typing pauses. */
function useDelayedSearch(asked: string, ask: (text: string) => void) {
  const [text, setText] = useState(asked);
  const sent = useRef(asked);
  // A view or the browser's way back may bring another search than the one that was typed here.
  useEffect(() => {
    if (asked === sent.current) return;
    sent.current = asked;
    setText(asked);
  }, [asked]);
  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      ask(text);
    }, SEARCH_DELAY_MS);
    return () => clearTimeout(timer);
    // `ask` is made anew at every render; only the text decides when to ask.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [text]);
  return { text, type: setText };
}
