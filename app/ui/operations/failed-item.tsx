/** One thing that failed: what happened, what it means, since when, the words for whoever helps, and what can be done. */
import { BlockStack, InlineStack, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';

interface FailedItemProps {
  title: ReactNode;
  meaning: string;
  /** ISO instant. */
  since: string;
  /** What the program or Shopify said, as it was. */
  detail?: string;
  badge?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}

export function FailedItem({ title, meaning, since, detail, badge, actions, children }: FailedItemProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li className="regulars-failed">
      <BlockStack gap="200">
        <InlineStack gap="200" align="space-between" blockAlign="center">
          <InlineStack gap="200" blockAlign="center">
            <Text as="span" fontWeight="semibold" breakWord>
              {title}
            </Text>
            {badge}
          </InlineStack>
          <Text as="span" variant="bodySm" tone="subdued">
            <time dateTime={since}>{format.dateTime(since)}</time>
          </Text>
        </InlineStack>
        <Text as="p">{meaning}</Text>
        {children}
        {detail && (
          <details>
            <summary>{t('operations.details')}</summary>
            <Text as="p" variant="bodySm" tone="subdued" breakWord>
              <span translate="no">{detail}</span>
            </Text>
          </details>
        )}
        {actions && <InlineStack gap="200">{actions}</InlineStack>}
      </BlockStack>
    </li>
  );
}
