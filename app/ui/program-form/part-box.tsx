import { BlockStack, Box, Button, InlineStack, Text } from '@shopify/polaris';
import { DeleteIcon } from '@shopify/polaris-icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** A small part of an entry in a box of its own: its name, what takes it out, its fields. */
export function PartBox({ name, onRemove, children }: { name: string; onRemove(): void; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Box background="bg-surface" padding="300" borderRadius="200" borderWidth="025" borderColor="border">
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200" wrap={false}>
          <Text as="h5" variant="bodyMd" fontWeight="semibold">
            {name}
          </Text>
          <Button
            icon={DeleteIcon}
            variant="tertiary"
            accessibilityLabel={t('program.items.removeNamed', { name })}
            onClick={onRemove}
          />
        </InlineStack>
        {children}
      </BlockStack>
    </Box>
  );
}
