/** Permissions and messages of Shopify that the app needs and does not have, each with what it means and what to do. */
import { BlockStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import type { SetupGaps } from '../../operations/operations-view.ts';

export function SetupList({ setup: { scopes, topics } }: { setup: SetupGaps }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ul className="regulars-failures">
      {scopes.length > 0 && (
        <Gap
          title={t('operations.setup.scopes', { count: scopes.length, number: format.number(scopes.length) })}
          names={scopes}
          meaning={t('operations.setup.scopesMeaning')}
          what={t('operations.setup.scopesDo')}
        />
      )}
      {topics.map(({ topic, missed }) => (
        <Gap
          key={topic}
          title={t('operations.setup.topic', {
            what: t(`operations.topics.${topic.replace('/', '_')}`, { defaultValue: topic }),
          })}
          names={[topic]}
          meaning={t('operations.setup.topicMeaning', { count: missed, number: format.number(missed) })}
          what={t('operations.setup.topicDo')}
        />
      ))}
    </ul>
  );
}

function Gap({ title, names, meaning, what }: { title: string; names: string[]; meaning: string; what: string }) {
  return (
    <li className="regulars-failed">
      <BlockStack gap="200">
        <Text as="span" fontWeight="semibold">
          {title}
        </Text>
        <Text as="p" variant="bodySm" tone="subdued" breakWord>
          <span className="regulars-code" translate="no">
            {names.join(', ')}
          </span>
        </Text>
        <Text as="p">{meaning}</Text>
        <Text as="p">{what}</Text>
      </BlockStack>
    </li>
  );
}
