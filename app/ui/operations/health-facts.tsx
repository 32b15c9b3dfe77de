/** How fast the queues are, in words: nobody should have to know what a queue is. */
import { Badge, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import { SLOW_AFTER_MS, type Health } from '../../operations/operations-view.ts';

interface HealthFactsProps {
  health: Health;
  /** Events could not be applied: then nobody says that all are booked. */
  hasFailed: boolean;
  /** Something was given up: then nobody says that all is up to date. */
  isStuck: boolean;
}

export function HealthFacts({ health, hasFailed, isStuck }: HealthFactsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const queue = (name: 'events' | 'tasks', waiting: number, since: string | null) => {
    const isSlow = since !== null && Date.parse(health.readAt) - Date.parse(since) > SLOW_AFTER_MS;
    const text =
      waiting === 0 || since === null
        ? t(`operations.health.${name}.none`)
        : t(`operations.health.${name}.waiting`, {
            count: waiting,
            number: format.number(waiting),
            when: format.dateTime(since),
          });
    return (
      <InlineStack gap="200" blockAlign="start" wrap={false}>
        <Badge tone={isSlow ? 'attention' : 'success'}>
          {t(isSlow ? 'operations.health.slow' : 'operations.health.good')}
        </Badge>
        <Text as="span">{text}</Text>
      </InlineStack>
    );
  };
  return (
    <>
      {(health.eventsWaiting > 0 || !hasFailed) && queue('events', health.eventsWaiting, health.eventsSince)}
      {(health.tasksWaiting > 0 || !isStuck) && queue('tasks', health.tasksWaiting, health.tasksSince)}
      <Text as="p" tone="subdued">
        {health.lastEventAt
          ? t('operations.health.last', { when: format.dateTime(health.lastEventAt) })
          : t('operations.health.never')}
      </Text>
    </>
  );
}
