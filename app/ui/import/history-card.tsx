import { Badge, BlockStack, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { ImportView } from '../../imports/screen.ts';
import { useFormat } from '../../i18n/use-format.ts';

const tones = { finished: 'success', running: 'info', looking_up: 'info', staged: 'attention' } as const;

function stateOf({ finishedAt, askedAt, isLookingUp }: ImportView): keyof typeof tones {
  return isLookingUp ? 'looking_up' : finishedAt ? 'finished' : askedAt ? 'running' : 'staged';
}

/** The files that were sent before, each with what became of it. */
export function HistoryCard({ imports }: { imports: readonly ImportView[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (imports.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('members.import.history')}
        </Text>
        <ul className="regulars-timeline">
          {imports.map((report) => {
            const state = stateOf(report);
            return (
              <li key={report.id}>
                <InlineStack gap="200" blockAlign="center">
                  <Link url={`/app/members/import?id=${report.id}`}>
                    {report.fileName || t('members.import.unnamed')}
                  </Link>
                  <Badge tone={tones[state]}>{t(`members.import.states.${state}`)}</Badge>
                </InlineStack>
                <span className="regulars-timeline-when">
                  <Text as="span" variant="bodySm" tone="subdued">
                    {format.dateTime(report.stagedAt)}
                  </Text>
                </span>
                <span className="regulars-timeline-wide">
                  <Text as="span" variant="bodySm" tone="subdued">
                    {t('members.import.sums', {
                      rows: format.number(report.rows),
                      applied: format.number(report.applied),
                      waiting: format.number(report.waiting),
                      refused: format.number(report.refused),
                    })}
                  </Text>
                </span>
              </li>
            );
          })}
        </ul>
      </BlockStack>
    </Card>
  );
}
