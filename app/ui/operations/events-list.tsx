/** Events of Shopify that could not be applied. Trying one again is safe: what it did already is not done twice. */
import { Button, InlineStack } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '../../operations/operations-view.ts';
import { FailedItem } from './failed-item.tsx';
import { ReasonModal } from '../reason-modal.tsx';
import { useOperations, type Act } from './use-operations.ts';

interface EventsListProps {
  events: Operations['events'];
  isFirstPage: boolean;
  act: Act;
}

export function EventsList({ events, isFirstPage, act }: EventsListProps) {
  const { t, i18n } = useTranslation();
  const [letGo, setLetGo] = useState<string | null>(null);
  const discard = useOperations(() => setLetGo(null));
  const titleOf = (topic: string, name: string) => {
    const event = topic.replace(/[/.]/g, '_');
    const key = `operations.topics.${event}`;
    const what = i18n.exists(key) ? t(key) : t('operations.topics.other', { topic });
    return name ? `${what} ${name}` : what;
  };
  return (
    <>
      {events.total > 1 && (
        <InlineStack>
          <Button loading={act.isBusy} onClick={() => act.send({ intent: 'replay_all' })}>
            {t('operations.events.all')}
          </Button>
        </InlineStack>
      )}
      <ul className="regulars-failures">
        {events.items.map(({ id, topic, name, reason, receivedAt }) => (
          <FailedItem
            key={id}
            title={titleOf(topic, name)}
            meaning={t('operations.events.meaning')}
            since={receivedAt}
            detail={[topic, reason].filter(Boolean).join(': ')}
            actions={
              <>
                <Button
                  disabled={act.isBusy}
                  accessibilityLabel={`${t('operations.again')}: ${titleOf(topic, name)}`}
                  onClick={() => act.send({ intent: 'replay', id })}
                >
                  {t('operations.again')}
                </Button>
                <Button
                  variant="tertiary"
                  tone="critical"
                  accessibilityLabel={`${t('operations.discard.do')}: ${titleOf(topic, name)}`}
                  onClick={() => setLetGo(id)}
                >
                  {t('operations.discard.do')}
                </Button>
              </>
            }
          />
        ))}
      </ul>
      <Pages isFirst={isFirstPage} olderThan={events.olderThan} path="/app/operations" />
      {letGo !== null && (
        <ReasonModal
          title={t('operations.discard.title')}
          text={t('operations.discard.text')}
          send={t('operations.discard.do')}
          isDestructive={true}
          help={t('operations.reasonHelp')}
          isSending={discard.isBusy}
          onClose={() => setLetGo(null)}
          onSend={(reason) => discard.send({ intent: 'discard', id: letGo, reason })}
        />
      )}
    </>
  );
}

/** Back to the newest, and on to older ones; nothing while one page is all. */
export function Pages({
  isFirst,
  olderThan,
  path,
  query = '',
}: {
  isFirst: boolean;
  olderThan: string | null;
  path: string;
  query?: string;
}) {
  const { t } = useTranslation();
  if (isFirst && olderThan === null) return null;
  const at = (more: string) =>
    `${path}${[query, more].filter(Boolean).length ? '?' : ''}${[query, more].filter(Boolean).join('&')}`;
  return (
    <InlineStack gap="200">
      {!isFirst && <Button url={at('')}>{t('operations.newest')}</Button>}
      {olderThan !== null && <Button url={at(`olderThan=${olderThan}`)}>{t('operations.older')}</Button>}
    </InlineStack>
  );
}
