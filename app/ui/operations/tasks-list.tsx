/** What could not be brought up to date at Shopify: given up, or tried again by itself. */
import { Badge, Button, InlineStack } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { StuckTask } from '../../operations/operations-view.ts';
import { FailedItem } from './failed-item.tsx';
import type { Act } from './use-operations.ts';

export function TasksList({ tasks, act }: { tasks: readonly StuckTask[]; act: Act }) {
  const { t, i18n } = useTranslation();
  const titleOf = (topic: string) => {
    const key = `operations.tasks.topics.${topic}`;
    return t(i18n.exists(key) ? key : 'operations.tasks.topics.other');
  };
  return (
    <>
      {tasks.length > 1 && (
        <InlineStack>
          <Button loading={act.isBusy} onClick={() => act.send({ intent: 'retry_all' })}>
            {t('operations.tasks.all')}
          </Button>
        </InlineStack>
      )}
      <ul className="regulars-failures">
        {tasks.map(({ topic, subject, memberId, reason, since, isGivenUp }) => (
          <FailedItem
            key={`${topic} ${subject}`}
            title={titleOf(topic)}
            badge={
              <Badge tone={isGivenUp ? 'critical' : 'attention'}>
                {t(isGivenUp ? 'operations.tasks.givenUp' : 'operations.tasks.trying')}
              </Badge>
            }
            meaning={t(isGivenUp ? 'operations.tasks.meaningGivenUp' : 'operations.tasks.meaningTrying')}
            since={since}
            detail={reason}
            actions={
              <>
                <Button
                  disabled={act.isBusy}
                  accessibilityLabel={`${t('operations.again')}: ${titleOf(topic)}`}
                  onClick={() => act.send({ intent: 'retry', topic, subject })}
                >
                  {t('operations.again')}
                </Button>
                {memberId && (
                  <Button variant="tertiary" url={`/app/members/${memberId}`}>
                    {t('operations.checks.member')}
                  </Button>
                )}
              </>
            }
          />
        ))}
      </ul>
    </>
  );
}
