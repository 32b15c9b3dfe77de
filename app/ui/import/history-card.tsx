import { BlockStack, Card, Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { ImportView } from '../../imports/screen.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { HappenedList } from '../happened-list.tsx';

const tones = { finished: 'success', running: 'info', looking_up: 'info', staged: 'attention' } as const;

function stateOf({ finishedAt, askedAt, isLookingUp }: ImportView): keyof typeof tones {
  return isLookingUp ? 'looking_up' : finishedAt ? 'finished' : askedAt ? 'running' : 'staged';
}

/** The files that were sent before, each with what became of it. */
export function HistoryCard({ imports }: { imports: readonly ImportView[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (imports.length === 0) return null;
  const items = imports.map((report) => {
    const state = stateOf(report);
    return {
      key: report.id,
      title: <Link url={`/app/members/import?id=${report.id}`}>{report.fileName || t('members.import.unnamed')}</Link>,
      badge: { tone: tones[state], text: t(`members.import.states.${state}`) },
      at: report.stagedAt,
      text: t('members.import.sums', {
        rows: format.number(report.rows),
        applied: format.number(report.applied),
        waiting: format.number(report.waiting),
        refused: format.number(report.refused),
      }),
    };
  });
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('members.import.history')}
        </Text>
        <HappenedList items={items} label={t('members.import.history')} />
      </BlockStack>
    </Card>
  );
}
