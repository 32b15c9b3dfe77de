import { BlockStack, Button, InlineStack, List, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { RowProblem } from '../../imports/read-row.ts';
import { sayProblem } from '../../imports/say-problem.ts';
import type { ImportView } from '../../imports/screen.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useDownload } from '../members/use-download.ts';

interface ProblemsListProps {
  report: ImportView;
  problems: readonly { line: number; code: RowProblem }[];
}

/** The first rows that are not taken, each with what to do about it; all of them as a file. */
export function ProblemsList({ report, problems }: ProblemsListProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { download, isLoading } = useDownload();
  if (problems.length === 0) return null;
  return (
    <BlockStack gap="200">
      <InlineStack align="space-between" blockAlign="center" gap="200">
        <Text as="h3" variant="headingSm">
          {t('members.import.problems', { count: report.refused, number: format.number(report.refused) })}
        </Text>
        <Button
          variant="plain"
          loading={isLoading}
          onClick={() =>
            download({ kind: 'import_problems', importId: report.id }, `${t('members.import.problemsFile')}.csv`)
          }
        >
          {t('members.import.problemsDownload')}
        </Button>
      </InlineStack>
      <List>
        {problems.map(({ line, code }) => (
          <List.Item key={line}>
            <Text as="span" fontWeight="semibold">
              {t('members.import.line', { line: format.number(line) })}
            </Text>{' '}
            {sayProblem(code, format.locale)}
          </List.Item>
        ))}
      </List>
      {report.refused > problems.length && (
        <Text as="p" tone="subdued">
          {t('members.import.more', {
            count: report.refused - problems.length,
            number: format.number(report.refused - problems.length),
          })}
        </Text>
      )}
    </BlockStack>
  );
}
