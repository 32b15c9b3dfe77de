import { useNavigate, useNavigation, useSearchParams } from '@remix-run/react';
import {
  Badge,
  Banner,
  BlockStack,
  Card,
  EmptySearchResult,
  IndexFilters,
  IndexFiltersMode,
  IndexTable,
  Text,
  useBreakpoints,
  useSetIndexFiltersMode,
  type IndexFiltersProps,
} from '@shopify/polaris';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sayPoints } from '../i18n/explain.ts';
import { useFormat } from '../i18n/use-format.ts';
import { memberStatuses, type MembersParams } from '../members/members-params.ts';
import { nameOr } from './member-names.ts';
import { usePointName } from './use-point-name.ts';

interface MembersTableProps {
  params: MembersParams;
  total: number;
  isSearchIncomplete: boolean;
  previousCursor: string | null;
  nextCursor: string | null;
  rows: {
    memberId: string;
    customerId: string | null;
    name: string | null;
    status: 'active' | 'blocked';
    joinedAt: string;
    availablePoints: number;
    pendingPoints: number;
  }[];
}

/** How long after the last key the search is asked. */
const SEARCH_DELAY_MS = 350;

export function MembersTable(props: MembersTableProps) {
  const { params, rows, previousCursor, nextCursor, isSearchIncomplete } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const pointName = usePointName();
  const navigate = useNavigate();
  const { smDown } = useBreakpoints();
  const [searchParams] = useSearchParams();
  const isLoading = useNavigation().state === 'loading';
  const { mode, setMode } = useSetIndexFiltersMode(
    params.search ? IndexFiltersMode.Filtering : IndexFiltersMode.Default,
  );

  /** Goes to another view; cursors belong to the view that they were given for. */
  const show = (changes: Record<string, string | null>) => {
    const next = new URLSearchParams(searchParams);
    for (const key of ['after', 'before']) next.delete(key);
    for (const [key, value] of Object.entries(changes)) {
      if (value) next.set(key, value);
      else next.delete(key);
    }
    void navigate(`?${next.toString()}`, { preventScrollReset: true });
  };
  const search = useDelayedSearch(params.search, (text) => show({ q: text || null }));
  const sortOptions: NonNullable<IndexFiltersProps['sortOptions']> = [
    { label: t('members.sort.joined'), value: 'joined desc', directionLabel: t('members.sort.newest') },
    { label: t('members.sort.joined'), value: 'joined asc', directionLabel: t('members.sort.oldest') },
    { label: t('members.sort.balance'), value: 'balance desc', directionLabel: t('members.sort.highest') },
    { label: t('members.sort.balance'), value: 'balance asc', directionLabel: t('members.sort.lowest') },
  ];
  return (
    <BlockStack gap="400">
      {isSearchIncomplete && <Banner tone="warning">{t('members.searchIncomplete')}</Banner>}
      <Card padding="0">
        <IndexFilters
          mode={mode}
          setMode={setMode}
          queryValue={search.text}
          queryPlaceholder={t('members.search')}
          onQueryChange={search.type}
          onQueryClear={() => search.type('')}
          cancelAction={{ onAction: () => search.type(''), disabled: false, loading: false }}
          tabs={memberStatuses.map((status) => ({
            id: status,
            content: t(`members.tabs.${status}`),
            isLocked: true,
            onAction: () => show({ status: status === 'all' ? null : status }),
          }))}
          selected={memberStatuses.indexOf(params.status)}
          canCreateNewView={false}
          sortOptions={sortOptions}
          sortSelected={[`${params.sort} ${params.ascending ? 'asc' : 'desc'}`]}
          onSort={([value]) => show({ sort: value === 'joined desc' ? null : (value ?? null) })}
          filters={[]}
          hideFilters
          onClearAll={() => search.type('')}
          loading={isLoading}
        />
        <IndexTable
          resourceName={{ singular: t('members.one'), plural: t('members.many') }}
          itemCount={rows.length}
          selectable={false}
          condensed={smDown}
          loading={isLoading}
          headings={[
            { title: t('members.columns.member') },
            { title: t('members.columns.status') },
            { title: t('members.columns.available'), alignment: 'end' },
            { title: t('members.columns.pending'), alignment: 'end' },
            { title: t('members.columns.joined'), alignment: 'end' },
          ]}
          emptyState={
            <EmptySearchResult
              title={t('members.noneFound')}
              description={t('members.noneFoundText')}
              withIllustration
            />
          }
          pagination={{
            hasPrevious: previousCursor !== null,
            hasNext: nextCursor !== null,
            onPrevious: () => show({ before: previousCursor }),
            onNext: () => show({ after: nextCursor }),
          }}
        >
          {rows.map((row, index) => {
            const name = nameOr(row.name, row.customerId, t);
            const url = `/app/members/${row.memberId}`;
            if (smDown) {
              return (
                <IndexTable.Row
                  key={row.memberId}
                  id={row.memberId}
                  position={index}
                  onClick={() => void navigate(url)}
                >
                  <div className="regulars-member-row">
                    <div>
                      <RowLink name={name} url={url} />
                      <Text as="span" tone="subdued">
                        {format.date(row.joinedAt)}
                      </Text>
                    </div>
                    <div>
                      <Text as="span" fontWeight="semibold">
                        {sayPoints(row.availablePoints, { locale: format.locale, pointName })}
                      </Text>
                      {row.status === 'blocked' && <Badge tone="critical">{t('members.status.blocked')}</Badge>}
                    </div>
                  </div>
                </IndexTable.Row>
              );
            }
            return (
              <IndexTable.Row key={row.memberId} id={row.memberId} position={index} onClick={() => void navigate(url)}>
                <IndexTable.Cell>
                  <RowLink name={name} url={url} />
                </IndexTable.Cell>
                <IndexTable.Cell>
                  <Badge tone={row.status === 'active' ? 'success' : 'critical'}>
                    {t(`members.status.${row.status}`)}
                  </Badge>
                </IndexTable.Cell>
                <IndexTable.Cell>
                  <Text as="span" alignment="end" numeric>
                    {format.number(row.availablePoints)}
                  </Text>
                </IndexTable.Cell>
                <IndexTable.Cell>
                  <Text as="span" alignment="end" numeric tone="subdued">
                    {row.pendingPoints === 0 ? '–' : format.number(row.pendingPoints)}
                  </Text>
                </IndexTable.Cell>
                <IndexTable.Cell>
                  <Text as="span" alignment="end" numeric>
                    {format.date(row.joinedAt)}
                  </Text>
                </IndexTable.Cell>
              </IndexTable.Row>
            );
          })}
        </IndexTable>
      </Card>
    </BlockStack>
  );
}

/** The row's own link, so that a member opens by keyboard and in a new tab too. */
function RowLink({ name, url }: { name: string; url: string }) {
  const navigate = useNavigate();
  return (
    <a
      className="regulars-row-link"
      data-primary-link
      href={url}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        // The row listens too; one click is one visit.
        event.stopPropagation();
        void navigate(url);
      }}
    >
      {name}
    </a>
  );
}

/** The typed text at once in the field, and asked for when the typing pauses. */
function useDelayedSearch(asked: string, ask: (text: string) => void) {
  const [text, setText] = useState(asked);
  const [isTyped, setTyped] = useState(false);
  useEffect(() => {
    if (!isTyped || text === asked) return;
    const timer = setTimeout(() => ask(text), SEARCH_DELAY_MS);
    return () => clearTimeout(timer);
    // `ask` is made anew at every render; only the text decides when to ask.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [text, asked, isTyped]);
  return {
    text,
    type: (next: string) => {
      setTyped(true);
      setText(next);
    },
  };
}
