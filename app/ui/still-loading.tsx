import { InlineStack, Spinner, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';

/** Says that something is on its way while the page keeps what it has; not seen at all when it comes at once. Stands in a status. */
export function StillLoading() {
  const { t } = useTranslation();
  return (
    <div className="regulars-still-loading">
      <InlineStack gap="200" blockAlign="center">
        <Spinner size="small" />
        <Text as="p" tone="subdued" variant="bodySm">
          {t('common.loading')}
        </Text>
      </InlineStack>
    </div>
  );
}
