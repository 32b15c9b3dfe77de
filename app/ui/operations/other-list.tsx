/** Messages that were given up and rows of imports that were not taken: here in short, with the way to their own pages. */
import { Button, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import type { Operations } from '../../operations/operations-view.ts';
import type { Act } from './use-operations.ts';

export function OtherList({ deadMessages, imports, act }: Pick<Operations, 'deadMessages' | 'imports'> & { act: Act }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ul className="regulars-failures">
      {deadMessages > 0 && (
        <li className="regulars-failed">
          <InlineStack gap="200" align="space-between" blockAlign="center">
            <Text as="span" fontWeight="semibold">
              {t('operations.others.messages', { count: deadMessages, number: format.number(deadMessages) })}
            </Text>
            <InlineStack gap="200">
              <Button disabled={act.isBusy} onClick={() => act.send({ intent: 'retry_messages' })}>
                {t('operations.again')}
              </Button>
              <Button variant="tertiary" url="/app/messages">
                {t('operations.others.toMessages')}
              </Button>
            </InlineStack>
          </InlineStack>
        </li>
      )}
      {imports.map(({ id, fileName, refused }) => (
        <li key={id} className="regulars-failed">
          <InlineStack gap="200" align="space-between" blockAlign="center">
            <Text as="span" fontWeight="semibold" breakWord>
              {t('operations.others.import', { count: refused, number: format.number(refused), name: fileName || '–' })}
            </Text>
            <Button variant="tertiary" url={`/app/members/import?id=${id}`}>
              {t('operations.others.toImport')}
            </Button>
          </InlineStack>
        </li>
      ))}
    </ul>
  );
}
