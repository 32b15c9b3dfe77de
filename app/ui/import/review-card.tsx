import { Banner, BlockStack, Button, Card, Divider, InlineStack, List, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { ImportPreview } from '../../imports/preview.server.ts';
import type { ImportScreen, ImportView } from '../../imports/screen.ts';
import { inLocale, sayCount } from '../../i18n/explain.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { ValueTable } from '../value-table.tsx';
import { usePointName } from '../use-point-name.ts';
import { ProblemsList } from './problems-list.tsx';
import { useImportAction } from './use-import-action.ts';

interface ReviewCardProps {
  report: ImportView;
  preview: ImportPreview;
  problems: NonNullable<ImportScreen['current']>['problems'];
  levels: ImportScreen['levels'];
}

/** What would happen, before anything does; then bring it in, or let it go. */
export function ReviewCard({ report, preview, problems, levels }: ReviewCardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const pointName = usePointName();
  const { send, isSending } = useImportAction(report.id);
  const count = (points: number) => sayCount(points, { locale: format.locale, pointName });
  const facts: [string, string][] = [
    ['rows', format.number(report.rows)],
    ['customers', format.number(preview.customers)],
    ['newMembers', format.number(preview.newMembers)],
    ['pointsIn', count(preview.pointsIn)],
    ...(preview.pointsOut > 0 ? [['pointsOut', count(preview.pointsOut)] as [string, string]] : []),
    ...(report.waiting > 0
      ? [
          [
            'waiting',
            t('members.import.waitingValue', {
              rows: format.number(report.waiting),
              points: count(preview.pointsWaiting),
            }),
          ] as [string, string],
        ]
      : []),
    ...(preview.birthdays > 0 ? [['birthdays', format.number(preview.birthdays)] as [string, string]] : []),
    ['refused', format.number(report.refused)],
  ];
  const unknown = preview.levels.filter(({ tierId }) => tierId === null);
  const known = preview.levels.filter(({ tierId }) => tierId !== null);
  const levelName = (id: string | null) => inLocale(levels.find((level) => level.id === id)?.name ?? {}, format.locale);
  const canApply = report.toApply > 0 || report.waiting > 0;
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd" breakWord>
            {t('members.import.review', { file: report.fileName })}
          </Text>
          <Text as="p" tone="subdued">
            {t(`members.import.reviewText.${report.kind}`)}
          </Text>
        </BlockStack>
        <dl className="regulars-facts regulars-facts-narrow">
          {facts.map(([key, value]) => (
            <div key={key}>
              <dt>{t(`members.import.facts.${key}`)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {report.waiting > 0 && (
          <Text as="p" tone="subdued">
            {t('members.import.waitingText')}
          </Text>
        )}
        {preview.uncovered > 0 && (
          <Banner tone="warning">
            {t('members.import.uncovered', { count: preview.uncovered, number: format.number(preview.uncovered) })}
          </Banner>
        )}
        {unknown.length > 0 && (
          <Banner tone="warning" title={t('members.import.levelsUnknown')}>
            <BlockStack gap="200">
              <List>
                {unknown.map(({ name, rows }) => (
                  <List.Item key={name}>
                    {t('members.import.levelRows', { name, count: rows, number: format.number(rows) })}
                  </List.Item>
                ))}
              </List>
              <Text as="p">{t('members.import.levelsUnknownText')}</Text>
            </BlockStack>
          </Banner>
        )}
        {known.length > 0 && (
          <BlockStack gap="200">
            <Text as="h3" variant="headingSm">
              {t('members.import.levels')}
            </Text>
            <List>
              {known.map(({ name, tierId, rows }) => (
                <List.Item key={name}>
                  {t('members.import.levelTo', {
                    name,
                    level: levelName(tierId),
                    count: rows,
                    number: format.number(rows),
                  })}
                </List.Item>
              ))}
            </List>
          </BlockStack>
        )}
        {preview.sample.length > 0 && (
          <BlockStack gap="200">
            <Text as="h3" variant="headingSm">
              {t('members.import.sample')}
            </Text>
            <ValueTable
              caption={t('members.import.sample')}
              columns={(['line', 'customerId', 'points', 'expiresOn', 'note'] as const).map((key) =>
                t(`members.import.fields.${key}`),
              )}
              rows={preview.sample.map((row) => ({
                key: String(row.line),
                head: format.number(row.line),
                cells: [
                  row.customerId,
                  format.signed(row.points),
                  row.expiresOn ? format.calendarDate(row.expiresOn) : '–',
                  row.note || '–',
                ],
              }))}
            />
          </BlockStack>
        )}
        <ProblemsList report={report} problems={problems} />
        <Divider />
        {!canApply && <Banner tone="critical">{t('members.import.nothingToApply')}</Banner>}
        <InlineStack align="end" gap="300">
          <Button loading={isSending('discard')} onClick={() => send('discard')}>
            {t('members.import.discard')}
          </Button>
          <Button variant="primary" disabled={!canApply} loading={isSending('apply')} onClick={() => send('apply')}>
            {t('members.import.apply')}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
