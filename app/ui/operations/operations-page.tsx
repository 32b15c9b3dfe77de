/** What needs a person, each with what happened, what it means and what to do; then the checks and the queues. */
import { TitleBar } from '@shopify/app-bridge-react';
import { Banner, BlockStack, Card, Page, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import type { Operations, SetupGaps } from '../../operations/operations-view.ts';
import type { ReconciliationReport } from '../../reconciliation/report.server.ts';
import { ChecksCard } from './checks-card.tsx';
import { CodesList } from './codes-list.tsx';
import { ConflictsList } from './conflicts-list.tsx';
import { EventsList } from './events-list.tsx';
import { HealthFacts } from './health-facts.tsx';
import { OtherList } from './other-list.tsx';
import { SetupList } from './setup-list.tsx';
import { TasksList } from './tasks-list.tsx';
import { useOperations } from './use-operations.ts';

interface OperationsPageProps {
  operations: Operations;
  setup: SetupGaps;
  report: ReconciliationReport;
  /** Names of customers by their id, as far as Shopify told them. */
  names: Record<string, string>;
  isPublished: boolean;
  isFirstPage: boolean;
}

export function OperationsPage({ operations, setup, report, names, isPublished, isFirstPage }: OperationsPageProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const act = useOperations();
  const { events, tasks, codes, conflicts, deadMessages, imports, health } = operations;
  const gaps = (setup.scopes.length > 0 ? 1 : 0) + setup.topics.length;
  const isWell =
    gaps +
      events.total +
      tasks.length +
      codes.length +
      conflicts.length +
      deadMessages +
      imports.length +
      report.month.open ===
    0;
  return (
    <Page
      title={t('operations.title')}
      subtitle={t('operations.text')}
      secondaryActions={[{ content: t('operations.log.title'), url: '/app/operations/log' }]}
    >
      <TitleBar title={t('operations.title')} />
      <BlockStack gap="400">
        {isWell && (
          <Banner tone="success" title={t('operations.well')}>
            <p>{t('operations.wellAt', { when: format.dateTime(health.readAt) })}</p>
          </Banner>
        )}
        {gaps > 0 && (
          <Part name="setup" count={gaps}>
            <SetupList setup={setup} />
          </Part>
        )}
        {events.total > 0 && (
          <Part name="events" count={events.total}>
            <EventsList events={events} isFirstPage={isFirstPage} act={act} />
          </Part>
        )}
        {tasks.length > 0 && (
          <Part name="tasks" count={tasks.length}>
            <TasksList tasks={tasks} act={act} />
          </Part>
        )}
        {codes.length > 0 && (
          <Part name="codes" count={codes.length}>
            <CodesList codes={codes} names={names} />
          </Part>
        )}
        {conflicts.length > 0 && (
          <Part name="conflicts" count={conflicts.length}>
            <ConflictsList conflicts={conflicts} />
          </Part>
        )}
        {(deadMessages > 0 || imports.length > 0) && (
          <Part name="others" count={imports.length + (deadMessages > 0 ? 1 : 0)}>
            <OtherList deadMessages={deadMessages} imports={imports} act={act} />
          </Part>
        )}
        <Card>
          <BlockStack gap="300">
            <Heading title={t('operations.checks.title')} text={t('operations.checks.text')} />
            <ChecksCard report={report} isPublished={isPublished} />
          </BlockStack>
        </Card>
        <Card>
          <BlockStack gap="300">
            <Heading title={t('operations.health.title')} text={t('operations.health.text')} />
            <HealthFacts health={health} hasFailed={events.total > 0} isStuck={tasks.length > 0} />
          </BlockStack>
        </Card>
      </BlockStack>
    </Page>
  );
}

type PartName = 'setup' | 'events' | 'tasks' | 'codes' | 'conflicts' | 'others';

function Part({ name, count, children }: { name: PartName; count: number; children: ReactNode }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Card>
      <BlockStack gap="300">
        <Heading
          id={name}
          title={t(`operations.${name}.title`, { count, number: format.number(count) })}
          text={t(`operations.${name}.text`)}
        />
        {children}
      </BlockStack>
    </Card>
  );
}

function Heading({ id, title, text }: { id?: string; title: string; text: string }) {
  return (
    <BlockStack gap="100">
      <Text as="h2" variant="headingMd" id={id}>
        {title}
      </Text>
      <Text as="p" tone="subdued">
        {text}
      </Text>
    </BlockStack>
  );
}
