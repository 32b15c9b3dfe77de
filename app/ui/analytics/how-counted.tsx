import { BlockStack, Box, Button, Link, Popover, Text } from '@shopify/polaris';
import { ExportIcon, InfoIcon } from '@shopify/polaris-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface HowCountedProps {
  title: string;
  definition: string;
  /** Whether it has to be said which orders count. */
  countsOrders: boolean;
  /** Where the members behind the number are listed, if that is a list. */
  membersUrl: string | null;
  onExport(): void;
  isExporting: boolean;
}

/** How a panel is counted, in words, and what else can be done with it. Opens by press, so it also works by touch and keys. */
export function HowCounted({ title, definition, countsOrders, membersUrl, onExport, isExporting }: HowCountedProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover
      active={isOpen}
      onClose={() => setOpen(false)}
      preferredAlignment="right"
      activator={
        <Button
          variant="tertiary"
          icon={InfoIcon}
          accessibilityLabel={t('analytics.howCountedOf', { title })}
          onClick={() => setOpen((open) => !open)}
        />
      }
    >
      <Box padding="400" maxWidth="20rem">
        <BlockStack gap="300">
          <BlockStack gap="100">
            <Text as="h4" variant="headingSm">
              {t('analytics.howCounted')}
            </Text>
            <Text as="p">{definition}</Text>
            {countsOrders && (
              <Text as="p" tone="subdued" variant="bodySm">
                {t('analytics.ordersNote')}
              </Text>
            )}
          </BlockStack>
          {membersUrl && (
            <Link url={membersUrl} removeUnderline>
              {t('analytics.seeMembers')}
            </Link>
          )}
          <div>
            <Button icon={ExportIcon} onClick={onExport} loading={isExporting}>
              {t('analytics.export')}
            </Button>
          </div>
        </BlockStack>
      </Box>
    </Popover>
  );
}
