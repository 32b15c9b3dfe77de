import { Banner, BlockStack, Button, Card, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { ImportScreen, ImportView } from '../../imports/screen.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { ProblemsList } from './problems-list.tsx';
import { ProgressLine } from './progress-line.tsx';

interface ProgressCardProps {
  report: ImportView;
  problems: NonNullable<ImportScreen['current']>['problems'];
}

/** How far an import is, and how it ended. */
export function ProgressCard({ report, problems }: ProgressCardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const isDone = report.finishedAt !== null;
  const numbers = {
    count: report.applied,
    applied: format.number(report.applied),
    total: format.number(report.toApply),
  };
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd" breakWord id="import-file">
          {report.fileName || t('members.import.unnamed')}
        </Text>
        <div aria-live="polite">
          {isDone ? (
            <Banner
              tone="success"
              title={t('members.import.finished', numbers)}
              action={{ content: t('members.import.toMembers'), url: '/app/members' }}
            >
              {report.waiting > 0 && (
                <Text as="p">
                  {t('members.import.stillWaiting', { count: report.waiting, number: format.number(report.waiting) })}
                </Text>
              )}
            </Banner>
          ) : (
            <BlockStack gap="200">
              <ProgressLine done={report.applied} total={report.toApply} text={t('members.import.progress', numbers)} />
            </BlockStack>
          )}
        </div>
        <ProblemsList report={report} problems={problems} />
        {isDone && (
          <div>
            <Button url="/app/members/import">{t('members.import.next')}</Button>
          </div>
        )}
      </BlockStack>
    </Card>
  );
}
