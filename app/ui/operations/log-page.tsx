/** Who changed what: a filter in the address, entries in words, older ones by the page, all of it as a file. */
import { useNavigate } from '@remix-run/react';
import { TitleBar } from '@shopify/app-bridge-react';
import {
  BlockStack,
  Button,
  Card,
  EmptyState,
  InlineGrid,
  InlineStack,
  Page,
  Select,
  Text,
  TextField,
} from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { LogEntry, LogFilter } from '../../admin-actions/audit-log.ts';
import { actionGroupNames } from '../../admin-actions/kinds.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Pages } from './events-list.tsx';
import { tellFacts, whoDid } from './tell-entry.ts';
import { useLogFile } from './use-log-file.ts';

interface LogPageProps {
  entries: LogEntry[];
  filter: LogFilter;
  actors: string[];
  you: string | null;
  isFirstPage: boolean;
  olderThan: string | null;
}

export function LogPage({ entries, filter, actors, you, isFirstPage, olderThan }: LogPageProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const query = queryOf(filter);
  const file = useLogFile(query);
  const isFiltered = query !== '';
  const change = (part: Partial<LogFilter>) => {
    const next = queryOf({ ...filter, ...part });
    void navigate(`/app/operations/log${next && `?${next}`}`, { replace: true, preventScrollReset: true });
  };
  const all = { label: t('operations.log.all'), value: '' };
  return (
    <Page
      title={t('operations.log.title')}
      subtitle={t('operations.log.text')}
      backAction={{ content: t('operations.title'), url: '/app/operations' }}
      secondaryActions={[
        {
          content: t('operations.log.export'),
          onAction: file.download,
          loading: file.isLoading,
          disabled: entries.length === 0,
        },
      ]}
    >
      <TitleBar title={t('operations.log.title')} />
      <BlockStack gap="400">
        <Card>
          <InlineGrid columns={{ xs: 1, sm: 2, md: 4 }} gap="300">
            <Select
              label={t('operations.log.kind')}
              options={[
                all,
                ...actionGroupNames.map((name) => ({ value: name, label: t(`operations.log.groups.${name}`) })),
              ]}
              value={filter.group ?? ''}
              onChange={(value) => change({ group: actionGroupNames.find((name) => name === value) ?? null })}
            />
            <Select
              label={t('operations.log.person')}
              options={[all, ...actors.map((actor) => ({ value: actor, label: whoDid(actor, you, t) }))]}
              value={filter.actor ?? ''}
              onChange={(value) => change({ actor: value || null })}
            />
            <TextField
              type="date"
              label={t('operations.log.from')}
              value={filter.from ?? ''}
              onChange={(value) => change({ from: value || null })}
              autoComplete="off"
            />
            <TextField
              type="date"
              label={t('operations.log.to')}
              value={filter.to ?? ''}
              onChange={(value) => change({ to: value || null })}
              autoComplete="off"
            />
          </InlineGrid>
        </Card>
        <Card>
          {entries.length === 0 ? (
            <EmptyState heading={t(isFiltered ? 'operations.log.noMatch' : 'operations.log.empty')} image="">
              {isFiltered && <Button url="/app/operations/log">{t('operations.log.clear')}</Button>}
            </EmptyState>
          ) : (
            <BlockStack gap="300">
              <ul className="regulars-timeline">
                {entries.map((entry) => (
                  <Entry key={entry.id} entry={entry} you={you} />
                ))}
              </ul>
              <Pages isFirst={isFirstPage} olderThan={olderThan} path="/app/operations/log" query={query} />
            </BlockStack>
          )}
        </Card>
      </BlockStack>
    </Page>
  );
}

function queryOf({ group, actor, from, to }: LogFilter): string {
  const given = Object.entries({ group, person: actor, from, to }).flatMap(([name, value]) =>
    value ? [[name, value]] : [],
  );
  return new URLSearchParams(given).toString();
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Kinds whose subject, or whose detail, names a member. */
const ofMember = /^(member|note|level|points|card)_/;

function Entry({ entry, you }: { entry: LogEntry; you: string | null }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const { actor, action, subject, detail, at } = entry;
  const key = `operations.log.did.${action}`;
  const named = typeof detail['memberId'] === 'string' ? detail['memberId'] : ofMember.test(action) ? subject : '';
  const facts = tellFacts(detail, t, format.number);
  return (
    <li>
      <BlockStack gap="050">
        <Text as="span" fontWeight="semibold">
          {i18n.exists(key) ? t(key, { subject }) : action}
        </Text>
        <Text as="span" tone="subdued">
          {whoDid(actor, you, t)}
        </Text>
      </BlockStack>
      <Text as="span" variant="bodySm" tone="subdued">
        <time dateTime={at}>{format.dateTime(at)}</time>
      </Text>
      {(facts.length > 0 || UUID.test(named)) && (
        <div className="regulars-timeline-wide">
          <InlineStack gap="300" blockAlign="center">
            {facts.map((fact) => (
              <Text as="span" key={fact} breakWord>
                {fact}
              </Text>
            ))}
            {UUID.test(named) && (
              <Button variant="plain" url={`/app/members/${named}`}>
                {t('operations.checks.member')}
              </Button>
            )}
          </InlineStack>
        </div>
      )}
    </li>
  );
}
