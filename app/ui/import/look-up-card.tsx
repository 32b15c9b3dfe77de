import { Banner, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { ImportView } from '../../imports/screen.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { ProgressLine } from './progress-line.tsx';
import { useImportAction } from './use-import-action.ts';

/** How many addresses Shopify was asked about. Nobody has to wait for it: neither on this page, nor for the rest of them. */
export function LookUpCard({ report }: { report: ImportView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { send, isSending } = useImportAction(report.id);
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd" breakWord id="import-file">
            {t('members.import.lookingUp', { file: report.fileName || t('members.import.unnamed') })}
          </Text>
          <Text as="p" tone="subdued">
            {t('members.import.lookingUpText')}
          </Text>
        </BlockStack>
        <div aria-live="polite">
          <BlockStack gap="200">
            <ProgressLine
              done={report.lookedUp}
              total={report.toLookUp}
              text={t('members.import.lookedUp', {
                count: report.toLookUp,
                done: format.number(report.lookedUp),
                total: format.number(report.toLookUp),
              })}
            />
            {report.lookUpTrouble && (
              <Banner tone="warning">{t(`members.import.lookUpTrouble.${report.lookUpTrouble}`)}</Banner>
            )}
          </BlockStack>
        </div>
        <InlineStack align="end" gap="300">
          <Button loading={isSending('discard')} onClick={() => send('discard')}>
            {t('members.import.discard')}
          </Button>
          <Button loading={isSending('skip_look_up')} onClick={() => send('skip_look_up')}>
            {t('members.import.skipLookUp')}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
